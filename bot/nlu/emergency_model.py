"""The trained layer of the emergency gate: is it an emergency, of which kind, in which language?

Three logistic regressions: whether it is an emergency and of which kind, both over the sentence
embedding, which knows English, and word and character n-grams, which know every language of the
examples; and the language, over the character n-grams.
"""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.embedding import SentenceEmbedding
from bot.emergencies.alarm import Score
from bot.emergencies.kinds import Kind
from bot.emergencies.phrases import fold
from bot.errors import ModelError
from bot.nlu.ngrams import character_ngrams, vocabulary_of, word_ngrams

Matrix = npt.NDArray[np.float32]

# Chosen by benchmarks/emergencies.py.
INVERSE_PENALTY = 20.0
ITERATIONS = 150
# Kind and language are told apart after fewer.
ITERATIONS_OF_MANY = 40
# Chinese and Japanese have words of one character.
SHORTEST_PIECE = 1

_NAMES = ("emergency", "kinds", "languages")
_INTERCEPTS = "_intercepts"


@dataclass(frozen=True)
class EmergencyExample:
    """A training example.

    Attributes:
        text: What somebody said.
        kind: The kind of emergency; None if it is none.
        language: ISO 639-1 code.
    """

    text: str
    kind: Kind | None
    language: str


class EmergencyModel:
    """Says how likely a text reports an emergency; see the module's docstring."""

    STATE_FILE = "emergency_model.npz"
    WORDS_FILE = "emergency_model.json"

    def __init__(
        self,
        embedding: SentenceEmbedding,
        characters: TfidfVectorizer,
        words: TfidfVectorizer,
        kinds: Sequence[Kind],
        languages: Sequence[str],
        weights: Mapping[str, Matrix],
    ) -> None:
        """Put a trained model together; use `train` or `load`.

        Args:
            embedding: The sentence embedding.
            characters: Fitted character n-grams.
            words: Fitted word n-grams.
            kinds: All kinds, in the order of the columns of their weights.
            languages: All languages, in the order of the columns of their weights.
            weights: ``emergency`` of shape ``(features, 1)``, ``kinds`` of shape ``(features,
                kinds)`` and ``languages`` of shape ``(character n-grams, languages)``, each with
                its ``..._intercepts``.
        """
        self._embedding = embedding
        self._characters = characters
        self._words = words
        self._kinds = list(kinds)
        self._languages = list(languages)
        self._weights = dict(weights)

    @classmethod
    def train(
        cls,
        embedding: SentenceEmbedding,
        examples: Sequence[EmergencyExample],
        *,
        show_progress: bool = False,
    ) -> EmergencyModel:
        """Train on examples.

        Args:
            embedding: The sentence embedding.
            examples: Some of every kind, and some of no emergency.
            show_progress: Show how far the embedding is.
        """
        texts = [example.text for example in examples]
        folded = [fold(text) for text in texts]
        characters = character_ngrams(shortest=SHORTEST_PIECE).fit(folded)
        words = word_ngrams().fit(folded)
        title = "Reading the emergencies" if show_progress else ""
        vectors = embedding.embed(texts, progress_title=title)
        pieces = characters.transform(folded).astype(np.float32)
        features = _join(vectors, pieces, words.transform(folded))
        rows = [row for row, example in enumerate(examples) if example.kind is not None]
        emergencies = [str(example.kind is not None) for example in examples]
        _, is_emergency = _fit(features, emergencies, ITERATIONS)
        kinds, by_kind = _fit(
            features[rows], [str(examples[row].kind) for row in rows], ITERATIONS_OF_MANY
        )
        languages, by_language = _fit(
            pieces, [example.language for example in examples], ITERATIONS_OF_MANY
        )
        weights = {
            name + ending: array
            for name, fitted in zip(_NAMES, (is_emergency, by_kind, by_language), strict=True)
            for ending, array in zip(("", _INTERCEPTS), fitted, strict=True)
        }
        return cls(embedding, characters, words, cast("list[Kind]", kinds), languages, weights)

    def score(self, texts: Sequence[str]) -> list[Score]:
        """Score texts."""
        folded = [fold(text) for text in texts]
        pieces = self._characters.transform(folded).astype(np.float32)
        features = _join(self._embedding.embed(texts), pieces, self._words.transform(folded))
        log_odds = self._logits(features, "emergency")[:, 0]
        kinds = self._logits(features, "kinds").argmax(axis=1)
        languages = self._logits(pieces, "languages").argmax(axis=1)
        return [
            Score(float(odds), self._kinds[kind], self._languages[language])
            for odds, kind, language in zip(log_odds, kinds, languages, strict=True)
        ]

    def save(self, folder: Path) -> None:
        """Write the model to a folder."""
        np.savez_compressed(
            folder / self.STATE_FILE,
            character_idf=self._characters.idf_,
            word_idf=self._words.idf_,
            **self._weights,
        )
        words = {
            "kinds": self._kinds,
            "languages": self._languages,
            "characters": vocabulary_of(self._characters),
            "words": vocabulary_of(self._words),
        }
        (folder / self.WORDS_FILE).write_text(json.dumps(words), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, embedding: SentenceEmbedding) -> EmergencyModel:
        """Read a model that `save` has written.

        Raises:
            ModelError: A file is missing or damaged.
        """
        try:
            words = json.loads((folder / cls.WORDS_FILE).read_text(encoding="utf-8"))
            with (folder / cls.STATE_FILE).open("rb") as file:
                state = dict(np.load(file, allow_pickle=False))
            characters = character_ngrams(
                words["characters"], state.pop("character_idf"), shortest=SHORTEST_PIECE
            )
            word_vectorizer = word_ngrams(words["words"], state.pop("word_idf"))
            return cls(
                embedding, characters, word_vectorizer, words["kinds"], words["languages"], state
            )
        except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise ModelError(
                f"The emergency model in {folder} is missing or damaged ({error}): "
                "train again with `bot train`."
            ) from error

    def _logits(self, features: sparse.csr_matrix, name: str) -> Matrix:
        logits: Matrix = np.asarray(features @ self._weights[name])
        return logits + self._weights[name + _INTERCEPTS]


def _join(
    vectors: Matrix, pieces: sparse.csr_matrix, words: sparse.csr_matrix
) -> sparse.csr_matrix:
    return sparse.hstack(
        [sparse.csr_matrix(vectors), pieces, words.astype(np.float32)], format="csr"
    )


def _fit(
    features: sparse.csr_matrix, labels: Sequence[str], iterations: int
) -> tuple[list[str], tuple[Matrix, Matrix]]:
    """Return the labels in the order of the columns, and the weights and intercepts."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    regression = LogisticRegression(C=INVERSE_PENALTY, max_iter=iterations, tol=1e-3)
    with warnings.catch_warnings():
        # Stopping early is intended: more iterations fit the training examples only.
        warnings.simplefilter("ignore", ConvergenceWarning)
        regression.fit(features, labels)
    weights = np.ascontiguousarray(regression.coef_.T.astype(np.float32))
    return list(regression.classes_), (weights, regression.intercept_.astype(np.float32))
