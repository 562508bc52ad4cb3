"""Notes for the phone: asking for them one by one, and the script to read out."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions.alerts import can_alert_staff, send_notes
from actions.emergency_turns import ANSWER, CALLED, NOTES, words_of
from actions.form_events import events_since_message, has_stepped_aside
from bot.emergencies.case import (
    is_skip,
    is_stop,
    next_question,
    note_of,
    phone_script,
    words_of_question,
)

FORM = "case_form"
SEND = "send_case_notes"


class ValidateCaseForm(Action):
    """Takes each message as the answer to the question, unless it asks something itself."""

    def name(self) -> str:
        """Return the name by which Rasa's form knows it."""
        return "validate_case_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Return the notes and whether there is more to ask; nothing when the form steps aside."""
        notes: dict[str, str] = dict(tracker.get_slot(NOTES) or {})
        words = words_of(tracker)
        question = next_question(notes)
        begins = any(
            event.get("name") == FORM and event["event"] == "active_loop"
            for event in events_since_message(tracker)
        )
        if begins and not has_stepped_aside(tracker, FORM):
            dispatcher.utter_message(text=words.case_intro)
            return _ask_on(notes)
        text = tracker.latest_message.get("text") or ""
        intent = tracker.latest_message["intent"]["name"]
        if question is None or has_stepped_aside(tracker, FORM):
            return _ask_on(notes)
        if is_stop(text, words) or intent == "cancel":
            dispatcher.utter_message(text=words.case_stopped)
            return [SlotSet(ANSWER, None), SlotSet(REQUESTED_SLOT, None), ActiveLoop(None)]
        if is_skip(text, words):
            return _ask_on({**notes, question: ""})
        if intent == CALLED:
            # Rasa would open again and again a form that steps aside for what opens it.
            return _ask_on(notes)
        if intent != "inform" or text.startswith("/"):
            return []
        return _ask_on({**notes, question: note_of(text)})


def _ask_on(notes: dict[str, str]) -> list[EventType]:
    is_complete = next_question(notes) is None
    return [
        SlotSet(NOTES, notes),
        SlotSet(ANSWER, "complete" if is_complete else None),
        SlotSet(REQUESTED_SLOT, None if is_complete else ANSWER),
    ]


class ActionAskCaseAnswer(Action):
    """Asks the next question of the notes."""

    def name(self) -> str:
        """Return the name by which Rasa's form knows it."""
        return "action_ask_case_form_case_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Utter it, with the buttons to skip it and to end the questions."""
        words = words_of(tracker)
        question = next_question(tracker.get_slot(NOTES) or {})
        if question is not None:
            buttons = [{"title": title, "payload": title} for title in (words.skip, words.stop)]
            dispatcher.utter_message(text=words_of_question(question, words), buttons=buttons)
        return []


class ActionEndCase(Action):
    """Says what to read out on the phone."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_end_case"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Utter the script, and ask whether the staff may have the notes, if they are alerted."""
        notes = tracker.get_slot(NOTES) or {}
        if not tracker.get_slot(ANSWER):
            return []  # the questions were ended
        words = words_of(tracker)
        lines = "\n".join(f"- {line}" for line in phone_script(notes))
        dispatcher.utter_message(text=f"**{words.case_script}**\n{lines}\n\n{words.case_kept}")
        if can_alert_staff() and any(notes.values()):
            dispatcher.utter_message(
                text=words.ask_consent,
                buttons=[
                    {"title": words.consent_yes, "payload": f"/{SEND}"},
                    {"title": words.consent_no, "payload": "/keep_case_notes"},
                ],
            )
        return [SlotSet(ANSWER, None)]


class ActionDecideOnCaseNotes(Action):
    """Sends the notes to the staff if the traveller has agreed."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_decide_on_case_notes"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Send them or not, and say which."""
        words = words_of(tracker)
        notes = tracker.get_slot(NOTES) or {}
        agrees = tracker.latest_message["intent"]["name"] == SEND and any(notes.values())
        is_sent = agrees and send_notes(tracker, notes)
        dispatcher.utter_message(text=words.consent_given if is_sent else words.consent_refused)
        return []
