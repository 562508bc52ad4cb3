"""What follows an emergency: nobody answers, or it was a false alarm."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions.alerts import alert_staff
from actions.calculate_limit import claim_of
from actions.emergency_turns import (
    COUNTRY,
    FORMS,
    KIND,
    cleared_emergency,
    emergency_buttons,
    has_waiting_task,
    language_of,
    say_what_waits,
    words_of,
)
from bot.emergencies.reply import local_line, try_again
from bot.knowledge.library import get_library
from bot.settings import get_settings


class ActionEmergencyNoAnswer(Action):
    """Helps somebody who cannot get through."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_emergency_no_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Name the other ways to call, and the local emergency number if the country is known."""
        contacts = get_library(get_settings().documents_dir).contacts
        language, country = language_of(tracker), tracker.get_slot(COUNTRY)
        text = try_again(language, contacts)
        if country:
            text += f"\n\n{local_line(country, language)}"
        buttons = emergency_buttons(words_of(tracker), with_local_number=not country)
        dispatcher.utter_message(text=text, buttons=buttons)
        return []


class ActionFalseAlarm(Action):
    """Goes back to normal."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_false_alarm"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Forget the emergency, tell the staff who were alerted, and offer to continue."""
        words = words_of(tracker)
        dispatcher.utter_message(text=words.false_alarm_heard)
        if tracker.get_slot(KIND):
            alert_staff(tracker, "false_alarm", tracker.get_slot(COUNTRY))
        if tracker.active_loop_name and tracker.active_loop_name not in FORMS:
            return cleared_emergency()  # that form goes on by itself
        claim = claim_of(tracker)
        if has_waiting_task(tracker) or (claim.benefit and claim.missing()):
            say_what_waits(dispatcher, words)
        return [*cleared_emergency(), SlotSet(REQUESTED_SLOT, None), ActiveLoop(None)]
