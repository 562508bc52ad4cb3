"""Replies that could not be sent: in order, tried again, given up after a day."""

from __future__ import annotations

import datetime
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.storage.database import DatabaseError, open_engine, transaction
from bot.storage.tables import UNSENT_REPLIES
from bot.storage.unsent import (
    FIRST_DELAY,
    GIVEN_UP_AFTER,
    LEASE,
    LONGEST_DELAY,
    UnsentReplies,
    UnsentReply,
)

SECOND = datetime.timedelta(seconds=1)
NOW = datetime.datetime(2027, 3, 5, 19, 3, tzinfo=datetime.timezone.utc)
REQUEST: dict[str, Any] = {
    "text": "“Żółty” 😀 \0 \ud800",
    "blocks": [{"type": "section"}],
    "n": 1,
    "none": None,
}


@pytest.fixture
def unsent(database: str) -> UnsentReplies:
    return UnsentReplies(database)


def keep(
    unsent: UnsentReplies,
    conversation: str = "slack:1",
    channel: str = "slack",
    after: datetime.timedelta = 0 * SECOND,
    **request: Any,
) -> None:
    unsent.keep(channel, conversation, request, NOW, not_before=NOW + after)


def claimed(
    unsent: UnsentReplies, after: datetime.timedelta = 0 * SECOND, channel: str = "slack"
) -> UnsentReply:
    reply = unsent.claim(channel, NOW + after)
    assert reply is not None
    return reply


def fail(
    unsent: UnsentReplies,
    reply: UnsentReply,
    now: datetime.datetime = NOW,
    *,
    error: str = "HTTP 500",
    retry_after: datetime.timedelta | None = None,
    given_up: bool = False,
) -> None:
    unsent.failed(reply, error, now, retry_after=retry_after, given_up=given_up)


def first_due(unsent: UnsentReplies, database: str) -> datetime.datetime | None:
    """Return when the only reply is due; None when there is none."""
    with transaction(open_engine(database)) as connection:
        due = connection.execute(select(UNSENT_REPLIES.c.next_attempt_at)).scalar_one_or_none()
    assert due is None or isinstance(due, datetime.datetime)
    return due


def test_a_reply_is_claimed_as_it_was_kept_and_gone_when_it_is_sent(
    unsent: UnsentReplies, database: str
) -> None:
    keep(unsent, **REQUEST)
    assert unsent.waiting("slack", "slack:1")
    reply = claimed(unsent)
    assert (reply.conversation, reply.request, reply.attempts) == ("slack:1", REQUEST, 1)
    assert reply.kept_at == NOW
    assert unsent.waiting("slack", "slack:1")
    unsent.sent(reply)
    assert not unsent.waiting("slack", "slack:1")
    with transaction(open_engine(database)) as connection:
        assert connection.execute(select(func.count()).select_from(UNSENT_REPLIES)).scalar() == 0


def test_without_replies_there_is_nothing_to_claim(unsent: UnsentReplies) -> None:
    assert unsent.claim("slack", NOW) is None
    assert not unsent.waiting("slack", "slack:1")


def test_a_reply_is_not_due_before_its_moment(unsent: UnsentReplies) -> None:
    keep(unsent, after=90 * SECOND)
    assert unsent.claim("slack", NOW + 89 * SECOND) is None
    claimed(unsent, 90 * SECOND)


def test_a_channel_claims_its_own_replies_only(unsent: UnsentReplies) -> None:
    keep(unsent, "teams:1", "teams")
    assert unsent.claim("slack", NOW) is None
    assert not unsent.waiting("slack", "teams:1")
    assert not unsent.waiting("teams", "teams:2")
    assert claimed(unsent, channel="teams").conversation == "teams:1"


def test_only_the_oldest_reply_of_a_conversation_is_due_whenever_the_others_are(
    unsent: UnsentReplies,
) -> None:
    keep(unsent, number=1, after=10 * SECOND)
    keep(unsent, number=2)
    keep(unsent, number=3)
    assert unsent.claim("slack", NOW) is None
    for number in (1, 2, 3):
        reply = claimed(unsent, 10 * SECOND)
        assert reply.request == {"number": number}
        assert unsent.claim("slack", NOW + 10 * SECOND) is None  # while it is being sent
        fail(unsent, reply, NOW + 10 * SECOND)
        assert unsent.claim("slack", NOW + 10 * SECOND) is None  # nor while it waits
        unsent.sent(reply)
    assert not unsent.waiting("slack", "slack:1")


def test_a_conversation_does_not_wait_for_another(unsent: UnsentReplies) -> None:
    keep(unsent, "slack:1", number=1)
    keep(unsent, "slack:2", number=2)
    keep(unsent, "slack:1", number=3)
    assert [claimed(unsent).request["number"] for _ in range(2)] == [1, 2]
    assert unsent.claim("slack", NOW) is None


def test_the_next_reply_follows_one_that_is_given_up(unsent: UnsentReplies) -> None:
    keep(unsent, number=1)
    keep(unsent, number=2)
    fail(unsent, claimed(unsent), given_up=True)
    assert claimed(unsent).request == {"number": 2}


def test_a_claimed_reply_is_nobody_elses_until_the_lease_is_over(unsent: UnsentReplies) -> None:
    keep(unsent)
    first = claimed(unsent)
    assert unsent.claim("slack", NOW + LEASE - SECOND) is None
    again = claimed(unsent, LEASE)
    assert (again.id, again.attempts) == (first.id, 2)


def test_a_worker_that_comes_late_does_not_undo_what_another_does(
    unsent: UnsentReplies, database: str
) -> None:
    keep(unsent)
    late = claimed(unsent)
    present = claimed(unsent, LEASE)
    fail(unsent, late, NOW + LEASE, given_up=True)
    fail(unsent, late, NOW + LEASE)
    assert unsent.waiting("slack", "slack:1")
    assert unsent.claim("slack", NOW + 2 * LEASE - SECOND) is None
    unsent.sent(present)
    fail(unsent, present, NOW + LEASE)
    assert first_due(unsent, database) is None


def test_a_reply_that_was_sent_late_does_not_take_a_newer_one_with_it(
    unsent: UnsentReplies,
) -> None:
    keep(unsent, number=1)
    late = claimed(unsent)
    unsent.sent(claimed(unsent, LEASE))
    keep(unsent, number=2)
    unsent.sent(late)
    assert claimed(unsent).request == {"number": 2}


def test_a_failed_reply_is_tried_soon_then_after_longer_times(
    unsent: UnsentReplies, database: str
) -> None:
    keep(unsent)
    moment = NOW
    waits = []
    for _ in range(12):
        reply = unsent.claim("slack", moment)
        assert reply is not None
        fail(unsent, reply, moment)
        due = first_due(unsent, database)
        assert due is not None
        waits.append(due - moment)
        assert unsent.claim("slack", due - datetime.timedelta(milliseconds=1)) is None
        moment = due
    for attempt, wait in enumerate(waits):
        expected = min(FIRST_DELAY * 2**attempt, LONGEST_DELAY)
        assert 0.75 * expected <= wait <= 1.25 * expected
    assert len(set(waits[-3:])) == 3  # never in step


@pytest.mark.parametrize(
    ("asked", "shortest", "longest"),
    [
        (90 * SECOND, 90 * SECOND, 90 * SECOND),
        (0 * SECOND, 0.75 * FIRST_DELAY, 1.25 * FIRST_DELAY),
        (-90 * SECOND, 0.75 * FIRST_DELAY, 1.25 * FIRST_DELAY),
        (10_000 * SECOND, 10_000 * SECOND, 10_000 * SECOND),
    ],
)
def test_a_service_that_asks_for_time_is_given_it(
    unsent: UnsentReplies,
    database: str,
    asked: datetime.timedelta,
    shortest: datetime.timedelta,
    longest: datetime.timedelta,
) -> None:
    keep(unsent)
    fail(unsent, claimed(unsent), retry_after=asked)
    due = first_due(unsent, database)
    assert due is not None
    assert shortest <= due - NOW <= longest


def test_what_fails_after_a_day_is_given_up(unsent: UnsentReplies) -> None:
    keep(unsent)
    reply = claimed(unsent, GIVEN_UP_AFTER - 10 * SECOND)
    fail(unsent, reply, NOW + GIVEN_UP_AFTER - 10 * SECOND)
    assert unsent.waiting("slack", "slack:1")
    reply = claimed(unsent, GIVEN_UP_AFTER - SECOND)
    fail(unsent, reply, NOW + GIVEN_UP_AFTER)
    assert not unsent.waiting("slack", "slack:1")


def test_what_has_waited_for_a_day_is_dropped_and_told_also_of_a_channel_that_is_no_more(
    unsent: UnsentReplies, caplog: pytest.LogCaptureFixture
) -> None:
    keep(unsent, text="Maria Lee")
    keep(unsent, "teams:1", "teams", text="Maria Lee")
    unsent.keep("slack", "slack:2", {"number": 3}, NOW + SECOND, not_before=NOW)
    with caplog.at_level(logging.INFO):
        assert claimed(unsent, GIVEN_UP_AFTER).request == {"number": 3}
    assert caplog.messages == ["unsent.expired replies=2"]
    assert not unsent.waiting("slack", "slack:1")
    assert not unsent.waiting("teams", "teams:1")


def test_a_long_error_is_kept_as_far_as_it_fits(unsent: UnsentReplies) -> None:
    keep(unsent)
    fail(unsent, claimed(unsent), error="é" * 1000)
    assert claimed(unsent, 2 * SECOND).attempts == 2


def test_no_reply_is_claimed_by_two_of_many_workers_and_each_conversation_stays_in_order(
    unsent: UnsentReplies, database: str
) -> None:
    for number in range(5):
        for conversation in range(4):
            keep(unsent, f"slack:{conversation}", number=number)
    barrier = threading.Barrier(6)
    sent: list[tuple[str, object]] = []

    def work(_: int) -> None:
        mine = UnsentReplies(database)
        barrier.wait()
        while any(mine.waiting("slack", f"slack:{number}") for number in range(4)):
            if reply := mine.claim("slack", NOW):
                sent.append((reply.conversation, reply.request["number"]))
                mine.sent(reply)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    for conversation in range(4):
        numbers = [number for owner, number in sent if owner == f"slack:{conversation}"]
        assert numbers == [0, 1, 2, 3, 4]


def test_a_moment_without_a_zone_is_refused(unsent: UnsentReplies) -> None:
    with pytest.raises(DatabaseError):
        unsent.keep("slack", "slack:1", {}, NOW, not_before=datetime.datetime(2027, 3, 5))
    assert not unsent.waiting("slack", "slack:1")
