"""A question about a limit becomes a calculation where the message says what it costs."""

from __future__ import annotations

import datetime

import pytest

from bot.nlu.decision import Decision
from bot.nlu.own_costs import calculate_own_costs

TODAY = datetime.date(2026, 11, 24)


def decide_on(label: str, message: str) -> tuple[str, str]:
    decision = Decision(message, "answer", label, (), 0.9, 4.0)
    decided = calculate_own_costs(decision, message, today=TODAY)
    return decided.verdict, decided.label


@pytest.mark.parametrize(
    ("label", "message", "task"),
    [
        ("dental_amount", "Dentist asks 900 euros, is it covered?", "calculate_dental_limit"),
        (
            "quarantine_cover",
            "They put me in isolation for 9 nights, the room is $140. Is that paid?",
            "calculate_quarantine_limit",
        ),
        (
            "emergency_coverage_amount",
            "hospital bill of 18,500 dollars, how much of it do I get",
            "calculate_medical_limit",
        ),
    ],
)
def test_a_cost_of_ones_own_is_calculated(label: str, message: str, task: str) -> None:
    assert decide_on(label, message) == ("task", task)


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("dental_amount", "Is dental care covered?"),
        ("quarantine_cover", "is a quarantine of 14 days covered"),
        ("quarantine_cover", "is it 2,000 dollars or 7 days, which one counts"),
        ("emergency_coverage_amount", "is the 250,000 for each accident or for all of them"),
        ("evacuation_cover", "the flight home costs 40,000 dollars, is it covered"),
    ],
)
def test_a_question_about_the_benefit_as_such_is_answered(label: str, message: str) -> None:
    assert decide_on(label, message) == ("answer", label)
