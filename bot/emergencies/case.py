"""Notes for the phone: who, where, what, and where to call back, and the script made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from bot.emergencies.phrases import fold
from bot.emergencies.words import ENGLISH, Words, load_words

Question = Literal["person", "place", "event", "callback"]
QUESTIONS: tuple[Question, ...] = get_args(Question)
# A cry shorter than this does not say what has happened.
FEWEST_WORDS_OF_EVENT = 4
LONGEST_NOTE = 300


def next_question(notes: Mapping[str, str]) -> Question | None:
    """Return the next question that was neither answered nor skipped; None if there is none.

    Args:
        notes: Answers by question; empty where it was skipped.
    """
    return next((question for question in QUESTIONS if question not in notes), None)


def words_of_question(question: Question, words: Words) -> str:
    """Return a question in words."""
    return {
        "person": words.ask_case_person,
        "place": words.ask_case_place,
        "event": words.ask_case_event,
        "callback": words.ask_case_callback,
    }[question]


def first_notes(text: str) -> dict[str, str]:
    """Return the notes that the report of an emergency begins with: what has happened."""
    says_something = len(text.split()) >= FEWEST_WORDS_OF_EVENT or len(text) > 20
    return {"event": note_of(text)} if says_something else {}


def note_of(text: str) -> str:
    """Return a text as it is noted: on one line, and short enough to be read out."""
    return " ".join(text.split())[:LONGEST_NOTE]


def is_skip(text: str, words: Words) -> bool:
    """Tell whether a text skips the question, in the language of the conversation or in English."""
    return fold(text) in {fold(words.skip), *_ENGLISH_SKIPS}


def is_stop(text: str, words: Words) -> bool:
    """Tell whether a text ends the questions."""
    return fold(text) in {fold(words.stop), *_ENGLISH_STOPS}


_ENGLISH_SKIPS = frozenset(
    fold(text) for text in ("skip", "skip it", "next", "pass", "no", "none", "dont know", "idk")
)
_ENGLISH_STOPS = frozenset(
    fold(text) for text in ("stop", "cancel", "quit", "no more questions", "enough")
)


def phone_script(notes: Mapping[str, str]) -> list[str]:
    """Return the lines to read out on the phone, in English.

    Args:
        notes: Answers by question; what is missing or empty is left out.
    """
    script = load_words()[ENGLISH].script
    said = [
        script[question].format(value=notes[question])
        for question in QUESTIONS
        if notes.get(question)
    ]
    return [script["opening"], *said, script["authorization"]]
