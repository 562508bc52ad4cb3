"""The emergency numbers of countries."""

from __future__ import annotations

import pytest
from babel import Locale

from bot.emergencies.local_numbers import MOST_NUMBERS, local_emergency_numbers

TERRITORIES = sorted(code for code in Locale("en").territories if len(code) == 2 and code.isalpha())


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("KE", ("999", "112", "114")),
        ("JP", ("110", "119")),
        ("FR", ("112", "15", "17", "18")),
        ("DE", ("112", "110")),
        ("US", ("911", "112")),
        ("GB", ("999", "112")),
        ("AU", ("000", "112", "106")),
        ("CN", ("110", "119", "120")),
        ("MX", ("911", "060", "065", "066", "068", "080")),
    ],
)
def test_the_numbers_of_a_country_are_known_those_for_everything_first(
    country: str, numbers: tuple[str, ...]
) -> None:
    assert local_emergency_numbers(country) == numbers


@pytest.mark.parametrize("code", ["", "XX", "ZZ", "ke", "USA", "001", "Kenya", "../x"])
def test_an_unknown_country_has_none(code: str) -> None:
    assert local_emergency_numbers(code) == ()


@pytest.mark.parametrize("code", TERRITORIES)
def test_every_territory_has_a_few_short_numbers_or_none(code: str) -> None:
    numbers = local_emergency_numbers(code)
    assert len(numbers) <= MOST_NUMBERS
    assert [n for n in numbers if not (n.isascii() and n.isdigit() and 2 <= len(n) <= 4)] == []


def test_most_territories_have_numbers() -> None:
    without = [code for code in TERRITORIES if not local_emergency_numbers(code)]
    assert len(TERRITORIES) > 240
    assert len(without) < 30
