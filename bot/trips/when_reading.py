"""What a text says of the dates of a trip, and what a trip cannot have of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from bot.dates import Period, format_date
from bot.trips import draft as slots
from bot.trips.draft import TripDraft, dates_fault

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)(?:s|r|rs|nes|ur)?(?:day)?\b", re.IGNORECASE)


@dataclass
class WhenReading:
    """What a text says of the dates.

    Attributes:
        departure: First day, if it says so.
        return_date: Last day, if it says so.
        unclear: Slot, words and readings of what can be read in several ways.
        faults: Slot, code and values of what cannot be taken.
        spans: Where dates stand in the text.
    """

    departure: date | None = None
    return_date: date | None = None
    unclear: tuple[str, str, tuple[str, ...]] | None = None
    faults: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)


def wrong_weekday(words: str, period: Period) -> str | None:
    """Return the weekday of a day that is written with another one: "Monday 14 February 2027".

    Args:
        words: The day, as written.
        period: How it was read.
    """
    named = _WEEKDAY.findall(words)
    if period.last or len(named) != 1 or not re.search(r"\d", words):
        return None
    weekday = _WEEKDAYS[period.first.weekday()]
    return None if weekday.lower().startswith(named[0].lower()) else weekday


def take_back_impossible(reading: WhenReading, draft: TripDraft, today: date) -> None:
    """Take back dates that a trip cannot have.

    Args:
        reading: What was read; it is changed.
        draft: What is known of the trip.
        today: The present day.
    """
    departure = reading.departure or draft.departure
    return_date = reading.return_date or draft.return_date
    if reading.departure is None and reading.return_date is None:
        return
    fault = dates_fault(departure, return_date, today=today)
    if fault is None:
        return
    slot = slots.RETURN
    if fault in ("departure_in_past", "too_far_ahead"):
        slot = slots.DEPARTURE
        values = {"date": format_date(departure or today)}
        reading.departure = reading.return_date = None
    elif fault == "return_in_past":
        values = {"date": format_date(return_date or today)}
        reading.return_date = None
    else:
        values = {
            "departure": format_date(departure or today),
            "return_date": format_date(return_date or today),
        }
        reading.return_date = None
    reading.faults.append((slot, fault, values))
