"""Forgetting, hour by hour, what is kept for a short time only."""

from __future__ import annotations

import asyncio
import datetime
import logging

from bot.storage import inbox, uploads
from bot.storage.database import DatabaseError

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 3600


async def keep_house(database_url: str) -> None:
    """Forget again and again, until the task is cancelled.

    Args:
        database_url: SQLAlchemy address.
    """
    while True:
        try:
            await asyncio.to_thread(forget_what_is_old, database_url)
        except DatabaseError as error:
            logger.error("housekeeping.failed error=%s", type(error.__cause__).__name__)
        await asyncio.sleep(PAUSE_SECONDS)


def forget_what_is_old(database_url: str) -> None:
    """Delete the messages of before yesterday, and files that nobody has used for a week.

    Raises:
        DatabaseError: The database cannot be used.
    """
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    inbox.Inbox(database_url).forget_before(now - inbox.KEPT_FOR)
    uploads.Uploads(database_url).forget_before(now - uploads.KEPT_FOR)
