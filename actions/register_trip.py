"""Saving a trip that was confirmed."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.itinerary import is_sent_from_here, outgoing_email, say_next_step
from actions.registered_trips import cleared_trip
from bot.settings import get_settings
from bot.storage.trips import TripNotFoundError, Trips
from bot.trips.draft import CONFIRMATION, DRAFT_ID, NUMBER, TripDraft
from bot.trips.summary import describe_trip

SAVE = "save"


class ActionRegisterTrip(Action):
    """Registers the trip, or changes its registration."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_register_trip"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Save the trip, once however often this runs, and hand on the itinerary."""
        if tracker.get_slot(CONFIRMATION) != SAVE:
            return []  # the form was left
        trip = TripDraft.from_slots(tracker.slots).to_trip()
        draft_id, number = tracker.get_slot(DRAFT_ID), tracker.get_slot(NUMBER)
        store = Trips(get_settings().database_url)
        sends = is_sent_from_here(trip)
        if number:
            email = outgoing_email(trip, number, draft_id, is_change=True) if sends else None
            try:
                registered = store.change(
                    number, tracker.sender_id, trip, idempotency_key=draft_id, email=email
                )
            except TripNotFoundError:
                dispatcher.utter_message(response="utter_trip_gone", number=number)
                return cleared_trip()
            response = "utter_trip_changed"
        else:
            registered, is_new = store.register(
                trip,
                owner=tracker.sender_id,
                idempotency_key=draft_id,
                email=(lambda n: outgoing_email(trip, n, draft_id, is_change=False))
                if sends
                else None,
            )
            response = "utter_trip_saved" if is_new else "utter_trip_saved_already"
        dispatcher.utter_message(
            response=response, number=registered.number, trip=describe_trip(registered.trip)
        )
        say_next_step(dispatcher, registered)
        return cleared_trip()
