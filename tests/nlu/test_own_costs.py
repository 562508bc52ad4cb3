"""A question about a limit becomes a calculation where the message says what it costs."""

from __future__ import annotations

import datetime

import pytest

from bot.benefits.claim import Claim
from bot.nlu.decision import Decision, Verdict
from bot.nlu.own_costs import calculate_own_costs, follow_calculation

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


MEDICAL = Claim.from_slots({"claim_benefit": "medical", "total_cost": "40000.00 USD"})


@pytest.mark.parametrize(
    ("verdict", "label", "message", "last_topic", "task"),
    [
        ("answer", "primary_insurance", "what if my plan pays 10,000", None, "change_claim"),
        ("answer", "preauthorization", "and without pre-authorization?", None, "change_claim"),
        ("choose", "", "sorry, 30,000 not 40,000", None, "change_claim"),
        ("answer", "primary_insurance", "my own insurance pays 15,000", None, "change_claim"),
        # The result says what remains.
        ("answer", "emergency_coverage_amount", "so what do I pay myself", None, "change_claim"),
        # Another question.
        ("answer", "evacuation_cover", "and is evacuation for 10,000 covered", None, ""),
        ("answer", "primary_insurance", "is my own insurance primary?", None, ""),
        ("small_talk", "thank", "and thanks", None, ""),
        # Something else was answered in between.
        ("answer", "primary_insurance", "what if my plan pays 10,000", "global_hub", ""),
        ("decline", "", "and if the airline lost my bags for 3 days who would pay me", None, ""),
    ],
)
def test_what_follows_a_calculation_changes_it_only_where_it_says_so(
    verdict: Verdict, label: str, message: str, last_topic: str | None, task: str
) -> None:
    decision = Decision(message, verdict, label, (), 0.9, 4.0)
    decided = follow_calculation(
        decision, message, MEDICAL, last_topic or "emergency_coverage_amount", today=TODAY
    )
    assert (decided.label if decided.verdict == "task" else "") == task


def test_without_a_finished_calculation_nothing_is_changed() -> None:
    decision = Decision("x", "choose", "", (), 0.9, 4.0)
    for claim in (Claim(), Claim(benefit="medical")):
        decided = follow_calculation(
            decision, "what if it is 900", claim, "emergency_coverage_amount", today=TODAY
        )
        assert decided == decision
