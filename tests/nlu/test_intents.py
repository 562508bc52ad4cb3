"""What the decisions and the emergency gate come to: the intent of a message."""

from __future__ import annotations

from typing import Any

import pytest

from bot.emergencies.alarm import Alarm, Level
from bot.emergencies.words import load_words
from bot.nlu.decision import EMERGENCY_TASKS, Decision
from bot.nlu.intents import (
    STEP_OUT_PROBABILITY,
    SURE_IN_FORM,
    impossible_tasks,
    intent_in_form,
    intent_of,
    only_if_asked,
    pressed_button,
)

VERY_SURE = Alarm("sure", "medical", "en", ("model",), SURE_IN_FORM)
SURE_ENOUGH, NOT_SURE_ENOUGH = STEP_OUT_PROBABILITY + 0.01, STEP_OUT_PROBABILITY - 0.01


def decided(verdict: Any, label: str = "", text: str = "text", confidence: float = 0.9) -> Decision:
    return Decision(text, verdict, label, (), confidence, 3.0)


def alarm(level: Level) -> Alarm:
    return Alarm(level, "medical", "en", ())


@pytest.mark.parametrize(
    ("verdict", "label", "level", "intent"),
    [
        ("answer", "dental_amount", "none", "ask_dental_amount"),
        ("choose", "", "none", "unclear_question"),
        ("decline", "", "none", "out_of_scope"),
        ("small_talk", "greet", "none", "greet"),
        ("task", "register_trip", "none", "register_trip"),
        # Sure: whatever else it may be.
        ("answer", "dental_amount", "sure", "report_emergency"),
        ("choose", "", "sure", "report_emergency"),
        ("decline", "", "sure", "report_emergency"),
        ("small_talk", "thank", "sure", "report_emergency"),
        ("task", "register_trip", "sure", "report_emergency"),
        ("task", "cancel", "sure", "report_emergency"),
        ("task", "false_alarm", "sure", "report_emergency"),
        ("task", "talk_to_person", "sure", "report_emergency"),
        # Perhaps: the line goes on top of what is said, but a greeting is no reply to it.
        ("answer", "dental_amount", "perhaps", "ask_dental_amount"),
        ("choose", "", "perhaps", "unclear_question"),
        ("decline", "", "perhaps", "out_of_scope"),
        ("task", "register_trip", "perhaps", "register_trip"),
        ("small_talk", "greet", "perhaps", "report_emergency"),
        # What is done in an emergency, and who goes on, is past the contacts.
        ("task", "emergency_called", "sure", "emergency_called"),
        ("task", "emergency_no_answer", "sure", "emergency_no_answer"),
        ("task", "ask_local_number", "sure", "ask_local_number"),
        ("task", "resume_task", "sure", "resume_task"),
        ("task", "resume_task", "perhaps", "resume_task"),
    ],
)
def test_the_intent_says_what_is_to_be_done(
    verdict: str, label: str, level: Level, intent: str
) -> None:
    assert intent_of(decided(verdict, label), alarm(level)) == intent


@pytest.mark.parametrize(
    ("intent", "verdict", "text", "confidence", "in_form"),
    [
        # An emergency takes over whatever is asked.
        ("report_emergency", "decline", "help", 0.1, "report_emergency"),
        ("report_emergency", "task", "help", 0.1, "report_emergency"),
        # A question steps out, a statement answers.
        ("ask_evacuation_cover", "answer", "is it covered?", 0.9, "ask_evacuation_cover"),
        ("out_of_scope", "decline", "what is the weather in Oslo", 0.1, "out_of_scope"),
        ("unclear_question", "choose", "who pays", 0.5, "unclear_question"),
        ("ask_dental_amount", "answer", "Molar Island", 0.9, "inform"),
        ("out_of_scope", "decline", "Nairobi", 0.1, "inform"),
        # A name, a place or a day can look like small talk or like a wish.
        ("thank", "small_talk", "thanks a lot", SURE_ENOUGH, "thank"),
        ("restart", "small_talk", "start on the 3rd", NOT_SURE_ENOUGH, "inform"),
        ("cancel", "task", "stop this please", SURE_ENOUGH, "cancel"),
        ("withdraw_trip", "task", "the 3rd, not the 4th", NOT_SURE_ENOUGH, "inform"),
        ("emergency_called", "task", "I called them", SURE_ENOUGH, "emergency_called"),
    ],
)
def test_while_a_form_is_open_only_what_is_clearly_no_answer_steps_out(
    intent: str, verdict: str, text: str, confidence: float, in_form: str
) -> None:
    decisions = [decided(verdict, text=text, confidence=confidence)]
    assert intent_in_form(intent, decisions, VERY_SURE, asked=None) == in_form


def test_any_question_of_a_message_steps_out_of_a_form() -> None:
    decisions = [decided("answer", text="Nairobi"), decided("decline", text="and who pays?")]
    assert intent_in_form("ask_dental_amount", decisions, VERY_SURE, asked=None) == (
        "ask_dental_amount"
    )


@pytest.mark.parametrize(
    ("intent", "in_form"),
    [("report_emergency", "inform"), ("out_of_scope", "inform"), ("thank", "thank")],
)
def test_an_emergency_answers_the_question_what_has_happened(intent: str, in_form: str) -> None:
    verdict = "small_talk" if intent == "thank" else "decline"
    decisions = [decided(verdict, text="he fell off the roof", confidence=0.99)]
    assert intent_in_form(intent, decisions, VERY_SURE, asked="event") == in_form


@pytest.mark.parametrize(
    ("verdict", "text", "verdict_then"),
    [
        ("answer", "who pays for the ambulance?", "answer"),
        ("answer", "she has a broken tooth and bleeds", "decline"),
        ("choose", "she has a broken tooth", "choose"),
        ("decline", "help", "decline"),
        ("task", "register my trip", "task"),
    ],
)
def test_in_an_emergency_only_what_is_asked_is_answered(
    verdict: str, text: str, verdict_then: str
) -> None:
    decision = only_if_asked(decided(verdict, "dental_amount", text))
    assert (decision.verdict, decision.text) == (verdict_then, text)
    assert bool(decision.label) is (verdict_then == verdict)


@pytest.mark.parametrize("language", sorted(load_words()))
@pytest.mark.parametrize(
    ("name", "intent"),
    [
        ("called", "emergency_called"),
        ("cannot_reach", "emergency_no_answer"),
        ("false_alarm", "false_alarm"),
        ("local_number", "ask_local_number"),
    ],
)
def test_a_button_of_an_emergency_is_pressed_by_typing_its_words(
    language: str, name: str, intent: str
) -> None:
    title = getattr(load_words()[language], name)
    assert pressed_button(title) == intent
    assert pressed_button(f"  {title.upper()}! ") == intent


@pytest.mark.parametrize(
    "text",
    ["", "?", "I've called my mother", "alarm", "skip", "it was no false alarm"],
)
def test_other_words_press_no_button(text: str) -> None:
    assert pressed_button(text) is None


@pytest.mark.parametrize(
    ("has_claim", "has_emergency", "impossible"),
    [
        (False, False, {"change_claim", "false_alarm", *EMERGENCY_TASKS}),
        (True, False, {"false_alarm", *EMERGENCY_TASKS}),
        (False, True, {"change_claim"}),
        (True, True, set()),
    ],
)
def test_what_cannot_be_meant_as_things_stand_is_left_out(
    has_claim: bool, has_emergency: bool, impossible: set[str]
) -> None:
    assert impossible_tasks(has_claim=has_claim, has_emergency=has_emergency) == impossible


@pytest.mark.parametrize(
    ("layers", "probability", "asked", "in_form"),
    [
        # "In front of the station" is an answer, unless the model is very sure of the contrary.
        (("model",), SURE_IN_FORM - 0.01, None, "inform"),
        (("model",), SURE_IN_FORM, None, "report_emergency"),
        (("phrase",), 0.2, None, "report_emergency"),
        # While the notes for the phone are asked for, the contacts stand above.
        (("model",), 0.99, "place", "inform"),
        (("phrase", "model"), 0.99, "place", "report_emergency"),
        (("phrase", "model"), 0.99, "event", "inform"),
    ],
)
def test_in_a_form_an_emergency_needs_a_phrase_or_a_very_sure_model(
    layers: tuple[str, ...], probability: float, asked: str | None, in_form: str
) -> None:
    alarm = Alarm("sure", "medical", "en", layers, probability)
    decisions = [decided("decline", text="words")]
    assert intent_in_form("report_emergency", decisions, alarm, asked=asked) == in_form


def test_a_wish_that_is_unlikely_does_not_hide_an_emergency() -> None:
    wish = decided("task", "resume_task", confidence=NOT_SURE_ENOUGH)
    assert intent_of(wish, VERY_SURE) == "report_emergency"
    assert intent_of(wish, Alarm("perhaps", "medical", "en")) == "resume_task"
