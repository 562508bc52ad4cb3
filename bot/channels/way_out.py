"""How replies leave by a service's own interface: in order, and kept while it cannot be reached."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from bot.channels.database_thread import in_database_thread
from bot.errors import AssistantError
from bot.storage.database import WAIT_SECONDS, DatabaseError
from bot.storage.unsent import GIVEN_UP_AFTER, UnsentReplies, UnsentReply

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10.0
PAUSE_SECONDS = 1.0

Request = dict[str, Any]


class SendError(AssistantError):
    """A service has not taken a request.

    Attributes:
        reason: Kind of the failure; nothing personal.
        retry_after: Seconds that the service wants to be left in peace, if it has said so.
        is_final: Whether the same request would be refused again.
    """

    def __init__(
        self, reason: str, *, retry_after: float | None = None, is_final: bool = False
    ) -> None:
        """Keep what is known of the failure."""
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after
        self.is_final = is_final


class WayOut:
    """Sends the requests of a channel; what cannot be sent now is kept, and sent in its turn."""

    def __init__(
        self,
        channel: str,
        send: Callable[[Request], Awaitable[dict[str, Any]]],
        unsent: UnsentReplies,
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        """Keep what is needed; nothing is sent.

        Args:
            channel: Its name.
            send: Sends a request, which JSON can hold, and returns the service's answer; raises
                `SendError` where the service does not take it.
            unsent: Where requests are kept.
            timeout_seconds: Longest time for one request.
        """
        self._channel = channel
        self._send = send
        self._unsent = unsent
        self._timeout_seconds = timeout_seconds
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def say(self, conversation: str, request: Request) -> dict[str, Any] | None:
        """Send a request of a conversation, after all that were made before it.

        Returns:
            The service's answer; None if the request is kept for later, or was refused for good.
        """
        async with self._locks.setdefault(conversation, asyncio.Lock()):
            if await self._is_waiting(conversation):
                await self._keep(conversation, request, SendError("behind_others"))
                return None
            try:
                return await self._try(request)
            except SendError as error:
                self._log(error)
                if not error.is_final:
                    await self._keep(conversation, request, error)
                return None

    async def send_what_waits(self, stop: asyncio.Event) -> None:
        """Send what was kept, as it becomes due, until `stop` is set."""
        while not stop.is_set():
            try:
                if await self._send_next():
                    continue
            except DatabaseError as error:
                logger.error("way_out.database_failed error=%s", type(error.__cause__).__name__)
            except Exception:  # nobody would begin this loop again
                logger.exception("way_out.failed channel=%s", self._channel)
            try:
                await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
            except asyncio.TimeoutError:
                continue

    async def _send_next(self) -> bool:
        """Send one request that is due; tell whether there was one."""
        reply = await in_database_thread(
            self._unsent.claim, self._channel, _now(), patience_seconds=WAIT_SECONDS
        )
        if reply is None:
            return False
        async with self._locks.setdefault(reply.conversation, asyncio.Lock()):
            try:
                await self._try(reply.request)
            except SendError as error:
                self._log(error)
                await in_database_thread(
                    self._note_failure, reply, error, patience_seconds=WAIT_SECONDS
                )
            else:
                await in_database_thread(self._unsent.sent, reply, patience_seconds=WAIT_SECONDS)
        return True

    def _note_failure(self, reply: UnsentReply, error: SendError) -> None:
        self._unsent.failed(
            reply,
            error.reason,
            _now(),
            retry_after=_delay_of(error),
            given_up=error.is_final,
        )

    async def _try(self, request: Request) -> dict[str, Any]:
        try:
            return await asyncio.wait_for(self._send(request), self._timeout_seconds)
        except asyncio.TimeoutError as error:
            raise SendError("timeout") from error
        except SendError:
            raise
        except Exception as error:  # a request of another version, for example: it would fail again
            raise SendError(type(error).__name__, is_final=True) from error

    async def _is_waiting(self, conversation: str) -> bool:
        try:
            return await in_database_thread(self._unsent.waiting, self._channel, conversation)
        except DatabaseError:
            return False  # better out of order than not at all

    async def _keep(self, conversation: str, request: Request, error: SendError) -> None:
        now = _now()
        try:
            keep = partial(
                self._unsent.keep,
                self._channel,
                conversation,
                request,
                now,
                not_before=now + (_delay_of(error) or datetime.timedelta(seconds=PAUSE_SECONDS)),
            )
            # This may take long: nobody waits for it but the conversation itself.
            await in_database_thread(keep, patience_seconds=WAIT_SECONDS)
        except DatabaseError:
            logger.exception("way_out.reply_lost channel=%s", self._channel)

    def _log(self, error: SendError) -> None:
        logger.warning(
            "way_out.not_sent channel=%s reason=%s final=%s",
            self._channel,
            error.reason,
            error.is_final,
        )


def _delay_of(error: SendError) -> datetime.timedelta | None:
    if error.retry_after is None:
        return None
    # No answer of a service keeps a reply for longer than it is of use.
    return min(datetime.timedelta(seconds=min(max(error.retry_after, 0), 1e6)), GIVEN_UP_AFTER)


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.timezone.utc)
