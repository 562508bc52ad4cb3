"""Inputs that contradict each other, and which of them gives way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal

from bot.benefits.claim import Claim, NightsRange
from bot.benefits.exchange import to_dollars
from bot.benefits.money import MoneyRange, speak
from bot.benefits.problems import Problem
from bot.dates import format_date

# A bill and the nights times the price of one may differ by so much: roundings and exchange rates.
_COSTS = frozenset({"daily_cost", "total_cost", "extra_costs"})
_TOLERANCE = Decimal("0.01")


def give_way(claim: Claim, new: Collection[str]) -> Claim:
    """Let older inputs give way to newer ones that contradict them.

    Args:
        claim: With the new inputs.
        new: The fields that a message has just set.
    """
    if "total_cost" in new and "daily_cost" not in new and _total_differs(claim):
        claim = replace(claim, daily_cost=None, extra_costs=None)
    is_product_new = bool({"daily_cost", "nights", "extra_costs"} & set(new))
    if "total_cost" not in new and is_product_new and _total_differs(claim):
        claim = replace(claim, total_cost=None)
    dates = {"stay_from", "stay_until"} & set(new)
    if "nights" in new and not dates and claim.stay_until:
        claim = replace(claim, stay_until=None)
    if dates and "nights" not in new and claim.stay_until and (claim.stay_from or claim.issued_on):
        claim = replace(claim, nights=None)
    return claim


def find_contradiction(claim: Claim) -> tuple[Problem, frozenset[str]] | None:
    """Find inputs that cannot all be right.

    Returns:
        What is wrong, and the fields to ask for again; None if nothing is.
    """
    if claim.benefit != "quarantine":
        return None
    start, end, issued = claim.stay_from, claim.stay_until, claim.issued_on
    if start and end and end <= start:
        values = {"arrival": format_date(start), "departure": format_date(end)}
        return Problem("leaves_before_arriving", values), frozenset({"stay_from", "stay_until"})
    if start and end and claim.nights and not _fits(claim.nights, (end - start).days):
        values = {"nights": claim.nights.text, "dates": str((end - start).days)}
        fields = frozenset({"nights", "stay_from", "stay_until"})
        return Problem("nights_mismatch", values), fields
    if issued and end and end <= issued:
        values = {"issued": format_date(issued)}
        return Problem("stay_before_issue", values), frozenset({"stay_from", "stay_until"})
    product = _product(claim)
    if product and claim.daily_cost and claim.total_cost and _total_differs(claim):
        nights = claim.nights or claim.stay()
        products = dict.fromkeys((product.low, product.high))
        values = {
            "nights": nights.text if nights else "",
            "daily_cost": claim.daily_cost.spoken,
            "product": " to ".join(speak(end) for end in products),
            "total_cost": claim.total_cost.spoken,
        }
        return Problem("total_mismatch", values), _COSTS
    return None


def _fits(nights: NightsRange, days: int) -> bool:
    """Whether a number of nights or days goes with the dates: both ends may be counted as days."""
    return nights.low <= days + 1 and (nights.high is None or nights.high >= days)


def _total_differs(claim: Claim) -> bool:
    product = _product(claim)
    if product is None or claim.total_cost is None:
        return False
    total = to_dollars(claim.total_cost).dollars
    slack = product.high * _TOLERANCE
    return total.low > product.high + slack or total.high < product.low - slack


def _product(claim: Claim) -> MoneyRange | None:
    """Return nights times the price of one, and what is paid once, in dollars."""
    nights = replace(claim, total_cost=None).stay()
    if claim.daily_cost is None or nights is None or nights.high is None:
        return None
    daily = to_dollars(claim.daily_cost).dollars
    product = MoneyRange(daily.low * nights.low, daily.high * nights.high)
    return product + to_dollars(claim.extra_costs).dollars if claim.extra_costs else product
