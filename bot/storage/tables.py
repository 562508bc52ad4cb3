"""The tables as they are now; how they became so is in `migrations/`."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator):
    """A moment, in UTC on every database; SQLite would forget the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime.datetime | None, dialect: Any
    ) -> datetime.datetime | None:
        """Refuse a moment without a time zone; turn any other into UTC."""
        if value is not None and value.utcoffset() is None:
            raise ValueError(f"{value} has no time zone")
        return value and value.astimezone(datetime.timezone.utc)

    def process_result_value(
        self, value: datetime.datetime | None, dialect: Any
    ) -> datetime.datetime | None:
        """Return a moment in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=datetime.timezone.utc)
        return value.astimezone(datetime.timezone.utc)


class Words(TypeDecorator):
    """What a person wrote, without the characters that one database or the other refuses."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        """Take out NUL, and surrogates that stand alone."""
        return value and value.replace("\0", "").encode(errors="ignore").decode()


def _queue_columns() -> list[Column]:
    """Return the columns of what waits to be sent; see `bot.storage.queue`."""
    return [
        Column("state", String(16), nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("next_attempt_at", UtcDateTime, nullable=False),
        Column("claimed_until", UtcDateTime),
        Column("last_error", String(64), nullable=False),
        Column("created_at", UtcDateTime, nullable=False),
        Column("sent_at", UtcDateTime),
    ]


METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

UNANSWERED = Table(
    "unanswered_questions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("text", Words, nullable=False),
)

TRIPS = Table(
    "trips",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("number", String(8), nullable=False, unique=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("traveller_name", Words, nullable=False),
    Column("traveller_email", Words, nullable=False),
    Column("booked_for_other", Boolean, nullable=False),
    Column("departure", Date, nullable=False),
    Column("return_date", Date, nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("booking", String(16), nullable=False),
    Column("itinerary", Words, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    Column("version", Integer, nullable=False),
    CheckConstraint("departure <= return_date", name="dates"),
)

# What has been asked for once is not done again: the keys of registrations and changes.
TRIP_REQUESTS = Table(
    "trip_requests",
    METADATA,
    Column("idempotency_key", String(64), primary_key=True),
    Column("trip_id", ForeignKey(TRIPS.c.id, ondelete="CASCADE"), nullable=False, index=True),
)

TRIP_LEGS = Table(
    "trip_legs",
    METADATA,
    Column("trip_id", ForeignKey(TRIPS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("place", Words, nullable=False),
    Column("country_code", String(2), nullable=False, index=True),
)

# An e-mail is written in the transaction of its trip, and sent from here afterwards.
OUTBOX_EMAILS = Table(
    "outbox_emails",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("message_id", String(255), nullable=False, unique=True),
    Column("trip_id", ForeignKey(TRIPS.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("recipients", JSON, nullable=False),
    Column("message", Text, nullable=False),
    *_queue_columns(),
    Index("ix_outbox_emails_due", "state", "next_attempt_at"),
)

# An alert is one row for each target that is told; what was said of the emergency is not kept.
ALERTS = Table(
    "alerts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),  # the id of the first of its rows
    Column("idempotency_key", String(64), nullable=False, unique=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("target", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("country_code", String(2), nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("notes", JSON, nullable=False),
    Column("may_have_arrived", Boolean, nullable=False),
    *_queue_columns(),
    Index("ix_alerts_due", "state", "next_attempt_at"),
    sqlite_autoincrement=True,  # who has received an alert would drop another with its number
)

# What came in within the last day, so that a message that is delivered again is not run again.
INBOX = Table(
    "inbox",
    METADATA,
    Column("conversation", String(64), primary_key=True),
    Column("message_id", String(128), primary_key=True),
    Column("received_at", UtcDateTime, nullable=False, index=True),
    Column("claimed_until", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False),
    Column("replies", JSON(none_as_null=True)),
)

# What a channel could not send. A row is deleted when it has been sent or is given up.
UNSENT_REPLIES = Table(
    "unsent_replies",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("conversation", String(64), nullable=False, index=True),
    Column("request", JSON, nullable=False),
    *_queue_columns(),
    Index("ix_unsent_replies_due", "state", "next_attempt_at"),
    sqlite_autoincrement=True,  # a late worker would take another reply with its id for its own
)

# What all processes of an installation share and nobody else may know.
KEYS = Table(
    "keys",
    METADATA,
    Column("name", String(32), primary_key=True),
    Column("value", String(64), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)

# A thumb outlives its conversation, which it then no longer names.
FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("given_at", UtcDateTime, nullable=False),
    Column("channel", String(16), nullable=False),
    Column("topic", String(128), nullable=False),
    Column("is_helpful", Boolean, nullable=False),
    Column("conversation", String(64)),
    Column("message_id", String(128)),
    UniqueConstraint("conversation", "message_id"),
)

UPLOADS = Table(
    "uploads",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("token", String(32), nullable=False, unique=True),
    Column("conversation", String(64), nullable=False, index=True),
    Column("name", Words, nullable=False),
    Column("media_type", Words, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("text", Words, nullable=False),
    Column("uploaded_at", UtcDateTime, nullable=False, index=True),
)
