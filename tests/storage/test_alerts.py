"""Alerts on their way: raised once, claimed by one worker at a time, sent or given up."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from bot.settings import PROJECT_ROOT
from bot.storage.alerts import (
    FALSE_ALARM,
    FIRST_DELAY,
    GIVEN_UP_AFTER,
    LEASE,
    LONGEST_DELAY,
    LONGEST_RETRY_AFTER,
    QUIET,
    Alert,
    Alerts,
    QueuedAlert,
)
from bot.storage.database import DatabaseError, open_engine

OWNER = "web:8c1f"
SECOND = datetime.timedelta(seconds=1)
NOW = datetime.datetime(2027, 3, 5, 19, 3, tzinfo=datetime.timezone.utc)
NOTES = {"person": "Zoë “Żółty” 😀", "place": "Hotel\nSarova", "event": "?", "callback": "+254 1"}
TARGETS = ("email", "slack")
# Says that it is ready, raises the alert, and says whether it has.
RAISE = """
import datetime, sys
from bot.storage.alerts import Alert, Alerts
now = datetime.datetime.fromisoformat(sys.argv[2])
alerts = Alerts(sys.argv[1])
print("ready", flush=True)
print(alerts.raise_alert(Alert("medical", "web", "KE", now, {}), "web:1", ["slack", "email"], now))
"""


@pytest.fixture
def alerts(database: str) -> Alerts:
    return Alerts(database)


def make_alert(**changes: object) -> Alert:
    return dataclasses.replace(Alert("medical", "web", "KE", NOW, {}), **changes)


def raise_it(
    alerts: Alerts,
    kind: str = "medical",
    *,
    after: datetime.timedelta = 0 * SECOND,
    owner: str = OWNER,
    **changes: object,
) -> bool:
    """Raise an alert for two targets some time after the first."""
    return alerts.raise_alert(make_alert(kind=kind, **changes), owner, TARGETS, NOW + after)


def only(alerts: Alerts) -> QueuedAlert:
    (queued,) = alerts.list()
    return queued


def raise_one(alerts: Alerts) -> None:
    assert alerts.raise_alert(make_alert(), OWNER, ["slack"], NOW)


@pytest.mark.parametrize("notes", [{}, NOTES])
def test_an_alert_waits_for_each_of_its_targets_as_it_was_raised(
    alerts: Alerts, notes: dict[str, str]
) -> None:
    nairobi = datetime.timezone(datetime.timedelta(hours=3))
    alert = make_alert(notes=notes, happened_at=(NOW - SECOND).astimezone(nairobi))
    assert alerts.raise_alert(alert, OWNER, TARGETS, NOW)
    email, slack = alerts.list()
    assert (email.target, slack.target) == TARGETS
    for queued in (email, slack):
        assert queued.alert == alert
        assert queued.alert.happened_at.utcoffset() == datetime.timedelta(0)
        assert (queued.owner, queued.earlier, queued.may_have_arrived) == (OWNER, (), False)
        assert (queued.state, queued.attempts, queued.last_error) == ("pending", 0, "")
        assert queued.created_at == queued.next_attempt_at == NOW
        assert queued.sent_at is None


def test_an_alert_has_one_number_for_all_its_targets_and_the_next_another(alerts: Alerts) -> None:
    raise_it(alerts)
    raise_it(alerts, owner="web:other")
    ids = [queued.alert_id for queued in alerts.list()]
    assert ids == ["A-00001", "A-00001", "A-00003", "A-00003"]


def test_a_number_is_never_used_again_though_the_alert_is_forgotten(alerts: Alerts) -> None:
    raise_one(alerts)
    number = only(alerts).number
    alerts.delete_of(OWNER)
    raise_one(alerts)
    assert only(alerts).number > number


def test_without_targets_nothing_is_raised(alerts: Alerts) -> None:
    assert not alerts.raise_alert(make_alert(), OWNER, [], NOW)
    assert alerts.list() == []


def test_the_same_alert_is_raised_once_within_the_quiet_time(alerts: Alerts) -> None:
    assert raise_it(alerts)
    assert not raise_it(alerts)
    assert not raise_it(alerts, country_code="UG", happened_at=NOW + SECOND, channel="rest")
    assert not raise_it(alerts, after=QUIET - SECOND)
    assert len(alerts.list()) == 2
    assert raise_it(alerts, after=QUIET)
    assert not raise_it(alerts, after=2 * QUIET - SECOND)
    assert raise_it(alerts, after=2 * QUIET)
    assert len(alerts.list()) == 6


def test_another_kind_another_owner_and_notes_make_another_alert(alerts: Alerts) -> None:
    assert raise_it(alerts)
    assert raise_it(alerts, "arrest")
    assert raise_it(alerts, owner="web:other")
    assert raise_it(alerts, notes=NOTES)
    for again in ({"kind": "arrest"}, {"owner": "web:other"}, {"notes": {"place": "Lima"}}):
        assert not raise_it(alerts, **again)
    assert len(alerts.list()) == 8


def test_an_emergency_after_a_false_alarm_is_told_and_so_is_the_next_false_alarm(
    alerts: Alerts,
) -> None:
    for kind in ("medical", FALSE_ALARM, "medical", FALSE_ALARM):
        assert raise_it(alerts, kind)
        assert not raise_it(alerts, kind)  # the turn was repeated
    assert len(alerts.list()) == 8


def test_an_alert_knows_the_earlier_ones_of_its_conversation(alerts: Alerts) -> None:
    raise_it(alerts)
    raise_it(alerts, owner="web:other")
    raise_it(alerts, notes=NOTES)
    raise_it(alerts, FALSE_ALARM)
    for queued in (alerts.list(), alerts.claim_due(NOW, limit=8)):
        earlier = [(email.number, email.earlier) for email in queued[::2]]
        assert earlier == [(1, ()), (3, ()), (5, (1,)), (7, (1, 5))]


def test_two_processes_that_raise_the_same_alert_at_once_raise_it_once(
    alerts: Alerts, database: str
) -> None:
    engine = open_engine(database)
    is_postgresql = engine.dialect.name == "postgresql"
    with engine.begin() as connection:  # on SQLite this alone keeps others from writing
        if is_postgresql:  # others may look, and find no alert, but must wait to insert theirs
            connection.execute(text("LOCK TABLE alerts IN SHARE ROW EXCLUSIVE MODE"))
        processes = [
            subprocess.Popen(
                [sys.executable, "-c", RAISE, database, NOW.isoformat()],
                cwd=PROJECT_ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for _ in range(2)
        ]
        if is_postgresql:
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            deadline = time.monotonic() + 30
            while connection.execute(waiting).scalar_one() < len(processes):
                assert time.monotonic() < deadline
                time.sleep(0.05)
        else:
            time.sleep(1)
    said = sorted(process.communicate(timeout=60)[0].split()[-1] for process in processes)
    assert said == ["False", "True"]
    assert sorted(queued.target for queued in alerts.list()) == ["email", "slack"]


def test_a_row_that_is_refused_for_another_reason_is_an_error_and_leaves_nothing(
    alerts: Alerts,
) -> None:
    with pytest.raises(DatabaseError, match="IntegrityError"):
        alerts.raise_alert(make_alert(), OWNER, ["slack", "slack"], NOW)
    assert alerts.list() == []
    raise_one(alerts)


def test_a_claimed_alert_is_nobody_elses_until_the_lease_is_over_and_then_may_have_arrived(
    alerts: Alerts,
) -> None:
    raise_one(alerts)
    (claimed,) = alerts.claim_due(NOW, limit=10)
    assert (claimed.attempts, claimed.may_have_arrived) == (1, False)
    assert alerts.claim_due(NOW + LEASE - SECOND, limit=10) == []
    (again,) = alerts.claim_due(NOW + LEASE, limit=10)
    assert (again.id, again.attempts, again.may_have_arrived) == (claimed.id, 2, True)
    # What is in doubt once is in doubt for ever.
    alerts.mark_failed(again, NOW + LEASE, "HTTP 429", permanent=False)
    (third,) = alerts.claim_due(NOW + 2 * LEASE, limit=10)
    assert (third.attempts, third.may_have_arrived) == (3, True)


@pytest.mark.parametrize("may_have_arrived", [True, False])
def test_whether_a_failed_attempt_may_have_arrived_is_remembered(
    alerts: Alerts, may_have_arrived: bool
) -> None:
    raise_one(alerts)
    (claimed,) = alerts.claim_due(NOW, limit=1)
    alerts.mark_failed(claimed, NOW, "x", permanent=False, may_have_arrived=may_have_arrived)
    (again,) = alerts.claim_due(NOW + LEASE, limit=1)
    assert again.may_have_arrived is may_have_arrived


def test_only_the_alerts_of_a_target_are_claimed_for_it_the_oldest_first(alerts: Alerts) -> None:
    assert alerts.claim_due(NOW, limit=10) == []
    raise_it(alerts, after=SECOND)
    raise_it(alerts, owner="web:older")
    assert [q.owner for q in alerts.claim_due(NOW, limit=10, target="slack")] == ["web:older"]
    assert [q.owner for q in alerts.claim_due(NOW + SECOND, limit=10, target="slack")] == [OWNER]
    assert alerts.claim_due(NOW + SECOND, limit=10, target="teams") == []
    (first,) = alerts.claim_due(NOW + SECOND, limit=1, target="email")
    assert (first.owner, first.target) == ("web:older", "email")


def test_no_alert_is_claimed_by_two_of_many_workers(alerts: Alerts, database: str) -> None:
    for number in range(20):
        raise_it(alerts, owner=f"web:{number}")
    barrier = threading.Barrier(6)

    def work(_: int) -> list[int]:
        mine: list[int] = []
        barrier.wait()
        while claimed := Alerts(database).claim_due(NOW, limit=3):
            mine += [queued.id for queued in claimed]
        return mine

    with ThreadPoolExecutor(6) as pool:
        shares = list(pool.map(work, range(6)))
    assert sorted(itertools.chain(*shares)) == [queued.id for queued in alerts.list()]


def test_a_sent_alert_is_not_sent_again(alerts: Alerts) -> None:
    raise_one(alerts)
    (claimed,) = alerts.claim_due(NOW, limit=1)
    alerts.mark_sent(claimed, NOW + SECOND)
    sent = only(alerts)
    assert (sent.state, sent.sent_at, sent.attempts) == ("sent", NOW + SECOND, 1)
    assert alerts.claim_due(NOW + GIVEN_UP_AFTER, limit=1) == []


def test_a_failed_alert_is_tried_soon_then_after_longer_times_and_given_up_after_a_day(
    alerts: Alerts,
) -> None:
    raise_one(alerts)
    moment = NOW
    waits = []
    while True:
        (claimed,) = alerts.claim_due(moment, limit=1)
        alerts.mark_failed(claimed, moment, "HTTP 500", permanent=False)
        failed = only(alerts)
        assert failed.last_error == "HTTP 500"
        if failed.state == "dead":
            break
        waits.append(failed.next_attempt_at - moment)
        assert alerts.claim_due(failed.next_attempt_at - SECOND, limit=1) == []
        moment = failed.next_attempt_at
    for attempt, wait in enumerate(waits):
        expected = min(FIRST_DELAY * 2 ** min(attempt, 10), LONGEST_DELAY)
        assert 0.75 * expected <= wait <= 1.25 * expected
    assert waits[0] < 7 * SECOND
    assert len(set(waits[-5:])) == 5  # never in step
    assert GIVEN_UP_AFTER <= moment - NOW < GIVEN_UP_AFTER + 2 * LONGEST_DELAY
    assert alerts.claim_due(moment + LONGEST_DELAY, limit=1) == []


def test_an_alert_that_is_refused_for_good_is_given_up_at_once(alerts: Alerts) -> None:
    raise_one(alerts)
    (claimed,) = alerts.claim_due(NOW, limit=1)
    alerts.mark_failed(claimed, NOW, "HTTP 404", permanent=True)
    assert (only(alerts).state, only(alerts).last_error) == ("dead", "HTTP 404")
    assert alerts.claim_due(NOW + GIVEN_UP_AFTER, limit=1) == []


@pytest.mark.parametrize(
    ("asked", "shortest", "longest"),
    [
        (datetime.timedelta(seconds=90), datetime.timedelta(seconds=90), 90 * SECOND),
        (datetime.timedelta(0), 0.75 * FIRST_DELAY, 1.25 * FIRST_DELAY),
        (datetime.timedelta(days=-1), 0.75 * FIRST_DELAY, 1.25 * FIRST_DELAY),
        (datetime.timedelta(days=7), LONGEST_RETRY_AFTER, LONGEST_RETRY_AFTER),
    ],
)
def test_a_target_that_asks_for_time_is_given_it_but_not_for_ever(
    alerts: Alerts,
    asked: datetime.timedelta,
    shortest: datetime.timedelta,
    longest: datetime.timedelta,
) -> None:
    raise_one(alerts)
    (claimed,) = alerts.claim_due(NOW, limit=1)
    alerts.mark_failed(claimed, NOW, "HTTP 429", permanent=False, retry_after=asked)
    assert shortest <= only(alerts).next_attempt_at - NOW <= longest


def test_a_worker_that_comes_late_does_not_undo_what_another_has_done(alerts: Alerts) -> None:
    raise_one(alerts)
    (late,) = alerts.claim_due(NOW, limit=1)
    (present,) = alerts.claim_due(NOW + LEASE, limit=1)
    alerts.mark_failed(late, NOW + LEASE, "late", permanent=True)
    assert (only(alerts).state, only(alerts).last_error) == ("pending", "")
    alerts.mark_sent(present, NOW + LEASE)
    alerts.mark_failed(present, NOW + LEASE, "late", permanent=True)
    assert only(alerts).state == "sent"


def test_alerts_are_listed_by_state(alerts: Alerts) -> None:
    assert alerts.list() == []
    raise_it(alerts)
    raise_it(alerts, "arrest")
    sent, dead, *_ = alerts.claim_due(NOW, limit=4)
    alerts.mark_sent(sent, NOW)
    alerts.mark_failed(dead, NOW, "x", permanent=True)
    assert [queued.id for queued in alerts.list("sent")] == [sent.id]
    assert [queued.id for queued in alerts.list("dead")] == [dead.id]
    assert len(alerts.list("pending")) == 2
    assert len(alerts.list()) == 4


def test_the_alerts_of_an_owner_are_deleted_also_while_one_is_being_sent(alerts: Alerts) -> None:
    raise_it(alerts, notes=NOTES)
    raise_it(alerts, owner="web:8c1")
    claimed = alerts.claim_due(NOW, limit=1)[0]
    alerts.delete_of(OWNER)
    alerts.mark_sent(claimed, NOW)
    alerts.mark_failed(claimed, NOW, "x", permanent=False)
    assert {queued.owner for queued in alerts.list()} == {"web:8c1"}


def test_a_moment_without_a_zone_is_refused(alerts: Alerts) -> None:
    with pytest.raises(DatabaseError):
        raise_it(alerts, happened_at=datetime.datetime(2027, 3, 5))
    assert alerts.list() == []
