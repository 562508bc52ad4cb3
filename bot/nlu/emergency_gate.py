"""The Rasa component that looks at every message for an emergency, before anything else does."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import bot.embedding
from bot.embedding import load_embedding
from bot.emergencies import alarm, phrases, said
from bot.emergencies.alarm import Alarm, Thresholds, decide
from bot.emergencies.phrases import Phrases, load_phrases
from bot.emergencies.said import load_said
from bot.errors import ModelError
from bot.nlu import emergency_model, ngrams, question_splitter
from bot.nlu.component import SPACY_DOC, code_of
from bot.nlu.emergency_model import EmergencyExample, EmergencyModel
from bot.nlu.question_splitter import split_questions
from bot.nlu.topic_examples import FOLLOW_UPS, read_follow_ups

EMERGENCY_ALARM = "emergency"
# Ordinary questions are easily told from emergencies: some of them are enough.
QUESTION_INTENTS = ("ask_", "out_of_scope")
EVERY_NTH_QUESTION = 3

logger = logging.getLogger(__name__)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class EmergencyGate(GraphComponent):
    """Sets under ``emergency`` whether a message reports one: see `bot.emergencies.alarm`."""

    FORMAT_VERSION = 1

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults; the thresholds are chosen by benchmarks/emergencies.py."""
        return {
            # Probability from which an emergency takes over the turn ...
            "sure_probability": 0.7,
            # ... and from which its line is put on top of the reply.
            "perhaps_probability": 0.12,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: EmergencyModel | None = None,
        known_phrases: Phrases | None = None,
    ) -> None:
        """Keep the settings; the learnt state comes from `train` or `load`."""
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._phrases = known_phrases
        self._thresholds = Thresholds(
            sure=config["sure_probability"], perhaps=config["perhaps_probability"]
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EmergencyGate:
        """Create an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Hash the examples, which are no Rasa training data, and the code it leans on."""
        digest = hashlib.sha256(str(cls.FORMAT_VERSION).encode())
        code = code_of(
            alarm, phrases, said, emergency_model, ngrams, question_splitter, bot.embedding
        )
        for path in (*sorted(said.FOLDER.glob("*.yml")), FOLLOW_UPS, Path(__file__), *code):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the examples of `data/emergencies/` and on the questions of `data/nlu.yml`."""
        examples = training_examples(
            [(m.get(TEXT), m.get(INTENT)) for m in training_data.intent_examples],
            [example.text for example in read_follow_ups(FOLLOW_UPS)],
        )
        self._model = EmergencyModel.train(load_embedding(), examples, show_progress=True)
        self._phrases = load_phrases()
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(Path(folder))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Look at messages, whatever is going on in their conversation."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            document = message.get(SPACY_DOC)
            parts = split_questions(document) if document is not None else []
            decision = self.alarm(text, parts)
            if decision.level != "none":
                logger.info(
                    "emergency.noticed level=%s kind=%s language=%s layers=%s",
                    decision.level,
                    decision.kind,
                    decision.language,
                    "+".join(decision.layers),
                )
            message.set(EMERGENCY_ALARM, decision.as_dict(), add_to_output=True)
        return messages

    def alarm(self, text: str, parts: list[str]) -> Alarm:
        """Decide on a text and its sentences.

        Raises:
            ModelError: The component is not trained.
        """
        if self._model is None or self._phrases is None:
            raise ModelError("The emergency gate is not trained: run `bot train`.")
        scores = self._model.score([text, *parts])
        return decide(
            self._phrases.find(text),
            is_doubtful=self._phrases.doubts(text),
            scores=scores,
            thresholds=self._thresholds,
        )

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is: nothing is learnt from alarms."""
        return training_data

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EmergencyGate:
        """Load a trained component.

        Raises:
            ModelError: The learnt state is missing or damaged.
        """
        try:
            with model_storage.read_from(resource) as folder:
                model = EmergencyModel.load(Path(folder), load_embedding())
        except ValueError as error:  # Rasa's word for a resource that is not there
            raise ModelError(
                f"The model has no state of {resource.name}: train again with `bot train`."
            ) from error
        return cls(config, model_storage, resource, model, load_phrases())


def training_examples(
    questions: Sequence[tuple[str, str]], follow_ups: Sequence[str]
) -> list[EmergencyExample]:
    """Put the training examples together.

    Args:
        questions: Texts and intents of `data/nlu.yml`, none of which is an emergency.
        follow_ups: Texts of `data/follow_ups.yml`.
    """
    asked = [text for text, intent in questions if intent.startswith(QUESTION_INTENTS)]
    others = [text for text, intent in questions if not intent.startswith(QUESTION_INTENTS)]
    ordinary = [*asked[::EVERY_NTH_QUESTION], *follow_ups[::EVERY_NTH_QUESTION], *others]
    examples = [EmergencyExample(text, None, "en") for text in ordinary]
    for language, words in load_said().items():
        examples += [EmergencyExample(text, None, language) for text in words.others]
        examples += [
            EmergencyExample(text, kind, language)
            for kind, texts in words.emergencies.items()
            for text in texts
        ]
    return examples
