"""Files that were handed in, until their trip is registered or a week is over."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from bot.storage.addresses import names_address
from bot.storage.database import empty_log, open_engine, transaction
from bot.storage.tables import UPLOADS

# A file that nobody has confirmed by then is forgotten.
KEPT_FOR = datetime.timedelta(days=7)
# The one that a form has taken, and one that is to take its place.
MOST_KEPT = 2


@dataclass(frozen=True)
class Upload:
    """A file that was handed in.

    Attributes:
        conversation: In which it was handed in: "channel:user".
        name: Of the file, as its sender calls it.
        media_type: Such as "application/pdf".
        content: The file itself.
        text: What was read out of it.
        uploaded_at: In UTC.
    """

    conversation: str
    name: str
    media_type: str
    content: bytes
    text: str
    uploaded_at: datetime.datetime


class Uploads:
    """The files of a database. Every method raises DatabaseError when it cannot be used."""

    def __init__(self, database_url: str) -> None:
        """Open the store.

        Args:
            database_url: SQLAlchemy address.
        """
        self._engine = open_engine(database_url)

    def add(
        self,
        conversation: str,
        name: str,
        media_type: str,
        content: bytes,
        text: str,
        now: datetime.datetime,
    ) -> str:
        """Keep a file; of the files of a conversation the latest two are kept.

        Args:
            conversation: In which it was handed in: "channel:user", at most 64 characters.
            name: Of the file.
            media_type: Such as "application/pdf".
            content: The file itself.
            text: What was read out of it.
            now: With a time zone.

        Returns:
            By which this conversation finds it again: 32 characters that cannot be guessed.
        """
        token = secrets.token_urlsafe(24)
        with transaction(self._engine) as connection:
            connection.execute(
                insert(UPLOADS).values(
                    token=token,
                    conversation=conversation,
                    name=name,
                    media_type=media_type,
                    content=content,
                    text=text,
                    uploaded_at=now,
                )
            )
            latest = (
                select(UPLOADS.c.id)
                .where(UPLOADS.c.conversation == conversation)
                .order_by(UPLOADS.c.id.desc())
                .limit(MOST_KEPT)
            )
            connection.execute(
                delete(UPLOADS).where(
                    UPLOADS.c.conversation == conversation,
                    UPLOADS.c.id.not_in(connection.execute(latest).scalars().all()),
                )
            )
        return token

    def get(self, conversation: str, token: str) -> Upload | None:
        """Return a file of a conversation; None if it has no such one."""
        with transaction(self._engine) as connection:
            row = connection.execute(
                select(UPLOADS).where(
                    UPLOADS.c.conversation == conversation, UPLOADS.c.token == token
                )
            ).first()
        return None if row is None else _upload(row)

    def of(self, conversations: Collection[str]) -> list[Upload]:
        """Return the files of conversations, oldest first."""
        with transaction(self._engine) as connection:
            rows = connection.execute(
                select(UPLOADS)
                .where(UPLOADS.c.conversation.in_(list(conversations)))
                .order_by(UPLOADS.c.id)
            ).all()
        return [_upload(row) for row in rows]

    def speaking_of(self, address: str) -> set[str]:
        """Return the conversations with files whose name or text holds an e-mail address."""
        with transaction(self._engine) as connection:
            rows = connection.execute(
                select(UPLOADS.c.conversation, UPLOADS.c.name, UPLOADS.c.text)
            ).all()
        return {
            row.conversation for row in rows if names_address(f"{row.name}\n{row.text}", address)
        }

    def forget_before(self, moment: datetime.datetime) -> int:
        """Delete the files that were handed in before a moment; return how many."""
        with transaction(self._engine) as connection:
            result = connection.execute(delete(UPLOADS).where(UPLOADS.c.uploaded_at < moment))
            return int(result.rowcount)

    def forget_conversation(self, conversation: str) -> None:
        """Delete the files of a conversation, so that no trace is left in the database's file."""
        with transaction(self._engine) as connection:
            connection.execute(delete(UPLOADS).where(UPLOADS.c.conversation == conversation))
        empty_log(self._engine)


def _upload(row: Any) -> Upload:
    return Upload(
        row.conversation,
        row.name,
        row.media_type,
        bytes(row.content),
        row.text,
        row.uploaded_at,
    )
