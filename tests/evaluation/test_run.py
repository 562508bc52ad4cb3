from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import ModelError
from bot.evaluation.outcomes import Reaction
from bot.evaluation.question_sets import Dialogue, Question, QuestionSet
from bot.evaluation.run import ask_all, load_assistant, newest_model


def test_the_newest_model_is_taken(tmp_path: Path) -> None:
    for age, name in enumerate(("b.tar.gz", "c.tar.gz", "a.tar.gz")):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1000 - age, 1000 - age))

    assert newest_model(tmp_path).name == "b.tar.gz"


def test_without_a_model_it_is_said_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="bot train"):
        newest_model(tmp_path)


def test_another_model_is_never_loaded_silently(tmp_path: Path) -> None:
    (tmp_path / "other.tar.gz").touch()

    with pytest.raises(ModelError, match=r"no model .*missing\.tar\.gz"):
        load_assistant(tmp_path / "missing.tar.gz")


def test_a_dialogue_remembers_what_the_assistant_answered_not_what_was_right() -> None:
    asked: list[tuple[str, str]] = []

    def ask(text: str, last_topic: str) -> Reaction:
        asked.append((text, last_topic))
        answered = ("dental_amount",) if text == "one" else ()
        return Reaction(answered, (), False, "", "", "none", "dental_amount", 0.9, 5.0)

    turns = tuple(Question(text, "quarantine_cover") for text in ("one", "two", "three"))
    steps: list[None] = []

    run = ask_all(
        QuestionSet("x", (), (Dialogue(turns),)), ask, on_answer=lambda: steps.append(None)
    )

    assert asked == [("one", ""), ("two", "dental_amount"), ("three", "dental_amount")]
    assert run.dialogues[0][2].last_topic == "dental_amount"
    assert len(steps) == 1
