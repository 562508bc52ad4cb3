"""The trained layer of the emergency gate, trained on a handful of sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.embedding import SentenceEmbedding
from bot.errors import ModelError
from bot.nlu.emergency_model import EmergencyModel


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("my colleague is unconscious and is bleeding, help", "medical", "en"),
        ("the police arrested my student and took her passport", "arrest", "en"),
        ("ayuda, mi amiga no respira", "medical", "es"),
        ("la policia tiene detenido a mi estudiante", "arrest", "es"),
    ],
)
def test_an_emergency_in_other_words_is_likely_and_has_its_kind_and_language(
    text: str, kind: str, language: str, emergency_model: EmergencyModel
) -> None:
    (score,) = emergency_model.score([text])
    assert score.log_odds > 0
    assert (score.kind, score.language) == (kind, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("is the dentist covered and who pays", "en"),
        ("how do I register a trip for my student", "en"),
        ("como registro el viaje de mi colega", "es"),
    ],
)
def test_a_question_is_not_likely_to_be_an_emergency(
    text: str, language: str, emergency_model: EmergencyModel
) -> None:
    (score,) = emergency_model.score([text])
    assert score.log_odds < 0
    assert score.language == language


def test_texts_are_scored_one_by_one_whatever_stands_beside_them(
    emergency_model: EmergencyModel,
) -> None:
    texts = [
        "my friend does not breathe",
        "como registro mi viaje",
        "",
        "???",
        "我被绑架了",
        "x" * 9999,
    ]
    together = emergency_model.score(texts)
    for text, score in zip(texts, together, strict=True):
        (alone,) = emergency_model.score([text])
        assert alone.log_odds == pytest.approx(score.log_odds, abs=1e-4)
        assert (alone.kind, alone.language) == (score.kind, score.language)


def test_case_accents_and_apostrophes_make_little_difference(
    emergency_model: EmergencyModel,
) -> None:
    plain, shouted = emergency_model.score(["mi amigo no respira", "¡MI AMIGO NO RESPIRA!"])
    assert min(plain.log_odds, shouted.log_odds) > 0
    assert plain.kind == shouted.kind


def test_a_saved_model_scores_as_before(
    emergency_model: EmergencyModel, embedding: SentenceEmbedding, tmp_path: Path
) -> None:
    emergency_model.save(tmp_path)
    loaded = EmergencyModel.load(tmp_path, embedding)
    texts = ["my friend is bleeding", "la policia me ha detenido", "is it covered?", "zzz"]
    for before, after in zip(emergency_model.score(texts), loaded.score(texts), strict=True):
        assert after.log_odds == pytest.approx(before.log_odds, abs=1e-5)
        assert (after.kind, after.language) == (before.kind, before.language)


@pytest.mark.parametrize("name", [EmergencyModel.STATE_FILE, EmergencyModel.WORDS_FILE])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "other"])
def test_a_missing_or_damaged_file_is_a_model_error(
    name: str,
    damage: str,
    emergency_model: EmergencyModel,
    embedding: SentenceEmbedding,
    tmp_path: Path,
) -> None:
    emergency_model.save(tmp_path)
    path = tmp_path / name
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "cut": content[:-200], "other": b"[]"}[damage])
    with pytest.raises(ModelError, match="train again with `bot train`"):
        EmergencyModel.load(tmp_path, embedding)
