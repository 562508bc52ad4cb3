"""Alerts of emergencies: raised once, then sent to everybody who is to be told."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.storage import queue
from bot.storage.database import empty_log, open_engine, transaction
from bot.storage.tables import ALERTS

State = Literal["pending", "sent", "dead"]

FALSE_ALARM = "false_alarm"
# The same alert of the same owner is not raised again within this time.
QUIET = datetime.timedelta(minutes=30)
# Who has claimed an alert has this long to send it; then its worker is held to be dead.
LEASE = datetime.timedelta(seconds=60)
FIRST_DELAY = datetime.timedelta(seconds=5)
LONGEST_DELAY = datetime.timedelta(minutes=5)
# Who asks to be left alone for longer than this is tried again all the same.
LONGEST_RETRY_AFTER = datetime.timedelta(hours=1)
GIVEN_UP_AFTER = datetime.timedelta(hours=24)


@dataclass(frozen=True)
class Alert:
    """What the staff are told of an emergency.

    Attributes:
        kind: Of the emergency, or "false_alarm".
        channel: Where it was reported.
        country_code: ISO 3166-1 alpha-2 of where it is; empty if that is not known.
        happened_at: When it was reported, in UTC.
        notes: What the traveller agreed to pass on: "person", "place", "event", "callback"; empty
            without consent.
    """

    kind: str
    channel: str
    country_code: str
    happened_at: datetime.datetime
    notes: Mapping[str, str]


@dataclass(frozen=True)
class QueuedAlert:
    """An alert on its way to one target.

    Attributes:
        id: Of the row.
        number: Of the alert, the same for all its targets.
        owner: The conversation it was raised in: "channel:user".
        target: "email", "slack", "teams" or "webhook".
        alert: What is told.
        may_have_arrived: Whether an attempt has ended in a way that does not say if it arrived.
        earlier: The numbers of the alerts that were raised before in the same conversation.
        state: "dead" when it could not be sent.
        attempts: How often it has been tried.
        next_attempt_at: When it is due, in UTC.
        last_error: Kind of the last failure, or the status that was answered; empty without one.
        created_at: When it was raised, in UTC.
        sent_at: In UTC; None until then.
    """

    id: int
    number: int
    owner: str
    target: str
    alert: Alert
    may_have_arrived: bool
    earlier: tuple[int, ...]
    state: State
    attempts: int
    next_attempt_at: datetime.datetime
    last_error: str
    created_at: datetime.datetime
    sent_at: datetime.datetime | None

    @property
    def alert_id(self) -> str:
        """By which people speak of it."""
        return alert_id(self.number)


class Alerts:
    """The alerts of a database. Every method raises DatabaseError when it cannot be used."""

    def __init__(self, database_url: str) -> None:
        """Open the store.

        Args:
            database_url: SQLAlchemy address.
        """
        self._engine = open_engine(database_url)

    def raise_alert(
        self, alert: Alert, owner: str, targets: Sequence[str], now: datetime.datetime
    ) -> bool:
        """Put an alert on its way, unless the same one has been raised a short time ago.

        It is the same if it is of the same kind, of the same owner, and has notes or not as before.
        An alert after a false alarm is another one, and so is a false alarm after an alert.

        Args:
            alert: What is told.
            owner: "channel:user", at most 64 characters.
            targets: Who is told; without any, nothing is raised.
            now: With a time zone.

        Returns:
            Whether this call has raised it.
        """
        with transaction(self._engine) as connection:
            for _ in range(2):
                previous, suffices = _last_same(connection, alert, owner, now)
                if suffices:
                    return False
                try:
                    with connection.begin_nested():
                        _insert(connection, alert, owner, targets, previous, now)
                except IntegrityError as error:  # another process has just raised it
                    refusal = error
                    continue
                return bool(targets)
            raise refusal

    def claim_due(
        self, now: datetime.datetime, limit: int, target: str | None = None
    ) -> list[QueuedAlert]:
        """Take alerts that are due, so that no other worker takes them for the time of a lease.

        Args:
            now: With a time zone.
            limit: How many at most.
            target: Only those for this target.
        """
        conditions = [] if target is None else [ALERTS.c.target == target]
        # The worker of a claim that nobody has ended was stopped before or after it had sent.
        doubt = or_(ALERTS.c.may_have_arrived, ALERTS.c.claimed_until.isnot(None))
        with transaction(self._engine) as connection:
            ids = queue.claim(
                connection, ALERTS, now, limit, LEASE, *conditions, may_have_arrived=doubt
            )
            return _read(connection, ALERTS.c.id.in_(ids))

    def mark_sent(self, queued: QueuedAlert, now: datetime.datetime) -> None:
        """Record that an alert has been sent."""
        with transaction(self._engine) as connection:
            queue.mark_sent(connection, ALERTS, queued, now)

    def mark_failed(
        self,
        queued: QueuedAlert,
        now: datetime.datetime,
        error: str,
        *,
        permanent: bool,
        may_have_arrived: bool = False,
        retry_after: datetime.timedelta | None = None,
    ) -> None:
        """Let an alert be tried again later, or give it up.

        Args:
            queued: As it was claimed.
            now: With a time zone.
            error: Kind of the failure, or the status that was answered; nothing personal.
            permanent: Whether trying again is of no use.
            may_have_arrived: Whether this attempt may have reached the target all the same.
            retry_after: What the target has asked to wait.
        """
        wait = queue.delay(queued.attempts, FIRST_DELAY, LONGEST_DELAY)
        if retry_after is not None:
            wait = max(wait, min(retry_after, LONGEST_RETRY_AFTER))
        with transaction(self._engine) as connection:
            queue.mark_failed(
                connection,
                ALERTS,
                queued,
                error,
                next_attempt_at=now + wait,
                given_up=permanent or now - queued.created_at >= GIVEN_UP_AFTER,
                may_have_arrived=queued.may_have_arrived or may_have_arrived,
            )

    def list(self, state: State | None = None) -> list[QueuedAlert]:
        """Return the alerts, oldest first; those of one state if it is given."""
        with transaction(self._engine) as connection:
            return _read(connection, *([] if state is None else [ALERTS.c.state == state]))

    def delete_of(self, owner: str) -> None:
        """Delete the alerts of an owner, so that no trace is left in the file."""
        with transaction(self._engine) as connection:
            connection.execute(delete(ALERTS).where(ALERTS.c.owner == owner))
        empty_log(self._engine)


def alert_id(number: int) -> str:
    """Return the number of an alert as people speak of it: "A-00012"."""
    return f"A-{number:05d}"


def _last_same(
    connection: Connection, alert: Alert, owner: str, now: datetime.datetime
) -> tuple[int | None, bool]:
    """Return the number of the last alert that was the same, and whether it still suffices."""
    rows = connection.execute(
        select(ALERTS).where(ALERTS.c.owner == owner).order_by(ALERTS.c.id.desc())
    ).all()
    same = (alert.kind, bool(alert.notes))
    last = next((row for row in rows if (row.kind, bool(row.notes)) == same), None)
    if last is None:
        return None, False
    was_contradicted = any(
        row.id > last.id and (row.kind == FALSE_ALARM) != (alert.kind == FALSE_ALARM)
        for row in rows
    )
    return last.number, last.created_at > now - QUIET and not was_contradicted


def _insert(
    connection: Connection,
    alert: Alert,
    owner: str,
    targets: Sequence[str],
    previous: int | None,
    now: datetime.datetime,
) -> None:
    """Insert a row for each target, which only one of those can who know the same previous alert.

    Raises:
        IntegrityError: Another process has been faster.
    """
    ids: list[int] = []
    for target in targets:
        what = json.dumps([owner, alert.kind, bool(alert.notes), previous, target])
        result = connection.execute(
            insert(ALERTS).values(
                number=ids[0] if ids else 0,
                idempotency_key=hashlib.sha256(what.encode()).hexdigest(),
                owner=owner,
                target=target,
                kind=alert.kind,
                channel=alert.channel,
                country_code=alert.country_code,
                happened_at=alert.happened_at,
                notes=dict(alert.notes),
                may_have_arrived=False,
                state="pending",
                attempts=0,
                next_attempt_at=now,
                last_error="",
                created_at=now,
            )
        )
        ids.append(result.inserted_primary_key.id)
    connection.execute(update(ALERTS).where(ALERTS.c.id.in_(ids[:1])).values(number=ALERTS.c.id))


def _read(connection: Connection, *conditions: Any) -> list[QueuedAlert]:
    rows = connection.execute(select(ALERTS).where(*conditions).order_by(ALERTS.c.id)).all()
    numbers = _numbers(connection, {row.owner for row in rows})
    return [
        QueuedAlert(
            id=row.id,
            number=row.number,
            owner=row.owner,
            target=row.target,
            alert=Alert(row.kind, row.channel, row.country_code, row.happened_at, row.notes),
            may_have_arrived=row.may_have_arrived,
            earlier=tuple(sorted(n for n in numbers[row.owner] if n < row.number)),
            state=row.state,
            attempts=row.attempts,
            next_attempt_at=row.next_attempt_at,
            last_error=row.last_error,
            created_at=row.created_at,
            sent_at=row.sent_at,
        )
        for row in rows
    ]


def _numbers(connection: Connection, owners: set[str]) -> dict[str, set[int]]:
    """Return the numbers of all alerts of some owners."""
    numbers: dict[str, set[int]] = {owner: set() for owner in owners}
    for row in connection.execute(select(ALERTS).where(ALERTS.c.owner.in_(owners))):
        numbers[row.owner].add(row.number)
    return numbers
