"""The main figures on the test set are no worse than those that were recorded.

The same model gives the same figures, so a difference comes from a change of the data or the code.
A small one is luck: some questions are won and others lost. A figure may therefore be worse by two
standard errors of a single binomial share, sqrt(p (1 - p) / n), with (count + 1) / (total + 2) as p
so that a share of 0 or 1 has a margin too. Both figures are of the same questions, and most of
these fare the same, so the error of the difference is smaller than this margin: what exceeds it is
a loss, but a small loss can stay within it. When figures have become better, record them anew, so
that small losses do not add up.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import yaml

from bot.evaluation.figures import shares
from bot.evaluation.intervals import Share
from bot.evaluation.question_sets import load_question_set
from bot.evaluation.run import ask_all, load_assistant
from bot.knowledge.library import get_library
from bot.settings import get_settings

RECORDED = yaml.safe_load(
    Path(__file__).with_name("recorded_figures.yml").read_text(encoding="utf-8")
)
FIGURES = [
    (name, direction) for direction in ("higher_is_better", "lower_is_better")
    for name in RECORDED[direction]
]  # fmt: skip


@pytest.fixture(scope="module")
def measured(trained_model: Path) -> dict[str, Share]:
    """The figures of the present model on the test set."""
    topics = get_library(get_settings().documents_dir).answers
    return shares(ask_all(load_question_set("test", topics), load_assistant(trained_model)))


@pytest.mark.parametrize(("name", "direction"), FIGURES)
def test_a_figure_is_no_worse_than_recorded(
    name: str, direction: str, measured: dict[str, Share]
) -> None:
    recorded, now = Share(*RECORDED[direction][name]), measured[name]

    assert now.total == recorded.total, "The test set has changed: record its figures anew."
    loss = (
        recorded.value - now.value
        if direction == "higher_is_better"
        else now.value - recorded.value
    )
    assert loss <= margin(recorded), f"{name}: recorded {recorded}, now {now}"


def test_the_margin_is_two_standard_errors() -> None:
    assert margin(Share(49, 98)) == pytest.approx(2 * math.sqrt(0.25 / 98))
    assert 0 < margin(Share(0, 100)) < 0.03


def margin(recorded: Share) -> float:
    """Return by how much a share may be worse."""
    likely = (recorded.count + 1) / (recorded.total + 2)
    return 2 * math.sqrt(likely * (1 - likely) / recorded.total)
