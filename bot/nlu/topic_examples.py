"""Putting the training examples of the topic model together."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml

from bot.emergencies.said import load_said
from bot.knowledge.library import Library
from bot.nlu.decision import EMERGENCY, TASKS, TOPIC_INTENT_PREFIX
from bot.nlu.topic_model import OUT_OF_SCOPE, Example
from bot.settings import PROJECT_ROOT

# Questions that mean something only after another one.
FOLLOW_UPS = PROJECT_ROOT / "data" / "follow_ups.yml"


def training_examples(
    questions: Iterable[tuple[str, str]],
    follow_ups: Sequence[Example],
    library: Library,
    *,
    seed: int,
) -> list[Example]:
    """Put the training examples of the topic model together.

    Args:
        questions: Texts and intents of ``data/nlu.yml``.
        follow_ups: Questions with the topic they follow.
        library: What the assistant knows.
        seed: Seeds the drawing of contexts.

    Returns:
        The examples without context, then again with a drawn one, so that a change of topic is
        learnt too, then the follow-ups, which are few, twice.
    """
    alone = [Example(text, _label(intent, library)) for text, intent in questions]
    topics = list(library.answers)
    draw = random.Random(seed)
    in_context = [
        Example(example.text, example.label, draw.choice(topics))
        for example in alone
        if example.label in topics or example.label in TASKS or example.label == OUT_OF_SCOPE
    ]
    known = [
        example
        for example in follow_ups
        if example.context in topics and example.label in (*topics, *TASKS, OUT_OF_SCOPE)
    ]
    return [*alone, *emergencies(), *in_context, *known, *known]


def emergencies() -> list[Example]:
    """Return the English emergencies, so that the sentences that tell of one pass for no topic."""
    english = load_said()["en"].emergencies
    return [Example(text, EMERGENCY) for texts in english.values() for text in texts]


def read_follow_ups(path: Path) -> list[Example]:
    """Read the follow-up questions of ``data/follow_ups.yml``."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Example(text, label, entry["after"])
        for entry in content["follow_ups"]
        for label, texts in entry["means"].items()
        for text in texts
    ]


def _label(intent: str, library: Library) -> str:
    if intent in TASKS:
        return intent
    topic = intent.removeprefix(TOPIC_INTENT_PREFIX)
    if topic in library.broken_answers:
        return OUT_OF_SCOPE
    return topic if topic in library.answers else intent
