"""From what the layers of the gate say to one decision."""

from __future__ import annotations

import json
import math

import pytest

from bot.emergencies.alarm import (
    LEAST_BESIDE_PHRASE,
    Alarm,
    Level,
    Score,
    Thresholds,
    decide,
    probability_of,
)
from bot.emergencies.phrases import Cry

THRESHOLDS = Thresholds(sure=0.8, perhaps=0.2)
CERTAIN = Cry("assault", "es", is_certain=True)
UNCERTAIN = Cry("assault", "es", is_certain=False)


def decided(cry: Cry | None, *scores: Score, is_doubtful: bool = False) -> Alarm:
    return decide(cry, is_doubtful=is_doubtful, scores=scores, thresholds=THRESHOLDS)


def score(probability: float) -> Score:
    return Score(math.log(probability / (1 - probability)), "medical", "en")


@pytest.mark.parametrize(
    ("cry", "probability", "level", "layers"),
    [
        (None, 0.05, "none", ()),
        (None, 0.19, "none", ()),
        (None, 0.21, "perhaps", ("model",)),
        (None, 0.79, "perhaps", ("model",)),
        (None, 0.81, "sure", ("model",)),
        # In so many words: sure, unless the model is all but sure of the contrary.
        (CERTAIN, 0.9, "sure", ("phrase", "model")),
        (CERTAIN, LEAST_BESIDE_PHRASE * 1.01, "sure", ("phrase",)),
        (CERTAIN, LEAST_BESIDE_PHRASE * 0.99, "perhaps", ("phrase",)),
        # Beside "what if" and the like the model decides.
        (UNCERTAIN, 0.05, "none", ("phrase",)),
        (UNCERTAIN, 0.5, "perhaps", ("phrase", "model")),
        (UNCERTAIN, 0.9, "sure", ("phrase", "model")),
    ],
)
def test_phrases_and_model_come_to_one_level(
    cry: Cry | None, probability: float, level: Level, layers: tuple[str, ...]
) -> None:
    alarm = decided(cry, score(probability))
    assert (alarm.level, alarm.layers) == (level, layers)


@pytest.mark.parametrize(
    ("probability", "level", "doubtful"), [(0.9, "sure", "perhaps"), (0.3, "perhaps", "none")]
)
def test_what_says_of_itself_that_it_may_be_none_needs_more_evidence(
    probability: float, level: Level, doubtful: Level
) -> None:
    assert decided(None, score(probability)).level == level
    assert decided(None, score(probability), is_doubtful=True).level == doubtful


def test_a_phrase_knows_kind_and_language_better_than_the_model() -> None:
    alarm = decided(CERTAIN, score(0.9))
    assert (alarm.kind, alarm.language) == ("assault", "es")
    alarm = decided(None, score(0.9))
    assert (alarm.kind, alarm.language) == ("medical", "en")


def test_the_likeliest_sentence_says_the_kind_and_the_whole_message_the_language() -> None:
    whole, first, second = (
        Score(1.0, "stranded", "fr"),
        Score(-3.0, "arrest", "en"),
        Score(4.0, "disaster", "it"),
    )
    alarm = decided(None, whole, first, second)
    assert (alarm.level, alarm.kind, alarm.language) == ("sure", "disaster", "fr")


@pytest.mark.parametrize(
    ("log_odds", "probability"),
    [
        ([0.0], 0.5),
        ([2.0], 1 / (1 + math.exp(-2.0))),
        # A cry in the middle of a letter, and a letter that tells of last year.
        ([-2.0, -6.0, 4.0], 1 / (1 + math.exp(-1.0))),
        ([4.0, -2.0, -6.0], 1 / (1 + math.exp(-4.0))),
    ],
)
def test_the_message_and_its_likeliest_sentence_count_alike(
    log_odds: list[float], probability: float
) -> None:
    scores = [Score(odds, "medical", "en") for odds in log_odds]
    assert probability_of(scores, is_doubtful=False) == pytest.approx(probability)


@pytest.mark.parametrize("log_odds", [-700.0, 700.0])
def test_the_model_may_be_as_sure_as_it_likes(log_odds: float) -> None:
    assert 0 <= probability_of([Score(log_odds, "medical", "en")], is_doubtful=True) <= 1


def test_an_alarm_travels_in_json_types() -> None:
    as_dict = Alarm("sure", "medical", "en", ("phrase", "model")).as_dict()
    assert json.loads(json.dumps(as_dict)) == as_dict
    assert as_dict == {
        "level": "sure",
        "kind": "medical",
        "language": "en",
        "layers": ["phrase", "model"],
        "probability": 0.0,
    }
