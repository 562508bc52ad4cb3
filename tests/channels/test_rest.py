"""The REST door, through the app that `rasa run` makes."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from rasa.core.channels.channel import UserMessage
from rasa.core.run import _create_single_channel

from bot.channels.rest import RestDoor
from bot.channels.turn import NO_REPLY_TEXT, TurnRunner
from bot.errors import FactError
from bot.settings import Settings, get_settings
from bot.storage.keys import rest_token_of

TOKEN = "a token that nobody will ever guess"
EMERGENCY = "Medical emergency? Contact International SOS: +00 000."
TIMEOUT_SECONDS = 0.4
BUTTONS = [{"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]
FALLBACK = [NO_REPLY_TEXT, EMERGENCY]  # Rasa's REST replies are split at blank lines


class Assistant:
    """Does what the text of a message says, and keeps the messages."""

    def __init__(self) -> None:
        self.messages: list[UserMessage] = []
        self.finished: list[UserMessage] = []

    async def __call__(self, message: UserMessage) -> None:
        self.messages.append(message)

        async def say(**reply: Any) -> None:
            await message.output_channel.send_response(message.sender_id, reply)

        if message.text == "talk":
            await say(text="One.\n\nTwo.")
            await say(text="Sure?", buttons=BUTTONS)
            await say(custom={"a": 1})
            await say(image="https://example.org/card.png")
        elif message.text == "fail":
            raise ValueError("the user said: my passport is X1")
        elif message.text == "half":
            await say(text="Half.")
            raise ConnectionError("the user said: my passport is X1")
        elif message.text == "cancel":
            raise asyncio.CancelledError
        elif message.text == "slow":
            await asyncio.sleep(TIMEOUT_SECONDS * 2)
            await say(text="Too late.")
        elif message.text == "pause":
            await say(text="First.")
            await asyncio.sleep(TIMEOUT_SECONDS / 2)
            await say(text="Second.")
        elif message.text != "silence":
            await say(text=f"You said: {message.text}")
        self.finished.append(message)


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return Assistant()


@pytest.fixture(scope="module")
def url(serve: Callable[..., Any], assistant: Assistant) -> str:
    turns = TurnRunner(timeout_seconds=TIMEOUT_SECONDS, emergency=EMERGENCY)
    server = serve([RestDoor(Settings(max_message_characters=100), turns)], assistant)
    return f"{server.url}/webhooks/rest/webhook"


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


def texts(response: requests.Response) -> list[str]:
    return [reply["text"] for reply in response.json()]


def test_a_reply_has_the_form_of_rasas_own_channel(url: str) -> None:
    response = requests.post(url, json={"sender": "ann", "message": "talk"}, timeout=5)
    assert response.status_code == 200
    assert response.json() == [
        {"recipient_id": "ann", "text": "One."},
        {"recipient_id": "ann", "text": "Two."},
        {"recipient_id": "ann", "text": "Sure?", "buttons": BUTTONS},
        {"recipient_id": "ann", "custom": {"a": 1}},
        {"recipient_id": "ann", "image": "https://example.org/card.png"},
    ]


@pytest.fixture
def _fresh_settings() -> Iterator[None]:
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.usefixtures("_fresh_settings")
@pytest.mark.parametrize(("name", "channel"), [("rest.RestDoor", "rest"), ("web.WebDoor", "web")])
def test_rasa_makes_the_doors_from_their_names_in_the_credentials(name: str, channel: str) -> None:
    assert _create_single_channel(f"bot.channels.{name}", None).name() == channel


@pytest.mark.usefixtures("_fresh_settings")
@pytest.mark.parametrize("name", ["rest.RestDoor", "web.WebDoor"])
def test_the_server_does_not_start_without_an_emergency_contact(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    monkeypatch.setenv("TRAVEL_ASSISTANT_DOCUMENTS_DIR", str(tmp_path))
    with pytest.raises(FactError, match=r"contacts\.yml"):
        _create_single_channel(f"bot.channels.{name}", None)


def test_the_door_says_that_it_is_open(url: str) -> None:
    response = requests.get(url.removesuffix("webhook"), timeout=5)
    assert response.json() == {"status": "ok"}


def test_nothing_the_client_says_of_itself_is_handed_on(url: str, assistant: Assistant) -> None:
    body = {
        "sender": "ann",
        "message": "hello",
        "metadata": {"role": "staff"},
        "input_channel": "web",
    }
    requests.post(url, json=body, timeout=5)
    message = assistant.messages[-1]
    assert message.sender_id == "rest:ann"
    assert message.input_channel == "rest"
    assert message.metadata is None


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("  Is quarantine\u200b covered? ", "Is quarantine covered?"),
        ("/affirm", "/affirm"),
        ('/inform{"city":"Rio"}', '/inform{"city": "Rio"}'),
        ('/inform{"city":{"a":1}}', 'inform{"city":{"a":1}}'),
        ("/not a command", "not a command"),
        ("", "/empty_message"),
        (" \n\x00", "/empty_message"),
        pytest.param("x" * 101, "/too_long_message", id="long text"),
        pytest.param("/" + "x" * 100, "/too_long_message", id="long payload"),
    ],
)
def test_rasa_gets_clean_text(url: str, assistant: Assistant, text: str, given: str) -> None:
    response = requests.post(url, json={"sender": "ann", "message": text}, timeout=5)
    assert response.status_code == 200
    assert assistant.messages[-1].text == given


@pytest.mark.parametrize(
    ("body", "status", "advice"),
    [
        (b"", 400, "JSON object"),
        (b"[]", 400, "JSON object"),
        (b'"x"', 400, "JSON object"),
        (b"1", 400, "JSON object"),
        (b"{", 400, "JSON object"),
        (b'{"message": "hello"}', 400, '"sender" is missing'),
        (b'{"message": "hello", "sender": null}', 400, '"sender" is missing'),
        (b'{"message": "hello", "sender": 7}', 400, '"sender" is missing or not a text'),
        (b'{"message": "hello", "sender": {"a": 1}}', 400, '"sender" is missing'),
        (b'{"message": "hello", "sender": ""}', 400, "one for each user"),
        (b'{"message": "hello", "sender": "a b"}', 400, "one for each user"),
        (b'{"message": "hello", "sender": "a\\u0000"}', 400, "one for each user"),
        (b'{"message": "hello", "sender": "\\ud800"}', 400, "one for each user"),
        (b'{"sender": "ann"}', 400, '"message" is missing'),
        (b'{"sender": "ann", "message": null}', 400, '"message" is missing'),
        (b'{"sender": "ann", "message": {"a": 1}}', 400, '"message" is missing'),
        pytest.param(b'{"message": "' + b"x" * 20_000 + b'"}', 413, "shorter", id="large"),
    ],
)
@pytest.mark.parametrize("query", ["", "?stream=true"])
def test_bad_requests_are_told_what_to_do(
    url: str, assistant: Assistant, body: bytes, status: int, advice: str, query: str
) -> None:
    before = len(assistant.messages)
    response = requests.post(url + query, data=body, timeout=5)
    assert response.status_code == status
    assert advice in response.json()["error"]
    assert len(assistant.messages) == before


def test_a_huge_request_is_refused_before_it_is_read(url: str, session: requests.Session) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 4096

    assert session.post(url, data=chunks(), timeout=5).status_code == 413
    # The connection is fit for the next request.
    response = session.post(url, json={"sender": "ann", "message": "hello"}, timeout=5)
    assert texts(response) == ["You said: hello"]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("silence", FALLBACK),
        ("fail", FALLBACK),
        ("cancel", FALLBACK),
        ("slow", FALLBACK),
        ("half", ["Half.", *FALLBACK]),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_no_turn_stays_without_an_answer(
    url: str, text: str, answer: list[str], stream: bool
) -> None:
    response = requests.post(
        url, params={"stream": stream}, json={"sender": "ann", "message": text}, timeout=5
    )
    replies = [json.loads(line) for line in response.text.splitlines()] if stream else None
    assert [reply["text"] for reply in replies or response.json()] == answer


def test_a_slow_turn_is_left_to_finish_what_it_does(url: str, assistant: Assistant) -> None:
    requests.post(url, json={"sender": "ann", "message": "slow"}, timeout=5)
    slow = assistant.messages[-1]
    assert slow not in assistant.finished
    time.sleep(TIMEOUT_SECONDS * 2)
    assert slow in assistant.finished


def test_a_stream_brings_each_reply_when_it_is_said(url: str) -> None:
    arrived = []
    started = time.monotonic()
    with requests.post(
        url,
        params={"stream": "true"},
        json={"sender": "ann", "message": "pause"},
        stream=True,
        timeout=5,
    ) as response:
        for line in response.iter_lines(chunk_size=1):
            arrived.append((json.loads(line), time.monotonic() - started))
    assert [reply for reply, _ in arrived] == [
        {"recipient_id": "ann", "text": "First."},
        {"recipient_id": "ann", "text": "Second."},
    ]
    assert arrived[1][1] - arrived[0][1] > TIMEOUT_SECONDS / 4


@pytest.mark.parametrize(("text", "error"), [("fail", "ValueError"), ("half", "ConnectionError")])
def test_the_log_names_the_error_and_not_what_was_said(
    url: str, caplog: pytest.LogCaptureFixture, text: str, error: str
) -> None:
    requests.post(url, json={"sender": "zoe7", "message": text}, timeout=5)
    assert f"turn.failed channel=rest error={error} at=" in caplog.text
    assert "passport" not in caplog.text
    assert "zoe7" not in caplog.text


@pytest.fixture(scope="module")
def guarded_url(serve: Callable[..., Any], assistant: Assistant) -> str:
    """The door of a server that others may use with a token."""
    turns = TurnRunner(timeout_seconds=TIMEOUT_SECONDS, emergency=EMERGENCY)
    settings = Settings(rest_token=TOKEN, messages_per_minute=2)
    server = serve([RestDoor(settings, turns)], assistant)
    return f"{server.url}/webhooks/rest/webhook"


def ask(url: str, sender: str = "ann", text: str = "hello", **headers: str) -> requests.Response:
    body = {"sender": sender, "message": text}
    return requests.post(url, json=body, headers=headers, timeout=5)


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"Origin": "https://evil.example"},  # a page in the browser of somebody on this machine
        {"Origin": "null"},
        {"Host": "evil.example"},  # whose name was made to point here
        {"Host": "assistant.example.edu"},
        {"Authorization": "Bearer another token", "X-Forwarded-For": "203.0.113.7"},
        {"Authorization": TOKEN, "X-Forwarded-For": "203.0.113.7"},
        {"Authorization": "Bearer ", "X-Forwarded-For": "203.0.113.7"},
    ],
    ids=str,
)
def test_whoever_is_not_on_this_machine_needs_the_token(
    url: str, guarded_url: str, assistant: Assistant, headers: dict[str, str]
) -> None:
    before = len(assistant.messages)
    for address in (url, guarded_url):
        response = ask(address, **headers)
        assert response.status_code == 403
        assert "TRAVEL_ASSISTANT_REST_TOKEN" in response.json()["error"]
    assert len(assistant.messages) == before


def test_with_the_token_others_may_use_the_door_within_limits(guarded_url: str) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "203.0.113.7"}
    statuses = [ask(guarded_url, "ben", **headers).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    refused = ask(guarded_url, "ben", "my friend is unconscious and not breathing", **headers)
    assert "Call International SOS now" in refused.json()["error"]
    assert int(refused.headers["Retry-After"]) > 0
    assert ask(guarded_url, "cleo", **headers).status_code == 200


def test_tools_on_this_machine_have_no_limit(guarded_url: str) -> None:
    assert {ask(guarded_url, "dan").status_code for _ in range(5)} == {200}


def test_behind_a_proxy_nobody_is_taken_for_a_tool_on_this_machine(
    serve: Callable[..., Any], assistant: Assistant
) -> None:
    turns = TurnRunner(timeout_seconds=TIMEOUT_SECONDS, emergency=EMERGENCY)
    for settings in (
        Settings(public_url="https://travel.example.edu"),
        Settings(trusted_proxies=1),
    ):
        server = serve([RestDoor(settings, turns)], assistant)
        address = f"{server.url}/webhooks/rest/webhook"
        # As nginx sends it by default: without a word of whom for.
        assert ask(address).status_code == 403
        token = {"Authorization": f"Bearer {rest_token_of(settings)}"}
        assert ask(address, **token).status_code == 200


@pytest.mark.parametrize("token", ["Bearer \xff", "Bearer", "\xff"])
def test_a_token_that_is_none_is_refused(guarded_url: str, token: str) -> None:
    body = {"sender": "ann", "message": "hello"}
    headers = {"Authorization": token.encode("latin-1"), "Via": "1.1 proxy"}
    assert requests.post(guarded_url, json=body, headers=headers, timeout=5).status_code == 403
