"""A message that comes again, on a bad line or to another process, is answered as it was before."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.database_thread import in_database_thread
from bot.channels.turn import Reply
from bot.storage.database import DatabaseError
from bot.storage.inbox import Inbox

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.2
Turn = Callable[[], Coroutine[Any, Any, list[Reply]]]


class LatestAnswers:
    """Runs one turn for each message, however often and to whichever process it is sent."""

    def __init__(self, inbox: Inbox, *, lease_seconds: float) -> None:
        """Begin with no turn running.

        Args:
            inbox: Knows what was answered within a day, to any process.
            lease_seconds: A turn that has not ended after this time has died with its process.
        """
        self._inbox = inbox
        self._lease = datetime.timedelta(seconds=lease_seconds)
        self._running: dict[tuple[str, str], asyncio.Future[list[Reply]]] = {}

    async def of(self, message: UserMessage, run: Turn, *, more_seconds: float = 0) -> list[Reply]:
        """Return the replies to a message, also while the turn that it began is still running.

        Args:
            message: Its conversation and its id decide whether it has come before.
            run: Runs the turn; called only if it has not, or if that turn failed.
            more_seconds: What the turn may take beyond any other.
        """
        lease = self._lease + datetime.timedelta(seconds=more_seconds)
        key = (message.sender_id, message.message_id)
        answer = self._running.get(key)
        if answer is None:
            answer = self._running[key] = asyncio.ensure_future(self._answer(*key, run, lease))
            answer.add_done_callback(lambda _: self._running.pop(key))
        # Whoever hangs up ends the waiting, not the turn: the next attempt asks for its replies.
        return await asyncio.shield(answer)

    async def _answer(
        self, conversation: str, message_id: str, run: Turn, lease: datetime.timedelta
    ) -> list[Reply]:
        try:
            replies = await self._of_another_process(conversation, message_id, lease)
        except DatabaseError:
            return await run()  # better twice than never
        if replies is not None:
            return replies
        try:
            replies = await run()
        except BaseException:
            await self._note(self._inbox.release, conversation, message_id)
            raise
        await self._note(self._inbox.answer, conversation, message_id, replies, _now())
        return replies

    async def _of_another_process(
        self, conversation: str, message_id: str, lease: datetime.timedelta
    ) -> list[Reply] | None:
        """Return what the message was answered before; None if its turn is to be run here.

        Raises:
            DatabaseError: The database cannot be used.
        """
        while True:
            claim = await in_database_thread(
                self._inbox.claim, conversation, message_id, _now(), lease
            )
            if claim.is_new or claim.replies is not None:
                return claim.replies
            await asyncio.sleep(POLL_SECONDS)

    async def _note(self, change: Callable[..., None], *values: Any) -> None:
        try:
            await in_database_thread(change, *values)
        except DatabaseError as error:
            logger.error("inbox.failed error=%s", type(error.__cause__).__name__)


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.timezone.utc)
