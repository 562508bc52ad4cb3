"""Reading what a benefit calculation needs out of each message of its form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions.answer_question import utter_emergency
from actions.calculate_limit import claim_of, utter_limit
from bot.benefits.claim import Benefit, Claim
from bot.benefits.problems import Code, Problem
from bot.benefits.reading import ClaimReading, read_claim
from bot.benefits.unclear import unclear_problem
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
_PROBLEMS: dict[Code, str] = {
    "absurd_cost": "utter_limit_absurd_cost",
    "absurd_nights": "utter_limit_absurd_nights",
    "ambiguous_currency": "utter_limit_ambiguous_currency",
    "ambiguous_date": "utter_limit_ambiguous_date",
    "impossible_date": "utter_limit_impossible_date",
    "leaves_before_arriving": "utter_limit_leaves_before_arriving",
    "mixed_currencies": "utter_limit_mixed_currencies",
    "needs_total": "utter_limit_needs_total",
    "negative": "utter_limit_negative",
    "nights_mismatch": "utter_limit_nights_mismatch",
    "no_rate": "utter_limit_no_rate",
    "several_amounts": "utter_limit_several_amounts",
    "several_nights": "utter_limit_several_nights",
    "stay_after_cover": "utter_limit_stay_after_cover",
    "stay_before_issue": "utter_limit_stay_before_issue",
    "total_mismatch": "utter_limit_total_mismatch",
    "unclear_cost": "utter_limit_unclear_cost",
    "unknown_cost": "utter_limit_unknown_cost",
    "unknown_currency": "utter_limit_unknown_currency",
    "unreadable": "utter_limit_unreadable",
    "zero_cost": "utter_limit_zero_cost",
    "zero_nights": "utter_limit_zero_nights",
}


class ValidateQuarantineLimitForm(Action):
    """Reads the cost and the length of a quarantine."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "validate_quarantine_limit_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Take what the message says, and ask for what is missing."""
        return _validate(dispatcher, tracker, "quarantine")


class ValidateDentalLimitForm(Action):
    """Reads a dental bill."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "validate_dental_limit_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Take what the message says, and ask for what is missing."""
        return _validate(dispatcher, tracker, "dental")


class ValidateMedicalLimitForm(Action):
    """Reads a medical bill."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "validate_medical_limit_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Take what the message says, and ask for what is missing."""
        return _validate(dispatcher, tracker, "medical")


def read_message(tracker: Tracker, claim: Claim, asked: str | None) -> ClaimReading:
    """Read the latest message, but for the payload of a button that names an intent."""
    text = tracker.latest_message.get("text") or ""
    today = get_settings().today()
    return read_claim("" if text.startswith("/") else text, claim, asked=asked, today=today)


def utter_problem(dispatcher: CollectingDispatcher, problem: Problem) -> None:
    """Utter why something was not taken."""
    dispatcher.utter_message(
        response=_PROBLEMS[problem.code],
        buttons=[{"title": choice, "payload": choice} for choice in problem.choices],
        **problem.values,
    )


def utter_limit_itself(dispatcher: CollectingDispatcher, benefit: Benefit) -> None:
    """Utter how much a benefit covers at most, with its condition."""
    figures = get_library(get_settings().documents_dir).figures
    values = {name: figure.spoken for name, figure in figures.items()}
    conditions = {f"{name}_condition": figure.condition for name, figure in figures.items()}
    dispatcher.utter_message(response=_LIMITS[benefit], **values, **conditions)


def utter_emergency_if_needed(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Utter whom to call before anything else, if the message may be of an emergency."""
    if (tracker.latest_message.get("understanding") or {}).get("emergency"):
        library = get_library(get_settings().documents_dir)
        utter_emergency(dispatcher, library, "utter_emergency_line")


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


def _validate(
    dispatcher: CollectingDispatcher, tracker: Tracker, benefit: Benefit
) -> list[EventType]:
    claim = claim_of(tracker)
    if tracker.active_loop.get("is_interrupted"):
        return _resume(dispatcher, claim)
    events = _events_since_message(tracker)
    if any(event.get("name") == FORMS[benefit] for event in events if event["event"] == "followup"):
        return _begin(dispatcher, tracker, replace(claim, benefit=benefit), None)
    utter_emergency_if_needed(dispatcher, tracker)
    if any(
        event.get("name") == FORMS[benefit] for event in events if event["event"] == "active_loop"
    ):
        reading = _first_reading(tracker, claim, benefit)
        return _begin(dispatcher, tracker, reading.claim, reading.problem)
    return _go_on(dispatcher, tracker, replace(claim, benefit=benefit))


def _events_since_message(tracker: Tracker) -> list[dict[str, Any]]:
    events = list(tracker.events)
    last = max((i for i, event in enumerate(events) if event["event"] == "user"), default=-1)
    return events[last + 1 :]


def _first_reading(tracker: Tracker, claim: Claim, benefit: Benefit) -> ClaimReading:
    """Read the message that has begun the form: as a change of the last claim, or anew."""
    if claim.benefit == benefit and not claim.missing():
        reading = read_message(tracker, claim, None)
        if reading.is_follow_up and reading.changed and not reading.benefit:
            return reading
    return read_message(tracker, Claim(benefit=benefit), None)


def _begin(
    dispatcher: CollectingDispatcher, tracker: Tracker, claim: Claim, problem: Problem | None
) -> list[EventType]:
    """Say the limit before the first question; a claim that was changed has heard it."""
    missing = claim.missing()
    assert claim.benefit  # the form knows it
    events = _events_since_message(tracker)
    is_change = any(event.get("name") == "action_change_claim" for event in events)
    if missing and not is_change:
        utter_limit_itself(dispatcher, claim.benefit)
    if problem:
        utter_problem(dispatcher, problem)
    return [*claim_events(tracker, claim), SlotSet(REQUESTED_SLOT, missing)]


def _resume(dispatcher: CollectingDispatcher, claim: Claim) -> list[EventType]:
    """Ask again after an interruption."""
    if claim.unclear_cost:
        utter_problem(dispatcher, unclear_problem(claim.unclear_cost))
    return [SlotSet(REQUESTED_SLOT, claim.missing())]


def _go_on(dispatcher: CollectingDispatcher, tracker: Tracker, claim: Claim) -> list[EventType]:
    """Read an answer to the question of the form."""
    intent = tracker.latest_message["intent"]["name"]
    if intent == "cancel":
        dispatcher.utter_message(response="utter_limit_cancelled")
        cleared = [SlotSet(name, None) for name in Claim().to_slots()]
        return [*cleared, SlotSet(REQUESTED_SLOT, None), ActiveLoop(None)]
    asked = tracker.get_slot(REQUESTED_SLOT)
    reading = read_message(tracker, claim, asked)
    problem = reading.problem
    if reading.is_empty:
        if intent != "inform":
            return []  # the form steps aside
        problem = Problem("unreadable")
    if problem:
        utter_problem(dispatcher, problem)
    if reading.benefit:
        ended = [SlotSet(REQUESTED_SLOT, None), ActiveLoop(None)]
        if reading.claim.missing():
            return [*ended, *continue_in_form(tracker, reading.claim)]
        topic = utter_limit(dispatcher, reading.claim)
        return [*claim_events(tracker, reading.claim), *topic, *ended]
    return [*claim_events(tracker, reading.claim), SlotSet(REQUESTED_SLOT, reading.claim.missing())]
