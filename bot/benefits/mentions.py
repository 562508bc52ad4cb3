"""Numbers that are the limits of the benefit themselves: a question for the documents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.benefits.cues import (
    FOLLOW_UP,
    LESS,
    LIMIT_AFTER,
    LIMIT_BEFORE,
    MORE,
    OWN_COSTS,
    QUESTION,
    QUESTION_INSIDE,
)
from bot.benefits.limits import Limits
from bot.benefits.quantities import Quantity

_OR = re.compile(r" ?(?:or|/|and|vs\.?|versus) ?(?:the |for |is it )?")
# A message of so few words with nothing but a limit looks it up.
_FEW_WORDS = 3


def find_mentions(text: str, quantities: Sequence[Quantity], limits: Limits) -> list[Quantity]:
    """Find the "$2,000" of "the $2,000 limit" and of "is it $2,000 or 7 days".

    Args:
        text: Of a `Wording`.
        quantities: Of the text.
        limits: Of the benefit.
    """
    return [quantity for quantity in quantities if _is_mention(text, quantity, quantities, limits)]


def is_about_limits(
    text: str, quantities: Sequence[Quantity], limits: Limits, *, is_follow_up: bool
) -> bool:
    """Whether a message with no costs of its own asks about the limits.

    Args:
        text: Of a `Wording`.
        quantities: Of the text.
        limits: Of the benefit.
        is_follow_up: Whether there is a calculation that the message may go on from.
    """
    if not quantities:
        return False
    if len(find_mentions(text, quantities, limits)) == len(quantities):
        return True
    if OWN_COSTS.search(text):
        return False
    # After a calculation "7 nights?" changes it.
    is_change = FOLLOW_UP.search(text) or MORE.search(text) or LESS.search(text)
    is_short = "?" in text or len(text.split()) <= _FEW_WORDS
    is_question = bool(QUESTION.search(text) or QUESTION_INSIDE.search(text))
    is_question = is_question or (is_short and not is_follow_up)
    if not is_question or (is_follow_up and is_change):
        return False
    return all(_equals_limit(quantity, limits) for quantity in quantities)


def _is_mention(
    text: str, quantity: Quantity, quantities: Sequence[Quantity], limits: Limits
) -> bool:
    if not _equals_limit(quantity, limits) or quantity.per:
        return False
    before, after = text[: quantity.start], text[quantity.end :]
    if LIMIT_BEFORE.search(before) or LIMIT_AFTER.match(after):
        return True
    return any(
        _equals_limit(other, limits)
        and other.kind != quantity.kind
        and _OR.fullmatch(text, min(quantity.end, other.end), max(quantity.start, other.start))
        for other in quantities
    )


def _equals_limit(quantity: Quantity, limits: Limits) -> bool:
    if quantity.low != quantity.high:
        return False
    if quantity.kind == "time":
        return quantity.unit in ("night", "week") and quantity.low == limits.quarantine_days
    return quantity.kind != "share" and quantity.low in (
        limits.quarantine_maximum,
        limits.dental_maximum,
        limits.emergency_maximum,
    )
