"""What the assistant does about the things that happen in Teams."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.messenger import Incoming, Messenger, Turn
from bot.channels.reply import Reply
from bot.channels.teams.activities import Activity, Reference
from bot.channels.teams.cards import (
    activity_of,
    activity_without_card,
    after_choice,
    is_of_emergency,
    words_first,
)
from bot.channels.teams.connector import Connector
from bot.channels.teams.files import (
    CONSENT_INVOKE,
    EXPIRED_TEXT,
    NOT_OFFERED_TEXT,
    NOT_STORED_TEXT,
    PERSONAL_ONLY_TEXT,
    STORED_TEXT,
    Accepted,
    Offers,
)
from bot.channels.turn import OnNewMessage
from bot.channels.way_out import TIMEOUT_SECONDS, SendError, WayOut
from bot.emergencies.phrases import load_phrases
from bot.settings import get_settings
from bot.storage.unsent import UnsentReplies

logger = logging.getLogger(__name__)

TYPING_SECONDS = (0.6, 3.0, 3.0)  # Teams takes the sign away after a few seconds
MOST_SHOWN = 1000  # messages whose buttons can still be taken away
GREETING = "/greet"
GROUP_GREETING_TEXT = (
    "Hello. I answer questions about the university's travel benefits: mention me and ask. "
    "Everybody here can read what I answer; for anything personal, write to me alone."
)
NO_FILES_TEXT = "I cannot read files or pictures here, only what you write."
CARD_ACTION_INVOKE = "adaptiveCard/action"
CARD_ACTION_ANSWER = {
    "statusCode": 200,
    "type": "application/vnd.microsoft.activity.message",
    "value": "One moment, please.",
}

Json = dict[str, Any]


class Answers:
    """Takes activities whose sender was verified, and answers them in tasks of their own."""

    def __init__(self, messenger: Messenger, connector: Connector, unsent: UnsentReplies) -> None:
        """Begin with nothing to answer.

        Args:
            messenger: Answers messages.
            connector: Speaks to Teams.
            unsent: Where replies wait that cannot be sent.
        """
        self._messenger = messenger
        self._connector = connector
        self._way_out = WayOut("teams", connector.send, unsent)
        self._offers = Offers()
        self._shown: OrderedDict[tuple[str, str], Json] = OrderedDict()
        self._tasks: set[asyncio.Future[None]] = set()
        self._stop = asyncio.Event()

    def start(self) -> None:
        """Begin to send what was kept."""
        self._do(self._way_out.send_what_waits(self._stop))

    @property
    def is_stopping(self) -> bool:
        """Whether nothing more is taken."""
        return self._messenger.is_stopping

    async def finish(self) -> None:
        """Finish what is being answered; what cannot be sent is kept."""
        # So long takes a turn that takes as long as it may, whose answer nobody fetches.
        await self._messenger.finish(get_settings().reply_timeout_seconds + TIMEOUT_SECONDS)
        self._stop.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=TIMEOUT_SECONDS)

    def take(self, activity: Activity, on_new_message: OnNewMessage) -> None:
        """Begin what an activity asks for, if it asks for anything."""
        if not activity.user:
            return
        if activity.kind == "message":
            if not activity.text and not activity.token and activity.has_files:
                self._do(self._show((self._note_on_files(),), activity))
            else:
                self._answer(activity, on_new_message)
        elif activity.kind == "conversationUpdate" and activity.arrivals:
            if activity.is_personal:
                self._welcome(activity, on_new_message)
            elif activity.reference.bot["id"] in activity.arrivals:
                self._do(self._show((Reply(GROUP_GREETING_TEXT),), activity))

    def take_invoke(self, activity: Activity, on_new_message: OnNewMessage) -> Json | None:
        """Begin what an invoke asks for.

        Returns:
            What Teams waits for; None where it asks for something else than we do.
        """
        if not activity.user:
            return None
        if activity.name == CARD_ACTION_INVOKE and activity.token:
            self._answer(activity, on_new_message)
            return CARD_ACTION_ANSWER
        if activity.name == CONSENT_INVOKE and activity.is_personal:
            if activity.value.get("action") == "accept":
                accepted = self._offers.accepted(activity.conversation, activity.value)
                self._do(self._hand_over(accepted, activity))
            return {}
        return None

    def _answer(self, activity: Activity, on_new_message: OnNewMessage) -> None:
        """Answer a message or the press of a button."""
        incoming = Incoming(
            activity.conversation,
            self._message_id(activity),
            f"teams:{activity.user}",
            text=activity.text,
            button=activity.token,
            is_public=not activity.is_personal,
        )
        self._run(activity, on_new_message, incoming)

    def _welcome(self, activity: Activity, on_new_message: OnNewMessage) -> None:
        """Greet somebody who has added the assistant; once, whoever is reported to have joined."""
        conversation = activity.conversation
        greeting = self._messenger.sign(conversation, GREETING)
        incoming = Incoming(conversation, "welcome", f"teams:{activity.user}", button=greeting)
        self._run(activity, on_new_message, incoming)

    def _run(self, activity: Activity, on_new_message: OnNewMessage, incoming: Incoming) -> None:
        async def run(message: UserMessage) -> None:
            typing = asyncio.ensure_future(self._type(activity.reference))
            try:
                await on_new_message(message)
            finally:
                typing.cancel()

        async def answer(replies: tuple[Reply, ...], turn: Turn) -> None:
            if activity.token and turn.was_run:
                self._do(self._replace_choices(activity))
            if activity.has_files:
                replies = (*replies, self._note_on_files())
            await self._show(replies, activity)

        self._messenger.take(run, incoming, answer)

    def _message_id(self, activity: Activity) -> str:
        """Return the id of a message; a button whose card is known can be pressed once."""
        if activity.token and (activity.conversation, activity.card_id) in self._shown:
            return f"click.{activity.card_id}.{activity.token}"
        # Its buttons stay, as those of a card from before the server was started: they must work.
        return activity.message_id

    def _note_on_files(self) -> Reply:
        return Reply(f"{NO_FILES_TEXT}\n\n{self._messenger.emergency}")

    async def _show(self, replies: tuple[Reply, ...], activity: Activity) -> None:
        """Send replies, in order."""
        # No further than what is read: a long text would hold everybody up.
        cry = load_phrases().find(activity.text[: get_settings().max_message_characters])
        is_emergency = cry is not None and cry.is_certain
        for index, reply in enumerate(replies):
            # Whoever is in need sees the words also where no card is shown.
            is_urgent = is_of_emergency(reply) or (is_emergency and index == 0)
            for part in words_first(reply) if is_urgent else (reply,):
                await self._show_one(part, activity)

    async def _show_one(self, reply: Reply, activity: Activity) -> None:
        conversation, reference = activity.conversation, activity.reference
        if reply.text or reply.quote or reply.source or reply.split or reply.buttons:
            shown = activity_of(reply, lambda payload: self._messenger.sign(conversation, payload))
            instead = activity_without_card(reply) if "attachments" in shown else None
            sent = await self._way_out.say(conversation, reference.reply(shown, instead))
            self._remember(conversation, sent, shown)
        for file in reply.files if activity.is_personal else ():
            offer = self._offers.offer(conversation, file)
            note = activity_without_card(Reply(NOT_OFFERED_TEXT.format(name=file.name)))
            await self._way_out.say(conversation, reference.reply(offer, note))
        if reply.files and not activity.is_personal:
            names = ", ".join(file.name for file in reply.files)
            note = activity_without_card(Reply(PERSONAL_ONLY_TEXT.format(names=names)))
            await self._way_out.say(conversation, reference.reply(note))

    async def _hand_over(self, accepted: Accepted | None, activity: Activity) -> None:
        """Put a file where somebody wants it, and show that it is there."""
        if accepted is None:
            await self._show((Reply(EXPIRED_TEXT),), activity)
            return
        try:
            await self._connector.upload(accepted.upload_url, accepted.file.content.encode())
        except SendError as error:
            logger.warning("teams.file_not_stored reason=%s", error.reason)
            await self._show((Reply(NOT_STORED_TEXT),), activity)
            return
        stored = activity_without_card(Reply(STORED_TEXT.format(name=accepted.file.name)))
        request = activity.reference.reply(accepted.info, stored)
        await self._way_out.say(activity.conversation, request)

    def _remember(self, conversation: str, sent: Json | None, shown: Json) -> None:
        if sent and isinstance(sent.get("id"), str) and "attachments" in shown:
            self._shown[conversation, sent["id"]] = shown
            if len(self._shown) > MOST_SHOWN:
                self._shown.popitem(last=False)

    async def _replace_choices(self, activity: Activity) -> None:
        """Let a message show which of its choices was taken, if it is still known."""
        # In a group, what is shown to one person can be pressed by all, and is theirs alone.
        key = activity.conversation, activity.card_id
        after = after_choice(self._shown.get(key, {}), activity.token)
        if after is None:
            return
        self._shown[key] = after
        update = activity.reference.update(activity.card_id, after)
        if not await self._connector.try_to_send(update):
            self._shown.pop(key, None)

    async def _type(self, reference: Reference) -> None:
        """Let Teams show that an answer is on its way, if it is not there at once."""
        for seconds in TYPING_SECONDS:
            await asyncio.sleep(seconds)
            await self._connector.try_to_send(reference.reply({"type": "typing"}))

    def _do(self, work: Awaitable[None]) -> None:
        """Do something beside; a task that nobody refers to may vanish before its end."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
