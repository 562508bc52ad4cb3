"""Questions that the documents did not answer, kept without names and numbers for the staff."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import (
    Column,
    DateTime,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    insert,
    select,
)
from sqlalchemy.pool import NullPool

_METADATA = MetaData()
_TABLE = Table(
    "unanswered_questions",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("text", Text, nullable=False),
)
_EMAIL = re.compile(r"\S+@\S+")
_NUMBER = re.compile(r"\+?\d[\d\s().-]{3,}\d|\d{3,}")


@dataclass(frozen=True)
class UnansweredQuestion:
    """A question that was kept.

    Attributes:
        asked_at: When, in UTC.
        text: The question, redacted.
    """

    asked_at: datetime.datetime
    text: str


class UnansweredQuestions:
    """The questions that were kept, in a database."""

    def __init__(self, database_url: str) -> None:
        """Open the store and make its table if need be.

        Args:
            database_url: SQLAlchemy address.
        """
        self._engine = create_engine(database_url, poolclass=NullPool, future=True)
        _METADATA.create_all(self._engine)

    def keep(self, redacted_text: str) -> None:
        """Keep a question that `redact` has been applied to."""
        now = datetime.datetime.now(tz=datetime.timezone.utc)
        with self._engine.begin() as connection:
            connection.execute(insert(_TABLE).values(asked_at=now, text=redacted_text))

    def list(self) -> list[UnansweredQuestion]:
        """Return all questions, oldest first."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(_TABLE).order_by(_TABLE.c.id)).all()
        return [
            # SQLite forgets the time zone; what was written is UTC.
            UnansweredQuestion(row.asked_at.replace(tzinfo=datetime.timezone.utc), row.text)
            for row in rows
        ]


def redact(text: str, names: Iterable[str] = ()) -> str:
    """Take e-mail addresses, longer numbers and the given names out of a text."""
    text = _NUMBER.sub("[number]", _EMAIL.sub("[e-mail]", text))
    for name in names:
        # Whole words only: "Al" is no part of "Also".
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[name]", text) if name else text
    return text
