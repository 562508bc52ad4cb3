"""Countries by the names that people give them."""

from __future__ import annotations

import pytest

from bot.staff.countries import UnknownCountryError, country_code, country_name
from bot.trips.gazetteer import country_names


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kenya", "KE"),
        (" kenya ", "KE"),
        ("ke", "KE"),
        ("côte d'ivoire", "CI"),
        ("Cote d\u2019Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("USA", "US"),
        ("UK", "GB"),
        ("Bosnia and Herzegovina", "BA"),
        ("Bosnia & Herzegovina", "BA"),
        ("Taiwan", "TW"),
    ],
)
def test_a_country_is_known_by_its_names_and_codes(name: str, code: str) -> None:
    assert country_code(name) == code


def test_every_country_is_known_by_the_name_it_is_shown_with() -> None:
    for code in country_names():
        assert country_code(country_name(code)) == code
        assert country_code(code) == code


@pytest.mark.parametrize(
    ("name", "hint"),
    [("Keny", "did you mean Kenya?"), ("Switserland", "did you mean Switzerland"), ("xyzzy", "")],
)
def test_an_unknown_name_is_answered_with_those_spelt_alike(name: str, hint: str) -> None:
    with pytest.raises(UnknownCountryError) as error:
        country_code(name)
    assert name in str(error.value)
    assert hint in str(error.value)
    assert ("did you mean" in str(error.value)) == bool(hint)


@pytest.mark.parametrize("name", ["", " ", "?", "Eurozone", "California"])
def test_what_is_no_country_is_unknown(name: str) -> None:
    with pytest.raises(UnknownCountryError):
        country_code(name)


def test_a_code_without_a_name_is_shown_as_it_is() -> None:
    assert country_name("KE") == "Kenya"
    assert country_name("Q9") == "Q9"
