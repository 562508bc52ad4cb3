"""What is an itinerary, and what is said in its place."""

from __future__ import annotations

import re

from bot.trips.booking import AGENCY_PHRASE

LONGEST_ITINERARY = 4000
LONGEST_CORRECTION = 160
MOST_CHANGE_WORDS = 9
FEWEST_LETTERS = 3

_LABEL = re.compile(
    r"\bitinerary\s*[:=]\s*(\S.*?)(?=[\s.,;/|]*\b(?:travell?er|name|e-?mail|purpose|booked|booking)"
    r"\s*[:=]|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_NONE = re.compile(
    r"[\s.]*(?:none|no|n/?a|nil|nothing|not yet|tbd|later|-+)(?:\s+(?:yet|available))?[\s.;,/]*",
    re.IGNORECASE,
)
_WITHOUT = re.compile(
    r"\b(?:no|without(?: an?)?)\s+itin(?:erary)?\b|\bitinerary\s+(?:not available|none|n/?a)\b",
    re.IGNORECASE,
)
_PUTS_RIGHT = re.compile(
    r"\W*(?:no,|oh|sorry|oops|wait|actually|wrong|hold on|correction|i (?:need|want|have) to "
    r"(?:change"
    r"|correct|fix)|(?:please )?(?:change|edit|correct|fix|update) (?:the|my|it|that)\b)",
    re.IGNORECASE,
)
_STATES_CHANGE = re.compile(
    r"\W*(?:(?:and|oh|but|i|we|i['\u2019]?m|we['\u2019]?re|i am|we are|i['\u2019]?ll|we['\u2019]?ll"
    r"|i will|we will|my|the|then|btw)\s+)*(?:return\w*|com(?:e|ing) back|leav\w+|depart\w*|also"
    r"|add\w*|plus|(?:full |e-?mail )?(?:name|e-?mail|address|purpose|destination))\b|\W*\S+@\S+",
    re.IGNORECASE,
)
_DETAIL = re.compile(
    r"\b[A-Z][A-Z0-9]\s?\d{2,4}\b|\b[A-Z]{3}\s?(?:-|\u2013|\u2192|>|/|to)\s?[A-Z]{3}\b|\d:\d\d"
    r"|(?i:\b\d{1,2}\s?[ap]\.?m\b|\b(?:flights?|fly\w*|hotel|hostel|airbnb|arriv\w*|land(?:s|ing)?"
    r"|layover|stopover|trains?|bus|airport|stay\w*|nights?|guest ?house|\w+ air\w*|delta"
    r"|united|lufthansa|klm|emirates|qatar|ethiopian|turkish)\b)"
)
_ELSEWHERE = re.compile(
    r"\b(?:attach\w*|enclosed|see (?:above|below|my|the)|in the (?:e-?mail|file|pdf|link|document)"
    r"|forward\w*|uploaded)\b",
    re.IGNORECASE,
)


def read_label(text: str) -> tuple[str, int, int] | None:
    """Return what stands after "Itinerary:", empty for "none", and where it stands."""
    label = _LABEL.search(text)
    if label:
        words = "" if _NONE.fullmatch(label.group(1)) else label.group(1)
        return words[:LONGEST_ITINERARY].strip(), label.start(), label.end()
    without = _WITHOUT.search(text)
    return ("", without.start(), without.end()) if without else None


def is_change_meanwhile(text: str, *, names_slot: bool) -> bool:
    """Tell whether a message changes an earlier answer instead of being the itinerary.

    Args:
        text: What somebody wrote.
        names_slot: Whether it says that one of them is to be changed.
    """
    if len(text) > LONGEST_CORRECTION or "\n" in text.strip():
        return False
    if _PUTS_RIGHT.match(text):
        return True
    if len(text.split()) > MOST_CHANGE_WORDS or _DETAIL.search(text):
        return False
    is_booking = bool(AGENCY_PHRASE.search(text))
    return names_slot or is_booking or bool(_STATES_CHANGE.match(text))


def is_no_itinerary(text: str) -> bool:
    """Tell "k" and "it's in the attachment" from an itinerary."""
    if sum(letter.isalnum() for letter in text) < FEWEST_LETTERS:
        return True
    is_short = len(text.split()) <= MOST_CHANGE_WORDS
    return is_short and bool(_ELSEWHERE.search(text)) and not _DETAIL.search(text)
