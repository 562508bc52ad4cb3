"""Amounts of money."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.benefits.money import MoneyError, MoneyRange, speak


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("210.00 USD", "$210.00"),
        ("150.00-200.00 EUR", "€150.00 to €200.00"),
        ("9000.00 KES", "KES 9,000.00"),
        ("20000.00 JPY", "¥20,000"),
        ("1234567.89 CAD", "CA$1,234,567.89"),
    ],
)
def test_an_amount_is_stored_and_said(text: str, spoken: str) -> None:
    amount = MoneyRange.parse(text)
    assert amount.text == text
    assert amount.spoken == spoken


@pytest.mark.parametrize("text", ["", "210", "USD 210", "210 usd", "-5.00 USD", "1,000.00 USD"])
def test_what_is_no_stored_amount_is_refused(text: str) -> None:
    with pytest.raises(MoneyError, match="is no amount"):
        MoneyRange.parse(text)


def test_half_a_cent_is_rounded_up() -> None:
    assert MoneyRange.exactly(Decimal("0.005")).low == Decimal("0.01")
    assert MoneyRange.exactly(Decimal("100.00")).times(Decimal(1) / 7).low == Decimal("14.29")


def test_amounts_of_different_currencies_are_not_added_up() -> None:
    with pytest.raises(MoneyError, match="USD and EUR"):
        MoneyRange.parse("1.00 USD") + MoneyRange.parse("1.00 EUR")


def test_the_difference_of_two_ranges_keeps_its_ends_in_order() -> None:
    difference = MoneyRange.parse("100.00-200.00 USD").minus(MoneyRange.parse("10.00-20.00 USD"))
    assert difference.text == "80.00-190.00 USD"


def test_dollars_are_what_is_meant_when_nothing_is_said() -> None:
    assert speak(Decimal(2000)) == "$2,000.00"
