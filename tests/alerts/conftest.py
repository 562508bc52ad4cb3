"""A real web server that takes alerts, whose answers a test can choose."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.server.supervisor import HOST
from bot.storage.alerts import Alert, Alerts, QueuedAlert

NOW = datetime.datetime(2027, 3, 5, 19, 3, 7, tzinfo=datetime.timezone.utc)
NOTES = {
    "person": "Zoë Żółty 😀",
    "place": "Hotel Sarova,\nroom 7",
    "event": "Fell <!channel> & broke a leg",
    "callback": "+254 700 000000",
}


@dataclasses.dataclass
class Answer:
    """How a request is answered.

    Attributes:
        status: Of the answer.
        headers: Of the answer.
        wait: Seconds before it is given.
        hangs_up: Whether the connection is closed without an answer.
    """

    status: int = 200
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    wait: float = 0
    hangs_up: bool = False


@dataclasses.dataclass
class Receiver:
    """What a web server has received, and how it answers.

    Attributes:
        url: Where it is.
        answers: To each request in turn; "200 OK" when there is none left.
        received: Path, headers and content of every request.
        on_request: Called when a request has arrived, before it is answered.
    """

    url: str
    answers: list[Answer] = dataclasses.field(default_factory=list)
    received: list[tuple[str, dict[str, str], Any]] = dataclasses.field(default_factory=list)
    on_request: Callable[[], None] = lambda: None

    @property
    def ids(self) -> list[str]:
        """What the requests were known by."""
        return [headers["Idempotency-Key"] for _, headers, _ in self.received]

    @property
    def texts(self) -> list[str]:
        return [content["text"] for _, _, content in self.received]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A web server on this machine, at an address that nobody else knows."""

    made = Receiver("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = made.answers.pop(0) if made.answers else Answer()
            made.received.append((self.path, dict(self.headers), content))
            made.on_request()
            time.sleep(answer.wait)
            if answer.hangs_up:
                return
            with contextlib.suppress(OSError):  # who has asked does not listen any more
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"ok")

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer((HOST, 0), Handler) as server:
        made.url = f"http://{HOST}:{server.server_port}/secret-path"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'assistant.db'}"


@pytest.fixture
def alerts(database: str) -> Alerts:
    return Alerts(database)


@pytest.fixture
def raise_alert(alerts: Alerts) -> Callable[..., None]:
    """Return what raises an alert for targets; each of another owner unless one is given."""
    count = 0

    def raise_one(
        *targets: str,
        owner: str = "",
        now: datetime.datetime | None = None,
        **changes: object,
    ) -> None:
        nonlocal count
        count += 1
        alert = dataclasses.replace(Alert("medical", "web", "KE", NOW, {}), **changes)
        moment = now or datetime.datetime.now(tz=datetime.timezone.utc)
        assert alerts.raise_alert(alert, owner or f"web:{count}", targets, moment)

    return raise_one


@pytest.fixture
def make_queued() -> Callable[..., QueuedAlert]:
    """Return what makes an alert that has been claimed, medical and in Kenya if not told else."""

    def make(**changes: object) -> QueuedAlert:
        names = {field.name for field in dataclasses.fields(Alert)}
        said = {name: changes.pop(name) for name in list(changes) if name in names}
        alert = dataclasses.replace(Alert("medical", "web", "KE", NOW, {}), **said)
        queued = QueuedAlert(
            id=14,
            number=12,
            owner="web:8c1f",
            target="slack",
            alert=alert,
            may_have_arrived=False,
            earlier=(),
            state="pending",
            attempts=1,
            next_attempt_at=NOW,
            last_error="",
            created_at=NOW,
            sent_at=None,
        )
        return dataclasses.replace(queued, **changes)

    return make


@pytest.fixture
def notes() -> dict[str, str]:
    """Notes with all that could be mistaken for something else."""
    return dict(NOTES)


@pytest.fixture
def answer() -> Callable[..., Answer]:
    """Return what makes an answer."""
    return Answer
