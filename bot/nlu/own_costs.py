"""Telling a question about one's own costs from one about the benefit as such."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace

from bot.benefits.claim import Benefit, Claim
from bot.benefits.limits import get_limits
from bot.benefits.reading import read_claim
from bot.nlu.decision import Decision

# The topics that state a limit -> the benefit, and the task that calculates it.
LIMIT_TOPICS: Mapping[str, tuple[Benefit, str]] = {
    "quarantine_cover": ("quarantine", "calculate_quarantine_limit"),
    "dental_amount": ("dental", "calculate_dental_limit"),
    "emergency_coverage_amount": ("medical", "calculate_medical_limit"),
}


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
