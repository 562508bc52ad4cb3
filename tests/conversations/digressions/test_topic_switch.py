"""Changing the subject."""

from __future__ import annotations

from typing import Any

DENTAL = "Emergency dental care is covered up to **$2,500**"


def test_a_new_subject_is_answered_without_regard_to_the_old_one(conversation: Any) -> None:
    assert DENTAL in conversation.say("Is dental care covered?")
    assert "How to register depends" in conversation.say("How do I register my trip?")
    assert "not an insurance company" in conversation.say("Is International SOS insurance?")
    assert DENTAL in conversation.say("Is dental care covered?")


def test_a_follow_up_goes_with_the_new_subject(conversation: Any) -> None:
    conversation.say("Is dental care covered?")
    conversation.say("Is quarantine covered?")
    text = conversation.say("how much?")
    assert "$2,000" in text
    assert "$2,500" not in text


def test_thanks_and_a_declined_question_keep_the_subject(conversation: Any) -> None:
    conversation.say("Is quarantine covered?")
    conversation.say("thanks")
    conversation.say("What is the capital of France?")
    assert "$2,000" in conversation.say("how much?")


def test_two_people_do_not_share_a_subject(
    conversation: Any, assistant_url: str, make_conversation: Any
) -> None:
    conversation.say("Is quarantine covered?")
    other = make_conversation(assistant_url)
    assert "What is your question about?" in other.say("how much?")
