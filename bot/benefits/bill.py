"""What is covered of a bill, after the traveller's own insurance and inside a maximum."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Literal

from bot.benefits.claim import Claim
from bot.benefits.exchange import to_dollars
from bot.benefits.money import MoneyRange, to_cents

# Why nothing is covered.
Refusal = Literal["not_preauthorized", "no_emergency_care", "used_up", "insurance_pays_all"]


@dataclass(frozen=True)
class BillCase:
    """One bill, calculated, in dollars and cents.

    Attributes:
        total: The bill.
        insurance: What the traveller's own insurance pays of it, first.
        remaining: What other costs of the same accident or sickness have left of the maximum.
        covered: What the benefit covers.
    """

    total: Decimal
    insurance: Decimal
    remaining: Decimal
    covered: Decimal

    @property
    def own(self) -> Decimal:
        """What the traveller pays; with `insurance` and `covered` it is the total, to the cent."""
        return self.total - self.insurance - self.covered


@dataclass(frozen=True)
class BillResult:
    """What is covered of a bill, for every end of what was given as from-to.

    Attributes:
        cases: The calculation, or those of the ends of the ranges.
        refusal: Why nothing is covered, if the reason is not the amount of the bill.
    """

    cases: tuple[BillCase, ...]
    refusal: Refusal | None

    @property
    def is_exact(self) -> bool:
        """Whether there is one result."""
        return len(self.cases) == 1

    @property
    def covered(self) -> tuple[Decimal, Decimal]:
        """The least and the most that is covered."""
        amounts = [case.covered for case in self.cases]
        return min(amounts), max(amounts)

    @property
    def own(self) -> tuple[Decimal, Decimal]:
        """The least and the most that the traveller pays."""
        amounts = [case.own for case in self.cases]
        return min(amounts), max(amounts)


def calculate_bill(claim: Claim, *, emergency_maximum: Decimal, maximum: Decimal) -> BillResult:
    """Take off what the traveller's own insurance pays, then apply the maximums.

    Args:
        claim: With the bill; see `Claim.missing`.
        emergency_maximum: Dollars for all costs of one accident or sickness.
        maximum: Dollars for such bills, inside that.

    Raises:
        NoRateError: There is no rate for a currency of the claim.
        ValueError: The claim has no bill.
    """
    if claim.total_cost is None:
        raise ValueError("A bill cannot be calculated without its total.")
    is_refused = claim.is_preauthorized is False or claim.is_emergency_care is False
    cases = []
    for total, other in product(_ends(claim.total_cost), _ends(claim.other_costs)):
        for insurance in _insurance(claim, total):
            remaining = max(Decimal(0), emergency_maximum - other)
            covered = Decimal(0) if is_refused else min(total - insurance, maximum, remaining)
            cases.append(BillCase(total, insurance, remaining, covered))
    return BillResult(tuple(dict.fromkeys(cases)), _refusal(claim, cases))


def _refusal(claim: Claim, cases: list[BillCase]) -> Refusal | None:
    if claim.is_preauthorized is False:
        return "not_preauthorized"
    if claim.is_emergency_care is False:
        return "no_emergency_care"
    if all(case.remaining == 0 for case in cases):
        return "used_up"
    if all(case.insurance == case.total for case in cases):
        return "insurance_pays_all"
    return None


def _insurance(claim: Claim, total: Decimal) -> list[Decimal]:
    if claim.insurance_share is not None:
        return [min(total, to_cents(total * claim.insurance_share / 100))]
    return [min(total, payment) for payment in _ends(claim.insurance_payment)]


def _ends(amount: MoneyRange | None) -> list[Decimal]:
    """Return the ends of an amount in dollars, one if it is exact."""
    if amount is None:
        return [Decimal(0)]
    dollars = to_dollars(amount).dollars
    return list(dict.fromkeys((dollars.low, dollars.high)))
