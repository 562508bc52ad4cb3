"""The name of the traveller in a text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from bot.trips.gazetteer import fold
from bot.trips.name_words import DEGREES, NAMES_TOO, NO_NAMES, PARTICLES
from bot.trips.people import RELATION
from bot.trips.place_mentions import find_mentions
from bot.trips.place_names import GIVEN_NAMES

MOST_WORDS = 6
MOST_LETTERS = 80
MOST_SMALL_TALK = 3

_TITLE = r"(?:(?:dr|prof|professor|mr|mrs|ms|miss|doctor|dean|sir|madam|mx)\b\.?,?\s+)+"
_TITLES = re.compile(_TITLE, re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019`.-](?=[^\W\d_]))*\.?")
_PRONOUN = re.compile(r"(?:i|he|she|it|we|they|that)['\u2019]\w+", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s,;<>()]+[\s,;>()-]*")
_SPACE = re.compile(r"[ \t]+")
_IS = r"(?:['\u2019]?s\b|\s+is\b|\s+was\b)?"
_CUE = re.compile(
    rf"\b(?:(?:my|the|his|her|their|travell?er(?:['\u2019]?s)?|passport)\s+)?"
    rf"(?:full\s+|complete\s+|real\s+|correct\s+)?name{_IS}"
    r"(?:\s+(?:spelled|spelt|actually|really|now|should be|in full|as in passport))*\s*[:=-]?\s*"
    r"(?:it['\u2019]?s\s+|it is\s+|should be\s+|is\s+|to\s+)?(?!of\b)"
    rf"|\btravell?er{_IS}\s*[:=-]?\s+(?:(?:actually|really|now|in fact)\s+)?(?!from\b)"
    r"|\b(?:for|it['\u2019]?s) me\s*[,:]?\s+(?!and\b)"
    r"|\b(?:i am|i['\u2019]m|im|this is|call me|change (?:the |my )?name to|spelled|named"
    r"|called)\s+",
    re.IGNORECASE,
)
_RELATION_CUE = re.compile(
    rf"\b(?:my|our|the)\s+(?:\w+\s+){{0,2}}?{RELATION}\s*(?:named|called|,|:|-|is)?\s*",
    re.IGNORECASE,
)
_OTHER_CUE = re.compile(
    rf"\b(?:for|behalf of|booking|registering|register)\s+(?={_TITLE})"
    r"|\b(?:some(?:one|body) else|another person|other person)\s*[:,-]\s*"
    r"|\b(?:booking|registering|register|trip|travel|it|one|this)\s+(?:is\s+)?(?:for|of)\s+",
    re.IGNORECASE,
)
_OWN = re.compile(
    rf"\b(?:i am|i['\u2019]?m|this is|my (?:full )?name{_IS}|call me)[\s:]*(?:{_TITLE})?$",
    re.IGNORECASE,
)
_SURNAME_FIRST = re.compile(
    r"\s*((?:(?:de|del|la|las|los|da|dos|van|von|der|den|el|al|bin|di|du|le|st\.?)\s+){0,3}"
    r"[^\W\d_][\w'\u2019-]*)\s*,\s*([^\W\d_][\w'\u2019. -]*?)\s*\.?\s*",
    re.IGNORECASE,
)
_DEGREES_AFTER = re.compile(rf"(?:,\s*(?:{'|'.join(sorted(DEGREES))})\b\.?)+\s*$", re.IGNORECASE)
_LEAD = re.compile(
    r"(?:(?:me llamo|mi nombre es|mein name ist|ich hei(?:ss|\u00df)e|je m['\u2019]appelle|"
    r"sure|ok|okay|yes|yeah|of course|oh|well|hi|hello|hey|sorry|actually|no|wait|good \w+|"
    r"hm+|um+|and|certainly|absolutely|it['\u2019]?s|it is|that['\u2019]?s|that is|that would be|"
    r"that will be|i am|i['\u2019]m|im|me|this is|here(?: is|['\u2019]s)?|you can call me|call me|"
    r"(?:s?he|they)(?: is|['\u2019]s|['\u2019]re| are)(?: called| named)?|(?:the |my |full |her "
    r"|his |"
    r"their |travell?er(?:['\u2019]?s)? |complete )*name(?: is|['\u2019]s)?(?: spelled)?|"
    r"the travell?er(?: is)?|travell?er|change it to|should be|mr|name)\b[\s,.:!=-]*)+",
    re.IGNORECASE,
)
_END = re.compile(
    r"[,;:()\n<>|!?\u2026\x00]|(?<!\bdr)(?<!\bprof)(?<!\bjr)(?<!\bmr)(?<!\bmrs)(?<!\bst)(?<!\b\w)\.(?:\s"
    r"|$)|\s[-\u2013\u2014]+\s"
    r"|\b(?:and (?:my|i|the|e-?mail|we|s?he)|thanks|thank you|please|pls|thx|is the|is my|here|"
    r"with (?:the |an? )?e-?mail|e-?mail|from|to|at|who|goes|travel\w*)\b",
    re.IGNORECASE,
)
LONGEST_NAME_BEFORE_EMAIL = 100
_BEFORE_EMAIL = re.compile(
    r"[\s,;:<(|/-]*(?:(?:and|with|under)\s+)?(?:(?:my|her|his|their|the|at)\s+)?(?:umb\s+)?"
    r"(?:e-?mail|mail)?(?:\s+(?:address|id))?(?:\s+is)?[\s,:<(=-]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FoundName:
    """A name in a text.

    Attributes:
        name: Without titles.
        start: Where it begins.
        end: Where it ends.
        is_other: Whether it is said to be somebody else's.
        is_own: Whether it is said to be the writer's.
        is_relation: Whether it is only said to be a relation's: "my wife Ann Lee".
        is_surname: Whether it is a title with one name: "Prof. Smith".
    """

    name: str
    start: int
    end: int
    is_other: bool = False
    is_own: bool = False
    is_relation: bool = False
    is_surname: bool = False


def read_name_answer(text: str) -> FoundName | None:
    """Read the answer to "what is your full name?": "it's jane doe, thanks"."""
    turned = _SURNAME_FIRST.fullmatch(_DEGREES_AFTER.sub("", text))
    if turned and (
        " " in turned.group(1)
        or all(mention.key in GIVEN_NAMES for mention in find_mentions(turned.group(2)))
    ):
        name = plausible_name(f"{turned.group(2)} {turned.group(1)}")
        return FoundName(name, 0, len(text)) if name else None
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    start += len(text[start:]) - len(text[start:].lstrip(" \t\n\"'\x00"))
    end = _END.search(text, start)
    stop = end.start() if end and end.start() > start else len(text)
    name = plausible_name(text[start:stop])
    if name is None:
        return None
    return FoundName(name, start, stop, is_surname=_is_surname(text[:stop], start, name))


def read_name(text: str, *, email_start: int | None) -> FoundName | None:
    """Find a name in a sentence: "I'm Amara Okafor", "for Dr. Ada Obi", one before an address.

    Args:
        text: What somebody wrote.
        email_start: Where the traveller's e-mail address begins, if there is one.
    """
    if email_start is not None:
        beside = _name_before(text, email_start) or _name_after(text, email_start)
        if beside:
            return beside
    for cue in (_RELATION_CUE, _OTHER_CUE, _CUE):
        for match in cue.finditer(text):
            found = _name_at(text, match.end())
            if found and _is_enough(match.group(0), found, text):
                is_own = bool(_OWN.search(match.group(0)))
                return replace(
                    found,
                    is_other=cue is not _CUE,
                    is_own=is_own,
                    is_relation=cue is _RELATION_CUE,
                )
    return None


def is_small_talk(text: str) -> bool:
    """Tell whether a message has nothing but words of conversation: "ok", "yes please", "asdf"."""
    words = [fold(word) for word in text.split()]
    return len(words) <= MOST_SMALL_TALK and all(not word or word in NO_NAMES for word in words)


def plausible_name(text: str) -> str | None:
    """Return a text as a name without its titles, or None if it is none."""
    bare = _TITLES.sub("", text.strip(" \t\n\"'.,*_\x00"), count=1)
    words = unicodedata.normalize("NFC", bare).split()
    while len(words) > 2 and fold(words[-1]) in DEGREES:
        words.pop()
    name = " ".join(words)
    if not 0 < len(words) <= MOST_WORDS or len(name) > MOST_LETTERS:
        return None
    if not all(_WORD.fullmatch(word) for word in words):
        return None
    if any(_is_no_name(word, words) for word in words) or not re.search(
        r"[^\W\d_]{2}|[^\x00-\x7f]", name
    ):
        return None
    return name


def _is_no_name(word: str, words: list[str]) -> bool:
    folded = fold(word)
    if _PRONOUN.fullmatch(word):
        return True
    if len(words) > 1 and word != "I" and re.fullmatch(r"[A-Z]\.?", word):
        return False  # an initial
    is_name_too = folded in NAMES_TOO and word[0].isupper() and len(words) > 1
    return folded in NO_NAMES and not is_name_too and not (folded in PARTICLES and len(words) > 1)


def _name_at(text: str, start: int) -> FoundName | None:
    """Read the words with capitals from a place on."""
    title = _TITLES.match(text, start)
    position = begin = title.end() if title else start
    end = begin
    words: list[str] = []
    while match := _WORD.match(text, position):
        word = match.group(0)
        is_particle = fold(word) in PARTICLES and bool(words)
        if not (word[0].isupper() or is_particle or not word[0].islower()):
            break
        if fold(word) in NO_NAMES and not (fold(word) in NAMES_TOO and words):
            break
        words.append(word)
        end = match.end()
        gap = _SPACE.match(text, end)
        is_end = word.endswith(".") and len(word) > 2 and word.lower() != "st."
        if is_end or gap is None:
            break
        position = gap.end()
    name = plausible_name(text[begin:end])
    if name is None:
        return None
    return FoundName(name, start, end, is_surname=_is_surname(text, start, name))


def _is_surname(text: str, start: int, name: str) -> bool:
    """Tell whether a title stands before a single name."""
    before = _TITLES.match(text, start) or re.search(rf"{_TITLE}$", text[:start], re.IGNORECASE)
    return bool(before) and " " not in name


def _is_enough(cue: str, found: FoundName, text: str) -> bool:
    """Tell whether what follows a cue is a name rather than a place or a nationality."""
    if "name" in cue.lower() or "call" in cue.lower() or "spell" in cue.lower():
        return True
    mentions = find_mentions(found.name)
    if mentions and mentions[0].start == 0 and mentions[0].end == len(found.name):
        return False
    return len(found.name.split()) > 1 or bool(_TITLES.search(text[found.start : found.end] + " "))


def _name_before(text: str, email_start: int) -> FoundName | None:
    """Find the name that stands before an e-mail address."""
    near = max(0, email_start - LONGEST_NAME_BEFORE_EMAIL)
    before = text[:near] + _BEFORE_EMAIL.sub("", text[near:email_start])
    local = fold(text[email_start:].split("@")[0])
    tail = re.split(r"[,;:()\n<>|!?\x00]|\.\s(?<!\b[Dd]r\.\s)", before)[-1]
    words = list(_WORD.finditer(tail))
    offset = len(before) - len(tail)
    kept: list[re.Match[str]] = []
    for match in reversed(words):
        gap = tail[match.end() : kept[0].start()] if kept else tail[match.end() :]
        word = match.group(0)
        is_like = len(word) > 2 and fold(word)[:4] in local.replace(" ", "")
        is_capital = not word[0].islower() or fold(word) in PARTICLES
        is_word = fold(word) in NO_NAMES - PARTICLES or bool(_PRONOUN.fullmatch(word))
        if gap.strip() or is_word or not (is_capital or is_like):
            break
        kept.insert(0, match)
        if len(kept) == MOST_WORDS:
            break
    if not kept:
        return None
    first = kept[0]
    if first.group(0)[0].islower() and first.start() and fold(first.group(0)) not in PARTICLES:
        whole = _with_first_name(tail, words, first)
        if whole is None:
            return None  # "jay park": half a name is none
        first = whole
    start, end = first.start(), kept[-1].end()
    name = plausible_name(tail[start:end])
    is_alike = any(part[:3] in local.replace(" ", "") for part in fold(name or "").split())
    mentions = find_mentions(name or "")
    is_place = bool(mentions) and mentions[0].end - mentions[0].start == len(name or "")
    if not name or (not is_alike and (is_place or len(name.split()) < 2)):
        return None
    is_own = bool(_OWN.search(before[: offset + start]))
    return FoundName(name, offset + start, offset + end, is_own=is_own)


def _with_first_name(
    tail: str, words: list[re.Match[str]], last: re.Match[str]
) -> re.Match[str] | None:
    """Return where a name in lower case begins whose last part is like the address.

    Returns:
        The word before the last part if it can only be the first name; the last part if no word
        is before it that may belong to it; else None.
    """
    before = words[: words.index(last)]
    if not before or tail[before[-1].end() : last.start()].strip(" "):
        return last
    word = before[-1].group(0)
    if fold(word) in NO_NAMES or _PRONOUN.fullmatch(word):
        return last
    lead = before[-2].group(0) if len(before) > 1 else ""
    is_led = not lead or fold(lead) in NO_NAMES or bool(_PRONOUN.fullmatch(lead))
    is_led = is_led and not find_mentions(word) and not re.fullmatch(RELATION, word, re.IGNORECASE)
    return before[-1] if is_led else None


def _name_after(text: str, email_start: int) -> FoundName | None:
    """Find the name that stands after an e-mail address and is like it."""
    address = _ADDRESS.match(text, email_start)
    found = _name_at(text, address.end()) if address else None
    local = fold(text[email_start:].split("@")[0]).replace(" ", "")
    is_alike = found is not None and any(part[:4] in local for part in fold(found.name).split())
    return found if is_alike else None
