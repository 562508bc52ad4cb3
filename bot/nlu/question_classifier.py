"""The Rasa component that understands a question and decides what to do about it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
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
from bot.errors import ModelError
from bot.knowledge.library import Library, load_library
from bot.nlu import decision as decision_module
from bot.nlu import question_splitter, spelling, topic_model
from bot.nlu.decision import (
    EMERGENCY,
    TASKS,
    Decision,
    Thresholds,
    Understanding,
    looks_like_question,
    understand,
)
from bot.nlu.own_costs import (
    CHANGE_CLAIM,
    calculate_own_costs,
    follow_calculation,
    refuse_foreign_costs,
)
from bot.nlu.question_splitter import split_questions
from bot.nlu.topic_model import OUT_OF_SCOPE, Example, TopicModel
from bot.settings import PROJECT_ROOT, get_settings

TOPIC_INTENT_PREFIX = "ask_"
UNDERSTANDING = "understanding"
LAST_TOPIC_SLOT = "last_topic"
SPACY_DOC = "text_spacy_doc"
UNCLEAR_INTENT = "unclear_question"
# What answers the question of an open form, or tries to.
INFORM_INTENT = "inform"
RESUME_TASK = "resume_task"
# While a form is open, a short answer to it can look like anything: "thanks", "start on the 3rd",
# "none". Only what is this sure steps out of the form.
STEP_OUT_PROBABILITY = 0.85


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
            # Probability of an emergency from which its line is put on top of the reply ...
            "emergency_line_probability": 0.15,
            # ... and from which it takes over the turn.
            "emergency_probability": 0.8,
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
            emergency_line=config["emergency_line_probability"],
            emergency=config["emergency_probability"],
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
                spelling,
                decision_module,
                question_splitter,
                bot.embedding,
                bot.knowledge,
            ),
        ]
        # Rasa asks again without the settings when it takes the component from its cache.
        follow_ups = {**cls.get_default_config(), **config}["follow_ups"]
        for path in (_project_file(follow_ups), *documents, *code):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the questions of ``data/nlu.yml`` and the follow-ups."""
        library = load_library(get_settings().documents_dir)
        topics = {topic: answer.question for topic, answer in library.answers.items()}
        examples = training_examples(
            ((m.get(TEXT), m.get(INTENT)) for m in training_data.intent_examples),
            read_follow_ups(_project_file(self._config["follow_ups"])),
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
        context = tracker.get_slot(LAST_TOPIC_SLOT) if tracker else None
        claim = Claim.from_slots(tracker.current_slot_values() if tracker else {})
        impossible = () if claim.benefit else (CHANGE_CLAIM,)
        today = get_settings().today()
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            document = message.get(SPACY_DOC)
            parts = split_questions(document) if document is not None else []
            understanding = understand(
                text, parts, context or "", self._model.score, self._thresholds, impossible
            )
            decisions = [
                refuse_foreign_costs(
                    calculate_own_costs(decision, text, today=today),
                    text,
                    claim,
                    context or "",
                    today=today,
                )
                for decision in understanding.decisions
            ]
            if len(decisions) == 1:
                decisions = [
                    follow_calculation(decisions[0], text, claim, context or "", today=today)
                ]
            # What is to be done is the intent; what is to be answered goes along with it.
            decisions.sort(key=lambda decision: decision.verdict != "task")
            understanding = replace(understanding, decisions=tuple(decisions))
            in_form = bool(tracker and tracker.active_loop_name)
            self._annotate(message, understanding, in_form=in_form)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as it is: no later component reads intents."""
        return training_data

    def _annotate(self, message: Message, understanding: Understanding, *, in_form: bool) -> None:
        first = understanding.decisions[0]
        intent = intent_of(first, understanding.emergency, self._thresholds)
        if in_form and not steps_out_of_form(intent, understanding):
            intent = INFORM_INTENT
        confidence = understanding.emergency if intent == EMERGENCY else first.confidence
        message.set(
            INTENT, {"name": intent, "confidence": round(confidence, 4)}, add_to_output=True
        )
        message.set(
            UNDERSTANDING,
            {
                "questions": [decision.as_dict() for decision in understanding.decisions],
                "emergency": understanding.emergency >= self._thresholds.emergency_line,
            },
            add_to_output=True,
        )

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


def intent_of(decision: Decision, emergency: float, thresholds: Thresholds) -> str:
    """Return the intent that a decision stands for."""
    # "The ambulance has taken over. Go on with my registration": the line goes on top, no more.
    goes_on = decision.verdict == "task" and decision.label == RESUME_TASK
    if emergency >= thresholds.emergency and not goes_on:
        return EMERGENCY
    if emergency >= thresholds.emergency_line and decision.verdict == "small_talk":
        return EMERGENCY
    if decision.verdict in ("small_talk", "task"):
        return decision.label
    if decision.verdict == "choose":
        return UNCLEAR_INTENT
    if decision.verdict == "decline":
        return OUT_OF_SCOPE
    return TOPIC_INTENT_PREFIX + decision.label


def steps_out_of_form(intent: str, understanding: Understanding) -> bool:
    """Tell whether a message, said while a form is open, is more than an answer to the form."""
    if intent == EMERGENCY:
        return True
    first = understanding.decisions[0]
    if first.verdict in ("small_talk", "task"):
        return first.confidence >= STEP_OUT_PROBABILITY
    return any(looks_like_question(decision.text) for decision in understanding.decisions)


def training_examples(
    questions: Iterable[tuple[str, str]],
    follow_ups: Sequence[Example],
    library: Library,
    *,
    seed: int,
) -> list[Example]:
    """Put the training examples of the topic model together.

    Args:
        questions: Texts and intents of ``data/nlu.yml``.
        follow_ups: Questions with the topic they follow.
        library: What the assistant knows.
        seed: Seeds the drawing of contexts.

    Returns:
        The examples without context, then again with a drawn one, so that a change of topic is
        learnt too, then the follow-ups, which are few, twice.
    """
    alone = [Example(text, _label(intent, library)) for text, intent in questions]
    topics = list(library.answers)
    draw = random.Random(seed)
    in_context = [
        Example(example.text, example.label, draw.choice(topics))
        for example in alone
        if example.label in topics or example.label in TASKS or example.label == OUT_OF_SCOPE
    ]
    known = [
        example
        for example in follow_ups
        if example.context in topics and example.label in (*topics, *TASKS, OUT_OF_SCOPE)
    ]
    return [*alone, *in_context, *known, *known]


def read_follow_ups(path: Path) -> list[Example]:
    """Read the follow-up questions of ``data/follow_ups.yml``."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        Example(text, label, entry["after"])
        for entry in content["follow_ups"]
        for label, texts in entry["means"].items()
        for text in texts
    ]


def _label(intent: str, library: Library) -> str:
    if intent in TASKS:
        return intent
    topic = intent.removeprefix(TOPIC_INTENT_PREFIX)
    if topic in library.broken_answers:
        return OUT_OF_SCOPE
    return topic if topic in library.answers else intent


def code_of(*modules: ModuleType) -> list[Path]:
    """Return the source files of modules, and of all modules of a package."""
    files: list[Path] = []
    for module in modules:
        assert module.__file__ is not None  # none of ours is a namespace package
        path = Path(module.__file__)
        files.extend(sorted(path.parent.glob("*.py")) if path.name == "__init__.py" else [path])
    return files


def _project_file(name: str) -> Path:
    return PROJECT_ROOT / name
