"""The trained heart of understanding: which topic a question is about, and how near it is to it.

One multinomial logistic regression over the sentence embedding and word and character n-grams,
with the previous topic as context, plus nearest neighbours for the proximity gate.
"""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.embedding import DIMENSIONS, SentenceEmbedding
from bot.errors import ModelError
from bot.nlu.ngrams import character_ngrams, vocabulary_of, word_ngrams
from bot.nlu.spelling import Spelling

Matrix = npt.NDArray[np.float32]

OUT_OF_SCOPE = "out_of_scope"
NO_CONTEXT = ""
# Unit vectors are under-fitted by a weaker penalty (C = 1); chosen by benchmarks/understanding.py.
INVERSE_PENALTY = 20.0
ITERATIONS = 60
NEIGHBOURS = 3
# Weight of the nearest neighbours in the evidence; chosen by benchmarks/understanding.py.
PROXIMITY_WEIGHT = 5.0


@dataclass(frozen=True)
class Example:
    """A training example.

    Attributes:
        text: What somebody said.
        label: The topic it is about, or another class such as ``out_of_scope``.
        context: The topic of the previous answer, or ``""``.
    """

    text: str
    label: str
    context: str = NO_CONTEXT


@dataclass(frozen=True)
class Scores:
    """What the model makes of one question.

    Attributes:
        probabilities: Probability of every label, which sum up to 1.
        evidence: For the likeliest topic, log p(topic) - log p(out of scope) + weighted
            similarity to the topic's nearest examples minus to the nearest that are out of scope.
        topics: The topics, likeliest first.
    """

    probabilities: Mapping[str, float]
    evidence: float
    topics: Sequence[str]


class TopicModel:
    """Says which topic a question is about; see the module's docstring."""

    STATE_FILE = "topic_model.npz"
    WORDS_FILE = "topic_model.json"

    def __init__(
        self,
        embedding: SentenceEmbedding,
        topics: Mapping[str, str],
        labels: Sequence[str],
        characters: TfidfVectorizer,
        words: TfidfVectorizer,
        weights: Matrix,
        intercepts: Matrix,
        example_vectors: Matrix,
        example_labels: Sequence[str],
        spelling: Spelling,
    ) -> None:
        """Put a trained model together; use `train` or `load`.

        Args:
            embedding: The sentence embedding.
            topics: Topic -> the question that names it, also what stands for it as context.
            labels: All labels, in the order of the rows of the weights.
            characters: Fitted character n-grams.
            words: Fitted word n-grams.
            weights: Shape ``(labels, features)``.
            intercepts: Shape ``(labels,)``.
            example_vectors: Embeddings of the examples without context, ``(examples, 384)``.
            example_labels: Their labels.
            spelling: Mends the spelling of questions before they are scored.
        """
        self._embedding = embedding
        self._topics = dict(topics)
        self._labels = list(labels)
        self._characters = characters
        self._words = words
        self._weights = weights
        self._weights_by_feature = np.ascontiguousarray(weights.T)
        self._intercepts = intercepts
        self._example_vectors = example_vectors
        self._spelling = spelling
        self._example_labels = np.array(example_labels, dtype=np.str_)
        self._rows_of = {label: np.flatnonzero(self._example_labels == label) for label in labels}
        self._topic_columns = [i for i, label in enumerate(self._labels) if label in self._topics]

    @classmethod
    def train(
        cls,
        embedding: SentenceEmbedding,
        topics: Mapping[str, str],
        examples: Sequence[Example],
        *,
        show_progress: bool = False,
    ) -> TopicModel:
        """Train on examples.

        Args:
            embedding: The sentence embedding.
            topics: Topic -> the question that names it.
            examples: At least one of every topic, and some that are out of scope.
            show_progress: Show how far the embedding is.
        """
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.linear_model import LogisticRegression

        texts = [example.text for example in examples]
        characters = character_ngrams().fit(texts)
        words = word_ngrams().fit(texts)
        untrained = cls(
            embedding,
            topics,
            sorted({example.label for example in examples}),
            characters,
            words,
            np.empty((0, 0), dtype=np.float32),
            np.empty(0, dtype=np.float32),
            np.empty((0, DIMENSIONS), dtype=np.float32),
            [],
            Spelling.of(texts),
        )
        title = "Reading the training questions" if show_progress else ""
        vectors = _embed_once(embedding, texts, title)
        contexts = [example.context for example in examples]
        features = untrained._features(texts, contexts, vectors, show_progress=show_progress)
        regression = LogisticRegression(C=INVERSE_PENALTY, max_iter=ITERATIONS, tol=1e-3)
        with warnings.catch_warnings(), _status("Learning the topics ...", show_progress):
            # Stopping early is intended: more iterations fit the training questions only.
            warnings.simplefilter("ignore", ConvergenceWarning)
            regression.fit(features, [example.label for example in examples])
        alone = [i for i, example in enumerate(examples) if example.context == NO_CONTEXT]
        return cls(
            embedding,
            topics,
            list(regression.classes_),
            characters,
            words,
            regression.coef_.astype(np.float32),
            regression.intercept_.astype(np.float32),
            vectors[alone],
            [examples[i].label for i in alone],
            untrained._spelling,
        )

    def score(self, questions: Sequence[tuple[str, str]]) -> list[Scores]:
        """Score questions.

        Args:
            questions: Pairs of text and context (the topic of the previous answer, or ``""``).
        """
        texts = [self._spelling.correct(text) for text, _ in questions]
        contexts = [context if context in self._topics else NO_CONTEXT for _, context in questions]
        vectors = self._embedding.embed(texts)
        features = self._features(texts, contexts, vectors)
        logits = np.asarray(features @ self._weights_by_feature) + self._intercepts
        logs = logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
        return [self._scores(log, vector) for log, vector in zip(logs, vectors, strict=True)]

    def save(self, folder: Path) -> None:
        """Write the model to a folder."""
        np.savez_compressed(
            folder / self.STATE_FILE,
            weights=self._weights,
            intercepts=self._intercepts,
            example_vectors=self._example_vectors,
            character_idf=self._characters.idf_,
            word_idf=self._words.idf_,
        )
        words = {
            "topics": self._topics,
            "labels": self._labels,
            "example_labels": self._example_labels.tolist(),
            "characters": vocabulary_of(self._characters),
            "words": vocabulary_of(self._words),
            "word_counts": self._spelling.counts,
        }
        (folder / self.WORDS_FILE).write_text(json.dumps(words), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, embedding: SentenceEmbedding) -> TopicModel:
        """Read a model that `save` has written.

        Raises:
            ModelError: A file is missing or damaged.
        """
        try:
            words = json.loads((folder / cls.WORDS_FILE).read_text(encoding="utf-8"))
            with (folder / cls.STATE_FILE).open("rb") as file:
                state = np.load(file, allow_pickle=False)
                characters = character_ngrams(words["characters"], state["character_idf"])
                word_vectorizer = word_ngrams(words["words"], state["word_idf"])
                return cls(
                    embedding,
                    words["topics"],
                    words["labels"],
                    characters,
                    word_vectorizer,
                    state["weights"],
                    state["intercepts"],
                    state["example_vectors"],
                    words["example_labels"],
                    Spelling(words["word_counts"]),
                )
        except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise ModelError(
                f"The topic model in {folder} is missing or damaged ({error}): "
                "train again with `bot train`."
            ) from error

    def _features(
        self,
        texts: Sequence[str],
        contexts: Sequence[str],
        vectors: Matrix,
        *,
        show_progress: bool = False,
    ) -> sparse.csr_matrix:
        in_context = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        rows = [row for row, context in enumerate(contexts) if context]
        if rows:
            title = "Reading the follow-up questions" if show_progress else ""
            in_context[rows] = _embed_once(
                self._embedding,
                [f"{self._topics[contexts[row]]} {texts[row]}" for row in rows],
                title,
            )
        names = list(self._topics)
        which_context = np.array(
            [[float(context == name) for name in names] for context in contexts], dtype=np.float32
        )
        return sparse.hstack(
            [
                sparse.csr_matrix(vectors),
                self._characters.transform(texts).astype(np.float32),
                self._words.transform(texts).astype(np.float32),
                sparse.csr_matrix(in_context),
                sparse.csr_matrix(which_context),
            ],
            format="csr",
        )

    def _scores(self, logs: Matrix, vector: Matrix) -> Scores:
        by_likelihood = sorted(self._topic_columns, key=lambda column: -logs[column])
        topics = [self._labels[column] for column in by_likelihood]
        similarities = self._example_vectors @ vector
        proximity = self._nearness(similarities, topics[0]) - self._nearness(
            similarities, OUT_OF_SCOPE
        )
        out_of_scope = logs[self._labels.index(OUT_OF_SCOPE)]
        evidence = logs[by_likelihood[0]] - out_of_scope + PROXIMITY_WEIGHT * proximity
        return Scores(
            probabilities=dict(zip(self._labels, np.exp(logs).tolist(), strict=True)),
            evidence=float(evidence),
            topics=topics,
        )

    def _nearness(self, similarities: Matrix, label: str) -> float:
        """Mean similarity to the nearest examples of a label."""
        of_label = np.sort(similarities[self._rows_of[label]])
        return float(of_label[-NEIGHBOURS:].mean())


def _status(words: str, show: bool) -> AbstractContextManager[object]:
    """Show what is going on while nothing can be counted."""
    if not show:
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(words)


def _embed_once(embedding: SentenceEmbedding, texts: Sequence[str], title: str) -> Matrix:
    """Embed texts, each different one once: most examples stand twice, with another context."""
    different = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    vectors = embedding.embed(list(different), progress_title=title)
    return vectors[[different[text] for text in texts]]
