"""A trip in a few words."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale

from bot.dates import format_date
from bot.trips.trip import Leg, Trip


@lru_cache(maxsize=512)
def country_name(country_code: str) -> str:
    """Return the English name of a country.

    Args:
        country_code: ISO 3166-1 alpha-2.
    """
    return str(Locale("en").territories.get(country_code, country_code))


def describe_leg(leg: Leg) -> str:
    """Name a destination: ``Nairobi, Kenya``, or ``Kenya`` where no city is known."""
    country = country_name(leg.country_code)
    return f"{leg.place}, {country}" if leg.place and leg.place != country else country


def describe_legs(legs: Iterable[Leg]) -> str:
    """Name the destinations in their order."""
    return "; ".join(map(describe_leg, legs))


def describe_dates(departure: datetime.date, return_date: datetime.date) -> str:
    """Say from when to when, and how many days that are, the first and the last included."""
    days = (return_date - departure).days + 1
    if days == 1:
        return f"{format_date(departure)} (1 day)"
    return f"{format_date(departure)} to {format_date(return_date)} ({days} days)"


def describe_trip(trip: Trip) -> str:
    """Say where and when: ``Nairobi, Kenya · 3 March 2027 to 10 March 2027 (8 days)``."""
    return f"{describe_legs(trip.legs)} · {describe_dates(trip.departure, trip.return_date)}"
