"""A question about a limit becomes a calculation where the message says what it costs."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from bot.benefits.claim import Claim
from bot.nlu.decision import Decision, Verdict
from bot.nlu.own_costs import calculate_own_costs, follow_calculation, refuse_foreign_costs

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


def refused(label: str, message: str, **context: Any) -> tuple[str, str, tuple[str, ...]]:
    decision = Decision(message, "task", label, (), 0.9, 4.0)
    claim, last_topic = context.get("claim", Claim()), context.get("last_topic", "")
    decided = refuse_foreign_costs(decision, message, claim, last_topic, today=TODAY)
    return decided.verdict, decided.label, decided.choices


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("calculate_medical_limit", "my laptop worth $1500 was stolen, how much do I get"),
        ("calculate_medical_limit", "camera broken 700 dollars how much would be covered"),
        ("calculate_dental_limit", "the vet wants 300 for my cat's tooth"),
        ("calculate_quarantine_limit", "quarantine for my horse 5 nights $100 a night"),
        ("calculate_dental_limit", "What would Aetna pay for my $3000 dental emergency?"),
        ("calculate_medical_limit", "how much will my own insurance cover of 5000"),
    ],
)
def test_costs_that_the_benefits_do_not_speak_of_are_declined(label: str, message: str) -> None:
    assert refused(label, message)[0] == "decline"


@pytest.mark.parametrize(
    "message",
    [
        "My flight was cancelled and I stayed 3 extra nights at $150, how much is covered?",
        "snowed in, the hotel cost 200 dollars a night for 2 nights",
        "5 nights at 120 dollars",
    ],
)
def test_nights_without_a_word_of_quarantine_are_asked_about(message: str) -> None:
    assert refused("calculate_quarantine_limit", message) == (
        "choose",
        "",
        ("quarantine_cover", "travel_insurance_delays"),
    )
    quarantined = refused("calculate_quarantine_limit", message, last_topic="quarantine_cover")
    assert quarantined[0] == "task"


@pytest.mark.parametrize(
    ("label", "message", "kept"),
    [
        ("calculate_quarantine_limit", "they locked the dorm down, 75 a night, 9 nights", None),
        ("calculate_quarantine_limit", "tested positive, 9 nights at $75 in a hotel", None),
        ("calculate_quarantine_limit", "work out my stay", None),
        (
            "calculate_quarantine_limit",
            "hospital room 3 nights $700 each",
            "calculate_medical_limit",
        ),
        ("calculate_medical_limit", "bike accident, hospital bill 4,000 dollars", None),
        ("calculate_dental_limit", "dentist 900 euros, my insurance pays half", None),
    ],
)
def test_ones_own_costs_of_a_benefit_are_calculated(
    label: str, message: str, kept: str | None
) -> None:
    assert refused(label, message)[:2] == ("task", kept or label)
