"""What is done about an event, a command or a click: it is taken, and acknowledged once it is."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from bot.channels.database_thread import in_database_thread
from bot.channels.messenger import Incoming, Messenger, Turn
from bot.channels.reply import Reply
from bot.channels.slack.blocks import Renderer
from bot.channels.slack.home import home_view
from bot.channels.slack.incoming import (
    Spoken,
    conversation_of,
    owner_of,
    read_click,
    read_command,
    read_message,
)
from bot.channels.slack.outgoing import (
    NO_FILES,
    Request,
    choice_request,
    refusal_of_click,
    requests_of,
)
from bot.channels.slack.privacy import Discretion, discretion_of
from bot.channels.slack.rich_text import RichText
from bot.channels.turn import OnNewMessage
from bot.channels.way_out import WayOut
from bot.storage.database import DatabaseError

logger = logging.getLogger(__name__)

ANY = re.compile("")
HELP = "/ask_capabilities"
# Slack takes an acknowledgement for three seconds.
LOOK_UP_SECONDS = 2.0


class Listeners:
    """The listeners of the app."""

    def __init__(
        self,
        on_new_message: OnNewMessage,
        messenger: Messenger,
        way_out: WayOut,
        *,
        documents: Path,
        rich_text: RichText,
        max_characters: int,
    ) -> None:
        """Keep what they need.

        Args:
            on_new_message: Rasa's handler of incoming messages.
            messenger: Runs the turns.
            way_out: Sends the requests.
            documents: The folder of the documents.
            rich_text: Renders Markdown.
            max_characters: Longest message that is read.
        """
        self._on_new_message = on_new_message
        self._messenger = messenger
        self._way_out = way_out
        self._documents = documents
        self._rich_text = rich_text
        self._renderer = Renderer(rich_text, messenger.sign)
        self._max_characters = max_characters
        self._showing: set[asyncio.Future[Any]] = set()

    def listen(self, app: AsyncApp) -> None:
        """Have an app call the listeners; it acknowledges what they have returned from.

        Args:
            app: One that processes before it responds.
        """
        app.event("message")(self.message)
        app.event("app_mention")(self.message)
        app.event("app_home_opened")(self.home)
        app.command(ANY)(self.command)
        app.action(ANY)(self.click)
        app.error(self.acknowledge_anything)

    async def message(self, body: dict[str, Any]) -> BoltResponse | None:
        """Answer a message, unless it is not for the assistant."""
        spoken = read_message(body)
        if spoken is None or not (spoken.is_addressed or await self._has_spoken(spoken)):
            return None
        return self._take(spoken)

    async def command(self, ack: AsyncAck, body: dict[str, Any]) -> BoltResponse | None:
        """Answer a slash command."""
        await ack()
        return self._take(read_command(body))

    async def click(self, ack: AsyncAck, body: dict[str, Any]) -> BoltResponse | None:
        """Answer the press of a button, and put the choice in place of the buttons."""
        await ack()
        spoken = read_click(body)
        if spoken is None:
            return None
        if owner_of(spoken.conversation) != spoken.place.user:
            logger.info("slack.click_refused")
            team = str((body.get("team") or {}).get("id") or "")
            conversation = conversation_of(team, spoken.place.user)
            self._show(conversation, refusal_of_click(spoken.place))
            return None
        return self._take(spoken, click=body)

    async def home(self, body: dict[str, Any]) -> None:
        """Show somebody the app's home."""
        event = body["event"]
        if event.get("tab", "home") != "home":
            return
        conversation = conversation_of(str(body.get("team_id") or ""), event["user"])
        view = await asyncio.to_thread(
            home_view,
            conversation,
            self._messenger.emergency,
            self._documents,
            self._rich_text,
            self._renderer,
        )
        arguments = {"user_id": event["user"], "view": view}
        self._show(conversation, {"method": "views.publish", "arguments": arguments})

    async def acknowledge_anything(
        self, error: Exception, response: BoltResponse | None
    ) -> BoltResponse | None:
        """Acknowledge what no listener takes or can read: Slack would only send it again."""
        if not isinstance(error, BoltUnhandledRequestError):
            # Its text may quote the message.
            logger.error("slack.payload_not_read error=%s", type(error).__name__)
        return None if response is None else BoltResponse(status=200)

    async def _has_spoken(self, spoken: Spoken) -> bool:
        try:
            return await in_database_thread(
                self._messenger.has_spoken, spoken.conversation, patience_seconds=LOOK_UP_SECONDS
            )
        except DatabaseError:
            logger.error("slack.thread_not_known")
            return False

    def _show(self, conversation: str, request: Request) -> None:
        """Send what belongs to no turn, in a task of its own."""
        task = asyncio.ensure_future(self._way_out.say(conversation, request))
        self._showing.add(task)  # a task that nobody refers to may vanish before its end
        task.add_done_callback(self._showing.discard)

    def _take(self, spoken: Spoken, click: Mapping[str, Any] | None = None) -> BoltResponse | None:
        """Answer in a task of its own; return a refusal if it is too late for that."""
        if self._messenger.is_stopping:
            # An event comes again; who has pressed a button or typed a command is told by Slack.
            return BoltResponse(status=503)
        button, is_file_alone = spoken.button, spoken.has_files and not spoken.text
        if not button and not spoken.text and not is_file_alone:
            # Whoever says nothing but the assistant's name wants to know what it can do.
            button = self._messenger.sign(spoken.conversation, HELP)
        incoming = Incoming(
            conversation=spoken.conversation,
            message_id=spoken.message_id,
            user=spoken.sender,
            text=spoken.text,
            button=button,
            is_public=spoken.place.is_shared,
        )

        async def answer(replies: tuple[Reply, ...], turn: Turn) -> None:
            if (
                click is not None
                and turn.was_run
                and (choice := choice_request(click, spoken.place))
            ):
                await self._way_out.say(spoken.conversation, choice)
            if spoken.has_files:
                note = Reply(f"{NO_FILES}\n\n{self._messenger.emergency}")
                await self._say(spoken, (note,), Discretion(is_private=True))
            if not is_file_alone:
                await self._say(spoken, replies, self._discretion(spoken, replies, turn))

        run = _ask_nobody if is_file_alone else self._on_new_message
        self._messenger.take(run, incoming, answer)
        return None

    async def _say(
        self, spoken: Spoken, replies: tuple[Reply, ...], discretion: Discretion
    ) -> None:
        for request in requests_of(
            replies,
            spoken.place,
            spoken.conversation,
            self._renderer,
            is_private=discretion.is_private,
            is_emergency=discretion.is_emergency,
        ):
            await self._way_out.say(spoken.conversation, request)

    def _discretion(self, spoken: Spoken, replies: tuple[Reply, ...], turn: Turn) -> Discretion:
        if not spoken.place.is_shared and not spoken.place.response_url:
            return Discretion()  # nobody else reads, and nothing vanishes
        return discretion_of(turn, spoken.text[: self._max_characters], replies)


async def _ask_nobody(message: UserMessage) -> None:
    """Run no turn: a file alone says nothing that the assistant could read."""
