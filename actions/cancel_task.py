"""Giving up a registration or a calculation that waits."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.calculate_limit import claim_of
from actions.emergency_turns import say_line_first
from actions.registered_trips import cleared_trip
from bot.benefits.claim import Claim
from bot.trips.draft import DRAFT_ID


class ActionCancelTask(Action):
    """Forgets what was begun, where no form is open to be left."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_cancel_task"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Give up the registration, else the calculation, else say that nothing goes on."""
        say_line_first(dispatcher, tracker)
        if tracker.get_slot(DRAFT_ID):
            dispatcher.utter_message(response="utter_trip_cancelled")
            return cleared_trip()
        claim = claim_of(tracker)
        if claim.benefit and claim.missing():
            dispatcher.utter_message(response="utter_limit_cancelled")
            return [SlotSet(name, None) for name in Claim().to_slots()]
        dispatcher.utter_message(response="utter_nothing_to_cancel")
        return []
