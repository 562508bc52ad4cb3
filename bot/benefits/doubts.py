"""Amounts that no sum may be made of: of several travellers, several accidents, a part approved."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.benefits.claim import Benefit
from bot.benefits.cues import EMERGENCY_CARE, NO_EMERGENCY_CARE, PERSON, PREAUTHORIZATION
from bot.benefits.problems import Problem
from bot.benefits.quantities import Quantity
from bot.benefits.wording import Wording

_PEOPLE = rf"(?:{PERSON}|people|persons|participants|faculty|members|kids|children|son|daughter)s?"
_TRAVELLERS = re.compile(
    rf"\b(?:my|our|his|her) (?:\w+ )?{_PEOPLE} and (?:i|me|myself)\b|"
    rf"\b(?:i|me|myself) and (?:my|our|his|her|an?|the) (?:\w+ )?{_PEOPLE}\b|"
    r"\b(?:both|all|each|every one|2|3|4|5|6|7|8|9) of us\b|\bus (?:both|2|3|4|all)\b|"
    r"\b(?:we|us) (?:were |are |got |have |had )?(?:both|each)\b|"
    rf"\b(?:group|team|party|class|family) of \d+\b|\b(?:[2-9]|\d\d) (?:\w+ )?{_PEOPLE}"
    r" (?:each|all|both|were|are|got|had|have|in quarantine|quarantined|isolated|hospitali\w+)\b|"
    r"\b(?:2|3|both|several) travell?ers\b"
)
_ACCIDENTS = re.compile(
    r"\b(?:2|3|4|both|several|multiple|different|separate) (?:different |separate |"
    r"unrelated )?(?:accidents?|sickness(?:es)?|illness(?:es)?|injur(?:y|ies)|incidents?|"
    r"emergenc(?:y|ies))\b(?! (?:costs?|bills?|room))"
)
_ANOTHER = re.compile(
    r"\b(?:another|second|other|new) (?:accident|sickness|illness|injury|incident|emergency)\b"
)
_SAME = re.compile(r"\bsame (?:accident|sickness|illness|injury|incident|emergency)\b")
_MONTH = re.compile(
    r"\b(?:in|last|of) (january|february|march|april|may|june|july|august|september|october|"
    r"november|december)\b"
)
_PARTLY = re.compile(
    rf"\b{PREAUTHORIZATION}(?: (?:for|of|it|us|me|him|her|the|a|an|amount|to|is|was|were))*"
    r" (?:only|just|up to|at most|max(?:imum)?|no more than) (?:for |of )?\D{0,4}\d|"
    rf"\b(?:only|just|but) (?:\w+ ){{0,2}}{PREAUTHORIZATION}(?: (?:for|of))? \D{{0,4}}\d|"
    rf"\b(?:only|just|part|half) [^.;,?!]{{0,25}}\b(?:was|were|is|got) {PREAUTHORIZATION}|"
    rf"\bpart(?:ly|ially) {PREAUTHORIZATION}|"
    rf"\b(?:isos|sos|umb|they|who) (?:only |just |has |have |had )*{PREAUTHORIZATION} (?:for )?"
    r"[$€£]?\d"
)
_FREE = re.compile(
    r"\b\d+ (?:(?:nights?|days?|of them|was|were|is|are) ){0,2}(?:free|complimentary|for free)\b|"
    r"\bfree (?:for )?(?:the )?(?:first |last )?\d|\b(?:first|last) (?:\w+ )?(?:nights?|days?) "
    r"(?:was|were|is|are)?[ ]?free\b"
)


def find_doubt(
    wording: Wording, quantities: Sequence[Quantity], benefit: Benefit | None
) -> Problem | None:
    """Return why the amounts of a message cannot be calculated together, if so.

    Args:
        wording: Of the message.
        quantities: Of the message.
        benefit: The benefit that it is about.
    """
    text = wording.plain
    costs = [quantity for quantity in quantities if quantity.kind in ("money", "bare")]
    if not costs:
        return Problem("one_at_a_time") if re.search(r"\bus (?:2|3|both)\b", text) else None
    if _is_part_approved(wording.text, quantities):
        return Problem("partly_preauthorized")
    if _TRAVELLERS.search(text):
        return Problem("one_at_a_time")
    if benefit == "quarantine":
        return Problem("unclear_parts") if _FREE.search(text) else None
    months = set(_MONTH.findall(text))
    is_another = len(costs) > 1 and (len(months) > 1 or bool(_ANOTHER.search(text)))
    if (_ACCIDENTS.search(text) or is_another) and not _SAME.search(text):
        return Problem("one_at_a_time")
    if len(costs) > 1 and NO_EMERGENCY_CARE.search(text) and EMERGENCY_CARE.search(text):
        return Problem("unclear_parts")
    return None


def _is_part_approved(text: str, quantities: Sequence[Quantity]) -> bool:
    """Tell "$800, ISOS approved only $500" from "ISOS approved 10 nights, $100 each"."""
    found = _PARTLY.search(text)
    if not found:
        return False
    if not text[found.end() - 1].isdigit():
        return len(quantities) > 1
    approved = next((q for q in quantities if q.start < found.end() <= q.end), None)
    return approved is not None and any(
        (one.kind == "time") == (approved.kind == "time") and one.low != approved.low
        for one in quantities
        if not one.per
    )
