"""Foreign amounts in dollars, by the reference rates of the European Central Bank."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from currency_converter import CurrencyConverter

from bot.benefits.money import DOLLARS, MoneyRange
from bot.errors import AssistantError

_RATE_DIGITS = Decimal("0.0001")


class NoRateError(AssistantError, LookupError):
    """There is no present reference rate for a currency."""


@dataclass(frozen=True)
class Conversion:
    """An amount in dollars, and how it was reached.

    Attributes:
        amount: The amount as it was given.
        dollars: The same in US dollars, in cents.
        date: Day of the reference rate.
    """

    amount: MoneyRange
    dollars: MoneyRange
    date: datetime.date

    @property
    def rate(self) -> str:
        """The rate as it is said, of the dearer of the two: ``1 EUR = 1.1172 USD``."""
        one = _in_dollars(Decimal(1), self.amount.currency)
        if one >= 1:
            return f"1 {self.amount.currency} = {one.quantize(_RATE_DIGITS)} {DOLLARS}"
        return f"1 {DOLLARS} = {(1 / one).quantize(_RATE_DIGITS)} {self.amount.currency}"


def has_rate(currency: str) -> bool:
    """Whether an amount in this currency can be converted.

    Args:
        currency: ISO 4217.
    """
    bounds = _rates().bounds
    return currency in bounds and bounds[currency].last_date == _rates_date()


def to_dollars(amount: MoneyRange) -> Conversion:
    """Convert an amount at the newest reference rate.

    Raises:
        NoRateError: There is none.
    """
    if not has_rate(amount.currency):
        raise NoRateError(f"No reference rate for {amount.currency}. Give the amount in dollars.")
    low = MoneyRange.exactly(_in_dollars(amount.low, amount.currency))
    high = MoneyRange.exactly(_in_dollars(amount.high, amount.currency))
    return Conversion(amount, MoneyRange(low.low, high.high), _rates_date())


def _in_dollars(amount: Decimal, currency: str) -> Decimal:
    return Decimal(_rates().convert(amount, currency, DOLLARS))


def _rates_date() -> datetime.date:
    """Return the newest day of the rates: a currency without a rate then has no longer one."""
    newest: datetime.date = _rates().bounds[DOLLARS].last_date
    return newest


@lru_cache(maxsize=1)
def _rates() -> CurrencyConverter:
    return CurrencyConverter(decimal=True)
