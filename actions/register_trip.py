"""Saving a trip that was confirmed."""

from __future__ import annotations

import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.itinerary import is_sent_from_here, outgoing_email, say_next_step
from actions.itinerary_file import attachment_of, forget_file
from actions.registered_trips import cleared_trip
from bot.settings import get_settings
from bot.storage.database import DatabaseError
from bot.storage.outbox import OutgoingEmail
from bot.storage.trip_rows import RegisteredTrip
from bot.storage.trips import TripNotFoundError, Trips
from bot.trips.draft import CONFIRMATION, DRAFT_ID, NUMBER, TripDraft
from bot.trips.itinerary_email import Attachment
from bot.trips.summary import describe_trip
from bot.trips.trip import Trip

logger = logging.getLogger(__name__)

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
        number = tracker.get_slot(NUMBER)
        try:
            attachment = attachment_of(tracker)
            registered, response = _save(trip, tracker, attachment)
        except TripNotFoundError:
            dispatcher.utter_message(response="utter_trip_gone", number=number)
            return cleared_trip()
        except DatabaseError as error:
            logger.error("trip.not_saved error=%s", type(error.__cause__).__name__)
            dispatcher.utter_message(response="utter_trip_not_saved")
            return [SlotSet(CONFIRMATION, None), FollowupAction("trip_form")]
        dispatcher.utter_message(
            response=response, number=registered.number, trip=describe_trip(registered.trip)
        )
        say_next_step(dispatcher, registered, attachment)
        forget_file(tracker)
        return cleared_trip()


def _save(
    trip: Trip, tracker: Tracker, attachment: Attachment | None
) -> tuple[RegisteredTrip, str]:
    """Register or change the trip; return it with the response that says so.

    Raises:
        TripNotFoundError: The registration has been withdrawn.
        DatabaseError: The database cannot be used; nothing was saved.
    """
    draft_id, number = tracker.get_slot(DRAFT_ID), tracker.get_slot(NUMBER)
    is_change = bool(number)
    store = Trips(get_settings().database_url)
    sends = is_sent_from_here(trip)

    def email_of(number: str) -> OutgoingEmail:
        return outgoing_email(trip, number, draft_id, is_change=is_change, attachment=attachment)

    if number:
        email = email_of(number) if sends else None
        changed = store.change(
            number, tracker.sender_id, trip, idempotency_key=draft_id, email=email
        )
        return changed, "utter_trip_changed"
    registered, is_new = store.register(
        trip,
        owner=tracker.sender_id,
        idempotency_key=draft_id,
        email=email_of if sends else None,
    )
    return registered, "utter_trip_saved" if is_new else "utter_trip_saved_already"
