"""The words around dates that tell the departure from the return."""

from __future__ import annotations

import re

NOT = re.compile(
    r"\b(?:not|instead of|rather than|no longer)\s+(?:on |the |from )?$", re.IGNORECASE
)
LEAVING = (
    r"leav\w*|left|depart\w*|(?:fly|flying|flight|go|going) out|outbound|start\w*|begin\w*|from"
    r"|set(?:ting)? off|take off|first day|as of"
)
RETURNING = (
    r"return\w*|(?:be|am|get|come|coming|came|fly|flying|go|going|and|head\w*)?\s*back|home|ends?"
    r"|ending|until|till?|til|through|thru|inbound|last day|finish\w*|extend\w*"
)
CUE = re.compile(rf"\b(?:(?P<leaving>{LEAVING})|(?P<returning>{RETURNING}))\b", re.IGNORECASE)
ARRIVING = re.compile(r"\b(?:arriv\w*|land(?:s|ing)?|reach\w*)\b", re.IGNORECASE)
TO = re.compile(r"\s*(?:to|-|\u2013|until|till?|til|through|thru)\s*(?:the\s+)?", re.IGNORECASE)
SAME_DAY = re.compile(
    r"\b(?:the |that )?(?:same|very) (?:day|date)\b|\bday trip\b"
    r"|\b(?:just|only) (?:for )?(?:the|a|one) day\b|\b(?:the|one|a single) day only\b",
    re.IGNORECASE,
)
# Before the day on which a ticket was made out, or on which somebody was born.
NOT_OF_TRIP = re.compile(
    r"\b(?:issued?|issuing|issue date|date of issue|booked|purchased|printed|created|sent|dated"
    r"|born|date of birth|birth date|dob)\s*(?:on|date|:|-)?\s*$",
    re.IGNORECASE,
)
IS_RELATIVE = re.compile(r"day\b|\bweeks?\b|\bdays\b|tomorrow", re.IGNORECASE)
CUE_AFTER = re.compile(
    r"\s*[(:-]?\s*(?:is (?:the |my )?)?"
    r"(?:(?P<leaving>depart\w*|outbound|start)|(?P<returning>return|back|inbound|end))\b",
    re.IGNORECASE,
)
STAY = re.compile(r"\b(?:for|stay\w*|lasting|lasts?|takes?|total of)\s+(?:\w+\s+)?$", re.IGNORECASE)
SHIFT = re.compile(
    r"\s*(?:(?P<later>later|(?P<length>longer|more))|(?P<earlier>earlier|sooner|less|shorter))\b",
    re.IGNORECASE,
)
SHIFT_VERB = re.compile(
    r"\b(?:(?P<later>(?P<length>extend|prolong|lengthen)\w*|postpon\w+|delay\w*|push(?:ed)? back)"
    r"|(?P<earlier>shorten\w*|cut\w*))\b[^.;\n]{0,30}$",
    re.IGNORECASE,
)
