"""A reply as one logical message with its parts."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.reply import Button, File, Reply, Split, replies_of
from bot.knowledge.compose import compose_answer
from bot.knowledge.library import load_library
from bot.settings import PROJECT_ROOT

FILE = {"name": "trip.ics", "media_type": "text/calendar", "content": "BEGIN:VCALENDAR\r\n"}
SPLIT = {"covered": "2000.00", "own": "520.00", "label": "Covered $2,000.00, you pay $520.00"}


def test_quotes_and_sources_stand_apart_from_the_text() -> None:
    text = "Yes.\n\n_Conditions: some._\n\n> One.\n> Two.\n\nSource: The page, “Dental”"
    assert replies_of([{"text": text}]) == (
        Reply("Yes.\n\n_Conditions: some._", "One.\nTwo.", "The page, “Dental”"),
    )


def test_every_answer_of_the_documents_is_taken_apart_and_nothing_is_lost() -> None:
    library = load_library(PROJECT_ROOT / "documents")
    for topic in library.answers:
        text = compose_answer(library, topic).text
        (reply,) = replies_of([{"text": text}])
        assert reply.text
        assert reply.quote
        assert reply.source
        assert f"Source: {reply.source}" in text
        assert not [line for line in reply.text.splitlines() if line.startswith(("> ", "Source"))]
        words = " ".join([reply.text, reply.quote, "Source:", reply.source]).split()
        assert sorted(words) == sorted(text.replace("> ", "").split())


def test_parts_belong_to_the_text_before_them() -> None:
    buttons = [
        {"title": "Yes", "payload": "/affirm"},
        {"title": "No payload"},
        {"title": "", "payload": "/deny"},
    ]
    replies = replies_of(
        [
            {"text": "Saved.", "buttons": buttons},
            {"custom": {"files": [FILE], "accepts": "itinerary"}},
            {"text": "Look:"},
            {"custom": {"split": SPLIT}},
        ]
    )
    assert replies == (
        Reply(
            "Saved.",
            buttons=(Button("Yes", "/affirm"),),
            files=(File("trip.ics", "text/calendar", "BEGIN:VCALENDAR\r\n"),),
            accepts="itinerary",
        ),
        Reply("Look:", split=Split("2000.00", "520.00", "Covered $2,000.00, you pay $520.00")),
    )


def test_a_part_without_a_text_is_a_message_of_its_own() -> None:
    (reply,) = replies_of([{"custom": {"files": [FILE]}}])
    assert (reply.text, len(reply.files)) == ("", 1)


@pytest.mark.parametrize(
    "message", [{}, {"text": ""}, {"text": None}, {"custom": {"a": 1}}, {"custom": []}]
)
def test_what_has_nothing_to_show_is_no_message(message: dict[str, Any]) -> None:
    assert replies_of([message]) == ()
