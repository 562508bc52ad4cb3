"""The Rasa component that understands a question and decides what to do about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import bot.embedding
import bot.knowledge
from bot.benefits.claim import Claim
from bot.embedding import load_embedding
from bot.emergencies import said
from bot.emergencies.alarm import Alarm
from bot.emergencies.case import next_question
from bot.errors import ModelError
from bot.knowledge.library import load_library
from bot.nlu import decision as decision_module
from bot.nlu import ngrams, question_splitter, spelling, topic_examples, topic_model
from bot.nlu.component import SPACY_DOC, code_of
from bot.nlu.decision import EMERGENCY, Decision, Thresholds, understand
from bot.nlu.emergency_gate import EMERGENCY_ALARM
from bot.nlu.intents import (
    impossible_tasks,
    intent_in_form,
    intent_of,
    only_if_asked,
    pressed_button,
)
from bot.nlu.own_costs import calculate_own_costs, follow_calculation, refuse_foreign_costs
from bot.nlu.question_splitter import split_questions
from bot.nlu.topic_examples import read_follow_ups, training_examples
from bot.nlu.topic_model import TopicModel
from bot.settings import PROJECT_ROOT, get_settings

UNDERSTANDING = "understanding"
LAST_TOPIC_SLOT = "last_topic"
EMERGENCY_KIND_SLOT = "emergency_kind"
CASE_FORM = "case_form"
CASE_NOTES_SLOT = "case_notes"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionClassifier(GraphComponent, IntentClassifier):
    """Sets the intent of a message, and under ``understanding`` what to do about each question.

    The intent is ``ask_<topic>`` when the first question has an answer, ``unclear_question`` when
    choices are to be offered, ``out_of_scope``, ``report_emergency``, a task or a small talk. While
    a form is open it is ``inform`` for all that does not clearly step out of the form.
    """

    FORMAT_VERSION = 1

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults; the thresholds are chosen by benchmarks/understanding.py."""
        return {
            # Training file of questions that mean something only after another one.
            "follow_ups": "data/follow_ups.yml",
            # Evidence and probability among the topics from which a topic is answered.
            "answer_evidence": 1.6,
            "answer_probability": 0.65,
            # Evidence from which up to three choices are offered.
            "choose_evidence": -1.5,
            # Seed of the contexts that are drawn for questions which do not need one.
            "random_seed": 20,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: TopicModel | None = None,
    ) -> None:
        """Keep the settings; the learnt state comes from `train` or `load`."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._thresholds = Thresholds(
            answer=config["answer_evidence"],
            answer_probability=config["answer_probability"],
            choose=config["choose_evidence"],
        )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> QuestionClassifier:
        """Create an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Hash all that training reads besides the training data, and the code it leans on."""
        digest = hashlib.sha256(str(cls.FORMAT_VERSION).encode())
        documents = sorted(
            path for path in get_settings().documents_dir.glob("*") if path.is_file()
        )
        code = [
            Path(__file__),
            *code_of(
                topic_model,
                topic_examples,
                ngrams,
                spelling,
                decision_module,
                question_splitter,
                bot.embedding,
                bot.knowledge,
            ),
        ]
        # Rasa asks again without the settings when it takes the component from its cache.
        follow_ups = {**cls.get_default_config(), **config}["follow_ups"]
        emergencies = sorted(said.FOLDER.glob("*.yml"))
        for path in (PROJECT_ROOT / follow_ups, *emergencies, *documents, *code):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the questions of ``data/nlu.yml`` and the follow-ups."""
        library = load_library(get_settings().documents_dir)
        topics = {topic: answer.question for topic, answer in library.answers.items()}
        examples = training_examples(
            ((m.get(TEXT), m.get(INTENT)) for m in training_data.intent_examples),
            read_follow_ups(PROJECT_ROOT / self._config["follow_ups"]),
            library,
            seed=self._config["random_seed"],
        )
        self._model = TopicModel.train(load_embedding(), topics, examples, show_progress=True)
        self.persist()
        return self._resource

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Understand messages in the light of the conversation so far."""
        if self._model is None:
            raise ModelError("The question classifier is not trained: run `bot train`.")
        slots = tracker.current_slot_values() if tracker else {}
        context = slots.get(LAST_TOPIC_SLOT) or ""
        claim = Claim.from_slots(slots)
        impossible = impossible_tasks(
            has_claim=bool(claim.benefit), has_emergency=bool(slots.get(EMERGENCY_KIND_SLOT))
        )
        today = get_settings().today()
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            document = message.get(SPACY_DOC)
            parts = split_questions(document) if document is not None else []
            decisions = [
                refuse_foreign_costs(
                    calculate_own_costs(decision, text, today=today),
                    text,
                    claim,
                    context,
                    today=today,
                )
                for decision in understand(
                    text, parts, context, self._model.score, self._thresholds, impossible
                )
            ]
            if len(decisions) == 1:
                decisions = [follow_calculation(decisions[0], text, claim, context, today=today)]
            # What is to be done is the intent; what is to be answered goes along with it.
            decisions.sort(key=lambda decision: decision.verdict != "task")
            alarm = _alarm_of(message)
            intent = intent_of(decisions[0], alarm)
            if tracker and tracker.active_loop_name:
                in_notes = tracker.active_loop_name == CASE_FORM
                asked = next_question(slots.get(CASE_NOTES_SLOT) or {}) if in_notes else None
                intent = intent_in_form(intent, decisions, alarm, asked=asked)
            intent = pressed_button(text) or intent
            if intent == EMERGENCY:
                decisions = [only_if_asked(decision) for decision in decisions]
            _annotate(message, intent, decisions)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is: no later component reads intents."""
        return training_data

    def persist(self) -> None:
        """Write the learnt state to the model storage."""
        assert self._model is not None
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(Path(folder))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> QuestionClassifier:
        """Load a trained component.

        Raises:
            ModelError: The learnt state is missing or damaged.
        """
        try:
            with model_storage.read_from(resource) as folder:
                model = TopicModel.load(Path(folder), load_embedding())
        except ValueError as error:  # Rasa's word for a resource that is not there
            raise ModelError(
                f"The model has no state of {resource.name}: train again with `bot train`."
            ) from error
        return cls(config, model_storage, resource, model)


def _alarm_of(message: Message) -> Alarm:
    """Return what the gate has decided, which comes before this component."""
    alarm: Mapping[str, Any] = message.get(EMERGENCY_ALARM)
    return Alarm(**{**alarm, "layers": tuple(alarm["layers"])})


def _annotate(message: Message, intent: str, decisions: Sequence[Decision]) -> None:
    confidence = round(decisions[0].confidence, 4)
    message.set(INTENT, {"name": intent, "confidence": confidence}, add_to_output=True)
    questions = [decision.as_dict() for decision in decisions]
    message.set(UNDERSTANDING, {"questions": questions}, add_to_output=True)
