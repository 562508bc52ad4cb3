"""Saying what the benefit covers of a quarantine, a dental or a medical bill."""

from __future__ import annotations

import logging
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.registered_trips import resume_registration
from bot.benefits.claim import Benefit, Claim, ClaimError
from bot.benefits.money import MoneyError, MoneyRange, speak
from bot.benefits.outcome import Kind, calculate
from bot.knowledge.library import get_library
from bot.settings import get_settings

logger = logging.getLogger(__name__)

_TOPICS: dict[Benefit, str] = {
    "quarantine": "quarantine_cover",
    "dental": "dental_amount",
    "medical": "emergency_coverage_amount",
}
_RESPONSES: dict[Kind, str] = {
    "covered_in_full": "utter_limit_covered_in_full",
    "covered_in_part": "utter_limit_covered_in_part",
    "limited_by_money": "utter_limit_by_money",
    "limited_by_days": "utter_limit_by_days",
    "limited_by_both": "utter_limit_by_both",
    "range": "utter_limit_covered_in_part",
    "at_most": "utter_limit_at_most",
    "not_preauthorized": "utter_limit_not_preauthorized",
    "no_emergency_care": "utter_limit_no_emergency_care",
    "used_up": "utter_limit_used_up",
    "insurance_pays_all": "utter_limit_insurance_pays_all",
}


class ActionCalculateQuarantineLimit(Action):
    """Says what is covered of a quarantine."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_calculate_quarantine_limit"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Utter the result of the claim in the slots, if it is a complete one."""
        return _calculate(dispatcher, tracker, "quarantine")


class ActionCalculateDentalLimit(Action):
    """Says what is covered of a dental bill."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_calculate_dental_limit"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Utter the result of the claim in the slots, if it is a complete one."""
        return _calculate(dispatcher, tracker, "dental")


class ActionCalculateMedicalLimit(Action):
    """Says what is covered of a medical bill."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_calculate_medical_limit"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Utter the result of the claim in the slots, if it is a complete one."""
        return _calculate(dispatcher, tracker, "medical")


def claim_of(tracker: Tracker) -> Claim:
    """Return the claim in the slots; a new one if they hold what no claim has written."""
    try:
        return Claim.from_slots(tracker.slots)
    except (ClaimError, MoneyError) as error:
        logger.warning("claim.unreadable", extra={"error": type(error).__name__})
        return Claim()


def utter_limit(dispatcher: CollectingDispatcher, claim: Claim) -> list[EventType]:
    """Utter what is covered of a complete claim, and remember its topic."""
    library = get_library(get_settings().documents_dir)
    outcome = calculate(claim, library)
    dispatcher.utter_message(
        response=_RESPONSES[outcome.kind],
        covered=MoneyRange(*outcome.covered).spoken,
        most_covered=speak(outcome.covered[1]),
        own=MoneyRange(*outcome.own).spoken,
        quarantine_maximum=library.figures["quarantine_maximum"].spoken,
        quarantine_days=library.figures["quarantine_days"].spoken,
        explanation=outcome.explanation,
        buttons=[{"title": text, "payload": text} for text in outcome.follow_ups],
    )
    if outcome.is_exact and any(outcome.covered + outcome.own):
        covered, own = outcome.covered[0], outcome.own[0]
        label = f"Covered {speak(covered)}, you pay {speak(own)}"
        split = {"covered": f"{covered:.2f}", "own": f"{own:.2f}", "label": label}
        dispatcher.utter_message(json_message={"split": split})
    return [SlotSet("last_topic", _TOPICS[claim.benefit])] if claim.benefit else []


def _calculate(
    dispatcher: CollectingDispatcher, tracker: Tracker, benefit: Benefit
) -> list[EventType]:
    claim = claim_of(tracker)
    # A form that was cancelled, or left for another benefit, has ended too.
    is_complete = claim.benefit == benefit and not claim.missing()
    said = utter_limit(dispatcher, claim) if is_complete else []
    return [*said, *resume_registration(tracker)]
