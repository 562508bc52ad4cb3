"""Finding a passage of a new document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.errors import ModelError
from bot.nlu.passage_retriever import PassageRetriever
from bot.nlu.question_classifier import UNDERSTANDING

RESOURCE = Resource("retriever")
CONFIG = PassageRetriever.get_default_config()
RAIL = """# Rail travel

## Which train may I take?

You may take any train of the second class. First class is paid on journeys of over six hours.

## Can I bring a bicycle?

A bicycle may be taken along on slow trains, and its ticket is paid.
"""


@pytest.fixture
def retriever(
    documents: Path,
    set_settings: Callable[..., None],
    model_storage: LocalModelStorage,
    execution_context: ExecutionContext,
) -> PassageRetriever:
    (documents / "rail.md").write_text(RAIL, encoding="utf-8")
    set_settings(documents_dir=documents)
    component = PassageRetriever.create(CONFIG, model_storage, RESOURCE, execution_context)
    assert component.train(TrainingData()) == RESOURCE
    return component


def passage_for(component: PassageRetriever, text: str, verdict: str = "decline") -> object:
    return look_up(component, text, verdict).get(UNDERSTANDING)["questions"][0]["passage"]


def look_up(component: PassageRetriever, text: str, verdict: str = "decline") -> Message:
    question = {"text": text, "verdict": verdict, "label": "", "confidence": 0.1}
    (message,) = component.process(
        [
            Message(
                {
                    TEXT: text,
                    INTENT: {"name": "out_of_scope", "confidence": 0.1},
                    UNDERSTANDING: {"questions": [question]},
                }
            )
        ]
    )
    return message


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("is first class on the train paid?", "rail#which-train-may-i-take"),
        ("may I take my bike on the train?", "rail#can-i-bring-a-bicycle"),
        ("what is the capital of France?", None),
        # The old document answers this, but it has short answers and is not searched.
        ("how much emergency coverage do I have as a UMB traveler?", None),
    ],
)
def test_a_question_that_was_declined_finds_the_passage_of_a_new_document(
    question: str, passage: str | None, retriever: PassageRetriever
) -> None:
    assert passage_for(retriever, question) == passage


@pytest.mark.parametrize(
    ("question", "intent", "label"),
    [
        ("am i allowed to take a bicycle along?", "ask_document", "rail#can-i-bring-a-bicycle"),
        ("is first class on the train paid?", "out_of_scope", ""),
    ],
)
def test_a_question_near_to_an_example_question_is_answered_by_itself(
    question: str,
    intent: str,
    label: str,
    documents: Path,
    set_settings: Callable[..., None],
    model_storage: LocalModelStorage,
    execution_context: ExecutionContext,
) -> None:
    (documents / "rail.md").write_text(RAIL, encoding="utf-8")
    (documents / "questions.yml").write_text(
        "rail.md:\n  Can I bring a bicycle?:\n    - am i allowed to take my bicycle\n",
        encoding="utf-8",
    )
    set_settings(documents_dir=documents)
    component = PassageRetriever.create(CONFIG, model_storage, RESOURCE, execution_context)
    component.train(TrainingData())
    message = look_up(component, question)
    assert message.get(INTENT)["name"] == intent
    assert message.get(UNDERSTANDING)["questions"][0]["label"] == label


def test_a_question_that_has_an_answer_is_not_looked_up(retriever: PassageRetriever) -> None:
    assert passage_for(retriever, "may I take my bike on the train?", "answer") is None


def test_a_button_is_left_alone(retriever: PassageRetriever) -> None:
    (message,) = retriever.process([Message({TEXT: "/greet"})])
    assert message.get(UNDERSTANDING) is None


def test_without_a_new_document_nothing_is_found(
    documents: Path,
    set_settings: Callable[..., None],
    model_storage: LocalModelStorage,
    execution_context: ExecutionContext,
) -> None:
    set_settings(documents_dir=documents)
    component = PassageRetriever.create(CONFIG, model_storage, RESOURCE, execution_context)
    component.train(TrainingData())
    loaded = PassageRetriever.load(CONFIG, model_storage, RESOURCE, execution_context)
    assert passage_for(loaded, "may I take my bike on the train?") is None


def test_a_loaded_retriever_finds_the_same(
    retriever: PassageRetriever,
    model_storage: LocalModelStorage,
    execution_context: ExecutionContext,
) -> None:
    loaded = PassageRetriever.load(CONFIG, model_storage, RESOURCE, execution_context)
    for question in ("may I take my bike on the train?", "is first class paid on trains?", "hm"):
        assert passage_for(loaded, question) == passage_for(retriever, question)


def test_an_untrained_retriever_says_so(
    model_storage: LocalModelStorage, execution_context: ExecutionContext
) -> None:
    component = PassageRetriever.create(CONFIG, model_storage, RESOURCE, execution_context)
    with pytest.raises(ModelError, match="not trained: run `bot train`"):
        passage_for(component, "may I take my bike on the train?")


@pytest.mark.parametrize("name", [PassageRetriever.VECTORS_FILE, PassageRetriever.ROWS_FILE])
def test_missing_or_damaged_state_is_a_model_error(
    name: str,
    retriever: PassageRetriever,
    model_storage: LocalModelStorage,
    execution_context: ExecutionContext,
) -> None:
    with pytest.raises(ModelError, match="train again with `bot train`"):
        PassageRetriever.load(CONFIG, model_storage, Resource("unknown"), execution_context)
    with model_storage.write_to(RESOURCE) as folder:
        (Path(folder) / name).write_bytes(b"")
    with pytest.raises(ModelError, match="train again with `bot train`"):
        PassageRetriever.load(CONFIG, model_storage, RESOURCE, execution_context)


def test_the_fingerprint_changes_with_a_document(
    documents: Path, set_settings: Callable[..., None]
) -> None:
    set_settings(documents_dir=documents)
    before = PassageRetriever.fingerprint_addon(CONFIG)
    assert PassageRetriever.fingerprint_addon(CONFIG) == before
    (documents / "rail.md").write_text(RAIL, encoding="utf-8")
    assert PassageRetriever.fingerprint_addon(CONFIG) != before
