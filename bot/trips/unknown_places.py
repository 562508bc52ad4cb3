"""Places in a text that are not known: towns, slips, and words that are no places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.trips.found_place import FoundPlace, format_place, leg_of, place_at
from bot.trips.gazetteer import english_words, fold
from bot.trips.name_words import NO_NAMES
from bot.trips.near_names import near_places
from bot.trips.place_mentions import Mention, find_mentions, is_country, is_led
from bot.trips.trip import Leg

MOST_UNKNOWN_WORDS = 4
MOST_TOWN_WORDS = 2

SEPARATOR = re.compile(
    r"[,;/&+\n\u2192>]|\b(?:and|then|or|via|plus|followed by|after that)\b", re.IGNORECASE
)
_NAME_BEFORE_COUNTRY = re.compile(r"([^\W\d_][\w'\u2019 -]{2,40}?)\s*,\s*(?:in\s+)?$")
_WORDS_BEFORE_COUNTRY = re.compile(r"\s*([^\W\d_][\w'\u2019 -]{2,40}?)\s+")
_AFTER_TO = re.compile(
    r"\b(?:(?:trip|travel\w*|go|going|goes|fly|flying|flight|heading|headed|head)\s+(?:\w+\s+)?to"
    r"|visit|visiting)\s+(?:the\s+)?([^\W\d_][\w'\u2019-]*)",
    re.IGNORECASE,
)
_FILLERS = (
    "a about again ah all also am an and are around as at be by city country day days destination "
    "destinations do first for from go goin going gonna heading hello hey hi i i'd i'll i'm id im "
    "in into is it it's its just last ll maybe me my near next of oh ok okay on only or our place "
    "places please planning probably s second so sure thanks that the then there this through to "
    "travel traveling travelling trip two up us via visit visiting want we we'll we're week weeks "
    "well will with would year yes yeah yep fly flying flight town capital area region stop stops "
    "one few couple actually sorry mean meant think thinking"
)
_TAKEN = "\x01"
# With one of these it is no answer to "where?".
_NO_ANSWER = (
    "what where why how who when which whose do does did can could should is are no not nope don't "
    "dont idk know yet cancel help stop undecided tbd unsure anywhere everywhere somewhere"
)


def with_unknown_town(text: str, mention: Mention, *, whole: bool) -> FoundPlace | None:
    """Read "Mbita, Kenya": the town is not known, but where it is."""
    if not is_country(mention) or mention.choices:
        return None
    match = _NAME_BEFORE_COUNTRY.search(text[: mention.start])
    is_apart = match is not None
    if match is None and whole:
        begin = max((gap.end() for gap in SEPARATOR.finditer(text, 0, mention.start)), default=0)
        # "Nairobbi kenia"
        match = _WORDS_BEFORE_COUNTRY.fullmatch(text, begin, mention.start)
    if match is None:
        return None
    town = _last_words(match.group(1))
    if not is_apart and not _is_town_only(town):
        return None
    start = match.start(1) + match.group(1).rindex(town) if town else 0
    if not town or find_mentions(town) or not _may_be_name(town):
        return None
    if not whole and not (town[0].isupper() and is_led(text[:start])):
        return None
    code = mention.entries[0].country_code
    meant, _ = near_places(town)
    if meant and meant.kind == "city" and meant.country_code == code:
        return place_at(text, start, mention.end, leg_of(meant))
    town = town if town[0].isupper() else town.title()
    return place_at(text, start, mention.end, Leg(town, code))


def _is_town_only(name: str) -> bool:
    """Tell whether the words before a country are a name and nothing else."""
    words = [fold(word) for word in name.split()]
    return 0 < len(words) <= MOST_TOWN_WORDS and not any(
        word in english_words() or word in NO_NAMES for word in words
    )


def unknown_in_answer(text: str, found: Sequence[FoundPlace]) -> list[FoundPlace]:
    """Find the parts of an answer that should be places and are none that is known."""
    if text.rstrip().endswith("?"):
        return []
    rest = text
    for place in found:
        rest = rest[: place.start] + _TAKEN * (place.end - place.start) + rest[place.end :]
    unknown = []
    position = 0
    for part in SEPARATOR.split(rest):
        start = rest.index(part, position)
        position = start + len(part)
        if _TAKEN in part:
            continue  # "the university of Nairobi"
        name = _last_words(part)
        if name and _may_be_name(name) and len(name.split()) <= MOST_UNKNOWN_WORDS:
            begin = start + part.rindex(name)
            unknown.append(_unknown(text, begin, begin + len(name)))
    return unknown


def unknown_in_sentence(text: str, found: Sequence[FoundPlace]) -> list[FoundPlace]:
    """Find a misspelt or unknown name after "trip to"."""
    return [
        _unknown(text, match.start(1), match.end(1))
        for match in _AFTER_TO.finditer(text)
        if not any(place.start <= match.start(1) < place.end for place in found)
        and not find_mentions(match.group(1))
        and _may_be_name(match.group(1))
    ]


def _unknown(text: str, start: int, end: int) -> FoundPlace:
    certain, near = near_places(text[start:end])
    if certain:
        return FoundPlace(start, end, "place", leg_of(certain))
    options = tuple(dict.fromkeys(format_place(leg_of(entry)) for entry in near))
    return FoundPlace(start, end, "unknown", options=options)


def telling_words(text: str) -> list[str]:
    """Return the words that say more than "we are going to"."""
    words = re.findall(r"[^\W\d_][\w'\u2019-]*", text)
    return [word for word in words if word.lower().replace("\u2019", "'") not in _FILLERS.split()]


def _last_words(text: str) -> str:
    """Return a text from its first telling word to its last one."""
    words = telling_words(text)
    return text[text.index(words[0]) : text.rindex(words[-1]) + len(words[-1])] if words else ""


def _may_be_name(text: str) -> bool:
    """Tell whether words may name a place that is not known: they are no English words."""
    words = [fold(word) for word in telling_words(text)]
    if not words or any(word in NO_NAMES or word in _NO_ANSWER.split() for word in words):
        return False
    return any(word and word not in english_words() for word in words)
