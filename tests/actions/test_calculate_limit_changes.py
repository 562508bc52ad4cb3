"""Changes of the last calculation: a message -> the new result, or what is asked for it."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.change_claim import ActionChangeClaim

FINISHED = {"claim_benefit": "quarantine", "daily_cost": "10.00 USD", "nights": "3"}


def change(
    text: str, slots: dict[str, Any] | None = None, *, level: str = "none"
) -> tuple[list[str], dict[str, Any], list[str]]:
    """Run the action; return the responses, the slots that are set, and the form that follows."""
    latest = {
        "intent": {"name": "change_claim"},
        "text": text,
        "understanding": {"questions": []},
        "emergency": {"level": level, "kind": "medical", "language": "en", "layers": []},
    }
    known = FINISHED if slots is None else slots
    dispatcher = CollectingDispatcher()
    tracker = Tracker("rest:x", known, latest, [], False, None, {}, "action_listen")
    events = ActionChangeClaim().run(dispatcher, tracker, {})
    changed = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    forms = [event["name"] for event in events if event["event"] == "followup"]
    said = [message["response"] or message["text"] for message in dispatcher.messages]
    return said, changed, forms


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("what if it is 5 nights?", "nights", "5"),
        ("make it 12 a night", "daily_cost", "12.00 USD"),
        ("it was not pre-authorized", "is_preauthorized", False),
        ("and 20 for tests", "extra_costs", "20.00 USD"),
    ],
)
def test_a_change_is_calculated_again(text: str, field: str, value: Any) -> None:
    said, slots, forms = change(text)
    assert said[0].startswith("utter_limit_")
    assert slots[field] == value
    assert slots["last_topic"] == "quarantine_cover"
    assert forms == []


def test_another_person_with_everything_is_calculated_alone() -> None:
    said, slots, forms = change(
        "and for my colleague: 4 nights at 15", {**FINISHED, "is_preauthorized": False}
    )
    assert said[0] == "utter_limit_covered_in_full"
    assert slots["daily_cost"] == "15.00 USD"
    assert slots["is_preauthorized"] is None
    assert forms == []


def test_another_person_is_asked_for_what_is_missing() -> None:
    said, slots, forms = change("and for my colleague: 4 nights")
    assert said == ["utter_limit_of_quarantine"]
    assert slots["daily_cost"] is None
    assert forms == ["quarantine_limit_form"]


def test_another_benefit_is_asked_for_its_bill() -> None:
    said, slots, forms = change("and the dentist?")
    assert said == ["utter_limit_of_dental_care"]
    assert slots["claim_benefit"] == "dental"
    assert slots["daily_cost"] is None
    assert forms == ["dental_limit_form"]


def test_an_unclear_amount_is_asked_about_in_the_form() -> None:
    said, slots, forms = change("what about 2000 pesos a night")
    assert said == ["utter_limit_ambiguous_currency"]
    assert slots["unclear_cost"].endswith(" daily_cost")
    assert forms == ["quarantine_limit_form"]


def test_a_change_that_cannot_be_right_has_its_reason_and_changes_nothing() -> None:
    assert change("what if 0 nights") == (
        ["utter_limit_zero_nights"],
        {"claim_benefit": "quarantine"},
        [],
    )


def test_a_message_that_changes_nothing_is_named_as_such() -> None:
    assert change("and the weather?") == (["utter_limit_unreadable"], {}, [])


def test_without_a_calculation_the_benefit_is_asked_for() -> None:
    assert change("what if it is 5 days", {}) == (["utter_which_benefit"], {}, [])


def test_what_may_be_an_emergency_is_sent_for_help_first() -> None:
    said, _, _ = change("what if it is 5 nights? he is bleeding", level="perhaps")
    assert said[0].startswith("**If this is an emergency, contact International SOS now:**")
    assert said[1] == "utter_limit_covered_in_full"
