from __future__ import annotations

import pytest

from bot.nlu.spelling import Spelling

TRAINING = [
    *["how do i register my trip", "is evacuation covered", "where is the membership card"] * 5,
    "how do i regsiter it",
]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("how do i regsiter my tirp", "how do i register my trip"),
        ("is evacuaton coverd", "is evacuation covered"),
        ("membershp card??", "membership card??"),
        ("EVACUTION", "evacuation"),
    ],
)
def test_a_slip_is_mended(typed: str, meant: str) -> None:
    assert Spelling.of(TRAINING).correct(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "I was injured in Nairobi",  # English, though not in the training questions
        "the card of Mr Okonkwo-Smythe",  # a name that is near to nothing
        "tri a b c",  # too short to tell
        "",
        "¿está cubierta?",
    ],
)
def test_what_is_no_slip_stays(text: str) -> None:
    assert Spelling.of(TRAINING).correct(text) == text


def test_the_words_survive_being_stored() -> None:
    spelling = Spelling.of(TRAINING)

    assert Spelling(spelling.counts).correct("regsiter") == "register"
