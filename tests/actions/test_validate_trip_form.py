"""The registration form: a message and what is known -> what is said and what is asked next."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.confirm_trip import ActionAskTripClarification, ActionAskTripConfirmation
from actions.form_events import has_stepped_aside
from actions.validate_trip_form import ValidateTripForm
from bot.settings import get_settings

MARCH = f"{get_settings().today().year + 1}-03-"
COMPLETE: dict[str, Any] = {
    "trip_draft_id": "d1",
    "trip_traveller": "self",
    "traveller_name": "Jane Doe",
    "traveller_email": "jane@umaryland.edu",
    "trip_destinations": [{"place": "Nairobi", "country_code": "KE"}],
    "trip_departure": f"{MARCH}03",
    "trip_return": f"{MARCH}10",
    "trip_purpose": "work",
    "trip_booking": "agency",
}
GRANADA = {
    "slot": "trip_destinations",
    "words": "Granada",
    "options": ["Granada, Spain", "Granada, Nicaragua"],
    "frame": "{}",
    "is_suggestion": False,
}
Said = tuple[list[str], dict[str, Any], list[str]]


def turn(
    text: str,
    asked: str | None = None,
    *,
    intent: str = "inform",
    questions: tuple[dict[str, Any], ...] = (),
    is_aside: bool = False,
    **known: Any,
) -> Said:
    """Run the validation; return what is said, the slots that are set, and the other events."""
    latest = {
        "intent": {"name": intent},
        "text": text,
        "understanding": {"questions": list(questions)},
    }
    slots = {"requested_slot": asked, **known}
    rejected = {"event": "action_execution_rejected", "name": "trip_form"}
    events = [{"event": "user", "text": text}, *([rejected] if is_aside else [])]
    loop = {"name": "trip_form"}
    tracker = Tracker("rest:x", slots, latest, events, False, None, loop, "action_listen")
    dispatcher = CollectingDispatcher()
    result = ValidateTripForm().run(dispatcher, tracker, {})
    set_slots = {event["name"]: event["value"] for event in result if event["event"] == "slot"}
    others = [event["event"] for event in result if event["event"] != "slot"]
    return [m["response"] or "an answer" for m in dispatcher.messages], set_slots, others


def known(**changes: Any) -> dict[str, Any]:
    return {**COMPLETE, **changes}


def test_a_registration_begins_with_what_the_message_says() -> None:
    said, slots, _ = turn(
        "register my trip to Nairobi, 3 to 10 March, for a conference", intent="register_trip"
    )
    assert said == ["utter_trip_begun"]
    assert slots["trip_destinations"] == [{"place": "Nairobi", "country_code": "KE"}]
    assert (slots["trip_departure"][4:], slots["trip_return"][4:]) == ("-03-03", "-03-10")
    assert (slots["trip_traveller"], slots["trip_purpose"]) == ("self", "work")
    assert slots["requested_slot"] == "traveller_name"
    assert len(slots["trip_draft_id"]) == 32


def test_a_button_begins_a_registration_that_knows_nothing() -> None:
    said, slots, _ = turn("/register_trip", intent="register_trip")
    assert (said, slots["requested_slot"]) == (["utter_trip_begun"], "trip_traveller")


def test_a_form_that_another_skill_opens_does_not_read_the_message_that_was_for_that_skill() -> (
    None
):
    message = "what is paid for 5 nights of quarantine from 2 to 7 May"
    said, slots, _ = turn(message, intent="calculate_quarantine_limit", **known())
    assert said == []
    assert slots["trip_departure"] == COMPLETE["trip_departure"]
    assert slots["requested_slot"] == "trip_confirmation"


@pytest.mark.parametrize(
    ("text", "asked", "missing", "said", "next_slot"),
    [
        ("Lima", "trip_destinations", "trip_destinations", [], "trip_confirmation"),
        ("Study", "trip_purpose", "trip_purpose", [], "trip_confirmation"),
        ("asdfgh", "trip_purpose", "trip_purpose", ["utter_trip_not_understood"], "trip_purpose"),
        ("honeymoon", "trip_purpose", "trip_purpose", ["utter_trip_private"], "trip_purpose"),
        ("Chicago", "trip_destinations", "trip_destinations", ["utter_trip_domestic"],
         "trip_destinations"),
        ("Europe", "trip_destinations", "trip_destinations", ["utter_trip_place_too_wide"],
         "trip_destinations"),
        ("Granada", "trip_destinations", "trip_destinations", [], "trip_clarification"),
        ("1 March 2020", "trip_departure", "trip_departure", ["utter_trip_departure_in_past"],
         "trip_departure"),
        ("end of March", "trip_departure", "trip_departure", ["utter_trip_date_vague"],
         "trip_departure"),
        ("jane@gmail.com", "traveller_email", "traveller_email", ["utter_trip_email_not_umb"],
         "traveller_email"),
        ("12345", "traveller_name", "traveller_name", ["utter_trip_not_a_name"], "traveller_name"),
        ("Save", "trip_confirmation", "", [], None),
        ("Change something", "trip_confirmation", "", [], "trip_change"),
        ("change the return date", "trip_confirmation", "", [], "trip_return"),
        ("Purpose", "trip_change", "", [], "trip_purpose"),
        ("go back", "trip_purpose", "trip_purpose", [], "trip_return"),
        ("start over", "trip_purpose", "trip_purpose", [], "trip_traveller"),
    ],
)  # fmt: skip
def test_each_answer_leads_to_the_right_question(
    text: str, asked: str, missing: str, said: list[str], next_slot: str | None
) -> None:
    slots = known(**{missing: None}) if missing else known()
    uttered, changed, _ = turn(text, asked, **slots)
    assert (uttered, changed["requested_slot"]) == (said, next_slot)


def test_only_save_in_the_summary_confirms() -> None:
    assert turn("Save", "trip_confirmation", **known())[1]["trip_confirmation"] == "save"
    assert turn("Lima", "trip_confirmation", **known())[1]["trip_confirmation"] is None
    early = turn("Save", "trip_purpose", **known(trip_purpose=None))[1]
    assert (early["trip_confirmation"], early["requested_slot"]) == (None, "trip_purpose")


def test_what_is_booked_elsewhere_needs_an_itinerary_or_the_word_that_there_is_none() -> None:
    elsewhere = known(trip_booking="elsewhere")
    assert turn("ok", "trip_booking", **elsewhere)[1]["requested_slot"] == "trip_itinerary"
    skipped = turn("no itinerary", "trip_itinerary", **elsewhere)[1]
    assert (skipped["trip_itinerary"], skipped["requested_slot"]) == ("", "trip_confirmation")


def test_a_meaning_is_asked_for_until_it_is_clear() -> None:
    slots = known(trip_destinations=None, trip_clarification=GRANADA)
    said, unclear, _ = turn("asdfgh", "trip_clarification", **slots)
    assert said == ["utter_trip_not_understood"]
    assert unclear["requested_slot"] == "trip_clarification"
    assert unclear["trip_clarification"] == GRANADA
    _, clear, _ = turn("the one in Nicaragua", "trip_clarification", **slots)
    assert clear["trip_destinations"] == [{"place": "Granada", "country_code": "NI"}]
    assert clear["trip_clarification"] is None


@pytest.mark.parametrize(
    ("text", "asked", "intent"),
    [
        ("is evacuation covered?", "traveller_name", "ask_evacuation_cover"),
        ("what is the weather like in Nairobi?", "trip_itinerary", "out_of_scope"),
        ("there is shooting outside our hotel", "trip_itinerary", "report_emergency"),
        ("I must quarantine 5 nights at 210", "trip_itinerary", "calculate_quarantine_limit"),
        ("show my trips", "traveller_name", "list_trips"),
        ("thanks a lot", "trip_purpose", "thank"),
        # Not the talk of a conference.
        ("I want to talk to a person", "trip_purpose", "talk_to_person"),
        ("it was a false alarm", "traveller_name", "false_alarm"),
        ("nobody answers in Nairobi", "trip_destinations", "emergency_no_answer"),
    ],
)
def test_what_is_no_answer_steps_out_of_the_form(text: str, asked: str, intent: str) -> None:
    assert turn(text, asked, intent=intent, **known(**{asked: None})) == ([], {}, [])


def test_after_an_interruption_the_same_question_is_asked_again() -> None:
    said, slots, _ = turn("is it covered?", "trip_change", is_aside=True, **known())
    assert (said, slots) == ([], {"requested_slot": "trip_change"})


def test_a_form_that_is_opened_again_in_the_same_turn_is_not_aside() -> None:
    events = [
        {"event": "user", "text": "x"},
        {"event": "action_execution_rejected", "name": "trip_form"},
        {"event": "active_loop", "name": None},
    ]
    loop = {"name": "trip_form"}
    tracker = Tracker("rest:x", {}, {}, events, False, None, loop, "x")
    assert has_stepped_aside(tracker, "trip_form")
    events.append({"event": "active_loop", "name": "trip_form"})
    assert not has_stepped_aside(tracker, "trip_form")


def test_a_question_beside_an_answer_is_answered_too() -> None:
    question = {"verdict": "answer", "label": "evacuation_cover", "text": "", "choices": []}
    said, slots, _ = turn(
        "jane@umaryland.edu. By the way, is evacuation covered?",
        "traveller_email",
        intent="ask_evacuation_cover",
        questions=(question,),
        **known(traveller_email=None),
    )
    assert said == ["an answer"]
    assert slots["traveller_email"] == "jane@umaryland.edu"


def test_cancelling_forgets_the_registration() -> None:
    said, slots, others = turn("never mind", "trip_purpose", **known(trip_purpose=None))
    assert (said, others) == (["utter_trip_cancelled"], ["active_loop"])
    assert {name: value for name, value in slots.items() if value is not None} == {}
    assert "traveller_name" in slots


def test_cancelling_a_change_goes_back_to_the_summary() -> None:
    said, slots, others = turn("never mind", "trip_change", **known())
    assert (said, others, slots["requested_slot"]) == ([], [], "trip_confirmation")
    assert slots["traveller_name"] == "Jane Doe"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("is Nairobi in Kenya covered?", "ask_medical_coverage_abroad"),
        ("what about my trip to Cuba, am I covered there?", "out_of_scope"),
        ("can I take my husband John Cole with me?", "out_of_scope"),
        ("don't save it yet, is my dental covered?", "ask_dental_amount"),
    ],
)
def test_a_question_in_the_summary_changes_nothing(text: str, intent: str) -> None:
    assert turn(text, "trip_confirmation", intent=intent, **known()) == ([], {}, [])


def test_the_next_trip_waits_for_the_one_that_is_open() -> None:
    message = "register a trip to Oslo for my colleague Sam Hill"
    said, slots, _ = turn(message, "trip_confirmation", intent="register_trip", **known())
    assert said == ["utter_trip_finish_first"]
    assert slots["trip_destinations"] == COMPLETE["trip_destinations"]
    assert slots["requested_slot"] == "trip_confirmation"


def test_the_registration_that_is_open_is_cancelled_not_a_registered_one() -> None:
    said, _, others = turn(
        "cancel my registration", "trip_purpose", intent="withdraw_trip", **known(trip_purpose=None)
    )
    assert (said, others) == (["utter_trip_cancelled"], ["active_loop"])


def test_giving_up_a_change_says_that_the_registration_stays() -> None:
    said, _, _ = turn("cancel", "trip_confirmation", **known(trip_number="T-7K4Q9"))
    assert said == ["utter_trip_change_cancelled"]


def test_a_change_that_cannot_be_is_refused_and_asked_for_again() -> None:
    said, slots, _ = turn("change the return to 1 March", "trip_confirmation", **known())
    assert said == ["utter_trip_return_before_departure"]
    assert slots["trip_return"] == COMPLETE["trip_return"]
    assert slots["requested_slot"] == "trip_return"


def ask(action: Any, **slots: Any) -> dict[str, Any]:
    dispatcher = CollectingDispatcher()
    tracker = Tracker("rest:x", slots, {}, [], False, None, {}, "trip_form")
    action.run(dispatcher, tracker, {})
    (message,) = dispatcher.messages
    return dict(message)


def test_the_summary_says_everything() -> None:
    itinerary = "KL 566\n" * 60
    message = ask(
        ActionAskTripConfirmation(), **known(trip_booking="elsewhere", trip_itinerary=itinerary)
    )
    departure = datetime.date.fromisoformat(COMPLETE["trip_departure"])
    assert message["response"] == "utter_trip_summary"
    assert message["traveller"] == "Jane Doe"
    assert message["destinations"] == "Nairobi, Kenya"
    assert message["dates"] == f"3 March {departure.year} to 10 March {departure.year} (8 days)"
    assert message["booking"] == "elsewhere"
    assert message["itinerary"].startswith("KL 566 KL 566")
    assert len(message["itinerary"]) < 130


def test_no_words_of_a_person_break_the_summary() -> None:
    itinerary = "Flight KL0560[AMS-NBO]"
    slots = known(trip_booking="elsewhere", trip_itinerary=itinerary)
    assert ask(ActionAskTripConfirmation(), **slots)["itinerary"] == "Flight KL0560 [AMS-NBO]"


def test_a_registration_that_is_begun_while_another_waits_begins_anew() -> None:
    waiting = known(trip_number="T-7K4Q9", trip_return=None)
    said, slots, _ = turn(
        "register a trip to Tokyo for Max Miller", intent="register_trip", **waiting
    )
    assert said == ["utter_trip_begun"]
    assert slots["trip_number"] is None
    assert slots["trip_draft_id"] != COMPLETE["trip_draft_id"]
    assert slots["trip_destinations"] == [{"place": "Tokyo", "country_code": "JP"}]
    assert slots["traveller_name"] is None
    assert (slots["trip_departure"], slots["trip_purpose"]) == (None, None)


def test_what_waits_is_gone_on_with_when_that_is_said() -> None:
    _, slots, _ = turn("continue my registration", intent="resume_task", **known())
    assert slots["trip_draft_id"] == COMPLETE["trip_draft_id"]
    assert slots["requested_slot"] == "trip_confirmation"


def test_meanings_and_near_spellings_are_offered_on_buttons() -> None:
    message = ask(ActionAskTripClarification(), trip_clarification=GRANADA)
    assert message["response"] == "utter_trip_clarify"
    assert [button["payload"] for button in message["buttons"]] == GRANADA["options"]
    suggestion = {**GRANADA, "is_suggestion": True}
    message = ask(ActionAskTripClarification(), trip_clarification=suggestion)
    assert message["response"] == "utter_trip_suggest"
