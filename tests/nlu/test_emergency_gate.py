"""The emergency gate as a Rasa component."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import bot.embedding
from bot.emergencies import alarm, phrases, said
from bot.emergencies.kinds import KINDS
from bot.emergencies.phrases import load_phrases
from bot.emergencies.said import load_said
from bot.errors import ModelError
from bot.nlu import emergency_gate, emergency_model, ngrams, question_splitter
from bot.nlu.component import SPACY_DOC
from bot.nlu.emergency_gate import (
    EMERGENCY_ALARM,
    EVERY_NTH_QUESTION,
    EmergencyGate,
    training_examples,
)
from bot.nlu.emergency_model import EmergencyExample, EmergencyModel

RESOURCE = Resource("gate")
CRY = "Zebedee Okonkwo is not breathing, help us"
QUESTION = "is dental care covered"


@pytest.fixture
def gate(emergency_model: EmergencyModel, model_storage: LocalModelStorage) -> EmergencyGate:
    """The gate with the phrases as they are, and with a model of a handful of sentences."""
    config = EmergencyGate.get_default_config()
    return EmergencyGate(config, model_storage, RESOURCE, emergency_model, load_phrases())


def message(text: str) -> Message:
    return Message({TEXT: text, SPACY_DOC: spacy.blank("en")(text)})


def test_every_message_gets_its_alarm_as_part_of_the_output(gate: EmergencyGate) -> None:
    cry, question = gate.process([message(CRY), message(QUESTION)])
    assert EMERGENCY_ALARM in cry.output_properties
    alarm = dict(cry.get(EMERGENCY_ALARM))
    assert 0.5 < alarm.pop("probability") <= 1
    assert alarm == {
        "level": "sure",
        "kind": "medical",
        "language": "en",
        "layers": ["phrase", "model"],
    }
    assert question.get(EMERGENCY_ALARM)["level"] == "none"
    assert question.get(EMERGENCY_ALARM)["layers"] == []


def test_a_button_has_no_text_and_is_left_alone(gate: EmergencyGate) -> None:
    (button,) = gate.process([Message({INTENT: {"name": "greet", "confidence": 1.0}})])
    assert button.get(EMERGENCY_ALARM) is None


def test_a_message_is_looked_at_sentence_by_sentence_too(gate: EmergencyGate) -> None:
    letter = f"{QUESTION}? how do I register my trip? the police have arrested me"
    whole = gate.alarm(letter, [])
    parted = gate.alarm(letter, [QUESTION, "how do I register my trip?", "police arrested me"])
    assert parted.kind == "arrest"
    assert ("none", "perhaps", "sure").index(parted.level) >= (
        ("none", "perhaps", "sure").index(whole.level)
    )


@pytest.mark.parametrize("text", ["?", "🆘", "x" * 5000, "我", " ", "\u0301"])
def test_no_text_is_too_strange_for_it(text: str, gate: EmergencyGate) -> None:
    (looked_at,) = gate.process([message(text)])
    assert looked_at.get(EMERGENCY_ALARM)["kind"] in KINDS


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (CRY, "emergency.noticed level=sure kind=medical language=en layers=phrase+model"),
        ("mi amigo Zebedee no respira", "emergency.noticed level=sure kind=medical language=es"),
    ],
)
def test_the_log_names_level_and_kind_and_never_what_was_said(
    text: str, line: str, gate: EmergencyGate, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        gate.process([message(text)])
    assert line in caplog.text
    for word in ("Zebedee", "Okonkwo", "breathing", "respira"):
        assert word not in caplog.text


def test_a_question_leaves_no_line_in_the_log(
    gate: EmergencyGate, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        gate.process([message(QUESTION)])
    assert caplog.text == ""


def test_an_untrained_component_says_so(
    model_storage: LocalModelStorage, execution_context: ExecutionContext
) -> None:
    config = EmergencyGate.get_default_config()
    gate = EmergencyGate.create(config, model_storage, RESOURCE, execution_context)
    with pytest.raises(ModelError, match="not trained: run `bot train`"):
        gate.process([message(CRY)])


def test_loading_gives_the_alarms_of_before(
    gate: EmergencyGate,
    emergency_model: EmergencyModel,
    model_storage: LocalModelStorage,
    execution_context: ExecutionContext,
) -> None:
    with model_storage.write_to(RESOURCE) as folder:
        emergency_model.save(Path(folder))
    config = EmergencyGate.get_default_config()
    loaded = EmergencyGate.load(config, model_storage, RESOURCE, execution_context)
    for text in (CRY, QUESTION, "la policia me ha detenido", "what if he is not breathing"):
        assert loaded.alarm(text, []) == gate.alarm(text, [])


def test_loading_without_state_says_what_to_do(
    model_storage: LocalModelStorage, execution_context: ExecutionContext
) -> None:
    config = EmergencyGate.get_default_config()
    with pytest.raises(ModelError, match="no state of gate: train again with `bot train`"):
        EmergencyGate.load(config, model_storage, RESOURCE, execution_context)


def test_nothing_is_learnt_from_alarms(gate: EmergencyGate) -> None:
    data = TrainingData([Message({TEXT: CRY, INTENT: "out_of_scope"})])
    assert gate.process_training_data(data) is data


@pytest.fixture
def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the files of examples, to change at will."""
    folder = Path(shutil.copytree(said.FOLDER, tmp_path / "emergencies"))
    monkeypatch.setattr(said, "FOLDER", folder)
    return folder


def fingerprint() -> str | None:
    return EmergencyGate.fingerprint_addon(EmergencyGate.get_default_config())


def test_the_fingerprint_stays_while_nothing_changes_and_needs_no_settings(examples: Path) -> None:
    assert fingerprint() == fingerprint() == EmergencyGate.fingerprint_addon({"output": "cached"})


@pytest.mark.parametrize("name", ["en.yml", "hi.yml", "sw.yml"])
def test_the_fingerprint_changes_with_a_file_of_examples(name: str, examples: Path) -> None:
    before = fingerprint()
    with (examples / name).open("a", encoding="utf-8") as file:
        file.write("\n# A remark.\n")
    assert fingerprint() != before


def test_the_fingerprint_changes_with_the_version_of_the_format(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = fingerprint()
    monkeypatch.setattr(EmergencyGate, "FORMAT_VERSION", EmergencyGate.FORMAT_VERSION + 1)
    assert fingerprint() != before


@pytest.mark.parametrize(
    "module",
    [alarm, phrases, said, emergency_model, ngrams, question_splitter, bot.embedding],
    ids=lambda module: module.__name__,
)
def test_the_fingerprint_changes_with_the_code_it_leans_on(
    module: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert module.__file__ is not None
    copy = Path(shutil.copy(module.__file__, tmp_path))
    monkeypatch.setattr(module, "__file__", str(copy))
    before = fingerprint()
    with copy.open("a", encoding="utf-8") as source:
        source.write("# A remark.\n")
    assert fingerprint() != before


def test_the_fingerprint_changes_with_the_component_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Path(shutil.copy(emergency_gate.__file__, tmp_path))
    monkeypatch.setattr(emergency_gate, "__file__", str(copy))
    before = fingerprint()
    copy.write_text(copy.read_text(encoding="utf-8") + "# A remark.\n", encoding="utf-8")
    assert fingerprint() != before


def test_the_examples_are_those_of_every_language_and_some_questions() -> None:
    questions = [(f"is number {n} covered", "ask_dental_amount") for n in range(10)]
    examples = training_examples([*questions, ("is it hot", "greet")], ["is number 3 too"])
    ordinary = [example for example in examples if example.text.startswith("is number ")]
    assert ordinary == [
        *(EmergencyExample(text, None, "en") for text, _ in questions[::EVERY_NTH_QUESTION]),
        EmergencyExample("is number 3 too", None, "en"),
    ]
    assert EmergencyExample("is it hot", None, "en") in examples
    known = load_said()
    assert {example.language for example in examples} == set(known)
    assert {example.kind for example in examples} == {*KINDS, None}
    spanish = known["es"].emergencies["arrest"]
    assert {EmergencyExample(text, "arrest", "es") for text in spanish} <= set(examples)


def test_the_thresholds_are_in_their_order() -> None:
    config = EmergencyGate.get_default_config()
    assert 0 < config["perhaps_probability"] < config["sure_probability"] < 1


def test_the_thresholds_are_those_of_the_settings_of_the_component(
    emergency_model: EmergencyModel, model_storage: LocalModelStorage
) -> None:
    def level(**config: float) -> Callable[[str], str]:
        settings = {**EmergencyGate.get_default_config(), **config}
        gate = EmergencyGate(settings, model_storage, RESOURCE, emergency_model, load_phrases())
        return lambda text: gate.alarm(text, []).level

    assert level(sure_probability=0.0)(QUESTION) == "sure"
    assert level(perhaps_probability=0.0)(QUESTION) == "perhaps"
    assert level(perhaps_probability=1.0, sure_probability=1.0)("help me with the form") == "none"
