"""Questions that are kept for the staff."""

from __future__ import annotations

import datetime

import pytest

from bot.storage.unanswered import UnansweredQuestions, redact


@pytest.mark.parametrize(
    ("text", "names", "redacted"),
    [
        ("Which papers?", [], "Which papers?"),
        ("Write to maria.lee+x@example.edu!", [], "Write to [e-mail]"),
        ("Call +1 (410) 555-0100 now", [], "Call [number] now"),
        ("Call 410.555.0100, please", [], "Call [number], please"),
        ("My passport is X1234567", [], "My passport is X[number]"),
        ("It costs $2500", [], "It costs $[number]"),
        ("For 2 people and 14 days", [], "For 2 people and 14 days"),
        ("I am Maria Lee, Maria Lee!", ["Maria Lee"], "I am [name], [name]!"),
        ("Also ask Al and Alice", ["Al"], "Also ask [name] and Alice"),
        ("Ask José.", ["José"], "Ask [name]."),
        ("Ask (Lee) about a.b", ["(Lee)", "a.b"], "Ask [name] about [name]"),
        ("Nothing", [""], "Nothing"),
        ("", [], ""),
    ],
)
def test_names_addresses_and_longer_numbers_are_taken_out(
    text: str, names: list[str], redacted: str
) -> None:
    assert redact(text, names) == redacted


def test_what_was_kept_is_listed_oldest_first_in_utc(database: str) -> None:
    store = UnansweredQuestions(database)
    assert store.list() == []
    store.keep("first")
    store.keep("'; DROP TABLE unanswered_questions; --")
    kept = UnansweredQuestions(database).list()
    assert [question.text for question in kept] == [
        "first",
        "'; DROP TABLE unanswered_questions; --",
    ]
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    for question in kept:
        assert question.asked_at.utcoffset() == datetime.timedelta(0)
        assert abs(now - question.asked_at) < datetime.timedelta(minutes=1)
