"""Withdrawing the registration of a trip, after asking once."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions.emergency_turns import is_report, say_line_first
from actions.form_events import has_stepped_aside
from actions.registered_trips import (
    choose_trip,
    cleared_trip,
    resume_registration,
    trips_of,
)
from bot.settings import get_settings
from bot.storage.trips import Trips
from bot.trips.draft import NUMBER as CHANGED_NUMBER
from bot.trips.reading import read_yes_or_no
from bot.trips.summary import describe_trip

NUMBER, CONFIRMED = "withdrawn_trip_number", "withdrawal_confirmed"


class ActionWithdrawTrip(Action):
    """Finds the trip that is to be withdrawn, and begins to ask."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_withdraw_trip"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Open the form when it is clear which trip is meant."""
        say_line_first(dispatcher, tracker)
        registered = choose_trip(dispatcher, tracker, "withdraw_trip")
        if registered is None:
            return []
        return [
            SlotSet(NUMBER, registered.number),
            SlotSet(CONFIRMED, None),
            FollowupAction("withdrawal_form"),
        ]


class ActionAskWithdrawalConfirmed(Action):
    """Asks whether the trip is really to be withdrawn."""

    def name(self) -> str:
        """Return the name by which Rasa's form knows it."""
        return "action_ask_withdrawal_form_withdrawal_confirmed"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Name the trip and ask."""
        registered = trips_of(tracker).get(tracker.get_slot(NUMBER) or "")
        if registered is not None:
            dispatcher.utter_message(
                response="utter_ask_withdrawal",
                number=registered.number,
                trip=describe_trip(registered.trip),
            )
        return []


class ValidateWithdrawalForm(Action):
    """Reads yes or no."""

    def name(self) -> str:
        """Return the name by which Rasa's form knows it."""
        return "validate_withdrawal_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Return the answer; nothing when the message is about something else."""
        say_line_first(dispatcher, tracker)
        if has_stepped_aside(tracker, "withdrawal_form"):
            return [SlotSet(REQUESTED_SLOT, CONFIRMED)]
        asked = [SlotSet(CONFIRMED, None), SlotSet(REQUESTED_SLOT, CONFIRMED)]
        if tracker.get_slot(REQUESTED_SLOT) != CONFIRMED:
            return asked
        if is_report(tracker):
            return []
        intent = tracker.latest_message["intent"]["name"]
        answer = read_yes_or_no(tracker.latest_message.get("text") or "")
        if answer is None and intent == "cancel":
            answer = False
        if answer is not None:
            return [SlotSet(CONFIRMED, answer), SlotSet(REQUESTED_SLOT, None)]
        if intent not in ("inform", "withdraw_trip"):
            return []
        dispatcher.utter_message(response="utter_withdrawal_unclear")
        return asked


class ActionEndWithdrawal(Action):
    """Withdraws the trip if that was confirmed."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_end_withdrawal"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Withdraw it, or leave it, and say which."""
        number = tracker.get_slot(NUMBER)
        if not number:
            return []
        if tracker.get_slot(CONFIRMED):
            Trips(get_settings().database_url).withdraw(number, tracker.sender_id)
            dispatcher.utter_message(response="utter_trip_withdrawn", number=number)
        else:
            dispatcher.utter_message(response="utter_trip_not_withdrawn")
        ended = [SlotSet(NUMBER, None), SlotSet(CONFIRMED, None)]
        if tracker.get_slot(CONFIRMED) and tracker.get_slot(CHANGED_NUMBER) == number:
            return [*ended, *cleared_trip()]  # it was open for a change
        return [*ended, *resume_registration(tracker)]
