"""The door of the website widget: sessions, messages, buttons, thumbs."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import requests
from itsdangerous import URLSafeTimedSerializer

from bot.channels import turn, web
from bot.channels.turn import NO_REPLY_TEXT, TurnRunner
from bot.channels.web import WebDoor
from bot.settings import Settings, get_settings
from bot.storage.feedback import Feedback
from bot.storage.inbox import Inbox
from tests.channels.web.conftest import EMERGENCY, FILE, SPLIT, Assistant, post


def button(response: requests.Response) -> str:
    """Return what the first button of a reply sends."""
    return next(
        str(offered["payload"])
        for message in response.json()["messages"]
        for offered in message["buttons"]
    )


def test_a_session_comes_with_the_emergency_line_and_the_limit(url: str) -> None:
    answer = requests.post(f"{url}/webhooks/web/session", timeout=5).json()
    assert answer["emergency"] == {"text": EMERGENCY}
    assert answer["max_characters"] == 100


def test_the_emergency_line_is_there_without_a_session(url: str) -> None:
    response = requests.get(f"{url}/webhooks/web/emergency", timeout=5)
    assert response.json() == {"text": EMERGENCY}
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in response.headers
    assert requests.post(f"{url}/webhooks/web/emergency", timeout=5).status_code == 405


def test_every_session_is_a_conversation_of_its_own(url: str, assistant: Assistant) -> None:
    for _ in range(2):
        session = requests.post(f"{url}/webhooks/web/session", json={"session": "mine"}, timeout=5)
        body = {"session": session.json()["session"], "text": "hello"}
        requests.post(f"{url}/webhooks/web/message", json=body, timeout=5)
    first, second = (message.sender_id for message in assistant.messages[-2:])
    assert re.fullmatch(r"web:[A-Za-z0-9_-]{22}", first)
    assert first != second


def test_the_conversation_goes_on_in_the_same_session(
    send: Callable[..., requests.Response], assistant: Assistant
) -> None:
    send(payload=button(send(text="offer /affirm")))
    first, second = assistant.messages[-2:]
    assert first.sender_id == second.sender_id
    assert first.input_channel == "web"
    assert first.metadata is None


def test_a_reply_has_texts_as_a_whole_and_buttons(send: Callable[..., requests.Response]) -> None:
    first, second = send(text="talk").json()["messages"]
    assert first == {"text": "One.\n\nTwo.\n> Three.", "buttons": []}
    assert (second["text"], [offered["title"] for offered in second["buttons"]]) == (
        "Sure?",
        ["Yes"],
    )


def test_a_reply_has_the_parts_that_the_page_can_show(
    send: Callable[..., requests.Response],
) -> None:
    assert send(text="parts").json() == {
        "messages": [
            {"text": "Done.", "buttons": []},
            {"text": "", "buttons": [], "files": [FILE]},
            {"text": "", "buttons": [], "split": SPLIT},
        ]
    }


def test_a_message_that_comes_again_is_answered_as_before_with_no_second_turn(
    send: Callable[..., requests.Response], assistant: Assistant
) -> None:
    before = len(assistant.messages)
    first = send(text="talk", id="0-1-a")
    assert send(text="talk", id="0-1-a").json() == first.json()
    assert send(text="something else", id="0-1-a").json() == first.json()
    assert len(assistant.messages) == before + 1
    assert assistant.messages[-1].message_id == "0-1-a"
    send(text="talk", id="0-1-b")
    assert len(assistant.messages) == before + 2


def test_a_message_that_comes_again_during_its_turn_waits_for_the_same_answer(
    send: Callable[..., requests.Response], assistant: Assistant
) -> None:
    before = len(assistant.messages)
    with pytest.raises(requests.Timeout):
        send(text="wait", id="slow", timeout=0.2)
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda _: send(text="wait", id="slow").json(), range(3)))
    assert answers == [{"messages": [{"text": "Waited.", "buttons": []}]}] * 3
    assert len(assistant.messages) == before + 1


def test_messages_without_an_id_are_all_answered(
    send: Callable[..., requests.Response], assistant: Assistant
) -> None:
    before = len(assistant.messages)
    for _ in range(2):
        send(text="hello")
    assert len(assistant.messages) == before + 2


def test_the_same_id_in_another_session_is_another_message(
    url: str, send: Callable[..., requests.Response], assistant: Assistant
) -> None:
    before = len(assistant.messages)
    other = requests.post(f"{url}/webhooks/web/session", timeout=5).json()["session"]
    assert send(text="one", id="1").json() != send(text="two", id="1", session=other).json()
    assert len(assistant.messages) == before + 2


@pytest.mark.parametrize("text", ["picture", "unknown part", "fail"])
def test_no_turn_stays_without_an_answer(send: Callable[..., requests.Response], text: str) -> None:
    fallback = {"text": f"{NO_REPLY_TEXT}\n\n{EMERGENCY}", "buttons": []}
    assert send(text=text).json() == {"messages": [fallback]}


@pytest.mark.parametrize(
    ("body", "given"),
    [
        ({"text": " Is\u200b it  covered? "}, "Is it covered?"),
        ({"text": "/restart"}, "restart"),
        ({"text": ' //inform{"a": 1}'}, 'inform{"a": 1}'),
        ({"text": ""}, "/empty_message"),
        ({"text": "/"}, "/empty_message"),
        pytest.param({"text": "x" * 101}, "/too_long_message", id="long text"),
    ],
)
def test_rasa_gets_clean_text_and_commands_only_from_buttons(
    send: Callable[..., requests.Response],
    assistant: Assistant,
    body: dict[str, str],
    given: str,
) -> None:
    assert send(**body).status_code == 200
    assert assistant.messages[-1].text == given


@pytest.mark.parametrize(
    ("payload", "given"),
    [
        ("/restart", "/restart"),
        ('/inform{"a":1}', '/inform{"a": 1}'),
        ("Is it covered?", "Is it covered?"),
        ("//affirm", "affirm"),
    ],
)
def test_a_button_sends_what_the_assistant_has_put_into_it(
    send: Callable[..., requests.Response], assistant: Assistant, payload: str, given: str
) -> None:
    door = WebDoor(Settings(), TurnRunner(timeout_seconds=1, emergency=EMERGENCY))
    send(text="hello")
    conversation = assistant.messages[-1].sender_id
    assert send(payload=door._buttons.sign(conversation, payload)).status_code == 200
    assert assistant.messages[-1].text == given


def test_a_button_is_good_in_its_own_conversation_only(
    url: str, send: Callable[..., requests.Response], assistant: Assistant
) -> None:
    token = button(send(text="offer this"))
    before = len(assistant.messages)
    other = requests.post(f"{url}/webhooks/web/session", timeout=5).json()["session"]
    response = send(payload=token, session=other)
    assert response.status_code == 400
    assert "this conversation" in response.json()["error"]
    assert len(assistant.messages) == before


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"text": "hello", "payload": "/affirm"}, 400),
        ({"text": None}, 400),
        ({"text": ["hello"]}, 400),
        ({"text": "hello", "id": None}, 400),
        ({"text": "hello", "id": 7}, 400),
        ({"text": "hello", "id": ""}, 400),
        ({"text": "hello", "id": "a b"}, 400),
        ({"text": "hello", "id": "x" * 65}, 400),
        ({"payload": None}, 400),
        ({"payload": ""}, 400),
        ({"payload": "/affirm"}, 400),
        ({"payload": '/inform{"a": 1}'}, 400),
        ({"payload": "Ii9hZmZpcm0i.forged"}, 400),
        ({"payload": "\ud800.\x00"}, 400),
        pytest.param({"text": "x" * 20_000}, 413, id="large"),
        ({"text": "hello", "session": None}, 400),
        ({"text": "hello", "session": {"id": "a"}}, 400),
        ({"text": "hello", "session": ""}, 401),
        ({"text": "hello", "session": "web:abc"}, 401),
        ({"text": "hello", "session": "a.b.c"}, 401),
        ({"text": "hello", "session": "\ud800.é.\x00"}, 401),
    ],
)
def test_bad_requests_are_told_what_to_do(
    send: Callable[..., requests.Response],
    assistant: Assistant,
    body: dict[str, object],
    status: int,
) -> None:
    before = len(assistant.messages)
    response = send(**body)
    assert response.status_code == status
    assert response.json()["error"]
    assert len(assistant.messages) == before


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"session=a"])
def test_a_body_that_is_no_json_object_is_refused(url: str, body: bytes) -> None:
    response = requests.post(f"{url}/webhooks/web/message", data=body, timeout=5)
    assert response.status_code == 400
    assert "JSON object" in response.json()["error"]


def test_a_changed_session_is_refused(send: Callable[..., requests.Response], session: str) -> None:
    user, rest = session.split(".", 1)
    for forged in (session + "x", f"{user[:-1]}A.{rest}", session[:-1]):
        assert send(text="hello", session=forged).status_code == 401


def test_a_session_signed_with_another_key_or_for_another_use_is_refused(
    send: Callable[..., requests.Response], door: WebDoor
) -> None:
    for forger in (
        URLSafeTimedSerializer("another key", salt="web-session"),
        URLSafeTimedSerializer(door._sessions.secret_key, salt="another use"),
    ):
        assert send(text="hello", session=forger.dumps("abc")).status_code == 401


@pytest.fixture
def a_moment() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(web, "SESSION_SECONDS", -1)
        yield


@pytest.mark.usefixtures("a_moment")
def test_an_old_session_is_refused(send: Callable[..., requests.Response]) -> None:
    response = send(text="hello")
    assert response.status_code == 401
    assert "/webhooks/web/session" in response.json()["error"]


def test_sessions_and_buttons_outlive_a_restart() -> None:
    turns = TurnRunner(timeout_seconds=1, emergency=EMERGENCY)

    def doors(secret: str) -> tuple[WebDoor, WebDoor]:
        settings = Settings(session_secret=secret)
        return WebDoor(settings, turns), WebDoor(settings, turns)

    keys = set()
    for secret in ("a secret that nobody will ever guess", ""):
        before, after = doors(secret)
        assert after._sessions.loads(before._sessions.dumps("abc")) == "abc"
        assert after._buttons.read("web:a", before._buttons.sign("web:a", "/affirm")) == "/affirm"
        keys.add(before._sessions.secret_key)
    assert len(keys) == 2


def test_thumbs_are_kept_by_topic(
    url: str, session: str, send: Callable[..., requests.Response]
) -> None:
    def topic_of(answer: requests.Response) -> str:
        return next(str(part["topic"]) for part in answer.json()["messages"] if "topic" in part)

    dental, passage = (
        topic_of(send(text=f"answer on {topic}"))
        for topic in ("dental_amount", "isos-at-umb.md#who-is-covered")
    )

    def give(**body: object) -> int:
        whole = {"session": session, "id": "1-2", "topic": dental, "helpful": True}
        return post(f"{url}/webhooks/web/feedback", {**whole, **body}).status_code

    assert give() == give(helpful=False) == 200  # it can be changed
    assert give(id="1-3", topic=passage) == 200
    found = {
        topic.topic: (topic.helpful, topic.unhelpful)
        for topic in Feedback(get_settings().database_url).by_topic()
    }
    assert found == {"dental_amount": (0, 1), "isos-at-umb.md#who-is-covered": (1, 0)}
    made_up = ("", "dental_amount", "Maria_Lee", button(send(text="offer /affirm")))
    for wrong in ({"helpful": "yes"}, {"id": None}, *({"topic": topic} for topic in made_up)):
        assert give(**wrong) == 400
    assert give(session="forged") == 401


def test_a_request_that_comes_too_slowly_is_ended(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.web.read_body", partial(turn.read_body, seconds=0.3))
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as slow:
        slow.sendall(
            b"POST /webhooks/web/message HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{"
        )
        assert b" 408 " in slow.recv(1000)


def test_a_database_that_hangs_keeps_no_answer_waiting_for_long(
    send: Callable[..., requests.Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Inbox, "claim", lambda *args: time.sleep(4))
    started = time.monotonic()
    assert send(text="hello").json()["messages"][0]["text"] == "You said: hello"
    assert time.monotonic() - started < 3
