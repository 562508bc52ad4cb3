from __future__ import annotations

from typing import Any

import pytest

from bot.errors import ModelError
from bot.evaluation.outcomes import (
    Outcome,
    Reaction,
    describe,
    extra_answers,
    judge,
    likeliest_is_right,
    missing_answers,
    next_topic,
    read_reaction,
    small_talk_is_right,
    task_is_right,
)
from bot.evaluation.question_sets import Letter, Question

DENTAL = Question("teeth?", "dental_amount", frozenset({"contact_isos"}))
NEAR = Question("my dog's teeth?", "oos_near")
DOUBTFUL = Question("does Medicare pay?", "oos_near", frozenset({"medical_coverage_abroad"}))


def reaction(**fields: Any) -> Reaction:
    nothing: dict[str, Any] = {
        "answered": (),
        "offered": (),
        "suggests_passage": False,
        "small_talk": "",
        "task": "",
        "alarm": "none",
        "likeliest": "",
        "confidence": 0.5,
        "evidence": 1.0,
    }
    return Reaction(**{**nothing, **fields})


def decision(verdict: str, label: str = "", **fields: Any) -> dict[str, Any]:
    usual = {"choices": ["a", "b", "c"], "confidence": 0.4, "evidence": 1.0, "passage": None}
    return {"verdict": verdict, "label": label, **usual, **fields}


def parsed(intent: str, *questions: dict[str, Any], emergency: bool = False) -> dict[str, Any]:
    return {
        "intent": {"name": intent},
        "understanding": {"questions": list(questions)},
        "emergency": {"level": "perhaps" if emergency else "none"},
    }


@pytest.mark.parametrize(
    ("question", "done", "outcome"),
    [
        (DENTAL, {"answered": ("dental_amount",)}, "right"),
        (DENTAL, {"answered": ("contact_isos",)}, "right"),
        (DENTAL, {"answered": ("global_hub", "dental_amount")}, "right"),
        (DENTAL, {"answered": ("global_hub",)}, "wrong"),
        (DENTAL, {"answered": ("global_hub",), "offered": ("dental_amount",)}, "wrong"),
        (DENTAL, {"offered": ("global_hub", "dental_amount")}, "right_choice"),
        (DENTAL, {"offered": ("global_hub",)}, "wrong_choice"),
        (DENTAL, {}, "declined"),
        (DENTAL, {"small_talk": "thank"}, "declined"),
        (DENTAL, {"task": "calculate_dental_limit", "answered": ("dental_amount",)}, "right"),
        (DENTAL, {"task": "register_trip"}, "wrong"),
        (NEAR, {"task": "register_trip"}, "wrong"),
        (NEAR, {"answered": ("dental_amount",)}, "wrong"),
        (NEAR, {"offered": ("dental_amount",)}, "wrong_choice"),
        (NEAR, {}, "declined"),
        (DOUBTFUL, {"answered": ("medical_coverage_abroad",)}, "right"),
        (DOUBTFUL, {"answered": ("dental_amount",)}, "wrong"),
    ],
)
def test_a_question_is_judged(question: Question, done: dict[str, Any], outcome: Outcome) -> None:
    assert judge(question, reaction(**done)) == outcome


def test_a_sure_answer_is_read() -> None:
    found = read_reaction(parsed("ask_a", decision("answer", "a", confidence=0.8, evidence=4.0)))

    assert found == reaction(answered=("a",), likeliest="a", confidence=0.8, evidence=4.0)


def test_buttons_are_read_and_a_passage_takes_the_first() -> None:
    plain = read_reaction(parsed("unclear_question", decision("choose")))
    with_passage = read_reaction(parsed("unclear_question", decision("choose", passage="x#1")))

    assert plain.offered == ("a", "b", "c")
    assert with_passage.offered == ("x#1", "a", "b")
    assert not with_passage.suggests_passage


def test_a_passage_instead_of_a_refusal_is_read() -> None:
    found = read_reaction(parsed("out_of_scope", decision("decline", passage="x#1")))

    assert found.suggests_passage
    assert judge(NEAR, found) == "declined"


def test_a_calculation_states_the_facts_of_its_topic_and_a_registration_none() -> None:
    calculation = read_reaction(parsed("x", decision("task", "calculate_dental_limit")))
    registration = read_reaction(parsed("x", decision("task", "register_trip")))

    assert (calculation.task, calculation.answered) == (
        "calculate_dental_limit",
        ("dental_amount",),
    )
    assert (registration.task, registration.answered) == ("register_trip", ())
    assert task_is_right(Question("log it", "register_trip"), registration)
    assert not task_is_right(Question("log it", "list_trips"), registration)


def test_after_an_emergency_only_sure_answers_follow() -> None:
    questions = (decision("answer", "a"), decision("choose"), decision("decline", passage="x#1"))

    found = read_reaction(parsed("report_emergency", *questions, emergency=True))

    assert (found.alarm, found.answered, found.offered) == ("sure", ("a",), ())
    assert not found.suggests_passage


def test_an_unsure_emergency_puts_its_line_on_top() -> None:
    found = read_reaction(parsed("ask_a", decision("answer", "a"), emergency=True))

    assert (found.alarm, found.answered) == ("line", ("a",))


def test_small_talk_is_read_and_judged() -> None:
    found = read_reaction(parsed("greet", decision("small_talk", "greet")))

    assert small_talk_is_right(Question("hi", "greet"), found)
    assert not small_talk_is_right(Question("bye", "goodbye"), found)
    assert not likeliest_is_right(DENTAL, found)


def test_the_part_with_most_evidence_gives_the_scores() -> None:
    weak, strong = decision("decline", evidence=-2.0), decision("answer", "b", evidence=3.0)

    found = read_reaction(parsed("out_of_scope", weak, strong))

    assert (found.likeliest, found.evidence) == ("b", 3.0)


def test_a_model_without_our_classifier_is_refused() -> None:
    with pytest.raises(ModelError, match="bot train"):
        read_reaction({"intent": {"name": "greet"}})


def test_answers_that_nobody_asked_for_are_counted() -> None:
    done = reaction(answered=("dental_amount", "global_hub"))

    assert extra_answers(frozenset({"dental_amount"}), done) == 1
    assert missing_answers(
        Letter("...", frozenset({"dental_amount", "preauthorization"})), done
    ) == {"preauthorization"}


@pytest.mark.parametrize(
    ("done", "topic"),
    [
        ({"answered": ("a", "b")}, "b"),
        ({"offered": ("a", "dental_amount")}, "dental_amount"),
        ({"offered": ("a",)}, "before"),
        ({}, "before"),
    ],
)
def test_the_next_turn_refers_to_what_was_shown_last(done: dict[str, Any], topic: str) -> None:
    assert next_topic(DENTAL, reaction(**done), "before") == topic


def test_what_was_done_is_said_in_words() -> None:
    assert describe(reaction(answered=("a", "b"), alarm="line")) == "emergency line, answered a + b"
    assert describe(reaction(offered=("a",))) == "offered a"
    assert describe(reaction(small_talk="greet")) == "greet"
    assert describe(reaction(suggests_passage=True)) == "declined, with a passage that may help"
