"""The trips that are registered."""

from __future__ import annotations

import datetime
import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.errors import AssistantError
from bot.storage import outbox
from bot.storage.database import empty_log, open_engine, transaction
from bot.storage.outbox import OutgoingEmail
from bot.storage.tables import TRIP_LEGS, TRIP_REQUESTS, TRIPS
from bot.storage.trip_rows import (
    RegisteredTrip,
    insert_legs,
    insert_trip,
    read_trips,
    trip_columns,
)
from bot.trips.trip import Trip

__all__ = ["RegisteredTrip", "TripNotFoundError", "Trips", "normal_number"]

# Nothing that is mistaken for something else when read or heard, and no vowels, so that no
# number is a word.
NUMBER_CHARACTERS = "234679CDFGHJKMNPQRTWXY"
_NUMBER_LENGTH = 5
_NUMBER = re.compile(rf"(?:T\s*-?\s*)?([A-Z0-9]{{{_NUMBER_LENGTH}}})")
# With a million trips, one number in five is taken.
_MOST_DRAWS = 50


class TripNotFoundError(AssistantError, LookupError):
    """There is no such trip of this owner that could be changed."""


class Trips:
    """The trips of a database. Every method raises DatabaseError when it cannot be used."""

    def __init__(self, database_url: str) -> None:
        """Open the store.

        Args:
            database_url: SQLAlchemy address.
        """
        self._engine = open_engine(database_url)

    def register(
        self,
        trip: Trip,
        *,
        owner: str,
        idempotency_key: str,
        email: OutgoingEmail | Callable[[str], OutgoingEmail] | None = None,
    ) -> tuple[RegisteredTrip, bool]:
        """Register a trip, once for an idempotency key.

        Args:
            trip: The trip.
            owner: "channel:user", at most 64 characters.
            idempotency_key: The same when the same registration is asked for again.
            email: What is sent of it, or what makes that from the number of the trip.

        Returns:
            The trip of this key, and whether this call has registered it.
        """
        now = _now()
        with transaction(self._engine) as connection:
            for _ in range(_MOST_DRAWS):
                if known := _of_request(connection, idempotency_key, owner):
                    return known, False
                number = _draw_number()
                try:
                    with connection.begin_nested():
                        trip_id = insert_trip(connection, trip, number, owner, now)
                        _remember_request(connection, idempotency_key, trip_id)
                except IntegrityError as error:  # the key is known by now, or the number is taken
                    refusal = error
                    continue
                if email is not None:
                    outgoing = email(number) if callable(email) else email
                    outbox.enqueue(connection, trip_id, outgoing, now)
                return read_trips(connection, TRIPS.c.id == trip_id)[0], True
            raise refusal

    def change(
        self,
        number: str,
        owner: str,
        trip: Trip,
        *,
        idempotency_key: str,
        email: OutgoingEmail | None = None,
    ) -> RegisteredTrip:
        """Replace what is registered of a trip, once for an idempotency key.

        What has not been sent of the former version is not sent any more.

        Raises:
            TripNotFoundError: The owner has no such trip, or has withdrawn it.
        """
        now = _now()
        with transaction(self._engine) as connection:
            row = _lock(connection, number, owner)
            if known := _of_request(connection, idempotency_key, owner):
                return known
            if row.withdrawn_at is not None:
                raise TripNotFoundError(f"Trip {row.number} has been withdrawn")
            _remember_request(connection, idempotency_key, row.id)
            connection.execute(
                update(TRIPS)
                .where(TRIPS.c.id == row.id)
                .values(changed_at=now, version=row.version + 1, **trip_columns(trip))
            )
            connection.execute(delete(TRIP_LEGS).where(TRIP_LEGS.c.trip_id == row.id))
            insert_legs(connection, row.id, trip.legs)
            outbox.withdraw(connection, row.id)
            if email is not None:
                outbox.enqueue(connection, row.id, email, now)
            return read_trips(connection, TRIPS.c.id == row.id)[0]

    def withdraw(self, number: str, owner: str) -> RegisteredTrip:
        """Withdraw a trip, and what has not been sent of it; once more does no harm.

        Raises:
            TripNotFoundError: The owner has no such trip.
        """
        with transaction(self._engine) as connection:
            row = _lock(connection, number, owner)
            if row.withdrawn_at is None:
                connection.execute(
                    update(TRIPS).where(TRIPS.c.id == row.id).values(withdrawn_at=_now())
                )
                outbox.withdraw(connection, row.id)
            return read_trips(connection, TRIPS.c.id == row.id)[0]

    def get(self, number: str, owner: str) -> RegisteredTrip | None:
        """Return a trip of an owner, withdrawn or not."""
        return self._first(TRIPS.c.number == normal_number(number), TRIPS.c.owner == owner)

    def of_owner(self, owner: str) -> list[RegisteredTrip]:
        """Return the trips of an owner that stand, the newest registration first."""
        with transaction(self._engine) as connection:
            trips = read_trips(connection, TRIPS.c.owner == owner, TRIPS.c.withdrawn_at.is_(None))
        return trips[::-1]

    def last_of(self, owner: str) -> RegisteredTrip | None:
        """Return the newest trip of an owner that stands."""
        return next(iter(self.of_owner(owner)), None)

    def find(self, number: str) -> RegisteredTrip | None:
        """Return a trip, whoever owns it: for the staff."""
        return self._first(TRIPS.c.number == normal_number(number))

    def search(
        self,
        *,
        country: str | None = None,
        on: datetime.date | None = None,
        from_: datetime.date | None = None,
        to: datetime.date | None = None,
        withdrawn: bool = False,
    ) -> list[RegisteredTrip]:
        """Return trips of all owners, by departure: for the staff.

        Which days of a trip are spent where is not known: a trip with a leg in a country counts
        as being there on all of its days.

        Args:
            country: ISO 3166-1 alpha-2 code of one of the legs.
            on: A day of the trip.
            from_: The trip lasts until this day or longer.
            to: The trip begins on this day or before.
            withdrawn: Whether trips that were withdrawn are among them.
        """
        first, last = (on, on) if on else (from_, to)
        conditions = []
        if country is not None:
            there = select(TRIP_LEGS.c.trip_id).where(TRIP_LEGS.c.country_code == country)
            conditions.append(TRIPS.c.id.in_(there))
        if first is not None:
            conditions.append(TRIPS.c.return_date >= first)
        if last is not None:
            conditions.append(TRIPS.c.departure <= last)
        if not withdrawn:
            conditions.append(TRIPS.c.withdrawn_at.is_(None))
        with transaction(self._engine) as connection:
            trips = read_trips(connection, *conditions)
        return sorted(trips, key=lambda found: found.trip.departure)

    def of_person(self, who: str) -> list[RegisteredTrip]:
        """Return all trips of a traveller's address or of an owner, withdrawn or not."""
        is_traveller = func.lower(TRIPS.c.traveller_email) == who.lower()
        with transaction(self._engine) as connection:
            return read_trips(connection, or_(is_traveller, TRIPS.c.owner == who))

    def delete(self, numbers: Iterable[str]) -> None:
        """Delete trips with all that hangs on them, so that no trace is left in the file."""
        with transaction(self._engine) as connection:
            connection.execute(delete(TRIPS).where(TRIPS.c.number.in_(list(numbers))))
        empty_log(self._engine)

    def _first(self, *conditions: Any) -> RegisteredTrip | None:
        with transaction(self._engine) as connection:
            return next(iter(read_trips(connection, *conditions)), None)


def normal_number(number: str) -> str:
    """Return a trip number as it is stored, " t7k4q9" as "T-7K4Q9"; empty if it is none."""
    match = _NUMBER.fullmatch(number.strip().upper())
    return f"T-{match[1]}" if match else ""


def _draw_number() -> str:
    characters = (secrets.choice(NUMBER_CHARACTERS) for _ in range(_NUMBER_LENGTH))
    return f"T-{''.join(characters)}"


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.timezone.utc)


def _remember_request(connection: Connection, idempotency_key: str, trip_id: int) -> None:
    connection.execute(
        insert(TRIP_REQUESTS).values(idempotency_key=idempotency_key, trip_id=trip_id)
    )


def _of_request(connection: Connection, idempotency_key: str, owner: str) -> RegisteredTrip | None:
    request = select(TRIP_REQUESTS.c.trip_id).where(
        TRIP_REQUESTS.c.idempotency_key == idempotency_key
    )
    known = read_trips(connection, TRIPS.c.id.in_(request))
    if known and known[0].owner != owner:
        raise TripNotFoundError("This idempotency key belongs to another owner")
    return known[0] if known else None


def _lock(connection: Connection, number: str, owner: str) -> Any:
    """Return the row of a trip, and keep others from changing it until the transaction ends."""
    row = connection.execute(
        select(TRIPS)
        .where(TRIPS.c.number == normal_number(number), TRIPS.c.owner == owner)
        .with_for_update()
    ).first()
    if row is None:
        raise TripNotFoundError(f"This owner has no trip {normal_number(number)}")
    return row
