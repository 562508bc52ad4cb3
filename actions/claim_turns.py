"""What the actions of a benefit calculation share: reading a message, saying what is wrong."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.benefits.claim import Benefit, Claim
from bot.benefits.problems import Code, Problem
from bot.benefits.reading import ClaimReading, read_claim
from bot.knowledge.library import get_library
from bot.settings import get_settings

FORMS: dict[Benefit, str] = {
    "quarantine": "quarantine_limit_form",
    "dental": "dental_limit_form",
    "medical": "medical_limit_form",
}
_LIMITS: dict[Benefit, str] = {
    "quarantine": "utter_limit_of_quarantine",
    "dental": "utter_limit_of_dental_care",
    "medical": "utter_limit_of_medical_care",
}
PROBLEMS: dict[Code, str] = {
    "absurd_cost": "utter_limit_absurd_cost",
    "absurd_nights": "utter_limit_absurd_nights",
    "ambiguous_currency": "utter_limit_ambiguous_currency",
    "ambiguous_date": "utter_limit_ambiguous_date",
    "impossible_date": "utter_limit_impossible_date",
    "impossible_share": "utter_limit_impossible_share",
    "leaves_before_arriving": "utter_limit_leaves_before_arriving",
    "mixed_currencies": "utter_limit_mixed_currencies",
    "needs_total": "utter_limit_needs_total",
    "negative": "utter_limit_negative",
    "nights_mismatch": "utter_limit_nights_mismatch",
    "no_rate": "utter_limit_no_rate",
    "one_at_a_time": "utter_limit_one_at_a_time",
    "partly_preauthorized": "utter_limit_partly_preauthorized",
    "several_amounts": "utter_limit_several_amounts",
    "several_nights": "utter_limit_several_nights",
    "stay_before_issue": "utter_limit_stay_before_issue",
    "total_mismatch": "utter_limit_total_mismatch",
    "unclear_cost": "utter_limit_unclear_cost",
    "unclear_parts": "utter_limit_unclear_parts",
    "unknown_cost": "utter_limit_unknown_cost",
    "unknown_currency": "utter_limit_unknown_currency",
    "unreadable": "utter_limit_unreadable",
    "which_amount": "utter_limit_which_amount",
    "zero_cost": "utter_limit_zero_cost",
    "zero_nights": "utter_limit_zero_nights",
}


def read_message(tracker: Tracker, claim: Claim, asked: str | None) -> ClaimReading:
    """Read the latest message, but for the payload of a button that names an intent."""
    text = tracker.latest_message.get("text") or ""
    today = get_settings().today()
    return read_claim("" if text.startswith("/") else text, claim, asked=asked, today=today)


def utter_problem(dispatcher: CollectingDispatcher, problem: Problem) -> None:
    """Utter why something was not taken."""
    dispatcher.utter_message(
        response=PROBLEMS[problem.code],
        buttons=[{"title": choice, "payload": choice} for choice in problem.choices],
        **problem.values,
    )


def utter_limit_itself(dispatcher: CollectingDispatcher, benefit: Benefit) -> None:
    """Utter how much a benefit covers at most, with its condition."""
    figures = get_library(get_settings().documents_dir).figures
    values = {name: figure.spoken for name, figure in figures.items()}
    conditions = {f"{name}_condition": figure.condition for name, figure in figures.items()}
    dispatcher.utter_message(response=_LIMITS[benefit], **values, **conditions)


def claim_events(tracker: Tracker, claim: Claim) -> list[EventType]:
    """Return the slots that change; always that of the benefit, so that a form goes on."""
    slots = claim.to_slots()
    return [
        SlotSet(name, value)
        for name, value in slots.items()
        if name == "claim_benefit" or tracker.get_slot(name) != value
    ]


def continue_in_form(tracker: Tracker, claim: Claim) -> list[EventType]:
    """Hand a claim over to the form that asks for what it lacks."""
    assert claim.benefit  # it is known before anything can be missing
    return [*claim_events(tracker, claim), FollowupAction(FORMS[claim.benefit])]
