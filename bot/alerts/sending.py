"""Sending alerts, each to its target."""

from __future__ import annotations

import datetime
import logging
import smtplib
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import requests
from pydantic import SecretStr
from urllib3.exceptions import NewConnectionError

from bot.alerts.message import email_message, slack_payload, teams_payload, webhook_payload
from bot.errors import AssistantError
from bot.mail.smtp import MailServer, SendingError
from bot.retry_after import seconds_of
from bot.settings import Settings
from bot.storage.alerts import Alerts, QueuedAlert
from bot.storage.outbox import OutgoingEmail

CONNECT_SECONDS = 3
READ_SECONDS = 10
# The statuses from 400 to 499 after which another attempt may succeed.
REQUEST_TIMEOUT, TOO_MANY_REQUESTS = 408, 429

logger = logging.getLogger(__name__)

Send = Callable[[QueuedAlert], None]


class AlertFailedError(AssistantError, RuntimeError):
    """An alert was not sent. The message names nobody, and no address."""

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool,
        may_have_arrived: bool,
        retry_after: datetime.timedelta | None = None,
    ) -> None:
        """Describe the failure.

        Args:
            reason: Its kind, or the status that was answered.
            permanent: Whether trying again is of no use.
            may_have_arrived: Whether the target may have received it all the same.
            retry_after: What the target has asked to wait.
        """
        super().__init__(reason)
        self.permanent = permanent
        self.may_have_arrived = may_have_arrived
        self.retry_after = retry_after


def sender_to(target: str, settings: Settings) -> Send:
    """Return what sends an alert to a target, or raises AlertFailedError.

    Args:
        target: One of the settings' alert targets.
        settings: Where the target is.
    """
    if target == "email":
        server = MailServer.of_settings(settings)
        return partial(send_email, server, settings.alert_emails, settings.time_zone)
    url, payload = {
        "slack": (settings.alert_slack_webhook_url, slack_payload),
        "teams": (settings.alert_teams_webhook_url, teams_payload),
        "webhook": (settings.alert_webhook_url, webhook_payload),
    }[target]
    return lambda queued: post(queued, url, payload(queued, settings.time_zone))


def send_next(alerts: Alerts, target: str, send: Send, now: datetime.datetime) -> bool:
    """Send one alert that is due for a target at a moment; say whether there was one.

    Raises:
        DatabaseError: The database cannot be used. What was claimed is sent after its lease.
    """
    claimed = alerts.claim_due(now, limit=1, target=target)
    for queued in claimed:
        started = time.monotonic()
        failure: AlertFailedError | None = None
        try:
            send(queued)
        except AlertFailedError as error:
            failure = error
        elapsed = datetime.timedelta(seconds=time.monotonic() - started)
        if failure is None:
            alerts.mark_sent(queued, now + elapsed)
            logger.info(
                "alert.sent id=%s target=%s milliseconds=%d",
                queued.alert_id,
                target,
                elapsed / datetime.timedelta(milliseconds=1),
            )
        else:
            _give_back(alerts, queued, failure, now + elapsed)
    return bool(claimed)


def post(queued: QueuedAlert, url: SecretStr, payload: dict[str, Any]) -> None:
    """Post an alert to a webhook.

    Raises:
        AlertFailedError: It was not accepted.
    """
    try:
        with requests.post(
            url.get_secret_value(),
            json=payload,
            headers={"Idempotency-Key": queued.alert_id},
            timeout=(CONNECT_SECONDS, READ_SECONDS),
            allow_redirects=False,  # else the notes would go to another address
            stream=True,  # what is answered beside the status is of no interest
        ) as response:
            status = response.status_code
            seconds = seconds_of(response.headers.get("Retry-After", ""))
    except (OSError, ValueError) as error:  # of the network, and all those of requests
        raise AlertFailedError(
            type(error).__name__, permanent=False, may_have_arrived=_was_connected(error)
        ) from error
    if not 200 <= status < 300:
        may_succeed = status in (REQUEST_TIMEOUT, TOO_MANY_REQUESTS) or not 400 <= status < 500
        raise AlertFailedError(
            f"HTTP {status}",
            permanent=not may_succeed,
            # A server that has failed may have done so after it had passed it on.
            may_have_arrived=status >= 500 or status == REQUEST_TIMEOUT,
            retry_after=None if seconds is None else datetime.timedelta(seconds=seconds),
        )


def send_email(
    server: MailServer, recipients: tuple[str, ...], time_zone: str, queued: QueuedAlert
) -> None:
    """Send an alert by e-mail.

    Raises:
        AlertFailedError: Somebody has not received it.
    """
    message = email_message(queued, time_zone, server.sender, recipients)
    try:
        server.send(OutgoingEmail.from_message(message, recipients))
    except SendingError as error:
        was_cut_off = isinstance(
            error.__cause__, smtplib.SMTPServerDisconnected | TimeoutError | ConnectionResetError
        )
        some_have_it = len(error.recipients) < len(recipients)
        raise AlertFailedError(
            str(error),
            permanent=error.permanent,
            may_have_arrived=was_cut_off or some_have_it,
        ) from error


def _give_back(
    alerts: Alerts, queued: QueuedAlert, failure: AlertFailedError, now: datetime.datetime
) -> None:
    alerts.mark_failed(
        queued,
        now,
        str(failure),
        permanent=failure.permanent,
        may_have_arrived=failure.may_have_arrived,
        retry_after=failure.retry_after,
    )
    logger.warning(
        "alert.failed id=%s target=%s attempt=%d permanent=%s error=%s",
        queued.alert_id,
        queued.target,
        queued.attempts,
        failure.permanent,
        failure,
    )


def _was_connected(error: Exception) -> bool:
    """Tell whether a request that failed may have been read by the server."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError | ValueError):
        return False
    cause = error.args[0] if error.args else None
    return not isinstance(getattr(cause, "reason", None), NewConnectionError)
