"""What a message takes back itself, or says twice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.benefits.claim import Claim
from bot.benefits.cues import CHANGED_FROM, CORRECTION, DROPPED, IN_ALL
from bot.benefits.money import DOLLARS
from bot.benefits.quantities import Quantity

_EQUIVALENT = re.compile(
    r"^ ?(?:\(|=|~|,? ?(?:that'?s|that is|which is|i\.?e\.?|equals?|or about|or roughly|"
    r"equivalent to))"
    r" ?(?:about|around|roughly|approx\.?|approximately|ca\.?|like|~|=)? ?$"
)
# A correction follows what it corrects at once, in so many characters.
_LONGEST_CORRECTION = 40


def without_dropped(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """Leave out what the message itself takes back or says twice.

    "12 nights, no, 13" has one number of nights, "not 210 but 220" one amount, "900 euros (about
    1,000 dollars)" too.
    """
    kept: list[Quantity] = []
    for quantity in quantities:
        previous = kept[-1] if kept else None
        if previous is None:
            kept.append(quantity)
            continue
        between = text[previous.end : quantity.start]
        is_same = quantity.kind == previous.kind or "bare" in (quantity.kind, previous.kind)
        if is_same and DROPPED.search(between):
            kept[-1] = _inheriting(text, previous, quantity)  # "12 (not 10) nights"
            continue
        if is_same and _is_taken_back(text, previous, between):
            kept[-1] = _inheriting(text, quantity, previous)
        elif (
            quantity.kind == previous.kind == "money"
            and quantity.currencies != previous.currencies
            and _EQUIVALENT.search(between)
        ):
            kept[-1] = quantity if quantity.currencies == (DOLLARS,) else previous
        else:
            kept.append(quantity)
    return kept


def as_old_costs(
    quantities: Sequence[Quantity], found: Sequence[Quantity], claim: Claim
) -> list[Quantity]:
    """Let the 45 of "sorry, 45 not 450" be of what the 450 was.

    Args:
        quantities: Without those that the message takes back.
        found: With them.
        claim: The claim that is corrected.
    """
    if len(quantities) != 1 or quantities[0].kind != "bare" or len(found) < 2:
        return list(quantities)
    dropped = {quantity.low for quantity in found} - {quantities[0].low}
    for cost, per in ((claim.daily_cost, "night"), (claim.total_cost, None)):
        if cost and cost.low in dropped:
            money = replace(quantities[0], kind="money", currencies=(cost.currency,))
            return [replace(money, per="night") if per else money]
    return list(quantities)


def _is_taken_back(text: str, first: Quantity, between: str) -> bool:
    before = text[: first.start]
    if DROPPED.search(before) or CHANGED_FROM.search(before):
        return True
    return bool(CORRECTION.search(between)) and len(between) < _LONGEST_CORRECTION


def _inheriting(text: str, quantity: Quantity, previous: Quantity) -> Quantity:
    """Let "no, 13" after "12 nights" be nights, and "sorry, 220" after "210 a night" of a night."""
    if quantity.kind != "bare" or IN_ALL.match(text, quantity.end + 1):
        return quantity
    return replace(
        quantity,
        kind=previous.kind,
        unit=previous.unit,
        per=quantity.per or previous.per,
        currencies=quantity.currencies or previous.currencies,
    )
