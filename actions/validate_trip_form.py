"""Reading what somebody says while a trip is registered or changed."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions.answer_question import answer_along, offer_person
from actions.emergency_turns import EMERGENCY_TASKS, say_line_first
from actions.form_events import has_stepped_aside
from actions.itinerary_file import take_file, token_handed_in
from actions.register_trip import SAVE
from actions.registered_trips import cleared_trip
from actions.say_about_trip import say_about_trip
from bot.settings import get_settings
from bot.trips.clarifying import Clarification
from bot.trips.commands import gives_up_all, is_correction
from bot.trips.draft import (
    CHANGE,
    CLARIFICATION,
    CONFIRMATION,
    DRAFT_ID,
    ITINERARY,
    ITINERARY_FILE,
    NAME,
    NUMBER,
    SLOTS,
    TripDraft,
)
from bot.trips.reading import TripReading, read_trip

# What is said to open the form, to answer it, or to change what is in it.
FORM_INTENTS = {"inform", "register_trip", "repeat_trip", "change_trip"}
# Never an answer, whatever words of a trip are in it.
NEVER_ANSWERS = {
    "report_emergency",
    "calculate_quarantine_limit",
    "calculate_dental_limit",
    "calculate_medical_limit",
    "talk_to_person",
    "false_alarm",
    *EMERGENCY_TASKS,
}
FREE_TEXT = (NAME, ITINERARY)


class ValidateTripForm(Action):
    """Takes all that a message says about the trip, and says which question comes next."""

    def name(self) -> str:
        """Return the name by which Rasa's form knows it."""
        return "validate_trip_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Return the slots and the one to ask for next; nothing when the form steps aside."""
        say_line_first(dispatcher, tracker)
        asked = tracker.get_slot(REQUESTED_SLOT)
        if has_stepped_aside(tracker, "trip_form"):
            return [SlotSet(REQUESTED_SLOT, asked)]
        intent = tracker.latest_message["intent"]["name"]
        draft = TripDraft.from_slots(tracker.slots)
        if asked and (token := token_handed_in(tracker)):
            reading = take_file(dispatcher, tracker, draft, token)
            return _go_on(dispatcher, tracker, reading, asked, file=token)
        reading = _read(tracker, draft, asked)
        if not asked:
            return _begin(dispatcher, tracker, intent, reading)
        text = tracker.latest_message.get("text") or ""
        if _is_aside(intent, asked, reading) or _is_side_question(intent, asked, text):
            return []
        if _begins_another_trip(intent, asked, text, reading):
            dispatcher.utter_message(response="utter_trip_finish_first")
            return _go_on(dispatcher, tracker, TripReading(draft), asked)
        if reading.command == "cancel" or (intent == "cancel" and reading.is_empty):
            if draft.missing() is None and asked != CONFIRMATION and not gives_up_all(text):
                # Only a change is given up, not the trip.
                return _go_on(dispatcher, tracker, TripReading(draft), asked)
            number = tracker.get_slot(NUMBER)
            response = "utter_trip_change_cancelled" if number else "utter_trip_cancelled"
            dispatcher.utter_message(response=response, number=number)
            return [*cleared_trip(), SlotSet(REQUESTED_SLOT, None), ActiveLoop(None)]
        if reading.is_empty and intent == "inform":
            dispatcher.utter_message(response="utter_trip_not_understood")
            offer_person(dispatcher, tracker)
        elif intent not in FORM_INTENTS:
            answer_along(dispatcher, tracker)  # "jane@umaryland.edu. And is evacuation covered?"
        return _go_on(dispatcher, tracker, reading, asked)


def _read(tracker: Tracker, draft: TripDraft, asked: str | None) -> TripReading:
    text = tracker.latest_message.get("text") or ""
    settings = get_settings()
    return read_trip(
        "" if text.startswith("/") else text,
        draft,
        asked=asked,
        today=settings.today(),
        email_domains=settings.email_domains,
        clarification=Clarification.from_slot(tracker.get_slot(CLARIFICATION)),
    )


def _is_aside(intent: str, asked: str, reading: TripReading) -> bool:
    """Tell whether a message is about something else than the form."""
    if intent in NEVER_ANSWERS:
        return True
    if reading.command == "cancel":  # "cancel my registration" is about the one that is open
        return False
    if reading.is_empty:
        return reading.is_question or intent not in {*FORM_INTENTS, "cancel"}
    # A wish of its own ("show my trips") can look like a name or like an itinerary.
    if intent == "withdraw_trip":
        return asked in FREE_TEXT or not reading.changed
    return intent in ("list_trips", "ask_data_kept")


def _is_side_question(intent: str, asked: str, text: str) -> bool:
    """Tell a question from a change: a place or a name in it is no new value of the summary."""
    is_summary = asked in (CONFIRMATION, CHANGE)
    return is_summary and intent not in FORM_INTENTS and "?" in text and not is_correction(text)


def _begins_another_trip(intent: str, asked: str, text: str, reading: TripReading) -> bool:
    """Tell whether a complete trip is open and the message begins the next one."""
    is_wish = intent in ("register_trip", "repeat_trip") and not text.startswith("/")
    is_new = bool(reading.changed) and not is_correction(text)
    return asked in (CONFIRMATION, CHANGE) and is_wish and is_new


def _begin(
    dispatcher: CollectingDispatcher, tracker: Tracker, intent: str, reading: TripReading
) -> list[EventType]:
    """Open the form with what the message says, or again with what is known already."""
    answer_along(dispatcher, tracker)
    is_new = intent == "register_trip"
    if is_new and tracker.get_slot(DRAFT_ID):
        # What waited, perhaps a registered trip that was open for a change, is left as it was.
        reading = _read(tracker, TripDraft(), None)
    if intent not in FORM_INTENTS:
        reading = TripReading(TripDraft.from_slots(tracker.slots))
    if is_new or not tracker.get_slot(DRAFT_ID):
        dispatcher.utter_message(response="utter_trip_begun")
    if reading.command in ("save", "cancel", "back", "start_over"):
        reading = dataclasses.replace(reading, command=None)
    new_draft = [SlotSet(DRAFT_ID, uuid.uuid4().hex), SlotSet(NUMBER, None)] if is_new else []
    return [*_go_on(dispatcher, tracker, reading, None), *new_draft]


def _go_on(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    reading: TripReading,
    asked: str | None,
    *,
    file: str | None = None,
) -> list[EventType]:
    say_about_trip(dispatcher, reading)
    draft, next_slot = _next(reading, asked)
    clarification = None
    if asked == CLARIFICATION and reading.is_empty:
        next_slot, clarification = CLARIFICATION, tracker.get_slot(CLARIFICATION)
    elif reading.clarification:
        # What was refused has a near spelling that can be taken.
        is_suggestion = any(r.slot == reading.clarification.slot for r in reading.refusals)
        clarification = {**reading.clarification.to_slot(), "is_suggestion": is_suggestion}
    if not (file and reading.taken):
        # A file stays for as long as the words that were read from it.
        is_same = draft.itinerary == tracker.get_slot(ITINERARY)
        file = tracker.get_slot(ITINERARY_FILE) if is_same else None
    is_saved = next_slot is None
    slots = {
        **draft.to_slots(),
        ITINERARY_FILE: file,
        DRAFT_ID: tracker.get_slot(DRAFT_ID) or uuid.uuid4().hex,
        CLARIFICATION: clarification,
        CONFIRMATION: SAVE if is_saved else None,
    }
    return [
        *(SlotSet(slot, value) for slot, value in slots.items()),
        SlotSet(REQUESTED_SLOT, next_slot),
    ]


def _next(reading: TripReading, asked: str | None) -> tuple[TripDraft, str | None]:
    """Return the trip as it stands, and the slot to ask for; None when it is to be saved."""
    draft = reading.draft
    if reading.clarification:
        return draft, CLARIFICATION
    if reading.command == "start_over":
        draft = TripDraft()
    elif reading.command == "back":
        return _step_back(draft, asked)
    elif reading.edited:
        draft = draft.without(*reading.edited)
    elif reading.command == "edit":
        return draft, CHANGE
    missing = draft.missing()
    if missing is None and reading.command == "save":
        return draft, None
    if missing is None and reading.refusals:
        return draft, reading.refusals[0].slot
    return draft, missing or CONFIRMATION


def _step_back(draft: TripDraft, asked: str | None) -> tuple[TripDraft, str | None]:
    """Ask again for what was asked before; in the summary, what is to be changed."""
    if asked not in SLOTS:
        return draft, CHANGE
    values = draft.to_slots()
    before = [slot for slot in SLOTS[: SLOTS.index(asked)] if values[slot] is not None]
    if not before:
        return draft, asked
    return draft.without(before[-1]), before[-1]
