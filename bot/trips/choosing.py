"""Which of somebody's registered trips is meant."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.trips.places import find_places
from bot.trips.trip import Trip

_NUMBER = re.compile(r"\bT\s?-?\s?([0-9A-Z]{5})\b", re.IGNORECASE)


def find_number(text: str) -> str | None:
    """Return the number of a registration that a message names: ``T-7K4Q9``."""
    found = _NUMBER.search(text)
    return f"T-{found.group(1).upper()}" if found else None


def choose_trips(text: str, trips: Mapping[str, Trip]) -> list[str]:
    """Return the numbers of the trips that a message can mean.

    Args:
        text: What somebody wrote: "withdraw T-7K4Q9", "the Kenya trip is off", "change my trip".
        trips: The trips by number.

    Returns:
        The trip that is named by its number, none if nobody has that number; else those that go to
        a place which is named; else all of them.
    """
    named = find_number(text)
    if named:
        return [named] if named in trips else []
    legs = [found.leg for found in find_places(text, whole=False) if found.leg]
    countries = {leg.country_code for leg in legs if not leg.place}
    by_place = [
        number
        for number, trip in trips.items()
        if any(leg in legs or leg.country_code in countries for leg in trip.legs)
    ]
    return by_place or list(trips)
