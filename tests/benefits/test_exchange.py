"""Foreign amounts in dollars."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from bot.benefits.exchange import NoRateError, has_rate, to_dollars
from bot.benefits.money import MoneyRange


def test_an_amount_is_converted_at_the_rate_that_is_said() -> None:
    conversion = to_dollars(MoneyRange.parse("100.00-1000.00 EUR"))
    found = re.fullmatch(r"1 EUR = (\d\.\d{4}) USD", conversion.rate)
    assert found
    rate = Decimal(found[1])
    assert abs(conversion.dollars.high - 1000 * rate) <= Decimal("0.05")
    assert abs(conversion.dollars.low - 100 * rate) <= Decimal("0.01")
    assert conversion.date.year >= 2025


def test_of_a_cheap_currency_the_rate_is_said_for_one_dollar() -> None:
    assert to_dollars(MoneyRange.parse("100.00 JPY")).rate.startswith("1 USD = 1")


def test_dollars_stay_what_they_are() -> None:
    amount = MoneyRange.parse("210.10 USD")
    assert to_dollars(amount).dollars == amount


# Never in the table, no longer, replaced by the euro, and the standard's code for no currency.
@pytest.mark.parametrize("currency", ["KES", "RUB", "HRK", "XXX"])
def test_a_currency_without_a_present_rate_is_refused_by_name(currency: str) -> None:
    assert not has_rate(currency)
    with pytest.raises(NoRateError, match=currency):
        to_dollars(MoneyRange.exactly(Decimal(1), currency))
