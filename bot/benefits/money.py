"""Amounts of money, exact or from-to, in one currency."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_currency

from bot.errors import AssistantError

CENT = Decimal("0.01")
DOLLARS = "USD"
_NUMBER = r"\d+(?:\.\d+)?"
_TEXT = re.compile(rf"({_NUMBER})(?:-({_NUMBER}))? ([A-Z]{{3}})")


class MoneyError(AssistantError, ValueError):
    """A text is no amount of money, or two amounts are of different currencies."""


@dataclass(frozen=True)
class MoneyRange:
    """An amount of money, or the two ends of a range.

    Attributes:
        low: The amount, or the lower end; not negative.
        high: The amount again, or the upper end.
        currency: ISO 4217, e.g. ``USD``.
    """

    low: Decimal
    high: Decimal
    currency: str = DOLLARS

    @classmethod
    def exactly(cls, amount: Decimal, currency: str = DOLLARS) -> MoneyRange:
        """Return one amount, rounded to cents."""
        return cls(to_cents(amount), to_cents(amount), currency)

    @classmethod
    def parse(cls, text: str) -> MoneyRange:
        """Read what `text` has written.

        Raises:
            MoneyError: It has not.
        """
        found = _TEXT.fullmatch(text)
        if not found:
            raise MoneyError(f"“{text}” is no amount. Write it like 210.00 USD.")
        low = Decimal(found[1])
        return cls(low, Decimal(found[2]) if found[2] else low, found[3])

    @property
    def is_exact(self) -> bool:
        """Whether it is one amount."""
        return self.low == self.high

    @property
    def text(self) -> str:
        """The amount as it is stored: ``210.00 USD`` or ``150.00-200.00 EUR``."""
        numbers = [f"{amount:.2f}" for amount in dict.fromkeys((self.low, self.high))]
        return f"{'-'.join(numbers)} {self.currency}"

    @property
    def spoken(self) -> str:
        """The amount as it is said: ``$210.00`` or ``€150.00 to €200.00``."""
        amounts = [speak(amount, self.currency) for amount in (self.low, self.high)]
        return " to ".join(dict.fromkeys(amounts))

    def times(self, factor: Decimal) -> MoneyRange:
        """Return the product, in cents."""
        return MoneyRange(to_cents(self.low * factor), to_cents(self.high * factor), self.currency)

    def minus(self, other: MoneyRange) -> MoneyRange:
        """Return the difference; the ends stay ordered."""
        return MoneyRange(self.low - other.high, self.high - other.low, self.currency)

    def __add__(self, other: MoneyRange) -> MoneyRange:
        if other.currency != self.currency:
            raise MoneyError(f"{self.currency} and {other.currency} cannot be added up.")
        return MoneyRange(self.low + other.low, self.high + other.high, self.currency)


def to_cents(amount: Decimal) -> Decimal:
    """Round half a cent up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def speak(amount: Decimal, currency: str = DOLLARS) -> str:
    """Say an amount: ``$2,520.00``, ``€900.00``, ``KES 1,000.00``, ``¥20,000``."""
    spoken: str = format_currency(amount, currency, locale="en_US")
    return re.sub(r"(?<=[A-Z])\N{NO-BREAK SPACE}?(?=\d)", " ", spoken)
