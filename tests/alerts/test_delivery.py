"""Alerts through the real process of delivery, which is also killed at the worst moments."""

from __future__ import annotations

import datetime
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot import delivery
from bot.alerts.sending import send_next, sender_to
from bot.delivery import deliver, workers_of
from bot.errors import SettingsError
from bot.mail.smtp import MailServer
from bot.server.supervisor import HOST
from bot.settings import PROJECT_ROOT, get_settings
from bot.storage.alerts import LEASE, Alerts
from bot.storage.outbox import OutgoingEmail
from bot.storage.trips import Trips
from bot.trips.trip import Leg, Trip

Raise = Callable[..., None]
Change = Callable[..., None]
StartDelivery = Callable[..., "subprocess.Popen[str]"]

# Claims an alert, and is killed before it has sent it.
CLAIM_AND_DIE = """
import datetime, os, signal, sys
from bot.storage.alerts import Alerts
now = datetime.datetime.now(tz=datetime.timezone.utc)
assert len(Alerts(sys.argv[1]).claim_due(now, limit=1)) == 1
os.kill(os.getpid(), signal.SIGKILL)
"""
# Raises an alert, and is killed.
RAISE_AND_DIE = """
import datetime, os, signal, sys
from bot.storage.alerts import Alert, Alerts
now = datetime.datetime.now(tz=datetime.timezone.utc)
alert = Alert("medical", "web", "KE", now, {})
assert Alerts(sys.argv[1]).raise_alert(alert, "web:1", ["webhook"], now)
os.kill(os.getpid(), signal.SIGKILL)
"""


def now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.timezone.utc)


def until(condition: Callable[[], object]) -> float:
    """Wait until something is so, and return how many seconds that took."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < 30
        time.sleep(0.02)
    return time.monotonic() - started


def run_and_die(program: str, database: str) -> None:
    killed = subprocess.run([sys.executable, "-c", program, database], cwd=PROJECT_ROOT, timeout=60)
    assert killed.returncode == -signal.SIGKILL


def send(alerts: Alerts, url: str, set_settings: Change, moment: datetime.datetime) -> bool:
    """Send in this process what is due at a moment."""
    set_settings(alert_webhook_url=url)
    return send_next(alerts, "webhook", sender_to("webhook", get_settings()), moment)


def wait_for_start(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert "delivery.started" in process.stdout.readline()


def test_an_alert_is_with_everybody_a_moment_after_it_was_raised(
    database: str,
    alerts: Alerts,
    receiver: Any,
    mailbox: Any,
    start_server: Callable[..., MailServer],
    start_delivery: StartDelivery,
    raise_alert: Raise,
) -> None:
    server = start_server()
    process = start_delivery(
        database_url=database,
        smtp_host=server.host,
        smtp_port=server.port,
        smtp_security="none",
        mail_sender=server.sender,
        alert_emails="office@example.edu",
        alert_slack_webhook_url=f"{receiver.url}/slack",
        alert_teams_webhook_url=f"{receiver.url}/teams",
        alert_webhook_url=f"{receiver.url}/other",
    )
    wait_for_start(process)
    raise_alert("email", "slack", "teams", "webhook")
    assert until(lambda: len(receiver.received) == 3 and mailbox.received) < 5
    assert {path for path, _, _ in receiver.received} == {
        "/secret-path/slack",
        "/secret-path/teams",
        "/secret-path/other",
    }
    assert receiver.ids == ["A-00001"] * 3
    assert mailbox.received[0][0] == ["office@example.edu"]
    until(lambda: len(alerts.list("sent")) == 4)
    assert all(
        queued.sent_at and queued.sent_at - queued.created_at < datetime.timedelta(seconds=5)
        for queued in alerts.list()
    )


def test_an_alert_does_not_wait_for_a_target_or_a_mail_server_that_does_not_answer(
    database: str,
    receiver: Any,
    start_delivery: StartDelivery,
    raise_alert: Raise,
) -> None:
    trip = Trip(
        traveller_name="Maria Lee",
        traveller_email="maria.lee@umaryland.edu",
        booked_for_other=False,
        legs=(Leg("Nairobi", "KE"),),
        departure=datetime.date(2027, 3, 5),
        return_date=datetime.date(2027, 3, 12),
        purpose="work",
        booking="agency",
    )
    email = OutgoingEmail("<1@example.edu>", ("a@example.edu",), "Message-ID: <1@example.edu>\n\n")
    Trips(database).register(trip, owner="web:1", idempotency_key="k", email=email)
    raise_alert("email", "slack", "webhook")
    with socket.create_server((HOST, 0)) as silent:
        port = silent.getsockname()[1]
        process = start_delivery(
            database_url=database,
            smtp_host=HOST,
            smtp_port=port,
            smtp_security="none",
            mail_sender="assistant@example.edu",
            alert_emails="office@example.edu",
            alert_slack_webhook_url=f"http://{HOST}:{port}/",
            alert_webhook_url=receiver.url,
        )
        wait_for_start(process)
        assert until(lambda: receiver.received) < 5
        raise_alert("email", "slack", "webhook")
        assert until(lambda: len(receiver.received) == 2) < 5
        assert process.poll() is None


def test_an_alert_of_an_action_that_was_killed_is_sent(
    database: str, receiver: Any, start_delivery: StartDelivery
) -> None:
    run_and_die(RAISE_AND_DIE, database)
    start_delivery(database_url=database, alert_webhook_url=receiver.url)
    until(lambda: receiver.received)
    time.sleep(1.5)
    assert receiver.ids == ["A-00001"]


def test_an_alert_whose_worker_was_killed_before_sending_arrives_once_and_may_be_a_repeat(
    database: str, alerts: Alerts, receiver: Any, raise_alert: Raise, set_settings: Change
) -> None:
    raise_alert("webhook")
    run_and_die(CLAIM_AND_DIE, database)
    assert not send(alerts, receiver.url, set_settings, now())
    assert send(alerts, receiver.url, set_settings, now() + LEASE)
    assert not send(alerts, receiver.url, set_settings, now() + 2 * LEASE)
    (shown,) = receiver.texts
    assert "may be a repeat of A-00001" in shown


def test_an_alert_whose_worker_was_killed_after_sending_arrives_again_with_the_same_id(
    database: str,
    alerts: Alerts,
    receiver: Any,
    raise_alert: Raise,
    start_delivery: StartDelivery,
    set_settings: Change,
) -> None:
    raise_alert("webhook")
    pids: list[int] = []
    receiver.on_request = lambda: os.kill(pids[0], signal.SIGKILL)
    process = start_delivery(database_url=database, alert_webhook_url=receiver.url)
    pids.append(process.pid)
    assert process.wait(30) == -signal.SIGKILL
    receiver.on_request = lambda: None
    assert send(alerts, receiver.url, set_settings, now() + LEASE)
    assert receiver.ids == ["A-00001", "A-00001"]
    assert ["may be a repeat of A-00001" in text for text in receiver.texts] == [False, True]
    assert [queued.state for queued in alerts.list()] == ["sent"]


def test_an_email_whose_worker_was_killed_after_sending_arrives_again_with_the_same_id(
    database: str,
    alerts: Alerts,
    mailbox: Any,
    start_server: Callable[..., MailServer],
    raise_alert: Raise,
    start_delivery: StartDelivery,
    set_settings: Change,
) -> None:
    raise_alert("email")
    server = start_server()
    settings = {
        "database_url": database,
        "smtp_host": server.host,
        "smtp_port": server.port,
        "smtp_security": "none",
        "mail_sender": server.sender,
        "alert_emails": "office@example.edu",
    }
    pids: list[int] = []
    mailbox.on_message = lambda: os.kill(pids[0], signal.SIGKILL)
    process = start_delivery(**settings)
    pids.append(process.pid)
    assert process.wait(30) == -signal.SIGKILL
    mailbox.on_message = lambda: None
    set_settings(**settings)
    assert send_next(alerts, "email", sender_to("email", get_settings()), now() + LEASE)
    first, second = mailbox.message_ids
    assert first == second
    texts = [message.get_content() for _, message in mailbox.received]
    assert ["may be a repeat of A-00001" in text for text in texts] == [False, True]


def test_two_processes_send_each_alert_once(
    database: str,
    alerts: Alerts,
    receiver: Any,
    raise_alert: Raise,
    start_delivery: StartDelivery,
) -> None:
    for _ in range(20):
        raise_alert("webhook")
    for _ in range(2):
        start_delivery(database_url=database, alert_webhook_url=receiver.url)
    until(lambda: not alerts.list("pending"))
    time.sleep(0.3)
    assert sorted(receiver.ids) == [queued.alert_id for queued in alerts.list()]


def test_the_log_of_the_process_shows_no_address_and_nobody(
    database: str,
    alerts: Alerts,
    receiver: Any,
    answer: Any,
    notes: dict[str, str],
    raise_alert: Raise,
    start_delivery: StartDelivery,
) -> None:
    # A header that cannot be read makes the library below speak of the whole address.
    broken = {"no header at all\r\nX": "1"}
    receiver.answers = [answer(200, broken), answer(500)]
    raise_alert("webhook", notes=notes)
    raise_alert("webhook", notes=notes)
    process = start_delivery(database_url=database, alert_webhook_url=receiver.url)
    until(lambda: [queued.attempts for queued in alerts.list()] == [1, 1])
    until(lambda: alerts.list("sent") and alerts.list("pending")[0].last_error)
    process.terminate()
    log, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    events = ["delivery.started", "alert.sent id=A-00001 target=webhook milliseconds="]
    events += ["alert.failed id=A-00002", "error=HTTP 500", "delivery.stopped"]
    assert [event for event in events if event in log] == events
    assert len(log.splitlines()) == 4, log
    for word in ("secret", "127.0.0.1", "Sarova", "254", "Zoë", "web:"):
        assert word not in log


def test_a_process_with_a_wrong_address_does_not_start_and_does_not_show_it(
    start_delivery: StartDelivery,
) -> None:
    process = start_delivery(alert_webhook_url="http://example.edu/secret-path")
    log, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "delivery.not_started" in log
    assert "TRAVEL_ASSISTANT_ALERT_WEBHOOK_URL: must be one address that begins with" in log
    assert "secret" not in log
    assert "Traceback" not in log


def test_there_is_a_worker_for_each_target_and_one_for_the_emails_of_trips(
    set_settings: Change, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="nobody to send to"):
        workers_of(get_settings())
    set_settings(database_url=f"sqlite:///{tmp_path / 'assistant.db'}")
    set_settings(alert_webhook_url=f"http://{HOST}:1/")
    assert len(workers_of(get_settings())) == 1
    set_settings(smtp_host=HOST, mail_sender="a@example.edu", alert_emails="b@example.edu")
    workers = workers_of(get_settings())
    assert len(workers) == 3
    assert not any(worker(now()) for worker in workers)


def test_a_worker_that_fails_takes_the_others_along_so_that_all_are_started_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delivery, "PAUSE_SECONDS", 0.02)
    rounds: list[datetime.datetime] = []

    def works(moment: datetime.datetime) -> bool:
        rounds.append(moment)
        return False

    def fails(moment: datetime.datetime) -> bool:
        if len(rounds) > 3:
            raise ZeroDivisionError
        return False

    with pytest.raises(ZeroDivisionError):
        deliver([works, fails], threading.Event())
    assert len(rounds) > 3
