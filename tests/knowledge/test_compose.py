"""Composing a reply."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.compose import choice, compose_answer, compose_passage
from bot.knowledge.library import Library, load_library

RAIL = (
    "---\ntitle: Rail rules\n---\n\n"
    "## Which train may I take?\n\nAny train of the second class.\n\n"
    "- Not the night train\n- Not the steam train\n\n## Who pays?\n\nThe department.\n"
)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(Path(__file__).parents[2] / "documents")


def test_an_answer_has_its_conditions_the_documents_words_the_source_and_choices(
    library: Library,
) -> None:
    reply = compose_answer(library, "quarantine_cover")
    answer, conditions, words, source = reply.text.split("\n\n")
    assert "**$2,000** or **7 days**" in answer
    assert conditions.startswith("_Conditions: ")
    first, second = conditions.split("; ")
    assert "$2,000" in first
    assert "reasonable expenses only, when the expenses are pre-authorized" in first
    assert "7 days" in second
    assert "counted from the day the quarantine is issued" in second
    assert all(line.startswith("> ") for line in words.splitlines())
    assert "up to $2,000 or 7 days after the quarantine is issued." in words
    assert source == (
        "Source: International SOS at UMB, “What happens if I must stay longer somewhere because I "
        "need to quarantine? Does UMB insurance cover this?”"
    )
    assert [(c.title, c.payload) for c in reply.choices] == [
        ("Calculate my quarantine", "/calculate_quarantine_limit"),
        ("How do I contact International SOS?", "/ask_contact_isos"),
        ("Must expenses be approved first?", "/ask_preauthorization"),
    ]


def test_every_answer_has_a_source_and_says_each_figure_with_its_condition(
    library: Library,
) -> None:
    for topic, answer in library.answers.items():
        text = compose_answer(library, topic).text
        assert text.splitlines()[-1].startswith("Source: International SOS at UMB, “"), topic
        assert "{" not in text, topic
        for figure in answer.figures(library.figures):
            assert figure.spoken in text, topic
            assert figure.condition in text, topic


def test_no_sentence_is_quoted_twice(library: Library) -> None:
    for topic in library.answers:
        quoted = [
            line for line in compose_answer(library, topic).text.splitlines() if line[:2] == "> "
        ]
        assert quoted, topic
        assert len(quoted) == len(set(quoted)), topic


def test_an_answer_that_is_out_of_use_is_not_offered_as_the_next_question(documents: Path) -> None:
    page = documents / "isos-at-umb.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("pre-authorizes all expenses", "approves"), encoding="utf-8")
    library = load_library(documents)
    assert "preauthorization" in library.broken_answers
    assert "preauthorization" in library.answers["quarantine_cover"].next
    payloads = [c.payload for c in compose_answer(library, "quarantine_cover").choices]
    assert payloads == ["/calculate_quarantine_limit", "/ask_contact_isos"]


def test_a_passage_is_quoted_with_all_that_stands_under_its_heading(documents: Path) -> None:
    (documents / "rail.md").write_text(RAIL, encoding="utf-8")
    library = load_library(documents)
    quoted = (
        "> Any train of the second class.\n> - Not the night train\n> - Not the steam train\n\n"
        "Source: Rail rules, “Which train may I take?”"
    )
    for passage in ("rail#which-train-may-i-take", "rail#which-train-may-i-take-2"):
        assert compose_passage(library, passage) == quoted
        reply = compose_answer(library, passage)
        assert (reply.text, reply.choices) == (quoted, ())


def test_the_button_of_a_passage_carries_its_id(documents: Path) -> None:
    (documents / "rail.md").write_text(RAIL, encoding="utf-8")
    offer = choice(load_library(documents), "rail#who-pays")
    assert (offer.title, offer.payload) == (
        "Who pays?",
        '/ask_document{"passage": "rail#who-pays"}',
    )


def test_an_unknown_topic_is_an_error(library: Library) -> None:
    with pytest.raises(KeyError):
        compose_answer(library, "weather")
