"""Which numbers of a message are amounts beside others, and may be added to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from bot.benefits.cues import AMOUNT_CUES
from bot.benefits.quantities import Quantity
from bot.benefits.roles import OWN_PART

_DIRECTLY = re.compile(r"[ ,]*(?:and|plus|\+|&|and then|then|and also)[ ,~]*")
_ADDED = re.compile(r"\b(?:and|plus)\b|[+&]")
_AND_BEFORE = re.compile(r"(?:\band|\bplus|[+&])[ ~]*$")
_FOR_AFTER = re.compile(r" for (?:the |my |an? )?[a-z]")
# A word so many characters away says what a number without a currency is.
_CLOSE = 30


def is_stray(
    text: str, quantities: Sequence[Quantity], near: Sequence[Mapping[str, int]], index: int
) -> bool:
    """Tell the 14 of "on 14 Main Street, 650 dollars" from an amount.

    Args:
        text: Of a `Wording`.
        quantities: Of the text.
        near: Their labels; see `labels`.
        index: Of the quantity in question.
    """
    quantity = quantities[index]
    if quantity.kind != "bare" or quantity.per:
        return False
    if not any(other.kind == "money" for other in quantities):
        return False
    neighbours = quantities[max(0, index - 1) : index + 2]
    if any(_DIRECTLY.fullmatch(text[a.end : b.start]) for a, b in pairwise(neighbours)):
        return False
    if OWN_PART.search(text[: quantity.start]):
        return False
    if {"insurance", "deductible", "other"} & set(near[index]):
        return False
    return not any(near[index].get(label, _CLOSE + 1) <= _CLOSE for label in AMOUNT_CUES)


def are_mixed(text: str, quantities: Sequence[Quantity]) -> bool:
    """Whether only some have a currency, and no "and" joins the others to them directly.

    Args:
        text: Of a `Wording`.
        quantities: The amounts that might be added up.
    """
    return any(a.kind != b.kind and not _is_and_for(text, a, b) for a, b in pairwise(quantities))


def are_added(text: str, quantities: Sequence[Quantity]) -> bool:
    """Whether "and" or "plus" stands between all of them.

    Args:
        text: Of a `Wording`.
        quantities: The amounts that might be added up.
    """
    return all(_ADDED.search(text[a.end : b.start]) for a, b in pairwise(quantities))


def _is_and_for(text: str, first: Quantity, second: Quantity) -> bool:
    """Tell "500 and 300 dollars" and "$1,200 hospital and 300 for medicine"."""
    between = text[first.end : second.start]
    is_named = _AND_BEFORE.search(between) and _FOR_AFTER.match(text, second.end)
    return bool(_DIRECTLY.fullmatch(between) or is_named)
