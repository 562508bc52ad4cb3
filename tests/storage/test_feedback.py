"""Thumbs by topic."""

from __future__ import annotations

import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from bot.storage.database import DatabaseError, open_engine, transaction
from bot.storage.feedback import Feedback, TopicFeedback
from bot.storage.tables import FEEDBACK

NOW = datetime.datetime(2027, 3, 5, 19, 3, tzinfo=datetime.timezone.utc)


@pytest.fixture
def feedback(database: str) -> Feedback:
    return Feedback(database)


def give(
    feedback: Feedback,
    is_helpful: bool,
    topic: str = "dental",
    *,
    message_id: str = "m",
    conversation: str = "web:1",
    now: datetime.datetime = NOW,
) -> None:
    feedback.give(
        conversation, message_id, channel="web", topic=topic, is_helpful=is_helpful, now=now
    )


def give_many(feedback: Feedback, topic: str, helpful: int, unhelpful: int) -> None:
    for number in range(helpful + unhelpful):
        give(feedback, number < helpful, topic, message_id=f"{topic}{number}")


def test_without_thumbs_there_is_no_topic(feedback: Feedback) -> None:
    assert feedback.by_topic() == []


def test_thumbs_are_counted_by_topic(feedback: Feedback) -> None:
    give(feedback, True)
    give(feedback, False, message_id="n")
    give(feedback, True, conversation="web:2")
    give(feedback, True, "visa", message_id="o")
    assert feedback.by_topic() == [TopicFeedback("dental", 2, 1), TopicFeedback("visa", 1, 0)]


def test_a_changed_thumb_replaces_the_former_and_a_repeated_one_counts_once(
    feedback: Feedback, database: str
) -> None:
    give(feedback, True)
    give(feedback, True)
    assert feedback.by_topic() == [TopicFeedback("dental", 1, 0)]
    later = NOW + datetime.timedelta(minutes=1)
    give(feedback, False, now=later)
    assert feedback.by_topic() == [TopicFeedback("dental", 0, 1)]
    with transaction(open_engine(database)) as connection:
        assert connection.execute(select(FEEDBACK.c.given_at)).scalar_one() == later


def test_one_thumb_of_many_clicks_at_once_is_kept(feedback: Feedback, database: str) -> None:
    barrier = threading.Barrier(4)

    def click(number: int) -> None:
        barrier.wait()
        give(Feedback(database), number % 2 == 0)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(click, range(4)))
    (found,) = feedback.by_topic()
    assert found.helpful + found.unhelpful == 1


def test_the_worst_topic_comes_first_and_few_thumbs_weigh_little(feedback: Feedback) -> None:
    give_many(feedback, "one of one", 0, 1)
    give_many(feedback, "loved", 9, 0)
    give_many(feedback, "hated", 1, 19)
    give_many(feedback, "twelve of thirty", 18, 12)
    give_many(feedback, "few of many", 30, 2)
    assert [found.topic for found in feedback.by_topic()] == [
        "hated", "twelve of thirty", "one of one", "few of many", "loved",
    ]  # fmt: skip


def test_topics_that_are_as_bad_come_by_name(feedback: Feedback) -> None:
    for topic in ("visa", "dental", "medical"):
        give(feedback, False, topic, message_id=topic)
    assert [found.topic for found in feedback.by_topic()] == ["dental", "medical", "visa"]


@pytest.mark.parametrize(
    ("helpful", "unhelpful", "share"), [(0, 1, 0.207), (60, 40, 0.309), (7, 0, 0.0), (0, 7, 0.646)]
)
def test_the_share_of_thumbs_down_that_is_certain_is_wilsons_lower_bound(
    helpful: int, unhelpful: int, share: float
) -> None:
    found = TopicFeedback("x", helpful, unhelpful)
    assert found.least_unhelpful_share == pytest.approx(share, abs=0.001)


def test_a_moment_without_a_zone_is_refused(feedback: Feedback) -> None:
    with pytest.raises(DatabaseError):
        give(feedback, True, now=datetime.datetime(2027, 3, 5))
    assert feedback.by_topic() == []
