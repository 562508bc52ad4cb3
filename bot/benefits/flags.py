"""What a message says on pre-authorization, emergency care, and what an insurer pays, in words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from bot.benefits import cues
from bot.benefits.approval import read_approval
from bot.benefits.claim import Benefit
from bot.benefits.money import MoneyRange

_SHARES = {
    r"half|1/2": "50%",
    r"2 thirds|2/3": "66.6667%",
    r"(?:a|1|one) third|1/3": "33.3333%",
    r"3 quarters|3/4": "75%",
    r"(?:a|1|one) quarter|1/4": "25%",
}
# "Was not an emergency."
_DENIAL = re.compile(
    r"(?:(?:so|and|but|ok|also)[ ,]+)*(?:is|was|are|were|has|had|did|do)(?: not|n'?t)\b"
)
_NO_ROUTINE = re.compile(
    r"\b(?:not|no|isn'?t|wasn'?t)(?: (?:a|the|for|just|only|regular|my))* (?:cleaning|check-?up|"
    r"routine|cosmetic|elective|planned|scheduled|whitening)s?\b"
)
_INSURANCE = re.compile(cues.AMOUNT_CUES["insurance"])


def write_shares(text: str) -> str:
    """Write "my insurance pays half of it" with 50%."""
    if not _INSURANCE.search(text):
        return text
    for words, share in _SHARES.items():
        text = re.sub(rf"\b(?:{words})\b(?! an?\b)", share, text)
    return text


def read_flags(text: str, benefit: Benefit | None, *, has_amount: bool) -> dict[str, Any]:
    """Read what is said without a number.

    Args:
        text: Worded.
        benefit: The benefit that the message is about.
        has_amount: Whether it says an amount too; a question without one is for the documents.

    Returns:
        Fields of the claim with their values.
    """
    flags: dict[str, Any] = {}
    is_hypothesis = bool(cues.HYPOTHESIS.search(text))
    is_denial = bool(_DENIAL.match(text)) and "?" not in text
    is_question = "?" in text or (bool(cues.QUESTION_START.search(text)) and not is_denial)
    if is_question and not is_hypothesis and not has_amount:
        return {}
    approval = read_approval(text)
    if approval is not None:
        flags["is_preauthorized"] = approval
    if benefit == "dental":
        if cues.NO_EMERGENCY_CARE.search(_NO_ROUTINE.sub("", text)):
            flags["is_emergency_care"] = False
        elif cues.EMERGENCY_CARE.search(text):
            flags["is_emergency_care"] = True
    if benefit != "quarantine":
        if cues.INSURANCE_PAYS_ALL.search(text):
            flags["insurance_share"] = Decimal(100)
        elif cues.INSURANCE_PAYS_NOTHING.search(text):
            flags["insurance_payment"] = MoneyRange(Decimal(0), Decimal(0))
    return flags
