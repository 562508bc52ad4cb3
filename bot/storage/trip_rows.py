"""Trips to rows of the database, and back."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.storage.tables import TRIP_LEGS, TRIPS
from bot.trips.trip import Leg, Trip


@dataclass(frozen=True)
class RegisteredTrip:
    """A trip and its registration.

    Attributes:
        number: By which people speak of it, such as "T-7K4Q9".
        trip: As it is now.
        owner: The conversation that registered it: "channel:user".
        registered_at: In UTC.
        changed_at: In UTC; None when it has not been changed.
        withdrawn_at: In UTC; None while the trip stands.
        version: 1, and one more with every change.
    """

    number: str
    trip: Trip
    owner: str
    registered_at: datetime.datetime
    changed_at: datetime.datetime | None
    withdrawn_at: datetime.datetime | None
    version: int


def trip_columns(trip: Trip) -> dict[str, Any]:
    """Return what is said of a trip in its own row."""
    return {
        "traveller_name": trip.traveller_name,
        "traveller_email": trip.traveller_email,
        "booked_for_other": trip.booked_for_other,
        "departure": trip.departure,
        "return_date": trip.return_date,
        "purpose": trip.purpose,
        "booking": trip.booking,
        "itinerary": trip.itinerary,
    }


def insert_trip(
    connection: Connection, trip: Trip, number: str, owner: str, now: datetime.datetime
) -> int:
    """Insert a trip with its legs; return the id of its row."""
    result = connection.execute(
        insert(TRIPS).values(
            number=number, owner=owner, registered_at=now, version=1, **trip_columns(trip)
        )
    )
    trip_id: int = result.inserted_primary_key.id
    insert_legs(connection, trip_id, trip.legs)
    return trip_id


def insert_legs(connection: Connection, trip_id: int, legs: Sequence[Leg]) -> None:
    """Insert the legs of a trip, in their order.

    Raises:
        ValueError: There is none.
    """
    if not legs:
        raise ValueError("A trip has at least one destination")
    connection.execute(
        insert(TRIP_LEGS),
        [
            {
                "trip_id": trip_id,
                "position": position,
                "place": leg.place,
                "country_code": leg.country_code,
            }
            for position, leg in enumerate(legs)
        ],
    )


def read_trips(connection: Connection, *conditions: Any) -> list[RegisteredTrip]:
    """Return the trips that fulfil conditions, in the order they were registered."""
    rows = connection.execute(
        select(TRIPS, TRIP_LEGS.c.place, TRIP_LEGS.c.country_code)
        .join_from(TRIPS, TRIP_LEGS)
        .where(*conditions)
        .order_by(TRIPS.c.id, TRIP_LEGS.c.position)
    )
    return [_registered(list(group)) for _, group in itertools.groupby(rows, lambda row: row.id)]


def _registered(rows: list[Any]) -> RegisteredTrip:
    """Make a trip of its rows, one a leg."""
    row = rows[0]
    return RegisteredTrip(
        number=row.number,
        trip=Trip(
            traveller_name=row.traveller_name,
            traveller_email=row.traveller_email,
            booked_for_other=row.booked_for_other,
            legs=tuple(Leg(leg.place, leg.country_code) for leg in rows),
            departure=row.departure,
            return_date=row.return_date,
            purpose=row.purpose,
            booking=row.booking,
            itinerary=row.itinerary,
        ),
        owner=row.owner,
        registered_at=row.registered_at,
        changed_at=row.changed_at,
        withdrawn_at=row.withdrawn_at,
        version=row.version,
    )
