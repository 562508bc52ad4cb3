"""Saying what is covered: the slots of a claim -> response, amounts, buttons, topic."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.calculate_limit import (
    ActionCalculateDentalLimit,
    ActionCalculateMedicalLimit,
    ActionCalculateQuarantineLimit,
)

QUARANTINE = {"claim_benefit": "quarantine", "daily_cost": "10.00 USD", "nights": "3"}
DENTAL = {"claim_benefit": "dental", "total_cost": "10.00 USD"}
MEDICAL = {"claim_benefit": "medical", "total_cost": "10.00 USD"}


def run(action: Action, slots: dict[str, Any]) -> tuple[list[dict[str, Any]], list[Any]]:
    dispatcher = CollectingDispatcher()
    latest = {"intent": {"name": "inform"}, "text": "3 nights"}
    tracker = Tracker("rest:x", slots, latest, [], False, None, {}, "action_listen")
    return dispatcher.messages, action.run(dispatcher, tracker, {})


@pytest.mark.parametrize(
    ("action", "slots", "topic"),
    [
        (ActionCalculateQuarantineLimit(), QUARANTINE, "quarantine_cover"),
        (ActionCalculateDentalLimit(), DENTAL, "dental_amount"),
        (ActionCalculateMedicalLimit(), MEDICAL, "emergency_coverage_amount"),
    ],
)
def test_a_result_is_said_with_its_split_and_its_topic_remembered(
    action: Action, slots: dict[str, Any], topic: str
) -> None:
    messages, events = run(action, slots)
    result, split = messages
    amount = "30.00" if slots is QUARANTINE else "10.00"
    assert result["response"] == "utter_limit_covered_in_full"
    assert result["covered"] == f"${amount}"
    assert "\n\nSource: " in result["explanation"]
    assert all(button["title"] == button["payload"] for button in result["buttons"])
    assert split["custom"] == {
        "split": {
            "covered": amount,
            "own": "0.00",
            "label": f"Covered ${amount}, you pay $0.00",
        }
    }
    assert events == [{"event": "slot", "timestamp": None, "name": "last_topic", "value": topic}]


@pytest.mark.parametrize(
    ("slots", "response"),
    [
        ({"daily_cost": "9000.00 USD", "nights": "1"}, "utter_limit_by_money"),
        ({"daily_cost": "1.00 USD", "nights": "90"}, "utter_limit_by_days"),
        ({"daily_cost": "1.00 USD", "is_preauthorized": False}, "utter_limit_not_preauthorized"),
        ({"nights": "1-3"}, "utter_limit_covered_in_part"),
        ({"nights": "1+"}, "utter_limit_at_most"),
    ],
)
def test_the_response_tells_what_the_result_is_like(slots: dict[str, Any], response: str) -> None:
    messages, _ = run(ActionCalculateQuarantineLimit(), {**QUARANTINE, **slots})
    assert messages[0]["response"] == response
    is_exact = slots.get("nights") not in ("1-3", "1+")
    assert len(messages) == (2 if is_exact else 1)


@pytest.mark.parametrize(
    ("slots", "response"),
    [
        ({"is_emergency_care": False}, "utter_limit_no_emergency_care"),
        ({"other_costs": "9999999.00 USD"}, "utter_limit_used_up"),
        ({"insurance_payment": "100%"}, "utter_limit_insurance_pays_all"),
    ],
)
def test_a_refusal_says_why(slots: dict[str, Any], response: str) -> None:
    messages, _ = run(ActionCalculateDentalLimit(), {**DENTAL, **slots})
    assert messages[0]["response"] == response


@pytest.mark.parametrize(
    "slots",
    [
        {},
        DENTAL,
        {"claim_benefit": "quarantine"},
        {"claim_benefit": "quarantine", "daily_cost": "10.00 USD"},
        {**QUARANTINE, "unclear_cost": "2000.00 CLP/MXN daily_cost"},
        {**QUARANTINE, "nights": "a dozen"},
    ],
)
def test_nothing_is_said_after_a_form_that_was_left_or_cancelled(slots: dict[str, Any]) -> None:
    assert run(ActionCalculateQuarantineLimit(), slots) == ([], [])
