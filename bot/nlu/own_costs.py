"""Telling what is about one's own costs from what is about the benefit as such."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace

from bot.benefits import cues
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
# Why somebody has to stay, if it is a quarantine.
_ISOLATION = re.compile(
    rf"{cues.QUARANTINE.pattern}|\b(?:confine\w*|covid\w*|corona\w*|positive|contagious"
    r"|infectious|measles|m(?:onkey)?pox|health (?:authorit|offic|depart|minist|inspect)\w*"
    r"|q[a-z]*rn?t\w*|cuarenten\w*|quarant\w*|sealed off|locked (?:in|up|down)|lock(?:ed)? the)\b",
    re.IGNORECASE,
)
_ILLNESS = re.compile(
    rf"{cues.MEDICAL.pattern}|{cues.DENTAL.pattern}|\b(?:bills?|sick\w*|ill\w*|injur\w*|hurt|accident"
    r"|health\w*|medic\w*|patient|diagnos\w*|prescri\w*|pharmac\w*|nurse|ward|admitted|care|cast"
    r"|stitch\w*|infection|fever|pain|disease|treat\w*|vaccin\w*|lab|blood)\b",
    re.IGNORECASE,
)
_BELONGINGS = re.compile(
    r"\b(?:laptops?|computers?|cameras?|phones?|iphones?|ipads?|tablets?|luggage|baggage|bags?"
    r"|suitcases?|backpacks?|passports?|wallets?|purses?|tickets?|jewell?ery|watch|rental|drones?"
    r"|instruments?|equipment|glasses|bikes?|bicycles?|cars?)\b",
    re.IGNORECASE,
)
_ANIMALS = re.compile(
    r"\b(?:dogs?|pupp(?:y|ies)|cats?|kittens?|pets?|horses?|parrots?|hamsters?|rabbits?|vet)\b",
    re.IGNORECASE,
)
# "What would Aetna pay", "how much will my own insurance cover": only that insurer knows.
_OTHER_INSURER = re.compile(
    r"\b(?:what|how much)(?: of (?:it|this|that|the bill))? "
    r"(?:would|will|does|do|can|could|should|is) "
    rf"(?:{cues.INSURERS}|(?:my|his|her|their|our) (?:\w+ ){{0,2}}(?:insurance|insurer|plan)) "
    r"(?:\w+ )?(?:pay|cover|reimburse|give|refund)",
    re.IGNORECASE,
)
# "And for my colleague, 5 nights at 120 a night?" A longer message stands for itself.
MOST_FOLLOW_UP_WORDS = 10


def refuse_foreign_costs(
    decision: Decision, message: str, claim: Claim, last_topic: str, *, today: datetime.date
) -> Decision:
    """Turn away what looks like a calculation but is of costs that the benefits do not speak of.

    Args:
        decision: On one question of the message.
        message: The whole message.
        claim: The last calculation, if there was one.
        last_topic: The topic of the last answer, or ``""``.
        today: The present day at the university.
    """
    task = decision.label
    if decision.verdict != "task" or not task.startswith("calculate_"):
        return decision
    is_ill = bool(_ILLNESS.search(message))
    is_foreign = _ANIMALS.search(message) or _OTHER_INSURER.search(message)
    if is_foreign or (_BELONGINGS.search(message) and not is_ill):
        return replace(decision, verdict="decline", label="")
    is_isolated = _ISOLATION.search(message) or "quarantine" in (claim.benefit, last_topic[:10])
    if task != "calculate_quarantine_limit" or is_isolated:
        return decision
    reading = read_claim(message, Claim(benefit="quarantine"), asked=None, today=today)
    if not {"daily_cost", "total_cost", "nights", "unclear_cost", "stay_from"} & reading.changed:
        return decision
    if is_ill:
        return replace(decision, label="calculate_medical_limit")
    # Nights of a hotel: a quarantine, or a delay?
    return replace(
        decision,
        verdict="choose",
        label="",
        choices=("quarantine_cover", "travel_insurance_delays"),
    )


def calculate_own_costs(decision: Decision, message: str, *, today: datetime.date) -> Decision:
    """Turn the answer about a limit into its calculation where the message says what it costs.

    Args:
        decision: On one question of the message.
        message: The whole message, which may give the costs in another sentence.
        today: The present day at the university.
    """
    if decision.verdict != "answer" or decision.label not in LIMIT_TOPICS:
        return decision
    if _ANIMALS.search(message) or _OTHER_INSURER.search(message):
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
