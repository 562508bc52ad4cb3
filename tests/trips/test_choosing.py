"""Which registered trip a message means."""

from __future__ import annotations

import datetime

import pytest

from bot.trips.choosing import choose_trips
from bot.trips.trip import Leg, Trip


def trip(*legs: Leg) -> Trip:
    day = datetime.date(2027, 3, 3)
    return Trip("Jane Doe", "jane@umaryland.edu", False, legs, day, day, "work", "agency")


TRIPS = {
    "T-7K4Q9": trip(Leg("Nairobi", "KE"), Leg("Kigali", "RW")),
    "T-AB234": trip(Leg("Lima", "PE")),
    "T-CD567": trip(Leg("", "KE")),
}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("withdraw T-AB234", ["T-AB234"]),
        ("please cancel registration t-7k4q9, thanks", ["T-7K4Q9"]),
        ("my Lima trip is off", ["T-AB234"]),
        ("change the trip to Peru?", ["T-AB234"]),
        ("the Kigali registration", ["T-7K4Q9"]),
        ("withdraw the trip to Kenya", ["T-7K4Q9", "T-CD567"]),
        ("change my trip", list(TRIPS)),
        ("withdraw T-ZZZZZ", []),
    ],
)
def test_a_number_or_a_place_says_which_trip_is_meant(text: str, meant: list[str]) -> None:
    assert choose_trips(text, TRIPS) == meant
