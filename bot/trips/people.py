"""Who travels: oneself or somebody else."""

from __future__ import annotations

import re
from typing import Literal

Traveller = Literal["self", "other", "several"]

RELATION = (
    r"(?:colleagues?|co-?workers?|students?|boss|supervisor|professor|prof|dean|chair|director|"
    r"mentee|postdoc\w*|post-doc|intern|fellow|resident|trainee|advisee|assistant|wife|husband|"
    r"spouse|partner|friend|faculty(?: member)?|staff member|employee|team ?mate|advisor|adviser|"
    r"manager|pi|doctor|nurse|researcher|scholar|visitor|guest|speaker|teacher|classmate|"
    r"lab ?mate|son|daughter|department head|head|president|provost|coordinator)"
)
_OF_RELATION = rf"(?:my|our|one of (?:my|our)|the|a)\s+(?:\w+\s+){{0,2}}?{RELATION}\b"
_OTHER = re.compile(
    rf"\b(?:for|on behalf of|of)\s+(?:{_OF_RELATION}|(?:some(?:one|body)|any(?:one|body))\s+else|"
    r"another\s+(?:person|travell?er|colleague|student|employee)|other\s+(?:person|people)|"
    r"(?:him|her|them)\b|(?:dr|prof|mr|mrs|ms)\b\.?)"
    rf"|\b(?:my|our)\s+(?:\w+\s+){{0,2}}?{RELATION}['\u2019]s\b"
    rf"|\b(?:my|our)\s+(?:\w+\s+){{0,2}}?{RELATION}(?:,?\s+[^\s,.;]+){{0,4}}?,?\s+(?:is|will|goes|"
    r"travels?|flies|leaves|needs to (?:go|travel|fly)|has to (?:go|travel|fly)|plans|departs"
    r"|heads)\b"
    r"|\b(?:on|in) (?:their|his|her) (?:behalf|name)\b"
    r"|\bnot (?:for )?(?:me|myself|mine|my(?: own)? trip)\b"
    r"|\b(?:some(?:one|body) else(?:['\u2019]s)?|another person(?:['\u2019]s)?)\b"
    r"|\b(?:i am|i['\u2019]?m|im) (?:not (?:the one )?(?:travel\w*|the travell?er|going)|"
    r"(?:just )?(?:the|an?|his|her|their) (?:admin\w*|assistant|secretary|coordinator"
    r"|organi[sz]er))"
    r"|\bfollowing travell?er\b|\bthe travell?er is (?!me\b)",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"\bmy(?: own)?\s+(?:\w+[ -]){0,3}?(?:trips?|travels?|tirp|visit|flights?|journey|conference|"
    r"fieldwork|rotation|clerkship|elective|internship|semester|practicum|honeymoon|vacation|"
    r"sabbatical|holiday|registration|itinerary|departure|return)\b"
    r"|\b(?:for|it['\u2019]?s|its) (?:me|myself|mine)\b|\bme,? myself\b|\bmyself\b(?! booked)"
    r"|\bi(?:['\u2019]?m| am)\s+(?:\w+ly\s+)?(?:the (?:one )?travel\w*|travel\w*|going|flying"
    r"|leaving|"
    r"heading|off to|visiting|attending|departing|presenting|planning)\b"
    r"|\bi(?:['\u2019]ll| will| shall| must| have to| need to| want to| plan to|['\u2019]d like "
    r"to)?\s+"
    r"(?:be (?:travel\w*|going|flying|attending|in\b)|travel|go|fly|leave|depart|come back|return|"
    r"attend|visit)\b"
    r"|\btravell?er\s*(?:is|:|=|-)\s*(?:self|me|myself|i)\b"
    r"|\bgotta (?:go|fly|travel)\b|\bsend(?:ing)? me to\b|\bi(?:['\u2019]?m| am) the travell?er\b",
    re.IGNORECASE,
)
_OWN_AFTER_ALL = re.compile(
    r"\bmy own trip\b|\bit['\u2019]?s (?:for )?(?:me|myself|mine)\b|\bfor (?:me|myself)\b(?! and)"
    r"|\bi(?:['\u2019]?m| am) the travell?er\b|\bnot (?:for )?(?:some(?:one|body) else|anyone "
    r"else)\b",
    re.IGNORECASE,
)
_OTHER_AFTER_ALL = re.compile(
    r"\bnot (?:for )?me\b|\bnot (?:for )?myself\b|\bnot my(?: own)? trip\b"
    rf"|\b(?:it['\u2019]?s|its|it is|this is|trip is)\s+(?:actually\s+)?(?:for\s+)?{_OF_RELATION}"
    r"|\bfor (?:some(?:one|body) else|another person)\b|\btravell?er is (?:not me|my|our)\b"
    rf"|\bfor (?:my|our) (?:\w+ ){{0,2}}?{RELATION}\b|\bon behalf of (?:my|our)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    rf"\b(?:me|myself|i)\s+(?:and|&|plus|\+)\s+(?:{_OF_RELATION}|\w+ (?:other|more)|(?:my|our) \w+)"
    rf"|\b{_OF_RELATION}\s+(?:and|&|plus)\s+(?:me|myself|i)\b"
    r"|\bboth of us\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\s+(?:of us"
    r"|travell?ers|"
    r"people|persons|students|colleagues|participants)\b"
    r"|\b(?:for|register)\s+(?:\w+\s+){0,2}(?:us all|all of us|our (?:whole |entire )?(?:group"
    r"|team|"
    r"class|cohort|lab)|my (?:whole |entire )?(?:team|group|class|family|students|colleagues))\b"
    r"|\bwe are (?:two|three|four|five|six|\d+)\b",
    re.IGNORECASE,
)
_ANSWER_SELF = re.compile(
    r"\s*(?:it['\u2019]?s |its |that['\u2019]?s |that would be |just |for |only |yes,? |hi,? "
    r"|oh,? )*"
    r"(?:me|myself|i|i am|i'?m|i do|mine|self|my ?self|own|yes|yep|yeah|moi|yo|ich|i travel|"
    r"my own|me please|i will|i'm travell?ing|i am travell?ing)\s*[.!]*\s*",
    re.IGNORECASE,
)
_ANSWER_OTHER = re.compile(
    rf"\b(?:some(?:one|body)|any(?:one|body)|another|other|else|different|not me|(?:my|our|a|an"
    rf"|the)\s+"
    rf"(?:\w+\s+){{0,2}}?{RELATION}|he|she|they|him|her|them|{RELATION})\b",
    re.IGNORECASE,
)


def read_traveller(text: str, known: str | None, *, asked: bool) -> Traveller | None:
    """Tell who travels, if a text says so.

    Args:
        text: What somebody wrote, without its questions.
        known: What is known so far: only plain words change it.
        asked: Whether it answers "who is traveling?".
    """
    if known and not asked:
        if known == "other":
            return "self" if _OWN_AFTER_ALL.search(text) else None
        return "other" if _OTHER_AFTER_ALL.search(text) else None
    if _SEVERAL.search(text):
        return "several"
    if _OWN_AFTER_ALL.search(text) and not re.search(r"\bnot for me\b", text, re.IGNORECASE):
        return "self"
    if _OTHER.search(text):
        return "other"
    if _SELF.search(text):
        return "self"
    if asked:
        if _ANSWER_SELF.fullmatch(text):
            return "self"
        if _ANSWER_OTHER.search(text):
            return "other"
    return None
