"""Destinations: every city and country, what is ambiguous, and what is only a word."""

from __future__ import annotations

import pytest

from bot.trips.gazetteer import country_names, fold, load_gazetteer
from bot.trips.place_names import ASKED_BACK
from bot.trips.places import FoundPlace, find_places, format_place
from bot.trips.trip import Leg


def places(text: str, *, whole: bool = True) -> list[str]:
    return [written(found) for found in find_places(text, whole=whole)]


def written(found: FoundPlace) -> str:
    if found.leg:
        return f"{found.leg.place}/{found.leg.country_code}".removeprefix("/")
    return f"{found.kind}: {' | '.join(found.options)}".removesuffix(": ")


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("Nairobi", ["Nairobi/KE"]),
        ("nairobi, kenya", ["Nairobi/KE"]),
        ("Kenya, Nairobi", ["Nairobi/KE"]),
        ("Nairobi, then Kampala and Kigali", ["Nairobi/KE", "Kampala/UG", "Kigali/RW"]),
        ("Nairobi -> Kisumu -> Kampala", ["Nairobi/KE", "Kisumu/KE", "Kampala/UG"]),
        ("Kenya and Uganda", ["KE", "UG"]),
        ("Kenya, Uganda, Tanzania", ["KE", "UG", "TZ"]),
        ("Nairobi, Kenya, Kampala, Uganda", ["Nairobi/KE", "Kampala/UG"]),
        ("Germany (Berlin, Munich)", ["Berlin/DE", "Munich/DE"]),
        ("Italy: Rome and Florence", ["Rome/IT", "Florence/IT"]),
        ("São Paulo/Rio", ["São Paulo/BR", "Rio/BR"]),
        ("Tokyo japan and Seoul korea", ["Tokyo/JP", "Seoul/KR"]),
        ("first Bangkok then chiang mai", ["Bangkok/TH", "Chiang Mai/TH"]),
        ("I'm flying to Accra via Amsterdam", ["Accra/GH", "Amsterdam/NL"]),
        ("a village near Kisumu", ["Kisumu/KE"]),
        ("the university of Nairobi, Kenya", ["Nairobi/KE"]),
        ("Mbita, Kenya", ["Mbita/KE"]),
        ("Nairobbi kenia", ["Nairobi/KE"]),
        ("Nairobbi Kenia and Kampla Uganda", ["Nairobi/KE", "Kampala/UG"]),
        ("rural Kenya", ["KE"]),
        ("Peking, Calcutta and Constantinople", ["Beijing/CN", "Kolkata/IN", "Istanbul/TR"]),
        ("Dar", ["Dar es Salaam/TZ"]),
        ("Ouaga", ["Ouagadougou/BF"]),
        ("St. Petersburg, Russia", ["Saint Petersburg/RU"]),
        ("Kampala not Nairobi", ["Kampala/UG"]),
        ("Saigon", ["Ho Chi Minh City/VN"]),
        ("Bombay", ["Mumbai/IN"]),
        ("münchen", ["Munich/DE"]),
        ("Xi'an", ["Xi'an/CN"]),
        ("N\u2019Djamena", ["N'Djamena/TD"]),
        ("Port-au-Prince", ["Port-au-Prince/HT"]),
        ("Bosnia and Herzegovina", ["BA"]),
        ("Trinidad and Tobago", ["TT"]),
        ("UK", ["GB"]),
        ("U.S.A.", ["US"]),
        ("UAE", ["AE"]),
        ("Holland", ["NL"]),
        ("Cote d'Ivoire", ["CI"]),
        ("Czech republic", ["CZ"]),
        ("Burma", ["MM"]),
        ("South Korea", ["KR"]),
        ("DRC", ["CD"]),
        ("Türkiye", ["TR"]),
        ("Deutschland", ["DE"]),
        ("Scotland", ["Scotland/GB"]),
        ("Edinburgh, Scotland", ["Edinburgh/GB"]),
        ("Tokyo, Okinawa", ["Tokyo/JP", "Okinawa/JP"]),
        ("Cambridge, MA", ["Cambridge/US"]),
        ("London, Ontario", ["London/CA"]),
        ("Puerto Rico", ["PR"]),
        ("Nice", ["Nice/FR"]),
        ("reading, uk", ["Reading/GB"]),
        ("Ho, Ghana", ["Ho/GH"]),
        ("London", ["London/GB"]),
        ("Dublin", ["Dublin/IE"]),
        ("Barcelona", ["Barcelona/ES"]),
        ("Niger", ["NE"]),
        ("Nigeria", ["NG"]),
        ("Dominica", ["DM"]),
        ("Singapore, Singapore", ["SG"]),
    ],
)
def test_an_answer_to_where_is_read(answer: str, found: list[str]) -> None:
    assert places(answer) == found


@pytest.mark.parametrize(
    ("answer", "options"),
    [
        ("Georgia", ["Georgia (country)", "Georgia, United States"]),
        ("Granada", ["Granada, Spain", "Granada, Nicaragua"]),
        ("San Jose", ["San Jose, United States", "San José, Costa Rica"]),
        ("Cordoba", ["Córdoba, Argentina", "Córdoba, Spain"]),
        ("Valencia", ["Valencia, Venezuela", "Valencia, Spain"]),
        ("Birmingham", ["Birmingham, United Kingdom", "Birmingham, United States"]),
        ("Hyderabad", ["Hyderabad, India", "Hyderabad, Pakistan"]),
        ("Tripoli", ["Tripoli, Libya", "Tripoli, Lebanon"]),
        ("Alexandria", ["Alexandria, Egypt", "Alexandria, United States"]),
        ("Congo", ["Democratic Republic of the Congo", "Republic of the Congo"]),
        ("Korea", ["South Korea", "North Korea"]),
        ("Columbia", ["Colombia", "Columbia, United States"]),
    ],
)
def test_what_can_be_several_places_is_asked_back(answer: str, options: list[str]) -> None:
    (found,) = find_places(answer, whole=True)
    assert (found.kind, list(found.options)) == ("ambiguous", options)


@pytest.mark.parametrize("name", ["Santiago", "Victoria", "Cambridge", "Guinea", "St. John's"])
def test_these_are_asked_back_too(name: str) -> None:
    (found,) = find_places(name, whole=True)
    assert found.kind == "ambiguous"
    assert 2 <= len(found.options) <= 4


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("Georgia, United States", ["Georgia/US"]),
        ("Georgia (country)", ["GE"]),
        ("Tbilisi, Georgia", ["Tbilisi/GE"]),
        ("Georgia, Tbilisi", ["Tbilisi/GE"]),
        ("Atlanta, Georgia", ["Atlanta/US"]),
        ("Granada in Spain", ["Granada/ES"]),
        ("Granada and Managua, Nicaragua", ["Granada/NI", "Managua/NI"]),
        ("San José, Costa Rica", ["San José/CR"]),
        ("Kinshasa, Congo", ["Kinshasa/CD"]),
        ("Victoria, Australia", ["Victoria/AU"]),
        ("Birmingham, Alabama", ["Birmingham/US"]),
    ],
)
def test_a_country_beside_it_makes_it_clear(answer: str, found: list[str]) -> None:
    assert places(answer) == found


def test_every_option_is_read_as_itself() -> None:
    gazetteer = load_gazetteer()
    ambiguous = 0
    for name in {*gazetteer.names(), *ASKED_BACK}:
        if len(gazetteer.lookup(name)) < 2 and name not in ASKED_BACK:
            continue
        found = find_places(name.title(), whole=True)
        if len(found) == 1 and found[0].kind == "ambiguous":
            ambiguous += 1
            for option in found[0].options:
                (again,) = find_places(option, whole=True)
                assert again.leg, option
                assert name in ASKED_BACK or format_place(again.leg) == option
    assert ambiguous > 500


def test_every_country_is_read_from_its_name() -> None:
    for code in country_names():
        (found,) = find_places(format_place(Leg("", code)), whole=True)
        assert found.leg == Leg("", code)


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("Nairboi", ["Nairobi/KE"]),
        ("Keyna", ["KE"]),
        ("Etheopia", ["ET"]),
        ("Nigera", ["unknown: Niger | Nigeria"]),
        ("Qwertyville", ["unknown"]),
        ("nairobi, wakanda", ["Nairobi/KE", "unknown"]),
    ],
)
def test_a_slip_is_mended_where_it_is_clear(answer: str, found: list[str]) -> None:
    assert places(answer) == found


@pytest.mark.parametrize("answer", ["Europe", "East Africa", "abroad", "somewhere in Asia"])
def test_a_continent_is_no_destination(answer: str) -> None:
    assert places(answer) == ["region"]


@pytest.mark.parametrize(
    "answer",
    ["I don't know yet", "not sure", "what do you mean?", "why?", "yes", "soon", "help", "", "🌍"],
)
def test_what_is_no_answer_has_no_place(answer: str) -> None:
    assert places(answer) == []


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("register my trip to Nairobi in March for work", ["Nairobi/KE"]),
        ("register trip accra", ["Accra/GH"]),
        ("REGISTER MY TRIP TO NICE FOR WORK", ["Nice/FR"]),
        ("going to bath for a conference", ["Bath/GB"]),
        ("trip to jordan in may", ["JO"]),
        ("trip to cork ireland", ["Cork/IE"]),
        ("a trip to the US", ["US"]),
        ("I live in Paris and go to Nairobi", ["Nairobi/KE"]),
        ("from Baltimore to Nairobi and back to Baltimore", ["Nairobi/KE"]),
        ("I'm from Kenya, register my trip to Ghana", ["GH"]),
        ("my colleague Sofia Martinez travels to Lisbon", ["Lisbon/PT"]),
        ("Kenya Airways flight to Nairobi", ["Nairobi/KE"]),
        ("booked on Delta, going to Istanbul", ["Istanbul/TR"]),
        ("the University of Maryland, Baltimore sends me to Dakar", ["Dakar/SN"]),
        ("practicum at the University of Cape Town, South Africa", ["Cape Town/ZA"]),
        ("conference in San Jose", ["ambiguous: San Jose, United States | San José, Costa Rica"]),
        ("trip to nairboi", ["Nairobi/KE"]),
        ("trip to Hogwarts", ["unknown"]),
        ("trip to Europe", ["region"]),
        ("going to Mbita, Kenya for fieldwork", ["Mbita/KE"]),
        ("Destination: Quito, Ecuador", ["Quito/EC"]),
    ],
)
def test_a_sentence_names_destinations(sentence: str, found: list[str]) -> None:
    assert places(sentence, whole=False) == found


@pytest.mark.parametrize(
    "sentence",
    [
        "nice weather", "looking forward to reading your answer", "my mobile phone",
        "we march to work", "tell us more", "register my trip, I'm Jordan Baptiste",
        "turkey sandwich", "chad is my brother", "most of the time", "a sale in progress",
        "is evacuation from Mogadishu covered", "jane.paris@umaryland.edu", "Air France",
        "I want to go to bed", "going to register", "visit my family", "Name: Tomás Herrera",
        "wrong name", "to the University of Maryland, Baltimore", "in March",
        "Departure: Baltimore",
    ],
)  # fmt: skip
def test_words_names_and_homes_are_no_destinations(sentence: str) -> None:
    assert places(sentence, whole=False) == []


@pytest.mark.parametrize(
    ("leg", "domestic", "territory"),
    [
        (Leg("Boston", "US"), True, False),
        (Leg("", "PR"), False, True),
        (Leg("Nairobi", "KE"), False, False),
    ],
)
def test_only_the_states_are_domestic(leg: Leg, domestic: bool, territory: bool) -> None:
    assert (leg.is_domestic, leg.is_in_us_territory) == (domestic, territory)


def test_names_are_folded() -> None:
    assert fold("São Tomé & Príncipe") == "sao tome and principe"
    assert fold("St. John\u2019s") == "saint johns"
    assert fold("Łódź") == "lodz"
