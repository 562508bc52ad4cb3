"""What waits to be sent: claimed by one worker at a time, then sent, tried again or given up."""

from __future__ import annotations

import datetime
import random
from typing import Any, Protocol

from sqlalchemy import Table, or_, select, update
from sqlalchemy.engine import Connection


class Claimed(Protocol):
    """A row that a worker has claimed."""

    @property
    def id(self) -> int:
        """Of the row."""

    @property
    def attempts(self) -> int:
        """How often it has been tried, this time included."""


def claim(
    connection: Connection,
    table: Table,
    now: datetime.datetime,
    limit: int,
    lease: datetime.timedelta,
    *conditions: Any,
    **changes: Any,
) -> list[int]:
    """Claim rows that are due, so that no other worker takes them for the time of a lease.

    Args:
        connection: In a transaction.
        table: With the columns of a queue.
        now: With a time zone.
        limit: How many at most.
        lease: After this time the worker is held to be dead.
        conditions: Which rows beside.
        changes: What else is set in them.

    Returns:
        Their ids.
    """
    due = (
        select(table.c.id)
        .where(
            table.c.state == "pending",
            table.c.next_attempt_at <= now,
            or_(table.c.claimed_until.is_(None), table.c.claimed_until <= now),
            *conditions,
        )
        .order_by(table.c.next_attempt_at, table.c.id)
        .limit(limit)
        # Only PostgreSQL needs this; on SQLite one transaction writes at a time.
        .with_for_update(skip_locked=True)
    )
    ids: list[int] = connection.execute(due).scalars().all()
    connection.execute(
        update(table)
        .where(table.c.id.in_(ids))
        .values(claimed_until=now + lease, attempts=table.c.attempts + 1, **changes)
    )
    return ids


def mark_sent(
    connection: Connection, table: Table, claimed: Claimed, now: datetime.datetime
) -> None:
    """Record that a row has been sent, whatever has become of it meanwhile."""
    connection.execute(
        update(table)
        .where(table.c.id == claimed.id)
        .values(state="sent", sent_at=now, claimed_until=None, last_error="")
    )


def mark_failed(
    connection: Connection,
    table: Table,
    claimed: Claimed,
    error: str,
    *,
    next_attempt_at: datetime.datetime,
    given_up: bool,
    **changes: Any,
) -> None:
    """Let a row be tried again or give it up, unless something else has become of it meanwhile.

    Args:
        connection: In a transaction.
        table: With the columns of a queue.
        claimed: As it was claimed.
        error: Kind of the failure; nothing personal.
        next_attempt_at: With a time zone.
        given_up: Whether it is not tried again.
        changes: What else is set.
    """
    connection.execute(
        update(table)
        .where(
            table.c.id == claimed.id,
            table.c.state == "pending",
            # Else another worker has taken it after the lease.
            table.c.attempts == claimed.attempts,
        )
        .values(
            state="dead" if given_up else "pending",
            next_attempt_at=next_attempt_at,
            claimed_until=None,
            last_error=error,
            **changes,
        )
    )


def delay(
    attempts: int, first: datetime.timedelta, longest: datetime.timedelta
) -> datetime.timedelta:
    """Return how long to wait after so many attempts; longer each time, and never in step."""
    # The exponent is bounded so that the delay can be computed at all.
    return min(first * 2.0 ** min(attempts - 1, 20), longest) * random.uniform(0.75, 1.25)
