"""The process that sends what is due in the outbox: `python -m bot.mail.delivery`."""

from __future__ import annotations

import datetime
import logging
import signal
import sys
import threading

from bot.errors import AssistantError
from bot.mail.smtp import MailServer, SendingError
from bot.settings import get_settings
from bot.storage.database import DatabaseError
from bot.storage.outbox import Outbox, QueuedEmail

PAUSE_SECONDS = 1.0

logger = logging.getLogger(__name__)


def main() -> int:
    """Send e-mails until the process is asked to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        settings = get_settings()
        server = MailServer.of_settings(settings)
    except AssistantError as error:
        logger.error("mail.not_started reason=%s", error)
        return 1
    deliver(settings.database_url, server, stop)
    return 0


def deliver(database_url: str, server: MailServer, stop: threading.Event) -> None:
    """Send what is due, as it becomes due, until `stop` is set. Errors are logged and outlived."""
    logger.info("mail.started")
    while not stop.is_set():
        try:
            if send_next(Outbox(database_url), server, _now()):
                continue
        except DatabaseError as error:
            logger.error("mail.database_failed error=%s", type(error.__cause__).__name__)
        stop.wait(PAUSE_SECONDS)
    logger.info("mail.stopped")


def send_next(outbox: Outbox, server: MailServer, now: datetime.datetime) -> bool:
    """Send one e-mail that is due at a moment; say whether there was one.

    Raises:
        DatabaseError: The database cannot be used. What was claimed is sent after its lease.
    """
    claimed = outbox.claim_due(now, limit=1)
    for queued in claimed:
        try:
            server.send(queued.email)
        except SendingError as error:
            _give_back(outbox, queued, error, now)
        else:
            outbox.mark_sent(queued, _now())
            logger.info("mail.sent id=%d attempt=%d", queued.id, queued.attempts)
    return bool(claimed)


def _give_back(
    outbox: Outbox, queued: QueuedEmail, error: SendingError, now: datetime.datetime
) -> None:
    outbox.mark_failed(
        queued, now, str(error), permanent=error.permanent, recipients=error.recipients
    )
    logger.warning(
        "mail.failed id=%d attempt=%d permanent=%s error=%s",
        queued.id,
        queued.attempts,
        error.permanent,
        error,
    )


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.timezone.utc)


if __name__ == "__main__":
    sys.exit(main())
