"""Whether a message that comes while a calculation is open, or after it, belongs to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.benefits.approval import is_on_approval
from bot.benefits.claim import Benefit
from bot.benefits.cues import (
    AMOUNT_CUES,
    EMERGENCY_CARE,
    FOLLOW_UP,
    NO_EMERGENCY_CARE,
    QUARANTINE,
    QUESTION_INSIDE,
    QUESTION_START,
    UNKNOWN,
)
from bot.benefits.quantities import Quantity
from bot.benefits.wording import DATE

# A bare answer has few words besides its number and such as these.
_MOST_OTHER_WORDS = 2
_MOST_WORDS_OF_DOUBT = 10
_FILLER = re.compile(
    r"\b(?:about|around|roughly|approx\w*|maybe|perhaps|probably|think|guess|it|its|it's|was|is|"
    r"were|"
    r"are|be|say|like|just|only|the|an?|of|for|at|per|to|and|or|so|um+|uh+|well|ok(?:ay)?|yes|"
    r"yeah|yep|"
    r"no|not|sure|but|costs?|price|paid|pay|please|pls|thanks|thank you|total|in all|each|more|"
    r"less|"
    r"if|make|change|then|now|would|could|i|i'm|im|we|we're|they|my|our|me|us|will|have|had|from|"
    r"till?|"
    r"until|since|between|up|max|least|most|exactly|actually|sorry|wait|mean|meant|tbh|sth|"
    r"something|"
    r"nights?|nites?|days?|weeks?|months?|dollars?|usd|euros?|bucks|stay(?:ed|ing)?|all)\b|"
    r"[^\w\s]|\d\S*|" + DATE
)
_STAY = re.compile(
    r"\b(?:nights?|nites?|nightly|stay\w*|check(?:ed|ing)?[- ]?(?:in|out)|issued|ordered|order|"
    r"arriv\w+|"
    r"left|released|until|till|quarantine)\b|" + AMOUNT_CUES["hotel"]
)
_BILL = re.compile(
    "|".join(
        AMOUNT_CUES[label] for label in ("dental", "hospital", "invoice", "insurance", "other")
    )
)


def is_for_claim(
    text: str, quantities: Sequence[Quantity], benefit: Benefit | None, *, is_follow_up: bool
) -> bool:
    """Whether a message speaks of the costs that are calculated.

    Args:
        text: Of a `Wording`.
        quantities: Of the text.
        benefit: The benefit that is being calculated.
        is_follow_up: Whether the calculation is finished; then "what if" is about it.
    """
    if is_answer(text) or (is_follow_up and FOLLOW_UP.search(text)):
        return True
    if any(quantity.kind == "money" or quantity.per for quantity in quantities):
        return True
    if is_on_approval(text):
        return True
    if benefit == "quarantine":
        return bool(QUARANTINE.search(text) or _STAY.search(text))
    is_on_emergency = NO_EMERGENCY_CARE.search(text) or EMERGENCY_CARE.search(text)
    return bool(_BILL.search(text) or (benefit == "dental" and is_on_emergency))


def is_answer(text: str) -> bool:
    """Whether a message is hardly more than a number, or says that it is not known."""
    if QUESTION_START.search(text) or QUESTION_INSIDE.search(text):
        return False
    if UNKNOWN.search(text):
        return len(text.split()) <= _MOST_WORDS_OF_DOUBT
    return len(_FILLER.sub(" ", text).split()) <= _MOST_OTHER_WORDS


_RESULT = re.compile(
    r"\b(?:pay|pays|paid|cost|costs|covers?|covered|get|gets|got|left|leaves?|stays?|stay with|"
    r"remains?|remaining|rest|own|pocket|total|sum|how much|back|again|repeat|result|"
    r"calculat\w*|owe)\b",
    re.IGNORECASE,
)


def asks_for_result(text: str) -> bool:
    """Tell whether a message asks for a result again: "and what stays with me?"."""
    return bool(_RESULT.search(text))
