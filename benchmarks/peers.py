"""Simpler pipelines for the same task, as yardsticks for benchmarks/understanding.py."""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.embedding import SentenceEmbedding

INVERSE_PENALTY = 20.0
ITERATIONS = 200


class Peer(Protocol):
    """A pipeline that takes a question for one of the intents it was trained on."""

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> Peer:
        """Train, out-of-scope examples included."""

    def answer(self, text: str) -> tuple[str, float]:
        """Return the likeliest intent and how sure it is, between 0 and 1."""


class NearestExample:
    """The intent of the lexically nearest example, by the cosine of TF-IDF vectors of its words."""

    def __init__(self, embedding: SentenceEmbedding) -> None:
        self._words = TfidfVectorizer(token_pattern=r"\w+", sublinear_tf=True)

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> NearestExample:
        self._intents = list(intents)
        self._examples = self._words.fit_transform(texts)
        return self

    def answer(self, text: str) -> tuple[str, float]:
        similarities = (self._examples @ self._words.transform([text]).T).toarray().ravel()
        best = int(similarities.argmax())
        return self._intents[best], float(similarities[best])


class Regression(ABC):
    """A logistic regression over some features, without a gate."""

    def fit(self, texts: Sequence[str], intents: Sequence[str]) -> Regression:
        self._fit_features(texts)
        self._regression = LogisticRegression(C=INVERSE_PENALTY, max_iter=ITERATIONS, tol=1e-3)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            self._regression.fit(self._features(texts), intents)
        self._answers: dict[str, tuple[str, float]] = {}
        return self

    def answer(self, text: str) -> tuple[str, float]:
        if text not in self._answers:
            probabilities = self._regression.predict_proba(self._features([text]))[0]
            best = int(probabilities.argmax())
            self._answers[text] = str(self._regression.classes_[best]), float(probabilities[best])
        return self._answers[text]

    @abstractmethod
    def _fit_features(self, texts: Sequence[str]) -> None:
        """Learn what the features need."""

    @abstractmethod
    def _features(self, texts: Sequence[str]) -> Any:
        """Return the features of texts, one row each."""


class WordsRegression(Regression):
    """Logistic regression over TF-IDF of words and characters."""

    def __init__(self, embedding: SentenceEmbedding) -> None:
        self._words = TfidfVectorizer(token_pattern=r"\w+", ngram_range=(1, 2), sublinear_tf=True)
        self._characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), min_df=2, sublinear_tf=True
        )

    def _fit_features(self, texts: Sequence[str]) -> None:
        self._words.fit(texts)
        self._characters.fit(texts)

    def _features(self, texts: Sequence[str]) -> Any:
        return sparse.hstack(
            [self._words.transform(texts), self._characters.transform(texts)], format="csr"
        )


class EmbeddingRegression(Regression):
    """Logistic regression over the sentence embedding."""

    def __init__(self, embedding: SentenceEmbedding) -> None:
        self._embedding = embedding

    def _fit_features(self, texts: Sequence[str]) -> None:
        """Nothing: the embedding is what it is."""

    def _features(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        return self._embedding.embed(texts)


PEERS: dict[str, Callable[[SentenceEmbedding], Peer]] = {
    "nearest example (TF-IDF)": NearestExample,
    "TF-IDF + logistic regression": WordsRegression,
    "MiniLM + logistic regression": EmbeddingRegression,
}
