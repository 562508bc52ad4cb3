"""What the tests of the actions share."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from bot.settings import get_settings
from bot.storage.trips import Trips
from bot.trips.trip import Leg, Trip

Run = Callable[..., tuple[list[dict[str, Any]], list[EventType]]]

OWNER = "rest:someone"


@pytest.fixture
def database_url(set_settings: Callable[..., None], tmp_path: Path) -> str:
    """The address of a database of this test, which is that of the settings."""
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    set_settings(database_url=url)
    return url


@pytest.fixture
def make_tracker() -> Callable[..., Tracker]:
    """Return what makes the tracker of a conversation from its latest message and its events."""

    def make(
        latest_message: dict[str, Any],
        events: list[dict[str, Any]] | None = None,
        *,
        slots: dict[str, Any] | None = None,
        form: str | None = None,
    ) -> Tracker:
        return Tracker(
            sender_id=OWNER,
            slots={"last_topic": None, **(slots or {})},
            latest_message=latest_message,
            events=events or [],
            paused=False,
            followup_action=None,
            active_loop={"name": form} if form else {},
            latest_action_name="action_listen",
        )

    return make


@pytest.fixture
def run(make_tracker: Callable[..., Tracker]) -> Run:
    """Return what runs an action and returns what it says and its events."""

    def run_action(
        action: Any,
        latest_message: dict[str, Any],
        events: list[dict[str, Any]] | None = None,
        **conversation: Any,
    ) -> tuple[list[dict[str, Any]], list[EventType]]:
        dispatcher = CollectingDispatcher()
        tracker = make_tracker(latest_message, events, **conversation)
        return dispatcher.messages, action.run(dispatcher, tracker, {})

    return run_action


@pytest.fixture
def say() -> Callable[..., dict[str, Any]]:
    """Return what makes a message as the actions get it: typed, or from a button."""

    def message(
        text: str,
        intent: str = "inform",
        *,
        level: str = "none",
        kind: str = "medical",
        language: str = "en",
        questions: tuple[dict[str, Any], ...] = (),
    ) -> dict[str, Any]:
        button = {"intent": {"name": intent}, "text": text, "entities": []}
        if text.startswith("/"):
            return button
        alarm = {"level": level, "kind": kind, "language": language, "layers": ["model"]}
        return {**button, "emergency": alarm, "understanding": {"questions": list(questions)}}

    return message


@pytest.fixture
def register_trip(database_url: str) -> Callable[..., None]:
    """Return what registers a trip of the conversation, which is under way if nothing is said."""

    def register(*countries: str, days_ago: int = 2, days: int = 5) -> None:
        departure = get_settings().today() - datetime.timedelta(days=days_ago)
        trip = Trip(
            traveller_name="Jane Doe",
            traveller_email="jane@umaryland.edu",
            booked_for_other=False,
            legs=tuple(Leg("", country) for country in countries),
            departure=departure,
            return_date=departure + datetime.timedelta(days=days),
            purpose="work",
            booking="agency",
            itinerary="",
        )
        Trips(database_url).register(trip, owner=OWNER, idempotency_key=uuid.uuid4().hex)

    return register
