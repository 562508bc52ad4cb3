"""Why a trip is made: for work, for study, or for neither."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.trips.trip import Purpose

_NEGATED = re.compile(
    r"(?:\b(?:not|no|never|without|instead of|rather than|before|after)|n['\u2019]t)"
    r"\s+(?:(?:for|a|an|my|any|the|on|of|be)\s+){0,3}$",
    re.IGNORECASE,
)
_SAID = (
    r"work(?:-related)?\s+(?:trip|tirp|travel|visit|assignment|purpose|reason|thing)s?"
    r"|(?:for|of|on|part of|doing|to do|4)\s+(?:\w+\s+){0,2}?(?:umb\s+)?(?:work|wrok|job"
    r"|employment)"
    r"|business(?=\s*(?:trip|travel|meeting|visit|purpose|reason|$|[.,;!\n]))"
    r"|(?<=[,;/\n\x00] )work(?=\s*(?:$|[,.;/\n]))|work(?=,? (?:booked|bookd|umb|agency|via)\b)"
    r"|para (?:el )?trabajo|(?:for|on)\s+(?:\w+\s+)?business|for (?:the |my )?(?:department|lab"
    r"|job)"
)
_WORK = re.compile(
    rf"\b(?:{_SAID}"
    r"|conf(?:erence|erance|rence|s|)|congress|symposi(?:um|a)|work\s?shops?|seminars?|meetings?"
    r"|field\s?work|field (?:research|visit|trip)|research|keynote|(?:invited |guest )?lecture"
    r"|(?:invited )?talks?|teach(?:ing)?|(?:site|lab|project) visits?|sabbatical|collaborat\w+"
    r"|delegation|consult(?:ing|ancy)|clinical trials?|official (?:trip|travel|duty|visit)"
    r"|present(?:ing)? (?:\w+ ){0,2}(?:paper|poster|work|research)|speaking engagement|summit"
    r"|grant (?:meeting|review|visit)|data collection|capacity building|visiting professor\w*)\b",
    re.IGNORECASE,
)
_STUDY_SAID = (
    r"(?<=[,;/\n\x00] )study(?=\s*(?:$|[,.;/\n]))|study(?=,? (?:booked|bookd|umb|agency|via)\b)|"
    r"stud(?:y|ies)\s+(?:trip|travel|abroad|visit|tour|exchange|purpose|reason)s?"
    r"|study-?abroad|for\s+(?:\w+\s+){0,2}?(?:my |the |her |his )?(?:stud(?:y|ies|ying)|school)"
    r"|as (?:an?|part of my) (?:\w+ )?(?:student|studies|degree|program)"
)
_STUDY = re.compile(
    rf"\b(?:{_STUDY_SAID}"
    r"|semester|clerkships?|(?:clinical |medical |nursing )?rotations?|electives?|internships?"
    r"|practicum|externship|student exchange|exchange (?:program\w*|semester|student|year)"
    r"|thesis|dissertation|capstone|(?:summer|winter|field) (?:school|course|program\w*)"
    r"|(?:my|a|the|for) (?:class|course|coursework)|degree|study tour|training course|exams?)\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:vacation\w*|vacay|holidays?(?! inn)|honey\s?moon|touris[mt]\w*|sight-?\s?see\w*|leisure"
    r"|(?:personal|private)\s+(?:trip|travel|reason|visit|matter|vacation|time|day|business)s?"
    r"|(?:visit|see|seeing|visiting)\s+(?:\w+\s+)?(?:family|parents|relatives|friends?"
    r"|mom|mum|mother|dad|father|grand\w+|sister|brother|girlfriend|boyfriend|wife|husband|kids"
    r"|fianc\w+|in-laws|cousins?)"
    r"|family (?:visit|trip|reunion|vacation|matter|event|wedding)|weddings?|safari|pilgrimage"
    r"|spring break|for fun|getaway|funeral|hajj|umrah|cruise|backpacking|bachelor\w* party)\b",
    re.IGNORECASE,
)
_UNCLEAR = re.compile(
    r"\b(?:medical )?mission(?:s|ary|aries)?(?: trip| work)?\b|\bvolunteer\w*\b|\bcharity\b"
    r"|\bhumanitarian\b|\boutreach\b|\btraining\b(?! course)",
    re.IGNORECASE,
)
_ANSWER_WORK = re.compile(
    r"\b(?:work\w*|wrok|wokr|wrk|job|business|bussiness|professional|employment|employee|faculty"
    r"|official|trabajo|travail|arbeit|umb|the first)\b|^\W*1\W*$",
    re.IGNORECASE,
)
_ANSWER_STUDY = re.compile(
    r"\b(?:stud\w+|school|education\w*|academics?|learning|university|college|class\w*"
    r"|course\w*|degree|phd|masters?|estudio\w*|the second)\b|^\W*2\W*$",
    re.IGNORECASE,
)
_ANSWER_PRIVATE = re.compile(
    r"\b(?:personal|private|family|fun|neither|tourism|relax\w*)\b", re.IGNORECASE
)
_LABEL = re.compile(
    r"\b(?:purpose|reason)\s*(?:of (?:the )?(?:trip|travel))?\s*(?:[:=-]|is\b|should be\b|to\b)"
    r"\s*([^\n]+)",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\s*(?:both|a bit of both|both of (?:them|it)|either|mixed?)[\s.!]*", re.IGNORECASE
)
# Of a study purpose and one of these, the first tells more: "research for my thesis".
_WEAK_WORK = re.compile(
    r"research|work\s?shops?|seminars?|meetings?|lecture|talks?|field\s?\w+|clinical trials?"
    r"|data collection|conf\w*|symposi\w+|present\w*.*|(?:site|lab|project) visits?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class PurposeReading:
    """What a text says of the purpose.

    Attributes:
        purpose: Work or study, if it says so.
        is_private: Whether it is neither.
        has_private_days: Whether private days come with it.
        unclear: Words that may mean either ("mission trip"); empty if there are none.
    """

    purpose: Purpose | None = None
    is_private: bool = False
    has_private_days: bool = False
    unclear: str = ""


def read_purpose(text: str, *, asked: bool) -> PurposeReading:
    """Read the purpose of a trip.

    Args:
        text: What somebody wrote, without its questions.
        asked: Whether it answers "is it work or study?".
    """
    label = _LABEL.search(text)
    if label:
        return read_purpose(label.group(1).replace("-", " "), asked=True)
    if asked and _BOTH.fullmatch(text):
        return PurposeReading(unclear=text.strip())
    works, studies = _cues(_WORK, text), _cues(_STUDY, text)
    private = _cues(_PRIVATE, text)
    if asked and not (works or studies):
        works, studies = _cues(_ANSWER_WORK, text), _cues(_ANSWER_STUDY, text)
    if asked and not (works or studies or private):
        private = _cues(_ANSWER_PRIVATE, text)
    if unclear := _UNCLEAR.search(text):
        is_clear = any(re.fullmatch(_SAID, cue.group(0), re.IGNORECASE) for cue in works)
        if not (studies or is_clear) and not private:
            return PurposeReading(unclear=unclear.group(0))
    purpose = _decide(text, works, studies)
    if purpose:
        return PurposeReading(purpose, has_private_days=bool(private))
    if works and studies:
        return PurposeReading(
            unclear=f"{works[0].group(0)}, {studies[0].group(0)}" if asked else ""
        )
    return PurposeReading(is_private=bool(private))


def _cues(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    return [match for match in pattern.finditer(text) if not _NEGATED.search(text[: match.start()])]


def _decide(text: str, works: list[re.Match[str]], studies: list[re.Match[str]]) -> Purpose | None:
    if not (works and studies):
        return "work" if works else "study" if studies else None
    if all(_WEAK_WORK.fullmatch(cue.group(0)) for cue in works):
        return "study"
    last = max(works[-1], studies[-1], key=lambda cue: cue.start())
    between = text[min(works[-1].end(), studies[-1].end()) : last.start()]
    if re.search(r"\b(?:i mean|sorry|actually|rather|no)\b", between, re.IGNORECASE):
        return "work" if last is works[-1] else "study"
    return None
