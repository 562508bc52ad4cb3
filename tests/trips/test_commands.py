"""Yes and no, wishes of the form, and questions."""

from __future__ import annotations

import time

import pytest

from bot.trips.commands import read_command, read_yes_or_no
from bot.trips.questions import blank_questions


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes", True), ("Yes, withdraw it", True), ("looks good", True), ("ok go", True),
        ("si", True), ("yes, that's all correct, save it", True), ("no changes", True),
        ("👍", True), ("sure, go ahead", True), ("y", True),
        ("no", False), ("no, keep it", False), ("nope", False), ("that's wrong", False),
        ("not yet", False), ("no, don't", False),
        ("maybe", None), ("hmm", None), ("asdf", None), ("wait", None), ("withdraw", None),
        ("yes but change the return", None), ("is it right?", None), ("", None),
        ("no, Kampala", None), ("please", None),
    ],
)  # fmt: skip
def test_yes_and_no(text: str, answer: bool | None) -> None:
    assert read_yes_or_no(text) is answer


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Nairobi. Is evacuation covered there?", "Nairobi."),
        ("I fly to Seoul on 3 May to give a talk, how do I register that?",
         "I fly to Seoul on 3 May to give a talk"),
        ("If I break my leg in Kenya, am I covered?", ""),
        ("is evacuation covered", ""),
        ("What's the weather like in Nairobi?", ""),
    ],
)  # fmt: skip
def test_questions_are_blanked(text: str, rest: str) -> None:
    blanked, has_question = blank_questions(text, is_free_text=False)
    assert has_question
    assert len(blanked) == len(text)
    assert blanked.replace("\x00", "").strip() == rest


@pytest.mark.parametrize(
    "text",
    [
        "Could you help me to register my trip, please?", "can u register my trip to Lisbon?",
        "Nairobi?", "3 march?", "can we make it 12 April?", "how about Kampala instead?",
        "When: 3 March", "will be in Nairobi", "May 5", "Dr. Ada Obi", "Will Smith",
    ],
)  # fmt: skip
def test_wishes_and_short_answers_are_no_questions(text: str) -> None:
    assert blank_questions(text, is_free_text=False) == (text, False)


def test_a_question_mark_makes_a_question_where_free_text_is_asked_for() -> None:
    assert blank_questions("hello?", is_free_text=True)[1]
    assert not blank_questions("hello?", is_free_text=False)[1]


@pytest.mark.parametrize("word", ["cancel", "cancel,", "yes", "that is all correct", "forget it"])
def test_no_number_of_commands_holds_everybody_up(word: str) -> None:
    started = time.monotonic()
    for count in (7, 30, 300):
        read_command(f"{word} " * count + "but", asked="trip_confirmation")
        read_yes_or_no(f"{word} " * count + "but")
    assert time.monotonic() - started < 2
