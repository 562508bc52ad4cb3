"""What the channels of messengers share: they acknowledge at once, and answer when there is one."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.channels.channel import UserMessage

from bot.channels.buttons import Buttons
from bot.channels.door import DoorError, button_payload, typed_message
from bot.channels.keys import signing_key_of
from bot.channels.limits import Limits, TooManyMessagesError
from bot.channels.reply import Reply, replies_of
from bot.channels.turn import OnNewMessage, TurnRunner, WholeTextOutput
from bot.settings import Settings
from bot.storage.database import DatabaseError
from bot.storage.inbox import Inbox

logger = logging.getLogger(__name__)

# A turn that has not been answered after this time has died with its process.
LEASE = datetime.timedelta(minutes=2)


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
    """What a message was understood as; nothing is known of it where that was not asked for.

    Attributes:
        intent: Such as "ask_dental_amount"; "" where it is not known.
        is_emergency: Whether it is, or may be, an emergency.
    """

    intent: str = ""
    is_emergency: bool = False


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
        task = asyncio.ensure_future(self._answer(on_new_message, incoming, answer))
        self._running.add(task)  # a task that nobody refers to may vanish before its end
        task.add_done_callback(self._running.discard)

    async def finish(self, seconds: float) -> None:
        """Wait for the messages that are being answered, at most so long."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    async def _answer(
        self, on_new_message: OnNewMessage, incoming: Incoming, answer: Answer
    ) -> None:
        # Whoever comes first holds the lock first: nothing is awaited before it.
        async with self._orders.setdefault(incoming.conversation, asyncio.Lock()):
            try:
                if not await self._is_new(incoming):
                    logger.info("message.repeated channel=%s", self._channel)
                    return
                replies = await self._replies(on_new_message, incoming)
                await answer(replies, await self._understood(incoming))
                await self._note_answered(incoming)
            except Exception as error:
                # Its text may quote the message.
                logger.error(
                    "message.not_answered channel=%s error=%s", self._channel, type(error).__name__
                )

    async def _is_new(self, incoming: Incoming) -> bool:
        try:
            claim = await asyncio.to_thread(
                self._inbox.claim, incoming.conversation, _key(incoming), _now(), LEASE
            )
        except DatabaseError:
            logger.error("inbox.failed channel=%s", self._channel)
            return True  # better twice than never
        return claim.is_new

    async def _note_answered(self, incoming: Incoming) -> None:
        try:
            await asyncio.to_thread(
                self._inbox.answer, incoming.conversation, _key(incoming), [], _now()
            )
        except DatabaseError:
            logger.error("inbox.failed channel=%s", self._channel)

    async def _replies(self, on_new_message: OnNewMessage, incoming: Incoming) -> tuple[Reply, ...]:
        try:
            message = UserMessage(
                self._text_of(incoming),
                WholeTextOutput(),
                incoming.conversation,
                input_channel=self._channel,
                message_id=_key(incoming),
            )
            await self._limits.count(user=incoming.user)
        except TooManyMessagesError as error:
            return (Reply(self._turns.refusal_text(str(error), incoming.text)),)
        except DoorError as error:
            return (Reply(str(error)),)
        return replies_of(await self._turns.collect(on_new_message, message))

    def _text_of(self, incoming: Incoming) -> str:
        """Return what Rasa is given.

        Raises:
            DoorError: The button is not of this conversation.
        """
        limit = self._max_characters
        if not incoming.button:
            return typed_message(incoming.text, limit)
        payload = self._buttons.read(incoming.conversation, incoming.button)
        return button_payload(payload, limit) or typed_message(payload, limit)

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
        level = (latest.get("emergency") or {}).get("level", "none")
        return Turn((latest.get("intent") or {}).get("name") or "", level != "none")


def _key(incoming: Incoming) -> str:
    """Return the id of a message as any database can keep it: a hash, whatever a service sends."""
    return hashlib.sha256(incoming.message_id.encode(errors="replace")).hexdigest()


def _now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.timezone.utc)
