"""Replies that could not be sent: sent later, in the order of their conversation, or given up."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from bot.storage import queue
from bot.storage.database import open_engine, transaction
from bot.storage.tables import UNSENT_REPLIES

logger = logging.getLogger(__name__)

# Who has claimed a reply has this long to send it; then its worker is held to be dead.
LEASE = datetime.timedelta(seconds=60)
FIRST_DELAY = datetime.timedelta(seconds=1)
# Whatever else is said in the conversation waits behind it: an emergency too.
LONGEST_DELAY = datetime.timedelta(seconds=30)
# What comes later than this helps nobody.
GIVEN_UP_AFTER = datetime.timedelta(hours=24)
_LONGEST_ERROR = 64  # characters


@dataclass(frozen=True)
class UnsentReply:
    """A reply that a worker has claimed to send it.

    Attributes:
        id: Of the row.
        conversation: "channel:user".
        request: What the channel sends, as it was kept.
        attempts: How often it has been tried since it was kept, this time included.
        kept_at: In UTC.
    """

    id: int
    conversation: str
    request: dict[str, Any]
    attempts: int
    kept_at: datetime.datetime


class UnsentReplies:
    """The unsent replies of a database. Every method raises DatabaseError if it is out of reach."""

    def __init__(self, database_url: str) -> None:
        """Open the store.

        Args:
            database_url: SQLAlchemy address.
        """
        self._engine = open_engine(database_url)

    def keep(
        self,
        channel: str,
        conversation: str,
        request: dict[str, Any],
        now: datetime.datetime,
        *,
        not_before: datetime.datetime,
    ) -> None:
        """Keep a reply behind those of the same conversation that wait already.

        Args:
            channel: Name of the channel, at most 16 characters.
            conversation: "channel:user", at most 64 characters.
            request: What the channel sends, in values of JSON.
            now: With a time zone.
            not_before: When it may be tried first, with a time zone.
        """
        with transaction(self._engine) as connection:
            connection.execute(
                insert(UNSENT_REPLIES).values(
                    channel=channel,
                    conversation=conversation,
                    request=request,
                    state="pending",
                    attempts=0,
                    next_attempt_at=not_before,
                    last_error="",
                    created_at=now,
                )
            )

    def waiting(self, channel: str, conversation: str) -> bool:
        """Tell whether replies of a conversation wait, so that the next one must wait too."""
        waits = select(UNSENT_REPLIES.c.id).where(
            UNSENT_REPLIES.c.channel == channel, UNSENT_REPLIES.c.conversation == conversation
        )
        with transaction(self._engine) as connection:
            return connection.execute(waits.limit(1)).first() is not None

    def claim(self, channel: str, now: datetime.datetime) -> UnsentReply | None:
        """Take a reply that is due, so that no other worker takes it for the time of a lease.

        Only the oldest reply of a conversation can be due. What has waited for a day is given up.

        Args:
            channel: Only its replies.
            now: With a time zone.
        """
        older = UNSENT_REPLIES.alias()
        is_behind_another = (
            select(older.c.id)
            .where(
                older.c.channel == UNSENT_REPLIES.c.channel,
                older.c.conversation == UNSENT_REPLIES.c.conversation,
                older.c.id < UNSENT_REPLIES.c.id,
            )
            .exists()
        )
        of_channel = UNSENT_REPLIES.c.channel == channel
        expired = self.forget_before(now - GIVEN_UP_AFTER)
        with transaction(self._engine) as connection:
            ids = queue.claim(
                connection, UNSENT_REPLIES, now, 1, LEASE, of_channel, ~is_behind_another
            )
            row = connection.execute(
                select(UNSENT_REPLIES).where(UNSENT_REPLIES.c.id.in_(ids))
            ).first()
        if expired:
            logger.error("unsent.expired replies=%d", expired)
        if row is None:
            return None
        return UnsentReply(row.id, row.conversation, row.request, row.attempts, row.created_at)

    def forget_before(self, moment: datetime.datetime) -> int:
        """Delete the replies that were kept before a moment; return how many."""
        with transaction(self._engine) as connection:
            before = UNSENT_REPLIES.c.created_at <= moment
            return int(connection.execute(delete(UNSENT_REPLIES).where(before)).rowcount)

    def sent(self, reply: UnsentReply) -> None:
        """Delete a reply that has been sent."""
        with transaction(self._engine) as connection:
            connection.execute(delete(UNSENT_REPLIES).where(UNSENT_REPLIES.c.id == reply.id))

    def failed(
        self,
        reply: UnsentReply,
        error: str,
        now: datetime.datetime,
        *,
        retry_after: datetime.timedelta | None,
        given_up: bool,
    ) -> None:
        """Let a reply be tried again later, or give it up and delete it.

        Args:
            reply: As it was claimed.
            error: Kind of the failure, or the status that was answered; nothing personal.
            now: With a time zone.
            retry_after: What the service has asked to wait.
            given_up: Whether trying again is of no use.
        """
        wait = queue.delay(reply.attempts, FIRST_DELAY, LONGEST_DELAY)
        if retry_after is not None:
            wait = max(wait, retry_after)
        with transaction(self._engine) as connection:
            if given_up or now - reply.kept_at >= GIVEN_UP_AFTER:
                connection.execute(
                    delete(UNSENT_REPLIES).where(
                        UNSENT_REPLIES.c.id == reply.id,
                        # Else another worker has taken it after the lease.
                        UNSENT_REPLIES.c.attempts == reply.attempts,
                    )
                )
                return
            queue.mark_failed(
                connection,
                UNSENT_REPLIES,
                reply,
                error[:_LONGEST_ERROR],
                next_attempt_at=now + wait,
                given_up=False,
            )
