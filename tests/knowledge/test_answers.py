"""The short answers and their quotes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.errors import FactError
from bot.knowledge.answers import fill
from bot.knowledge.library import load_library


def change(folder: Path, topic: str, **fields: Any) -> None:
    path = folder / "answers.yml"
    answers = yaml.safe_load(path.read_text(encoding="utf-8"))
    answers[topic].update(fields)
    path.write_text(yaml.safe_dump(answers), encoding="utf-8")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"answer": "Up to {dental_limit}."},
            "dental_amount: {dental_limit} is neither in benefits.yml nor in contacts.yml.",
        ),
        (
            {"quotes": ["up to {dental_limit} in dental"]},
            "dental_amount.quotes: {dental_limit} is not in benefits.yml. A quote can have "
            "figures only.",
        ),
        (
            {"quotes": ["forward it to {itinerary_email}"]},
            "dental_amount.quotes: {itinerary_email} is not in benefits.yml. A quote can have "
            "figures only.",
        ),
        ({"next": ["teeth"]}, "dental_amount.next: there is no topic “teeth”."),
        ({"quotes": []}, "dental_amount.quotes: ensure this value has at least 1 items"),
        ({"question": "x" * 46}, "dental_amount.question: ensure this value has at most 45"),
        ({"next": ["global_hub"] * 4}, "dental_amount.next: ensure this value has at most 3"),
        ({"figures": 1}, "dental_amount.figures: extra fields not permitted"),
    ],
)
def test_a_malformed_answer_is_refused_by_name(
    fields: dict[str, Any], message: str, documents: Path
) -> None:
    change(documents, "dental_amount", **fields)
    with pytest.raises(FactError) as error:
        load_library(documents)
    assert f"answers.yml: {message}" in str(error.value)


def test_an_answer_whose_quote_is_gone_is_not_used(documents: Path) -> None:
    change(documents, "global_hub", quotes=["Ask the Hub at once"])
    library = load_library(documents)
    assert "global_hub" not in library.answers
    assert "global_hub" not in library.quotes
    assert library.broken_answers == {"global_hub": ["Ask the Hub at once"]}
    assert len(library.answers) == 27


def test_the_figures_of_an_answer_come_once_and_in_their_order() -> None:
    library = load_library(Path(__file__).parents[2] / "documents")
    spoken = [figure.spoken for figure in library.answers["dental_amount"].figures(library.figures)]
    assert spoken == ["$2,500", "$250,000"]


def test_values_are_put_in_the_place_of_their_names() -> None:
    assert fill("{a} and {b}, {a}", {"a": "1", "b": "{a}"}) == "1 and {a}, 1"
