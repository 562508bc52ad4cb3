from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.evaluation.question_sets import (
    OWN_SETS,
    Question,
    QuestionSetError,
    load_question_set,
    load_questions,
)
from bot.knowledge.library import load_library
from bot.settings import get_settings

TOPICS = ["dental_amount", "contact_isos"]


def write(path: Path, *entries: object) -> Path:
    path.write_text("\n".join(json.dumps(entry) for entry in entries), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["development", "test"])
def test_our_own_sets_load_and_know_every_topic(name: str) -> None:
    topics = load_library(get_settings().documents_dir).answers

    question_set = load_question_set(name, topics)

    assert {question.label for question in question_set.questions} >= {*topics, "oos_near"}
    assert question_set.dialogues
    assert question_set.letters


def test_a_line_becomes_a_question_a_dialogue_or_a_letter(tmp_path: Path) -> None:
    question = {"text": "teeth?", "label": "dental_amount", "alt": ["contact_isos"], "persona": "x"}
    path = write(
        tmp_path / "some.jsonl",
        question,
        {"turns": [question, {"text": "how much", "label": "dental_amount"}]},
        {"text": "teeth, and whom do I call", "labels": ["dental_amount", "contact_isos"]},
    )

    found = load_question_set(path, TOPICS)

    assert found.name == "some"
    expected = Question("teeth?", "dental_amount", frozenset({"contact_isos"}))
    assert found.questions == (expected,)
    assert found.dialogues[0].turns[0] == expected
    assert found.letters[0].topics == {"dental_amount", "contact_isos"}


def test_other_collections_may_give_several_labels_or_one_alternative(tmp_path: Path) -> None:
    path = write(
        tmp_path / "real.jsonl",
        {"text": "my card was stolen", "label": ["emergency_now", "oos_near"]},
        {"text": "does Medicare pay", "label": "oos_near", "doubt": True, "alt": "dental_amount"},
    )

    first, second = load_questions(path).questions

    assert first.kind == "emergency"
    assert first.may_be_declined
    assert second.kind == "near"
    assert second.topics == {"dental_amount"}


def test_the_out_of_scope_part_of_clinc150_is_read(tmp_path: Path) -> None:
    path = tmp_path / "data_full.json"
    path.write_text(json.dumps({"oos_test": [["how many primes", "oos"]], "test": []}))

    (question,) = load_questions(path).questions

    assert (question.text, question.kind) == ("how many primes", "far")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "line 1: this is not valid JSON"),
        ("[]", "line 1: expected an object, found list"),
        ('{"label": "oos_far"}', "line 1: “text” is missing or empty"),
        ('{"text": " ", "label": "oos_far"}', "line 1: “text” is missing or empty"),
        ('{"text": "x"}', "line 1: “label” must be a label or a list of labels"),
        ('{"text": "x", "label": [1]}', "line 1: “label” must be a label or a list of labels"),
        ('{"text": "x", "labels": []}', "line 1: “labels” must be a label or a list of labels"),
        ('{"turns": [{"text": "x", "label": "y"}]}', "“turns” must be a list of at least two"),
        ("\n\n", "has no questions"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(line)

    with pytest.raises(QuestionSetError, match=complaint):
        load_questions(path)


def test_an_unknown_topic_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "some.jsonl", {"text": "teeth?", "label": "dental_amuont"})

    with pytest.raises(QuestionSetError, match="there is no topic or label dental_amuont"):
        load_question_set(path, TOPICS)


def test_a_missing_set_names_those_that_there_are() -> None:
    with pytest.raises(QuestionSetError, match="“tset”: name development, test, or a path"):
        load_question_set("tset", TOPICS)


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match=r"no \*\.jsonl file"):
        load_question_set(tmp_path, TOPICS)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_bytes(b"\xff\xfe\xff")

    with pytest.raises(QuestionSetError, match="cannot be read"):
        load_questions(path)


def test_another_json_file_is_no_clinc150(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text("{}")

    with pytest.raises(QuestionSetError, match="is not CLINC150's"):
        load_questions(path)


def test_the_readme_of_the_sets_counts_right() -> None:
    readme = (OWN_SETS / "README.md").read_text(encoding="utf-8")
    for name in ("development", "test"):
        for path in sorted((OWN_SETS / name).glob("*.jsonl")):
            count = sum(1 for line in path.read_text(encoding="utf-8").split("\n") if line.strip())
            row = next(line for line in readme.splitlines() if f"`{path.name}`" in line)
            assert str(count) in row.replace("|", " ").split(), (name, path.name, count)
