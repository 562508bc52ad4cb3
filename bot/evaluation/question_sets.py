"""Questions with the answer they should get, read from JSON lines or from CLINC150."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.errors import AssistantError
from bot.nlu.decision import TASKS
from bot.settings import PROJECT_ROOT

OWN_SETS = PROJECT_ROOT / "tests" / "questions"

NEAR = "oos_near"
FAR = "oos_far"
EMERGENCY = "report_emergency"
NOT_EMERGENCY = "not_emergency"
SMALL_TALK = frozenset(
    {
        "greet",
        "thank",
        "goodbye",
        "bot_challenge",
        "ask_capabilities",
        "restart",
        "affirm",
        "deny",
    }
)
# What other collections call the same.
_ALIASES = {"emergency_now": EMERGENCY, "oos": FAR}
_CLINC150_PART = "oos_test"

Kind = Literal["in_scope", "near", "far", "small_talk", "task", "emergency", "not_emergency"]
_KIND_OF_LABEL: Mapping[str, Kind] = {
    NEAR: "near",
    FAR: "far",
    EMERGENCY: "emergency",
    NOT_EMERGENCY: "not_emergency",
}


class QuestionSetError(AssistantError, ValueError):
    """A question set is missing or malformed."""


@dataclass(frozen=True)
class Question:
    """A message with what it is about.

    Attributes:
        text: The message.
        label: A topic, a small talk, a task, ``oos_near``, ``oos_far``, ``report_emergency`` or
            ``not_emergency``.
        also_right: Further labels that are as right.
        with_question: It is an emergency that comes with an ordinary question.
        language: ISO 639-1 code.
    """

    text: str
    label: str
    also_right: frozenset[str] = frozenset()
    with_question: bool = False
    language: str = "en"

    @property
    def kind(self) -> Kind:
        """What sort of message it is."""
        if self.label in SMALL_TALK:
            return "small_talk"
        if self.label in TASKS:
            return "task"
        return _KIND_OF_LABEL.get(self.label, "in_scope")

    @property
    def topics(self) -> frozenset[str]:
        """The topics that may be answered."""
        return frozenset(
            label
            for label in (self.label, *self.also_right)
            if label not in _KIND_OF_LABEL and label not in SMALL_TALK and label not in TASKS
        )

    @property
    def may_be_declined(self) -> bool:
        """Whether not to answer is right too."""
        return not {NEAR, FAR}.isdisjoint({self.label, *self.also_right})


@dataclass(frozen=True)
class Dialogue:
    """Questions that are asked one after the other; the later ones lean on the earlier ones."""

    turns: tuple[Question, ...]


@dataclass(frozen=True)
class Letter:
    """A message that asks several things, or one thing in many words.

    Attributes:
        text: The message.
        topics: Every topic that it asks about.
    """

    text: str
    topics: frozenset[str]


@dataclass(frozen=True)
class QuestionSet:
    """Everything that is asked in one evaluation."""

    name: str
    questions: tuple[Question, ...] = ()
    dialogues: tuple[Dialogue, ...] = ()
    letters: tuple[Letter, ...] = ()

    def all_topics(self) -> frozenset[str]:
        """Return every topic that occurs in it."""
        turns = (turn for dialogue in self.dialogues for turn in dialogue.turns)
        asked = [question.topics for question in (*self.questions, *turns)]
        return frozenset().union(*asked, *(letter.topics for letter in self.letters))


def load_question_set(source: str | Path, topics: Collection[str]) -> QuestionSet:
    """Load a question set and check its labels.

    Args:
        source: ``development`` or ``test``, a folder of ``*.jsonl`` files, or a single file.
        topics: The topics that exist.

    Raises:
        QuestionSetError: It is missing or malformed, or a label is unknown; the message says where.
    """
    own = OWN_SETS / source
    path = own if own.is_dir() and Path(source).name == str(source) else Path(source)
    if not path.exists():
        known = ", ".join(sorted(entry.name for entry in OWN_SETS.iterdir() if entry.is_dir()))
        raise QuestionSetError(f"There is no question set “{source}”: name {known}, or a path.")
    if path.is_dir():
        files = sorted(path.glob("*.jsonl"))
        if not files:
            raise QuestionSetError(f"There is no *.jsonl file in {path}.")
        question_set = _join(path.name, [load_questions(file) for file in files])
    else:
        question_set = load_questions(path)
    unknown = sorted(question_set.all_topics().difference(topics))
    if unknown:
        raise QuestionSetError(f"{path}: there is no topic or label {', '.join(unknown)}.")
    return question_set


def load_questions(path: Path) -> QuestionSet:
    """Load one file.

    Args:
        path: JSON lines, each ``{"text", "label"}``, ``{"turns"}`` or ``{"text", "labels"}`` with
            perhaps ``alt`` and fields that are not read; or CLINC150's ``data_full.json``, of which
            the out-of-scope test part is read.

    Raises:
        QuestionSetError: The file cannot be read or is malformed; the message names the line.
    """
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionSetError(f"{path} cannot be read: {error}") from error
    if path.suffix == ".json":
        return QuestionSet(path.stem, _clinc150(path, content))
    items: list[Question | Dialogue | Letter] = []
    # Not splitlines(), which also divides at characters that JSON allows within a text.
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            items.append(_read_line(line, f"{path.name}, line {number}"))
    if not items:
        raise QuestionSetError(f"{path} has no questions.")
    return QuestionSet(
        path.stem,
        tuple(item for item in items if isinstance(item, Question)),
        tuple(item for item in items if isinstance(item, Dialogue)),
        tuple(item for item in items if isinstance(item, Letter)),
    )


def _join(name: str, parts: Collection[QuestionSet]) -> QuestionSet:
    return QuestionSet(
        name,
        tuple(question for part in parts for question in part.questions),
        tuple(dialogue for part in parts for dialogue in part.dialogues),
        tuple(letter for part in parts for letter in part.letters),
    )


def _read_line(line: str, place: str) -> Question | Dialogue | Letter:
    try:
        entry = json.loads(line)
    except json.JSONDecodeError as error:
        raise QuestionSetError(f"{place}: this is not valid JSON: {error}") from error
    if not isinstance(entry, dict):
        raise QuestionSetError(f"{place}: expected an object, found {type(entry).__name__}.")
    if "turns" in entry:
        turns = entry["turns"]
        if not isinstance(turns, list) or len(turns) < 2:
            raise QuestionSetError(f"{place}: “turns” must be a list of at least two questions.")
        return Dialogue(tuple(_question(turn, place) for turn in turns))
    if "labels" in entry:
        return Letter(_text(entry, place), frozenset(_labels(entry, "labels", place)))
    return _question(entry, place)


def _question(entry: Any, place: str) -> Question:
    if not isinstance(entry, dict):
        raise QuestionSetError(f"{place}: expected an object, found {type(entry).__name__}.")
    label, *others = _labels(entry, "label", place)
    if entry.get("alt"):
        others += _labels(entry, "alt", place)
    return Question(
        _text(entry, place),
        label,
        frozenset(others),
        bool(entry.get("with_question", False)),
        str(entry.get("language", "en")),
    )


def _text(entry: Mapping[str, Any], place: str) -> str:
    text = entry.get("text")
    if not isinstance(text, str) or not text.strip():
        raise QuestionSetError(f"{place}: “text” is missing or empty.")
    return text


def _labels(entry: Mapping[str, Any], field: str, place: str) -> list[str]:
    value = entry.get(field)
    labels = value if isinstance(value, list) else [value]
    if not labels or not all(isinstance(label, str) and label for label in labels):
        raise QuestionSetError(f"{place}: “{field}” must be a label or a list of labels.")
    return [_ALIASES.get(label, label) for label in map(str, labels)]


def _clinc150(path: Path, content: str) -> tuple[Question, ...]:
    try:
        pairs = json.loads(content)[_CLINC150_PART]
        return tuple(Question(str(text), _ALIASES[label]) for text, label in pairs)
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise QuestionSetError(
            f"{path} is not CLINC150's data_full.json: its part “{_CLINC150_PART}” "
            f"cannot be read ({error!r})."
        ) from error
