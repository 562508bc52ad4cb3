"""Saying what is kept of a person, why, and how to have it deleted."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.emergency_turns import say_line_first
from bot.knowledge.library import get_library
from bot.settings import get_settings


class ActionExplainDataKept(Action):
    """Says what is kept."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_explain_data_kept"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter it, with the office that deletes."""
        say_line_first(dispatcher, tracker)
        contacts = get_library(get_settings().documents_dir).contacts
        dispatcher.utter_message(
            response="utter_data_kept", global_hub=contacts["global_hub"].spoken
        )
        return []
