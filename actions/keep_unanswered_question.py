"""Keeping a question that no choice fitted, for the staff of the travel office."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.knowledge.library import get_library
from bot.settings import get_settings
from bot.storage.unanswered import UnansweredQuestions, redact


class ActionKeepUnansweredQuestion(Action):
    """Keeps the last question that the user typed, without names and numbers."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_keep_unanswered_question"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Store the question and say so, with where it can be asked."""
        settings = get_settings()
        typed = _last_typed_message(tracker)
        if typed:
            names = [e["value"] for e in typed.get("entities", []) if e["entity"] == "PERSON"]
            UnansweredQuestions(settings.database_url).keep(redact(typed["text"], names))
        library = get_library(settings.documents_dir)
        dispatcher.utter_message(
            response="utter_question_kept", global_hub=library.contacts["global_hub"].spoken
        )
        return []


def _last_typed_message(tracker: Tracker) -> dict[str, Any] | None:
    for event in reversed(tracker.events):
        if event["event"] == "user" and not (event.get("text") or "").startswith("/"):
            parsed: dict[str, Any] = event["parse_data"]
            return parsed
    return None
