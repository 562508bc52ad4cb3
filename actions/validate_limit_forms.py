"""Reading what a benefit calculation needs out of each message of its form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT

from actions.answer_question import answer_along, offer_person
from actions.calculate_limit import claim_of, utter_limit
from actions.claim_turns import (
    FORMS,
    claim_events,
    continue_in_form,
    read_message,
    utter_limit_itself,
    utter_problem,
)
from actions.emergency_turns import is_report, say_line_first
from actions.form_events import events_since_message, has_stepped_aside
from bot.benefits.claim import Benefit, Claim
from bot.benefits.problems import Problem
from bot.benefits.reading import ClaimReading
from bot.benefits.unclear import unclear_problem

# The intent that opens each form. Said once more while the form is open, it is no reason to step
# aside: Rasa would open the open form again, and again.
STARTED_BY: dict[Benefit, str] = {
    "quarantine": "calculate_quarantine_limit",
    "dental": "calculate_dental_limit",
    "medical": "calculate_medical_limit",
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


def _validate(
    dispatcher: CollectingDispatcher, tracker: Tracker, benefit: Benefit
) -> list[EventType]:
    say_line_first(dispatcher, tracker)
    claim = claim_of(tracker)
    if has_stepped_aside(tracker, FORMS[benefit]):
        return _resume(dispatcher, claim)
    events = events_since_message(tracker)
    if any(event.get("name") == FORMS[benefit] for event in events if event["event"] == "followup"):
        return _begin(dispatcher, tracker, replace(claim, benefit=benefit), None)
    if any(
        event.get("name") == FORMS[benefit] for event in events if event["event"] == "active_loop"
    ):
        answer_along(dispatcher, tracker)
        reading = _first_reading(tracker, claim, benefit)
        return _begin(dispatcher, tracker, reading.claim, reading.problem)
    return _go_on(dispatcher, tracker, replace(claim, benefit=benefit))


def _first_reading(tracker: Tracker, claim: Claim, benefit: Benefit) -> ClaimReading:
    """Read the message that has begun the form: as a change of the last claim, or anew."""
    anew = read_message(tracker, Claim(benefit=benefit), None)
    if claim.benefit == benefit and not claim.missing():
        change = read_message(tracker, claim, None)
        # "My own insurance pays 15,000" begins no calculation: it has no bill of its own.
        is_change = change.is_follow_up or anew.claim.missing() == "total_cost"
        if is_change and change.changed and not change.benefit:
            return change
    return anew


def _begin(
    dispatcher: CollectingDispatcher, tracker: Tracker, claim: Claim, problem: Problem | None
) -> list[EventType]:
    """Say the limit before the first question; a claim that was changed has heard it."""
    missing = claim.missing()
    assert claim.benefit  # the form knows it
    events = events_since_message(tracker)
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
    if is_report(tracker):
        return []  # the form steps aside, whatever amounts are in it
    if intent == "cancel":
        dispatcher.utter_message(response="utter_limit_cancelled")
        cleared = [SlotSet(name, None) for name in Claim().to_slots()]
        return [*cleared, SlotSet(REQUESTED_SLOT, None), ActiveLoop(None)]
    asked = tracker.get_slot(REQUESTED_SLOT)
    reading = read_message(tracker, claim, asked)
    problem = reading.problem
    assert claim.benefit  # the form knows it
    is_begun_again = intent == STARTED_BY[claim.benefit]
    if reading.is_empty and not is_begun_again and intent != "inform":
        return []  # the form steps aside
    if reading.is_empty and not is_begun_again and not reading.benefit:
        problem = Problem("unreadable")
    if intent != "inform":
        answer_along(dispatcher, tracker)  # "210. And is evacuation covered?"
    if problem:
        utter_problem(dispatcher, problem)
        if problem.code == "unreadable":
            offer_person(dispatcher, tracker)
    if reading.benefit:
        ended = [SlotSet(REQUESTED_SLOT, None), ActiveLoop(None)]
        if reading.claim.missing():
            return [*ended, *continue_in_form(tracker, reading.claim)]
        topic = utter_limit(dispatcher, reading.claim)
        return [*claim_events(tracker, reading.claim), *topic, *ended]
    return [*claim_events(tracker, reading.claim), SlotSet(REQUESTED_SLOT, reading.claim.missing())]
