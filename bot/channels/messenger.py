"""What the channels of messengers share: they acknowledge at once, and answer when there is one."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.channels.channel import UserMessage

from bot.channels.buttons import Buttons
from bot.channels.database_thread import in_database_thread
from bot.channels.door import DoorError, button_payload, typed_message
from bot.channels.limits import Limits, TooManyMessagesError
from bot.channels.reply import Reply, replies_of
from bot.channels.turn import OnNewMessage, TurnRunner, WholeTextOutput
from bot.settings import Settings
from bot.storage.database import DatabaseError
from bot.storage.inbox import Inbox
from bot.storage.keys import signing_key_of

logger = logging.getLogger(__name__)

# A turn that has not been answered after this time has died with its process.
LEASE = datetime.timedelta(minutes=2)
# So many times the longest message; spaces and invisible characters do not count.
LONGEST_LOOKED_AT = 4


@dataclass(frozen=True)
class Incoming:
    """A message, or the press of a button, of somebody whose identity was verified.

    Attributes:
        conversation: Its id; see `bot.channels.door.conversation_id`.
        message_id: The service's id, the same when it is delivered again.
        user: Who, for the limit.
        text: What was typed, as it came in.
        button: Or what the button sends.
        is_public: Whether others can read the conversation.
    """

    conversation: str
    message_id: str
    user: str
    text: str = ""
    button: str = ""
    is_public: bool = False


@dataclass(frozen=True)
class Turn:
    """What has become of a message; what it was understood as only where others can read.

    Attributes:
        intent: Such as "ask_dental_amount"; "" where it is not known.
        emergency_kind: The kind of emergency that it reports, or may report; "" for none.
        is_task_open: Whether a form waits for an answer: what was said in it is personal.
        was_run: Whether it was taken; a button that was refused may be pressed again.
    """

    intent: str = ""
    emergency_kind: str = ""
    is_task_open: bool = False
    was_run: bool = True

    @property
    def is_emergency(self) -> bool:
        """Whether it is, or may be, an emergency."""
        return bool(self.emergency_kind)


Answer = Callable[[tuple[Reply, ...], Turn], Awaitable[None]]


class Messenger:
    """Answers each message once, those of one conversation in order."""

    def __init__(
        self,
        channel: str,
        turns: TurnRunner,
        *,
        limits: Limits,
        inbox: Inbox,
        buttons: Buttons,
        max_characters: int,
    ) -> None:
        """Keep what every message needs.

        Args:
            channel: Its name.
            turns: Runs the turns.
            limits: How many messages are answered.
            inbox: Knows what has come before.
            buttons: Reads what buttons send.
            max_characters: Longest message that is read.
        """
        self.emergency = turns.emergency
        self._channel = channel
        self._turns = turns
        self._limits = limits
        self._inbox = inbox
        self._buttons = buttons
        self._max_characters = max_characters
        self._tracker_store: Any = None
        self.is_stopping = False
        self._orders: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._running: set[asyncio.Task[None]] = set()

    @classmethod
    def from_settings(cls, channel: str, settings: Settings) -> Messenger:
        """Return a messenger as it is set.

        Raises:
            AssistantError: A setting, the database or the file of contacts cannot be used.
        """
        return cls(
            channel,
            TurnRunner.from_settings(settings),
            limits=Limits.from_settings(settings),
            inbox=Inbox(settings.database_url),
            buttons=Buttons(signing_key_of(settings)),
            max_characters=settings.max_message_characters,
        )

    def look_up_in(self, app: Any) -> None:
        """Find out what public messages were understood as from the conversations of an app."""
        self._tracker_store = getattr(app.ctx.agent, "tracker_store", None)

    def sign(self, conversation: str, payload: str) -> str:
        """Return what a button of a conversation sends."""
        return self._buttons.sign(conversation, payload)

    def has_spoken(self, conversation: str) -> bool:
        """Tell whether somebody has spoken with the assistant there within a day.

        Raises:
            DatabaseError: The database cannot be used.
        """
        return self._inbox.has_spoken(conversation)

    def take(self, on_new_message: OnNewMessage, incoming: Incoming, answer: Answer) -> None:
        """Answer a message in a task of its own, after those that came before it.

        Args:
            on_new_message: Rasa's handler of incoming messages.
            incoming: The message. One that has come before is not answered again.
            answer: Shows the replies, of which there is always one.
        """
        # Whatever is longer is too long to be read, and would only hold everybody up.
        incoming = replace(incoming, text=incoming.text[: LONGEST_LOOKED_AT * self._max_characters])
        task = asyncio.ensure_future(self._answer(on_new_message, incoming, answer))
        self._running.add(task)  # a task that nobody refers to may vanish before its end
        task.add_done_callback(self._running.discard)

    async def finish(self, seconds: float) -> None:
        """Wait until no message is being answered, at most so long; no channel takes more then."""
        self.is_stopping = True
        deadline = time.monotonic() + seconds
        while self._running and time.monotonic() < deadline:
            await asyncio.wait(self._running, timeout=max(deadline - time.monotonic(), 0))

    async def _answer(
        self, on_new_message: OnNewMessage, incoming: Incoming, answer: Answer
    ) -> None:
        # Whoever comes first holds the lock first: nothing is awaited before it.
        async with self._orders.setdefault(incoming.conversation, asyncio.Lock()):
            try:
                if not await self._is_new(incoming):
                    logger.info("message.repeated channel=%s", self._channel)
                    return
                await self._answer_new(on_new_message, incoming, answer)
            except Exception as error:
                # Its text may quote the message.
                logger.error(
                    "message.not_answered channel=%s error=%s", self._channel, type(error).__name__
                )

    async def _answer_new(
        self, on_new_message: OnNewMessage, incoming: Incoming, answer: Answer
    ) -> None:
        try:
            message = self._message(incoming)
            await self._limits.count(user=incoming.user)
        except DoorError as error:
            text = self._turns.refusal_text(str(error), incoming.text)
            if isinstance(error, TooManyMessagesError) and not error.is_first:
                # It was said; but an emergency is never met with silence.
                text = self._turns.emergency_reply(incoming.text)
            if text:
                await answer((Reply(text),), Turn(was_run=False))
            await self._note(self._inbox.release, incoming)
            return
        replies = replies_of(await self._turns.collect(on_new_message, message))
        if not any(_shows_something(reply) for reply in replies):
            replies = (Reply(self._turns.fallback_text(None)),)
        await answer(replies, await self._understood(incoming))
        await self._note(self._inbox.answer, incoming, [], _now())

    async def _is_new(self, incoming: Incoming) -> bool:
        try:
            claim = await in_database_thread(
                self._inbox.claim, incoming.conversation, _key(incoming), _now(), LEASE
            )
        except DatabaseError:
            logger.error("inbox.failed channel=%s", self._channel)
            return True  # better twice than never
        return claim.is_new

    async def _note(self, change: Callable[..., None], incoming: Incoming, *values: Any) -> None:
        try:
            await in_database_thread(change, incoming.conversation, _key(incoming), *values)
        except DatabaseError:
            logger.error("inbox.failed channel=%s", self._channel)

    def _message(self, incoming: Incoming) -> UserMessage:
        """Return what Rasa is given.

        Raises:
            DoorError: The button is not of this conversation.
        """
        limit = self._max_characters
        if incoming.button:
            payload = self._buttons.read(incoming.conversation, incoming.button)
            text = button_payload(payload, limit) or typed_message(payload, limit)
        else:
            text = typed_message(incoming.text, limit)
        return UserMessage(
            text,
            WholeTextOutput(),
            incoming.conversation,
            input_channel=self._channel,
            message_id=_key(incoming),
        )

    async def _understood(self, incoming: Incoming) -> Turn:
        if not incoming.is_public or self._tracker_store is None:
            return Turn()
        try:
            tracker = await self._tracker_store.retrieve(incoming.conversation)
        except Exception as error:  # whatever a tracker store raises: the answer is more important
            logger.error("messenger.not_looked_up error=%s", type(error).__name__)
            return Turn()
        if tracker is None or tracker.latest_message is None:
            return Turn()
        latest = tracker.latest_message.parse_data
        alarm = latest.get("emergency") or {}
        return Turn(
            intent=(latest.get("intent") or {}).get("name") or "",
            emergency_kind=alarm.get("kind", "") if alarm.get("level", "none") != "none" else "",
            is_task_open=tracker.active_loop_name is not None,
        )


def _shows_something(reply: Reply) -> bool:
    return bool(reply.text or reply.quote or reply.split or reply.files)


def _key(incoming: Incoming) -> str:
    """Return the id of a message as any database can keep it: a hash, whatever a service sends."""
    return hashlib.sha256(incoming.message_id.encode(errors="replace")).hexdigest()


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.timezone.utc)
