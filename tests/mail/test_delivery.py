"""The process that sends what is due, and what becomes of the e-mails when things break."""

from __future__ import annotations

import contextlib
import datetime
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot import delivery
from bot.delivery import deliver
from bot.mail.sending import send_next
from bot.mail.smtp import MailServer
from bot.server.supervisor import HOST, free_port
from bot.settings import PROJECT_ROOT
from bot.storage import outbox as outbox_module
from bot.storage.outbox import LEASE, LONGEST_DELAY, Outbox, OutgoingEmail, QueuedEmail

StartServer = Callable[..., MailServer]
Register = Callable[..., OutgoingEmail]
StartProcess = Callable[..., "subprocess.Popen[str]"]

# Registers a trip with an e-mail, and is killed before anybody has sent it.
REGISTER_AND_DIE = """
import datetime, os, signal, sys
from bot.storage.outbox import OutgoingEmail
from bot.storage.trips import Trips
from bot.trips.trip import Leg, Trip
day = datetime.date(2027, 3, 5)
legs = (Leg("Nairobi", "KE"),)
trip = Trip("Maria Lee", "maria.lee@umaryland.edu", False, legs, day, day, "work", "agency")
message = "Message-ID: <1@example.edu>\\n\\nHello\\n"
email = OutgoingEmail("<1@example.edu>", ("a@example.edu",), message)
Trips(sys.argv[1]).register(trip, owner="web:1", idempotency_key="k", email=email)
os.kill(os.getpid(), signal.SIGKILL)
"""
# Claims an e-mail, and is killed before it has sent it.
CLAIM_AND_DIE = """
import datetime, os, signal, sys
from bot.storage.outbox import Outbox
now = datetime.datetime.now(tz=datetime.timezone.utc)
assert len(Outbox(sys.argv[1]).claim_due(now, limit=1)) == 1
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAUSE_SECONDS", 0.02)


@pytest.fixture
def start_process(
    database: str, start_delivery: Callable[..., subprocess.Popen[str]]
) -> StartProcess:
    """Return what starts the real process of delivery with a mail server."""

    def start(server: MailServer, **settings: object) -> subprocess.Popen[str]:
        known = {
            "database_url": database,
            "smtp_host": server.host,
            "smtp_port": server.port,
            "smtp_security": server.security,
            "mail_sender": server.sender,
        }
        return start_delivery(**{**known, **settings})

    return start


@contextlib.contextmanager
def delivering(database: str, server: MailServer) -> Iterator[None]:
    """Deliver in a thread for the length of a `with` block."""
    stop = threading.Event()

    def work(moment: datetime.datetime) -> bool:
        return send_next(Outbox(database), server, moment)

    thread = threading.Thread(target=deliver, args=([work], stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.timezone.utc)


def until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def only(outbox: Outbox) -> QueuedEmail:
    (queued,) = outbox.list()
    return queued


def test_everything_that_is_due_is_sent_once_in_its_order(
    database: str, outbox: Outbox, start_server: StartServer, mailbox: Any, register: Register
) -> None:
    emails = [register() for _ in range(5)]
    with delivering(database, start_server()):
        until(lambda: not outbox.list("pending"))
        emails.append(register())
        until(lambda: not outbox.list("pending"))
        time.sleep(0.2)
    assert mailbox.message_ids == [email.message_id for email in emails]
    assert all(queued.state == "sent" and queued.sent_at for queued in outbox.list())


def test_while_the_server_is_down_emails_wait_and_are_sent_once_when_it_is_back(
    database: str,
    outbox: Outbox,
    start_server: StartServer,
    mailbox: Any,
    register: Register,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox_module, "FIRST_DELAY", datetime.timedelta(seconds=0.05))
    port = free_port()
    email = register()
    with delivering(database, MailServer(HOST, port, "none", "", SecretStr(""), "bot@example.edu")):
        until(lambda: only(outbox).attempts >= 3)
        assert only(outbox).last_error == "ConnectionRefusedError"
        start_server(port)
        until(lambda: outbox.list("sent"))
        time.sleep(0.2)
    assert mailbox.message_ids == [email.message_id]


def test_an_email_that_is_refused_for_now_is_sent_at_the_next_attempt(
    outbox: Outbox, start_server: StartServer, mailbox: Any, register: Register
) -> None:
    mailbox.answers = ["451 try later"]
    email = register()
    server = start_server()
    assert send_next(outbox, server, now())
    waiting = only(outbox)
    assert (waiting.state, waiting.last_error) == ("pending", "SMTPDataError 451")
    assert not send_next(outbox, server, now())
    assert send_next(outbox, server, waiting.next_attempt_at)
    assert (only(outbox).state, only(outbox).attempts) == ("sent", 2)
    assert mailbox.message_ids == [email.message_id]


def test_an_email_that_is_refused_for_good_is_given_up_and_the_next_is_sent(
    database: str, outbox: Outbox, start_server: StartServer, mailbox: Any, register: Register
) -> None:
    mailbox.answers = ["554 no"]
    register()
    second = register()
    with delivering(database, start_server()):
        until(lambda: outbox.list("sent"))
    assert mailbox.message_ids == [second.message_id]
    assert [queued.state for queued in outbox.list()] == ["dead", "sent"]
    (dead,) = outbox.list("dead")
    assert dead.last_error == "SMTPDataError 554"
    assert not send_next(outbox, start_server(), now() + LONGEST_DELAY)
    assert outbox.retry(dead.id, now())
    assert send_next(outbox, start_server(), now())
    assert mailbox.message_ids == [second.message_id, dead.email.message_id]


def test_who_has_received_an_email_does_not_receive_it_again(
    outbox: Outbox, start_server: StartServer, mailbox: Any, register: Register
) -> None:
    register("a@example.edu", "b@example.edu")
    mailbox.refused = {"b@example.edu": "450 full"}
    server = start_server()
    send_next(outbox, server, now())
    mailbox.refused = {}
    send_next(outbox, server, only(outbox).next_attempt_at)
    assert [recipients for recipients, _ in mailbox.received] == [
        ["a@example.edu"],
        ["b@example.edu"],
    ]
    assert only(outbox).state == "sent"


def test_a_trip_that_was_saved_before_a_kill_has_its_email_sent_once(
    database: str,
    outbox: Outbox,
    start_server: StartServer,
    mailbox: Any,
    start_process: StartProcess,
) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", REGISTER_AND_DIE, database], cwd=PROJECT_ROOT, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    start_process(start_server())
    until(lambda: outbox.list("sent"))
    time.sleep(0.5)
    assert mailbox.message_ids == ["<1@example.edu>"]


def test_an_email_whose_worker_was_killed_before_sending_is_sent_once_after_its_lease(
    database: str, outbox: Outbox, start_server: StartServer, mailbox: Any, register: Register
) -> None:
    email = register()
    killed = subprocess.run(
        [sys.executable, "-c", CLAIM_AND_DIE, database], cwd=PROJECT_ROOT, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    server = start_server()
    assert not send_next(outbox, server, now())
    assert send_next(outbox, server, now() + LEASE)
    assert not send_next(outbox, server, now() + 2 * LEASE)
    assert mailbox.message_ids == [email.message_id]


def test_a_copy_that_is_sent_because_its_worker_was_killed_after_sending_has_the_same_id(
    outbox: Outbox,
    start_server: StartServer,
    mailbox: Any,
    register: Register,
    start_process: StartProcess,
) -> None:
    email = register()
    server = start_server()
    pids: list[int] = []
    mailbox.on_message = lambda: os.kill(pids[0], signal.SIGKILL)
    process = start_process(server)
    pids.append(process.pid)
    assert process.wait(30) == -signal.SIGKILL
    mailbox.on_message = lambda: None
    assert only(outbox).state == "pending"
    assert send_next(outbox, server, now() + LEASE)
    assert mailbox.message_ids == [email.message_id] * 2
    assert only(outbox).state == "sent"


def test_two_processes_send_each_email_once(
    outbox: Outbox,
    start_server: StartServer,
    mailbox: Any,
    register: Register,
    start_process: StartProcess,
) -> None:
    emails = [register() for _ in range(20)]
    server = start_server()
    start_process(server)
    start_process(server)
    until(lambda: not outbox.list("pending"))
    time.sleep(0.3)
    assert sorted(mailbox.message_ids) == sorted(email.message_id for email in emails)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_process_stops_when_it_is_asked_to_and_its_log_names_nobody(
    outbox: Outbox,
    start_server: StartServer,
    mailbox: Any,
    register: Register,
    start_process: StartProcess,
    number: signal.Signals,
) -> None:
    mailbox.answers = ["451 no maria.lee@umaryland.edu"]
    register("maria.lee@umaryland.edu")
    register("maria.lee@umaryland.edu")
    process = start_process(start_server())
    until(lambda: outbox.list("sent"))
    process.send_signal(number)
    log, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    events = ["delivery.started", "mail.failed id=1", "mail.sent id=2", "delivery.stopped"]
    assert [event for event in events if event in log] == events
    assert "error=SMTPDataError 451" in log
    assert "@" not in log
    assert "maria" not in log.lower()


def test_the_process_outlives_a_database_that_is_not_there_yet(
    tmp_path: Path, start_server: StartServer, mailbox: Any, start_process: StartProcess
) -> None:
    folder = tmp_path / "later"
    url = f"sqlite:///{folder / 'assistant.db'}"
    process = start_process(start_server(), database_url=url)
    time.sleep(1.5)
    folder.mkdir()
    subprocess.run([sys.executable, "-c", REGISTER_AND_DIE, url], cwd=PROJECT_ROOT, timeout=60)
    until(lambda: mailbox.received)
    assert process.poll() is None
    process.terminate()
    log, _ = process.communicate(timeout=20)
    assert "delivery.database_failed error=OperationalError" in log


def test_without_anybody_to_send_to_the_process_says_what_to_set(
    start_process: StartProcess,
) -> None:
    nowhere = MailServer("", 587, "none", "", SecretStr(""), "")
    process = start_process(nowhere)
    log, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "delivery.not_started" in log
    assert "TRAVEL_ASSISTANT_SMTP_HOST" in log
    assert "TRAVEL_ASSISTANT_ALERT_WEBHOOK_URL" in log
    assert "Traceback" not in log
