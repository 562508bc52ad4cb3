"""Asking about a trip: what an ambiguous word means, and whether the summary is right."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.interpolation import as_value
from actions.itinerary import compose, is_sent_from_here
from actions.itinerary_file import attachment_of, log_not_read
from bot.knowledge.library import get_library
from bot.settings import get_settings
from bot.storage.database import DatabaseError
from bot.trips.draft import CLARIFICATION, NUMBER, TripDraft
from bot.trips.itinerary_email import as_text
from bot.trips.summary import describe_dates, describe_legs

BOOKED = {"agency": "through UMB's travel agency", "elsewhere": "elsewhere"}
NO_ITINERARY = "none yet"
SHOWN_CHARACTERS = 120


class ActionAskTripConfirmation(Action):
    """Shows the whole trip before it is saved."""

    def name(self) -> str:
        """Return the name by which Rasa's form knows it."""
        return "action_ask_trip_form_trip_confirmation"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Utter the summary, after the e-mail if one is sent on saving."""
        trip = TripDraft.from_slots(tracker.slots).to_trip()
        try:
            attachment = attachment_of(tracker)
        except DatabaseError as error:  # it is looked for again on saving
            log_not_read(error)
            attachment = None
        if is_sent_from_here(trip):
            address = get_library(get_settings().documents_dir).contacts["itinerary_email"]
            email = compose(trip, is_change=bool(tracker.get_slot(NUMBER)), attachment=attachment)
            dispatcher.utter_message(
                response="utter_trip_email_will_be_sent",
                itinerary_email=address.spoken,
                email=as_value(as_text(email, address.plain)),
            )
        itinerary = " ".join(trip.itinerary.split())
        if len(itinerary) > SHOWN_CHARACTERS:
            itinerary = f"{itinerary[:SHOWN_CHARACTERS]} …"
        if attachment:
            itinerary = f"{attachment.name}: {itinerary}"
        dispatcher.utter_message(
            response="utter_trip_summary",
            traveller=as_value(trip.traveller_name),
            email=trip.traveller_email,
            destinations=describe_legs(trip.legs),
            dates=describe_dates(trip.departure, trip.return_date),
            purpose=trip.purpose,
            booking=BOOKED[trip.booking],
            itinerary=as_value(itinerary) or NO_ITINERARY,
        )
        return []


class ActionAskTripClarification(Action):
    """Asks which of several meanings is right."""

    def name(self) -> str:
        """Return the name by which Rasa's form knows it."""
        return "action_ask_trip_form_trip_clarification"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer the meanings on buttons."""
        clarification = tracker.get_slot(CLARIFICATION)
        if clarification:
            response = "utter_trip_clarify"
            if clarification["is_suggestion"]:
                response = "utter_trip_suggest"
            dispatcher.utter_message(
                response=response,
                words=as_value(clarification["words"]),
                buttons=[
                    {"title": option[:45], "payload": option} for option in clarification["options"]
                ],
            )
        return []
