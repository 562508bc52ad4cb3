"""Sending alerts to real servers, and what is made of their answers."""

from __future__ import annotations

import contextlib
import datetime
import email.utils
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr

from bot.alerts import sending
from bot.alerts.message import slack_payload, teams_payload, text, webhook_payload
from bot.alerts.sending import AlertFailedError, post, send_next, sender_to
from bot.errors import SettingsError
from bot.mail import smtp
from bot.mail.smtp import MailServer
from bot.server.supervisor import HOST, free_port
from bot.settings import get_settings
from bot.storage.alerts import LEASE, Alerts, QueuedAlert

MakeQueued = Callable[..., QueuedAlert]
Raise = Callable[..., None]
Change = Callable[..., None]

ZONE = "America/New_York"
SECOND = datetime.timedelta(seconds=1)


def failure(send: Callable[[], None]) -> AlertFailedError:
    """Return how an alert could not be sent; the words of it name no address."""
    with pytest.raises(AlertFailedError) as error:
        send()
    assert "secret" not in str(error.value)
    assert "@" not in str(error.value)
    return error.value


def posted(url: str, queued: QueuedAlert) -> Callable[[], None]:
    return lambda: post(queued, SecretStr(url), {"text": "Hello"})


def now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.timezone.utc)


def only(alerts: Alerts) -> QueuedAlert:
    (queued,) = alerts.list()
    return queued


def send(alerts: Alerts, moment: datetime.datetime | None = None) -> bool:
    """Send the next alert for the receiver at a moment; say whether there was one."""
    webhook = sender_to("webhook", get_settings())
    return send_next(alerts, "webhook", webhook, moment or now())


@pytest.fixture
def to_receiver(receiver: Any, set_settings: Change) -> None:
    """Send alerts to the web server."""
    set_settings(alert_webhook_url=receiver.url)


@pytest.fixture
def to_mailbox(set_settings: Change, start_server: Callable[..., MailServer]) -> None:
    """Send alerts by e-mail to two addresses."""
    server = start_server()
    set_settings(
        smtp_host=server.host,
        smtp_port=server.port,
        smtp_security="none",
        mail_sender=server.sender,
        alert_emails="a@example.edu, b@example.edu",
    )


@pytest.mark.parametrize("status", [200, 202, 204])
def test_an_alert_that_is_accepted_is_posted_once_with_its_id(
    receiver: Any, answer: Any, make_queued: MakeQueued, status: int
) -> None:
    receiver.answers = [answer(status)]
    posted(receiver.url, make_queued())()
    ((path, headers, content),) = receiver.received
    assert (path, content) == ("/secret-path", {"text": "Hello"})
    assert headers["Idempotency-Key"] == "A-00012"
    assert headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("status", "permanent", "may_have_arrived"),
    [
        (400, True, False),
        (404, True, False),
        (410, True, False),
        (408, False, True),
        (429, False, False),
        (500, False, True),
        (503, False, True),
        (301, False, False),
        (307, False, False),
    ],
)
def test_an_alert_that_is_not_accepted_is_tried_again_or_given_up_by_the_status(
    receiver: Any,
    answer: Any,
    make_queued: MakeQueued,
    status: int,
    permanent: bool,
    may_have_arrived: bool,
) -> None:
    receiver.answers = [answer(status, {"Location": receiver.url})]
    error = failure(posted(receiver.url, make_queued()))
    assert (str(error), error.permanent) == (f"HTTP {status}", permanent)
    assert error.may_have_arrived is may_have_arrived
    assert error.retry_after is None
    assert len(receiver.received) == 1  # where it was sent on to has nothing


@pytest.mark.parametrize("seconds", [7, 0])
def test_a_target_says_how_many_seconds_to_wait(
    receiver: Any, answer: Any, make_queued: MakeQueued, seconds: int
) -> None:
    receiver.answers = [answer(429, {"Retry-After": str(seconds)})]
    assert failure(posted(receiver.url, make_queued())).retry_after == seconds * SECOND


@pytest.mark.parametrize("is_gmt", [True, False])
def test_a_target_says_by_a_date_how_long_to_wait(
    receiver: Any, answer: Any, make_queued: MakeQueued, is_gmt: bool
) -> None:
    until = email.utils.format_datetime(now() + 90 * SECOND, usegmt=is_gmt)
    receiver.answers = [answer(429, {"Retry-After": until})]
    error = failure(posted(receiver.url, make_queued()))
    assert error.retry_after is not None
    assert 30 * SECOND < error.retry_after <= 90 * SECOND


@pytest.mark.parametrize(
    "header", ["", "soon", "-1", "1.5", "9" * 5000, "Fri, 05 Mar 2027 19:03:07 -0000", "²"]
)
def test_a_wait_that_cannot_be_read_is_none(
    receiver: Any, answer: Any, make_queued: MakeQueued, header: str
) -> None:
    receiver.answers = [answer(503, {"Retry-After": header})]
    error = failure(posted(receiver.url, make_queued()))
    assert (str(error), error.retry_after) == ("HTTP 503", None)


def test_a_target_that_is_not_there_has_received_nothing(make_queued: MakeQueued) -> None:
    for url in (
        f"http://{HOST}:{free_port()}/secret",
        "http://secret.invalid/",
        f"https://{HOST}:{free_port()}/secret",
    ):
        error = failure(posted(url, make_queued()))
        assert (str(error), error.permanent) == ("ConnectionError", False)
        assert not error.may_have_arrived


def test_nothing_is_posted_to_a_server_whose_certificate_is_not_to_be_trusted(
    receiver: Any, make_queued: MakeQueued
) -> None:
    error = failure(posted(receiver.url.replace("http", "https"), make_queued()))
    assert (str(error), error.permanent, error.may_have_arrived) == ("SSLError", False, False)
    assert receiver.received == []


def test_a_target_that_is_slow_or_hangs_up_may_have_received_it(
    receiver: Any, answer: Any, make_queued: MakeQueued, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "READ_SECONDS", 0.2)
    receiver.answers = [answer(wait=0.6), answer(hangs_up=True)]
    error = failure(posted(receiver.url, make_queued()))
    assert (str(error), error.permanent, error.may_have_arrived) == ("ReadTimeout", False, True)
    error = failure(posted(receiver.url, make_queued()))
    assert (str(error), error.permanent, error.may_have_arrived) == ("ConnectionError", False, True)
    assert len(receiver.received) == 2


def test_an_answer_without_end_is_not_waited_for(make_queued: MakeQueued) -> None:
    with socket.create_server((HOST, 0)) as endless:

        def talk() -> None:
            connection, _ = endless.accept()
            with connection, contextlib.suppress(OSError):
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                for _ in range(100):
                    time.sleep(0.05)
                    connection.sendall(b"and on ")

        thread = threading.Thread(target=talk)
        thread.start()
        started = time.monotonic()
        posted(f"http://{HOST}:{endless.getsockname()[1]}/", make_queued())()
        assert time.monotonic() - started < 2
        thread.join()


@pytest.mark.parametrize("url", ["http://", "http://a b/", "http://[::1/", "http://.example/x"])
def test_an_address_that_is_none_is_an_error_like_any_other(
    make_queued: MakeQueued, url: str
) -> None:
    error = failure(posted(url, make_queued()))
    assert (error.permanent, error.may_have_arrived) == (False, False)


@pytest.mark.parametrize(
    ("target", "setting", "payload"),
    [
        ("slack", "alert_slack_webhook_url", slack_payload),
        ("teams", "alert_teams_webhook_url", teams_payload),
        ("webhook", "alert_webhook_url", webhook_payload),
    ],
)
def test_each_target_is_sent_its_own_form_at_its_own_address(
    receiver: Any,
    set_settings: Change,
    make_queued: MakeQueued,
    notes: dict[str, str],
    target: str,
    setting: str,
    payload: Callable[..., dict[str, Any]],
) -> None:
    names = ("slack_webhook_url", "teams_webhook_url", "webhook_url")
    set_settings(**{f"alert_{name}": f"http://{HOST}:1/" for name in names})
    set_settings(**{setting: receiver.url}, time_zone="Asia/Tokyo")
    queued = make_queued(notes=notes)
    sender_to(target, get_settings())(queued)
    ((_, _, content),) = receiver.received
    assert content == payload(queued, "Asia/Tokyo")


@pytest.mark.usefixtures("to_mailbox")
def test_an_email_goes_to_everybody_from_the_senders_address(
    mailbox: Any, make_queued: MakeQueued, notes: dict[str, str]
) -> None:
    queued = make_queued(notes=notes)
    sender_to("email", get_settings())(queued)
    ((recipients, message),) = mailbox.received
    assert recipients == ["a@example.edu", "b@example.edu"]
    assert message["From"] == "assistant@example.edu"
    assert message["Subject"] == "[A-00012] Emergency: injury or acute illness, Kenya"
    assert message["Date"]
    assert message.get_content().replace("\r\n", "\n") == text(queued, ZONE) + "\n"


@pytest.mark.parametrize(
    ("answers", "refused", "reason", "permanent", "may_have_arrived"),
    [
        (["451 later"], {}, "SMTPDataError 451", False, False),
        (["554 never"], {}, "SMTPDataError 554", True, False),
        ([], {"b": "450 full"}, "SMTPRecipientsRefused 450", False, True),
        ([], {"a": "550 unknown"}, "SMTPRecipientsRefused 550", True, True),
        ([], {"a": "450 full", "b": "450 full"}, "SMTPRecipientsRefused 450", False, False),
    ],
)
@pytest.mark.usefixtures("to_mailbox")
def test_an_email_that_is_refused_is_tried_again_or_given_up(
    mailbox: Any,
    make_queued: MakeQueued,
    answers: list[str],
    refused: dict[str, str],
    reason: str,
    permanent: bool,
    may_have_arrived: bool,
) -> None:
    mailbox.answers = answers
    mailbox.refused = {f"{name}@example.edu": answer for name, answer in refused.items()}
    error = failure(lambda: sender_to("email", get_settings())(make_queued()))
    assert (str(error), error.permanent) == (reason, permanent)
    assert error.may_have_arrived is may_have_arrived


@pytest.mark.usefixtures("to_mailbox")
def test_an_email_whose_server_is_slow_may_have_arrived_and_without_a_server_it_has_not(
    mailbox: Any,
    make_queued: MakeQueued,
    set_settings: Change,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT_SECONDS", 0.2)
    mailbox.on_message = lambda: time.sleep(0.5)
    error = failure(lambda: sender_to("email", get_settings())(make_queued()))
    assert (error.permanent, error.may_have_arrived) == (False, True)
    set_settings(smtp_port=free_port())
    error = failure(lambda: sender_to("email", get_settings())(make_queued()))
    assert (str(error), error.permanent) == ("ConnectionRefusedError", False)
    assert not error.may_have_arrived


def test_a_target_that_is_not_set_cannot_be_sent_to() -> None:
    with pytest.raises(SettingsError, match="TRAVEL_ASSISTANT_SMTP_HOST"):
        sender_to("email", get_settings())


@pytest.mark.usefixtures("to_receiver")
def test_the_next_alert_is_sent_once(alerts: Alerts, receiver: Any, raise_alert: Raise) -> None:
    assert not send(alerts)
    raise_alert("webhook")
    assert send(alerts)
    sent = only(alerts)
    assert (sent.state, sent.attempts) == ("sent", 1)
    assert sent.sent_at is not None
    assert sent.sent_at - sent.created_at < 5 * SECOND
    assert not send(alerts)
    assert receiver.ids == ["A-00001"]


@pytest.mark.usefixtures("to_receiver")
def test_the_next_alert_is_one_of_the_same_target(
    alerts: Alerts, receiver: Any, raise_alert: Raise
) -> None:
    raise_alert("slack")
    assert not send(alerts)
    assert receiver.received == []


@pytest.mark.usefixtures("to_receiver")
def test_an_alert_waits_as_long_as_it_is_told_to(
    alerts: Alerts, receiver: Any, answer: Any, raise_alert: Raise
) -> None:
    receiver.answers = [answer(429, {"Retry-After": "120"})]
    raise_alert("webhook")
    assert send(alerts)
    waiting = only(alerts)
    assert (waiting.state, waiting.last_error) == ("pending", "HTTP 429")
    assert not send(alerts, waiting.created_at + 119 * SECOND)
    assert send(alerts, waiting.created_at + 125 * SECOND)
    assert only(alerts).state == "sent"
    assert ["repeat" in text for text in receiver.texts] == [False, False]


@pytest.mark.usefixtures("to_receiver")
def test_an_alert_may_be_a_repeat_after_the_server_has_failed(
    alerts: Alerts, receiver: Any, answer: Any, raise_alert: Raise
) -> None:
    receiver.answers = [answer(500)]
    raise_alert("webhook")
    assert send(alerts)
    assert not send(alerts)
    assert send(alerts, now() + 10 * SECOND)
    assert (only(alerts).state, only(alerts).attempts) == ("sent", 2)
    assert receiver.ids == ["A-00001", "A-00001"]
    assert ["may be a repeat of A-00001" in text for text in receiver.texts] == [False, True]


@pytest.mark.usefixtures("to_receiver")
def test_an_alert_that_is_refused_for_good_is_given_up_and_keeps_none_waiting(
    alerts: Alerts, receiver: Any, answer: Any, raise_alert: Raise
) -> None:
    receiver.answers = [answer(400)]
    raise_alert("webhook")
    raise_alert("webhook")
    assert send(alerts)
    assert send(alerts)
    assert not send(alerts, now() + datetime.timedelta(days=1))
    assert [queued.state for queued in alerts.list()] == ["dead", "sent"]
    assert receiver.ids == ["A-00001", "A-00002"]


@pytest.mark.usefixtures("to_receiver")
def test_an_alert_is_no_repeat_after_the_server_was_not_there(
    alerts: Alerts, receiver: Any, raise_alert: Raise, set_settings: Change
) -> None:
    set_settings(alert_webhook_url=f"http://{HOST}:{free_port()}/")
    raise_alert("webhook")
    assert send(alerts)
    assert only(alerts).last_error == "ConnectionError"
    set_settings(alert_webhook_url=receiver.url)
    assert send(alerts, now() + 10 * SECOND)
    (shown,) = receiver.texts
    assert "repeat" not in shown


@pytest.mark.usefixtures("to_receiver")
def test_an_alert_is_sent_by_another_when_its_worker_is_gone(
    alerts: Alerts, receiver: Any, raise_alert: Raise
) -> None:
    raise_alert("webhook")
    assert alerts.claim_due(now(), limit=1)
    assert not send(alerts)
    assert send(alerts, now() + LEASE)
    (shown,) = receiver.texts
    assert "may be a repeat of A-00001" in shown


@pytest.mark.usefixtures("to_receiver")
def test_an_alert_is_logged_by_its_number_and_names_nobody(
    alerts: Alerts,
    receiver: Any,
    answer: Any,
    raise_alert: Raise,
    notes: dict[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", logger="bot")
    receiver.answers = [answer(500), answer(404)]
    for _ in range(3):
        raise_alert("webhook", notes=notes)
        send(alerts)
    failed, dead, sent = (record.getMessage() for record in caplog.records)
    assert failed == (
        "alert.failed id=A-00001 target=webhook attempt=1 permanent=False error=HTTP 500"
    )
    assert dead.endswith("id=A-00002 target=webhook attempt=1 permanent=True error=HTTP 404")
    assert sent.startswith("alert.sent id=A-00003 target=webhook milliseconds=")
    assert int(sent.rpartition("=")[2]) < 5000
    for word in ("secret", "127.0.0.1", "Sarova", "254", "Zoë", "web:"):
        assert word not in caplog.text
