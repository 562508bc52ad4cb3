"""Which words of a message belong to which amount."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.benefits.cues import AMOUNT_CUES, NOT_OWN_INSURANCE
from bot.benefits.quantities import Quantity

_LABELS = {label: re.compile(pattern) for label, pattern in AMOUNT_CUES.items()}
_STRONG = re.compile(r"[.;!?](?=\s|$)|\b(?:but|while|whereas|although)\b")
_WEAK = re.compile(
    r"[,:()+/&]|\b(?:and|plus|with|then|of which|minus|less|after|because|so|if|when)\b"
)
# A boundary is worth so many characters of distance.
_STRONG_DISTANCE = 60
_WEAK_DISTANCE = 30
# Words that are farther away say nothing of an amount.
_FARTHEST = {
    "bill": 80,
    "total": 60,
    "hotel": 80,
    "dental": 100,
    "medical": 80,
    "hospital": 80,
    "part": 20,
}
_FARTHEST_ELSE = 60
# Distances that differ by less are the same: then all labels stand before their amounts, or after.
_SAME = 4
_PAID_BY = re.compile(r"\b(?:by|from|through|via|on|to|out of)\b")
_PAYS = re.compile(
    r"\b(?:pay|pays|paid|paying|cover\w*|reimburs\w*|gives?|gave|takes?|took|contribut\w*|picks?|"
    r"will|is|at|approved|share|portion|part)\b|^[ :=]*$"
)

_PAYER = re.compile(
    r" (?:\w+ ){0,2}?(?:pays?|paid|covers?|covered|contribut\w+|reimburs\w+|takes? over|"
    r"gives?|gave)\b[^.;,\d]{0,25}"
)


def labels(text: str, quantities: Sequence[Quantity]) -> list[dict[str, int]]:
    """Give each amount the labels of the words that are nearest to it.

    Args:
        text: Of a `Wording`.
        quantities: Those of the text, in their order.

    Returns:
        For each quantity its labels of `AMOUNT_CUES`, with their distances; none for times.
    """
    found: list[dict[str, int]] = [{} for _ in quantities]
    amounts = [index for index, quantity in enumerate(quantities) if quantity.kind != "time"]
    if not amounts:
        return found
    is_before = _stand_before(text, quantities[amounts[0]])
    foreign = [match.span() for match in NOT_OWN_INSURANCE.finditer(text)]
    for label, pattern in _LABELS.items():
        for match in pattern.finditer(text):
            if label == "insurance" and any(
                s <= match.start() < e or s < match.end() <= e for s, e in foreign
            ):
                continue
            nearest = _nearest(text, match, quantities, amounts, is_before=is_before)
            if nearest is None:
                continue
            index, distance = nearest
            if label == "insurance":
                index = _paid(text, match, quantities, amounts, index)
            if label == "part" and match.start() > quantities[index].start:
                continue  # "175 including meals"
            if label == "insurance" and not _is_payment(text, match, quantities[index]):
                continue
            if distance <= _FARTHEST.get(label, _FARTHEST_ELSE):
                found[index][label] = min(distance, found[index].get(label, distance))
    return found


def _stand_before(text: str, first: Quantity) -> bool:
    """Tell "hotel 1200 food 300" from "1200 hotel 300 food"."""
    before = text[: first.start]
    return any(
        not _STRONG.search(before[match.end() :])
        for label in ("hotel", "extra", "dental", "medical", "insurance", "other")
        for match in _LABELS[label].finditer(before)
    )


def _nearest(
    text: str,
    match: re.Match[str],
    quantities: Sequence[Quantity],
    amounts: Sequence[int],
    *,
    is_before: bool,
) -> tuple[int, int] | None:
    before = [i for i in amounts if quantities[i].end <= match.start()]
    after = [i for i in amounts if quantities[i].start >= match.end()]
    choices = []
    if before:
        distance = _distance(text[quantities[before[-1]].end : match.start()])
        choices.append((distance + (_SAME if is_before else 0), before[-1]))
    if after:
        distance = _distance(text[match.end() : quantities[after[0]].start])
        choices.append((distance + (0 if is_before else _SAME), after[0]))
    if not choices:
        return None
    distance, index = min(choices)
    return index, distance


def _paid(
    text: str,
    match: re.Match[str],
    quantities: Sequence[Quantity],
    amounts: Sequence[int],
    nearest: int,
) -> int:
    """Return the amount of "my insurance pays 300" even if another stands closer before it."""
    after = [i for i in amounts if quantities[i].start >= match.end()]
    is_payer = after and _PAYER.fullmatch(text, match.end(), quantities[after[0]].start)
    return after[0] if is_payer else nearest


def _distance(gap: str) -> int:
    return (
        len(gap)
        + _STRONG_DISTANCE * len(_STRONG.findall(gap))
        + _WEAK_DISTANCE * len(_WEAK.findall(gap))
    )


def _is_payment(text: str, match: re.Match[str], amount: Quantity) -> bool:
    """Tell "insurance pays 300" and "300 from my insurance" from "900, what about insurance"."""
    if match.end() <= amount.start:
        return bool(_PAYS.search(text[match.end() : amount.start]))
    gap = text[amount.end : match.start()]
    return bool(_PAID_BY.search(gap)) or not gap.strip()
