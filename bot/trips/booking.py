"""How a trip was booked: through UMB's travel agency, or elsewhere."""

from __future__ import annotations

import re
from typing import Literal

from bot.trips.trip import Booking

BookingReading = Booking | Literal["not_booked", "unclear"]

_UNIVERSITY = r"(?:umb|umaryland|university(?: of maryland)?|school|uni|institution)"
_AGENCY_WORD = r"(?:agen(?:cy|t|ts|cies)|agancy|agncy|angency)"
_AGENCY = re.compile(
    rf"\b{_UNIVERSITY}(?:['\u2019]?s)?\s+(?:own\s+|official\s+|preferred\s+|contracted\s+)?"
    rf"(?:travel\s+)?(?:{_AGENCY_WORD}|travel (?:office|desk|service|portal|department))\b"
    rf"|\b(?:travel\s+)?{_AGENCY_WORD}\s+(?:of|at|from|for)\s+(?:the\s+)?{_UNIVERSITY}\b"
    r"|\b(?:through|via|with|by|using|thru)\s+umb['\u2019]?s? travel\b(?!\s+(?:insur|benef|blank))"
    rf"|\b(?:through|via|with|by|using|used|use|from|thru)\s+(?:the|our|your)\s+(?:travel\s+)?"
    rf"{_AGENCY_WORD}\b"
    rf"|\b(?:the|our|your)\s+(?:travel\s+)?{_AGENCY_WORD}\s+(?:has |have |had |already )*(?:book"
    rf"|made|did"
    r"|arrang|bought|handl|took|reserv|organi[sz])\w*",
    re.IGNORECASE,
)
_NOT_AGENCY = re.compile(
    rf"(?:\b(?:not|never|without|outside|none|didnt|instead of|bypass\w*)|n['\u2019]t)\b"
    rf"(?:[^.;!?\n]{{0,30}}?\b{_AGENCY_WORD}|\s+(?:(?!book)\w+\s+){{0,3}}?umb)\b"
    rf"|\bno\s+(?:(?:umb|travel|university)\s+){{0,2}}{_AGENCY_WORD}\b"
    rf"|\b{_AGENCY_WORD}\b(?:\s+(?:of|at)\s+(?:the\s+)?{_UNIVERSITY})?\s+(?:was|were|is)"
    r"(?:\s+not|n['\u2019]?t)\s+(?:\w+\s+)?(?:used|involved|asked)\b"
    rf"|\b(?:another|other|different|local|own|private|independent|non-?umb|third-?party|online|host)\s+"
    rf"(?:\w+\s+)?{_AGENCY_WORD}\b"
    rf"|\b(?:travel\s+)?{_AGENCY_WORD}\s+(?:in|near|around|from|back"
    rf"|at)\s+(?!(?:the\s+)?{_UNIVERSITY}\b)",
    re.IGNORECASE,
)
_SOME_AGENCY = re.compile(
    rf"\b(?:an?\s+)?travel\s+{_AGENCY_WORD}\b|\ban?\s+{_AGENCY_WORD}\b", re.IGNORECASE
)
# What names an agency or a shop, and the place of it: no destination.
AGENCY_PHRASE = re.compile(
    rf"\b(?:{_UNIVERSITY}(?:['\u2019]?s)?\s+)?(?:travel\s+)?{_AGENCY_WORD}\b"
    rf"(?:\s+(?:of|in|near|at|from)\s+[^,.;\n]*)?|\S+\.(?:com|net|org|travel)\b",
    re.IGNORECASE,
)
_VIA_AGENCY = re.compile(
    rf"\b(?:via|through|thru|with|by|using)\s+(?:(?:the|my|our)\s+)?(?:(?:travel\s+)?{_AGENCY_WORD}"
    rf"|{_UNIVERSITY}|concur|egencia|navan)\b",
    re.IGNORECASE,
)
_AGENCY_DID_NOT = re.compile(
    rf"\b{_AGENCY_WORD}\s+(?:of \w+\s+)?(?:did|has|had|could|would)(?: not|n['\u2019]?t)\b",
    re.IGNORECASE,
)
_THE_AGENCY = re.compile(rf"\b(?:the|your|our)\s+(?:travel\s+)?{_AGENCY_WORD}\b", re.IGNORECASE)
_SITES = (
    r"expedia|kayak|booking\.com|airbnb|orbitz|travelocity|priceline|skyscanner|google flights?"
    r"|trip\.com|ctrip|hopper|agoda|hotels?\.com|vrbo|cheap\w*|makemytrip|edreams|opodo|momondo"
    r"|lufthansa|klm|ryanair|easyjet|jetblue|turkish(?: air\w*)?|ethiopian|emirates|aeromexico"
    r"|british airways|air france|qatar(?: airways)?|avianca|copa|latam|iberia|sabena|norwegian"
)
_SITE = re.compile(
    rf"\b(?:{_SITES})\b|\b[\w-]+\.(?:com|net|org|co|travel|de|fr|uk|in|cn)\b", re.IGNORECASE
)
_SELF_BOOKED = re.compile(
    r"\b(?:on (?:my|his|her|their|our) own|self[- ]?book\w*|(?:book|bookd|bought|reserv|arrang"
    r"|did|made)"
    r"\w*\s+(?:\w+\s+){0,3}?(?:my|him|her|them|our)sel(?:f|ves)|direct(?:ly)? (?:with|from"
    r"|through|at)"
    r"|somewhere else|someplace else|elsewhere|(?:airline|hotel|carrier)(?:['\u2019]s|s)?"
    r"(?:\s+own)?\s+(?:web\s?site|site|app|page|office|counter)|\bonline\b)",
    re.IGNORECASE,
)
_BOOKED_WITH = re.compile(
    r"\b(?:book|bookd|bokked|reserv|purchas|bought|buy|tickets?|flights?)\w*\s+"
    r"(?:(?!on\b|with\b|via\b|through\b|thru\b|at\b|from\b|by\b|using\b)[^\s.;\n]+\s+){0,4}?"
    r"(?:on|with|via|through|thru|at|from|using)\s*:?\s+(?!time\b|my (?:way|behalf)|behalf|me\b"
    r"|it\b)"
    r"[^\W\d_\x00]",
    re.IGNORECASE,
)
_NOT_BOOKED = re.compile(
    r"(?:\b(?:not|never|havent|hasnt)|n['\u2019]t)\s+(?:\w+\s+){0,3}?(?:book|bought|buy|reserv"
    r"|purchas)\w*"
    r"|\bunbooked\b|\bnothing\s+(?:is\s+|has been\s+)?(?:booked|yet)|\bno (?:booking|tickets?"
    r"|flights?)"
    r"(?: yet)?\b|\b(?:will|gonna|going to|have to|need to|want to|plan to|about to|still)\s+book\b"
    r"|\bto be booked\b|\bbook(?:ing)? (?:it |them )?(?:later|soon)\b",
    re.IGNORECASE,
)
_ANSWER_NOT_BOOKED = re.compile(r"\b(?:not yet|tbd|no plans yet|nothing)\b", re.IGNORECASE)
_ANSWER_AGENCY = re.compile(
    rf"\b(?:the first|through you)\b|^\W*1\W*$"
    r"|\W*(?:(?:yes|i|we|it|was|is|booked|used|did|through|thru|via|with|by|using|use|from|the|our"
    r"|your|please|travel)\b[\s,:]*)*"
    rf"(?:{_AGENCY_WORD}|(?:umb|{_UNIVERSITY})(?:['\u2019]?s)?(?:\s+(?:travel|one|people"
    rf"|{_AGENCY_WORD}))*)(?:\s+(?:booked|did|made|arranged)(?:\s+it)?)?"
    r"(?:[\s,]+(?:please|thanks))?\W*$",
    re.IGNORECASE,
)
# Perhaps UMB's agency was behind it, perhaps not.
_MAY_BE_AGENCY = re.compile(
    rf"\b(?:{_UNIVERSITY}|{_AGENCY_WORD}|concur|egencia|navan|ctm|admin\w*|secretary|assistant"
    r"|coordinator|department|dept|office|not sure|no idea|dunno|unsure"
    r"|(?:do|did|does)(?: not|n['\u2019]?t) (?:know|remember))\b",
    re.IGNORECASE,
)
# "the agency was too expensive so I used Expedia"
_AFTER_ALL = re.compile(
    rf"\b{_AGENCY_WORD}\b[^.;\n]*\b(?:too \w+|instead|this time|fully booked|useless)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\b(?:flights?|hotels?|room|rest|partly|part|half)\b", re.IGNORECASE)
_ANSWER_ELSEWHERE = re.compile(
    r"\b(?:else\w*|elsw\w*|other\w*|another|different|myself|himself|herself|own|self|web\s?site|site|app"
    r"|internet|web|airline\w*|airways|air|direct\w*|delta|united|american|southwest|amex|chase"
    r"|hotel"
    r"|husband|wife|friend|mom|dad|credit card|points|miles|outside|the second"
    r"|me|i did|personally|bus|train|car|amtrak|phone)\b|^\W*2\W*$",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\W*(?:both|a bit of both|partly|half and half|mixed)\W*", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:booked|booking|booked (?:through|via|with|by))\s*[:=]\s*([^\n]+)", re.IGNORECASE
)


def read_booking(text: str, *, asked: bool) -> BookingReading | None:
    """Read how a trip was booked.

    Args:
        text: What somebody wrote, without its questions, dates and addresses.
        asked: Whether it answers "how was the trip booked?".
    """
    label = _LABEL.search(text)
    if label:
        return read_booking(label.group(1), asked=True)
    agency = _AGENCY.search(text)
    other = _NOT_AGENCY.search(text)
    is_other = bool(other) and not _is_contradicted(agency, other)
    if is_other or (agency is None and (_SITE.search(text) or _SELF_BOOKED.search(text))):
        return "elsewhere" if is_other or asked or _speaks_of_booking(text) else None
    if _AFTER_ALL.search(text) and _SITE.search(text) and not _PARTS.search(text):
        return "elsewhere"
    if _AGENCY_DID_NOT.search(text):
        return "unclear"
    if agency and _SITE.search(text) and not other:
        return "unclear"  # "flights with the agency, the hotel on Airbnb"
    if agency:
        return "agency"
    if _NOT_BOOKED.search(text) or (asked and _ANSWER_NOT_BOOKED.search(text)):
        return "not_booked"
    if _SOME_AGENCY.search(text) and (asked or _speaks_of_booking(text)):
        return "agency" if asked and _THE_AGENCY.search(text) else "unclear"
    if _VIA_AGENCY.search(text):
        return _answer(text) if asked else "unclear"
    if _BOOKED_WITH.search(text):
        return "elsewhere"
    if asked and _BOTH.fullmatch(text):
        return "unclear"
    return _answer(text) if asked else None


def _answer(text: str) -> BookingReading | None:
    if _ANSWER_AGENCY.match(text):
        return "agency"
    if _MAY_BE_AGENCY.search(text):
        return "unclear"
    return "elsewhere" if _ANSWER_ELSEWHERE.search(text) else None


def _is_contradicted(agency: re.Match[str] | None, other: re.Match[str] | None) -> bool:
    """Tell whether UMB's agency is named after the denial of another one."""
    return agency is not None and other is not None and agency.start() >= other.end()


def _speaks_of_booking(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:book|bokk|reserv|purchas|bought|buy|ticket|paid|got it|arrang|made)\w*",
            text,
            re.I,
        )
    ) or bool(re.search(r"\b(?:via|through|thru|on|with)\s+(?:" + _SITES + r")\b", text, re.I))
