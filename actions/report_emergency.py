"""Sending somebody in an emergency to International SOS before anything else."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions.answer_question import answer_questions, questions_of, utter_emergency
from bot.knowledge.library import get_library
from bot.settings import get_settings


class ActionReportEmergency(Action):
    """Says what to do now and whom to call, then answers what was asked along with it."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_report_emergency"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter the emergency reply, and only sure answers after it. An open form waits."""
        library = get_library(get_settings().documents_dir)
        utter_emergency(dispatcher, library, "utter_emergency")
        events: list[dict[str, Any]] = []
        if tracker.latest_message.get("understanding"):
            answered = [q for q in questions_of(tracker) if q["verdict"] == "answer"]
            last_topic = answer_questions(dispatcher, library, answered)
            events += [SlotSet("last_topic", last_topic)] if last_topic else []
        if tracker.active_loop_name:
            if tracker.active_loop_name != "withdrawal_form":  # nothing is withdrawn by itself
                dispatcher.utter_message(response="utter_task_waits")
            events += [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
        return events
