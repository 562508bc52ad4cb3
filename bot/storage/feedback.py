"""Thumbs up and down for answers, by topic; what was asked is not kept."""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass

from sqlalchemy import case, func, select

from bot.storage.database import insert_or, open_engine, transaction
from bot.storage.tables import FEEDBACK

_Z = 1.96  # of a confidence of 95 %


@dataclass(frozen=True)
class TopicFeedback:
    """What people think of the answers on a topic.

    Attributes:
        topic: As the assistant calls it.
        helpful: Thumbs up.
        unhelpful: Thumbs down.
    """

    topic: str
    helpful: int
    unhelpful: int

    @property
    def least_unhelpful_share(self) -> float:
        """The share of thumbs down that is certain, 0 to 1: Wilson's lower bound.

        So one thumb down of one weighs less than forty of a hundred.
        """
        total = self.helpful + self.unhelpful
        share = self.unhelpful / total
        spread = _Z * math.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2))
        return (share + _Z**2 / (2 * total) - spread) / (1 + _Z**2 / total)


class Feedback:
    """The thumbs of a database. Every method raises DatabaseError when it cannot be used."""

    def __init__(self, database_url: str) -> None:
        """Open the store.

        Args:
            database_url: SQLAlchemy address.
        """
        self._engine = open_engine(database_url)

    def give(
        self,
        conversation: str,
        message_id: str,
        *,
        channel: str,
        topic: str,
        is_helpful: bool,
        now: datetime.datetime,
    ) -> None:
        """Keep a thumb; it replaces a former one for the same message.

        Args:
            conversation: "channel:user", at most 64 characters.
            message_id: Of the message that was answered, at most 128 characters.
            channel: Where it was given, at most 16 characters.
            topic: Of the answer, at most 128 characters.
            is_helpful: Thumb up or down.
            now: With a time zone.
        """
        thumb = {
            "given_at": now,
            "channel": channel,
            "topic": topic,
            "is_helpful": is_helpful,
        }
        with transaction(self._engine) as connection:
            connection.execute(
                insert_or(self._engine, FEEDBACK)
                .values(conversation=conversation, message_id=message_id, **thumb)
                .on_conflict_do_update(
                    index_elements=[FEEDBACK.c.conversation, FEEDBACK.c.message_id], set_=thumb
                )
            )

    def by_topic(self) -> list[TopicFeedback]:
        """Return the thumbs of every topic, the worst topic first."""
        helpful, unhelpful = (
            func.sum(case((FEEDBACK.c.is_helpful.is_(value), 1), else_=0))
            for value in (True, False)
        )
        with transaction(self._engine) as connection:
            rows = connection.execute(
                select(FEEDBACK.c.topic, helpful, unhelpful).group_by(FEEDBACK.c.topic)
            ).all()
        topics = [TopicFeedback(*row) for row in rows]
        return sorted(topics, key=lambda found: (-found.least_unhelpful_share, found.topic))
