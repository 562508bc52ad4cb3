"""The notes for the phone, and the script made of them."""

from __future__ import annotations

import pytest

from bot.emergencies.case import (
    LONGEST_NOTE,
    QUESTIONS,
    first_notes,
    is_skip,
    is_stop,
    next_question,
    note_of,
    phone_script,
    words_of_question,
)
from bot.emergencies.words import load_words, words_in

LANGUAGES = sorted(load_words())
OPENING = "I travel for UMB, the University of Maryland, Baltimore. Please open a case."
AUTHORIZATION = (
    "Please tell me which expenses are authorized. UMB's benefits are payable only if they are "
    "authorized beforehand."
)


@pytest.mark.parametrize(
    ("notes", "question"),
    [
        ({}, "person"),
        ({"event": "he fell"}, "person"),
        ({"person": "Amara"}, "place"),
        ({"person": ""}, "place"),
        ({"person": "", "place": "", "callback": ""}, "event"),
        ({"person": "A", "place": "B", "event": "C"}, "callback"),
        ({"person": "", "place": "", "event": "", "callback": ""}, None),
    ],
)
def test_the_next_question_is_the_first_that_was_neither_answered_nor_skipped(
    notes: dict[str, str], question: str | None
) -> None:
    assert next_question(notes) == question


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_is_another_one_in_every_language(language: str) -> None:
    asked = [words_of_question(question, words_in(language)) for question in QUESTIONS]
    assert len({*asked, ""}) == len(QUESTIONS) + 1


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("my student fell off a roof", {"event": "my student fell off a roof"}),
        ("my student\nfell  off a roof", {"event": "my student fell off a roof"}),
        (
            "意識がありません、息をしていないようです、助けて",
            {"event": "意識がありません、息をしていないようです、助けて"},
        ),
        # Too little to be read out on the phone.
        ("help", {}),
        ("help me please", {}),
        ("", {}),
    ],
)
def test_what_has_happened_is_noted_if_the_report_says_it(text: str, notes: dict[str, str]) -> None:
    assert first_notes(text) == notes


def test_a_note_is_short_enough_to_be_read_out() -> None:
    assert note_of("  one\n\ttwo  ") == "one two"
    assert len(note_of("word " * 1000)) == LONGEST_NOTE
    assert first_notes("word " * 1000)["event"] == note_of("word " * 1000)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_skipped_and_all_are_ended_by_the_words_on_the_buttons(
    language: str,
) -> None:
    words = words_in(language)
    assert is_skip(words.skip, words)
    assert is_skip(f" {words.skip.upper()}! ", words)
    assert is_stop(words.stop, words)
    assert not is_skip(words.stop, words)
    assert not is_stop(words.skip, words)
    # English is understood in every language.
    assert is_skip("skip", words)
    assert is_stop("Stop.", words)


@pytest.mark.parametrize("text", ["Skip it", "next", "no", "I skip", "don't know", "dont know"])
def test_other_words_skip_a_question_too(text: str) -> None:
    assert is_skip(text, words_in("en")) is (text != "I skip")


@pytest.mark.parametrize(
    "text", ["Hotel Stop and Go", "No Name Street", "he can not stop bleeding", "Passau", "", "?"]
)
def test_an_answer_in_which_such_a_word_stands_is_an_answer(text: str) -> None:
    words = words_in("en")
    assert not is_skip(text, words)
    assert not is_stop(text, words)


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        ({}, []),
        ({"person": "", "place": ""}, []),
        (
            {"callback": "desk of the hotel", "person": "Amara"},
            ["Who needs help: Amara", "Call back: desk of the hotel"],
        ),
        (
            {"person": "Amara", "place": "Hotel Sarova", "event": "fell", "callback": "the desk"},
            [
                "Who needs help: Amara",
                "Where: Hotel Sarova",
                "What has happened: fell",
                "Call back: the desk",
            ],
        ),
        # Not a placeholder, whatever it looks like.
        ({"person": "{isos_phone} {0}"}, ["Who needs help: {isos_phone} {0}"]),
    ],
)
def test_the_script_names_umb_first_then_what_is_known_then_the_authorization(
    notes: dict[str, str], said: list[str]
) -> None:
    assert phone_script(notes) == [OPENING, *said, AUTHORIZATION]
