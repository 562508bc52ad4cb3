"""Reactions and runs for the tests of the evaluation."""

from __future__ import annotations

import pytest

from bot.evaluation.outcomes import Reaction
from bot.evaluation.question_sets import Dialogue, Letter, Question, QuestionSet
from bot.evaluation.run import Run, ask_all

TOPICS = ["dental_amount", "quarantine_cover", "how_to_register"]


def reaction(
    *answered: str,
    offered: tuple[str, ...] = (),
    small_talk: str = "",
    task: str = "",
    alarm: str = "none",
    likeliest: str = "",
    confidence: float = 0.9,
    evidence: float = 5.0,
    suggests_passage: bool = False,
) -> Reaction:
    """Return what the assistant did, with the rest as usual."""
    return Reaction(
        answered=answered,
        offered=offered,
        suggests_passage=suggests_passage,
        small_talk=small_talk,
        task=task,
        alarm=alarm,
        likeliest=likeliest
        or next(iter([*answered, *offered]), small_talk or task or "dental_amount"),
        confidence=confidence,
        evidence=evidence,
    )


@pytest.fixture
def run() -> Run:
    """A small run with something of everything."""
    reactions = {
        "tooth?": reaction("dental_amount"),
        "tooth money": reaction(offered=("dental_amount",), confidence=0.45, evidence=1.0),
        "isolated": reaction("dental_amount", evidence=6.0),
        "upload my trip": reaction(confidence=0.2, evidence=-3.0),
        "my dog's tooth": reaction("dental_amount", confidence=0.7, evidence=3.0),
        "my gym card": reaction(offered=("how_to_register",), confidence=0.1, evidence=-1.0),
        "sourdough": reaction(confidence=0.01, evidence=-9.0),
        "hi": reaction(small_talk="greet"),
        "log my trip": reaction(task="register_trip"),
        "undo my trip": reaction(task="register_trip"),
        "I am bleeding": reaction(alarm="sure", evidence=-6.0),
        "they took him": reaction(evidence=-6.0),
        "what if I bled": reaction("dental_amount", alarm="line"),
        "and how much": reaction("dental_amount"),
        "tooth and trip": reaction("dental_amount", offered=("how_to_register",)),
    }
    questions = (
        Question("tooth?", "dental_amount"),
        Question("tooth money", "dental_amount"),
        Question("isolated", "quarantine_cover"),
        Question("upload my trip", "how_to_register"),
        Question("my dog's tooth", "oos_near"),
        Question("my gym card", "oos_near"),
        Question("sourdough", "oos_far"),
        Question("hi", "greet"),
        Question("log my trip", "register_trip"),
        Question("undo my trip", "withdraw_trip"),
        Question("I am bleeding", "report_emergency"),
        Question("they took him", "report_emergency", with_question=True),
        Question("what if I bled", "not_emergency"),
    )
    dialogue = Dialogue((questions[0], Question("and how much", "dental_amount")))
    letter = Letter("tooth and trip", frozenset({"dental_amount", "how_to_register"}))
    question_set = QuestionSet("small", questions, (dialogue,), (letter,))
    return ask_all(question_set, lambda text, topic: reactions[text])
