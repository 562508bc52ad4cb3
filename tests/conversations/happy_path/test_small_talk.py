"""What is said besides questions and answers."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("hello there", "Hello. I answer questions about International SOS"),
        ("thank you so much!", "You're welcome"),
        ("bye for now", "Goodbye, and safe travels"),
        ("am I talking to a real human being?", "I am a computer program"),
        ("what kind of questions can I ask you?", "Ask me in your own words about"),
    ],
)
def test_small_talk_is_returned(text: str, reply: str, conversation: Any) -> None:
    assert reply in conversation.say(text)


def test_every_choice_that_is_offered_answers_its_question(conversation: Any) -> None:
    conversation.say("hello there")
    for title in list(conversation.buttons):
        assert "Source:" in conversation.choose(title)
        conversation.say("hello there")


def test_a_conversation_goes_from_greeting_over_two_answers_to_goodbye(conversation: Any) -> None:
    conversation.say("Good morning!")
    assert "Medical evacuation is covered" in conversation.say("Is medical evacuation covered?")
    assert "not have to pay upfront" in conversation.choose("Do I pay upfront for an evacuation?")
    assert "You're welcome" in conversation.say("thanks")
    assert "Goodbye" in conversation.say("goodbye")
