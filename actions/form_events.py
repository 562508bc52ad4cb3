"""What has happened to a form since the latest message."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker


def events_since_message(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the events after the latest message of the user."""
    events = list(tracker.events)
    last = max((i for i, event in enumerate(events) if event["event"] == "user"), default=-1)
    return events[last + 1 :]


def has_stepped_aside(tracker: Tracker, form: str) -> bool:
    """Tell whether a form has left the latest message to another skill already.

    Rasa then runs its validation once more, before it asks again. It names such a form interrupted
    in the tracker, but not in that which actions get.
    """
    kinds = [
        event["event"]
        for event in events_since_message(tracker)
        if event.get("name") == form
        and event["event"] in ("action_execution_rejected", "active_loop")
    ]
    # A form that was opened again afterwards is no longer aside.
    return bool(kinds) and kinds[-1] == "action_execution_rejected"
