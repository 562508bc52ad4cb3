"""Forgetting, hour by hour, what is kept for a short time only."""

from __future__ import annotations

import asyncio
import datetime
import logging

from bot.storage import inbox, unsent, uploads

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
        except Exception as error:  # nobody would begin this again
            logger.error("housekeeping.failed error=%s", type(error).__name__)
        await asyncio.sleep(PAUSE_SECONDS)


def forget_what_is_old(database_url: str) -> None:
    """Delete what came in or was kept before yesterday, and files that nobody used for a week.

    Raises:
        DatabaseError: The database cannot be used.
    """
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    inbox.Inbox(database_url).forget_before(now - inbox.KEPT_FOR)
    # Also of a channel that is switched off now.
    unsent.UnsentReplies(database_url).forget_before(now - unsent.GIVEN_UP_AFTER)
    uploads.Uploads(database_url).forget_before(now - uploads.KEPT_FOR)
