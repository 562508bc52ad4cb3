"""Emergencies: what to do now comes first, and only sure answers follow."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from actions.emergency_turns import SLOTS
from actions.report_emergency import ActionReportEmergency
from bot.emergencies.kinds import KINDS
from bot.emergencies.reply import first_lines, further_lines
from bot.emergencies.words import Words, words_in
from bot.knowledge.contacts import Contact, load_contacts
from bot.settings import PROJECT_ROOT
from bot.storage.alerts import Alerts

Run = Callable[..., tuple[list[dict[str, Any]], list[dict[str, Any]]]]
Say = Callable[..., dict[str, Any]]

CRY = "my student fell off a roof and does not move"
EN = words_in("en")
TRIP = {"trip_draft_id": "d1", "traveller_name": "Jane Doe"}

pytestmark = pytest.mark.usefixtures("database_url")


@pytest.fixture(scope="module")
def contacts() -> dict[str, Contact]:
    return load_contacts(PROJECT_ROOT / "documents")


@pytest.fixture
def report(run: Run, say: Say) -> Run:
    """Return what reports an emergency in words; it returns messages and events."""

    def report_emergency(
        text: str = CRY,
        *,
        level: str = "sure",
        kind: str = "medical",
        language: str = "en",
        questions: tuple[dict[str, Any], ...] = (),
        **conversation: Any,
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        message = say(
            text, "report_emergency", level=level, kind=kind, language=language, questions=questions
        )
        return run(ActionReportEmergency(), message, **conversation)

    return report_emergency


def question(verdict: str, label: str = "") -> dict[str, Any]:
    return {"verdict": verdict, "label": label, "text": "words", "choices": []}


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in messages]


def titles(message: dict[str, Any]) -> list[str]:
    return [button["title"] for button in message["buttons"]]


def slots_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


def loops_of(events: list[dict[str, Any]]) -> list[str | None]:
    return [event["name"] for event in events if event["event"] == "active_loop"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "es", "ru", "zh"])
def test_the_three_lines_come_first_for_every_kind_and_then_what_else_helps(
    kind: str, language: str, report: Run, contacts: dict[str, Contact]
) -> None:
    messages, events = report(kind=kind, language=language)
    assert texts(messages) == [
        first_lines(kind, language, contacts),
        further_lines(kind, language, contacts, None),
    ]
    assert messages[0]["buttons"] == []
    words: Words = words_in(language)
    assert messages[1]["buttons"] == [
        {"title": words.called, "payload": "/emergency_called"},
        {"title": words.cannot_reach, "payload": "/emergency_no_answer"},
        {"title": words.local_number, "payload": "/ask_local_number"},
        {"title": words.false_alarm, "payload": "/false_alarm"},
    ]
    assert slots_of(events) == {
        "emergency_kind": kind,
        "emergency_language": language,
        "emergency_country": None,
        "case_notes": {"event": CRY},
    }


@pytest.mark.parametrize(
    ("questions", "replies", "last_topic"),
    [
        ((question("decline"),), [], None),
        ((question("choose"),), [], None),
        ((question("small_talk", "greet"),), [], None),
        ((question("task", "register_trip"),), [], None),
        ((question("answer", "evacuation_cover"),), ["Medical evacuation"], "evacuation_cover"),
        (
            (question("decline"), question("answer", "evacuation_cover")),
            ["Medical evacuation"],
            "evacuation_cover",
        ),
        (
            (question("answer", "evacuation_cover"), question("answer", "isos_is_insurance")),
            ["Medical evacuation", "International SOS "],
            "isos_is_insurance",
        ),
    ],
)
def test_only_sure_answers_follow_and_the_topic_is_remembered(
    questions: tuple[dict[str, Any], ...], replies: list[str], last_topic: str | None, report: Run
) -> None:
    messages, events = report(questions=questions)
    assert [text[:18] for text in texts(messages)[2:]] == replies
    assert slots_of(events).get("last_topic") == last_topic


@pytest.mark.parametrize(
    ("slots", "kind", "language"),
    [
        ({}, "medical", "en"),
        ({"emergency_kind": "arrest", "emergency_language": "fr"}, "arrest", "fr"),
    ],
)
def test_a_button_says_again_what_was_said(
    slots: dict[str, Any], kind: Any, language: str, run: Run, say: Say, contacts: Any
) -> None:
    message = say("/report_emergency", "report_emergency")
    messages, events = run(ActionReportEmergency(), message, slots=slots)
    assert texts(messages)[0] == first_lines(kind, language, contacts)
    assert slots_of(events)["case_notes"] == {}


@pytest.mark.parametrize(
    ("text", "language", "slots", "trips", "country"),
    [
        ("he collapsed in Nairobi", "en", {}, [], "KE"),
        ("mi amigo no respira, estamos en Japón", "es", {}, [], "JP"),
        # As was said before, or by the trip of today.
        ("he collapsed", "en", {"emergency_country": "PE"}, [], "PE"),
        ("he collapsed in Nairobi", "en", {"emergency_country": "PE"}, [], "KE"),
        ("he collapsed", "en", {}, [("KE",)], "KE"),
        ("he collapsed in Lima, Peru", "en", {}, [("KE",)], "PE"),
        # Not to be known.
        ("he collapsed", "en", {}, [("KE", "UG")], None),
        ("he collapsed", "en", {}, [("KE",), ("UG",)], None),
        ("he collapsed", "en", {}, [], None),
    ],
)
def test_the_local_number_is_said_where_the_country_is_known(
    text: str,
    language: str,
    slots: dict[str, Any],
    trips: list[tuple[str, ...]],
    country: str | None,
    report: Run,
    register_trip: Callable[..., None],
) -> None:
    for countries in trips:
        register_trip(*countries)
    messages, events = report(text, language=language, slots=slots)
    assert slots_of(events)["emergency_country"] == country
    assert ("](tel:" in texts(messages)[1]) is (country is not None)
    local = words_in(language).local_number
    assert (local in titles(messages[1])) is (country is None)


@pytest.mark.parametrize(("days_ago", "days"), [(-3, 5), (30, 5)])
def test_a_trip_of_another_day_says_nothing_of_where_somebody_is(
    days_ago: int, days: int, report: Run, register_trip: Callable[..., None]
) -> None:
    register_trip("KE", days_ago=days_ago, days=days)
    assert slots_of(report()[1])["emergency_country"] is None


def test_nobody_waits_for_a_database_that_is_away(
    report: Run, set_settings: Callable[..., None]
) -> None:
    set_settings(database_url="postgresql://nobody@127.0.0.1:1/nothing")
    messages, events = report("he collapsed")
    assert texts(messages)[0].startswith(EN.safety["medical"])
    assert slots_of(events)["emergency_country"] is None


@pytest.mark.parametrize(
    ("form", "slots", "is_said_to_wait", "loops"),
    [
        (None, {}, False, []),
        ("trip_form", TRIP, True, [None]),
        ("quarantine_limit_form", {"claim_benefit": "quarantine"}, True, [None]),
        ("dental_limit_form", {"claim_benefit": "dental"}, True, [None]),
        ("medical_limit_form", {"claim_benefit": "medical"}, True, [None]),
        # Nothing is withdrawn later by itself, and the others belong to the emergency.
        ("withdrawal_form", {"withdrawn_trip_number": "T-22222"}, False, [None]),
        ("case_form", {"emergency_kind": "arrest"}, False, [None]),
        ("local_number_form", {"emergency_kind": "arrest"}, False, [None]),
    ],
)
def test_an_open_form_is_left_and_what_it_knows_is_kept(
    form: str | None,
    slots: dict[str, Any],
    is_said_to_wait: bool,
    loops: list[None],
    report: Run,
) -> None:
    messages, events = report(form=form, slots=slots)
    assert loops_of(events) == loops
    assert (EN.task_waits in texts(messages)) is is_said_to_wait
    if is_said_to_wait:
        button = {"title": EN.continue_task, "payload": "/resume_task"}
        assert messages[-1]["buttons"] == [button]
    changed = set(slots_of(events)) - {"requested_slot"}
    assert changed <= set(SLOTS)


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (None, CRY, {"event": CRY}),
        (None, "help", {}),
        ({}, CRY, {"event": CRY}),
        ({"person": "Ann", "event": "a fall"}, CRY, {"person": "Ann", "event": "a fall"}),
    ],
)
def test_the_notes_begin_with_what_happened_and_are_not_written_over(
    before: dict[str, str] | None, text: str, after: dict[str, str], report: Run
) -> None:
    _, events = report(text, slots={"case_notes": before})
    assert slots_of(events)["case_notes"] == after


def test_the_staff_are_alerted_once_and_that_is_said(
    report: Run, set_settings: Callable[..., None], database_url: str
) -> None:
    set_settings(alert_webhook_url="http://127.0.0.1:1/alert")
    messages, _ = report("he collapsed in Nairobi")
    assert texts(messages)[2:] == [EN.staff_alerted]
    again, _ = report("he collapsed in Nairobi")
    assert len(again) == 2
    (queued,) = Alerts(database_url).list()
    alert = dataclasses.asdict(queued.alert)
    assert (alert["kind"], alert["country_code"], alert["channel"]) == ("medical", "KE", "rest")
    assert alert["notes"] == {}


def test_nobody_is_alerted_where_that_is_not_configured(report: Run, database_url: str) -> None:
    messages, _ = report()
    assert EN.staff_alerted not in texts(messages)
    assert Alerts(database_url).list() == []
