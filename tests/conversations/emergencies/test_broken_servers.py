"""The emergency contact is said even when the assistant is broken."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from bot.channels.turn import NO_REPLY_TEXT
from bot.emergencies.reply import reply_without_server
from bot.server.supervisor import HOST, Supervisor, answers, free_port, running_assistant
from bot.settings import PROJECT_ROOT

QUESTION = "Is medical evacuation covered?"
CONTACT = "Medical emergency? Contact International SOS: the number on your"
HOTLINE = "International Safety & Security Incident Hotline"
CRIES = {"he is not breathing": "en", "mi amigo no respira": "es"}
REPLY_SECONDS = 2
START_SECONDS = 120


@pytest.fixture
def supervisor(
    trained_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Supervisor]:
    monkeypatch.setenv("TRAVEL_ASSISTANT_DATABASE_URL", f"sqlite:///{tmp_path / 'assistant.db'}")
    conversations = tmp_path / "conversations.db"
    with running_assistant(trained_model, conversations=conversations) as supervisor:
        yield supervisor


def kill_actions(supervisor: Supervisor) -> None:
    actions = next(server for server in supervisor.servers if server.name == "actions")
    assert actions.process is not None
    os.kill(actions.process.pid, signal.SIGKILL)
    actions.process.wait(10)


def assert_fallback(text: str) -> None:
    assert text.startswith(NO_REPLY_TEXT), text
    assert CONTACT in text
    assert HOTLINE in text


def assert_emergency_reply(text: str, language: str) -> None:
    assert text == reply_without_server("medical", language, PROJECT_ROOT / "documents")


def test_a_dead_action_server_is_covered_by_the_fallback_and_started_again(
    supervisor: Supervisor, make_conversation: Any
) -> None:
    conversation = make_conversation(supervisor.url)
    assert "Medical evacuation is covered" in conversation.say(QUESTION)

    kill_actions(supervisor)
    assert_fallback(conversation.say(QUESTION))
    assert not answers(supervisor.url)

    stop = threading.Event()
    assert next(supervisor.watch(stop)) == "actions"
    deadline = time.monotonic() + 30
    while not answers(supervisor.url):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "Medical evacuation is covered" in conversation.say(QUESTION)
    stop.set()
    assert list(supervisor.watch(stop)) == []


def test_a_cry_in_the_middle_of_a_registration_is_heard_without_the_action_server(
    supervisor: Supervisor, make_conversation: Any
) -> None:
    conversation = make_conversation(supervisor.url)
    conversation.say("register my trip to Nairobi, I'm Amara Okafor")
    kill_actions(supervisor)
    for cry, language in CRIES.items():
        assert_emergency_reply(conversation.say(cry), language)
    assert_fallback(conversation.say("amara.okafor@umaryland.edu"))


class ActionServer:
    """An action server that is broken in the way it is told to be."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}/webhook"
        self.status, self.body, self.seconds, self.hangs_up = 200, b"", 0.0, False
        self.asked = 0
        self.start()

    def start(self) -> None:
        broken = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                broken.asked += 1
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                time.sleep(broken.seconds)
                if broken.hangs_up:
                    return
                with contextlib.suppress(OSError):  # who was kept waiting has gone
                    self.send_response(broken.status)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(broken.body)))
                    self.end_headers()
                    self.wfile.write(broken.body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer((HOST, self.port), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        self.stop()
        try:
            yield
        finally:
            self.start()

    def answer_with(
        self, body: object, *, status: int = 200, seconds: float = 0.0, hangs_up: bool = False
    ) -> None:
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.status, self.seconds, self.hangs_up = status, seconds, hangs_up


@pytest.fixture(scope="module")
def action_server() -> Iterator[ActionServer]:
    server = ActionServer()
    yield server
    server.stop()


@contextlib.contextmanager
def rasa_server(model: Path, folder: Path, actions_url: str) -> Iterator[str]:
    """Run the Rasa server of the assistant alone, and yield its address."""
    endpoints = yaml.safe_load((PROJECT_ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = actions_url
    endpoints["tracker_store"]["db"] = str(folder / "conversations.db")
    (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    supervisor = Supervisor(model, free_port())
    rasa = next(server for server in supervisor.servers if server.name == "rasa")
    rasa.command[rasa.command.index("--endpoints") + 1] = str(folder / "endpoints.yml")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TRAVEL_ASSISTANT_REPLY_TIMEOUT_SECONDS", str(REPLY_SECONDS))
        environment.setenv("TRAVEL_ASSISTANT_DATABASE_URL", f"sqlite:///{folder / 'a.db'}")
        rasa.start()
    deadline = time.monotonic() + START_SECONDS
    try:
        while not _is_open(supervisor.url):
            assert time.monotonic() < deadline, rasa.log_tail()
            time.sleep(0.2)
        yield supervisor.url
    finally:
        supervisor.stop()


def _is_open(url: str) -> bool:
    try:
        return requests.get(f"{url}/webhooks/rest/", timeout=5).status_code == 200
    except requests.RequestException:
        return False


@pytest.fixture(scope="module")
def broken_url(
    trained_model: Path, action_server: ActionServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of the real Rasa server in front of the broken action server."""
    folder = tmp_path_factory.mktemp("broken")
    with rasa_server(trained_model, folder, action_server.url) as url:
        yield url


@pytest.fixture(scope="module")
def url_without_model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real Rasa server with a model that is damaged."""
    folder = tmp_path_factory.mktemp("damaged")
    model = folder / "damaged.tar.gz"
    model.write_bytes(b"this was a model")
    with rasa_server(model, folder, "http://127.0.0.1:1/webhook") as url:
        yield url


WAYS_TO_FAIL: dict[str, Callable[[ActionServer], None]] = {
    "failing": lambda server: server.answer_with({"error": "x"}, status=500),
    "overloaded": lambda server: server.answer_with(b"<html>busy</html>", status=503),
    "not there": lambda server: server.answer_with(b"", status=404),
    "rejecting": lambda server: server.answer_with({"action_name": "x", "error": "x"}, status=400),
    "hanging up": lambda server: server.answer_with(b"", hangs_up=True),
    "answering nothing": lambda server: server.answer_with(b""),
    "answering no JSON": lambda server: server.answer_with(b"{not json"),
    "answering a page": lambda server: server.answer_with(b"<html>hello</html>"),
    "answering null": lambda server: server.answer_with(None),
    "answering a list": lambda server: server.answer_with([]),
    "answering without events": lambda server: server.answer_with({}),
    "answering other events": lambda server: server.answer_with({"events": "x", "responses": []}),
    "answering unknown events": lambda server: server.answer_with(
        {"events": [{"event": "dance"}], "responses": []}
    ),
    "answering half an event": lambda server: server.answer_with(
        {"events": [{"event": "slot"}], "responses": []}
    ),
    "saying nothing": lambda server: server.answer_with({"events": [], "responses": []}),
    "saying an empty text": lambda server: server.answer_with(
        {"events": [], "responses": [{"text": ""}]}
    ),
    "saying an unknown response": lambda server: server.answer_with(
        {"events": [], "responses": [{"response": "utter_no_such_thing"}]}
    ),
    "slow": lambda server: server.answer_with({"events": [], "responses": []}, seconds=8),
}


@pytest.mark.parametrize("way", WAYS_TO_FAIL)
def test_a_broken_action_server_silences_no_question_and_no_cry(
    way: str, broken_url: str, action_server: ActionServer, make_conversation: Any
) -> None:
    WAYS_TO_FAIL[way](action_server)
    for text, language in {QUESTION: "", **CRIES}.items():
        action_server.asked = 0
        started = time.monotonic()
        reply = make_conversation(broken_url).say(text)
        assert time.monotonic() - started < REPLY_SECONDS + 3
        assert action_server.asked >= 1  # or something else has failed
        if language:
            assert_emergency_reply(reply, language)
        else:
            assert_fallback(reply)


def test_an_action_server_that_is_down_silences_no_question_and_no_cry(
    broken_url: str, action_server: ActionServer, make_conversation: Any
) -> None:
    with action_server.stopped():
        conversation = make_conversation(broken_url)
        assert_fallback(conversation.say(QUESTION))
        for cry, language in CRIES.items():
            assert_emergency_reply(conversation.say(cry), language)


def test_who_cries_while_a_slow_turn_is_still_running_is_heard(
    broken_url: str, action_server: ActionServer, make_conversation: Any
) -> None:
    WAYS_TO_FAIL["slow"](action_server)
    conversation = make_conversation(broken_url)
    assert_fallback(conversation.say(QUESTION))
    for cry, language in CRIES.items():
        started = time.monotonic()
        assert_emergency_reply(conversation.say(cry), language)
        assert time.monotonic() - started < REPLY_SECONDS + 3


def test_what_needs_no_action_is_said_as_ever(
    broken_url: str, action_server: ActionServer, make_conversation: Any
) -> None:
    WAYS_TO_FAIL["failing"](action_server)
    conversation = make_conversation(broken_url)
    assert conversation.say("hello").startswith("Hello. I answer questions")
    assert "arrived empty" in conversation.say("")


def test_without_a_model_every_message_is_answered(
    url_without_model: str, make_conversation: Any
) -> None:
    conversation = make_conversation(url_without_model)
    for text in (QUESTION, "hello", "", "/emergency_called", "x" * 5000, "¿está cubierto?"):
        assert_fallback(conversation.say(text))
    for cry, language in CRIES.items():
        assert_emergency_reply(conversation.say(cry), language)
