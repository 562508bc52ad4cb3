"""The emergency number of the country that somebody is in."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions.emergency_turns import (
    COUNTRY,
    LOCAL_NUMBER,
    emergency_buttons,
    is_report,
    language_of,
    words_of,
)
from actions.form_events import events_since_message, has_stepped_aside
from actions.registered_trips import countries_today
from bot.emergencies.case import is_skip, is_stop
from bot.emergencies.reply import country_name, local_line
from bot.emergencies.where import country_of

FORM = "local_number_form"
# Who cannot be understood is not asked for ever.
MOST_ANSWERS = 3


class ValidateLocalNumberForm(Action):
    """Reads the country."""

    def name(self) -> str:
        """Return the name by which Rasa's form knows it."""
        return "validate_local_number_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Return it, or ask again; nothing when the message is about something else."""
        asked = [SlotSet(COUNTRY, None), SlotSet(REQUESTED_SLOT, COUNTRY)]
        if has_stepped_aside(tracker, FORM):
            return asked
        text = tracker.latest_message.get("text") or ""
        typed = "" if text.startswith("/") else text
        begins = any(
            event.get("name") == FORM and event["event"] == "active_loop"
            for event in events_since_message(tracker)
        )
        if is_report(tracker):
            return []
        words = words_of(tracker)
        intent = tracker.latest_message["intent"]["name"]
        if not begins and (is_skip(typed, words) or is_stop(typed, words) or intent == "cancel"):
            return _end(dispatcher, tracker)
        country = country_of(typed, language_of(tracker), whole=not begins)
        if begins and not country:
            country = tracker.get_slot(COUNTRY)
        if country:
            return [SlotSet(COUNTRY, country), SlotSet(REQUESTED_SLOT, None)]
        # Rasa would open again and again a form that steps aside for what opens it.
        if not begins and intent not in ("inform", LOCAL_NUMBER):
            return []
        return _end(dispatcher, tracker) if _answers(tracker) >= MOST_ANSWERS else asked


def _end(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Ask no more, and go on with what is done in an emergency."""
    words = words_of(tracker)
    buttons = emergency_buttons(words, with_local_number=True)
    dispatcher.utter_message(text=words.case_stopped, buttons=buttons)
    # Rasa takes a form that sets no slot of its own for one that steps aside.
    return [SlotSet(COUNTRY, None), SlotSet(REQUESTED_SLOT, None), ActiveLoop(None)]


def _answers(tracker: Tracker) -> int:
    """Count the messages since the country was first asked for."""
    count = 0
    for event in reversed(tracker.events):
        if event["event"] == "active_loop" and event.get("name") == FORM:
            break
        count += event["event"] == "user"
    return count


class ActionAskEmergencyCountry(Action):
    """Asks for the country."""

    def name(self) -> str:
        """Return the name by which Rasa's form knows it."""
        return "action_ask_local_number_form_emergency_country"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Utter the question, with the countries of today's trips to tap."""
        words, language = words_of(tracker), language_of(tracker)
        names = [country_name(code, language) for code in sorted(countries_today(tracker))]
        buttons = [{"title": name, "payload": name} for name in (*names, words.skip)]
        dispatcher.utter_message(text=words.ask_country, buttons=buttons)
        return []


class ActionTellLocalNumber(Action):
    """Says the numbers."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_tell_local_number"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Utter them, and go on with what is done in an emergency."""
        country = tracker.get_slot(COUNTRY)
        if country:
            dispatcher.utter_message(
                text=local_line(country, language_of(tracker)),
                buttons=emergency_buttons(words_of(tracker), with_local_number=False),
            )
        return []
