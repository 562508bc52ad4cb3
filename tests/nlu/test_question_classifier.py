"""The question classifier as a Rasa component."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import ActiveLoop, SlotSet
from rasa.shared.core.slots import TextSlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import bot.embedding
import bot.knowledge
from bot.errors import ModelError
from bot.knowledge.library import load_library
from bot.nlu import decision, question_classifier, question_splitter, topic_model
from bot.nlu.decision import Decision, Thresholds, Understanding
from bot.nlu.question_classifier import (
    SPACY_DOC,
    UNDERSTANDING,
    QuestionClassifier,
    intent_of,
    read_follow_ups,
    steps_out_of_form,
    training_examples,
)
from bot.nlu.topic_model import Example

RESOURCE = Resource("classifier")
QUESTIONS = {
    "ask_dental_amount": ["is the dentist covered", "what is paid for teeth", "broken tooth limit"],
    "ask_how_to_register": ["how can I register", "where to enter a trip", "how do I sign up"],
    "ask_membership_card": ["do I need a card", "must I print the card", "what card do I carry"],
    "out_of_scope": ["what is the weather", "who won the match", "does my own plan cover teeth"],
    "greet": ["hello there", "good morning", "hi"],
    "report_emergency": ["help I am bleeding", "my friend has collapsed", "we are being shot at"],
}
FOLLOW_UPS = """
follow_ups:
- after: dental_amount
  means:
    dental_amount: ["how much?", "what is the limit?", "up to what?"]
    how_to_register: ["and the trip?"]
    out_of_scope: ["for my dog?"]
- after: no_such_topic
  means:
    dental_amount: ["never read"]
"""


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "follow_ups.yml"
    path.write_text(FOLLOW_UPS, encoding="utf-8")
    return {**QuestionClassifier.get_default_config(), "follow_ups": str(path)}


@pytest.fixture
def training_data() -> TrainingData:
    return TrainingData(
        [
            Message({TEXT: text, INTENT: intent})
            for intent, texts in QUESTIONS.items()
            for text in texts
        ]
    )


@pytest.fixture
def trained(
    config: dict[str, Any],
    training_data: TrainingData,
    model_storage: LocalModelStorage,
    execution_context: ExecutionContext,
) -> QuestionClassifier:
    component = QuestionClassifier.create(config, model_storage, RESOURCE, execution_context)
    assert component.train(training_data) == RESOURCE
    return component


def message(text: str) -> Message:
    return Message({TEXT: text, SPACY_DOC: spacy.blank("en")(text)})


def tracker_after(topic: str | None) -> DialogueStateTracker:
    slots = [
        TextSlot(name, mappings=[{"type": "custom"}], influence_conversation=False)
        for name in ("last_topic", "claim_benefit")
    ]
    tracker = DialogueStateTracker.from_events("someone", [], slots=slots)
    tracker.update(SlotSet("last_topic", topic))
    return tracker


def test_training_and_loading_give_the_same_understanding(
    trained: QuestionClassifier,
    config: dict[str, Any],
    model_storage: LocalModelStorage,
    execution_context: ExecutionContext,
) -> None:
    loaded = QuestionClassifier.load(config, model_storage, RESOURCE, execution_context)
    for text in ("is the dentist paid?", "hello", "is the dentist covered? how do I register?"):
        (before,) = trained.process([message(text)])
        (after,) = loaded.process([message(text)])
        assert after.get(INTENT) == before.get(INTENT)
        assert len(after.get(UNDERSTANDING)["questions"]) == len(
            before.get(UNDERSTANDING)["questions"]
        )


def test_what_was_understood_is_part_of_the_output(trained: QuestionClassifier) -> None:
    (understood,) = trained.process([message("hello there")])
    assert {INTENT, UNDERSTANDING} <= understood.output_properties
    assert understood.get(INTENT)["name"] == "greet"
    assert understood.get(UNDERSTANDING)["emergency"] is False


def test_a_button_has_no_text_and_is_left_alone(trained: QuestionClassifier) -> None:
    (button,) = trained.process([Message({INTENT: {"name": "greet", "confidence": 1.0}})])
    assert button.get(UNDERSTANDING) is None


def test_the_last_topic_of_the_conversation_is_the_context(trained: QuestionClassifier) -> None:
    evidence = {}
    for topic in ("dental_amount", "how_to_register", None):
        (understood,) = trained.process([message("how much?")], tracker_after(topic))
        (question,) = understood.get(UNDERSTANDING)["questions"]
        evidence[topic] = question["evidence"]
    assert evidence["dental_amount"] > evidence["how_to_register"]
    assert evidence["dental_amount"] > evidence[None]


def test_an_untrained_component_says_so(
    config: dict[str, Any], model_storage: LocalModelStorage, execution_context: ExecutionContext
) -> None:
    component = QuestionClassifier.create(config, model_storage, RESOURCE, execution_context)
    with pytest.raises(ModelError, match="not trained: run `bot train`"):
        component.process([message("hello")])


def test_loading_without_state_says_what_to_do(
    config: dict[str, Any], model_storage: LocalModelStorage, execution_context: ExecutionContext
) -> None:
    with pytest.raises(ModelError, match="no state of classifier: train again with `bot train`"):
        QuestionClassifier.load(config, model_storage, RESOURCE, execution_context)


def test_the_fingerprint_stays_while_nothing_changes(config: dict[str, Any]) -> None:
    assert QuestionClassifier.fingerprint_addon(config) == QuestionClassifier.fingerprint_addon(
        config
    )


def test_the_fingerprint_needs_no_settings_as_when_rasa_has_the_component_in_its_cache() -> None:
    defaults = QuestionClassifier.get_default_config()
    assert QuestionClassifier.fingerprint_addon({"output": "cached"}) == (
        QuestionClassifier.fingerprint_addon(defaults)
    )


@pytest.mark.parametrize("name", ["isos-at-umb.md", "answers.yml", "benefits.yml", "new.txt"])
def test_the_fingerprint_changes_with_a_document(
    name: str, config: dict[str, Any], documents: Path, set_settings: Callable[..., None]
) -> None:
    set_settings(documents_dir=documents)
    before = QuestionClassifier.fingerprint_addon(config)
    with (documents / name).open("a", encoding="utf-8") as file:
        file.write("\n# A remark.\n")
    assert QuestionClassifier.fingerprint_addon(config) != before


def test_the_fingerprint_changes_with_the_follow_ups(config: dict[str, Any]) -> None:
    before = QuestionClassifier.fingerprint_addon(config)
    Path(config["follow_ups"]).write_text(FOLLOW_UPS.replace("dog", "cat"), encoding="utf-8")
    assert QuestionClassifier.fingerprint_addon(config) != before


@pytest.mark.parametrize(
    ("module", "file"),
    [
        (question_classifier, "question_classifier.py"),
        (topic_model, "topic_model.py"),
        (decision, "decision.py"),
        (question_splitter, "question_splitter.py"),
        (bot.embedding, "embedding.py"),
        (bot.knowledge, "library.py"),
        (bot.knowledge, "documents.py"),
    ],
)
def test_the_fingerprint_changes_with_the_code_it_leans_on(
    module: ModuleType,
    file: str,
    config: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert module.__file__ is not None
    copy = Path(shutil.copytree(Path(module.__file__).parent, tmp_path / "code"))
    monkeypatch.setattr(module, "__file__", str(copy / Path(module.__file__).name))
    before = QuestionClassifier.fingerprint_addon(config)
    with (copy / file).open("a", encoding="utf-8") as source:
        source.write("# A remark.\n")
    assert QuestionClassifier.fingerprint_addon(config) != before


def test_the_examples_are_those_of_the_files_with_drawn_contexts_and_known_follow_ups(
    config: dict[str, Any], documents: Path
) -> None:
    library = load_library(documents)
    follow_ups = read_follow_ups(Path(config["follow_ups"]))
    assert Example("for my dog?", "out_of_scope", "dental_amount") in follow_ups
    questions = [("is the dentist covered", "ask_dental_amount"), ("hi", "greet")]
    examples = training_examples(questions, follow_ups, library, seed=1)
    assert examples[:2] == [
        Example("is the dentist covered", "dental_amount"),
        Example("hi", "greet"),
    ]
    assert [e.label for e in examples if e.text == "hi"] == ["greet"]
    drawn = [e for e in examples if e.text == "is the dentist covered" and e.context]
    assert len(drawn) == 1
    assert drawn[0].context in library.answers
    assert sum(e.text == "how much?" for e in examples) == 2
    assert not [e for e in examples if e.text == "never read"]
    assert training_examples(questions, follow_ups, library, seed=1) == examples


def test_questions_of_an_answer_that_is_out_of_use_are_learnt_as_unanswered(
    documents: Path,
) -> None:
    page = documents / "isos-at-umb.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("get in touch with the Global Hub", "write"), encoding="utf-8")
    library = load_library(documents)
    (first, *_) = training_examples([("who can I ask", "ask_global_hub")], [], library, seed=1)
    assert first == Example("who can I ask", "out_of_scope")


@pytest.mark.parametrize(
    ("verdict", "label", "emergency", "intent"),
    [
        ("answer", "dental_amount", 0.0, "ask_dental_amount"),
        ("choose", "", 0.0, "unclear_question"),
        ("decline", "", 0.0, "out_of_scope"),
        ("small_talk", "greet", 0.0, "greet"),
        ("task", "register_trip", 0.0, "register_trip"),
        ("task", "register_trip", 0.9, "report_emergency"),
        # Who goes on is no longer in it.
        ("task", "resume_task", 0.9, "resume_task"),
        # Not sure of an emergency: the line goes on top of an answer, but thanks are no answer.
        ("answer", "dental_amount", 0.5, "ask_dental_amount"),
        ("small_talk", "greet", 0.5, "report_emergency"),
        ("answer", "dental_amount", 0.9, "report_emergency"),
        ("decline", "", 0.9, "report_emergency"),
    ],
)
def test_the_intent_says_what_is_to_be_done(
    verdict: Any, label: str, emergency: float, intent: str
) -> None:
    thresholds = Thresholds(2.0, 0.5, -1.0, emergency_line=0.2, emergency=0.8)
    decided = Decision("text", verdict, label, (), 0.9, 3.0)
    assert intent_of(decided, emergency, thresholds) == intent


@pytest.mark.parametrize(
    ("intent", "verdict", "text", "confidence", "steps_out"),
    [
        ("report_emergency", "decline", "help", 0.1, True),
        ("ask_evacuation_cover", "answer", "is evacuation covered?", 0.9, True),
        ("out_of_scope", "decline", "what is the weather in Oslo", 0.1, True),
        # A name, a place or a day can look like anything.
        ("ask_dental_amount", "answer", "Molar Island", 0.9, False),
        ("out_of_scope", "decline", "Nairobi", 0.1, False),
        ("restart", "small_talk", "start on the 3rd", 0.6, False),
        ("thank", "small_talk", "thanks a lot", 0.95, True),
        ("cancel", "task", "stop this please", 0.95, True),
        ("withdraw_trip", "task", "the 3rd, not the 4th", 0.6, False),
    ],
)
def test_only_what_is_clearly_no_answer_steps_out_of_a_form(
    intent: str, verdict: Any, text: str, confidence: float, steps_out: bool
) -> None:
    decided = Decision(text, verdict, intent, (), confidence, 3.0)
    assert steps_out_of_form(intent, Understanding((decided,), 0.0)) is steps_out


def test_an_answer_to_an_open_form_is_an_inform(trained: QuestionClassifier) -> None:
    tracker = tracker_after(None)
    (before,) = trained.process([message("good morning")], tracker)
    assert before.get(INTENT)["name"] == "greet"
    tracker.update(ActiveLoop("trip_form"))
    (inside,) = trained.process([message("Molar Island")], tracker)
    assert inside.get(INTENT)["name"] == "inform"
