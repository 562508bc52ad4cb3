"""From what the layers of the gate say to one decision: sure, perhaps, or no emergency."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.emergencies.kinds import Kind
from bot.emergencies.phrases import Cry

Level = Literal["sure", "perhaps", "none"]

# Below this the model is so sure of the contrary ("held hostage by the visa office") that a phrase
# by itself does not take over the turn; chosen by benchmarks/emergencies.py.
LEAST_BESIDE_PHRASE = 0.1
# What "what if", "last year", "drill" and the like take off the log odds; chosen likewise.
DOUBT = 1.5


@dataclass(frozen=True)
class Score:
    """What the trained layer makes of a text.

    Attributes:
        log_odds: That it reports an emergency, as the logarithm of the odds.
        kind: The likeliest kind, if it does.
        language: ISO 639-1 code of the likeliest language.
    """

    log_odds: float
    kind: Kind
    language: str


@dataclass(frozen=True)
class Thresholds:
    """Where one level ends and the next begins.

    Attributes:
        sure: Probability from which an emergency is sure.
        perhaps: Probability from which it may be one.
    """

    sure: float
    perhaps: float


@dataclass(frozen=True)
class Alarm:
    """The decision of the gate on one message.

    Attributes:
        level: Whether it reports an emergency.
        kind: The likeliest kind, if it does.
        language: ISO 639-1 code of the language it is written in.
        layers: What spoke for it: ``phrase``, ``model``.
        probability: What the model finds, between 0 and 1.
    """

    level: Level
    kind: Kind
    language: str
    layers: tuple[str, ...] = ()
    probability: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the decision as it travels to the actions, in JSON types."""
        return {**asdict(self), "layers": list(self.layers)}


def decide(
    cry: Cry | None, *, is_doubtful: bool, scores: Sequence[Score], thresholds: Thresholds
) -> Alarm:
    """Decide on a message.

    Args:
        cry: What the phrases have found.
        is_doubtful: Whether the message says of itself that it may be no emergency.
        scores: Of the message as a whole, and of each of its sentences.
        thresholds: See `Thresholds`.
    """
    whole = scores[0]
    likeliest = max(scores, key=lambda score: score.log_odds)
    probability = probability_of(scores, is_doubtful=is_doubtful)
    layers = []
    if cry is not None:
        layers.append("phrase")
    if probability >= thresholds.perhaps:
        layers.append("model")
    is_certain = cry is not None and cry.is_certain
    if probability >= thresholds.sure or (is_certain and probability >= LEAST_BESIDE_PHRASE):
        level: Level = "sure"
    else:
        level = "perhaps" if is_certain or probability >= thresholds.perhaps else "none"
    return Alarm(
        level=level,
        kind=likeliest.kind if cry is None else cry.kind,
        language=whole.language if cry is None else cry.language,
        layers=tuple(layers),
        probability=round(probability, 4),
    )


def probability_of(scores: Sequence[Score], *, is_doubtful: bool) -> float:
    """Return the probability that a message reports an emergency.

    A sentence may cry for help in the middle of a letter, and may seem to where the letter tells
    of last year: the message as a whole and its likeliest sentence count alike.

    Args:
        scores: Of the message as a whole, and of each of its sentences.
        is_doubtful: Whether the message says of itself that it may be no emergency.
    """
    log_odds = (scores[0].log_odds + max(score.log_odds for score in scores)) / 2
    log_odds -= DOUBT if is_doubtful else 0.0
    return 1.0 / (1.0 + math.exp(-log_odds))
