"""Bare numbers that are nights: the answer "12", the 12 of "12 x 210", of "and for 12?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.benefits.changes import is_change_by
from bot.benefits.claim import Claim
from bot.benefits.cues import AT, FACTOR, PER_NIGHT, REST_OF_STAY, STAYING
from bot.benefits.quantities import Quantity, as_nights

# A bare number up to this can be nights.
_MOST_NIGHTS = 60
_ONE = re.compile(r"(?:just |only )?one\W*")


def with_nights(
    text: str,
    quantities: Sequence[Quantity],
    claim: Claim,
    asked: str | None,
    *,
    is_expected: bool,
) -> list[Quantity]:
    """Take bare numbers for nights where they answer that question, or can be nothing else.

    Args:
        text: Of a `Wording`.
        quantities: Of the text.
        claim: What is known already.
        asked: The slot that was just asked for.
        is_expected: Whether a number alone is an answer, or changes the last calculation.
    """
    result = list(quantities)
    times = [quantity for quantity in quantities if quantity.kind == "time"]
    bare = [index for index, quantity in enumerate(quantities) if _is_bare_count(quantity)]
    if claim.unclear_cost and times and len(times) == len(quantities):
        # "One night" says what the amount is for.
        return [time for time in times if not PER_NIGHT.match(text, time.start)]
    if asked == "nights" and _ONE.fullmatch(text):
        return [Quantity(0, len(text), "time", Decimal(1), Decimal(1), unit="night")]
    if asked == "nights" and is_expected and bare and len(bare) == len(quantities):
        return [as_nights(text, quantity) for quantity in quantities]
    for index in bare:
        if times:
            is_nights = bool(REST_OF_STAY.match(text, quantities[index].end))
        else:
            is_nights = _is_nights(text, quantities, index, claim, is_expected=is_expected)
        if is_nights:
            result[index] = as_nights(text, quantities[index])
            break
    return result


def _is_bare_count(quantity: Quantity) -> bool:
    return quantity.kind == "bare" and not quantity.per and quantity.low % 1 == 0


def _is_nights(
    text: str, quantities: Sequence[Quantity], index: int, claim: Claim, *, is_expected: bool
) -> bool:
    quantity = quantities[index]
    if quantity.low > _MOST_NIGHTS:
        return False
    before = text[: quantity.start]
    if len(quantities) == 1:
        cost = claim.daily_cost or claim.total_cost
        is_small = cost is not None and quantity.low * 3 <= cost.low
        is_price = AT.search(before) or is_change_by(before)
        return is_expected and is_small and not is_price
    for other in quantities:
        start, end = min(other.end, quantity.end), max(other.start, quantity.start)
        if other.low > quantity.low and FACTOR.fullmatch(text, start, end):
            return True
    return any(other.per == "night" for other in quantities) and bool(STAYING.search(before))
