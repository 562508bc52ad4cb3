"""The local emergency number: the country is asked for, and its numbers are said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.local_number import (
    MOST_ANSWERS,
    ActionAskEmergencyCountry,
    ActionTellLocalNumber,
    ValidateLocalNumberForm,
)
from bot.emergencies.reply import local_line
from bot.emergencies.words import load_words, words_in

Run = Callable[..., tuple[list[dict[str, Any]], list[dict[str, Any]]]]
Say = Callable[..., dict[str, Any]]

EN = words_in("en")
BEGUN = {"event": "active_loop", "name": "local_number_form"}
STEPPED_ASIDE = {"event": "action_execution_rejected", "name": "local_number_form"}
# With a slot of the form: Rasa takes a form that sets none for one that steps aside.
ENDED = {"emergency_country": None, "requested_slot": None}
ASKED = {"emergency_country": None, "requested_slot": "emergency_country"}

pytestmark = pytest.mark.usefixtures("database_url")


def known(country: str) -> dict[str, Any]:
    return {"emergency_country": country, "requested_slot": None}


def user(text: str) -> dict[str, Any]:
    return {"event": "user", "text": text}


@pytest.fixture
def answer(run: Run, say: Say) -> Callable[..., Any]:
    """Return what answers the form: it returns what is said, the slots, and the loops."""

    def answer_form(
        text: str, *events: dict[str, Any], intent: str = "inform", **slots: Any
    ) -> tuple[list[str], dict[str, Any], list[str | None]]:
        messages, result = run(
            ValidateLocalNumberForm(),
            say(text, intent),
            list(events) or [BEGUN, user(text)],
            slots={"emergency_kind": "medical", "emergency_language": "en", **slots},
            form="local_number_form",
        )
        changed = {event["name"]: event["value"] for event in result if event["event"] == "slot"}
        loops = [event["name"] for event in result if event["event"] == "active_loop"]
        return [message["text"] for message in messages], changed, loops

    return answer_form


@pytest.mark.parametrize(
    ("text", "slots", "changed"),
    [
        ("/ask_local_number", {}, ASKED),
        ("Local emergency number", {}, ASKED),
        ("what is the emergency number in Kenya", {}, known("KE")),
        # Where it is was said before.
        ("/ask_local_number", {"emergency_country": "JP"}, known("JP")),
        ("and the number in Peru?", {"emergency_country": "JP"}, known("PE")),
        ("Número de emergencia local en Perú", {"emergency_language": "es"}, known("PE")),
    ],
)
def test_the_form_begins_with_the_country_if_that_is_known(
    text: str, slots: dict[str, Any], changed: dict[str, Any], answer: Callable[..., Any]
) -> None:
    result = answer(text, user(text), BEGUN, intent="ask_local_number", **slots)
    assert result == ([], changed, [])


@pytest.mark.parametrize(
    ("text", "language", "changed"),
    [
        ("Kenya", "en", known("KE")),
        ("nairobi", "en", known("KE")),
        ("I am in Japan", "en", known("JP")),
        ("Japón", "es", known("JP")),
        ("Allemagne", "fr", known("DE")),
        ("в Японии", "ru", known("JP")),
        ("日本", "zh", known("JP")),
        ("Kenya", "sw", known("KE")),
        # Not to be read, or not just one: it is asked for again.
        ("asdf", "en", ASKED),
        ("somewhere", "en", ASKED),
        ("between Chile and Peru", "en", ASKED),
    ],
)
def test_the_country_is_read_in_the_language_of_the_report(
    text: str, language: str, changed: dict[str, Any], answer: Callable[..., Any]
) -> None:
    assert answer(text, emergency_language=language) == ([], changed, [])


def test_who_cannot_be_understood_is_not_asked_for_ever(answer: Callable[..., Any]) -> None:
    events = [user("/ask_local_number"), BEGUN]
    for _ in range(MOST_ANSWERS - 1):
        events.append(user("asdf"))
        assert answer("asdf", *events) == ([], ASKED, [])
    events.append(user("asdf"))
    said, changed, loops = answer("asdf", *events)
    assert (said, changed, loops) == ([EN.case_stopped], ENDED, [None])
    # Who asks anew is asked anew.
    events += [user("/ask_local_number"), BEGUN, user("asdf")]
    assert answer("asdf", *events) == ([], ASKED, [])


@pytest.mark.parametrize("language", sorted(load_words()))
def test_the_question_can_be_skipped_in_every_language(
    language: str, answer: Callable[..., Any]
) -> None:
    words = words_in(language)
    for text in (words.skip, words.stop, "skip"):
        said, changed, loops = answer(text, emergency_language=language)
        assert (said, changed) == ([words.case_stopped], ENDED)
        assert loops == [None]


def test_who_asks_for_the_number_again_is_asked_on(answer: Callable[..., Any]) -> None:
    assert answer("/ask_local_number", intent="ask_local_number") == ([], ASKED, [])
    assert answer("the police number in Peru?", intent="ask_local_number") == ([], known("PE"), [])


def test_what_is_to_be_stopped_is_stopped(answer: Callable[..., Any]) -> None:
    assert answer("never mind", intent="cancel") == (
        [EN.case_stopped],
        ENDED,
        [None],
    )


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("is the ambulance covered?", "ask_medical_coverage_abroad"),
        ("/false_alarm", "false_alarm"),
        ("/emergency_called", "emergency_called"),
        # The name of a country makes no answer of it.
        ("he stopped breathing, we are in Kenya", "report_emergency"),
    ],
)
def test_what_is_about_something_else_steps_out(
    text: str, intent: str, answer: Callable[..., Any]
) -> None:
    assert answer(text, intent=intent) == ([], {}, [])


def test_after_an_interruption_the_country_is_asked_for_again(answer: Callable[..., Any]) -> None:
    text = "is the ambulance covered?"
    intent = "ask_medical_coverage_abroad"
    assert answer(text, BEGUN, user(text), STEPPED_ASIDE, intent=intent) == ([], ASKED, [])


@pytest.mark.parametrize("language", sorted(load_words()))
def test_the_question_is_asked_with_a_button_to_skip_it(language: str, run: Run, say: Say) -> None:
    slots = {"emergency_language": language}
    ((message,), events) = run(ActionAskEmergencyCountry(), say("x"), slots=slots)
    words = words_in(language)
    assert message["text"] == words.ask_country
    assert message["buttons"] == [{"title": words.skip, "payload": words.skip}]
    assert events == []


def test_the_countries_of_todays_trips_can_be_tapped(
    run: Run, say: Say, answer: Callable[..., Any], register_trip: Callable[..., None]
) -> None:
    register_trip("UG", "KE")
    register_trip("PE", days_ago=30)
    slots = {"emergency_language": "es"}
    ((message,), _) = run(ActionAskEmergencyCountry(), say("x"), slots=slots)
    payloads = [button["payload"] for button in message["buttons"]]
    assert payloads == ["Kenia", "Uganda", words_in("es").skip]
    assert answer("Kenia", emergency_language="es") == ([], known("KE"), [])


@pytest.mark.parametrize(
    ("country", "language"), [("KE", "en"), ("JP", "de"), ("AQ", "en"), ("FR", "zh")]
)
def test_the_numbers_are_said_with_what_comes_next(
    country: str, language: str, run: Run, say: Say
) -> None:
    slots = {"emergency_language": language, "emergency_country": country}
    ((message,), events) = run(ActionTellLocalNumber(), say("x"), slots=slots)
    words = words_in(language)
    assert message["text"] == local_line(country, language)
    titles = [button["title"] for button in message["buttons"]]
    assert titles == [words.called, words.cannot_reach, words.false_alarm]
    assert events == []


def test_who_has_skipped_the_question_is_told_no_number(run: Run, say: Say) -> None:
    assert run(ActionTellLocalNumber(), say("skip"), slots={}) == ([], [])
