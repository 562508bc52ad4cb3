"""Changes of a calculation: "without the other costs", "in euros", "twice", "20 dollars less"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.benefits.claim import Claim, NightsRange
from bot.benefits.cues import FOLLOW_UP
from bot.benefits.currencies import find_currency
from bot.benefits.exchange import has_rate
from bot.benefits.labels import labels
from bot.benefits.money import MoneyRange
from bot.benefits.problems import Problem
from bot.benefits.quantities import Quantity
from bot.benefits.relevance import is_answer

AMOUNTS = ("daily_cost", "total_cost", "extra_costs", "other_costs", "insurance_payment")
# What "without ..." takes away.
_REMOVABLE = {
    "dates": ("issued_on", "stay_from", "stay_until"),
    "other_costs": ("other_costs",),
    "insurance": ("insurance_payment", "insurance_share"),
    "extra_costs": ("extra_costs",),
}
_REMOVE = (
    r"\b(?:without|forget|ignore|drop|remove|leave out|leave|skip|not counting|disregard|delete|"
    r"exclude|"
    r"excluding|take (?:away|out|off)|scratch|except(?: for)?|minus|cancel|never ?mind|omit|no)"
    r"(?: about)?(?: (?:the|my|any|those|that|all|these|of))*(?: (?:issue|quarantine|start|extra|"
    r"same))*"
)
_REMOVALS = {
    "dates": re.compile(
        rf"{_REMOVE} (?:dates?|days? of (?:the )?issue|issue date|day it was issued)\b"
    ),
    "other_costs": re.compile(
        rf"{_REMOVE} (?:others?|other (?:costs?|bills?|expenses?|treatments?|charges?|things)|"
        r"(?:costs?|bills?) (?:from|of) the same (?:accident|sickness|illness))\b"
    ),
    "insurance": re.compile(
        rf"{_REMOVE} (?:own |health |private |primary )?(?:insurance|insurer|plan)\b"
    ),
    "extra_costs": re.compile(
        rf"{_REMOVE} (?:foods?|meals?|breakfasts?|lunch(?:es)?|dinners?|medicines?|"
        r"medication|flight change|extras?|extra costs?|tests?|additional costs?|taxis?|fees?|"
        rf"taxes)\b"
    ),
}
_RELATIVE = re.compile(
    r"\b(?P<factor>half|twice|double|triple|2 times|3 times)\b(?: of)?(?: (?:the|that|as|"
    r"it))?"
    r"(?: (?P<what>price|cost|costs|rate|amount|bill|much|expensive|nights|long|days|stay|time))?"
)
_FACTORS = {
    "half": "0.5", "twice": "2", "double": "2", "triple": "3", "2 times": "2", "3 times": "3",
}  # fmt: skip
_ADDED = re.compile(
    r"^[ ,.]*(?:(?:and|ok(?:ay)?|oh|so|sorry|but|also|then)[ ,]+)*(?:plus|add|another|"
    r"additional(?:ly)?|in addition|on top(?: of (?:it|that))?|besides|there (?:is|was|'s) "
    r"(?:also|another)|there's also|i forgot|forgot)\b"
)
# "And 500 dollars for medicine"
_ALSO = re.compile(
    r"and (?:the )?[^\w\s]{0,3}\d[\d.]*(?: [a-z]+)? (?:for|of) (?!all\b|every|the whole|it\b|"
    r"this\b|that\b|\d)\w"
)
_TAKEN_OFF = re.compile(
    r"\b(?:without|minus|except(?: for)?|excluding|not counting|leave out|leaving out|take off|"
    r"take away|subtract|deduct|less)(?: (?:the|my|those|about))*[ ~]*$"
)
_MORE_OR_LESS = re.compile(
    r" ?(?:(?P<more>more|extra|higher|dearer|on top)|(?P<less>less|cheaper|lower|off))\b"
)
_MORE_BY = re.compile(
    r"\b(?:up|ups|raise[sd]?|rais(?:e|ing)|increas\w+|bump\w*|adds?|went up|goes up|rose)\b"
    r"[^.;,\d]{0,30}\bby (?:about )?[ ~]*$"
)
_LESS_BY = re.compile(
    r"\b(?:down|reduc\w+|lower\w*|cuts?|drop\w*|decreas\w+|less|fell|goes down|went down)\b"
    r"[^.;,\d]{0,30}\bby (?:about )?[ ~]*$"
)
_CORRECTED = re.compile(
    r"(?:(?:no|nope|sorry|oops|wait|actually|i mean|i meant|rather|correction|make (?:it|that)|"
    r"it'?s|should be|it was|not)[ ,.:!~-]*)+"
)
_LENGTHS = ("nights", "long", "days", "stay", "time")
_IN_CURRENCY = re.compile(
    r"\b(?:mean|meant|should be|was|were|are|is|it'?s|they'?re|those|in|not|sorry|actually|all|"
    r"change)\b"
)
_HOW_MUCH = re.compile(r"\bhow much\b|\bconvert\b|\bwhat(?:'?s| is)\b")


def read_removals(text: str, claim: Claim) -> dict[str, Any]:
    """Read "without the other costs" and "forget the date".

    Args:
        text: Worded.
        claim: The claim that is changed.

    Returns:
        The fields that are taken away, with None; a stay keeps its length without its dates.
    """
    removed: dict[str, Any] = {}
    for what, pattern in _REMOVALS.items():
        if pattern.search(text):
            fields = [name for name in _REMOVABLE[what] if getattr(claim, name) is not None]
            removed |= dict.fromkeys(fields)
            if what == "dates" and claim.stay():
                removed["nights"] = claim.stay()
    return removed


def read_additions(
    text: str, quantities: Sequence[Quantity], claim: Claim, values: Mapping[str, MoneyRange]
) -> dict[str, Any]:
    """Read "plus 40 a day for food", "20 dollars less a night", "and 300 for tests".

    Args:
        text: Worded.
        quantities: Of the text.
        claim: The claim that is changed.
        values: What the amounts of the message say by themselves.

    Returns:
        The costs that are known, with what is added to them or taken off.
    """
    bill = _changed_bill(text, quantities, claim, values.get("total_cost"))
    if bill:
        return {"total_cost": bill}
    nightly, extra = values.get("daily_cost"), values.get("extra_costs")
    if extra and claim.total_cost and not claim.daily_cost and _are_alike(extra, claim.total_cost):
        return {"total_cost": claim.total_cost + extra, "extra_costs": None}
    if not nightly or not claim.daily_cost or not _are_alike(nightly, claim.daily_cost):
        return {}
    amounts = [quantity for quantity in quantities if quantity.kind in ("money", "bare")]
    change = _MORE_OR_LESS.match(text, amounts[0].end) if len(amounts) == 1 else None
    before = text[: amounts[0].start] if len(amounts) == 1 else ""
    if (change and change["less"]) or _LESS_BY.search(before):
        is_positive = claim.daily_cost.low > nightly.high
        return {"daily_cost": claim.daily_cost.minus(nightly)} if is_positive else {}
    near = [near for near in labels(text, quantities) if near]
    is_extra = bool(near) and all("extra" in one and "hotel" not in one for one in near)
    return (
        {"daily_cost": claim.daily_cost + nightly}
        if change or is_extra or _MORE_BY.search(before)
        else {}
    )


def find_unclear_change(
    text: str, quantities: Sequence[Quantity], claim: Claim, values: Mapping[str, MoneyRange]
) -> Problem | None:
    """Find an amount that is added in another currency, or a "no, 500" with several to correct.

    Args:
        text: Worded.
        quantities: Of the text.
        claim: The claim that is changed.
        values: What the amounts of the message say by themselves.
    """
    near = labels(text, quantities)
    known, new = claim.daily_cost or claim.total_cost, next(iter(values.values()), None)
    if known and new and not _are_alike(known, new):
        is_extra = any("extra" in one and "hotel" not in one for one in near)
        if is_extra or is_addition(text):
            return Problem("mixed_currencies")
    parts = claim.insurance_payment or claim.insurance_share or claim.other_costs
    is_bare = len(quantities) == 1 and not near[0]
    if parts and new and is_bare and _CORRECTED.fullmatch(text[: quantities[0].start]):
        return Problem("which_amount", {"amount": new.spoken})
    return None


def is_change_by(before: str) -> bool:
    """Tell whether an amount follows by which something is raised or reduced.

    Args:
        before: The worded text before the amount.
    """
    return bool(_MORE_BY.search(before) or _LESS_BY.search(before))


def is_addition(text: str) -> bool:
    """Tell whether a message adds to the bill: "plus another 400 for the x-ray"."""
    return bool(_ADDED.match(text) or _ALSO.match(text))


def _changed_bill(
    text: str, quantities: Sequence[Quantity], claim: Claim, amount: MoneyRange | None
) -> MoneyRange | None:
    """Return the bill with an amount added to it, or taken off."""
    known = claim.total_cost
    if not known or not amount or not _are_alike(known, amount):
        return None
    amounts = [quantity for quantity in quantities if quantity.kind in ("money", "bare")]
    if len(amounts) == 1 and _TAKEN_OFF.search(text[: amounts[0].start]):
        return known.minus(amount) if known.low > amount.high else None
    if len(amounts) == 1:
        change = _MORE_OR_LESS.match(text, amounts[0].end)
        if (change and change["less"]) or _LESS_BY.search(text[: amounts[0].start]):
            return known.minus(amount) if known.low > amount.high else None
        if change or _MORE_BY.search(text[: amounts[0].start]):
            return known + amount
    return known + amount if is_addition(text) else None


def _are_alike(first: MoneyRange, second: MoneyRange) -> bool:
    return first.currency == second.currency


def read_relative(text: str, claim: Claim) -> dict[str, Any]:
    """Read "what if it costs half" and "twice the nights" in a message without a number.

    Args:
        text: Worded.
        claim: The finished claim that is changed.
    """
    found = _RELATIVE.search(text)
    if not found or not (found["what"] or FOLLOW_UP.search(text) or is_answer(text)):
        return {}
    factor = Decimal(_FACTORS[found["factor"]])
    if found["what"] in _LENGTHS:
        return _times_nights(claim.nights, factor)
    name = "daily_cost" if claim.daily_cost else "total_cost"
    cost = getattr(claim, name)
    return {name: cost.times(factor)} if cost else {}


def read_currency(text: str, claim: Claim) -> dict[str, Any]:
    """Read "I meant euros" in a message without a number: of all amounts that were given.

    Args:
        text: Worded.
        claim: The claim that is changed.
    """
    if _HOW_MUCH.search(text) or not _IN_CURRENCY.search(text):
        return {}
    for match in re.finditer(r"\S+", text):
        codes, _ = find_currency(text, match.start())
        if len(codes) == 1 and has_rate(codes[0]):
            amounts = {name: getattr(claim, name) for name in AMOUNTS}
            return {
                name: replace(amount, currency=codes[0])
                for name, amount in amounts.items()
                if amount and amount.currency != codes[0]
            }
    return {}


def _times_nights(nights: NightsRange | None, factor: Decimal) -> dict[str, Any]:
    if nights is None or nights.high is None:
        return {}
    low, high = nights.low * factor, nights.high * factor
    return {"nights": NightsRange(int(low), int(high))} if low % 1 == high % 1 == 0 else {}
