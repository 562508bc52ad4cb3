"""Listing the trips that were registered in a conversation."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.emergency_turns import say_line_first
from actions.registered_trips import trips_of
from bot.trips.summary import describe_trip


class ActionListTrips(Action):
    """Lists the trips, newest first."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_list_trips"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the list, or that there is none."""
        say_line_first(dispatcher, tracker)
        trips = trips_of(tracker)
        if not trips:
            dispatcher.utter_message(response="utter_no_trips")
            return []
        lines = [
            f"- **{number}** · {registered.trip.traveller_name} · {describe_trip(registered.trip)}"
            for number, registered in trips.items()
        ]
        dispatcher.utter_message(response="utter_trips_listed", trips="\n".join(lines))
        return []
