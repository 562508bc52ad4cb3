"""A trip in a few words."""

from __future__ import annotations

import datetime

import pytest

from bot.trips.summary import describe_dates, describe_legs
from bot.trips.trip import Leg


def test_destinations_stand_in_their_order() -> None:
    assert describe_legs([Leg("Kigali", "RW"), Leg("", "KE")]) == "Kigali, Rwanda; Kenya"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "31 January 2027 (1 day)"),
        (1, "31 January 2027 to 1 February 2027 (2 days)"),
    ],
)
def test_the_first_and_the_last_day_count(days: int, words: str) -> None:
    departure = datetime.date(2027, 1, 31)
    assert describe_dates(departure, departure + datetime.timedelta(days=days)) == words
