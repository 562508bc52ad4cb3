"""Starting, watching and stopping servers, with small programs in the place of the large ones."""

from __future__ import annotations

import http.server
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from bot.errors import ServerError
from bot.server import supervisor as supervisor_module
from bot.server.supervisor import (
    HOST,
    MOST_CRASHES,
    MOST_FAILED_CHECKS,
    Server,
    Supervisor,
    answers,
    free_port,
    stop_on_signals,
)
from bot.settings import PROJECT_ROOT

SLEEPS = [sys.executable, "-c", "import time; print('started', flush=True); time.sleep(60)"]
CRASHES = [sys.executable, "-c", "print('no such thing'); raise SystemExit(3)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "print('started', flush=True); time.sleep(60)",
]


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(supervisor_module, "LOGS_DIR", tmp_path / "logs")
    return tmp_path / "logs"


@pytest.fixture
def start() -> Iterator[Callable[[list[str]], Server]]:
    servers: list[Server] = []

    def start_server(command: list[str]) -> Server:
        server = Server("little", command)
        servers.append(server)
        server.start()
        return server

    yield start_server
    for server in servers:
        if server.process is not None:
            server.process.kill()
            server.process.wait()


def wait_for_log(server: Server, words: str) -> None:
    deadline = time.monotonic() + 20
    while words not in server.log_tail():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_server_that_hangs_is_stopped_so_that_it_is_started_again(
    start: Callable[[list[str]], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "HEALTH_TIMEOUT_SECONDS", 0.3)
    port = free_port()
    server = start([sys.executable, "-m", "http.server", str(port), "--bind", HOST])
    server.health_url = f"http://{HOST}:{port}/"
    deadline = time.monotonic() + 20
    while True:  # while it starts it refuses connections, and is left alone
        server.stop_if_hung()
        assert server.failed_checks == 0
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                break
        assert time.monotonic() < deadline
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGSTOP)
    for _ in range(MOST_FAILED_CHECKS):
        assert not server.restart_if_crashed()
        server.stop_if_hung()
    assert server.restart_if_crashed()


def test_a_server_writes_its_log_listens_on_loopback_and_stops(
    start: Callable[[list[str]], Server], logs: Path
) -> None:
    script = "import os, time; print(os.environ['SANIC_HOST'], flush=True); time.sleep(60)"
    server = start([sys.executable, "-c", script])
    wait_for_log(server, HOST)
    assert server.log == logs / "little.log"
    server.stop()
    assert server.process is not None
    assert server.process.poll() == -signal.SIGTERM
    server.stop()  # once more does no harm


def test_a_server_that_does_not_want_to_stop_is_made_to(
    start: Callable[[list[str]], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "STOP_SECONDS", 0.2)
    server = start(STUBBORN)
    wait_for_log(server, "started")
    server.stop()
    assert server.process is not None
    assert server.process.poll() == -signal.SIGKILL


def test_a_running_server_is_left_alone_and_a_killed_one_started_again(
    start: Callable[[list[str]], Server],
) -> None:
    server = start(SLEEPS)
    assert server.restart_if_crashed() is False
    assert server.process is not None
    first = server.process
    first.kill()
    first.wait()
    assert server.restart_if_crashed() is True
    assert server.process is not first
    assert server.process.poll() is None


def test_a_server_that_crashes_again_and_again_is_given_up_with_the_end_of_its_log(
    start: Callable[[list[str]], Server],
) -> None:
    server = start(CRASHES)
    for _ in range(MOST_CRASHES):
        assert server.process is not None
        server.process.wait(20)
        assert server.restart_if_crashed() is True
    assert server.process is not None
    server.process.wait(20)
    with pytest.raises(ServerError) as error:
        server.restart_if_crashed()
    assert f"The little server has crashed {MOST_CRASHES + 1} times" in str(error.value)
    assert "no such thing" in str(error.value)


def test_crashes_of_long_ago_are_forgotten(start: Callable[[list[str]], Server]) -> None:
    server = start(CRASHES)
    assert server.process is not None
    server.process.wait(20)
    server.crashes = [time.monotonic() - 61] * (MOST_CRASHES + 1)
    assert server.restart_if_crashed() is True
    assert len(server.crashes) == 1


def test_the_tail_of_a_log_that_is_not_there_is_empty() -> None:
    assert Server("silent", []).log_tail() == ""


def test_a_port_that_is_taken_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServerError, match=rf"Port {port} is in use.*make run PORT="):
            Supervisor(tmp_path / "model.tar.gz", port)
    assert free_port() != 0


def test_the_servers_share_an_endpoints_file_of_their_own(tmp_path: Path) -> None:
    original = (PROJECT_ROOT / "endpoints.yml").read_text(encoding="utf-8")
    conversations = tmp_path / "conversations.db"
    supervisor = Supervisor(tmp_path / "model.tar.gz", free_port(), conversations=conversations)
    actions, rasa = supervisor.servers
    path = Path(rasa.command[rasa.command.index("--endpoints") + 1])
    endpoints = yaml.safe_load(path.read_text(encoding="utf-8"))
    port = actions.command[actions.command.index("-p") + 1]
    assert endpoints["action_endpoint"]["url"] == f"http://127.0.0.1:{port}/webhook"
    assert endpoints["tracker_store"]["db"] == str(conversations)
    assert str(tmp_path / "model.tar.gz") in rasa.command
    assert HOST in rasa.command
    supervisor.stop()
    assert not path.exists()
    assert (PROJECT_ROOT / "endpoints.yml").read_text(encoding="utf-8") == original


def test_without_a_file_of_conversations_that_of_the_project_is_used(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path / "model.tar.gz", free_port())
    command = supervisor.servers[1].command
    path = Path(command[command.index("--endpoints") + 1])
    kept = yaml.safe_load((PROJECT_ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    assert yaml.safe_load(path.read_text())["tracker_store"] == kept["tracker_store"]
    supervisor.stop()


@pytest.mark.parametrize(
    "settings",
    [
        {
            "smtp_host": HOST,
            "smtp_port": 1,
            "smtp_security": "none",
            "mail_sender": "assistant@example.edu",
        },
        {"alert_webhook_url": f"http://{HOST}:1/"},
    ],
    ids=["e-mails", "alerts"],
)
def test_e_mails_and_alerts_are_sent_by_a_third_server_where_there_is_anybody_to_send_to(
    tmp_path: Path, set_settings: Callable[..., None], settings: dict[str, object]
) -> None:
    set_settings(database_url=f"sqlite:///{tmp_path / 'assistant.db'}", **settings)
    supervisor = Supervisor(tmp_path / "model.tar.gz", free_port())
    delivery, actions, rasa = supervisor.servers  # Rasa, which takes messages, is stopped first
    assert [delivery.name, actions.name, rasa.name] == ["delivery", "actions", "rasa"]
    supervisor.servers = [delivery]
    delivery.start()
    wait_for_log(delivery, "delivery.started")
    assert delivery.process is not None
    supervisor.stop()
    assert delivery.process.returncode == 0
    assert "delivery.stopped" in delivery.log_tail()


def test_without_anybody_to_send_to_there_are_two(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path / "model.tar.gz", free_port())
    assert [server.name for server in supervisor.servers] == ["actions", "rasa"]
    supervisor.stop()


def test_a_server_that_ends_while_starting_is_named_with_the_end_of_its_log(
    tmp_path: Path,
) -> None:
    supervisor = Supervisor(tmp_path / "model.tar.gz", free_port())
    supervisor.servers = [Server("actions", SLEEPS), Server("rasa", CRASHES)]
    with pytest.raises(ServerError) as error:
        supervisor.start()
    assert "The rasa server has stopped while starting" in str(error.value)
    assert "no such thing" in str(error.value)
    supervisor.stop()
    process = supervisor.servers[0].process
    assert process is not None
    assert process.poll() is not None


def test_an_assistant_that_never_answers_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor_module, "START_SECONDS", 0.3)
    supervisor = Supervisor(tmp_path / "model.tar.gz", free_port())
    supervisor.servers = [Server("actions", SLEEPS), Server("rasa", SLEEPS)]
    with pytest.raises(ServerError, match="has not answered within"):
        supervisor.start()
    supervisor.stop()


def test_watching_starts_a_killed_server_again_and_ends_when_told(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path / "model.tar.gz", free_port())
    supervisor.servers = [Server("actions", SLEEPS), Server("rasa", SLEEPS)]
    for server in supervisor.servers:
        server.start()
    killed = supervisor.servers[1].process
    assert killed is not None
    killed.kill()
    killed.wait()
    stop = threading.Event()
    assert next(supervisor.watch(stop)) == "rasa"
    stop.set()
    assert list(supervisor.watch(stop)) == []
    supervisor.stop()
    assert all(
        server.process and server.process.poll() is not None for server in supervisor.servers
    )


@pytest.mark.parametrize(
    ("body", "is_assistant"),
    [
        (json.dumps([{"text": "Yes.\n\nSource: a page"}]), True),
        (json.dumps([{"text": "Yes."}, {"text": "Source: a page"}]), True),
        (json.dumps([{"text": "Sorry, something went wrong."}]), False),
        ("[]", False),
        ('{"text": "Source: another program"}', False),
        ("<html>Source: another program</html>", False),
        ("[1, null]", False),
    ],
)
def test_an_assistant_is_told_from_other_programs_by_its_answer(
    body: str, is_assistant: bool
) -> None:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *arguments: object) -> None:
            pass

    with http.server.HTTPServer((HOST, 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert answers(f"http://{HOST}:{server.server_port}") is is_assistant
        thread.join()


def test_a_port_where_nobody_or_no_web_server_is_has_no_assistant() -> None:
    assert not answers(f"http://{HOST}:{free_port()}")
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()

        def chat() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"220 mail.example.edu ready\r\n")

        thread = threading.Thread(target=chat)
        thread.start()
        assert not answers(f"http://{HOST}:{other.getsockname()[1]}")
        thread.join()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_a_polite_kill_stop_the_watching(number: signal.Signals) -> None:
    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}
    try:
        stop = stop_on_signals()
        assert not stop.is_set()
        os.kill(os.getpid(), number)
        assert stop.wait(5)
    finally:
        for known, handler in before.items():
            signal.signal(known, handler)
