"""A database with trips, as the travel office finds it."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.storage.alerts import Alert, Alerts
from bot.storage.outbox import Outbox, OutgoingEmail
from bot.storage.trips import RegisteredTrip, Trips
from bot.trips.trip import Leg, Trip


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "1000")


@pytest.fixture
def database(tmp_path: Path, set_settings: Callable[..., None]) -> str:
    """The address of the database of the commands."""
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    set_settings(database_url=url)
    return url


@pytest.fixture
def outbox(database: str) -> Outbox:
    return Outbox(database)


@pytest.fixture
def alerts(database: str) -> Alerts:
    return Alerts(database)


@pytest.fixture
def raise_alert(alerts: Alerts) -> Callable[..., None]:
    """Return what raises an alert of an owner."""

    def keep(
        owner: str,
        kind: str = "medical",
        targets: Sequence[str] = ("email", "slack"),
        **changes: object,
    ) -> None:
        now = datetime.datetime.now(tz=datetime.timezone.utc)
        alert = dataclasses.replace(Alert(kind, "web", "KE", now, {}), **changes)
        assert alerts.raise_alert(alert, owner, targets, now)

    return keep


@pytest.fixture
def register(database: str) -> Callable[..., RegisteredTrip]:
    """Return what registers a trip of a traveller, with one e-mail."""

    def keep(name: str, owner: str = "web:1", **changes: object) -> RegisteredTrip:
        key = name + str(len(Trips(database).search(withdrawn=True)))
        values = {
            "traveller_name": name,
            "traveller_email": "maria.lee@umaryland.edu",
            "booked_for_other": False,
            "legs": (Leg("Nairobi", "KE"), Leg("", "UG")),
            "departure": datetime.date(2027, 3, 5),
            "return_date": datetime.date(2027, 3, 12),
            "purpose": "work",
            "booking": "agency",
            "itinerary": "",
            **changes,
        }
        email = OutgoingEmail(f"<{key}@example.edu>", ("travel@example.edu",), "Hello")
        trip = Trip(**values)
        return Trips(database).register(trip, owner=owner, idempotency_key=key, email=email)[0]

    return keep
