"""The Rasa component that finds a passage for a question which has no short answer."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import bot.embedding
import bot.knowledge
from bot.embedding import DIMENSIONS, load_embedding
from bot.errors import ModelError
from bot.knowledge.compose import PASSAGE_INTENT
from bot.knowledge.documents import Passage
from bot.knowledge.library import load_library
from bot.nlu.component import code_of
from bot.nlu.decision import EMERGENCY
from bot.nlu.question_classifier import UNDERSTANDING
from bot.settings import get_settings


class Row(NamedTuple):
    """What a vector of the index stands for.

    Attributes:
        passage: Id of the passage.
        is_example_question: Whether it is an example question rather than words of the passage.
    """

    passage: str
    is_example_question: bool


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class PassageRetriever(GraphComponent):
    """Finds a passage for each question without a sure answer, if a new document speaks of it.

    A question that is near to an example question of ``questions.yml`` is answered with its
    passage. Otherwise the passage that comes nearest is added as ``passage``, to be suggested.

    Only passages that no short answer rests on are searched: what the others answer is known, and
    a question that was declined is one that they do not answer.
    """

    FORMAT_VERSION = 1
    VECTORS_FILE = "passages.npz"
    ROWS_FILE = "passages.json"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults; chosen by benchmarks/understanding.py."""
        return {
            # Cosine similarity from which a passage is offered, between -1 and 1.
            "least_similarity": 0.45,
            # Cosine similarity to an example question from which its passage is the answer.
            "answer_similarity": 0.6,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        rows: list[Row] | None = None,
        vectors: npt.NDArray[np.float32] | None = None,
    ) -> None:
        """Keep the settings; the index comes from `train` or `load`.

        Args:
            config: See `get_default_config`.
            model_storage: Where the index is kept.
            resource: Its name there.
            rows: What each row of the vectors stands for; a passage has several.
            vectors: Unit vectors, ``(rows, 384)``.
        """
        self._least_similarity: float = config["least_similarity"]
        self._answer_similarity: float = config["answer_similarity"]
        self._model_storage = model_storage
        self._resource = resource
        self._rows = rows
        self._vectors = vectors

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PassageRetriever:
        """Create a component without an index."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Hash the documents, which are not part of Rasa's training data, and the code."""
        digest = hashlib.sha256(str(cls.FORMAT_VERSION).encode())
        documents = sorted(
            path for path in get_settings().documents_dir.glob("*") if path.is_file()
        )
        for path in (*documents, Path(__file__), *code_of(bot.embedding, bot.knowledge)):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Index the passages of documents without short answers."""
        library = load_library(get_settings().documents_dir)
        passages = [(passage, _views(passage)) for passage in library.unanswered_passages()]
        texts = [(Row(passage.id, False), text) for passage, views in passages for text in views]
        texts += [
            (Row(passage, True), question)
            for passage, questions in library.questions.items()
            for question in questions
        ]
        self._rows = [row for row, _ in texts]
        self._vectors = (
            load_embedding().embed([text for _, text in texts])
            if texts
            else np.empty((0, DIMENSIONS), dtype=np.float32)
        )
        self.persist()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is: no later component reads passages."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Look up every question that has no sure answer."""
        for message in messages:
            questions = (message.get(UNDERSTANDING) or {"questions": []})["questions"]
            for question in questions:
                question["passage"] = None
                if question["verdict"] in ("decline", "choose"):
                    self._look_up(question)
            first_is_answered = questions and "#" in questions[0]["label"]
            if first_is_answered and message.get(INTENT)["name"] != EMERGENCY:
                confidence = questions[0]["confidence"]
                message.set(
                    INTENT, {"name": PASSAGE_INTENT, "confidence": confidence}, add_to_output=True
                )
        return messages

    def _look_up(self, question: dict[str, Any]) -> None:
        """Answer a question with a passage, or add the passage that may help."""
        if self._vectors is None or self._rows is None:
            raise ModelError("The passage retriever is not trained: run `bot train`.")
        if not self._rows:
            return
        similarities = self._vectors @ load_embedding().embed([question["text"]])[0]
        best = int(similarities.argmax())
        row, similarity = self._rows[best], float(similarities[best])
        if row.is_example_question and similarity >= self._answer_similarity:
            question.update(
                verdict="answer", label=row.passage, choices=[], confidence=round(similarity, 4)
            )
        elif similarity >= self._least_similarity:
            question["passage"] = row.passage

    def persist(self) -> None:
        """Write the index to the model storage."""
        assert self._vectors is not None
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(Path(folder) / self.VECTORS_FILE, vectors=self._vectors)
            (Path(folder) / self.ROWS_FILE).write_text(json.dumps(self._rows))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> PassageRetriever:
        """Load a trained component.

        Raises:
            ModelError: The index is missing or damaged.
        """
        try:
            with model_storage.read_from(resource) as folder:
                rows = [Row(*row) for row in json.loads((Path(folder) / cls.ROWS_FILE).read_text())]
                with (Path(folder) / cls.VECTORS_FILE).open("rb") as file:
                    vectors = np.load(file, allow_pickle=False)["vectors"]
        except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise ModelError(
                f"The model has no passages for {resource.name} ({error}): "
                "train again with `bot train`."
            ) from error
        return cls(config, model_storage, resource, rows, vectors)


def _views(passage: Passage) -> list[str]:
    """Return the texts by which a passage may be found: its heading, itself, its sentences."""
    sentences = [part for line in passage.text.splitlines() for part in line.split(". ")]
    return [
        passage.heading,
        f"{passage.heading} {passage.text}",
        *(sentence for sentence in sentences if len(sentence.split()) > 3),
    ]
