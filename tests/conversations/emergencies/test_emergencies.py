"""Emergencies come first."""

from __future__ import annotations

from typing import Any

import pytest

CONTACT_NOW = "contact International SOS now:"
PHONE = "the number on your International SOS membership card"
HOTLINE = "International Safety & Security Incident Hotline"


@pytest.mark.parametrize(
    "cry",
    [
        "Help, I was hit by a car and I am bleeding!",
        "my friend collapsed and is not breathing",
        "we are being robbed at gunpoint, please help",
        "There is shooting outside our hotel",
        "I think I'm having a heart attack",
        "a student of mine has been kidnapped",
        "my colleague was bitten by a snake and is getting worse",
        "there was an earthquake and we are trapped",
    ],
)
def test_an_emergency_is_sent_to_international_sos_before_anything_else(
    cry: str, conversation: Any
) -> None:
    text = conversation.say(cry)
    first = conversation.replies[0]["text"]
    assert CONTACT_NOW in first, text
    assert PHONE in text
    assert HOTLINE in text


def test_an_emergency_with_a_question_has_the_line_first_and_then_the_answer(
    conversation: Any,
) -> None:
    text = conversation.say(
        "My colleague has collapsed and is unconscious in the hotel. Is medical evacuation covered?"
    )
    assert CONTACT_NOW in conversation.replies[0]["text"]
    assert "Medical evacuation is covered" in text
    assert text.index(CONTACT_NOW) < text.index("Medical evacuation is covered")


def test_an_emergency_in_the_middle_of_questions_comes_first_too(conversation: Any) -> None:
    conversation.say("Is dental care covered?")
    conversation.say("I was stabbed and I am losing blood, help me")
    assert CONTACT_NOW in conversation.replies[0]["text"]
    assert "Medical evacuation is covered" in conversation.say("Is medical evacuation covered?")


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
    assert "Get to safety" not in text
    assert "Source:" in text
