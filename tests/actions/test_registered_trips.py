"""Saving, listing, changing, repeating and withdrawing trips, on a database of their own."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from icalendar import Calendar
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.cancel_task import ActionCancelTask
from actions.change_trip import ActionChangeTrip, ActionRepeatTrip
from actions.confirm_trip import ActionAskTripConfirmation
from actions.explain_data_kept import ActionExplainDataKept
from actions.list_trips import ActionListTrips
from actions.register_trip import ActionRegisterTrip
from actions.resume_task import ActionResumeTask
from actions.withdraw_trip import (
    ActionAskWithdrawalConfirmed,
    ActionEndWithdrawal,
    ActionWithdrawTrip,
    ValidateWithdrawalForm,
)
from bot.knowledge.library import get_library
from bot.settings import get_settings
from bot.storage.outbox import Outbox
from bot.storage.trips import Trips

CONFIRMED: dict[str, Any] = {
    "trip_draft_id": "d1",
    "trip_traveller": "self",
    "traveller_name": "Jane Doe",
    "traveller_email": "jane@umaryland.edu",
    "trip_destinations": [{"place": "Nairobi", "country_code": "KE"}],
    "trip_departure": "2099-03-03",
    "trip_return": "2099-03-10",
    "trip_purpose": "work",
    "trip_booking": "elsewhere",
    "trip_itinerary": "KL 566",
    "trip_confirmation": "save",
}
AGENCY = {**CONFIRMED, "trip_booking": "agency", "trip_itinerary": None}
LIMA = {
    **AGENCY,
    "trip_draft_id": "d2",
    "trip_destinations": [{"place": "Lima", "country_code": "PE"}],
}
Run = Callable[..., tuple[list[dict[str, Any]], list[dict[str, Any]]]]


@pytest.fixture
def store(set_settings: Callable[..., None], tmp_path: Path) -> Trips:
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    set_settings(database_url=url)
    return Trips(url)


@pytest.fixture
def run(store: Trips) -> Run:
    """Return what runs an action in a conversation; it returns messages and events."""

    def run_action(
        action: Action,
        slots: dict[str, Any] | None = None,
        text: str = "",
        *,
        intent: str = "inform",
        owner: str = "rest:jane",
        loop: dict[str, Any] | None = None,
        trip_number: str | None = None,
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        entities = [{"entity": "trip_number", "value": trip_number}] if trip_number else []
        latest = {"intent": {"name": intent}, "text": text, "entities": entities}
        tracker = Tracker(owner, slots or {}, latest, [], False, None, loop or {}, "x")
        dispatcher = CollectingDispatcher()
        events = action.run(dispatcher, tracker, {})
        return dispatcher.messages, events

    return run_action


@pytest.fixture
def mail_settings(
    documents: Path, set_settings: Callable[..., None], store: Trips
) -> Iterator[str]:
    """Set a mail server and the itinerary address; return the address of the database."""
    contacts = documents / "contacts.yml"
    content = yaml.safe_load(contacts.read_text(encoding="utf-8"))
    content["itinerary_email"]["value"] = "itineraries@example.org"
    contacts.write_text(yaml.safe_dump(content), encoding="utf-8")
    set_settings(documents_dir=documents, smtp_host="127.0.0.1", mail_sender="travel@umaryland.edu")
    yield get_settings().database_url
    get_library.cache_clear()


def responses(messages: list[dict[str, Any]]) -> list[str]:
    return [message["response"] for message in messages if message["response"]]


def files_of(messages: list[dict[str, Any]]) -> dict[str, str]:
    return {
        file["media_type"]: file["content"]
        for message in messages
        for file in message["custom"].get("files", [])
    }


def slots_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def test_a_trip_that_was_booked_elsewhere_comes_with_its_itinerary_e_mail(
    run: Run, store: Trips
) -> None:
    messages, events = run(ActionRegisterTrip(), CONFIRMED)
    (registered,) = store.of_owner("rest:jane")
    assert responses(messages) == [
        "utter_trip_saved",
        "utter_trip_email_to_send",
        "utter_trip_email_shown",
        "utter_trip_reminders",
        "utter_trip_kept",
    ]
    assert messages[0]["number"] == registered.number
    assert "](mailto:?subject=Itinerary" in messages[1]["mailto"]
    assert messages[1]["itinerary_email"].startswith("the itinerary address")
    assert "Subject: Itinerary: Jane Doe, Nairobi, Kenya" in messages[2]["email"]
    assert "CC:" not in messages[2]["email"]
    files = files_of(messages)
    draft = email.message_from_string(files["message/rfc822"], policy=email.policy.default)
    assert f"Registered as: {registered.number}" in draft.get_content()
    (event,) = Calendar.from_ical(files["text/calendar"]).walk("VEVENT")
    assert "International SOS" in event["DESCRIPTION"]
    assert set(slots_of(events).values()) == {None}


def test_what_the_agency_has_booked_needs_nothing_more(run: Run) -> None:
    messages, _ = run(ActionRegisterTrip(), AGENCY)
    assert "utter_trip_agency_next" in responses(messages)
    assert list(files_of(messages)) == ["text/calendar"]


def test_a_trip_for_somebody_else_has_the_traveller_in_the_cc_line(run: Run) -> None:
    messages, _ = run(ActionRegisterTrip(), {**CONFIRMED, "trip_traveller": "other"})
    shown = next(m for m in messages if m["response"] == "utter_trip_email_shown")
    assert "CC: jane@umaryland.edu" in shown["email"]


def test_the_same_confirmation_twice_registers_once(run: Run, store: Trips) -> None:
    first, _ = run(ActionRegisterTrip(), CONFIRMED)
    second, _ = run(ActionRegisterTrip(), CONFIRMED)
    assert len(store.of_owner("rest:jane")) == 1
    assert responses(second)[0] == "utter_trip_saved_already"
    assert second[0]["number"] == first[0]["number"]


def test_a_form_that_was_left_saves_nothing(run: Run, store: Trips) -> None:
    assert run(ActionRegisterTrip(), {**CONFIRMED, "trip_confirmation": None}) == ([], [])
    assert store.of_owner("rest:jane") == []


def test_with_a_mail_server_the_e_mail_is_shown_before_and_queued_on_saving(
    run: Run, mail_settings: str
) -> None:
    before, _ = run(ActionAskTripConfirmation(), CONFIRMED)
    assert responses(before) == ["utter_trip_email_will_be_sent", "utter_trip_summary"]
    assert "To: itineraries@example.org" in before[0]["email"]
    messages, _ = run(ActionRegisterTrip(), {**CONFIRMED, "trip_traveller": "other"})
    assert "utter_trip_email_queued" in responses(messages)
    run(ActionRegisterTrip(), {**CONFIRMED, "trip_traveller": "other"})  # delivered twice
    (queued,) = Outbox(mail_settings).list()
    assert set(queued.email.recipients) == {"itineraries@example.org", "jane@umaryland.edu"}


def test_a_changed_trip_keeps_its_number_and_replaces_what_was_not_sent(
    run: Run, mail_settings: str, store: Trips
) -> None:
    run(ActionRegisterTrip(), CONFIRMED)
    (registered,) = store.of_owner("rest:jane")
    changed = {
        **CONFIRMED,
        "trip_draft_id": "d9",
        "trip_number": registered.number,
        "trip_return": "2099-03-12",
    }
    messages, _ = run(ActionRegisterTrip(), changed)
    assert responses(messages)[0] == "utter_trip_changed"
    assert messages[0]["number"] == registered.number
    (now,) = store.of_owner("rest:jane")
    assert now.trip.return_date.isoformat() == "2099-03-12"
    assert [mail.state for mail in Outbox(mail_settings).list()] == ["withdrawn", "pending"]


def test_trips_are_listed_for_their_owner_only(run: Run) -> None:
    run(ActionRegisterTrip(), AGENCY)
    run(ActionRegisterTrip(), LIMA)
    messages, _ = run(ActionListTrips())
    assert messages[0]["trips"].index("Lima, Peru") < messages[0]["trips"].index("Nairobi, Kenya")
    assert responses(run(ActionListTrips(), owner="rest:john")[0]) == ["utter_no_trips"]


def test_the_trip_that_is_meant_is_opened_for_a_change(run: Run, store: Trips) -> None:
    run(ActionRegisterTrip(), AGENCY)
    run(ActionRegisterTrip(), LIMA)
    messages, events = run(ActionChangeTrip(), text="change my Lima trip")
    slots = slots_of(events)
    assert responses(messages) == ["utter_trip_to_change"]
    assert slots["trip_number"] == messages[0]["number"]
    assert slots["trip_destinations"] == LIMA["trip_destinations"]
    assert slots["trip_draft_id"] not in ("d1", "d2", None)
    assert events[-1] == {"event": "followup", "timestamp": None, "name": "trip_form"}


def test_of_several_trips_the_right_one_is_asked_for_and_chosen_by_its_button(run: Run) -> None:
    run(ActionRegisterTrip(), AGENCY)
    run(ActionRegisterTrip(), LIMA)
    messages, events = run(ActionChangeTrip(), text="change my trip")
    assert (responses(messages), events) == (["utter_which_trip"], [])
    payload = messages[0]["buttons"][1]["payload"]
    number = payload.removeprefix('/change_trip{"trip_number": "').removesuffix('"}')
    _, events = run(ActionChangeTrip(), text=payload, trip_number=number)
    assert slots_of(events)["trip_destinations"] == AGENCY["trip_destinations"]


def test_nobody_opens_somebody_elses_trip_by_its_number(run: Run, store: Trips) -> None:
    run(ActionRegisterTrip(), AGENCY)
    number = store.of_owner("rest:jane")[0].number
    for action in (ActionChangeTrip(), ActionWithdrawTrip(), ActionRepeatTrip()):
        messages, events = run(action, owner="rest:john", trip_number=number)
        assert (responses(messages), events) == (["utter_no_trips"], [])


def test_the_last_trip_again_lacks_its_dates_and_its_old_itinerary(run: Run) -> None:
    run(ActionRegisterTrip(), CONFIRMED)
    run(ActionRegisterTrip(), LIMA)
    _, events = run(ActionRepeatTrip(), text="my last trip again with new dates")
    slots = slots_of(events)
    assert slots["trip_destinations"] == LIMA["trip_destinations"]
    assert (slots["trip_departure"], slots["trip_itinerary"]) == (None, None)
    assert slots["trip_number"] is None
    _, events = run(ActionRepeatTrip(), text="the Nairobi trip once more")
    assert slots_of(events)["trip_destinations"] == CONFIRMED["trip_destinations"]


def test_a_trip_is_withdrawn_after_a_yes(run: Run, store: Trips) -> None:
    run(ActionRegisterTrip(), AGENCY)
    _, events = run(ActionWithdrawTrip(), text="withdraw my trip")
    slots = slots_of(events)
    asked, _ = run(ActionAskWithdrawalConfirmed(), slots)
    assert responses(asked) == ["utter_ask_withdrawal"]
    slots["requested_slot"] = "withdrawal_confirmed"
    _, answered = run(ValidateWithdrawalForm(), slots, "yes please", loop={"name": "w"})
    messages, _ = run(ActionEndWithdrawal(), {**slots, **slots_of(answered)})
    assert responses(messages) == ["utter_trip_withdrawn"]
    assert store.of_owner("rest:jane") == []


@pytest.mark.parametrize(
    ("text", "intent", "said", "confirmed", "asked"),
    [
        ("no", "inform", [], False, None),
        ("never mind", "cancel", [], False, None),
        ("yes, remove it", "withdraw_trip", [], True, None),
        # A denial, or another trip, is no yes.
        (
            "I do not want to withdraw my trip",
            "withdraw_trip",
            ["utter_withdrawal_unclear"],
            None,
            "withdrawal_confirmed",
        ),
        (
            "withdraw the Lima trip instead",
            "withdraw_trip",
            ["utter_withdrawal_unclear"],
            None,
            "withdrawal_confirmed",
        ),
        ("perhaps", "inform", ["utter_withdrawal_unclear"], None, "withdrawal_confirmed"),
    ],
)
def test_a_withdrawal_is_confirmed_by_yes_or_no(
    text: str, intent: str, said: list[str], confirmed: bool | None, asked: str | None, run: Run
) -> None:
    slots = {"requested_slot": "withdrawal_confirmed"}
    messages, events = run(ValidateWithdrawalForm(), slots, text, intent=intent, loop={"name": "w"})
    assert responses(messages) == said
    assert slots_of(events) == {"withdrawal_confirmed": confirmed, "requested_slot": asked}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("is evacuation covered?", "ask_evacuation_cover"),
        # Neither a yes nor a no, though it begins like one.
        ("no don't let him die, he is bleeding", "report_emergency"),
        ("yes help", "report_emergency"),
    ],
)
def test_a_question_and_an_emergency_step_out_of_the_withdrawal(
    text: str, intent: str, run: Run
) -> None:
    slots = {"requested_slot": "withdrawal_confirmed"}
    result = run(ValidateWithdrawalForm(), slots, text, intent=intent, loop={"name": "w"})
    assert result == ([], [])


def test_an_unknown_number_opens_no_other_trip(run: Run) -> None:
    run(ActionRegisterTrip(), AGENCY)
    for text, number in (("update my trip T-22222", None), ("/change_trip", "T-22222")):
        messages, events = run(ActionChangeTrip(), text=text, trip_number=number)
        assert (responses(messages), events) == (["utter_trip_number_unknown"], [])
        assert messages[0]["number"] == "T-22222"


def test_a_trip_that_was_open_for_a_change_is_closed_by_its_withdrawal(
    run: Run, store: Trips
) -> None:
    run(ActionRegisterTrip(), AGENCY)
    number = store.of_owner("rest:jane")[0].number
    opened = {**AGENCY, "trip_number": number, "trip_draft_id": "d3"}
    slots = {**opened, "withdrawn_trip_number": number, "withdrawal_confirmed": True}
    _, events = run(ActionEndWithdrawal(), slots)
    assert "followup" not in [event["event"] for event in events]
    assert slots_of(events)["trip_draft_id"] is None
    messages, events = run(ActionRegisterTrip(), opened)
    assert responses(messages) == ["utter_trip_gone"]
    assert slots_of(events)["trip_draft_id"] is None


def test_a_trip_that_is_kept_stays(run: Run, store: Trips) -> None:
    run(ActionRegisterTrip(), AGENCY)
    number = store.of_owner("rest:jane")[0].number
    slots = {"withdrawn_trip_number": number, "withdrawal_confirmed": False}
    messages, _ = run(ActionEndWithdrawal(), slots)
    assert responses(messages) == ["utter_trip_not_withdrawn"]
    assert len(store.of_owner("rest:jane")) == 1


@pytest.mark.parametrize(
    ("slots", "form"),
    [
        ({"trip_draft_id": "d1"}, "trip_form"),
        ({"claim_benefit": "quarantine", "nights": "5"}, "quarantine_limit_form"),
        ({"claim_benefit": "dental"}, "dental_limit_form"),
        ({"claim_benefit": "dental", "total_cost": "80.00 USD"}, None),
        ({}, None),
    ],
)
def test_what_waits_is_taken_up_again(slots: dict[str, Any], form: str | None, run: Run) -> None:
    messages, events = run(ActionResumeTask(), slots)
    assert [event["name"] for event in events] == ([form] if form else [])
    assert responses(messages) == ([] if form else ["utter_nothing_to_resume"])


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ({"trip_draft_id": "d1", "traveller_name": "Jane Doe"}, "utter_trip_cancelled"),
        ({"claim_benefit": "dental"}, "utter_limit_cancelled"),
        ({"claim_benefit": "dental", "total_cost": "80.00 USD"}, "utter_nothing_to_cancel"),
        ({}, "utter_nothing_to_cancel"),
    ],
)
def test_what_waits_can_be_given_up(slots: dict[str, Any], said: str, run: Run) -> None:
    messages, events = run(ActionCancelTask(), slots)
    assert responses(messages) == [said]
    assert set(slots_of(events).values()) <= {None}
    assert bool(events) is (said != "utter_nothing_to_cancel")


def test_a_database_that_is_away_loses_nothing(run: Run, set_settings: Callable[..., None]) -> None:
    set_settings(database_url="postgresql://nobody@127.0.0.1:1/nothing")
    messages, events = run(ActionRegisterTrip(), CONFIRMED)
    assert responses(messages) == ["utter_trip_not_saved"]
    assert slots_of(events) == {"trip_confirmation": None}
    assert events[-1]["name"] == "trip_form"


def test_what_is_kept_is_said_with_who_deletes_it(run: Run) -> None:
    ((message,), _) = run(ActionExplainDataKept())
    assert (message["response"], message["global_hub"]) == (
        "utter_data_kept",
        "the address on UMB's International SOS page",
    )
