"""The question classifier as a Rasa component."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import spacy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import ActiveLoop, SlotSet
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import bot.embedding
import bot.knowledge
from bot.emergencies import said
from bot.emergencies.alarm import Alarm, Level
from bot.emergencies.said import load_said
from bot.errors import ModelError
from bot.knowledge.library import load_library
from bot.nlu import (
    decision,
    ngrams,
    question_classifier,
    question_splitter,
    spelling,
    topic_examples,
    topic_model,
)
from bot.nlu.component import SPACY_DOC
from bot.nlu.decision import EMERGENCY
from bot.nlu.emergency_gate import EMERGENCY_ALARM
from bot.nlu.question_classifier import UNDERSTANDING, QuestionClassifier
from bot.nlu.topic_examples import read_follow_ups, training_examples
from bot.nlu.topic_model import Example

RESOURCE = Resource("classifier")
QUESTIONS = {
    "ask_dental_amount": ["is the dentist covered", "what is paid for teeth", "broken tooth limit"],
    "ask_how_to_register": ["how can I register", "where to enter a trip", "how do I sign up"],
    "ask_membership_card": ["do I need a card", "must I print the card", "what card do I carry"],
    "out_of_scope": ["what is the weather", "who won the match", "does my own plan cover teeth"],
    "greet": ["hello there", "good morning", "hi"],
    "emergency_called": ["I have called them", "they are on their way now", "the call is done"],
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


def config_in(folder: Path) -> dict[str, Any]:
    """Return the settings of the component, with a file of follow-ups of its own."""
    path = folder / "follow_ups.yml"
    path.write_text(FOLLOW_UPS, encoding="utf-8")
    return {**QuestionClassifier.get_default_config(), "follow_ups": str(path)}


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    return config_in(tmp_path)


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    return LocalModelStorage(tmp_path_factory.mktemp("storage"))


@pytest.fixture(scope="module")
def trained(
    storage: LocalModelStorage, tmp_path_factory: pytest.TempPathFactory
) -> QuestionClassifier:
    """The component, trained once: it learns the emergencies too, which takes seconds."""
    config = config_in(tmp_path_factory.mktemp("config"))
    context = ExecutionContext(GraphSchema({}), "a model")
    component = QuestionClassifier.create(config, storage, RESOURCE, context)
    questions = [(text, intent) for intent, texts in QUESTIONS.items() for text in texts]
    data = TrainingData([Message({TEXT: text, INTENT: intent}) for text, intent in questions])
    assert component.train(data) == RESOURCE
    return component


def message(
    text: str, level: Level = "none", layers: tuple[str, ...] = (), probability: float = 0.0
) -> Message:
    """Return a message as the gate hands it on."""
    alarm = Alarm(level, "medical", "en", layers, probability).as_dict()
    return Message({TEXT: text, SPACY_DOC: spacy.blank("en")(text), EMERGENCY_ALARM: alarm})


def tracker_after(topic: str | None, **values: Any) -> DialogueStateTracker:
    """Return a conversation whose last answer was on a topic."""
    values["last_topic"] = topic
    slots = [
        AnySlot(name, mappings=[{"type": "custom"}])
        for name in ("claim_benefit", "emergency_kind", "case_notes", *values)
    ]
    tracker = DialogueStateTracker.from_events("someone", [], slots=slots)
    for name, value in values.items():
        tracker.update(SlotSet(name, value))
    return tracker


def intent(message: Message) -> str:
    return str(message.get(INTENT)["name"])


def test_training_and_loading_give_the_same_understanding(
    trained: QuestionClassifier,
    config: dict[str, Any],
    storage: LocalModelStorage,
    execution_context: ExecutionContext,
) -> None:
    loaded = QuestionClassifier.load(config, storage, RESOURCE, execution_context)
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
    assert intent(understood) == "greet"
    assert list(understood.get(UNDERSTANDING)) == ["questions"]


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


def test_the_fingerprint_changes_with_the_emergencies(
    config: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(said.FOLDER, tmp_path / "emergencies"))
    monkeypatch.setattr(said, "FOLDER", folder)
    before = QuestionClassifier.fingerprint_addon(config)
    with (folder / "en.yml").open("a", encoding="utf-8") as file:
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
        (topic_examples, "topic_examples.py"),
        (ngrams, "ngrams.py"),
        (spelling, "spelling.py"),
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


def test_the_english_emergencies_are_learnt_as_such(
    config: dict[str, Any], documents: Path
) -> None:
    examples = training_examples([], [], load_library(documents), seed=1)
    english = load_said()["en"].emergencies
    assert {(example.text, example.label) for example in examples} == {
        (text, EMERGENCY) for texts in english.values() for text in texts
    }


def test_an_answer_to_an_open_form_is_an_inform(trained: QuestionClassifier) -> None:
    tracker = tracker_after(None)
    (before,) = trained.process([message("good morning")], tracker)
    assert intent(before) == "greet"
    tracker.update(ActiveLoop("trip_form"))
    (inside,) = trained.process([message("Molar Island")], tracker)
    assert intent(inside) == "inform"


@pytest.mark.parametrize(
    ("text", "level", "form", "slots", "expected"),
    [
        ("is the dentist covered", "none", None, {}, "ask_dental_amount"),
        ("is the dentist covered", "perhaps", None, {}, "ask_dental_amount"),
        ("is the dentist covered", "sure", None, {}, "report_emergency"),
        # Somebody who greets may be in one.
        ("good morning", "perhaps", None, {}, "report_emergency"),
        # Its words are those of a button, in any language.
        ("False alarm", "none", None, {}, "false_alarm"),
        ("Falsa alarma", "none", None, {}, "false_alarm"),
        ("no logro comunicarme", "perhaps", None, {}, "emergency_no_answer"),
        # What is done in an emergency is not meant by anybody who has reported none.
        ("I have called them", "none", None, {"emergency_kind": "medical"}, "emergency_called"),
        (
            "he fell",
            "sure",
            "case_form",
            {"case_notes": {"person": "Ann", "place": ""}},
            "inform",
        ),
    ],
)
def test_the_alarm_of_the_gate_and_the_conversation_make_the_intent(
    text: str,
    level: Level,
    form: str | None,
    slots: dict[str, Any],
    expected: str,
    trained: QuestionClassifier,
) -> None:
    tracker = tracker_after(None, **slots)
    tracker.update(ActiveLoop(form))
    (understood,) = trained.process([message(text, level)], tracker)
    assert intent(understood) == expected


@pytest.mark.parametrize(
    ("layers", "probability", "form", "slots", "expected"),
    [
        # What answers a form is hardly a sentence: the model must be surer of it than elsewhere.
        (("model",), 0.72, "trip_form", {}, "inform"),
        (("model",), 0.9, "trip_form", {}, "report_emergency"),
        (("phrase",), 0.2, "trip_form", {}, "report_emergency"),
        # The form of the notes asks first who is in need, then where they are, then what happened.
        (("model",), 0.9, "case_form", {"case_notes": {}}, "inform"),
        (("phrase",), 0.9, "case_form", {"case_notes": {}}, "report_emergency"),
        (
            ("phrase", "model"),
            0.99,
            "case_form",
            {"case_notes": {"person": "Ann", "place": ""}},
            "inform",
        ),
    ],
)
def test_what_a_form_is_told_is_an_emergency_only_if_it_is_sure_enough(
    layers: tuple[str, ...],
    probability: float,
    form: str,
    slots: dict[str, Any],
    expected: str,
    trained: QuestionClassifier,
) -> None:
    tracker = tracker_after(None, **slots)
    tracker.update(ActiveLoop(form))
    (understood,) = trained.process([message("Molar Island", "sure", layers, probability)], tracker)
    assert intent(understood) == expected


def test_nobody_has_called_who_has_reported_no_emergency(trained: QuestionClassifier) -> None:
    (understood,) = trained.process([message("I have called them")], tracker_after(None))
    assert intent(understood) != "emergency_called"


def test_the_story_of_an_emergency_is_not_answered_as_a_question(
    trained: QuestionClassifier,
) -> None:
    story, question = "the dentist is covered", "is the dentist covered?"
    (told,) = trained.process([message(story, "sure")])
    assert "answer" not in [q["verdict"] for q in told.get(UNDERSTANDING)["questions"]]
    (asked,) = trained.process([message(question, "sure")])
    assert [q["label"] for q in asked.get(UNDERSTANDING)["questions"]] == ["dental_amount"]
