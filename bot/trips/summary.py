"""A trip in a few words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from bot.dates import format_date
from bot.trips.places import format_place
from bot.trips.trip import Leg, Trip


def describe_legs(legs: Iterable[Leg]) -> str:
    """Name the destinations in their order."""
    return "; ".join(map(format_place, legs))


def describe_dates(departure: datetime.date, return_date: datetime.date) -> str:
    """Say from when to when, and how many days that are, the first and the last included."""
    days = (return_date - departure).days + 1
    if days == 1:
        return f"{format_date(departure)} (1 day)"
    return f"{format_date(departure)} to {format_date(return_date)} ({days} days)"


def describe_trip(trip: Trip) -> str:
    """Say where and when: ``Nairobi, Kenya · 3 March 2027 to 10 March 2027 (8 days)``."""
    return f"{describe_legs(trip.legs)} · {describe_dates(trip.departure, trip.return_date)}"
