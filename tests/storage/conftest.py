"""Each database of the tests: a SQLite file, and a real PostgreSQL."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage.database import open_engine
from bot.storage.outbox import Outbox, OutgoingEmail
from bot.storage.tables import METADATA
from bot.storage.trips import Trips
from bot.trips.trip import Leg, Trip

MakeTrip = Callable[..., Trip]
MakeEmail = Callable[..., OutgoingEmail]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that has no tables yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'assistant.db'}"
    make: Callable[[], str] = request.getfixturevalue("new_postgres_database")
    return make()


@pytest.fixture(scope="session")
def postgres_database(new_postgres_database: Callable[[], str]) -> Iterator[str]:
    """A PostgreSQL database whose tables are up to date."""
    url = new_postgres_database()
    engine = open_engine(url)
    yield url
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database whose tables are up to date, and empty."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'assistant.db'}"
        return
    url: str = request.getfixturevalue("postgres_database")
    yield url
    with open_engine(url).begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(METADATA.tables)} RESTART IDENTITY"))


@pytest.fixture
def trips(database: str) -> Trips:
    return Trips(database)


@pytest.fixture
def outbox(database: str) -> Outbox:
    return Outbox(database)


@pytest.fixture
def make_trip() -> MakeTrip:
    """Return what makes a trip, to Nairobi and Kampala unless something else is said."""

    def make(**changes: object) -> Trip:
        values = {
            "traveller_name": "Maria Lee",
            "traveller_email": "maria.lee@umaryland.edu",
            "booked_for_other": False,
            "legs": (Leg("Nairobi", "KE"), Leg("", "UG")),
            "departure": datetime.date(2027, 3, 5),
            "return_date": datetime.date(2027, 3, 12),
            "purpose": "work",
            "booking": "agency",
            "itinerary": "KL 566, then by car\nHotel “Żółty” 😀",
        }
        return Trip(**{**values, **changes})

    return make


@pytest.fixture
def make_email() -> MakeEmail:
    """Return what makes an e-mail; no two have the same id."""
    numbers = itertools.count()

    def make(message: str = "Subject: A trip\n\nHello\n", *recipients: str) -> OutgoingEmail:
        message_id = f"<{next(numbers)}@assistant.example.edu>"
        return OutgoingEmail(
            message_id,
            recipients or ("travel@example.edu",),
            f"Message-ID: {message_id}\n{message}",
        )

    return make
