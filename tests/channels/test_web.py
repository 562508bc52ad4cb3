"""The door behind the web page, through the app that `rasa run` makes."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests
from itsdangerous import URLSafeTimedSerializer
from rasa.core.channels.channel import UserMessage

from bot.channels import pages, turn, web
from bot.channels.bundle import bundled_script
from bot.channels.door import DoorError
from bot.channels.pages import ASSETS, CONTENT_TYPES, KEPT, PAGE, PAGES_DIR
from bot.channels.turn import NO_REPLY_TEXT, TurnRunner
from bot.channels.upload import MOST_WAITING, UploadQueue
from bot.channels.web import WebDoor
from bot.settings import Settings, get_settings
from bot.storage.feedback import Feedback
from bot.storage.inbox import Inbox
from bot.storage.uploads import Uploads

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
        elif message.text.startswith("offer "):
            payload = message.text.removeprefix("offer ")
            await say(text="Well?", buttons=[{"title": "Press", "payload": payload}])
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
    settings = Settings(
        max_message_characters=100, max_upload_bytes=200_000, messages_per_minute=1000
    )
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


def button(response: requests.Response) -> str:
    """Return what the first button of a reply sends."""
    return next(
        str(offered["payload"])
        for message in response.json()["messages"]
        for offered in message["buttons"]
    )


def test_the_page_stands_at_the_root_in_place_of_rasas_greeting(url: str) -> None:
    response = requests.get(url, timeout=5)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.content == (PAGES_DIR / "index.html").read_bytes()


@pytest.mark.parametrize("name", ASSETS)
def test_the_files_of_the_page_are_served(url: str, name: str) -> None:
    response = requests.get(f"{url}/webhooks/web/assets/{name}", timeout=5)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == CONTENT_TYPES[f".{name.split('.')[-1]}"]
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.content
    plain = requests.get(response.url, headers={"Accept-Encoding": "identity"}, timeout=5)
    assert "Content-Encoding" not in plain.headers
    assert plain.content == response.content
    assert plain.headers["ETag"] == response.headers["ETag"]


def test_the_service_worker_stands_beside_the_page_and_keeps_all_its_files(url: str) -> None:
    response = requests.get(f"{url}/service-worker.js", timeout=5)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-cache"
    kept = re.findall(r"\$\{HERE\}(webhooks[^`]*)`", response.text)
    assets = [f"webhooks/web/assets/{name}" for name in KEPT if name != PAGE]
    assert sorted(kept) == sorted(["webhooks/web/emergency", *assets])
    for path in kept:
        assert requests.get(f"{url}/{path}", timeout=5).status_code == 200


def test_the_widget_is_one_script_and_weighs_less_than_20_kilobytes(url: str) -> None:
    def load(name: str) -> requests.Response:
        address = f"{url}/webhooks/web/assets/{name}"
        return requests.get(address, headers={"Accept-Encoding": "gzip"}, timeout=5, stream=True)

    for entry in ("chat.js", "widget.js"):
        script = load(entry)
        weight = sum(len(load(name).raw.read()) for name in (entry, "chat.css", "icon.svg"))
        assert weight < 20_000
        assert not re.search(r"^\s*import\b|\bimport *\{", script.text, re.MULTILINE)
        assert "/*" not in script.text
        assert script.text.count("class TravelAssistant") == 1


def test_what_the_modules_of_the_widget_import_of_each_other_is_in_the_script_once() -> None:
    script = bundled_script(PAGES_DIR / "widget.js")
    exported = {
        name
        for module in PAGES_DIR.glob("*.js")
        for name in re.findall(
            r"^export (?:async )?(?:class|function|const) (\w+)", module.read_text(), re.MULTILINE
        )
    }
    assert len(exported) > 10
    counts = {
        name: len(re.findall(rf"\b(?:class|function|const) {name}\b", script)) for name in exported
    }
    assert set(counts.values()) == {1}, counts


@pytest.mark.parametrize("name", [*KEPT, "dom.js", "words.js"])
def test_a_changed_file_makes_a_new_service_worker(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def version() -> str:
        text = requests.get(f"{url}/service-worker.js", timeout=5).text
        (version,) = re.findall(r"\b[0-9a-f]{32}\b", text)
        return str(version)

    before = version()
    assert version() == before
    monkeypatch.setattr(pages, "PAGES_DIR", Path(shutil.copytree(PAGES_DIR, tmp_path / "web")))
    assert version() == before
    path = tmp_path / "web" / name
    with path.open("a") as file:
        file.write({".js": "\nmore();", ".css": "\nb { top: 0 }"}.get(path.suffix, " "))
    assert version() != before


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "service-worker.js",
        "settings.py",
        "dom.js",
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


@pytest.mark.parametrize("path", ["/", "/service-worker.js"])
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
    for known in (tag, tag.removeprefix("W/")):
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


@pytest.fixture
def other_url(serve: Callable[..., Any], assistant: Assistant) -> str:
    """The door of a server that others may embed and of which little may be asked."""
    settings = Settings(
        widget_origins=("https://www.example.edu",),
        public_url="https://Travel.example.edu/travel/",
        messages_per_minute=3,
        messages_per_minute_per_address=8,
        trusted_proxies=1,
    )
    door = WebDoor(settings, TurnRunner(timeout_seconds=5, emergency=EMERGENCY))
    return f"{serve([door], assistant).url}/webhooks/web"


def post(url: str, body: object = None, **headers: str) -> requests.Response:
    return requests.post(url, json=body or {}, headers=headers, timeout=5)


def test_a_website_that_is_listed_may_embed_the_widget_and_no_other(other_url: str) -> None:
    origin = "https://www.example.edu"
    answer = post(f"{other_url}/session", Origin=origin)
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    preflight = requests.options(
        f"{other_url}/message", headers={"Origin": origin}, timeout=5
    ).headers
    assert preflight["Access-Control-Allow-Origin"] == origin
    assert "Content-Type" in preflight["Access-Control-Allow-Headers"]

    assert post(f"{other_url}/session", Origin="https://travel.example.edu").status_code == 200
    for stranger in (
        "https://www.example.edu.evil.example",
        "http://www.example.edu",
        "https://evil.example",
        "null",
    ):
        refused = post(f"{other_url}/session", Origin=stranger)
        assert refused.status_code == 403
        assert "Access-Control-Allow-Origin" not in refused.headers
        preflight = requests.options(
            f"{other_url}/message", headers={"Origin": stranger}, timeout=5
        )
        assert "Access-Control-Allow-Origin" not in preflight.headers


def test_the_page_of_the_server_itself_may_talk_to_it(url: str) -> None:
    assert post(f"{url}/webhooks/web/session", Origin=url).status_code == 200


def test_who_sends_too_much_is_told_to_wait_and_whom_to_call(other_url: str) -> None:
    body = {"session": post(f"{other_url}/session").json()["session"], "text": "hello"}
    answers = [post(f"{other_url}/message", body) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert EMERGENCY in refused.json()["error"]
    assert 0 < refused.json()["retry_after"] <= 60
    assert refused.headers["Retry-After"] == str(refused.json()["retry_after"])

    cry = {**body, "text": "my friend is unconscious and not breathing"}
    (reply,) = post(f"{other_url}/message", cry).json()["messages"]
    assert "Call International SOS now" in reply["text"]


def test_an_address_is_that_which_the_trusted_proxy_has_seen(other_url: str) -> None:
    def begin(forwarded: str) -> int:
        return post(f"{other_url}/session", **{"X-Forwarded-For": forwarded}).status_code

    # What stands before was written by the sender, who may change it with every message.
    answers = [begin(f"198.51.100.{number}, 203.0.113.7") for number in range(9)]
    assert answers == [200] * 8 + [429]
    assert begin("203.0.113.8") == 200


def test_thumbs_are_kept_by_topic(url: str, session: str) -> None:
    def give(**body: object) -> int:
        whole = {"session": session, "id": "1-2", "topic": "dental_amount", "helpful": True}
        return post(f"{url}/webhooks/web/feedback", {**whole, **body}).status_code

    assert give() == give(helpful=False) == 200  # it can be changed
    assert give(id="1-3", topic="isos-at-umb.md#who-is-covered") == 200
    found = {
        topic.topic: (topic.helpful, topic.unhelpful)
        for topic in Feedback(get_settings().database_url).by_topic()
    }
    assert found == {"dental_amount": (0, 1), "isos-at-umb.md#who-is-covered": (1, 0)}
    for wrong in ({"helpful": "yes"}, {"topic": ""}, {"topic": "a b"}, {"id": None}):
        assert give(**wrong) == 400
    assert give(session="forged") == 401


def test_an_itinerary_is_handed_in_as_a_file(url: str, session: str, assistant: Assistant) -> None:
    response = upload(url, session, "flights.txt", b"BWI to NBO on 3 March, flight KQ 3")
    assert response.status_code == 200
    message = assistant.messages[-1]
    token = json.loads(message.text.removeprefix("/inform"))["itinerary_file"]
    uploads = Uploads(get_settings().database_url)
    kept = uploads.get(message.sender_id, token)
    assert kept is not None
    assert kept.name == "flights.txt"
    assert kept.content.startswith(b"BWI")
    assert uploads.get("web:somebody-else", token) is None

    again = upload(url, session, "flights.txt", b"BWI to NBO on 3 March, flight KQ 3")
    assert again.json() == response.json()
    assert assistant.messages[-1] is message


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("photo.exe", b"MZ\x00\x01", 400),
        ("empty.txt", b"", 400),
        ("large.txt", b"x" * 200_001, 413),
        ("larger.txt", b"x" * 400_000, 413),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_a_reason(
    url: str, session: str, assistant: Assistant, name: str, content: bytes, status: int
) -> None:
    before = len(assistant.messages)
    response = upload(url, session, name, content)
    assert response.status_code == status
    assert response.json()["error"]
    assert upload(url, "forged", name, b"text").status_code == 401
    assert len(assistant.messages) == before


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Authorization": None}, 400),
        ({"Authorization": "Bearer forged"}, 401),
        ({"X-Message-Id": "a b"}, 400),
        ({"X-File-Name": None}, 400),
        ({"X-File-Name": "%20"}, 400),
    ],
)
def test_who_hands_in_a_file_says_who_and_what(
    url: str, session: str, changed: dict[str, str | None], status: int
) -> None:
    response = upload(url, session, "flights.txt", b"BWI to NBO", **changed)
    assert response.status_code == status
    assert response.json()["error"]


def test_the_name_of_a_file_may_be_anything(url: str, session: str, assistant: Assistant) -> None:
    name = "../übersicht\r\nX: 1 \U0001f600.txt"
    assert upload(url, session, name, b"BWI to NBO on 3 March").status_code == 200
    message = assistant.messages[-1]
    token = json.loads(message.text.removeprefix("/inform"))["itinerary_file"]
    kept = Uploads(get_settings().database_url).get(message.sender_id, token)
    assert kept is not None
    assert "/" not in kept.name
    assert kept.name.isprintable()


def test_a_file_that_is_sent_again_is_kept_once(
    url: str, session: str, assistant: Assistant
) -> None:
    for _ in range(3):
        assert upload(url, session, "flights.txt", b"BWI to NBO on 3 March").status_code == 200
    conversation = assistant.messages[-1].sender_id
    assert len(Uploads(get_settings().database_url).of([conversation])) == 1


def test_one_sender_has_one_file_read_at_a_time_and_others_are_not_kept_waiting() -> None:
    async def scene() -> None:
        queue = UploadQueue()
        async with queue.turn_of("a"):
            with pytest.raises(DoorError, match="One file at a time"):
                await enter(queue, "a")
            await enter(queue, "b")
        await enter(queue, "a")

    async def enter(queue: UploadQueue, sender: str) -> None:
        async with queue.turn_of(sender):
            pass

    asyncio.run(scene())


def test_where_many_files_wait_no_more_are_taken() -> None:
    async def scene() -> None:
        queue = UploadQueue()
        done = asyncio.Event()

        async def hand_in(sender: str) -> None:
            async with queue.turn_of(sender):
                await done.wait()

        waiting = [asyncio.ensure_future(hand_in(str(number))) for number in range(MOST_WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(DoorError) as refused:
            await hand_in("one more")
        assert refused.value.status == 503
        done.set()
        await asyncio.gather(*waiting)

    asyncio.run(scene())


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


@pytest.mark.parametrize("origin", ["http://[", "https://a:b:c", "x", "\xff"])
def test_an_origin_that_is_none_is_refused(url: str, origin: str) -> None:
    headers = {"Origin": origin.encode("latin-1")}
    for method in ("POST", "OPTIONS"):
        address = f"{url}/webhooks/web/session"
        response = requests.request(method, address, headers=headers, timeout=5)
        assert response.status_code == 403


def upload(
    url: str, session: str, name: str, content: bytes, **changed: str | None
) -> requests.Response:
    headers = {
        "Authorization": f"Bearer {session}",
        "X-Message-Id": "1",
        "X-File-Name": quote(name),
        **changed,
    }
    given = {key: value for key, value in headers.items() if value is not None}
    address = f"{url}/webhooks/web/itinerary"
    return requests.post(address, data=content, headers=given, timeout=5)
