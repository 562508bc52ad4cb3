"""The topic model, trained on a handful of questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.embedding import SentenceEmbedding
from bot.errors import ModelError
from bot.nlu.topic_model import OUT_OF_SCOPE, Example, TopicModel

TOPICS = {"dental": "Is dental care covered?", "register": "How do I register my trip?"}
SMALL_TALK = "greet"
EXAMPLES = [
    *(
        Example(text, "dental")
        for text in (
            "is the dentist covered",
            "what is paid for teeth",
            "does it cover a broken tooth",
            "how much for emergency dental care",
        )
    ),
    *(
        Example(text, "register")
        for text in (
            "how can I register a trip",
            "where do I enter my itinerary",
            "how do I sign my travel up",
            "what to do to register travel",
        )
    ),
    *(
        Example(text, OUT_OF_SCOPE)
        for text in (
            "what is the weather like",
            "which team won the match",
            "does my employee plan cover teeth",
            "how do I register my car",
        )
    ),
    *(Example(text, SMALL_TALK) for text in ("hello there", "good morning", "hi")),
    *(
        example
        for _ in range(4)
        for example in (
            Example("how much?", "dental", "dental"),
            Example("what is the limit then?", "dental", "dental"),
            Example("how much?", OUT_OF_SCOPE, "register"),
            Example("what is the limit then?", OUT_OF_SCOPE, "register"),
        )
    ),
]


@pytest.fixture(scope="module")
def model(embedding: SentenceEmbedding) -> TopicModel:
    return TopicModel.train(embedding, TOPICS, EXAMPLES)


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("are my teeth covered in an emergency?", "dental"),
        ("what must I do to get a journey registered?", "register"),
        ("how is the weather tomorrow?", OUT_OF_SCOPE),
        ("hello everybody", SMALL_TALK),
    ],
)
def test_a_question_in_other_words_has_its_label(
    question: str, label: str, model: TopicModel
) -> None:
    (scores,) = model.score([(question, "")])
    assert max(scores.probabilities, key=lambda name: scores.probabilities[name]) == label
    assert sum(scores.probabilities.values()) == pytest.approx(1.0, abs=1e-5)


def test_topics_come_likeliest_first_and_without_other_labels(model: TopicModel) -> None:
    (scores,) = model.score([("are my teeth covered in an emergency?", "")])
    assert list(scores.topics) == ["dental", "register"]


def test_evidence_is_higher_for_what_the_documents_answer(model: TopicModel) -> None:
    near, far = model.score([("is emergency dental care covered?", ""), ("who won the match", "")])
    assert near.evidence > 1 > -1 > far.evidence


def test_the_context_changes_how_a_follow_up_is_read(model: TopicModel) -> None:
    after_dental, after_register = model.score([("how much?", "dental"), ("how much?", "register")])
    assert after_dental.evidence > after_register.evidence
    assert after_dental.probabilities["dental"] > 0.5 > after_register.probabilities["dental"]


def test_an_unknown_context_is_none(model: TopicModel) -> None:
    unknown, none = model.score([("how much?", "a topic of yesterday"), ("how much?", "")])
    assert unknown.evidence == pytest.approx(none.evidence, abs=1e-4)


def test_a_saved_model_scores_as_before(
    model: TopicModel, embedding: SentenceEmbedding, tmp_path: Path
) -> None:
    questions = [("is the dentist paid?", ""), ("how much?", "dental"), ("zzz", "register")]
    model.save(tmp_path)
    loaded = TopicModel.load(tmp_path, embedding)
    for before, after in zip(model.score(questions), loaded.score(questions), strict=True):
        assert after.probabilities == pytest.approx(before.probabilities, abs=1e-6)
        assert after.evidence == pytest.approx(before.evidence, abs=1e-5)
        assert list(after.topics) == list(before.topics)


@pytest.mark.parametrize("name", [TopicModel.STATE_FILE, TopicModel.WORDS_FILE])
@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "other"])
def test_a_missing_or_damaged_file_is_a_model_error(
    name: str, damage: str, model: TopicModel, embedding: SentenceEmbedding, tmp_path: Path
) -> None:
    model.save(tmp_path)
    path = tmp_path / name
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes({"empty": b"", "cut": content[:-200], "other": b"[]"}[damage])
    with pytest.raises(ModelError, match="train again with `bot train`"):
        TopicModel.load(tmp_path, embedding)
