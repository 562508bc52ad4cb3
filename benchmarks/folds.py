"""The training data, divided into folds for cross-validation."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import yaml

from bot.evaluation.question_sets import FAR, NEAR, NOT_EMERGENCY, Question
from bot.knowledge.library import get_library
from bot.nlu.decision import FOLLOW_UP, TOPIC_INTENT_PREFIX
from bot.nlu.topic_examples import FOLLOW_UPS, read_follow_ups
from bot.nlu.topic_model import OUT_OF_SCOPE, Example
from bot.settings import PROJECT_ROOT, get_settings

FOLDS = 5
WHOLE = FOLDS  # the number of the "fold" that is trained on everything
SEED = 7
TALK_OF_EMERGENCIES = "no_emergency"


@dataclass(frozen=True)
class Data:
    """The training data, divided.

    Attributes:
        texts: Texts and intents of data/nlu.yml.
        questions: The same as questions; None where nothing is asked of the model.
        folds: The fold in which each is held out.
        follow_ups: The follow-up questions.
        follow_up_folds: The fold in which each of these is held out.
    """

    texts: list[tuple[str, str]]
    questions: list[Question | None]
    folds: list[int]
    follow_ups: list[Example]
    follow_up_folds: list[int]

    def training(self, held_out: int) -> tuple[list[tuple[str, str]], list[Example]]:
        """Return the texts and the follow-ups without those of a fold."""
        return (
            [text for text, fold in zip(self.texts, self.folds, strict=True) if fold != held_out],
            [
                example
                for example, fold in zip(self.follow_ups, self.follow_up_folds, strict=True)
                if fold != held_out
            ],
        )


@lru_cache(maxsize=1)
def read_data() -> Data:
    """Read the training data and divide it into folds."""
    draw = random.Random(SEED)
    blocks = yaml.safe_load((PROJECT_ROOT / "data" / "nlu.yml").read_text("utf-8"))["nlu"]
    near_themes = [
        block["metadata"]["theme"]
        for block in blocks
        if block.get("metadata", {}).get("distance") == "near"
    ]
    draw.shuffle(near_themes)
    fold_of_theme = {theme: number % FOLDS for number, theme in enumerate(near_themes)}
    data = Data([], [], [], [], [])
    for block in blocks:
        texts = [line[2:] for line in block["examples"].splitlines() if line.startswith("- ")]
        draw.shuffle(texts)
        theme = block.get("metadata", {}).get("theme", "")
        for number, text in enumerate(texts):
            data.texts.append((text, block["intent"]))
            data.questions.append(_question(text, block["intent"], theme, fold_of_theme))
            # Talk of emergencies has one theme, without which nothing could be learnt of it.
            whole = theme in fold_of_theme and theme != TALK_OF_EMERGENCIES
            data.folds.append(fold_of_theme[theme] if whole else number % FOLDS)
    data.follow_ups.extend(read_follow_ups(FOLLOW_UPS))
    data.follow_up_folds.extend(draw.randrange(FOLDS) for _ in data.follow_ups)
    return data


def _question(
    text: str, intent: str, theme: str, near_themes: Mapping[str, int]
) -> Question | None:
    if intent == FOLLOW_UP:
        return None
    if theme == TALK_OF_EMERGENCIES:
        return Question(text, NOT_EMERGENCY)
    if intent == OUT_OF_SCOPE:
        return Question(text, NEAR if theme in near_themes else FAR)
    topic = intent.removeprefix(TOPIC_INTENT_PREFIX)
    return Question(text, topic if topic in topics() else intent)


@lru_cache(maxsize=1)
def topics() -> dict[str, str]:
    """Return the topics and the question that names each."""
    library = get_library(get_settings().documents_dir)
    return {topic: answer.question for topic, answer in library.answers.items()}
