"""The topic model with other settings, and the assistant around it, without Rasa."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from folds import Data, topics

from bot.embedding import SentenceEmbedding, load_embedding
from bot.emergencies.alarm import Alarm
from bot.evaluation.outcomes import Reaction, read_reaction
from bot.evaluation.run import Ask
from bot.knowledge.library import get_library
from bot.nlu import topic_model
from bot.nlu.decision import Thresholds, understand
from bot.nlu.intents import intent_of
from bot.nlu.question_classifier import QuestionClassifier
from bot.nlu.question_splitter import split_questions
from bot.nlu.topic_examples import training_examples
from bot.nlu.topic_model import Scores, TopicModel
from bot.settings import get_settings

PENALTIES = sorted({5.0, 20.0, 50.0, topic_model.INVERSE_PENALTY})
DEFAULTS = QuestionClassifier.get_default_config()
NO_ALARM = Alarm("none", "medical", "en")
ScoreAll = Callable[[Sequence[tuple[str, str]]], list[Scores]]


class RememberingEmbedding(SentenceEmbedding):
    """The sentence embedding, which embeds no text twice."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}

    def embed(self, sentences: Sequence[str], *, progress_title: str = "") -> Any:
        new = [text for text in dict.fromkeys(sentences) if text not in self._known]
        if new:
            self._known.update(zip(new, load_embedding().embed(new), strict=True))
        return np.array([self._known[text] for text in sentences], dtype=np.float32)


@cache
def embedding() -> RememberingEmbedding:
    """Return the embedding of this process."""
    return RememberingEmbedding()


def fit(data: Data, held_out: int, folder: Path) -> None:
    """Train a model for every penalty without a fold, in a process of its own."""
    texts, follow_ups = data.training(held_out)
    library = get_library(get_settings().documents_dir)
    seed = DEFAULTS["random_seed"]
    examples = training_examples(texts, follow_ups, library, seed=seed)
    for penalty in PENALTIES:
        topic_model.INVERSE_PENALTY = penalty
        target = folder / f"{held_out}-{penalty}"
        target.mkdir()
        TopicModel.train(embedding(), topics(), examples).save(target)


class Scorer:
    """Scores with any weight of the proximity; nothing is scored twice."""

    def __init__(self, folder: Path) -> None:
        self._model = TopicModel.load(folder, embedding())
        self._known: dict[tuple[str, str], tuple[Scores, float]] = {}

    def with_weight(self, weight: float) -> ScoreAll:
        """Return what scores pairs of text and context."""

        def score(pairs: Sequence[tuple[str, str]]) -> list[Scores]:
            new = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
            if new:
                topic_model.PROXIMITY_WEIGHT = 0.0
                without = self._model.score(new)
                topic_model.PROXIMITY_WEIGHT = 1.0
                with_it = self._model.score(new)
                for pair, plain, near in zip(new, without, with_it, strict=True):
                    self._known[pair] = plain, near.evidence - plain.evidence
            return [
                dataclasses.replace(plain, evidence=plain.evidence + weight * proximity)
                for plain, proximity in map(self._known.__getitem__, pairs)
            ]

        return score


@cache
def parts_of(text: str) -> tuple[str, ...]:
    """Divide a message as the assistant does."""
    return tuple(split_questions(tokenizer()(text)))


@cache
def tokenizer() -> spacy.language.Language:
    """Return spaCy's tokenizer of English, which is that of the pipeline."""
    return spacy.blank("en")


def asking(score: ScoreAll, thresholds: Thresholds) -> Ask:
    """Return the assistant, without Rasa around it."""

    def ask(text: str, last_topic: str) -> Reaction:
        decisions = understand(text, parts_of(text), last_topic, score, thresholds)
        intent = intent_of(decisions[0], NO_ALARM)
        questions = [decision.as_dict() for decision in decisions]
        return read_reaction(
            {"intent": {"name": intent}, "understanding": {"questions": questions}}
        )

    return ask


def default_thresholds(**changes: float) -> Thresholds:
    """Return the present thresholds of the component, with changes."""
    present = Thresholds(
        answer=DEFAULTS["answer_evidence"],
        answer_probability=DEFAULTS["answer_probability"],
        choose=DEFAULTS["choose_evidence"],
    )
    return dataclasses.replace(present, **changes)
