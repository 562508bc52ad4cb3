"""A destination that is found in a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.trips.gazetteer import Entry, country_names
from bot.trips.trip import Leg

Kind = Literal["place", "ambiguous", "unknown", "region"]

_COUNTRY_LABELS = {
    "GE": "Georgia (country)",
    "GN": "Guinea (Conakry)",
    "MF": "Saint Martin (French)",
}


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


def format_place(leg: Leg) -> str:
    """Write a destination so that it is read as the same again: ``San José, Costa Rica``."""
    country = country_names()[leg.country_code]
    if leg.place:
        return f"{leg.place}, {country}"
    return _COUNTRY_LABELS.get(leg.country_code, country)


def leg_of(entry: Entry) -> Leg:
    """Return the destination that an entry of the gazetteer is."""
    return Leg("" if entry.kind == "country" else entry.name, entry.country_code)


def place_at(text: str, start: int, end: int, leg: Leg) -> FoundPlace:
    """Return a known destination, with the bracket that ends it."""
    end += text[end : end + 1] == ")"
    return FoundPlace(start, end, "place", leg)
