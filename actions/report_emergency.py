"""Telling somebody in an emergency what to do and whom to call, before anything else."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions.alerts import alert_staff
from actions.answer_question import answer_questions, questions_of
from actions.emergency_turns import (
    COUNTRY,
    FORMS,
    KIND,
    LANGUAGE,
    NOTES,
    alarm_of,
    emergency_buttons,
    kind_of,
    language_of,
    say_what_waits,
)
from actions.registered_trips import countries_today
from bot.emergencies.case import first_notes
from bot.emergencies.reply import first_lines, further_lines
from bot.emergencies.where import country_of
from bot.emergencies.words import words_in
from bot.knowledge.library import get_library
from bot.settings import get_settings

# Nothing of these is kept for later: nothing is withdrawn by itself.
NOT_WAITING = {"withdrawal_form", *FORMS}


class ActionReportEmergency(Action):
    """Says what to do now and whom to call, then answers what was asked along with it."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_report_emergency"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Utter the emergency reply, and only sure answers after it. An open form waits."""
        library = get_library(get_settings().documents_dir)
        alarm = alarm_of(tracker)
        kind = alarm.get("kind") or kind_of(tracker)
        language = alarm.get("language") or language_of(tracker)
        dispatcher.utter_message(text=first_lines(kind, language, library.contacts))
        text = tracker.latest_message.get("text") or ""
        typed = "" if text.startswith("/") else text
        country = _country(tracker, typed, language)
        words = words_in(language)
        dispatcher.utter_message(
            text=further_lines(kind, language, library.contacts, country),
            buttons=emergency_buttons(words, with_local_number=country is None),
        )
        if alert_staff(tracker, kind, country):
            dispatcher.utter_message(text=words.staff_alerted)
        events: list[EventType] = [
            SlotSet(KIND, kind),
            SlotSet(LANGUAGE, language),
            SlotSet(COUNTRY, country),
            SlotSet(NOTES, tracker.get_slot(NOTES) or first_notes(typed)),
        ]
        if tracker.latest_message.get("understanding"):
            answered = [q for q in questions_of(tracker) if q["verdict"] == "answer"]
            last_topic = answer_questions(dispatcher, library, answered)
            events += [SlotSet("last_topic", last_topic)] if last_topic else []
        if tracker.active_loop_name:
            if tracker.active_loop_name not in NOT_WAITING:
                say_what_waits(dispatcher, words)
            events += [ActiveLoop(None), SlotSet(REQUESTED_SLOT, None)]
        return events


def _country(tracker: Tracker, text: str, language: str) -> str | None:
    """Return where it is: as the message says, or as was said before, or by the trip of today."""
    named = country_of(text, language) or tracker.get_slot(COUNTRY)
    if named:
        return str(named)
    visited = countries_today(tracker)
    return visited.pop() if len(visited) == 1 else None
