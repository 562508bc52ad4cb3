"""Finding the words of a quote again."""

from __future__ import annotations

import datetime

import pytest

from bot.knowledge.documents import Passage
from bot.knowledge.quotes import find_quote


def passage(text: str, name: str = "a#x") -> Passage:
    return Passage(name, "a.md", "A", "X", text, datetime.date(2026, 1, 1))


@pytest.mark.parametrize(
    ("quote", "text", "sentences"),
    [
        ("take the train", "You take the train. Not the bus.", "You take the train."),
        ("Not the bus", "You take the train. Not the bus.", "Not the bus."),
        ("take the\n  train", "You take the train.", "You take the train."),
        ("take the train", "You take\nthe train.", "You take\nthe train."),
        ("traveler's trip", "The traveler\u2019s trip.", "The traveler\u2019s trip."),
        ("the “best” trip", 'It is the "best" trip.', 'It is the "best" trip.'),
        ("the train. Not", "You take the train. Not the bus.", "You take the train. Not the bus."),
        ("to $2,500.50", "Up to $2,500.50 in cash. More?", "Up to $2,500.50 in cash."),
        ("register", "All are covered; please register. Now.", "please register."),
        ("The red one", "- The red one\n- The blue one", "The red one"),
        ("blue", "- The red one\n- The blue one", "The blue one"),
        ("the (red) one?", "Is it the (red) one? Yes.", "Is it the (red) one?"),
    ],
)  # fmt: skip
def test_a_quote_is_found_with_the_whole_sentences_around_it(
    quote: str, text: str, sentences: str
) -> None:
    found = find_quote(quote, [passage("Something else."), passage(text, "a#y")])
    assert found is not None
    assert found.passage.id == "a#y"
    assert found.sentences.split() == sentences.split()


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("take the train", "You take a train."),
        ("up to $250,000", "up to $250.000"),
        ("up to $25", "up to 25 dollars"),
        ("a.c", "abc"),
        ("Take the train", "take the train"),
        ("", "You take the train."),
    ],
)
def test_other_words_are_not_found(quote: str, text: str) -> None:
    assert find_quote(quote, [passage(text)]) is None


def test_a_quote_that_stands_twice_is_found_where_it_stands_first() -> None:
    found = find_quote(
        "the train", [passage("Take the train.", "a#1"), passage("the train", "a#2")]
    )
    assert found is not None
    assert found.passage.id == "a#1"
