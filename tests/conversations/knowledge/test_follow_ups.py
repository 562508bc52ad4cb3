"""Questions that mean something only after the last answer."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("first", "follow_up", "fact"),
    [
        # By a pronoun.
        ("What is International SOS?", "is that a kind of insurance?", "not an insurance company"),
        ("What is International SOS?", "how can I reach them?", "Contact International SOS"),
        ("How do I register my trip?", "and must I really do it?", "Registering is mandatory"),
        ("How do I register my trip?", "what if I simply don't?", "may be limited"),
        ("Is medical evacuation covered?", "do I pay that upfront?", "not have to pay upfront"),
        ("Where is the membership number?", "and do I have to carry it?", "carry"),
        ("How do I use the benefit?", "how do I call them?", "Contact International SOS"),
        # By leaving words out.
        ("How much emergency coverage do I have?", "and for teeth?", "$2,500"),
        ("How much emergency coverage do I have?", "and evacuation?", "evacuation is covered"),
        ("Is dental care covered?", "approval first?", "pre-authorized by UMB"),
        ("Is quarantine covered?", "up to how much?", "$2,000"),
        ("Who files the insurance claim?", "approval first?", "pre-authorized by UMB"),
        ("Do I have to register my trip?", "how?", "How to register depends"),
        ("Do I have to register my trip?", "why?", "may be limited"),
        ("Do I need the membership card?", "and the app?", "Assistance App"),
        ("How do I contact International SOS?", "and if it is not medical?", "Incident Hotline"),
        ("What medical coverage do I have abroad?", "up to how much?", "$250,000"),
        ("Which insurance is primary?", "and what does UMB add?", "emergency benefit"),
        ("Do I pay upfront for an evacuation?", "and for a hospital?", "Not all medical expenses"),
    ],
)  # fmt: skip
def test_a_follow_up_is_understood_from_the_answer_before_it(
    first: str, follow_up: str, fact: str, conversation: Any
) -> None:
    assert "Source:" in conversation.say(first)
    text = conversation.say(follow_up)
    assert fact in text, text
    assert "Source:" in text


def test_a_follow_up_after_a_button_is_understood_too(conversation: Any) -> None:
    conversation.say("hello there")
    conversation.choose("Is medical evacuation covered?")
    assert "not have to pay upfront" in conversation.say("must I pay for that upfront?")


@pytest.mark.parametrize("first_message", ["how much?", "and who pays for it?", "what about that?"])
def test_a_follow_up_without_anything_before_it_asks_what_it_is_about(
    first_message: str, conversation: Any
) -> None:
    assert "What is your question about?" in conversation.say(first_message)
    assert conversation.buttons


def test_restart_forgets_what_was_said(conversation: Any) -> None:
    conversation.say("Is quarantine covered?")
    assert "We start over" in conversation.say("let's start over")
    text = conversation.say("how much?")
    assert "$2,000" not in text
    assert "What is your question about?" in text
