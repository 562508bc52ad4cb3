"""Handing over to a person: the one who is right for the matter, and what to tell them."""

from __future__ import annotations

import urllib.parse
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.emergency_turns import KIND, say_line_first
from actions.interpolation import as_value
from bot.emergencies.case import note_of
from bot.emergencies.kinds import MEDICAL
from bot.knowledge.library import Library, get_library
from bot.settings import get_settings

# Whose matter a topic is; every other is the Global Hub's.
ISOS_TOPICS = frozenset(
    {"contact_isos", "open_a_case", "doctor_contact", "evacuation_cover", "isos_services"}
)
HOTLINE_TOPICS = frozenset({"non_medical_hotline"})
MOST_QUESTIONS = 3
MAIL_SUBJECT = "Question to the travel assistant"
MAIL_LABEL = "Write the e-mail"


class ActionHandOver(Action):
    """Says who is the right person, how to reach them, and what to tell them."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_hand_over"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Utter it, and that nobody has been told yet."""
        say_line_first(dispatcher, tracker)
        hand_over(dispatcher, tracker)
        return []


def hand_over(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Utter who answers, the right one first, and a summary to pass on."""
    library = get_library(get_settings().documents_dir)
    contacts = library.contacts
    dispatcher.utter_message(
        response=_response(tracker),
        isos_phone=contacts["isos_phone"].spoken,
        incident_hotline=contacts["incident_hotline"].spoken,
        global_hub=contacts["global_hub"].spoken,
    )
    questions = last_questions(tracker)
    if questions:
        listed = "\n".join(f"- “{question}”" for question in questions)
        mail = _mail_link(library, questions)
        dispatcher.utter_message(
            response="utter_hand_over_summary",
            questions=as_value(listed + (f"\n\n{mail}" if mail else "")),
        )
    dispatcher.utter_message(response="utter_hand_over_nobody_told")


def last_questions(tracker: Tracker) -> list[str]:
    """Return what was asked last, oldest first; what was told to a form is nobody else's."""
    questions = [
        note_of(event["text"])
        for event in tracker.events
        if event["event"] == "user"
        and event.get("text")
        and not event["text"].startswith("/")
        and _is_question(event["parse_data"]["intent"]["name"] or "")
    ]
    return list(dict.fromkeys(questions))[-MOST_QUESTIONS:]


def _is_question(intent: str) -> bool:
    return intent.startswith("ask_") or intent in ("out_of_scope", "unclear_question")


def _response(tracker: Tracker) -> str:
    kind, topic = tracker.get_slot(KIND), tracker.get_slot("last_topic")
    if kind:
        return "utter_hand_over_isos" if kind in MEDICAL else "utter_hand_over_hotline"
    if topic in ISOS_TOPICS:
        return "utter_hand_over_isos"
    return "utter_hand_over_hotline" if topic in HOTLINE_TOPICS else "utter_hand_over_global_hub"


def _mail_link(library: Library, questions: list[str]) -> str:
    """Return a link that opens an e-mail with the questions, if the address is known."""
    address = library.contacts["global_hub"].value
    if not address:
        return ""
    body = "\r\n".join(questions)
    fields = urllib.parse.urlencode(
        {"subject": MAIL_SUBJECT, "body": body}, quote_via=urllib.parse.quote
    )
    return f"[{MAIL_LABEL}](mailto:{urllib.parse.quote(address, safe='@')}?{fields})"
