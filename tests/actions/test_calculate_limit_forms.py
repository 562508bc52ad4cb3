"""The forms of a calculation: a message and what is known -> what is asked, said and remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.validate_limit_forms import (
    ValidateDentalLimitForm,
    ValidateMedicalLimitForm,
    ValidateQuarantineLimitForm,
)

FORM = "quarantine_limit_form"
BEGUN = {"event": "active_loop", "name": FORM}
HANDED_OVER = {"event": "followup", "name": FORM}
STEPPED_ASIDE = {"event": "action_execution_rejected", "name": FORM}
CHANGED = {"event": "action", "name": "action_change_claim"}
FINISHED = {"claim_benefit": "quarantine", "daily_cost": "210.00 USD", "nights": "12"}
Turn = tuple[list[str], dict[str, Any], list[dict[str, Any]]]


def turn(
    text: str,
    *events: dict[str, Any],
    slots: dict[str, Any] | None = None,
    intent: str = "inform",
    action: Action | None = None,
    level: str = "none",
) -> Turn:
    """Run the validation; return the responses, the slots that are set, and the other events."""
    latest = {
        "intent": {"name": intent},
        "text": text,
        "understanding": {"questions": []},
        "emergency": {"level": level, "kind": "medical", "language": "en", "layers": []},
    }
    loop = {"name": FORM}
    past = [{"event": "user", "text": text}, *events]
    dispatcher = CollectingDispatcher()
    tracker = Tracker("rest:x", slots or {}, latest, past, False, None, loop, "action_listen")
    result = (action or ValidateQuarantineLimitForm()).run(dispatcher, tracker, {})
    changed = {event["name"]: event["value"] for event in result if event["event"] == "slot"}
    others = [event for event in result if event["event"] != "slot"]
    said = [message["response"] or message["text"] for message in dispatcher.messages]
    return said, changed, others


def test_a_form_that_knows_nothing_says_the_limit_first_and_asks_one_thing() -> None:
    said, slots, others = turn("/calculate_quarantine_limit", BEGUN)
    assert said == ["utter_limit_of_quarantine"]
    assert slots == {"claim_benefit": "quarantine", "requested_slot": "daily_cost"}
    assert others == []


def test_the_limit_is_said_with_its_condition() -> None:
    dispatcher = CollectingDispatcher()
    for action, name in (
        (ValidateDentalLimitForm(), "dental_limit_form"),
        (ValidateMedicalLimitForm(), "medical_limit_form"),
    ):
        latest = {"intent": {"name": "x"}, "text": "", "understanding": None}
        events = [{"event": "user"}, {"event": "active_loop", "name": name}]
        tracker = Tracker("rest:x", {}, latest, events, False, None, {"name": name}, "x")
        action.run(dispatcher, tracker, {})
    dental, medical = dispatcher.messages
    assert dental["response"] == "utter_limit_of_dental_care"
    assert "pre-authorized" in dental["dental_maximum_condition"]
    assert medical["response"] == "utter_limit_of_medical_care"
    assert "pre-authorized" in medical["emergency_maximum_condition"]


def test_a_message_that_says_everything_ends_the_form_at_once() -> None:
    said, slots, _ = turn("210 a night for 12 nights", BEGUN)
    assert said == []
    assert slots == {**FINISHED, "requested_slot": None}


def test_what_is_missing_is_asked_after_what_was_said_is_taken() -> None:
    said, slots, _ = turn("the hotel is 210 a night", BEGUN)
    assert said == ["utter_limit_of_quarantine"]
    assert slots["daily_cost"] == "210.00 USD"
    assert slots["requested_slot"] == "nights"


def test_a_form_that_begins_anew_forgets_the_last_calculation() -> None:
    _, slots, _ = turn("I was quarantined, 5 nights", BEGUN, slots=FINISHED)
    assert slots["nights"] == "5"
    assert slots["daily_cost"] is None
    assert slots["requested_slot"] == "daily_cost"


def test_a_form_that_begins_with_a_change_keeps_the_last_calculation() -> None:
    _, slots, _ = turn("what if it is 5 nights", BEGUN, slots=FINISHED)
    assert slots == {"claim_benefit": "quarantine", "nights": "5", "requested_slot": None}


def test_a_claim_of_another_benefit_does_not_leak_in() -> None:
    dental = {"claim_benefit": "dental", "total_cost": "900.00 USD", "is_preauthorized": False}
    _, slots, _ = turn("what about quarantine, 5 nights", BEGUN, slots=dental)
    assert slots["total_cost"] is None
    assert slots["is_preauthorized"] is None
    assert slots["nights"] == "5"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", {"nights": "12", "requested_slot": None}),
        ("a fortnight", {"nights": "14", "requested_slot": None}),
        ("I don't know yet", {"nights": "1+", "requested_slot": None}),
        ("12 nights at 180", {"nights": "12", "daily_cost": "180.00 USD", "requested_slot": None}),
        ("since 3 May 2026", {"stay_from": "2026-05-03", "requested_slot": "nights"}),
    ],
)
def test_an_answer_is_taken_without_saying_the_limit_again(
    text: str, expected: dict[str, Any]
) -> None:
    known = {**FINISHED, "nights": None, "requested_slot": "nights"}
    said, slots, _ = turn(text, slots=known)
    assert said == []
    assert slots == {"claim_benefit": "quarantine", **expected}


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("0 nights", "utter_limit_zero_nights"),
        ("4,000 nights", "utter_limit_absurd_nights"),
        ("-3", "utter_limit_negative"),
        ("from 14 May to 2 May", "utter_limit_leaves_before_arriving"),
        ("xyzzy", "utter_limit_unreadable"),
    ],
)
def test_what_cannot_be_taken_has_a_reason_and_the_question_comes_again(
    text: str, response: str
) -> None:
    known = {**FINISHED, "nights": None, "requested_slot": "nights"}
    said, slots, _ = turn(text, slots=known)
    assert said == [response]
    assert slots == {"claim_benefit": "quarantine", "requested_slot": "nights"}


def test_a_total_that_does_not_match_is_asked_about() -> None:
    known = {**FINISHED, "nights": None, "requested_slot": "nights"}
    said, slots, _ = turn("12 nights, 3000 in total", slots=known)
    assert said == ["utter_limit_total_mismatch"]
    assert slots["nights"] == "12"
    assert slots["daily_cost"] is None
    assert slots["requested_slot"] == "daily_cost"


def test_an_unclear_amount_is_asked_about_and_settled_by_a_word() -> None:
    said, slots, _ = turn("the hotel cost 2000 pesos a night, 5 nights", BEGUN)
    assert said == ["utter_limit_of_quarantine", "utter_limit_ambiguous_currency"]
    assert slots["requested_slot"] == "unclear_cost"
    said, settled, _ = turn("Mexican", slots=slots)
    assert said == []
    assert settled["daily_cost"] == "2000.00 MXN"
    assert settled["unclear_cost"] is None
    assert settled["requested_slot"] is None


def test_an_unclear_amount_offers_both_readings_as_buttons() -> None:
    dispatcher = CollectingDispatcher()
    latest = {"intent": {"name": "x"}, "text": "hotel 600, 8 nights", "understanding": None}
    events = [{"event": "user"}, BEGUN]
    tracker = Tracker("rest:x", {}, latest, events, False, None, {"name": FORM}, "x")
    ValidateQuarantineLimitForm().run(dispatcher, tracker, {})
    payloads = [button["payload"] for button in dispatcher.messages[-1]["buttons"]]
    assert payloads == ["$600.00 per night", "$600.00 in total"]


def test_a_question_in_between_is_left_to_be_answered() -> None:
    known = {**FINISHED, "nights": None, "requested_slot": "nights"}
    assert turn("is evacuation covered?", slots=known, intent="ask_evacuation_cover") == (
        [],
        {},
        [],
    )


def test_what_has_no_cost_of_its_own_changes_the_last_calculation() -> None:
    known = {"claim_benefit": "medical", "total_cost": "40000.00 USD"}
    begun = {"event": "active_loop", "name": "medical_limit_form"}
    latest = {"intent": {"name": "calculate_medical_limit"}, "text": "my insurance pays 15,000"}
    events = [{"event": "user"}, begun]
    loop = {"name": "medical_limit_form"}
    tracker = Tracker("rest:x", known, latest, events, False, None, loop, "x")
    result = ValidateMedicalLimitForm().run(CollectingDispatcher(), tracker, {})
    slots = {event["name"]: event["value"] for event in result}
    assert slots["insurance_payment"] == "15000.00 USD"
    assert "total_cost" not in slots  # as it was
    assert slots["requested_slot"] is None


def test_a_form_that_is_begun_again_asks_its_question_again() -> None:
    known = {"claim_benefit": "quarantine", "nights": "5", "requested_slot": "daily_cost"}
    for text in ("calculate quarantine", "/calculate_quarantine_limit"):
        said, slots, others = turn(text, slots=known, intent="calculate_quarantine_limit")
        assert (said, others) == ([], [])
        assert slots == {"claim_benefit": "quarantine", "requested_slot": "daily_cost"}


def test_after_an_interruption_nothing_is_read_and_the_same_is_asked_again() -> None:
    known = {"claim_benefit": "quarantine", "total_cost": "900.00 USD", "requested_slot": "nights"}
    said, slots, _ = turn("5 nights", STEPPED_ASIDE, slots=known)
    assert said == []
    assert slots == {"requested_slot": "nights"}
    unclear = {**known, "unclear_cost": "2000.00 CLP/MXN other_costs"}
    said, slots, _ = turn("5 nights", STEPPED_ASIDE, slots=unclear)
    assert said == ["utter_limit_ambiguous_currency"]
    assert slots == {"requested_slot": "unclear_cost"}


def test_cancelling_ends_the_form_and_forgets_the_claim() -> None:
    said, slots, others = turn("stop", slots=FINISHED, intent="cancel")
    assert said == ["utter_limit_cancelled"]
    assert set(slots.values()) == {None}
    assert set(FINISHED) < set(slots)
    assert [event["event"] for event in others] == ["active_loop"]
    assert others[0]["name"] is None


def test_another_benefit_is_handed_over_to_its_form() -> None:
    known = {**FINISHED, "nights": None, "requested_slot": "nights"}
    _, slots, others = turn("sorry, it is about a dentist", slots=known)
    assert slots["claim_benefit"] == "dental"
    assert [event["event"] for event in others] == ["active_loop", "followup"]
    said, slots, others = turn("the dentist wants pesos, 2000 pesos", slots=known)
    assert said == ["utter_limit_ambiguous_currency"]
    assert slots["claim_benefit"] == "dental"
    assert slots["daily_cost"] is None
    assert [event["event"] for event in others] == ["active_loop", "followup"]
    assert others[1]["name"] == "dental_limit_form"


def test_another_benefit_with_everything_is_calculated_at_once() -> None:
    known = {**FINISHED, "nights": None, "requested_slot": "nights"}
    said, slots, others = turn("and the dentist, 900 dollars?", slots=known)
    assert said[0] == "utter_limit_covered_in_full"
    assert slots["total_cost"] == "900.00 USD"
    assert slots["last_topic"] == "dental_amount"
    assert slots["requested_slot"] is None
    assert [event["event"] for event in others] == ["active_loop"]


@pytest.mark.parametrize(
    ("events", "said"),
    [([HANDED_OVER, BEGUN], ["utter_limit_of_quarantine"]), ([CHANGED, HANDED_OVER, BEGUN], [])],
)
def test_a_form_that_was_handed_a_claim_reads_the_message_no_more(
    events: list[dict[str, Any]], said: list[str]
) -> None:
    known = {"claim_benefit": "quarantine", "daily_cost": "210.00 USD"}
    assert turn("2 more nights", *events, slots=known) == (
        said,
        {"claim_benefit": "quarantine", "requested_slot": "nights"},
        [],
    )


def test_what_may_be_an_emergency_is_sent_for_help_before_the_calculation_goes_on() -> None:
    said, slots, _ = turn("210 a night, she faints", BEGUN, level="perhaps")
    assert said[0].startswith("**If this is an emergency, contact International SOS now:**")
    assert said[1:] == ["utter_limit_of_quarantine"]
    assert slots["daily_cost"] == "210.00 USD"


@pytest.mark.parametrize(
    "text",
    [
        "he stopped breathing",
        "the hospital will not operate unless we pay 8,000 dollars now",
        "we were robbed, 2 nights ago they took 210 dollars, now they are back with a knife",
    ],
)
def test_an_emergency_leaves_the_form_whatever_amounts_are_in_it(text: str) -> None:
    slots = {"claim_benefit": "quarantine", "requested_slot": "daily_cost"}
    said, changed, others = turn(text, slots=slots, intent="report_emergency", level="sure")
    assert (changed, others) == ({}, [])
    assert len(said) <= 1  # the line, which Rasa drops with the turn of the form


@pytest.mark.parametrize(
    ("make", "text", "cost"),
    [
        (ValidateDentalLimitForm, "900 euros", "900.00 EUR"),
        (ValidateMedicalLimitForm, "twelve thousand", "12000.00 USD"),
    ],
)
def test_a_bill_is_all_that_the_other_forms_ask_for(
    make: Callable[[], Action], text: str, cost: str
) -> None:
    _, slots, _ = turn(text, slots={"requested_slot": "total_cost"}, action=make())
    assert slots["total_cost"] == cost
    assert slots["requested_slot"] is None
