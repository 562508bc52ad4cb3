"""What the tests of the actions share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

Run = Callable[..., tuple[list[dict[str, Any]], list[EventType]]]


@pytest.fixture
def make_tracker() -> Callable[..., Tracker]:
    """Return what makes the tracker of a conversation from its latest message and its events."""

    def make(latest_message: dict[str, Any], events: list[dict[str, Any]] | None = None) -> Tracker:
        return Tracker(
            sender_id="rest:someone",
            slots={"last_topic": None},
            latest_message=latest_message,
            events=events or [],
            paused=False,
            followup_action=None,
            active_loop={},
            latest_action_name="action_listen",
        )

    return make


@pytest.fixture
def run(make_tracker: Callable[..., Tracker]) -> Run:
    """Return what runs an action and returns what it says and its events."""

    def run_action(
        action: Any, latest_message: dict[str, Any], events: list[dict[str, Any]] | None = None
    ) -> tuple[list[dict[str, Any]], list[EventType]]:
        dispatcher = CollectingDispatcher()
        result = action.run(dispatcher, make_tracker(latest_message, events), {})
        return dispatcher.messages, result

    return run_action
