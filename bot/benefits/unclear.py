"""Amounts that were said without their currency, or without what they are for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.benefits.claim import NightsRange, UnclearCost
from bot.benefits.cues import IN_ALL, PER_NIGHT
from bot.benefits.currencies import find_currency, name_of, narrow
from bot.benefits.exchange import has_rate, to_dollars
from bot.benefits.money import MoneyRange
from bot.benefits.problems import Problem

# A night costs more than the first and less than the third, in dollars; an amount between the
# second and the third may be the price of one night as well as that of all.
_LEAST_NIGHTLY = 20
_SURELY_NIGHTLY = 60
_MOST_NIGHTLY = 1000
# For one night or for all of them: nobody knows.
UNCLEAR = ""


@dataclass(frozen=True)
class Settlement:
    """What came of a question about an unclear amount.

    Attributes:
        field: The field of the claim that it belongs to; empty if it is not settled.
        amount: The amount, if it is settled.
        unclear: What is still unclear.
        problem: Why it is not settled.
    """

    field: str = ""
    amount: MoneyRange | None = None
    unclear: UnclearCost | None = None
    problem: Problem | None = None


def may_be_nightly(dollars: Decimal) -> bool:
    """Whether an amount can be the price of one night."""
    return dollars <= _MOST_NIGHTLY


def night_or_stay(dollars: Decimal, nights: Decimal | None, *, is_of_nights: bool) -> str:
    """Tell what an amount is the price of by how much it is.

    Args:
        dollars: The amount.
        nights: How long the stay is, if that is known.
        is_of_nights: Whether the words join the two, as in "900 for 5 nights".

    Returns:
        The field of the claim, or `UNCLEAR`.
    """
    if nights and dollars < _LEAST_NIGHTLY * nights:
        return "daily_cost"
    if dollars > _MOST_NIGHTLY or (nights and is_of_nights and dollars >= _SURELY_NIGHTLY * nights):
        return "total_cost"
    return "daily_cost" if not nights and dollars <= _SURELY_NIGHTLY else UNCLEAR


def unclear_problem(cost: UnclearCost) -> Problem:
    """Return the question about an unclear amount: which currency, or else what it is for."""
    if len(cost.currencies) > 1:
        shown = " to ".join(
            f"{end:,.2f}".removesuffix(".00") for end in dict.fromkeys((cost.low, cost.high))
        )
        values = {"amount": shown, "currency": name_of(cost.currencies)}
        return Problem("ambiguous_currency", values)
    spoken = MoneyRange(cost.low, cost.high, cost.currencies[0]).spoken
    choices = (f"{spoken} per night", f"{spoken} in total")
    return Problem("unclear_cost", {"amount": spoken}, choices)


def settle(cost: UnclearCost, text: str, nights: NightsRange | None) -> Settlement:
    """Read the answer to "which pesos?" or "for one night, or in all?".

    Args:
        cost: The amount that was asked about.
        text: A worded message without an amount of its own.
        nights: How long the stay is, if that is known.

    """
    codes = _currency_in(text) or narrow(cost.currencies, text)
    field = cost.field
    if not field:
        field = "daily_cost" if PER_NIGHT.search(text) else ""
        field = field or ("total_cost" if IN_ALL.search(text) else "")
    if len(codes) == 1 and not has_rate(codes[0]):
        return Settlement(problem=Problem("no_rate", {"currency": name_of(codes)}))
    if len(codes) == 1 and len(cost.currencies) > 1 and not field:
        # The currency was the question; now that it is known, so is how much it is.
        dollars = to_dollars(MoneyRange(cost.low, cost.high, codes[0])).dollars.low
        most = Decimal(nights.high) if nights and nights.high else None
        field = night_or_stay(dollars, most, is_of_nights=True)
    if len(codes) > 1 or not field:
        unclear = replace(cost, currencies=codes, field=field)
        return Settlement(unclear=unclear, problem=unclear_problem(unclear))
    return Settlement(field, MoneyRange(cost.low, cost.high, codes[0]))


def _currency_in(text: str) -> tuple[str, ...]:
    for match in re.finditer(r"\S+", text):
        codes, _ = find_currency(text, match.start())
        if len(codes) == 1:
            return codes
    return ()
