"""Destinations in a text: "Nairobi, then Kampala", "San José, Costa Rica", "Georgia" asked back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import zip_longest

from bot.trips.found_place import FoundPlace, format_place, leg_of, place_at
from bot.trips.gazetteer import Entry
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
from bot.trips.unknown_places import (
    SEPARATOR,
    telling_words,
    unknown_in_answer,
    unknown_in_sentence,
    with_unknown_town,
)

__all__ = ["FoundPlace", "find_places", "format_place"]

# A city is clearly meant if no city of its name abroad is as much as a twelfth as well known:
# London and Dublin are clear, Birmingham and Hyderabad are asked back.
RIVAL_SHARE = 12
MOST_OPTIONS = 4

_JOINT = re.compile(r"\s*[,(:/\u2013-]?\s*(?:(?:in|at)\s+)?(?:the\s+)?", re.IGNORECASE)


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
            found.append(place_at(text, mention.start, after.end, leg))
            previous = after
        elif (
            _is_answer(text, mention, is_only=len(mentions) == 1)
            if whole
            else is_meant(text, mention, follows_place=follows(text, previous, mention))
        ):
            found.append(with_unknown_town(text, mention, whole=whole) or _resolve(mention, codes))
            previous = mention
    found += unknown_in_answer(text, found) if whole else unknown_in_sentence(text, found)
    smaller = [place for place in found if place.kind != "region"]
    return _without_own_country(text, sorted(smaller or found, key=lambda place: place.start))


def _without_own_country(text: str, found: list[FoundPlace]) -> list[FoundPlace]:
    """Drop the country of "Nairobbi, Kenya", whose town was only found to be a slip."""
    kept: list[FoundPlace] = []
    for place in found:
        before = kept[-1] if kept else None
        is_next = before is not None and not text[before.end : place.start].strip(" ,")
        is_own = is_next and before is not None and _is_country_of(place.leg, before.leg)
        if not is_own:
            kept.append(place)
    return kept


def _is_country_of(country: Leg | None, town: Leg | None) -> bool:
    if country is None or town is None:
        return False
    return not country.place and bool(town.place) and country.country_code == town.country_code


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
        return leg_of(first.entries[0]) if is_same else None
    codes = _codes(second)
    areas = {(entry.country_code, entry.area) for entry in second.entries if entry.area}
    if "(" in text[first.end : second.start] or " in " in text[first.end : second.start]:
        codes |= {entry.country_code for entry in second.entries if entry.kind == "area"}
    for entry in first.entries:
        if entry.country_code in codes or (entry.country_code, entry.area) in areas:
            return leg_of(entry)
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
            return leg_of(entry)
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
    before = SEPARATOR.split(text[: mention.start])[-1]
    after = SEPARATOR.split(text[mention.end :])[0]
    return mention.weight >= WORD_WEIGHT and not telling_words(f"{before} {after}")


def _resolve(mention: Mention, codes: Iterable[str]) -> FoundPlace:
    """Decide what a name means, or what has to be asked."""
    if mention.choices:
        return FoundPlace(mention.start, mention.end, "ambiguous", options=mention.choices)
    if not mention.entries:
        return FoundPlace(mention.start, mention.end, "region")
    first = mention.entries[0]
    if first.kind != "city":
        return FoundPlace(mention.start, mention.end, "place", leg_of(first))
    fitting = [entry for entry in mention.entries if entry.country_code in codes]
    meant = MEANT.get(mention.key)
    fitting = fitting or [entry for entry in mention.entries if entry.country_code == meant]
    rivals: dict[str, Entry] = {}
    for entry in mention.entries:
        if entry.weight * RIVAL_SHARE > first.weight:
            rivals.setdefault(entry.country_code, entry)
    choices = fitting[:1] or list(rivals.values())
    if len(choices) == 1:
        return FoundPlace(mention.start, mention.end, "place", leg_of(choices[0]))
    options = tuple(format_place(leg_of(entry)) for entry in choices[:MOST_OPTIONS])
    return FoundPlace(mention.start, mention.end, "ambiguous", options=options)
