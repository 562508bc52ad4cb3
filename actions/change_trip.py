"""Changing a registered trip, and registering the last one again with new dates."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.emergency_turns import say_line_first
from actions.registered_trips import choose_trip, cleared_trip
from bot.trips.draft import DRAFT_ID, NUMBER, TripDraft


class ActionChangeTrip(Action):
    """Opens a registered trip in the form."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_change_trip"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Fill the form with the trip; what the message says to change is read by the form."""
        say_line_first(dispatcher, tracker)
        registered = choose_trip(dispatcher, tracker, "change_trip")
        if registered is None:
            return []
        dispatcher.utter_message(response="utter_trip_to_change", number=registered.number)
        return _open_form(TripDraft.from_trip(registered.trip), number=registered.number)


class ActionRepeatTrip(Action):
    """Begins a registration with all of an earlier trip but its dates."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_repeat_trip"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Fill the form with the trip that is meant, the last one if none is named."""
        say_line_first(dispatcher, tracker)
        registered = choose_trip(dispatcher, tracker, "repeat_trip", newest_by_itself=True)
        if registered is None:
            return []
        dispatcher.utter_message(response="utter_trip_repeated", number=registered.number)
        draft = TripDraft.from_trip(registered.trip)
        # The old itinerary has the old dates.
        return _open_form(
            dataclasses.replace(draft, departure=None, return_date=None, itinerary=None)
        )


def _open_form(draft: TripDraft, *, number: str | None = None) -> list[EventType]:
    filled = {**draft.to_slots(), DRAFT_ID: uuid.uuid4().hex, NUMBER: number}
    return [
        *cleared_trip(),
        *(SlotSet(slot, value) for slot, value in filled.items()),
        FollowupAction("trip_form"),
    ]
