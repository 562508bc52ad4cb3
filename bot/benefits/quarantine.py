"""What is covered of the costs of a quarantine."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Literal

from bot.benefits.claim import Claim, NightsRange
from bot.benefits.exchange import to_dollars
from bot.benefits.limits import Limits
from bot.benefits.money import MoneyRange, to_cents

Cap = Literal["money", "days", "both"]


@dataclass(frozen=True)
class QuarantineCase:
    """One number of nights at one cost, calculated.

    Attributes:
        nights: Length of the stay; at least 1.
        nightly: Cost of one night in dollars; 0 if only the bill is known.
        once: The bill, or what is paid once beside the nights; 0 if there is nothing.
        counted: The nights of it that are inside the days that are covered.
        total: The whole cost, in dollars and cents.
        eligible: The part of it that falls on the counted nights, before the maximum.
        covered: What the benefit covers; nothing without pre-authorization.
        binding: The cap that is reached first, if any: the dollars, the days, or both at once.
    """

    nights: int
    nightly: Decimal
    once: Decimal
    counted: int
    total: Decimal
    eligible: Decimal
    covered: Decimal
    binding: Cap | None

    @property
    def own(self) -> Decimal:
        """What the traveller pays; with `covered` it is the total, to the cent."""
        return self.total - self.covered


@dataclass(frozen=True)
class QuarantineResult:
    """What is covered of a quarantine, for every end of what was given as from-to.

    Attributes:
        cases: The calculation; of ranges, those of every length and of both ends of the cost.
        is_upper_bound: Whether the stay may be longer, or of any length: then the one case is that
            in which the most is covered.
        cover_ends: The last day that is covered, if the day of the issue is known.
    """

    cases: tuple[QuarantineCase, ...]
    is_upper_bound: bool
    cover_ends: datetime.date | None

    @property
    def is_exact(self) -> bool:
        """Whether there is one result."""
        return len(self.cases) == 1 and not self.is_upper_bound

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


def calculate_quarantine_limit(claim: Claim, limits: Limits) -> QuarantineResult:
    """Apply both caps: dollars, and days after the quarantine is issued.

    Costs are spread evenly over the nights. Without a day of issue it is the first of the stay.

    Args:
        claim: With a cost and a length of stay; see `Claim.missing`.
        limits: Of the benefit.

    Raises:
        NoRateError: There is no rate for a currency of the claim.
        ValueError: The claim has no cost or no length of stay.
    """
    stay = claim.stay()
    if claim.missing() or stay is None:
        raise ValueError(f"A quarantine cannot be calculated without {claim.missing()}.")
    cases = [
        _case(claim, nights, cost, limits)
        for nights, cost in product(_nights(claim, stay, limits), _costs(claim))
    ]
    if stay.high is None:
        cases = [max(cases, key=lambda case: case.covered)]
    ends = claim.issued_on and claim.issued_on + datetime.timedelta(limits.quarantine_days)
    return QuarantineResult(tuple(dict.fromkeys(cases)), stay.high is None, ends)


def counted_nights(claim: Claim, nights: int, limits: Limits) -> int:
    """Count the nights that begin on or after the issue and end by the last day covered."""
    if claim.issued_on is None or (claim.stay_from is None and claim.stay_until is None):
        return min(nights, limits.quarantine_days)
    start = first_day(claim, nights)
    first = max(start, claim.issued_on)
    last = min(
        start + datetime.timedelta(nights),
        claim.issued_on + datetime.timedelta(limits.quarantine_days),
    )
    return max(0, (last - first).days)


def first_day(claim: Claim, nights: int) -> datetime.date:
    """Return the first day of a stay whose dates, or the day of the issue, are known."""
    if claim.stay_from:
        return claim.stay_from
    if claim.stay_until and claim.nights:
        return claim.stay_until - datetime.timedelta(nights)
    assert claim.issued_on  # the caller has looked
    return claim.issued_on


def _costs(claim: Claim) -> list[tuple[Decimal, Decimal]]:
    """Return the ends of the cost in dollars: of one night, and once."""
    nightly = _ends(None if claim.total_cost else claim.daily_cost)
    once = _ends(claim.total_cost or claim.extra_costs)
    return list(dict.fromkeys(zip(nightly, once, strict=True)))


def _ends(amount: MoneyRange | None) -> tuple[Decimal, Decimal]:
    if amount is None:
        return Decimal(0), Decimal(0)
    dollars = to_dollars(amount).dollars
    return dollars.low, dollars.high


def _nights(claim: Claim, stay: NightsRange, limits: Limits) -> range:
    """Return every length that the stay may have; without an end, until no more nights count."""
    if stay.high is not None:
        return range(stay.low, stay.high + 1)
    before = (claim.issued_on - claim.stay_from).days if claim.issued_on and claim.stay_from else 0
    return range(stay.low, max(stay.low, limits.quarantine_days + max(0, before)) + 1)


def _case(
    claim: Claim, nights: int, cost: tuple[Decimal, Decimal], limits: Limits
) -> QuarantineCase:
    nightly, once = cost
    total = nightly * nights + once
    counted = counted_nights(claim, nights, limits)
    eligible = to_cents(total * counted / nights)
    if claim.is_preauthorized is False:
        return QuarantineCase(nights, nightly, once, counted, total, eligible, Decimal(0), None)
    covered = min(eligible, limits.quarantine_maximum)
    binding: Cap | None = None
    if eligible > limits.quarantine_maximum:
        binding = "money"
    elif counted < nights:
        binding = "both" if eligible == limits.quarantine_maximum else "days"
    return QuarantineCase(nights, nightly, once, counted, total, eligible, covered, binding)
