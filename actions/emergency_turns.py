"""What the actions on emergencies share: what the gate has said, and the words and buttons."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.form_events import events_since_message
from bot.emergencies.kinds import Kind
from bot.emergencies.reply import emergency_line
from bot.emergencies.words import ENGLISH, Words, words_in
from bot.knowledge.library import get_library
from bot.settings import get_settings
from bot.trips.draft import DRAFT_ID

KIND = "emergency_kind"
LANGUAGE = "emergency_language"
COUNTRY = "emergency_country"
NOTES = "case_notes"
ANSWER = "case_answer"
SLOTS = (KIND, LANGUAGE, COUNTRY, NOTES, ANSWER)
# What is done in an emergency, and the forms that are part of it.
CALLED, LOCAL_NUMBER = "emergency_called", "ask_local_number"
EMERGENCY_TASKS = (CALLED, "emergency_no_answer", LOCAL_NUMBER)
FORMS = ("case_form", "local_number_form")


def alarm_of(tracker: Tracker) -> dict[str, Any]:
    """Return what the gate has said of the latest message; a button was not looked at."""
    return tracker.latest_message.get("emergency") or {}


def is_report(tracker: Tracker) -> bool:
    """Tell whether the latest message reports an emergency, and so is no answer to any form."""
    return bool(tracker.latest_message["intent"]["name"] == "report_emergency")


def kind_of(tracker: Tracker) -> Kind:
    """Return the kind of the emergency that was reported; medical where that is not known."""
    kind: Kind = tracker.get_slot(KIND) or "medical"
    return kind


def language_of(tracker: Tracker) -> str:
    """Return the language in which the emergency was reported."""
    return tracker.get_slot(LANGUAGE) or ENGLISH


def words_of(tracker: Tracker) -> Words:
    """Return the words in the language in which the emergency was reported."""
    return words_in(language_of(tracker))


def say_line_first(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Utter the emergency line, once in a turn, if the latest message may report an emergency."""
    alarm = alarm_of(tracker)
    if alarm.get("level", "none") == "none":
        return
    contacts = get_library(get_settings().documents_dir).contacts
    line = emergency_line(alarm["language"], contacts)
    said = [event.get("text") for event in events_since_message(tracker)]
    said += [message["text"] for message in dispatcher.messages]
    if line not in said:
        dispatcher.utter_message(text=line)


def emergency_buttons(words: Words, *, with_local_number: bool) -> list[dict[str, str]]:
    """Return the buttons below what is said in an emergency."""
    buttons = [
        {"title": words.called, "payload": "/emergency_called"},
        {"title": words.cannot_reach, "payload": "/emergency_no_answer"},
    ]
    if with_local_number:
        buttons.append({"title": words.local_number, "payload": "/ask_local_number"})
    return [*buttons, {"title": words.false_alarm, "payload": "/false_alarm"}]


def say_what_waits(dispatcher: CollectingDispatcher, words: Words) -> None:
    """Say that the task which was begun is kept, with the button that goes on."""
    button = {"title": words.continue_task, "payload": "/resume_task"}
    dispatcher.utter_message(text=words.task_waits, buttons=[button])


def cleared_emergency() -> list[EventType]:
    """Return the events that forget an emergency."""
    return [SlotSet(slot, None) for slot in SLOTS]


def has_waiting_task(tracker: Tracker) -> bool:
    """Tell whether a registration waits to be continued."""
    return bool(tracker.get_slot(DRAFT_ID))
