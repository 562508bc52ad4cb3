"""What the tests of several folders share."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import uuid
import warnings
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import requests
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bot.mail.smtp import MailServer
from bot.server.supervisor import HOST, free_port
from bot.settings import PROJECT_ROOT, get_settings
from tests.from_outside import cannot

if TYPE_CHECKING:
    from rasa.core.channels.channel import InputChannel

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

Assistant = Callable[[Any], Awaitable[Any]]
# The login of the mail server.
USER, PASSWORD = b"assistant", b"correct horse"


@pytest.fixture(scope="session", autouse=True)
def own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what a test does not put elsewhere out of the database of the checkout."""
    with pytest.MonkeyPatch.context() as environment:
        database = tmp_path_factory.mktemp("own") / "assistant.db"
        environment.setenv("TRAVEL_ASSISTANT_DATABASE_URL", f"sqlite:///{database}")
        # All tests come from one address.
        environment.setenv("TRAVEL_ASSISTANT_MESSAGES_PER_MINUTE_PER_ADDRESS", "1000000")
        get_settings.cache_clear()
        yield
    get_settings.cache_clear()


class LiveServer:
    """The app that `rasa run` makes of the given channels, on a free port of this machine."""

    def __init__(self, channels: list[InputChannel], assistant: Assistant) -> None:
        self._channels = channels
        self._assistant = assistant
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        ready: Future[None] = Future()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.result(timeout=60)

    def finish(self) -> None:
        """Do what the server does before it stops."""
        stopping = self._server.before_stop()
        asyncio.run_coroutine_threadsafe(stopping, self._loop).result(timeout=30)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=30)

    def _run(self, ready: Future[None]) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._server = server = self._loop.run_until_complete(self._start())
        except Exception as error:
            ready.set_exception(error)
            return
        ready.set_result(None)
        self._loop.run_forever()
        for connection in list(server.connections):
            connection.abort()
        self._loop.run_until_complete(server.close())
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _start(self) -> Any:
        from rasa.core.run import configure_app  # takes seconds, and most tests do without
        from sanic import Sanic

        Sanic.test_mode = True  # several apps of one name, one after the other
        app = configure_app(self._channels, enable_api=False)
        app.ctx.agent = SimpleNamespace(handle_message=self._assistant)
        server = await app.create_server(
            host="127.0.0.1", port=self._port, access_log=False, return_asyncio_server=True
        )
        await server.startup()
        await server.before_start()
        await server.after_start()
        return server


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[list[InputChannel], Assistant], LiveServer]]:
    """Return a function that serves channels; what it has started ends with the module."""
    started: list[LiveServer] = []

    def start(channels: list[InputChannel], assistant: Assistant) -> LiveServer:
        server = LiveServer(channels, assistant)
        server.start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A copy of the documents and the fact files, to change at will."""
    return Path(shutil.copytree(PROJECT_ROOT / "documents", tmp_path / "documents"))


@pytest.fixture
def set_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Return a function that sets settings of this process, by name, until the test ends."""

    def change(**settings: object) -> None:
        for name, value in settings.items():
            monkeypatch.setenv(f"TRAVEL_ASSISTANT_{name.upper()}", str(value))
        get_settings.cache_clear()

    yield change
    get_settings.cache_clear()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server that was started for the tests."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)  # pgserver warns when there is none
        import pgserver

        try:
            server = pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        except Exception as error:
            cannot(f"PostgreSQL cannot be started here: {error}")
        # Nothing has to outlive the machine here.
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def new_postgres_database(postgres: str) -> Callable[[], str]:
    """Return what makes an empty database in PostgreSQL and returns its address."""
    numbers = itertools.count()

    def make() -> str:
        name = f"assistant_{next(numbers)}"
        engine = create_engine(postgres, future=True, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return str(make_url(postgres).set(database=name))

    return make


@dataclasses.dataclass
class Mailbox:
    """What a mail server has received, and how it answers.

    Attributes:
        answers: To the end of each message in turn; "250 OK" when there is none left.
        refused: Recipient -> how it is refused.
        received: Every message that was accepted, with the recipients that were.
        logins: How many logins succeeded.
        hangs_up: Whether the server goes away instead of saying goodbye.
        on_message: Called when a message has arrived, before it is answered.
    """

    answers: list[str] = dataclasses.field(default_factory=list)
    refused: dict[str, str] = dataclasses.field(default_factory=dict)
    received: list[tuple[list[str], EmailMessage]] = dataclasses.field(default_factory=list)
    logins: int = 0
    hangs_up: bool = False
    on_message: Callable[[], None] = lambda: None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(message, EmailMessage)
            self.received.append((envelope.rcpt_tos, message))
        self.on_message()
        return answer

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.hangs_up and server.transport is not None:
            server.transport.abort()
        return "221 Bye"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: object
    ) -> AuthResult:
        assert isinstance(login, LoginPassword)
        accepted = (login.login, login.password) == (USER, PASSWORD)
        self.logins += accepted
        return AuthResult(success=accepted, handled=False)

    @property
    def message_ids(self) -> list[str]:
        return [str(message["Message-ID"]) for _, message in self.received]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def start_server(mailbox: Mailbox) -> Iterator[Callable[..., MailServer]]:
    """Return what starts a mail server with the mailbox, and returns how to reach it."""
    started: list[Controller] = []

    def start(port: int = 0, **options: object) -> MailServer:
        port = port or free_port()
        controller = Controller(mailbox, hostname=HOST, port=port, **options)
        controller.start()
        started.append(controller)
        return MailServer(HOST, port, "none", "", SecretStr(""), "assistant@example.edu")

    yield start
    for controller in started:
        controller.stop()


@pytest.fixture
def start_delivery() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return what starts the real process of delivery, with settings by name."""
    started: list[subprocess.Popen[str]] = []

    def start(**settings: object) -> subprocess.Popen[str]:
        names = {f"TRAVEL_ASSISTANT_{name.upper()}": str(v) for name, v in settings.items()}
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "bot.delivery"],
            cwd=PROJECT_ROOT,
            env={**os.environ, **names},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def trained_model() -> Path:
    """The model of the present data and code; trained first if it is not there."""
    from bot.server.model import train_if_needed

    with warnings.catch_warnings():  # Rasa warns of slots, however they are written
        warnings.simplefilter("ignore")
        return train_if_needed()


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the database in which the real assistant keeps what went unanswered."""
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'assistant.db'}"


@pytest.fixture(scope="session")
def conversations_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the real assistant keeps its conversations."""
    return tmp_path_factory.mktemp("conversations") / "conversations.db"


@pytest.fixture(scope="session")
def assistant_url(
    trained_model: Path, database_url: str, conversations_file: Path
) -> Iterator[str]:
    """The address of a real assistant: Rasa server, action server, trained model."""
    with serve_assistant(trained_model, database_url, conversations_file) as url:
        yield url


@contextlib.contextmanager
def serve_assistant(model: Path, database_url: str, conversations: Path) -> Iterator[str]:
    """Run a real assistant on a database for the length of a `with` block."""
    from bot.server.supervisor import running_assistant

    running = running_assistant(model, conversations=conversations)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TRAVEL_ASSISTANT_DATABASE_URL", database_url)
        supervisor = running.__enter__()
    try:
        yield supervisor.url
    finally:
        running.__exit__(None, None, None)


@pytest.fixture(scope="session")
def postgresql_url(new_postgres_database: Callable[[], str]) -> str:
    """The address of the PostgreSQL database of a real assistant."""
    return new_postgres_database()


@pytest.fixture(scope="session")
def postgresql_assistant_url(
    trained_model: Path, postgresql_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a real assistant that keeps its trips in PostgreSQL."""
    conversations = tmp_path_factory.mktemp("postgresql") / "conversations.db"
    with serve_assistant(trained_model, postgresql_url, conversations) as url:
        yield url


@pytest.fixture
def postgresql_conversation(postgresql_assistant_url: str) -> Conversation:
    """A new conversation with the real assistant that keeps its trips in PostgreSQL."""
    return Conversation(postgresql_assistant_url)


@pytest.fixture
def conversation(assistant_url: str) -> Conversation:
    """A new conversation with the real assistant."""
    return Conversation(assistant_url)


@pytest.fixture(scope="session")
def make_conversation() -> Callable[[str], Conversation]:
    """Return what begins a conversation with an assistant at an address."""
    return Conversation


class Conversation:
    """A traveller who talks to a running assistant through its REST door."""

    def __init__(self, url: str) -> None:
        self._address = f"{url}/webhooks/rest/webhook"
        self._sender = uuid.uuid4().hex
        self.owner = f"rest:{self._sender}"
        self.replies: list[dict[str, Any]] = []

    def say(self, text: str) -> str:
        """Send a message; return all texts of the reply."""
        response = requests.post(
            self._address, json={"sender": self._sender, "message": text}, timeout=30
        )
        assert response.status_code == 200, response.text
        self.replies = response.json()
        return "\n\n".join(reply.get("text", "") for reply in self.replies)

    @property
    def buttons(self) -> dict[str, str]:
        """The choices of the last reply: title -> payload."""
        return {
            button["title"]: button["payload"]
            for reply in self.replies
            for button in reply.get("buttons", [])
        }

    def choose(self, title: str) -> str:
        """Take a choice of the last reply."""
        return self.say(self.buttons[title])
