"""Where a text names places: "to Nairobi" does, "nice weather" and "for Sofia Martinez" do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.trips.gazetteer import LONGEST_NAME_WORDS, Entry, fold, load_gazetteer
from bot.trips.place_names import (
    ASKED_BACK,
    GIVEN_NAMES,
    MONTHS,
    ONLY_AFTER_A_CITY,
    ONLY_IN_CAPITALS,
    REGIONS,
    WORDS,
)

# So well known that it needs no "to" or "in" before it.
WELL_KNOWN_WEIGHT = 15.0
# Less than this, and a word in lower case is a word.
WORD_WEIGHT = 1.0
# What leads to a name is no longer than so many letters.
LONGEST_LEAD = 80

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['\u2019][^\W_]+)*")
_ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+")
_HOME = re.compile(
    r"univ(?:ersity|\.)?\s+of\s+maryland(?:,?\s*(?:at\s+)?(?:baltimore|college park))?"
    r"|umb(?:,?\s+baltimore)?\b",
    re.IGNORECASE,
)
_INSIDE_A_NAME = re.compile(r"[ \t.\-\u2010-\u2013'\u2019(]{0,3}|\s*&\s*|,\s(?=[dD]\.?\s?[cC]\b)")
_LIST_GAP = re.compile(
    r"[\s,;/&+>|\u2192\u2013-]*(?:(?:and|then|or|to|on to|onto|also|as well as|followed by|after "
    r"that|next|"
    r"plus|y|und|et|with|a stop|stopover|layover|in|via|back|finally|later|afterwards|onwards?)\b"
    r"[\s,;/&+>\u2192\u2013-]*)*",
    re.IGNORECASE,
)
_ORIGIN = re.compile(
    r"\b(?:from|departure(?: city| airport)?:?|origin:?|"
    r"leav(?:e|es|ing)|depart(?:s|ing)?|live in|based in|born in|home in|back (?:to|in)|"
    r"return(?:s|ed|ing)? (?:home )?to|home to|out of|citizen of|not|never|instead of|avoid|"
    r"rather than|except)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# "last year I was in Peru"
_ONCE = re.compile(
    r"\b(?:i|we)\s+(?:(?:have|already|once|just)\s+)*(?:was|were|been|went|visited|travell?ed|flew|lived"
    r"|worked)\s+(?:(?:to|in|at)\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_STRONG = re.compile(
    r"(?:\b(?:in|via|visit|visits|visiting|visited|through|within|inside|touring|reach|reaching|"
    r"towards?|destination(?: is|:)?|destinations(?: are|:)?|goes|country|city)"
    r"|\b(?:trips?|travel\w*|go|going|goin|goes|went|fly|flying|flys|flies|flights?|head|heading|"
    r"headed|headin|heads|drive|driving|move|moving|relocat\w+|coming|off|over|out|journey|tours?|"
    r"sent|send|sending|invited|ticket|tickets|up|down|bound|mission|excursion|gonna go|voyage)"
    r"(?:\s+(?:back\s+)?(?:over|out|down|up|on|alone|together|abroad|again|internationally))?\s+to"
    r"|\b(?:leav(?:e|es|ing)|bound|headed|heading|depart(?:s|ing)?|off) for)"
    r"[\s:]+(?:the\s+|city\s+of\s+|beautiful\s+)?$",
    re.IGNORECASE,
)
_TO = re.compile(
    r"(?:\b(?:to|at|near|into|across|around)|[:>\u2192-])\s*(?:the\s+)?$", re.IGNORECASE
)
_FOR = re.compile(r"\b(?:for|of|about|re)\s+(?:the\s+)?$", re.IGNORECASE)
_TITLE = re.compile(
    r"\b(?:dr|prof|mr|mrs|ms|miss|professor|doctor|name is|named|called|name|dean|student|"
    r"colleague|i['\u2019]?m|i am|air)[.:]?\s+$",
    re.IGNORECASE,
)
_BOUNDARY = re.compile(
    r"\s*(?:$|[.,;:!?()\n\d/&-]|(?:for|on|from|in|this|next|and|with|via|then|to|until|between|"
    r"during|at|by|as|where|because|please|around|starting|or|leaving|soon)\b)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s+of\b", re.IGNORECASE)
_AIRLINE = re.compile(r"\s+(?:air|airlines?|airways|southern|express)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Mention:
    """A name of a place in a text.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        key: The folded name.
        entries: What the gazetteer knows by that name.
    """

    start: int
    end: int
    key: str
    entries: tuple[Entry, ...]

    @property
    def choices(self) -> tuple[str, ...]:
        """What has to be asked back, if anything."""
        return ASKED_BACK.get(self.key, ())

    @property
    def is_region(self) -> bool:
        """Whether it is too large to be a destination."""
        return self.key in REGIONS

    @property
    def weight(self) -> float:
        """How well known the place is."""
        return self.entries[0].weight if self.entries else WELL_KNOWN_WEIGHT

    @property
    def is_word(self) -> bool:
        """Whether it is an ordinary word too."""
        return self.key in WORDS or len(self.key) < 3


def find_mentions(text: str) -> list[Mention]:
    """Find every name in a text, the longest ones, whether it is meant as a place or not."""
    # Letters keep their places; what cannot be a destination is blanked.
    for pattern in (_ADDRESS, _HOME):
        text = pattern.sub(lambda match: "\x00" * len(match.group(0)), text)
    return list(_mentions(text, list(_TOKEN.finditer(text))))


def _mentions(text: str, words: Sequence[re.Match[str]]) -> Iterator[Mention]:
    position = 0
    while position < len(words):
        mention, used = None, 1
        for count in range(_longest(text, words, position), 0, -1):
            start, end = words[position].start(), words[position + count - 1].end()
            mention = _mention(text, start, end)
            if mention:
                used = count
                break
        if mention:
            yield mention
        position += used


def _longest(text: str, words: Sequence[re.Match[str]], start: int) -> int:
    """Return how many words from one on can be one name."""
    count = 1
    while count < LONGEST_NAME_WORDS and start + count < len(words):
        gap = text[words[start + count - 1].end() : words[start + count].start()]
        if not _INSIDE_A_NAME.fullmatch(gap):
            break
        count += 1
    return count


def _mention(text: str, start: int, end: int) -> Mention | None:
    written = text[start:end]
    key = fold(written)
    if written[-2:].lower() in ("'s", "\u2019s") and not load_gazetteer().lookup(key):
        key = key[:-1]  # "Kenya's", but "St. John's"
    entries = [] if key in REGIONS else load_gazetteer().lookup(key)
    if key in MONTHS or not (entries or key in ASKED_BACK or key in REGIONS):
        return None
    is_abbreviation = key in ONLY_IN_CAPITALS or is_code(key, entries)
    if is_abbreviation and not written.replace(".", "").isupper():
        return None
    if "(" in written and text[end : end + 1] == ")":
        end += 1
    return Mention(start, end, key, tuple(entries))


def is_code(key: str, entries: Sequence[Entry]) -> bool:
    """Tell whether a name is the code of a state: "MA" counts after "Boston" only."""
    is_state = len(key) == 2 and any(entry.area.lower() == key for entry in entries)
    return is_state or key in ONLY_AFTER_A_CITY


def is_meant(text: str, mention: Mention, *, follows_place: bool) -> bool:
    """Tell whether a name in a sentence is meant as a destination.

    Args:
        text: The sentence.
        mention: The name.
        follows_place: Whether it directly follows a destination, as in "Nairobi and Kampala".
    """
    # "Name: ...", "the University of ..."
    is_label = bool(_GOES_ON.match(text, mention.end)) and mention.is_word
    is_label = is_label or text[mention.end : mention.end + 1] == ":"
    if is_label or is_ruled_out(text, mention):
        return False
    before, after = _lead(text, mention), text[mention.end :]
    is_capital = text[mention.start].isupper() and not text.isupper()
    is_strong = bool(_STRONG.search(before))
    if mention.is_word:
        if is_strong:
            return is_capital or (mention.weight >= WORD_WEIGHT and bool(_BOUNDARY.match(after)))
        return is_capital and (follows_place or bool(_TO.search(before)))
    if is_strong or mention.is_region:
        return is_capital or mention.weight >= WORD_WEIGHT
    if follows_place or _TO.search(before):
        return is_capital or mention.weight >= WELL_KNOWN_WEIGHT
    is_known = mention.weight >= WELL_KNOWN_WEIGHT
    if mention.key in GIVEN_NAMES or not is_known:
        return False
    return bool(_FOR.search(before)) or not _is_in_a_name(text, mention)


def is_country(mention: Mention) -> bool:
    """Tell whether a name is foremost that of a country."""
    return bool(mention.entries) and mention.entries[0].kind == "country"


def is_led(before: str) -> bool:
    """Tell whether what stands before a name leads to a destination: "my trip to"."""
    before = before[-LONGEST_LEAD:]
    return bool(_STRONG.search(before) or _TO.search(before))


def is_ruled_out(text: str, mention: Mention) -> bool:
    """Tell whether a name is a home ("from Paris"), a person's ("Dr. London") or an airline's."""
    if is_code(mention.key, mention.entries):
        return True
    before, after = _lead(text, mention), text[mention.end :]
    if _ONCE.search(before):
        return True
    return bool(_ORIGIN.search(before) or _AIRLINE.match(after) or _TITLE.search(before))


def _lead(text: str, mention: Mention) -> str:
    """Return the words before a name that can tell what it is."""
    return text[max(0, mention.start - LONGEST_LEAD) : mention.start]


def follows(text: str, previous: Mention | None, mention: Mention) -> bool:
    """Tell whether a name follows another one as in a list."""
    return previous is not None and bool(_LIST_GAP.fullmatch(text[previous.end : mention.start]))


def _is_in_a_name(text: str, mention: Mention) -> bool:
    """Tell whether other words in capitals surround a name: "Paris Jackson"."""
    if not text[mention.start].isupper() or text.isupper():
        return False
    before = re.search(r"([^\W\d_]+\.?)\s+$", text[: mention.start])
    after = re.match(r"\s+([^\W\d_]+)", text[mention.end :])
    if (
        after
        and _is_capitalised(after.group(1))
        and not load_gazetteer().lookup(fold(after.group(1)))
    ):
        return True
    is_first = before is not None and not text[: before.start()].strip(" .!?\n")
    return bool(
        before
        and _is_capitalised(before.group(1))
        and not is_first
        and not load_gazetteer().lookup(fold(before.group(1)))
    )


def _is_capitalised(word: str) -> bool:
    """Tell whether a word begins like a name; "I" and "WHO" do not."""
    return word[0].isupper() and not word.isupper()
