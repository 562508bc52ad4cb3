"""Starts the servers of the assistant, watches over them, and stops them cleanly."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import yaml

from bot.errors import ServerError
from bot.settings import PROJECT_ROOT, get_settings
from bot.storage.keys import rest_token_of

HOST = "127.0.0.1"
LOGS_DIR = PROJECT_ROOT / "logs"
# A real question, so that the model, the actions and the documents are all in the answer.
PROBE = {"sender": "readiness-probe", "message": "Is medical evacuation covered?"}
SERVER_ENVIRONMENT = {
    # Without it the action server listens on every address, and has no password.
    "SANIC_HOST": HOST,
    # Give memory that loading the models needed back to the system: some 80 MB of the Rasa server.
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "65536",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}
START_SECONDS = 120
# Longer than it takes a channel to answer and send what has come in.
STOP_SECONDS = 40
WATCH_SECONDS = 0.5
# A server that has not answered this often in a row hangs: it is stopped and started again.
HEALTH_SECONDS = 10.0
HEALTH_TIMEOUT_SECONDS = 5.0
MOST_FAILED_CHECKS = 3
# A server that has crashed this often within a minute is not started again.
MOST_CRASHES = 5


@dataclass
class Server:
    """A server process and its crashes.

    Attributes:
        name: Names its log file.
        command: What starts it.
        health_url: What answers while it is well; empty for a process that serves nothing.
        process: The running process.
        crashes: When it crashed, by the monotonic clock.
        failed_checks: How often in a row it has not answered.
    """

    name: str
    command: list[str]
    health_url: str = ""
    process: subprocess.Popen[bytes] | None = None
    crashes: list[float] = field(default_factory=list)
    failed_checks: int = 0

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return LOGS_DIR / f"{self.name}.log"

    def start(self) -> None:
        """Start the process; its output is appended to its log."""
        LOGS_DIR.mkdir(exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=PROJECT_ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **SERVER_ENVIRONMENT},
                start_new_session=True,  # Ctrl-C reaches the supervisor only, which stops in order
            )

    def stop(self) -> None:
        """Ask the process to stop, and make it stop when it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def restart_if_crashed(self) -> bool:
        """Start the process again if it has ended; say whether it had.

        Raises:
            ServerError: It crashes again and again.
        """
        if self.process is not None and self.process.poll() is None:
            return False
        now = time.monotonic()
        self.crashes = [moment for moment in self.crashes if now - moment < 60] + [now]
        if len(self.crashes) > MOST_CRASHES:
            raise ServerError(
                f"The {self.name} server has crashed {len(self.crashes)} times within a minute. "
                f"The end of {self.log}:\n{self.log_tail()}"
            )
        self.start()
        return True

    def stop_if_hung(self) -> None:
        """Kill the process if it has not answered for a while, so that it is started again."""
        if not self.health_url or self.process is None or self.process.poll() is not None:
            return
        self.failed_checks = self.failed_checks + 1 if _is_silent(self.health_url) else 0
        if self.failed_checks >= MOST_FAILED_CHECKS:
            self.failed_checks = 0
            self.process.kill()
            self.process.wait()

    def log_tail(self, lines: int = 12) -> str:
        """Return the last lines of the log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


class Supervisor:
    """The servers of one assistant: Rasa, its actions, and what sends e-mails and alerts."""

    def __init__(self, model: Path, port: int, *, conversations: Path | None = None) -> None:
        """Prepare the servers.

        Args:
            model: The trained model.
            port: Where the page is served, on loopback.
            conversations: SQLite file of the conversations; that of endpoints.yml if not given.

        Raises:
            ServerError: The port is taken.
        """
        if not _is_free(port):
            raise ServerError(
                f"Port {port} is in use, perhaps by another assistant. Stop that program, or "
                "choose another port: `make run PORT=5006`."
            )
        self.url = f"http://{HOST}:{port}"
        self._actions_port = free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="travel-assistant-")
        python = sys.executable
        actions = [python, "-m", "rasa_sdk", "--actions", "actions", "-p", str(self._actions_port)]
        rasa = [
            python,
            "-m",
            "bot.server.rasa_command",
            "run",
            "--model",
            str(model),
            "-i",
            HOST,
            "-p",
            str(port),
        ]
        endpoints = self._endpoints(conversations)
        rasa += ["--credentials", "credentials.yml", "--endpoints", str(endpoints)]
        self.servers = [
            Server("actions", actions, f"http://{HOST}:{self._actions_port}/health"),
            Server("rasa", rasa, f"{self.url}/webhooks/rest/"),
        ]
        settings = get_settings()
        if settings.smtp_host or settings.alert_targets:
            self.servers.insert(0, Server("delivery", [python, "-m", "bot.delivery"]))

    def start(self) -> None:
        """Start the servers and wait until a real turn answers.

        Raises:
            ServerError: A server ends, or the first answer takes too long.
        """
        for server in self.servers:
            server.start()
        deadline = time.monotonic() + START_SECONDS
        while not answers(self.url):
            for server in self.servers:
                if server.process is None or server.process.poll() is not None:
                    raise ServerError(
                        f"The {server.name} server has stopped while starting. The end of "
                        f"{server.log}:\n{server.log_tail()}"
                    )
            if time.monotonic() > deadline:
                raise ServerError(
                    f"The assistant has not answered within {START_SECONDS} seconds: "
                    f"look into {LOGS_DIR}."
                )
            time.sleep(0.1)

    def watch(self, stop: threading.Event) -> Iterator[str]:
        """Restart servers that crash or hang until `stop` is set; yield the name of each one.

        Raises:
            ServerError: A server crashes again and again.
        """
        next_check = time.monotonic() + HEALTH_SECONDS
        while not stop.wait(WATCH_SECONDS):
            if time.monotonic() >= next_check:
                for server in self.servers:
                    server.stop_if_hung()
                next_check = time.monotonic() + HEALTH_SECONDS
            yield from (server.name for server in self.servers if server.restart_if_crashed())

    def stop(self) -> None:
        """Stop the servers, the one that takes messages first."""
        for server in reversed(self.servers):
            server.stop()
        self._folder.cleanup()

    def _endpoints(self, conversations: Path | None) -> Path:
        """Write endpoints.yml with the address of this assistant's action server."""
        endpoints = yaml.safe_load((PROJECT_ROOT / "endpoints.yml").read_text(encoding="utf-8"))
        endpoints["action_endpoint"]["url"] = f"http://{HOST}:{self._actions_port}/webhook"
        if conversations is not None:
            endpoints["tracker_store"]["db"] = str(conversations)
        path = Path(self._folder.name) / "endpoints.yml"
        path.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
        return path


@contextlib.contextmanager
def running_assistant(
    model: Path, port: int | None = None, *, conversations: Path | None = None
) -> Iterator[Supervisor]:
    """Run the assistant for the length of a `with` block.

    Args:
        model: The trained model.
        port: Where to serve it; any free port if not given.
        conversations: SQLite file of the conversations; that of endpoints.yml if not given.

    Raises:
        ServerError: It cannot be started.
    """
    supervisor = Supervisor(model, port or free_port(), conversations=conversations)
    try:
        supervisor.start()
        yield supervisor
    finally:
        supervisor.stop()


def answers(url: str) -> bool:
    """Tell whether an assistant answers a real question at an address."""
    request = urllib.request.Request(
        f"{url}/webhooks/rest/webhook",
        data=json.dumps(PROBE).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {rest_token_of(get_settings())}",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            replies = json.load(response)
    except (OSError, ValueError, HTTPException):
        return False
    # Some other program may answer at this address.
    return isinstance(replies, list) and any("Source:" in str(reply) for reply in replies)


def _is_silent(url: str) -> bool:
    """Tell whether a server takes a connection and then says nothing: one that starts refuses."""
    try:
        with urllib.request.urlopen(url, timeout=HEALTH_TIMEOUT_SECONDS):
            return False
    except TimeoutError:
        return True
    except (OSError, HTTPException) as error:
        return isinstance(getattr(error, "reason", None), TimeoutError)


def free_port() -> int:
    """Return a port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def stop_on_signals() -> threading.Event:
    """Return an event that Ctrl-C and a polite kill set."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True
