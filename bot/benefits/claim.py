"""What a traveller has said of the costs that a benefit is calculated for."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal

from bot.benefits.money import MoneyRange
from bot.errors import AssistantError

Benefit = Literal["quarantine", "dental", "medical"]
BENEFITS: tuple[Benefit, ...] = ("quarantine", "dental", "medical")
_NIGHTS = re.compile(r"(\d+)(?:-(\d+)|(\+))?")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)%")
_UNCLEAR = re.compile(r"(.+) ([A-Z]{3}(?:/[A-Z]{3})*) (\w+|\?)")


class ClaimError(AssistantError, ValueError):
    """A slot holds what no claim has written."""


@dataclass(frozen=True)
class NightsRange:
    """A number of nights, or from-to; the night before a day counts for the day.

    Attributes:
        low: The number, or the least.
        high: The number again, or the most; None if nobody knows.
    """

    low: int
    high: int | None

    @classmethod
    def parse(cls, text: str) -> NightsRange:
        """Read what `text` has written.

        Raises:
            ClaimError: It has not.
        """
        found = _NIGHTS.fullmatch(text)
        if not found:
            raise ClaimError(f"“{text}” is no number of nights. Write it like 12, 10-12 or 10+.")
        low = int(found[1])
        return cls(low, None if found[3] else int(found[2] or low))

    @property
    def text(self) -> str:
        """The nights as they are stored: ``12``, ``10-12`` or ``10+``."""
        if self.high is None:
            return f"{self.low}+"
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"


UNKNOWN_NIGHTS = NightsRange(1, None)


@dataclass(frozen=True)
class UnclearCost:
    """An amount that has been said, but not in which currency or for what.

    Attributes:
        low: The amount, or the lower end of a range.
        high: The amount again, or the upper end.
        currencies: The codes that it may be in.
        field: The field of the claim that it belongs to; empty if it may be the cost of one night
            or of the whole stay.
    """

    low: Decimal
    high: Decimal
    currencies: tuple[str, ...]
    field: str

    @property
    def text(self) -> str:
        """The amount as it is stored: ``600.00 USD ?``, ``2000.00 CLP/MXN daily_cost``."""
        numbers = MoneyRange(self.low, self.high).text.removesuffix(" USD")
        return f"{numbers} {'/'.join(self.currencies)} {self.field or '?'}"

    @classmethod
    def parse(cls, text: str) -> UnclearCost:
        """Read what `text` has written.

        Raises:
            ClaimError: It has not.
        """
        found = _UNCLEAR.fullmatch(text)
        if not found:
            raise ClaimError(f"“{text}” is no unclear cost.")
        amount = MoneyRange.parse(f"{found[1]} USD")
        return cls(amount.low, amount.high, tuple(found[2].split("/")), found[3].strip("?"))


@dataclass(frozen=True)
class Claim:
    """The inputs of a calculation, as far as they are known.

    Attributes:
        benefit: The benefit that is asked about.
        daily_cost: What one night, or one day, of the quarantine costs.
        total_cost: The whole bill.
        extra_costs: What the quarantine costs once, beside `daily_cost`.
        nights: How long the quarantine stay is.
        issued_on: The day on which the quarantine was issued.
        stay_from: First day of the stay.
        stay_until: Last day of the stay, the day of leaving.
        other_costs: Other costs of the same accident or sickness.
        insurance_payment: What the traveller's own insurance pays, in money.
        insurance_share: The same in percent of the bill.
        is_preauthorized: Whether the expenses were pre-authorized.
        is_emergency_care: Whether the dental care is an emergency.
        unclear_cost: An amount that has to be asked about first.
    """

    benefit: Benefit | None = None
    daily_cost: MoneyRange | None = None
    total_cost: MoneyRange | None = None
    extra_costs: MoneyRange | None = None
    nights: NightsRange | None = None
    issued_on: datetime.date | None = None
    stay_from: datetime.date | None = None
    stay_until: datetime.date | None = None
    other_costs: MoneyRange | None = None
    insurance_payment: MoneyRange | None = None
    insurance_share: Decimal | None = None
    is_preauthorized: bool | None = None
    is_emergency_care: bool | None = None
    unclear_cost: UnclearCost | None = None

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> Claim:
        """Read a claim from the slots of a conversation.

        Raises:
            ClaimError: A slot holds what no claim has written.
            MoneyError: So does one that holds an amount.
        """
        payment = slots.get("insurance_payment")
        share = _SHARE.fullmatch(payment) if payment else None
        benefit = slots.get("claim_benefit")
        if benefit is not None and benefit not in BENEFITS:
            raise ClaimError(f"There is no benefit “{benefit}”.")
        nights, unclear = slots.get("nights"), slots.get("unclear_cost")
        return cls(
            benefit=benefit,
            daily_cost=_money(slots.get("daily_cost")),
            total_cost=_money(slots.get("total_cost")),
            extra_costs=_money(slots.get("extra_costs")),
            other_costs=_money(slots.get("other_costs")),
            issued_on=_date(slots.get("issued_on")),
            stay_from=_date(slots.get("stay_from")),
            stay_until=_date(slots.get("stay_until")),
            nights=NightsRange.parse(nights) if nights else None,
            insurance_payment=None if share else _money(payment),
            insurance_share=Decimal(share[1]) if share else None,
            is_preauthorized=slots.get("is_preauthorized"),
            is_emergency_care=slots.get("is_emergency_care"),
            unclear_cost=UnclearCost.parse(unclear) if unclear else None,
        )

    def to_slots(self) -> dict[str, str | bool | None]:
        """Write the claim as slots; what is not known is None."""
        slots: dict[str, str | bool | None] = {"claim_benefit": self.benefit}
        for name in _MONEY:
            amount = getattr(self, name)
            slots[name] = amount.text if amount else None
        for name in _DATES:
            day = getattr(self, name)
            slots[name] = day.isoformat() if day else None
        share, payment = self.insurance_share, self.insurance_payment
        paid = f"{share:f}%" if share is not None else payment.text if payment else None
        return slots | {
            "insurance_payment": paid,
            "nights": self.nights.text if self.nights else None,
            "is_preauthorized": self.is_preauthorized,
            "is_emergency_care": self.is_emergency_care,
            "unclear_cost": self.unclear_cost.text if self.unclear_cost else None,
        }

    def said(self) -> dict[str, Any]:
        """Return the fields that are known, without the benefit."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: value for name, value in values.items() if value is not None and name != "benefit"
        }

    def amounts(self) -> list[MoneyRange]:
        """Return the amounts that are known."""
        values = [getattr(self, name) for name in (*_MONEY, "insurance_payment")]
        return [value for value in values if value]

    def stay(self) -> NightsRange | None:
        """Return how long the stay is, from the dates, the number, or the costs; or None."""
        start = self.stay_from or (None if self.nights else self.issued_on)
        if self.stay_until and start and self.stay_until > start:
            nights = (self.stay_until - start).days
            return NightsRange(nights, nights)
        if self.nights:
            return self.nights
        total, daily = self.total_cost, self.daily_cost
        if total and daily and not self.extra_costs and total.currency == daily.currency:
            quotient = total.low / daily.low if daily.low else Decimal(0)
            if total.is_exact and daily.is_exact and quotient and quotient == int(quotient):
                return NightsRange(int(quotient), int(quotient))
        return None

    def missing(self) -> str | None:
        """Return the slot to ask for next, or None if everything needed is known."""
        if self.unclear_cost:
            return "unclear_cost"
        if self.benefit != "quarantine":
            return None if self.total_cost else "total_cost"
        if not self.daily_cost and not self.total_cost:
            return "daily_cost"
        return None if self.stay() else "nights"


_MONEY = ("daily_cost", "total_cost", "extra_costs", "other_costs")
_DATES = ("issued_on", "stay_from", "stay_until")


def _money(text: str | None) -> MoneyRange | None:
    return MoneyRange.parse(text) if text else None


def _date(text: str | None) -> datetime.date | None:
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as error:
        raise ClaimError(f"“{text}” is no date. Write it like 2027-03-03.") from error
