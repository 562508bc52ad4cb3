"""Handing over to a person: the right one first, with what to tell them."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.hand_over import (
    HOTLINE_TOPICS,
    ISOS_TOPICS,
    MOST_QUESTIONS,
    ActionHandOver,
)
from bot.emergencies.case import LONGEST_NOTE
from bot.emergencies.kinds import KINDS, MEDICAL
from bot.knowledge.library import load_library
from bot.settings import PROJECT_ROOT

Run = Callable[..., tuple[list[dict[str, Any]], list[dict[str, Any]]]]
Say = Callable[..., dict[str, Any]]

ISOS, HOTLINE, HUB = (
    "utter_hand_over_isos",
    "utter_hand_over_hotline",
    "utter_hand_over_global_hub",
)
SUMMARY, NOBODY_TOLD = "utter_hand_over_summary", "utter_hand_over_nobody_told"


def typed(text: str | None, intent: str | None) -> dict[str, Any]:
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}}


def asked(number: int) -> dict[str, Any]:
    return typed(f"Question {number}?", "out_of_scope")


@pytest.fixture
def hand_over(run: Run, say: Say) -> Callable[..., dict[str, dict[str, Any]]]:
    """Return what hands over; it returns the messages by their response."""

    def hand_over(
        *events: dict[str, Any], level: str = "none", **slots: Any
    ) -> dict[str, dict[str, Any]]:
        message = say("I want a person", "talk_to_person", level=level)
        messages, result = run(ActionHandOver(), message, list(events), slots=slots)
        assert result == []
        return {message["response"] or message["text"]: message for message in messages}

    return hand_over


@pytest.mark.parametrize(
    ("slots", "response"),
    [
        ({}, HUB),
        ({"last_topic": "dental_amount"}, HUB),
        ({"last_topic": "evacuation_cover"}, ISOS),
        ({"last_topic": "open_a_case"}, ISOS),
        ({"last_topic": "non_medical_hotline"}, HOTLINE),
        # An emergency weighs more than what was asked.
        *(({"emergency_kind": kind}, ISOS if kind in MEDICAL else HOTLINE) for kind in KINDS),
        ({"emergency_kind": "arrest", "last_topic": "evacuation_cover"}, HOTLINE),
        ({"emergency_kind": "medical", "last_topic": "non_medical_hotline"}, ISOS),
    ],
)
def test_the_right_person_comes_first_and_all_are_named(
    slots: dict[str, Any], response: str, hand_over: Callable[..., Any]
) -> None:
    said = hand_over(**slots)
    assert list(said) == [response, NOBODY_TOLD]
    contacts = load_library(PROJECT_ROOT / "documents").contacts
    for name in ("isos_phone", "incident_hotline", "global_hub"):
        assert said[response][name] == contacts[name].spoken


def test_the_topics_that_have_their_person_are_topics() -> None:
    answers = load_library(PROJECT_ROOT / "documents").answers
    assert answers.keys() >= ISOS_TOPICS | HOTLINE_TOPICS
    assert not ISOS_TOPICS & HOTLINE_TOPICS


@pytest.mark.parametrize(
    ("events", "questions"),
    [
        ([], []),
        ([asked(1)], ["Question 1?"]),
        ([asked(1), asked(2), asked(3), asked(4)], ["Question 2?", "Question 3?", "Question 4?"]),
        # On one line, and not too long to pass on.
        ([typed("is it\n- covered?", "out_of_scope")], ["is it - covered?"]),
        ([typed("x" * 2000, "out_of_scope")], ["x" * LONGEST_NOTE]),
        # The same twice is one.
        ([asked(1), asked(2), asked(1)], ["Question 1?", "Question 2?"]),
        (
            [
                typed("is dental covered?", "ask_dental_amount"),
                typed("the papers", "unclear_question"),
            ],
            ["is dental covered?", "the papers"],
        ),
        # What was told to a form, pressed, or said in passing is nobody's question.
        ([typed("jane@umaryland.edu", "inform")], []),
        ([typed("/ask_dental_amount", "ask_dental_amount")], []),
        ([typed("hello", "greet"), typed("I want a person", "talk_to_person")], []),
        ([typed("he is not breathing", "report_emergency")], []),
        ([typed(None, None), {"event": "bot", "text": "Did you mean?"}], []),
    ],
)
def test_what_was_asked_last_is_summed_up(
    events: list[dict[str, Any]], questions: list[str], hand_over: Callable[..., Any]
) -> None:
    said = hand_over(*events)
    assert (SUMMARY in said) is bool(questions)
    if questions:
        assert said[SUMMARY]["questions"] == "\n".join(f"- “{text}”" for text in questions)
    assert len(questions) <= MOST_QUESTIONS
    assert list(said)[-1] == NOBODY_TOLD


def test_what_looks_like_a_placeholder_is_shown_as_it_was_typed(
    hand_over: Callable[..., Any],
) -> None:
    said = hand_over(typed("what is {isos_phone} and 0[?", "out_of_scope"))
    assert said[SUMMARY]["questions"] == "- “what is {isos_phone} and 0 [?”"


def test_with_the_address_the_summary_has_an_e_mail_with_the_questions(
    hand_over: Callable[..., Any], documents: Path, set_settings: Callable[..., None]
) -> None:
    path = documents / "contacts.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["global_hub"]["value"] = "hub@example.edu"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    set_settings(documents_dir=documents)
    question = "Who pays & how? 100% of “it”\nor (half) of it?"
    said = hand_over(typed(question, "out_of_scope"), asked(2))
    (link,) = re.findall(r"\[Write the e-mail\]\((\S+)\)", said[SUMMARY]["questions"])
    parts = urllib.parse.urlsplit(link)
    assert (parts.scheme, parts.path) == ("mailto", "hub@example.edu")
    fields = urllib.parse.parse_qs(parts.query)
    assert fields["body"] == ["Who pays & how? 100% of “it” or (half) of it?\r\nQuestion 2?"]
    assert "\n" not in link


@pytest.mark.parametrize(("level", "is_said"), [("none", False), ("perhaps", True), ("sure", True)])
def test_the_emergency_line_comes_before_the_person(
    level: str, is_said: bool, hand_over: Callable[..., Any]
) -> None:
    first = next(iter(hand_over(level=level)))
    assert first.startswith("**If this is an emergency") is is_said
