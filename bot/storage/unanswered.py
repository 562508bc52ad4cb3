"""Questions that the documents did not answer, kept without names and numbers for the staff."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import insert, select

from bot.storage.database import open_engine, transaction
from bot.storage.tables import UNANSWERED

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
        """Open the store.

        Args:
            database_url: SQLAlchemy address.

        Raises:
            DatabaseError: It cannot be opened.
        """
        self._engine = open_engine(database_url)

    def keep(self, redacted_text: str) -> None:
        """Keep a question that `redact` has been applied to."""
        now = datetime.datetime.now(tz=datetime.timezone.utc)
        with transaction(self._engine) as connection:
            connection.execute(insert(UNANSWERED).values(asked_at=now, text=redacted_text))

    def list(self) -> list[UnansweredQuestion]:
        """Return all questions, oldest first."""
        with transaction(self._engine) as connection:
            rows = connection.execute(select(UNANSWERED).order_by(UNANSWERED.c.id)).all()
        return [UnansweredQuestion(row.asked_at, row.text) for row in rows]


def redact(text: str, names: Iterable[str] = ()) -> str:
    """Take e-mail addresses, longer numbers and the given names out of a text."""
    text = _NUMBER.sub("[number]", _EMAIL.sub("[e-mail]", text))
    for name in names:
        # Whole words only: "Al" is no part of "Also".
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "[name]", text) if name else text
    return text
