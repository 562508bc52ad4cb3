"""Telling what is about one's own costs from what is about the benefit as such."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

from bot.benefits.claim import Benefit, Claim
from bot.benefits.limits import get_limits
from bot.benefits.reading import read_claim
from bot.nlu.decision import TASKS, Decision, looks_like_question

# The topics that state a limit -> the benefit, and the task that calculates it.
LIMIT_TOPICS: Mapping[str, tuple[Benefit, str]] = {
    "quarantine_cover": ("quarantine", "calculate_quarantine_limit"),
    "dental_amount": ("dental", "calculate_dental_limit"),
    "emergency_coverage_amount": ("medical", "calculate_medical_limit"),
}


CHANGE_CLAIM = "change_claim"
# "And for my colleague, 5 nights at 120 a night?" A longer message stands for itself.
MOST_FOLLOW_UP_WORDS = 10


def calculate_own_costs(decision: Decision, message: str, *, today: datetime.date) -> Decision:
    """Turn the answer about a limit into its calculation where the message says what it costs.

    Args:
        decision: On one question of the message.
        message: The whole message, which may give the costs in another sentence.
        today: The present day at the university.
    """
    if decision.verdict != "answer" or decision.label not in LIMIT_TOPICS:
        return decision
    benefit, task = LIMIT_TOPICS[decision.label]
    reading = read_claim(message, Claim(benefit=benefit), asked=None, today=today)
    cost = reading.claim.daily_cost or reading.claim.total_cost
    limits = get_limits()
    of_the_benefit = (
        limits.quarantine_maximum,
        limits.dental_maximum,
        limits.emergency_maximum,
    )
    if cost is None or cost.low in of_the_benefit:
        return decision
    return replace(decision, verdict="task", label=task)


def follow_calculation(
    decision: Decision, message: str, claim: Claim, last_topic: str, *, today: datetime.date
) -> Decision:
    """Turn what is said right after a calculation into a change of it where it is one.

    Args:
        decision: On the message.
        message: The message.
        claim: The last calculation.
        last_topic: The topic of the last answer; that of the calculation right after it.
        today: The present day at the university.
    """
    if claim.benefit is None or claim.missing() or last_topic not in LIMIT_TOPICS:
        return decision
    is_about_it = LIMIT_TOPICS[last_topic][0] == claim.benefit
    topics = TASKS[CHANGE_CLAIM].topics
    is_something_else = decision.verdict in ("small_talk", "task") or (
        decision.verdict == "answer" and decision.label not in topics
    )
    if not is_about_it or is_something_else or len(message.split()) > MOST_FOLLOW_UP_WORDS:
        return decision
    reading = read_claim(message, claim, asked=None, today=today)
    # "And what stays with me?" has the result as its answer.
    asks_again = decision.verdict == "answer" and decision.label == last_topic
    is_statement = decision.verdict != "decline" and not looks_like_question(message)
    is_change = (reading.is_follow_up or is_statement) and (
        reading.changed or reading.is_other_person
    )
    if reading.mentions_only_limits or not (is_change or asks_again):
        return decision
    return replace(decision, verdict="task", label=CHANGE_CLAIM)
