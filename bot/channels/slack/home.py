"""The app's home in Slack: whom to call in an emergency, and what most people ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.channels.reply import Button
from bot.channels.slack.blocks import Renderer, note
from bot.channels.slack.rich_text import RichText
from bot.knowledge.compose import choice
from bot.knowledge.library import get_library

TOPICS = (
    "contact_isos",
    "medical_coverage_abroad",
    "emergency_coverage_amount",
    "dental_amount",
    "quarantine_cover",
    "evacuation_cover",
    "membership_card",
    "who_files_claim",
)
REGISTER = Button("Register a trip", "/register_trip")
HINT = "Or ask in your own words: under Messages, with /travel, or where you mention me."


def home_view(
    conversation: str, emergency: str, documents: Path, rich_text: RichText, renderer: Renderer
) -> dict[str, Any]:
    """Return the view of a person.

    Args:
        conversation: Theirs; a click is answered there.
        emergency: The sentence that names the emergency contacts, in Markdown.
        documents: The folder of the documents.
        rich_text: Renders Markdown.
        renderer: Renders buttons.

    Raises:
        AssistantError: A document or a fact file cannot be used.
    """
    library = get_library(documents)
    choices = [choice(library, topic) for topic in TOPICS if topic in library.answers]
    buttons = [Button(found.title, found.payload) for found in choices]
    return {
        "type": "home",
        "blocks": [
            _header("In an emergency"),
            *rich_text.blocks(emergency),
            {"type": "divider"},
            _header("What would you like to know?"),
            *renderer.rows([*buttons, REGISTER], conversation),
            note(HINT),
        ],
    }


def _header(text: str) -> dict[str, Any]:
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}
