"""What is no question at all."""

from __future__ import annotations

import time
from typing import Any

import pytest

NOT_UNDERSTOOD = ("don't answer that", "Did you mean", "not sure what this refers to", "would you")


@pytest.mark.parametrize("message", ["", "   ", "\n\t\n", "\u200b"])
def test_an_empty_message_is_named_as_such(message: str, conversation: Any) -> None:
    assert "Your message arrived empty" in conversation.say(message)


def test_a_message_of_the_longest_length_is_read_and_a_longer_one_is_not(
    conversation: Any,
) -> None:
    letter = "We are looking forward to the conference in Lisbon with our students. " * 20
    whole = letter[:960] + "\n\nIs medical evacuation covered?"
    assert "Medical evacuation is covered" in conversation.say(whole)
    assert "That message is too long for me to read" in conversation.say("word " * 250)


def test_a_message_of_very_many_sentences_holds_nobody_up(conversation: Any) -> None:
    started = time.monotonic()
    assert "something went wrong" not in conversation.say("Thank you. " * 90)
    assert time.monotonic() - started < 4


@pytest.mark.parametrize(
    "message", ["/nonsense", "/nonsense{}", "//", "/ nonsense", "/ask_weather", '/ask_document{}']
)  # fmt: skip
def test_a_typed_command_that_means_nothing_has_a_reply(message: str, conversation: Any) -> None:
    text = conversation.say(message)
    assert text
    assert "Source:" not in text
    assert "something went wrong" not in text


@pytest.mark.parametrize(
    "message",
    [
        "'; DROP TABLE events; --",
        "Robert'); DROP TABLE unanswered_questions;--",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{isos_phone} {{7*7}} ${PATH} %s %n",
        "\U0001f600" * 50,
        "??????",
        "asdf qwer zxcv",
        "\u202egnirts",
        "\x00\x01",
    ],
)
def test_strange_characters_do_no_harm(message: str, conversation: Any) -> None:
    text = conversation.say(message)
    assert text
    assert "Source:" not in text
    assert "something went wrong" not in text
    assert "<script" not in text
    assert "<img" not in text
    assert "Medical evacuation is covered" in conversation.say("Is medical evacuation covered?")


def test_a_question_inside_markup_is_still_answered(conversation: Any) -> None:
    text = conversation.say("<b>Is medical evacuation covered?</b>'; DROP TABLE events; --")
    assert "Medical evacuation is covered" in text


@pytest.mark.parametrize("word", ["yes", "no"])
def test_a_yes_or_no_without_a_question_invites_one(word: str, conversation: Any) -> None:
    assert "What would you like to know" in conversation.say(word)
