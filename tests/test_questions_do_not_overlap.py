"""Questions that measure must not be questions that were learnt from, nor almost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
import yaml

from bot.evaluation.question_sets import OWN_SETS, QuestionSet, load_questions
from bot.nlu.emergency_gate import training_examples
from bot.nlu.topic_examples import FOLLOW_UPS, read_follow_ups
from bot.settings import PROJECT_ROOT

# Texts of fewer words are the same by chance: "is it covered", "and who pays".
FEWEST_WORDS = 5
MOST_ALIKE = 0.9


@pytest.mark.parametrize("name", ["development", "test"])
def test_no_measuring_question_is_a_training_question(name: str) -> None:
    assert_disjoint(measuring_texts(name), training_texts())


def test_development_and_test_share_no_question() -> None:
    assert_disjoint(measuring_texts("development"), measuring_texts("test"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Is it covered?", "is it covered"),
        ("Who  pays, if I am ill in Rome?", "who pays if i am ill in rome"),
        (
            "does it pay if I am ill there and also when",
            "and does it pay also when I am ill there, if",
        ),
    ],
)
def test_the_comparison_sees_through_case_punctuation_and_order(one: str, other: str) -> None:
    assert alike(one, other)


def test_short_questions_are_compared_as_a_whole() -> None:
    assert not alike("who pays then", "then who pays")


def measuring_texts(name: str) -> list[str]:
    """Return every text of a question set, the turns of its dialogues included."""
    questions = question_set(name)
    return [
        *(question.text for question in questions.questions),
        *(turn.text for dialogue in questions.dialogues for turn in dialogue.turns),
        *(letter.text for letter in questions.letters),
    ]


@cache
def question_set(name: str) -> QuestionSet:
    parts = [load_questions(path) for path in sorted((OWN_SETS / name).glob("*.jsonl"))]
    return QuestionSet(
        name,
        tuple(item for part in parts for item in part.questions),
        tuple(item for part in parts for item in part.dialogues),
        tuple(item for part in parts for item in part.letters),
    )


def training_texts() -> list[str]:
    """Return every training text, the follow-ups included."""
    blocks = yaml.safe_load((PROJECT_ROOT / "data" / "nlu.yml").read_text(encoding="utf-8"))["nlu"]
    lines = [line for block in blocks for line in block["examples"].splitlines()]
    follow_ups = read_follow_ups(FOLLOW_UPS)
    return [
        *(line[2:] for line in lines if line.startswith("- ")),
        *(example.text for example in follow_ups),
        *(example.text for example in training_examples([], [])),
    ]


def assert_disjoint(some: list[str], others: list[str]) -> None:
    overlaps = list(find_overlaps(some, others))

    assert not overlaps


def find_overlaps(some: list[str], others: list[str]) -> Iterator[tuple[str, str]]:
    numbers_of: dict[str, set[int]] = {}
    for number, text in enumerate(others):
        for word in words(text):
            numbers_of.setdefault(word, set()).add(number)
    for text in some:
        by_rarity = sorted(set(words(text)), key=lambda word: len(numbers_of.get(word, ())))
        # Of texts that are so much alike, at most this many words can be missing in one of them.
        most_missing = int(len(by_rarity) * (1 - MOST_ALIKE) / MOST_ALIKE)
        rarest = by_rarity[: most_missing + 1]
        candidates = set().union(*(numbers_of.get(word, ()) for word in rarest))
        for number in sorted(candidates):
            if alike(text, others[number]):
                yield text, others[number]


def alike(one: str, other: str) -> bool:
    first, second = words(one), words(other)
    if first == second:
        return True
    if min(len(first), len(second)) < FEWEST_WORDS:
        return False
    some, others = set(first), set(second)
    return len(some & others) / len(some | others) >= MOST_ALIKE


@cache
def words(text: str) -> tuple[str, ...]:
    # Chinese and Japanese write no spaces: each of their characters stands for a word.
    return tuple(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]|\w+", text.casefold()))
