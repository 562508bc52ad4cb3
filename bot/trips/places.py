"""Destinations in a text: "Nairobi, then Kampala", "San José, Costa Rica", "Georgia" asked back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from bot.trips.gazetteer import Entry, country_names, english_words, fold
from bot.trips.names import NO_NAMES
from bot.trips.near_names import near_places
from bot.trips.place_mentions import (
    WORD_WEIGHT,
    Mention,
    find_mentions,
    follows,
    is_code,
    is_country,
    is_led,
    is_meant,
    is_ruled_out,
)
from bot.trips.place_names import MEANT
from bot.trips.trip import Leg

Kind = Literal["place", "ambiguous", "unknown", "region"]

# A city is clearly meant if no city of its name abroad is as much as a twelfth as well known:
# London and Dublin are clear, Birmingham and Hyderabad are asked back.
RIVAL_SHARE = 12
MOST_OPTIONS = 4
MOST_UNKNOWN_WORDS = 4
_COUNTRY_LABELS = {
    "GE": "Georgia (country)",
    "GN": "Guinea (Conakry)",
    "MF": "Saint Martin (French)",
}

_JOINT = re.compile(r"\s*[,(:/\u2013-]?\s*(?:(?:in|at)\s+)?(?:the\s+)?", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"[,;/&+\n\u2192>]|\b(?:and|then|or|via|plus|followed by|after that)\b", re.IGNORECASE
)
_NAME_BEFORE_COUNTRY = re.compile(r"([^\W\d_][\w'\u2019 -]{2,40}?)\s*,\s*(?:in\s+)?$")
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


@dataclass(frozen=True)
class FoundPlace:
    """A destination in a text, or what may be one.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        kind: ``place``: known. ``ambiguous``: ask which of the options. ``unknown``: ask again, the
            options are near spellings. ``region``: too large, ask for a country or city.
        leg: The destination, if it is known.
        options: Texts that are read as one place each.
    """

    start: int
    end: int
    kind: Kind
    leg: Leg | None = None
    options: tuple[str, ...] = ()


def find_places(text: str, *, whole: bool) -> list[FoundPlace]:
    """Find the destinations of a text, in their order.

    Args:
        text: What somebody wrote, without its dates.
        whole: Whether it answers "where are you going?": then an unknown word is reported too.
            Otherwise it is a sentence, and what is only a word ("work", "nice") is no place.
    """
    mentions = find_mentions(text)
    codes = _countries_named(mentions)
    found: list[FoundPlace] = []
    previous: Mention | None = None
    for mention, after in zip_longest(mentions, mentions[1:]):
        if previous and mention.end <= previous.end:
            continue
        leg = _joined(text, mention, after, whole=whole) if after else None
        if leg:
            found.append(_place(text, mention.start, after.end, leg))
            previous = after
        elif (
            _is_answer(text, mention, is_only=len(mentions) == 1)
            if whole
            else is_meant(text, mention, follows_place=follows(text, previous, mention))
        ):
            found.append(_with_unknown_town(text, mention, whole=whole) or _resolve(mention, codes))
            previous = mention
    found += _unknown_in_answer(text, found) if whole else _unknown_in_sentence(text, found)
    smaller = [place for place in found if place.kind != "region"]
    return sorted(smaller or found, key=lambda place: place.start)


def format_place(leg: Leg) -> str:
    """Write a destination so that it is read as the same again: ``San José, Costa Rica``."""
    country = country_names()[leg.country_code]
    if leg.place:
        return f"{leg.place}, {country}"
    return _COUNTRY_LABELS.get(leg.country_code, country)


def _countries_named(mentions: Iterable[Mention]) -> set[str]:
    return {
        mention.entries[0].country_code
        for mention in mentions
        if is_country(mention) and not mention.choices
    }


def _joined(text: str, first: Mention, second: Mention, *, whole: bool) -> Leg | None:
    """Return the place that "Paris, France" or "Kenya: Nairobi" is."""
    gap = text[first.end : second.start]
    if not _JOINT.fullmatch(gap) or (not whole and is_ruled_out(text, first)):
        return None
    is_lower_word = first.is_word and text[first.start].islower()
    if is_lower_word and not gap.startswith(",") and not is_led(text[: first.start]):
        return None  # "a sale in England"
    return _city_and_country(text, first, second) or _country_and_city(first, second)


def _city_and_country(text: str, first: Mention, second: Mention) -> Leg | None:
    if is_country(first) and not first.choices:
        is_same = is_country(second) and first.entries[0] == second.entries[0]
        return _leg(first.entries[0]) if is_same else None
    codes = _codes(second)
    areas = {(entry.country_code, entry.area) for entry in second.entries if entry.area}
    if "(" in text[first.end : second.start] or " in " in text[first.end : second.start]:
        codes |= {entry.country_code for entry in second.entries if entry.kind == "area"}
    for entry in first.entries:
        if entry.country_code in codes or (entry.country_code, entry.area) in areas:
            return _leg(entry)
    if first.choices and is_country(second):
        return Leg(text[first.start : first.end], second.entries[0].country_code)
    return None


def _country_and_city(first: Mention, second: Mention) -> Leg | None:
    if is_country(second):
        return None
    codes = _codes(first)
    areas = {(entry.country_code, entry.area) for entry in first.entries if entry.area}
    for entry in second.entries:
        is_inside = entry.country_code in codes or (entry.country_code, entry.area) in areas
        if is_inside and entry.weight * RIVAL_SHARE > second.weight:
            return _leg(entry)
    return None


def _codes(mention: Mention) -> set[str]:
    """Return the countries that a name can mean."""
    legs = [found.leg for choice in mention.choices for found in find_places(choice, whole=True)]
    return {entry.country_code for entry in mention.entries if entry.kind == "country"} | {
        leg.country_code for leg in legs if leg and not leg.place
    }


def _is_answer(text: str, mention: Mention, *, is_only: bool) -> bool:
    """Tell whether a name in an answer to "where?" is meant."""
    if is_code(mention.key, mention.entries) or (not is_only and is_ruled_out(text, mention)):
        return False
    if not mention.is_word or text[mention.start].isupper():
        return True
    before = _SEPARATOR.split(text[: mention.start])[-1]
    after = _SEPARATOR.split(text[mention.end :])[0]
    return mention.weight >= WORD_WEIGHT and not _words(f"{before} {after}")


def _with_unknown_town(text: str, mention: Mention, *, whole: bool) -> FoundPlace | None:
    """Read "Mbita, Kenya": the town is not known, but where it is."""
    match = _NAME_BEFORE_COUNTRY.search(text[: mention.start]) if is_country(mention) else None
    if match is None or mention.choices:
        return None
    town = _last_words(match.group(1))
    start = match.start(1) + match.group(1).rindex(town) if town else 0
    if not town or find_mentions(town) or not _may_be_name(town):
        return None
    if not whole and not (town[0].isupper() and is_led(text[:start])):
        return None
    town = town if town[0].isupper() else town.title()
    return _place(text, start, mention.end, Leg(town, mention.entries[0].country_code))


def _resolve(mention: Mention, codes: Iterable[str]) -> FoundPlace:
    """Decide what a name means, or what has to be asked."""
    if mention.choices:
        return FoundPlace(mention.start, mention.end, "ambiguous", options=mention.choices)
    if not mention.entries:
        return FoundPlace(mention.start, mention.end, "region")
    first = mention.entries[0]
    if first.kind != "city":
        return FoundPlace(mention.start, mention.end, "place", _leg(first))
    fitting = [entry for entry in mention.entries if entry.country_code in codes]
    meant = MEANT.get(mention.key)
    fitting = fitting or [entry for entry in mention.entries if entry.country_code == meant]
    rivals: dict[str, Entry] = {}
    for entry in mention.entries:
        if entry.weight * RIVAL_SHARE > first.weight:
            rivals.setdefault(entry.country_code, entry)
    choices = fitting[:1] or list(rivals.values())
    if len(choices) == 1:
        return FoundPlace(mention.start, mention.end, "place", _leg(choices[0]))
    options = tuple(format_place(_leg(entry)) for entry in choices[:MOST_OPTIONS])
    return FoundPlace(mention.start, mention.end, "ambiguous", options=options)


def _unknown_in_answer(text: str, found: Sequence[FoundPlace]) -> list[FoundPlace]:
    """Find the parts of an answer that should be places and are none that is known."""
    if text.rstrip().endswith("?"):
        return []
    rest = text
    for place in found:
        rest = rest[: place.start] + _TAKEN * (place.end - place.start) + rest[place.end :]
    unknown = []
    position = 0
    for part in _SEPARATOR.split(rest):
        start = rest.index(part, position)
        position = start + len(part)
        if _TAKEN in part:
            continue  # "the university of Nairobi"
        name = _last_words(part)
        if name and _may_be_name(name) and len(name.split()) <= MOST_UNKNOWN_WORDS:
            begin = start + part.rindex(name)
            unknown.append(_unknown(text, begin, begin + len(name)))
    return unknown


def _unknown_in_sentence(text: str, found: Sequence[FoundPlace]) -> list[FoundPlace]:
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
        return FoundPlace(start, end, "place", _leg(certain))
    options = tuple(dict.fromkeys(format_place(_leg(entry)) for entry in near))
    return FoundPlace(start, end, "unknown", options=options)


def _words(text: str) -> list[str]:
    """Return the words that say more than "we are going to"."""
    words = re.findall(r"[^\W\d_][\w'\u2019-]*", text)
    return [word for word in words if word.lower().replace("\u2019", "'") not in _FILLERS.split()]


def _last_words(text: str) -> str:
    """Return a text from its first telling word to its last one."""
    words = _words(text)
    return text[text.index(words[0]) : text.rindex(words[-1]) + len(words[-1])] if words else ""


def _may_be_name(text: str) -> bool:
    """Tell whether words may name a place that is not known: they are no English words."""
    words = [fold(word) for word in _words(text)]
    if not words or any(word in NO_NAMES or word in _NO_ANSWER.split() for word in words):
        return False
    return any(word and word not in english_words() for word in words)


def _leg(entry: Entry) -> Leg:
    return Leg("" if entry.kind == "country" else entry.name, entry.country_code)


def _place(text: str, start: int, end: int, leg: Leg) -> FoundPlace:
    end += text[end : end + 1] == ")"
    return FoundPlace(start, end, "place", leg)
