"""Emergencies come first, whatever is said before and after, played on the real assistant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.emergencies.words import words_in

NOW = "Call International SOS now:"
PHONE = words_in("en").isos_phone_blank
TRIES = 6


def test_a_conversation_goes_as_the_table_says(
    table: dict[str, Any], conversation: Any, play: Callable[[dict[str, Any], Any], None]
) -> None:
    play(table, conversation)


@pytest.mark.parametrize(
    "question",
    [
        "Is medical evacuation covered?",
        "How much emergency coverage do I have?",
        "Do I pay upfront in an emergency evacuation?",
        "What is the hotline for emergencies that are not medical?",
    ],
)
def test_a_question_about_emergencies_is_no_emergency(question: str, conversation: Any) -> None:
    text = conversation.say(question)
    assert NOW not in text
    assert "Source:" in text


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ([], "how do I bake a chocolate cake?"),
        ([], "¿cómo se hace un pastel de chocolate?"),
        (["/register_trip"], "zzz"),
        (["/calculate_quarantine_limit"], "xyzzy"),
        (["help, my friend is unconscious", "/ask_local_number"], "qwertz"),
    ],
)
def test_nobody_gets_the_same_reply_for_ever(
    before: list[str], said: str, conversation: Any
) -> None:
    for text in before:
        conversation.say(text)
    replies = [conversation.say(said) for _ in range(TRIES)]
    assert len(set(replies[:3])) > 1, replies
    led = [reply for reply in replies if "Global Hub" in reply or "phone line" in reply]
    assert led, replies


def test_a_cry_is_heard_as_often_as_it_comes(conversation: Any) -> None:
    for _ in range(TRIES):
        text = conversation.say("my friend is unconscious")
        assert text.startswith(words_in("en").safety["medical"])
        assert f"{NOW}** {PHONE}" in text
