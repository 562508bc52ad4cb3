"""What a message says on pre-authorization, also without the word: "nobody called ISOS"."""

from __future__ import annotations

import re

from bot.benefits.cues import (
    HYPOTHESIS,
    IS_ASKED,
    IS_PREAUTHORIZED,
    NOT_PREAUTHORIZED,
    PREAUTHORIZATION,
)

_ASSISTANCE = r"(?:isos|i\.?sos|international sos|sos|umb|the university|global hub|assistance)"
_ANYONE = (
    rf"(?:(?:the |to |with |up |at )*(?:{_ASSISTANCE}|any ?(?:one|body)|nobody|hotline|"
    r"emergency (?:number|line))|(?:\w+ )?(?:ahead|before(?:hand)?|in advance|first)\b(?! \d))"
)
_ASKING = (
    r"(?:call\w*|phon\w+|r[aiu]ng|contact\w*|ask\w*|tell\w*|told|inform\w*|notif\w*|reach\w*|"
    r"(?:talk|speak|spoke|spoken)\w*|consult\w*|check\w*|let\w*|request\w*|appl(?:y|ied)|seek|"
    r"sought|get|got|obtain\w*)"
)
_NEVER = (
    r"(?:no|not|never|n[o']?t|didn'?t|don'?t|haven'?t|hadn'?t|hasn'?t|couldn'?t|can'?t|cannot|"
    r"wasn'?t able|without|forgot(?:ten)?|forget|failed|neglected|unable|nobody|no one|none of us)"
)
_AFTER = (
    r"(?:afterwards?|later|too late|retroactive\w*|in retrospect|"
    rf"after(?! (?:i|we|he|she|they|a|the|my|our|your|one) (?:\w+ )?{_ASKING}))\b"
)
# Nobody was asked, or too late, or the answer was no.
_NEVER_ASKED = re.compile(
    rf"\b{_NEVER}(?: (?!{_ASKING})\w+){{0,3}} {_ASKING}"
    rf"(?: (?:for |a |an |the |any |my )*{PREAUTHORIZATION}| {_ANYONE})|"
    rf"\bno (?:phone |prior )?(?:calls?|contact) (?:to |with |was |before|beforehand|first)|"
    rf"\b{_ASSISTANCE} (?:has |have |had |just |then )?(?:said no\b|(?:refus|declin|reject|den(?:y|"
    r"ied))\w*|"
    r"turned (?:\w+ ){1,3}down|(?:did(?:n'?t| not)|would(?:n'?t| not)|won'?t) (?:agree|accept|"
    r"reply|answer|say yes|give))|"
    rf"\b{PREAUTHORIZATION}[^.?!;,\d]{{0,25}}\b{_AFTER}|"
    rf"\bretroactive(?:ly)? {PREAUTHORIZATION}|"
    rf"\b{_ASKING} (?:to )?(?:{_ASSISTANCE}|(?<!told )(?<!tell )them)"
    rf"(?:(?! and )[^.?!;,\d]){{0,15}}\b{_AFTER}"
)


def read_approval(text: str) -> bool | None:
    """Tell whether the expenses were pre-authorized, None if the message does not say.

    Args:
        text: Worded.
    """
    if _NEVER_ASKED.search(text):
        return False
    if IS_ASKED.search(text) and not HYPOTHESIS.search(text):
        return None
    if NOT_PREAUTHORIZED.search(text):
        return False
    return True if IS_PREAUTHORIZED.search(text) else None


def is_on_approval(text: str) -> bool:
    """Tell whether a message speaks of whether the expenses were pre-authorized."""
    patterns = (_NEVER_ASKED, NOT_PREAUTHORIZED, IS_PREAUTHORIZED)
    return any(pattern.search(text) for pattern in patterns)
