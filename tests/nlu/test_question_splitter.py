"""Dividing a message into questions."""

from __future__ import annotations

import pytest
import spacy

from bot.nlu.question_splitter import split_questions

ENGLISH = spacy.blank("en")


@pytest.mark.parametrize(
    ("message", "pieces"),
    [
        (
            "Is dental care covered? How do I register my trip?",
            ["Is dental care covered?", "How do I register my trip?"],
        ),
        (
            "Is medical evacuation covered, and how do I register my trip?",
            ["Is medical evacuation covered", "how do I register my trip?"],
        ),
        ("is quarantine covered and who pays for it", ["is quarantine covered", "who pays for it"]),
        ("what is isos, how do I call them", ["what is isos", "how do I call them"]),
        ("is dental care covered; my tooth hurts", ["is dental care covered", "my tooth hurts"]),
        ("my tooth hurts a lot\nwho pays", ["my tooth hurts a lot", "who pays"]),
        (
            "1) is dental care covered 2) how do I register",
            ["is dental care covered", "how do I register"],
        ),
        (
            "Hello there! I travel to Peru. Is the evacuation covered?",
            ["Hello there!", "I travel to Peru.", "Is the evacuation covered?"],
        ),
    ],
)
def test_a_message_is_divided_where_another_question_begins(
    message: str, pieces: list[str]
) -> None:
    assert split_questions(ENGLISH(message)) == pieces


@pytest.mark.parametrize(
    "message",
    [
        "how and why?",  # short
        "Is medical and dental care covered for my students?",
        "Do International SOS and UMB pay for an evacuation?",
        "What happens if I must stay longer because of quarantine?",
        "",
    ],
)
def test_one_question_is_left_whole(message: str) -> None:
    assert split_questions(ENGLISH(message)) == []


def test_what_has_too_many_pieces_to_read_each_is_left_whole() -> None:
    assert len(split_questions(ENGLISH("Is it covered? " * 30))) == 30
    assert split_questions(ENGLISH("Is it covered? " * 31)) == []


def test_no_word_is_lost() -> None:
    message = "Is quarantine covered, and who files the claim? I am in Peru; what is the number?"
    words = " ".join(split_questions(ENGLISH(message)))
    assert words == "Is quarantine covered who files the claim? I am in Peru what is the number?"
