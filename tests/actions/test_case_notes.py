"""Notes for the phone: one question after the other, each to be skipped, and the script."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.case_notes import (
    ActionAskCaseAnswer,
    ActionDecideOnCaseNotes,
    ActionEndCase,
    ValidateCaseForm,
)
from bot.emergencies.case import phone_script
from bot.emergencies.words import load_words, words_in
from bot.storage.alerts import Alerts

Run = Callable[..., tuple[list[dict[str, Any]], list[dict[str, Any]]]]
Say = Callable[..., dict[str, Any]]

EN = words_in("en")
REPORTED = {"emergency_kind": "medical", "emergency_language": "en", "emergency_country": "KE"}
BEGUN = {"event": "active_loop", "name": "case_form"}
STEPPED_ASIDE = {"event": "action_execution_rejected", "name": "case_form"}
ALL = {"person": "Amara", "place": "Hotel Sarova", "event": "fell", "callback": "the desk"}

pytestmark = pytest.mark.usefixtures("database_url")


@pytest.fixture
def answer(run: Run, say: Say) -> Callable[..., Any]:
    """Return what answers the form: it returns what is said, the slots, and the loops."""

    def answer_form(
        text: str,
        notes: dict[str, str] | None = None,
        *events: dict[str, Any],
        intent: str = "inform",
        language: str = "en",
    ) -> tuple[list[str], dict[str, Any], list[str | None]]:
        messages, result = run(
            ValidateCaseForm(),
            say(text, intent),
            [BEGUN, {"event": "user", "text": text}, *events],
            slots={**REPORTED, "emergency_language": language, "case_notes": notes},
            form="case_form",
        )
        slots = {event["name"]: event["value"] for event in result if event["event"] == "slot"}
        loops = [event["name"] for event in result if event["event"] == "active_loop"]
        return [message["text"] for message in messages], slots, loops

    return answer_form


def asked(notes: dict[str, str]) -> dict[str, Any]:
    """Return the slots of a form that has noted this, and asks on."""
    return {"case_notes": notes, "case_answer": None, "requested_slot": "case_answer"}


COMPLETE = {"case_answer": "complete", "requested_slot": None}


@pytest.mark.parametrize(
    ("notes", "slots"),
    [
        (None, asked({})),
        ({"event": "he fell"}, asked({"event": "he fell"})),
        (ALL, {"case_notes": ALL, **COMPLETE}),
    ],
)
def test_the_form_begins_with_what_is_noted_and_does_not_read_the_button(
    notes: dict[str, str] | None, slots: dict[str, Any], answer: Callable[..., Any]
) -> None:
    for text in ("/emergency_called", "I've called, next steps"):
        said, changed, loops = answer(text, notes, BEGUN, intent="emergency_called")
        assert (said, changed, loops) == ([EN.case_intro], slots, [])


@pytest.mark.parametrize(
    ("text", "notes", "slots"),
    [
        ("Amara Okafor", {}, asked({"person": "Amara Okafor"})),
        ("a  student\nof ours", {}, asked({"person": "a student of ours"})),
        ("Hotel Sarova", {"person": "A"}, asked({"person": "A", "place": "Hotel Sarova"})),
        ("skip", {"person": "A"}, asked({"person": "A", "place": ""})),
        ("Skip", {}, asked({"person": ""})),
        ("no", {}, asked({"person": ""})),
        # What has happened is noted already.
        (
            "the desk",
            {"person": "", "place": "", "event": "fell"},
            {"case_notes": {"person": "", "place": "", "event": "fell", "callback": "the desk"}}
            | COMPLETE,
        ),
        (
            "skip",
            {"person": "", "place": "", "event": ""},
            {"case_notes": dict.fromkeys(ALL, "")} | COMPLETE,
        ),
    ],
)
def test_each_answer_is_noted_or_skipped_and_the_next_question_comes(
    text: str, notes: dict[str, str], slots: dict[str, Any], answer: Callable[..., Any]
) -> None:
    said, changed, loops = answer(text, notes)
    assert (said, changed, loops) == ([], slots, [])


@pytest.mark.parametrize("language", sorted(load_words()))
def test_skip_and_stop_are_understood_in_the_language_of_the_report(
    language: str, answer: Callable[..., Any]
) -> None:
    words = words_in(language)
    assert answer(words.skip, {}, language=language)[1] == asked({"person": ""})
    said, slots, loops = answer(words.stop, {}, language=language)
    assert (said, loops) == ([words.case_stopped], [None])
    assert slots == {"case_answer": None, "requested_slot": None}


@pytest.mark.parametrize(
    ("text", "intent"), [("stop", "inform"), ("no more questions", "inform"), ("nvm", "cancel")]
)
def test_who_wants_no_more_questions_is_asked_none(
    text: str, intent: str, answer: Callable[..., Any]
) -> None:
    said, slots, loops = answer(text, {"person": "A"}, intent=intent)
    assert (said, loops) == ([EN.case_stopped], [None])
    assert slots == {"case_answer": None, "requested_slot": None}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("is the ambulance covered?", "ask_medical_coverage_abroad"),
        ("now he is not breathing", "report_emergency"),
        ("/false_alarm", "false_alarm"),
        ("/emergency_no_answer", "emergency_no_answer"),
        ("/ask_local_number", "ask_local_number"),
    ],
)
def test_what_is_no_answer_steps_out_and_is_not_noted(
    text: str, intent: str, answer: Callable[..., Any]
) -> None:
    assert answer(text, {"person": "A"}, intent=intent) == ([], {}, [])


@pytest.mark.parametrize("intent", ["inform", "emergency_called", "out_of_scope"])
def test_a_word_that_skips_does_so_whatever_it_looks_like(
    intent: str, answer: Callable[..., Any]
) -> None:
    assert answer("next", {}, intent=intent)[1] == asked({"person": ""})


@pytest.mark.parametrize("text", ["/emergency_called", "I have called them"])
def test_who_says_again_that_they_have_called_is_asked_on(
    text: str, answer: Callable[..., Any]
) -> None:
    notes = {"person": "A"}
    assert answer(text, notes, intent="emergency_called") == ([], asked(notes), [])


def test_after_an_interruption_the_question_is_asked_again(answer: Callable[..., Any]) -> None:
    text, notes = "is the ambulance covered?", {"person": "A"}
    said, slots, loops = answer(text, notes, STEPPED_ASIDE, intent="ask_medical_coverage_abroad")
    assert (said, slots, loops) == ([], asked(notes), [])


@pytest.mark.parametrize("language", sorted(load_words()))
@pytest.mark.parametrize(
    ("notes", "name"),
    [
        ({}, "ask_case_person"),
        ({"person": ""}, "ask_case_place"),
        ({"person": "", "place": "x"}, "ask_case_event"),
        ({"person": "", "place": "x", "event": "y"}, "ask_case_callback"),
    ],
)
def test_every_question_can_be_skipped_with_a_button(
    language: str, notes: dict[str, str], name: str, run: Run, say: Say
) -> None:
    slots = {"emergency_language": language, "case_notes": notes}
    ((message,), events) = run(ActionAskCaseAnswer(), say("x"), slots=slots)
    words = words_in(language)
    assert message["text"] == getattr(words, name)
    assert message["buttons"] == [
        {"title": words.skip, "payload": words.skip},
        {"title": words.stop, "payload": words.stop},
    ]
    assert events == []


def test_nothing_is_asked_when_everything_is_noted(run: Run, say: Say) -> None:
    assert run(ActionAskCaseAnswer(), say("x"), slots={"case_notes": ALL}) == ([], [])


@pytest.mark.parametrize("language", ["en", "pt", "ja"])
@pytest.mark.parametrize("notes", [ALL, {**ALL, "person": ""}, dict.fromkeys(ALL, "")])
def test_the_script_is_read_out_in_english_under_words_of_ones_own_language(
    notes: dict[str, str], language: str, run: Run, say: Say
) -> None:
    slots = {"emergency_language": language, "case_notes": notes, "case_answer": "complete"}
    ((message,), events) = run(ActionEndCase(), say("x"), slots=slots)
    words = words_in(language)
    first, *lines, blank, kept = message["text"].split("\n")
    assert first == f"**{words.case_script}**"
    assert lines == [f"- {line}" for line in phone_script(notes)]
    assert (blank, kept) == ("", words.case_kept)
    assert events == [{"event": "slot", "timestamp": None, "name": "case_answer", "value": None}]


def test_who_has_ended_the_questions_is_read_nothing(run: Run, say: Say) -> None:
    assert run(ActionEndCase(), say("stop"), slots={"case_notes": {"person": "A"}}) == ([], [])


@pytest.mark.parametrize(
    ("notes", "is_alerted", "is_asked"),
    [
        (ALL, True, True),
        (ALL, False, False),
        (dict.fromkeys(ALL, ""), True, False),
    ],
)
def test_consent_is_asked_for_where_staff_are_alerted_and_there_is_something_to_send(
    notes: dict[str, str],
    is_alerted: bool,
    is_asked: bool,
    run: Run,
    say: Say,
    set_settings: Callable[..., None],
) -> None:
    if is_alerted:
        set_settings(alert_webhook_url="http://127.0.0.1:1/alert")
    slots = {**REPORTED, "case_notes": notes, "case_answer": "complete"}
    messages, _ = run(ActionEndCase(), say("x"), slots=slots)
    assert [message["text"] for message in messages[1:]] == ([EN.ask_consent] if is_asked else [])
    if is_asked:
        assert messages[1]["buttons"] == [
            {"title": EN.consent_yes, "payload": "/send_case_notes"},
            {"title": EN.consent_no, "payload": "/keep_case_notes"},
        ]


@pytest.mark.parametrize(
    ("button", "notes", "said", "sent"),
    [
        ("send_case_notes", ALL, EN.consent_given, [ALL]),
        (
            "send_case_notes",
            {**ALL, "place": "", "callback": ""},
            EN.consent_given,
            [{"person": "Amara", "event": "fell"}],
        ),
        ("keep_case_notes", ALL, EN.consent_refused, []),
        # An old button, after the notes have been forgotten.
        ("send_case_notes", None, EN.consent_refused, []),
        ("send_case_notes", dict.fromkeys(ALL, ""), EN.consent_refused, []),
    ],
)
def test_notes_are_sent_after_a_yes_only(
    button: str,
    notes: dict[str, str] | None,
    said: str,
    sent: list[dict[str, str]],
    run: Run,
    say: Say,
    set_settings: Callable[..., None],
    database_url: str,
) -> None:
    set_settings(alert_webhook_url="http://127.0.0.1:1/alert")
    slots = {**REPORTED, "case_notes": notes}
    ((message,), events) = run(ActionDecideOnCaseNotes(), say(f"/{button}", button), slots=slots)
    assert (message["text"], events) == (said, [])
    queued = Alerts(database_url).list()
    assert [dict(one.alert.notes) for one in queued] == sent
    assert [(one.alert.kind, one.alert.country_code) for one in queued] == [
        ("medical", "KE") for _ in sent
    ]


def test_notes_are_sent_nowhere_where_nobody_is_alerted(
    run: Run, say: Say, database_url: str
) -> None:
    slots = {**REPORTED, "case_notes": ALL}
    button = say("/send_case_notes", "send_case_notes")
    ((message,), _) = run(ActionDecideOnCaseNotes(), button, slots=slots)
    assert message["text"] == EN.consent_refused
    assert Alerts(database_url).list() == []
