"""More trips than the one that is being registered."""

from __future__ import annotations

import re

from bot.trips.draft import TripDraft

_SEVERAL = re.compile(
    r"\b(?:two|2|three|3|four|4|several|multiple|a few|a couple of)\s+(?:\w+\s+){0,2}?trips\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:register\w*|regester|book|add|enter|save|submit|do|make|have|need)\s+(?:\w+\s+){0,4}?"
    r"(?:another|second|2nd|new|more|additional|further|other)\s+(?:\w+\s+)?"
    r"(?:trip|travel|registration)s?\b"
    r"|\b(?:register|book|save|submit|do|same)\s+(?:\w+\s+){0,3}?(?:the\s+)?same(?:\s+(?:trip|thing"
    r"|one))?(?:\s+again)?\s+(?:for|in|on|from|but)\b",
    re.IGNORECASE,
)


def is_about_more_trips(text: str, draft: TripDraft, *, is_open: bool) -> bool:
    """Tell whether a message speaks of several trips, or of another one than that of the form.

    Args:
        text: What somebody wrote.
        draft: What is known of the trip.
        is_open: Whether the form has asked for something: before, another trip is the first one.
    """
    if _SEVERAL.search(text):
        return True
    is_begun = is_open and bool(draft.name or draft.legs)
    return is_begun and bool(_ANOTHER.search(text))
