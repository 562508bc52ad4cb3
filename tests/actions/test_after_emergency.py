"""After an emergency: nobody answers, or it was a false alarm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.after_emergency import ActionEmergencyNoAnswer, ActionFalseAlarm
from actions.emergency_turns import SLOTS
from bot.emergencies.reply import local_line, try_again
from bot.emergencies.words import words_in
from bot.knowledge.contacts import load_contacts
from bot.settings import PROJECT_ROOT
from bot.storage.alerts import Alerts

Run = Callable[..., tuple[list[dict[str, Any]], list[dict[str, Any]]]]
Say = Callable[..., dict[str, Any]]

REPORTED = {"emergency_kind": "arrest", "emergency_language": "en"}
TRIP = {"trip_draft_id": "d1", "traveller_name": "Jane Doe"}

pytestmark = pytest.mark.usefixtures("database_url")


@pytest.mark.parametrize(
    ("slots", "language", "country"),
    [
        ({}, "en", None),
        (REPORTED, "en", None),
        ({**REPORTED, "emergency_country": "KE"}, "en", "KE"),
        ({**REPORTED, "emergency_language": "es"}, "es", None),
        ({**REPORTED, "emergency_language": "es", "emergency_country": "JP"}, "es", "JP"),
        ({**REPORTED, "emergency_language": "sw"}, "en", None),
    ],
)
def test_who_cannot_get_through_is_told_the_other_ways(
    slots: dict[str, Any], language: str, country: str | None, run: Run, say: Say
) -> None:
    button = say("/emergency_no_answer", "emergency_no_answer")
    ((message,), events) = run(ActionEmergencyNoAnswer(), button, slots=slots)
    words = words_in(language)
    text = try_again(language, load_contacts(PROJECT_ROOT / "documents"))
    if country:
        text += f"\n\n{local_line(country, language)}"
    assert message["text"] == text
    titles = [button["title"] for button in message["buttons"]]
    local = [] if country else [words.local_number]
    assert titles == [words.called, words.cannot_reach, *local, words.false_alarm]
    assert events == []


@pytest.mark.parametrize(
    ("slots", "form", "waits"),
    [
        (REPORTED, None, False),
        ({**REPORTED, **TRIP}, None, True),
        ({**REPORTED, "claim_benefit": "dental"}, None, True),
        ({**REPORTED, "claim_benefit": "dental", "total_cost": "80.00 USD"}, None, False),
        # What is asked in an emergency is asked no more.
        (REPORTED, "case_form", False),
        (REPORTED, "local_number_form", False),
        ({**REPORTED, **TRIP}, "case_form", True),
    ],
)
def test_a_false_alarm_is_forgotten_and_what_waits_is_offered(
    slots: dict[str, Any], form: str | None, waits: bool, run: Run, say: Say
) -> None:
    messages, events = run(
        ActionFalseAlarm(), say("/false_alarm", "false_alarm"), slots=slots, form=form
    )
    words = words_in("en")
    assert messages[0]["text"] == words.false_alarm_heard
    assert [message["text"] for message in messages[1:]] == ([words.task_waits] if waits else [])
    changed = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    assert changed == dict.fromkeys((*SLOTS, "requested_slot"))
    assert [event["name"] for event in events if event["event"] == "active_loop"] == [None]


def test_a_form_that_was_opened_since_goes_on_after_a_false_alarm(run: Run, say: Say) -> None:
    button = say("/false_alarm", "false_alarm")
    slots = {**REPORTED, **TRIP, "requested_slot": "traveller_email"}
    messages, events = run(ActionFalseAlarm(), button, slots=slots, form="trip_form")
    assert len(messages) == 1
    assert {event["name"] for event in events} == set(SLOTS)


def test_a_false_alarm_is_heard_in_the_language_of_the_report(run: Run, say: Say) -> None:
    slots = {**REPORTED, **TRIP, "emergency_language": "fr"}
    messages, _ = run(ActionFalseAlarm(), say("Fausse alerte", "false_alarm"), slots=slots)
    words = words_in("fr")
    assert [message["text"] for message in messages] == [words.false_alarm_heard, words.task_waits]
    assert messages[1]["buttons"] == [{"title": words.continue_task, "payload": "/resume_task"}]


@pytest.mark.parametrize(("slots", "alerts"), [(REPORTED, ["false_alarm"]), ({}, [])])
def test_the_staff_are_told_that_it_was_a_false_alarm(
    slots: dict[str, Any],
    alerts: list[str],
    run: Run,
    say: Say,
    set_settings: Callable[..., None],
    database_url: str,
) -> None:
    set_settings(alert_webhook_url="http://127.0.0.1:1/alert")
    run(ActionFalseAlarm(), say("/false_alarm", "false_alarm"), slots=slots)
    assert [queued.alert.kind for queued in Alerts(database_url).list()] == alerts
