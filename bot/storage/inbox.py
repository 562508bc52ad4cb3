"""Messages that came in, so that one that is delivered again is not run again."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from bot.storage.database import insert_or, open_engine, transaction
from bot.storage.tables import INBOX

# After this time a message that comes again is a new one.
KEPT_FOR = datetime.timedelta(hours=24)


@dataclass(frozen=True)
class Claim:
    """What has become of a message.

    Attributes:
        is_new: Whether it is the caller's to run; nobody else is told so within the lease.
        replies: Those it was answered with; None when it is new, or is run elsewhere just now.
    """

    is_new: bool
    replies: list[dict[str, Any]] | None


class Inbox:
    """The messages of a database. Every method raises DatabaseError when it cannot be used."""

    def __init__(self, database_url: str) -> None:
        """Open the store.

        Args:
            database_url: SQLAlchemy address.
        """
        self._engine = open_engine(database_url)

    def claim(
        self,
        conversation: str,
        message_id: str,
        now: datetime.datetime,
        lease: datetime.timedelta,
    ) -> Claim:
        """Take a message to run it, unless it has been run or somebody is running it.

        Args:
            conversation: "channel:user", at most 64 characters.
            message_id: The same when it is delivered again; at most 128 characters.
            now: With a time zone.
            lease: After this time, whoever has claimed it and not answered is held to be dead; so
                it is longer than any turn.
        """
        mine = {
            "received_at": now,
            "claimed_until": now + lease,
            "state": "running",
            "replies": None,
        }
        is_abandoned = and_(INBOX.c.state == "running", INBOX.c.claimed_until <= now)
        claiming = (
            insert_or(self._engine, INBOX)
            .values(conversation=conversation, message_id=message_id, **mine)
            .on_conflict_do_update(
                index_elements=[INBOX.c.conversation, INBOX.c.message_id],
                set_=mine,
                where=or_(is_abandoned, INBOX.c.received_at <= now - KEPT_FOR),
            )
        )
        with transaction(self._engine) as connection:
            if connection.execute(claiming).rowcount:
                return Claim(is_new=True, replies=None)
            # The conflict has locked the row: it is still there.
            replies = connection.execute(
                select(INBOX.c.replies).where(*_is(conversation, message_id))
            ).scalar_one()
            return Claim(is_new=False, replies=replies)

    def answer(
        self,
        conversation: str,
        message_id: str,
        replies: Sequence[dict[str, Any]],
        now: datetime.datetime,
    ) -> None:
        """Keep the replies to a message, for when it comes again within a day from now.

        Nothing is kept if the conversation has been forgotten while the turn ran.
        """
        with transaction(self._engine) as connection:
            connection.execute(
                update(INBOX)
                .where(*_is(conversation, message_id))
                .values(state="answered", replies=list(replies), received_at=now)
            )

    def release(self, conversation: str, message_id: str) -> None:
        """Let a message whose turn has failed be tried again at once; called within the lease."""
        with transaction(self._engine) as connection:
            connection.execute(
                delete(INBOX).where(*_is(conversation, message_id), INBOX.c.state == "running")
            )

    def has_spoken(self, conversation: str) -> bool:
        """Tell whether a message of a conversation has come in within the last day."""
        now = datetime.datetime.now(tz=datetime.timezone.utc)
        with transaction(self._engine) as connection:
            found = connection.execute(
                select(INBOX.c.message_id)
                .where(INBOX.c.conversation == conversation, INBOX.c.received_at > now - KEPT_FOR)
                .limit(1)
            )
            return found.first() is not None

    def forget_before(self, moment: datetime.datetime) -> int:
        """Delete the messages that came in before a moment; return how many."""
        with transaction(self._engine) as connection:
            result = connection.execute(delete(INBOX).where(INBOX.c.received_at < moment))
            return int(result.rowcount)


def _is(conversation: str, message_id: str) -> tuple[Any, Any]:
    return INBOX.c.conversation == conversation, INBOX.c.message_id == message_id
