"""Saying what could not be taken of a message about a trip, and what else is to be said of it."""

from __future__ import annotations

from collections.abc import Mapping

from rasa_sdk.executor import CollectingDispatcher

from actions.interpolation import as_value
from bot.knowledge.library import get_library
from bot.settings import get_settings
from bot.trips.reading import TripReading

# Why something was not taken, or what is said although it was -> the response that says it.
RESPONSES: Mapping[str, str] = {
    "date_impossible": "utter_trip_date_impossible",
    "date_vague": "utter_trip_date_vague",
    "date_weekday": "utter_trip_date_weekday",
    "departure_in_past": "utter_trip_departure_in_past",
    "domestic": "utter_trip_domestic",
    "email_malformed": "utter_trip_email_malformed",
    "email_not_umb": "utter_trip_email_not_umb",
    "in_us_territory": "utter_trip_in_us_territory",
    "name_incomplete": "utter_trip_name_incomplete",
    "not_a_name": "utter_trip_not_a_name",
    "not_booked": "utter_trip_not_booked",
    "one_traveller_each": "utter_trip_one_traveller_each",
    "one_trip_each": "utter_trip_one_trip_each",
    "place_too_wide": "utter_trip_place_too_wide",
    "place_suggested": "utter_trip_place_suggested",
    "place_unknown": "utter_trip_place_unknown",
    "private": "utter_trip_private",
    "private_days": "utter_trip_private_days",
    "return_before_departure": "utter_trip_return_before_departure",
    "return_in_past": "utter_trip_return_in_past",
    "too_far_ahead": "utter_trip_too_far_ahead",
    "too_long": "utter_trip_too_long",
}


def say_about_trip(dispatcher: CollectingDispatcher, reading: TripReading) -> None:
    """Utter every reason and every note, each once."""
    contacts = get_library(get_settings().documents_dir).contacts
    said = {remark.code: remark.values for remark in (*reading.refusals, *reading.notes)}
    for code, values in said.items():
        dispatcher.utter_message(
            response=RESPONSES[code],
            global_hub=contacts["global_hub"].spoken,
            **{name: as_value(value) for name, value in values.items()},
        )
