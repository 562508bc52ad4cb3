"""Putting right what was misunderstood or mistyped."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

import pytest

from bot.storage.unanswered import UnansweredQuestions

UNCLEAR = "card, number or app, which of them do I need"


@pytest.mark.parametrize(
    ("first", "correction", "fact"),
    [
        (
            "Do I need the membership card?",
            "no, I meant the number",
            "membership number is on the International SOS membership card",
        ),
        (
            "Is medical evacuation covered?",
            "no, I meant dental care",
            "Emergency dental care is covered up to **$2,500**",
        ),
        (
            "How do I register my trip?",
            "sorry, I meant for somebody else, I book for my boss",
            "put the traveler in the CC line",
        ),
        (
            "How do I contact International SOS?",
            "I mean when it is not a medical thing",
            "International Safety & Security Incident Hotline",
        ),
    ],
)
def test_a_correction_is_answered(
    first: str, correction: str, fact: str, conversation: Any
) -> None:
    conversation.say(first)
    text = conversation.say(correction)
    assert fact in text.split("Source:")[0], text


def unclear(conversation: Any) -> str:
    """Ask what is near several topics until choices are offered."""
    for question in (UNCLEAR, "insurance or isos", "the emergency papers thing", "trip money"):
        if "Did you mean one of these?" in conversation.say(question):
            return question
    raise AssertionError("no choices were offered")


def test_a_choice_of_did_you_mean_is_answered(conversation: Any) -> None:
    unclear(conversation)
    titles = list(conversation.buttons)
    assert 2 <= len(titles) <= 4
    assert titles[-1] == "None of these"
    assert "Source:" in conversation.choose(titles[0])


def test_a_question_that_no_choice_fits_is_kept_without_names_and_numbers(
    conversation: Any, database_url: str
) -> None:
    question = unclear(conversation)
    kept_before = len(UnansweredQuestions(database_url).list())
    text = conversation.choose("None of these")
    assert "I have kept your question for the travel office" in text
    kept = UnansweredQuestions(database_url).list()
    assert len(kept) == kept_before + 1
    assert kept[-1].text == question


def test_what_identifies_a_person_is_not_kept(conversation: Any, database_url: str) -> None:
    conversation.say(
        "My name is Maria Gonzalez, my number is +1 410 555 0100 and my address is "
        "maria.gonzalez@example.edu. Which of the two papers?"
    )
    conversation.say("/none_of_these")
    text = UnansweredQuestions(database_url).list()[-1].text
    assert "Which of the two papers?" in text
    assert "[name]" in text
    assert not re.search(r"Gonzalez|410|0100|@", text), text


def test_the_database_of_the_staff_has_only_what_they_need(database_url: str) -> None:
    UnansweredQuestions(database_url)
    with sqlite3.connect(database_url.removeprefix("sqlite:///")) as database:
        columns = database.execute("SELECT name FROM pragma_table_info('unanswered_questions')")
        names = [name for (name,) in columns]
    database.close()
    assert names == ["id", "asked_at", "text"]
