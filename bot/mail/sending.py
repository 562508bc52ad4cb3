"""Sending what is due in the outbox."""

from __future__ import annotations

import datetime
import logging

from bot.mail.smtp import MailServer, SendingError
from bot.storage.outbox import Outbox, QueuedEmail

logger = logging.getLogger(__name__)


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
