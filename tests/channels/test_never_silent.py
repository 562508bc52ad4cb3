"""Whatever goes wrong behind a door, a reply comes; in an emergency, with what to do.

Behind the doors stands an assistant that fails in all its ways. No trained model is needed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from rasa.core.channels.channel import UserMessage

from bot.channels import turn
from bot.channels.rest import RestDoor
from bot.channels.turn import NO_REPLY_TEXT, TurnRunner
from bot.channels.web import WebDoor
from bot.emergencies.reply import further_lines, reply_without_server
from bot.emergencies.words import words_in
from bot.knowledge.contacts import load_contacts
from bot.settings import PROJECT_ROOT, Settings

DOCUMENTS = PROJECT_ROOT / "documents"
EMERGENCY = "Medical emergency? Contact International SOS: +00 000."
TIMEOUT_SECONDS = 0.6
FAILURES = ["silence", "fail", "cancel", "slow", "half"]
# What anybody recognises, by kind and language.
CRIES = [
    ("he is not breathing", "medical", "en"),
    ("HELP!! my friend is unconscious", "medical", "en"),
    ("I was hit by a car and I am bleeding", "accident", "en"),
    ("we are being robbed at gunpoint", "assault", "en"),
    ("they have arrested my student", "arrest", "en"),
    ("there is shooting outside our hotel", "unrest", "en"),
    ("my daughter has been kidnapped", "missing", "en"),
    ("I want to kill myself", "mental_health", "en"),
    ("mi amigo no respira", "medical", "es"),
    ("mon ami ne respire plus", "medical", "fr"),
    ("meu amigo nao respira", "medical", "pt"),
    ("mein freund atmet nicht mehr", "medical", "de"),
    ("il mio amico non respira", "medical", "it"),
    ("我朋友没有呼吸了", "medical", "zh"),
]
QUESTIONS = [
    "Is medical evacuation covered?",
    "hello",
    "/ask_evacuation_cover",
    "/emergency_no_answer",
    "¿Está cubierto el dentista?",
    # Named in so many words, but not happening.
    "what if he is not breathing?",
    "",
    "x" * 9000,
]


class Assistant:
    """Fails as it is told to."""

    def __init__(self) -> None:
        self.failure = "silence"

    async def __call__(self, message: UserMessage) -> None:
        if self.failure == "half":
            await message.output_channel.send_response(message.sender_id, {"text": "Half."})
        if self.failure in ("fail", "half"):
            raise ValueError("the user said: my passport is X1")
        if self.failure == "cancel":
            raise asyncio.CancelledError
        if self.failure == "slow":
            await asyncio.sleep(TIMEOUT_SECONDS * 3)
            await message.output_channel.send_response(message.sender_id, {"text": "Too late."})


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return Assistant()


@pytest.fixture(scope="module")
def turns() -> TurnRunner:
    return TurnRunner(timeout_seconds=TIMEOUT_SECONDS, emergency=EMERGENCY)


@pytest.fixture(scope="module")
def web_door(turns: TurnRunner) -> WebDoor:
    return WebDoor(Settings(), turns)


@pytest.fixture(scope="module")
def url(
    serve: Callable[..., Any], assistant: Assistant, turns: TurnRunner, web_door: WebDoor
) -> str:
    return str(serve([RestDoor(Settings(), turns), web_door], assistant).url)


@pytest.fixture
def rest(url: str, assistant: Assistant) -> Callable[..., str]:
    """Return what sends a message through the REST door to an assistant that fails."""

    def say(text: str, failure: str) -> str:
        assistant.failure = failure
        body = {"sender": "ann", "message": text}
        response = requests.post(f"{url}/webhooks/rest/webhook", json=body, timeout=15)
        assert response.status_code == 200
        return "\n\n".join(reply["text"] for reply in response.json())

    return say


@pytest.fixture
def web(url: str, assistant: Assistant, web_door: WebDoor) -> Callable[..., str]:
    """Return what sends a message through the door of the page to an assistant that fails."""
    session = requests.post(f"{url}/webhooks/web/session", timeout=5).json()["session"]
    conversation = f"web:{web_door._sessions.loads(session)}"

    def say(text: str, failure: str) -> str:
        assistant.failure = failure
        body = {"session": session, "text": text}
        if text.startswith("/"):
            body = {"session": session, "payload": web_door._buttons.sign(conversation, text)}
        response = requests.post(f"{url}/webhooks/web/message", json=body, timeout=15)
        assert response.status_code == 200
        return "\n\n".join(reply["text"] for reply in response.json()["messages"])

    return say


def whole(kind: Any, language: str) -> str:
    return reply_without_server(kind, language, DOCUMENTS)


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("door", ["rest", "web"])
def test_a_question_is_answered_with_a_sentence_and_the_emergency_contact(
    door: str, failure: str, request: pytest.FixtureRequest
) -> None:
    say = request.getfixturevalue(door)
    half = "Half.\n\n" if failure == "half" else ""
    for question in QUESTIONS:
        assert say(question, failure) == f"{half}{NO_REPLY_TEXT}\n\n{EMERGENCY}"


@pytest.mark.parametrize(("text", "kind", "language"), CRIES)
@pytest.mark.parametrize("door", ["rest", "web"])
def test_a_cry_is_answered_with_what_to_do_and_whom_to_call_in_its_language(
    door: str, text: str, kind: Any, language: str, request: pytest.FixtureRequest
) -> None:
    reply = request.getfixturevalue(door)(text, "fail")
    assert reply == whole(kind, language)
    safety, call, say, *_ = reply.split("\n")
    words = words_in(language)
    assert (safety, say) == (words.safety[kind], words.say)
    assert words.isos_phone_blank in call
    assert reply.endswith(further_lines(kind, language, load_contacts(DOCUMENTS), None))


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("text", ["he is not breathing", "mi amigo no respira"])
@pytest.mark.parametrize("door", ["rest", "web"])
def test_a_cry_is_answered_whatever_fails(
    door: str, text: str, failure: str, request: pytest.FixtureRequest
) -> None:
    started = time.monotonic()
    reply = request.getfixturevalue(door)(text, failure)
    half = "Half.\n\n" if failure == "half" else ""
    assert reply == half + whole("medical", "en" if text.startswith("he") else "es")
    assert time.monotonic() - started < TIMEOUT_SECONDS + 2
    assert NO_REPLY_TEXT not in reply


def test_a_cry_waits_for_less_than_a_question(
    serve: Callable[..., Any], assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Settings().reply_timeout_seconds > turn.EMERGENCY_TIMEOUT_SECONDS
    monkeypatch.setattr(turn, "EMERGENCY_TIMEOUT_SECONDS", TIMEOUT_SECONDS / 3)
    turns = TurnRunner(timeout_seconds=TIMEOUT_SECONDS, emergency=EMERGENCY)
    server = serve([RestDoor(Settings(), turns)], assistant)
    assistant.failure = "slow"
    seconds = {}
    for text in ("he is not breathing", "Is medical evacuation covered?"):
        started = time.monotonic()
        body = {"sender": "ann", "message": text}
        requests.post(f"{server.url}/webhooks/rest/webhook", json=body, timeout=15)
        seconds[text] = time.monotonic() - started
    cry, question = seconds.values()
    assert TIMEOUT_SECONDS / 3 <= cry < question
    assert question >= TIMEOUT_SECONDS


def test_contacts_that_were_filled_in_since_the_start_are_said(
    rest: Callable[..., str], documents: Path, set_settings: Callable[..., None]
) -> None:
    path = documents / "contacts.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('value: ""', 'value: "+1 215 555 0100"', 1), encoding="utf-8")
    set_settings(documents_dir=documents)
    assert "[+1 215 555 0100](tel:+12155550100)" in rest("he is not breathing", "fail")


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("he is not breathing", words_in("en").isos_phone_blank),
        ("mi amigo no respira", words_in("es").isos_phone_blank),
        ("Is medical evacuation covered?", EMERGENCY),
    ],
)
def test_contacts_that_cannot_be_read_any_more_do_not_silence_the_reply(
    text: str,
    contact: str,
    rest: Callable[..., str],
    documents: Path,
    set_settings: Callable[..., None],
) -> None:
    (documents / "contacts.yml").write_text("isos_phone: [", encoding="utf-8")
    set_settings(documents_dir=documents)
    assert contact in rest(text, "fail")


def test_the_log_says_what_failed_and_not_what_was_said(
    rest: Callable[..., str], caplog: pytest.LogCaptureFixture
) -> None:
    rest("Zebedee is not breathing", "fail")
    assert "turn.failed channel=rest error=ValueError at=" in caplog.text
    assert "passport" not in caplog.text
    assert "Zebedee" not in caplog.text
