"""The door behind the web page, through the app that `rasa run` makes."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from itsdangerous import URLSafeTimedSerializer
from rasa.core.channels.channel import UserMessage

from bot.channels import web
from bot.channels.turn import NO_REPLY_TEXT, TurnRunner
from bot.channels.web import ASSETS, PAGE, PAGES_DIR, WebDoor
from bot.settings import Settings

EMERGENCY = "Medical emergency? Contact International SOS: +00 000."


FILE = {"name": "trip.ics", "media_type": "text/calendar", "content": "BEGIN:VCALENDAR\r\n"}
SPLIT = {"covered": "2000.00", "own": "520.00", "label": "Covered $2,000.00, you pay $520.00"}


class Assistant:
    """Does what the text of a message says, and keeps the messages."""

    def __init__(self) -> None:
        self.messages: list[UserMessage] = []

    async def __call__(self, message: UserMessage) -> None:
        self.messages.append(message)

        async def say(**reply: Any) -> None:
            await message.output_channel.send_response(message.sender_id, reply)

        if message.text == "talk":
            await say(text="One.\n\nTwo.\n> Three.")
            await say(
                text="Sure?",
                buttons=[
                    {"title": "Yes", "payload": "/affirm", "type": "postback"},
                    {"title": "No payload"},
                ],
            )
            await say(custom={"a": 1})
        elif message.text == "parts":
            await say(text="Done.", custom={"files": [FILE, {"name": "a.ics"}], "a": 1})
            await say(custom={"split": SPLIT})
            await say(custom={"split": {**SPLIT, "own": "-1"}})
        elif message.text == "unknown part":
            await say(custom={"a": 1})
        elif message.text == "picture":
            await say(image="https://example.org/card.png")
        elif message.text == "wait":
            await asyncio.sleep(1)
            await say(text="Waited.")
        elif message.text == "fail":
            raise ValueError
        else:
            await say(text=f"You said: {message.text}")


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return Assistant()


@pytest.fixture(scope="module")
def door() -> WebDoor:
    settings = Settings(max_message_characters=100)
    return WebDoor(settings, TurnRunner(timeout_seconds=5, emergency=EMERGENCY))


@pytest.fixture(scope="module")
def url(serve: Callable[..., Any], assistant: Assistant, door: WebDoor) -> str:
    return str(serve([door], assistant).url)


@pytest.fixture
def session(url: str) -> str:
    return str(requests.post(f"{url}/webhooks/web/session", timeout=5).json()["session"])


@pytest.fixture
def send(url: str, session: str) -> Callable[..., requests.Response]:
    def send(timeout: float = 5, **body: object) -> requests.Response:
        body = {"session": session, **body}
        return requests.post(f"{url}/webhooks/web/message", json=body, timeout=timeout)

    return send


def test_the_page_stands_at_the_root_in_place_of_rasas_greeting(url: str) -> None:
    response = requests.get(url, timeout=5)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.content == (PAGES_DIR / "index.html").read_bytes()


@pytest.mark.parametrize(("name", "content_type"), ASSETS.items())
def test_the_files_of_the_page_are_served(url: str, name: str, content_type: str) -> None:
    response = requests.get(f"{url}/webhooks/web/assets/{name}", timeout=5)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == content_type
    assert response.content == (PAGES_DIR / name).read_bytes()


def test_the_service_worker_stands_beside_the_page_and_keeps_all_its_files(url: str) -> None:
    response = requests.get(f"{url}/service-worker.js", timeout=5)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    kept = re.findall(r"\$\{HERE\}(webhooks[^`]*)`", response.text)
    assert sorted(kept) == sorted(
        ["webhooks/web/emergency", *(f"webhooks/web/assets/{name}" for name in ASSETS)]
    )
    for path in kept:
        assert requests.get(f"{url}/{path}", timeout=5).status_code == 200


@pytest.mark.parametrize("name", [PAGE, *ASSETS])
def test_a_changed_file_makes_a_new_service_worker(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def version() -> str:
        text = requests.get(f"{url}/service-worker.js", timeout=5).text
        (version,) = re.findall(r"\b[0-9a-f]{32}\b", text)
        return str(version)

    before = version()
    assert version() == before
    monkeypatch.setattr(web, "PAGES_DIR", Path(shutil.copytree(PAGES_DIR, tmp_path / "web")))
    assert version() == before
    with (tmp_path / "web" / name).open("a") as file:
        file.write(" ")
    assert version() != before


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "service-worker.js",
        "settings.py",
        "..%2fweb.py",
        "%2e%2e/web.py",
        "..%5cweb.py",
        "chat.js%00",
        "x",
    ],
)
def test_no_other_file_is_served(url: str, name: str) -> None:
    response = requests.get(f"{url}/webhooks/web/assets/{name}", timeout=5)
    assert response.status_code in (400, 404)
    assert "import" not in response.text


@pytest.mark.parametrize("path", ["/", "/service-worker.js", "/webhooks/web/assets/chat.js"])
def test_browsers_are_told_to_be_careful(url: str, path: str) -> None:
    headers = requests.get(
        url + path, headers={"Origin": "https://evil.example"}, timeout=5
    ).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert not [name for name in headers if name.lower().startswith("access-control-")]


def test_the_page_has_no_inline_script_or_style() -> None:
    page = (PAGES_DIR / "index.html").read_text()
    assert not re.search(r"<style|style=|<script(?![^>]* src=)|\son\w+=|javascript:", page)
    assert not re.search(r'(src|href)="(?!webhooks/web/assets/)', page)


@pytest.mark.parametrize("path", ["/", "/service-worker.js", "/webhooks/web/assets/chat.css"])
def test_a_file_that_the_browser_has_is_not_sent_again(url: str, path: str) -> None:
    tag = requests.get(url + path, timeout=5).headers["ETag"]
    for known in (tag, f"W/{tag}"):
        response = requests.get(url + path, headers={"If-None-Match": known}, timeout=5)
        assert (response.status_code, response.content) == (304, b"")
    changed = requests.get(url + path, headers={"If-None-Match": '"other"'}, timeout=5)
    assert changed.status_code == 200


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
    send(text="hello")
    send(payload="/affirm")
    first, second = assistant.messages[-2:]
    assert first.sender_id == second.sender_id
    assert first.input_channel == "web"
    assert first.metadata is None


def test_a_reply_has_texts_as_a_whole_and_buttons(send: Callable[..., requests.Response]) -> None:
    assert send(text="talk").json() == {
        "messages": [
            {"text": "One.\n\nTwo.\n> Three.", "buttons": []},
            {"text": "Sure?", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
        ]
    }


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
    assert send(payload="/affirm", id="0-1-a").json() == first.json()
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
        ({"payload": "/restart"}, "/restart"),
        ({"payload": '/inform{"a":1}'}, '/inform{"a": 1}'),
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
        ({"payload": "affirm"}, 400),
        ({"payload": "/affirm now"}, 400),
        ({"payload": '/inform{"a": {"b": 1}}'}, 400),
        pytest.param({"payload": "/" + "x" * 100}, 400, id="long payload"),
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


def test_sessions_outlive_a_restart_only_with_a_secret_of_their_own() -> None:
    turns = TurnRunner(timeout_seconds=1, emergency=EMERGENCY)

    def doors(secret: str) -> tuple[WebDoor, WebDoor]:
        settings = Settings(session_secret=secret)
        return WebDoor(settings, turns), WebDoor(settings, turns)

    before, after = doors("a secret")
    assert after._sessions.loads(before._sessions.dumps("abc")) == "abc"
    before, after = doors("")
    assert before._sessions.secret_key != after._sessions.secret_key
