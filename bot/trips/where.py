"""The destinations of a trip in a text, and how a text changes them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from bot.trips import draft as slots
from bot.trips.clarifying import PLACE, Clarification
from bot.trips.draft import TripDraft
from bot.trips.place_mentions import LONGEST_LEAD, Mention, find_mentions
from bot.trips.places import FoundPlace, find_places, format_place
from bot.trips.trip import Leg

# So many words still are an answer rather than a letter.
MOST_ANSWER_WORDS = 12
HOME = Leg("Baltimore", "US")

_OUT = re.compile(
    r"\b(?:not(?: going)?(?: to| in)?|remove|drop|delete|without|instead of|rather than|skip|cancel"
    r"|no longer(?: to| in)?|replac(?:e|ing)|chang(?:e|ing|ed)(?: from)?|swap|except|take out"
    r"|leave out|no more|scratch|minus)\s+(?:the\s+)?(?:trip to\s+|stop in\s+)?$",
    re.IGNORECASE,
)
_MY_TRIP = re.compile(r"\s*(?:trip|visit|registration|travel)\b", re.IGNORECASE)
_MY = re.compile(r"\b(?:my|our|the|this|that)\s+$", re.IGNORECASE)
_IN_ADDITION = re.compile(
    r"\b(?:add|adding|added|also|plus|too|as well|additionally|in addition|another stop|and "
    r"then)\b|^\W*(?:and|then)\b",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"\b(?:chang\w*|instead|replac\w*|only|wrong)\b", re.IGNORECASE)
_OR = re.compile(r"\s*,?\s*or(?: maybe| possibly)?\s*", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:only|just)\b", re.IGNORECASE)
_I_MEAN = re.compile(
    r"\b(?:sorry|i mean|i meant|no wait|wait no|actually|rather|correction|oops|scratch that)\b",
    re.IGNORECASE,
)
_SPEAKS_OF_PLACE = re.compile(
    r"\b(?:destinations?|place|city|country|go|going|goes|fly|flying|travel\w*|trip|to|in)\b",
    re.IGNORECASE,
)


@dataclass
class WhereReading:
    """What a text says of the destinations.

    Attributes:
        legs: All destinations as they are now; None if the text says nothing that can be taken.
        clarification: What has to be asked back.
        faults: Code and values of what cannot be taken.
        is_emptied: Whether the only destination was removed.
    """

    legs: tuple[Leg, ...] | None = None
    clarification: Clarification | None = None
    faults: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    is_emptied: bool = False


def read_where(
    text: str, draft: TripDraft, *, asked: str | None, is_correction: bool
) -> WhereReading:
    """Read the destinations of a trip.

    Args:
        text: What somebody wrote, without questions, addresses, names, dates and agencies.
        draft: What is known of the trip.
        asked: The slot that was asked for, if one was.
        is_correction: Whether the text puts something right.
    """
    known = draft.legs or ()
    is_answer = asked == slots.DESTINATIONS
    if (
        known
        and not is_answer
        and not (is_correction or asked in (None, slots.CONFIRMATION, slots.CHANGE))
    ):
        return WhereReading()
    removed = _removed(text, known)
    rest = text
    for mention in [mention for mention, _ in removed] + (_spoken_of(text) if known else []):
        rest = _blank(rest, mention.start, mention.end)
    is_short = len(text.split()) <= MOST_ANSWER_WORDS
    is_swap = bool(known) and (is_correction or bool(removed))
    whole = is_answer or (is_short and (asked == slots.CHANGE or is_swap))
    found = _last_word(rest, find_places(rest, whole=whole))
    if not (is_answer and is_short):
        found = [place for place in found if _is_named(text, place, found)]
    if choice := _one_of_two(rest, found):
        return WhereReading(clarification=choice)
    if not found:
        return _without(known, removed)
    return _with(rest, found, known, removed)


def _is_named(text: str, place: FoundPlace, found: list[FoundPlace]) -> bool:
    """Tell whether a place is known, or at least written like the only name in a sentence."""
    if place.kind != "unknown":
        return True
    is_alone = all(other.kind == "unknown" for other in found)
    is_capital = text[place.start].isupper() and bool(text[: place.start].strip())
    return is_alone and is_capital and bool(_SPEAKS_OF_PLACE.search(text))


def _one_of_two(text: str, found: list[FoundPlace]) -> Clarification | None:
    """Ask back "Paris or London"."""
    for first, second in pairwise(found):
        if first.leg and second.leg and _OR.fullmatch(text[first.end : second.start]):
            options = (format_place(first.leg), format_place(second.leg))
            return Clarification(slots.DESTINATIONS, text[first.start : second.end], options)
    return None


def _removed(text: str, known: tuple[Leg, ...]) -> list[tuple[Mention, Leg]]:
    """Return the known destinations that the text takes back, or speaks of as the old ones."""
    removed = []
    for mention in find_mentions(text):
        leg = next((leg for leg in known if _means(mention, leg)), None)
        if leg is not None and _OUT.search(
            text[max(0, mention.start - LONGEST_LEAD) : mention.start]
        ):
            removed.append((mention, leg))
    return removed


def _spoken_of(text: str) -> list[Mention]:
    """Return the places that only tell which trip is meant: "extend my Kenya trip"."""
    return [
        mention
        for mention in find_mentions(text)
        if _MY.search(text[max(0, mention.start - LONGEST_LEAD) : mention.start])
        and _MY_TRIP.match(text, mention.end)
    ]


def _means(mention: Mention, leg: Leg) -> bool:
    return any(
        entry.country_code == leg.country_code
        and (entry.name == leg.place if leg.place else entry.kind == "country")
        for entry in mention.entries
    )


def _last_word(text: str, found: list[FoundPlace]) -> list[FoundPlace]:
    """Drop what is taken back at once: "to Nairobi, sorry, I mean Kampala"."""
    kept: list[FoundPlace] = []
    for place in found:
        if kept and _I_MEAN.search(text[kept[-1].end : place.start]):
            kept.pop()
        kept.append(place)
    return kept


def _without(known: tuple[Leg, ...], removed: list[tuple[Mention, Leg]]) -> WhereReading:
    gone = [leg for _, leg in removed]
    legs = tuple(leg for leg in known if leg not in gone)
    if not gone or legs == known:
        return WhereReading()
    return WhereReading(legs=legs or None, is_emptied=not legs)


def _with(
    text: str,
    found: list[FoundPlace],
    known: tuple[Leg, ...],
    removed: list[tuple[Mention, Leg]],
) -> WhereReading:
    """Put new destinations into the places of old ones, beside them, or instead of all."""
    gone = [leg for _, leg in removed]
    is_instead = bool(gone or _INSTEAD.search(text))
    is_added = bool(known) and bool(_IN_ADDITION.search(text)) and not is_instead
    before: tuple[Leg, ...] = ()
    after: tuple[Leg, ...] = ()
    if is_added:
        before = known
    elif gone and not _ONLY.search(text):
        place = known.index(gone[0])
        before = tuple(leg for leg in known[:place] if leg not in gone)
        after = tuple(leg for leg in known[place + 1 :] if leg not in gone)
    reading = _decide(text, _abroad(found), before, after)
    if is_added and reading.legs == known:
        return WhereReading()
    return reading


def _abroad(found: list[FoundPlace]) -> list[FoundPlace]:
    """Drop the university's city beside other places: it is where a letter comes from."""
    elsewhere = [place for place in found if place.leg != HOME]
    return (
        elsewhere if any(place.leg and not place.leg.is_domestic for place in elsewhere) else found
    )


def _decide(
    text: str, found: list[FoundPlace], before: tuple[Leg, ...], after: tuple[Leg, ...]
) -> WhereReading:
    regions = [place for place in found if place.kind == "region"]
    if regions:
        words = text[regions[0].start : regions[0].end]
        return WhereReading(faults=[("place_too_wide", {"words": words})])
    parts = [
        format_place(place.leg) if place.leg else text[place.start : place.end] for place in found
    ]
    for number, place in enumerate(found):
        if place.leg is not None:
            continue
        words = text[place.start : place.end]
        framed = [*parts[:number], PLACE, *parts[number + 1 :]]
        frame = "; ".join([*map(format_place, before), *framed, *map(format_place, after)])
        reading = WhereReading()
        if place.options:
            reading.clarification = Clarification(slots.DESTINATIONS, words, place.options, frame)
        if place.kind == "unknown":
            code = "place_suggested" if place.options else "place_unknown"
            reading.faults.append((code, {"words": words}))
        return reading
    new = [place.leg for place in found if place.leg]
    legs = tuple(dict.fromkeys([*before, *new, *after]))
    if all(leg.is_domestic for leg in legs):
        return WhereReading(faults=[("domestic", {})])
    return WhereReading(legs=legs)


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + "\x00" * (end - start) + text[end:]
