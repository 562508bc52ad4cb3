from __future__ import annotations

import pytest

from bot.evaluation.figures import (
    answered_by_evidence,
    missed_emergencies,
    separation,
    shares,
    topic_rows,
    worst_errors,
)
from bot.evaluation.intervals import Share
from bot.evaluation.run import Run

TOPICS = ["dental_amount", "quarantine_cover", "how_to_register"]


def test_every_share_is_counted(run: Run) -> None:
    found = shares(run)

    expected = {
        "in_scope_right": Share(1, 4),
        "in_scope_right_or_button": Share(2, 4),
        "in_scope_wrong": Share(1, 4),
        "in_scope_declined": Share(1, 4),
        "wrong_of_in_scope_and_near": Share(2, 6),
        "near_refused": Share(1, 2),
        "near_declined": Share(0, 2),
        "near_buttons": Share(1, 2),
        "far_refused": Share(1, 1),
        "small_talk_right": Share(1, 1),
        "task_right": Share(1, 2),
        "task_taken_for_another": Share(1, 2),
        "task_not_asked_for": Share(0, 7),
        "emergency_sure": Share(1, 2),
        "emergency_none": Share(1, 2),
        "emergency_with_question_none": Share(1, 1),
        "not_emergency_line": Share(1, 1),
        "ordinary_none": Share(10, 10),
        "last_turn_right": Share(1, 1),
        "two_all_answered": Share(0, 1),
        "two_all_answered_or_button": Share(1, 1),
        "two_one_answered": Share(1, 1),
        "two_extra_wrong_answer": Share(0, 1),
    }
    assert {name: found[name] for name in expected} == expected


def test_a_set_without_dialogues_has_no_share_of_them() -> None:
    assert shares(Run("empty", (), (), ())) == {}


def test_each_topic_has_a_row_with_what_it_was_taken_for(run: Run) -> None:
    rows = {row.topic: row for row in topic_rows(run, TOPICS)}

    assert list(rows) == [*TOPICS, "oos_near", "oos_far"]
    assert rows["dental_amount"].share("right", "right_choice") == Share(2, 2)
    assert rows["quarantine_cover"].taken_for == (("dental_amount", 1),)


def test_the_scores_are_measured(run: Run) -> None:
    scores = separation(run)

    assert scores.auroc_near == pytest.approx((2 + 1 + 2 + 0) / 8)
    assert scores.auroc_far == 1.0
    # right or not, and how sure: 0.9 and 0.45 right; 0.9, 0.2, 0.7, 0.1 and 0.01 not.
    squares = [0.1**2, 0.55**2, 0.9**2, 0.2**2, 0.7**2, 0.1**2, 0.01**2]
    assert scores.brier == pytest.approx(sum(squares) / 7)
    assert sum(row.right.total for row in scores.reliability) == 7
    assert scores.reliability[-1].right == Share(1, 2)


def test_wrong_answers_come_first_by_evidence_then_what_was_not_answered(run: Run) -> None:
    texts = [item.question.text for item in worst_errors(run, 25)]

    assert texts == ["isolated", "my dog's tooth", "upload my trip"]


def test_emergencies_that_went_unnoticed_are_listed(run: Run) -> None:
    assert [item.question.text for item in missed_emergencies(run)] == ["they took him"]


def test_the_curve_follows_the_falling_threshold(run: Run) -> None:
    points = answered_by_evidence(run)

    assert points[0] == (6.0, 0.0, pytest.approx(1 / 6))
    assert points[1] == (5.0, pytest.approx(1 / 4), pytest.approx(1 / 6))
    assert [threshold for threshold, _, _ in points] == sorted(
        (threshold for threshold, _, _ in points), reverse=True
    )
