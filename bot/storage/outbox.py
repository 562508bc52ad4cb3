"""E-mails on their way: written in the transaction of their trip, sent afterwards."""

from __future__ import annotations

import datetime
import email.policy
import email.utils
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, Literal

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.storage import queue
from bot.storage.database import open_engine, transaction
from bot.storage.tables import OUTBOX_EMAILS, TRIPS

State = Literal["pending", "sent", "dead", "withdrawn"]

# Who has claimed an e-mail has this long to send it; then its worker is held to be dead.
LEASE = datetime.timedelta(minutes=5)
FIRST_DELAY = datetime.timedelta(seconds=30)
LONGEST_DELAY = datetime.timedelta(hours=4)
MOST_ATTEMPTS = 20  # within some two days


@dataclass(frozen=True)
class OutgoingEmail:
    """An e-mail that is ready to be sent.

    Attributes:
        message_id: The Message-ID header: the same on every copy, so that two are known for one.
        recipients: The addresses it is delivered to.
        message: The whole message with its headers, in ASCII.
    """

    message_id: str
    recipients: tuple[str, ...]
    message: str

    @classmethod
    def from_message(cls, message: EmailMessage, recipients: Sequence[str]) -> OutgoingEmail:
        """Make one of a message that has a Message-ID header; it is dated now if it has no date."""
        # Lines end as SQL and people like it; the mail server is given its own line ends.
        text = message.as_string(policy=email.policy.default.clone(cte_type="7bit"))
        date = "" if message["Date"] else f"Date: {email.utils.format_datetime(_now())}\n"
        return cls(str(message["Message-ID"]), tuple(recipients), f"{date}{text}")


@dataclass(frozen=True)
class QueuedEmail:
    """An e-mail in the outbox.

    Attributes:
        id: Of the row.
        trip_number: The trip that it tells of.
        email: What is sent, and to whom it is still to be sent.
        state: "dead" when it could not be sent; "withdrawn" when its trip has been withdrawn or
            has changed before it was sent.
        attempts: How often it has been tried.
        next_attempt_at: When it is due, in UTC.
        last_error: Kind of the last failure, with the mail server's code; empty without one.
        created_at: In UTC.
        sent_at: In UTC; None until then.
    """

    id: int
    trip_number: str
    email: OutgoingEmail
    state: State
    attempts: int
    next_attempt_at: datetime.datetime
    last_error: str
    created_at: datetime.datetime
    sent_at: datetime.datetime | None


class Outbox:
    """The e-mails of a database."""

    def __init__(self, database_url: str) -> None:
        """Open the outbox.

        Args:
            database_url: SQLAlchemy address.

        Raises:
            DatabaseError: It cannot be opened.
        """
        self._engine = open_engine(database_url)

    def claim_due(self, now: datetime.datetime, limit: int) -> list[QueuedEmail]:
        """Take e-mails that are due, so that no other worker takes them for the time of a lease.

        Args:
            now: With a time zone.
            limit: How many at most.
        """
        with transaction(self._engine) as connection:
            ids = queue.claim(connection, OUTBOX_EMAILS, now, limit, LEASE)
            return _read(connection, OUTBOX_EMAILS.c.id.in_(ids))

    def mark_sent(self, queued: QueuedEmail, now: datetime.datetime) -> None:
        """Record that an e-mail has been sent, whatever has become of its trip meanwhile."""
        with transaction(self._engine) as connection:
            queue.mark_sent(connection, OUTBOX_EMAILS, queued, now)

    def mark_failed(
        self,
        queued: QueuedEmail,
        now: datetime.datetime,
        error: str,
        *,
        permanent: bool,
        recipients: Sequence[str] | None = None,
    ) -> None:
        """Let an e-mail be tried again later, or give it up.

        Args:
            queued: As it was claimed.
            now: With a time zone.
            error: Kind of the failure and the mail server's code; nothing personal.
            permanent: Whether trying again is of no use.
            recipients: Who has not received it; everybody if not given.
        """
        with transaction(self._engine) as connection:
            queue.mark_failed(
                connection,
                OUTBOX_EMAILS,
                queued,
                error,
                next_attempt_at=now + queue.delay(queued.attempts, FIRST_DELAY, LONGEST_DELAY),
                given_up=permanent or queued.attempts >= MOST_ATTEMPTS,
                recipients=list(recipients or queued.email.recipients),
            )

    def retry(self, email_id: int, now: datetime.datetime) -> bool:
        """Make an e-mail due that was given up or waits; say whether there was such a one."""
        with transaction(self._engine) as connection:
            result = connection.execute(
                update(OUTBOX_EMAILS)
                .where(OUTBOX_EMAILS.c.id == email_id, OUTBOX_EMAILS.c.state.in_(UNSENT))
                .values(state="pending", attempts=0, next_attempt_at=now)
            )
            return bool(result.rowcount)

    def list(self, state: State | None = None) -> list[QueuedEmail]:
        """Return the e-mails, oldest first; those of one state if it is given."""
        with transaction(self._engine) as connection:
            conditions = [] if state is None else [OUTBOX_EMAILS.c.state == state]
            return _read(connection, *conditions)


UNSENT = ("pending", "dead")


def enqueue(
    connection: Connection, trip_id: int, outgoing: OutgoingEmail, now: datetime.datetime
) -> None:
    """Put an e-mail into the outbox, in the transaction of its trip."""
    connection.execute(
        insert(OUTBOX_EMAILS).values(
            message_id=outgoing.message_id,
            trip_id=trip_id,
            recipients=list(outgoing.recipients),
            message=outgoing.message,
            state="pending",
            attempts=0,
            next_attempt_at=now,
            last_error="",
            created_at=now,
        )
    )


def withdraw(connection: Connection, trip_id: int) -> None:
    """Withdraw what has not been sent of a trip: it is no longer true."""
    connection.execute(
        update(OUTBOX_EMAILS)
        .where(OUTBOX_EMAILS.c.trip_id == trip_id, OUTBOX_EMAILS.c.state.in_(UNSENT))
        .values(state="withdrawn")
    )


def _read(connection: Connection, *conditions: Any) -> list[QueuedEmail]:
    rows = connection.execute(
        select(OUTBOX_EMAILS, TRIPS.c.number)
        .join_from(OUTBOX_EMAILS, TRIPS)
        .where(*conditions)
        .order_by(OUTBOX_EMAILS.c.id)
    )
    return [
        QueuedEmail(
            id=row.id,
            trip_number=row.number,
            email=OutgoingEmail(row.message_id, tuple(row.recipients), row.message),
            state=row.state,
            attempts=row.attempts,
            next_attempt_at=row.next_attempt_at,
            last_error=row.last_error,
            created_at=row.created_at,
            sent_at=row.sent_at,
        )
        for row in rows
    ]


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.timezone.utc)
