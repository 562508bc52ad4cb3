"""One turn of a conversation as a channel sees it: a message goes in, and a reply always comes."""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from sanic.request import Request

from bot.channels.door import DoorError
from bot.emergencies.phrases import Cry, load_phrases
from bot.emergencies.reply import reply_without_server
from bot.knowledge.contacts import emergency_line
from bot.settings import Settings, get_settings

logger = logging.getLogger(__name__)

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
Reply = dict[str, Any]

# Whoever names an emergency in so many words waits no longer than this.
EMERGENCY_TIMEOUT_SECONDS = 5.0
# What has not arrived after this time never will, or is meant to keep the server busy.
READ_SECONDS = 15.0
# Said when the domain's own words are out of reach: no model, no database, no action server.
NO_REPLY_TEXT = "Sorry, something went wrong and I could not finish this answer. Please try again."


class TurnOutput(CollectingOutputChannel):
    """Hands on what the assistant says during one turn as soon as it is said."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        super().__init__()
        self.replies: asyncio.Queue[Reply | None] = asyncio.Queue()

    def render(self, message: Reply) -> Reply | None:
        """Return a message the way the channel sends it; None where it cannot show it."""
        return message

    async def _persist_message(self, message: Reply) -> None:
        rendered = self.render(message)
        if rendered is not None:
            self.replies.put_nowait(rendered)


class WholeTextOutput(TurnOutput):
    """Hands on each text as one message, paragraphs and all; Rasa's own channels divide it."""

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Send a text."""
        await self._persist_message({"text": text})


class TurnRunner:
    """Runs the turns of a channel and sees to it that none stays without a reply."""

    def __init__(self, *, timeout_seconds: float, emergency: str) -> None:
        """Keep what every turn needs.

        Args:
            timeout_seconds: A turn that takes longer is answered with the fallback text.
            emergency: The sentence that names the emergency contact.

        Raises:
            AssistantError: The file of phrases is missing or malformed.
        """
        load_phrases()  # now, not in the first turn of somebody in an emergency
        self.emergency = emergency
        self._timeout_seconds = timeout_seconds
        self._running: set[asyncio.Future[Any]] = set()

    @classmethod
    def from_settings(cls, settings: Settings) -> TurnRunner:
        """Make a runner that knows the emergency contact of the documents.

        Raises:
            AssistantError: The file of contacts or one of phrases is missing or malformed.
        """
        return cls(
            timeout_seconds=settings.reply_timeout_seconds,
            emergency=emergency_line(settings.documents_dir),
        )

    def fallback_text(self, cry: Cry | None) -> str:
        """Return what is said when a turn has no reply of its own.

        Args:
            cry: The emergency that the message names in so many words: then that comes first.
        """
        if cry is not None:
            return reply_without_server(cry.kind, cry.language, get_settings().documents_dir)
        return f"{NO_REPLY_TEXT}\n\n{self.emergency}"

    def refusal_text(self, refusal: str, text: str) -> str:
        """Return what is said to somebody whose message is not taken: never without a contact.

        Args:
            refusal: Why, and what to do.
            text: The message.
        """
        return self.emergency_reply(text) or f"{refusal}\n\n{self.emergency}"

    def emergency_reply(self, text: str) -> str:
        """Return the reply to an emergency that a text names in so many words; else ""."""
        cry = _certain_cry(text)
        return "" if cry is None else self.fallback_text(cry)

    async def replies(
        self, on_new_message: OnNewMessage, message: UserMessage
    ) -> AsyncIterator[Reply]:
        """Run a turn and yield each message of the reply when the assistant says it.

        The fallback text follows when the turn says nothing, fails or takes too long. A turn that
        takes too long is left to run to its end, so that what it did is also stored.

        Args:
            on_new_message: Rasa's handler of incoming messages.
            message: The message, whose output channel is a `TurnOutput`.
        """
        output = message.output_channel
        cry = _certain_cry(message.text or "")
        timeout = self._timeout_seconds if cry is None else EMERGENCY_TIMEOUT_SECONDS
        deadline = time.monotonic() + min(timeout, self._timeout_seconds)
        turn = asyncio.ensure_future(on_new_message(message))
        self._running.add(turn)  # a task that nobody refers to may vanish before its end
        started = time.monotonic()

        def end(finished: asyncio.Future[Any]) -> None:
            self._running.discard(finished)
            _log_failure(finished, message.input_channel, time.monotonic() - started)
            output.replies.put_nowait(None)

        turn.add_done_callback(end)

        said_something = False
        while (reply := await _next_reply(output, deadline)) is not None:
            said_something = True
            yield reply
        if not turn.done():
            logger.error("turn.too_slow channel=%s", message.input_channel)
        elif said_something and _error_of(turn) is None:
            return
        await output.send_text_message(message.sender_id, self.fallback_text(cry))
        while not output.replies.empty():
            if (fallback := output.replies.get_nowait()) is not None:
                yield fallback

    async def collect(self, on_new_message: OnNewMessage, message: UserMessage) -> list[Reply]:
        """Run a turn and return all messages of the reply; see `replies`."""
        return [reply async for reply in self.replies(on_new_message, message)]


async def _next_reply(output: TurnOutput, deadline: float) -> Reply | None:
    """Return the next message of a turn; None when it has ended or its time is up."""
    try:
        return await asyncio.wait_for(output.replies.get(), max(deadline - time.monotonic(), 0))
    except asyncio.TimeoutError:
        return None


def _certain_cry(text: str) -> Cry | None:
    """Return the emergency that a message names in so many words, without any trained model."""
    cry = load_phrases().find(text)
    return cry if cry is not None and cry.is_certain else None


async def read_body(request: Request, max_bytes: int, *, seconds: float = READ_SECONDS) -> bytes:
    """Read the body of a request, and hardly more of it than is allowed.

    Args:
        request: A request of a route that was declared with `stream=True`.
        max_bytes: After this many bytes the rest stays unread.
        seconds: Longest time for it.

    Raises:
        DoorError: It comes too slowly (status 408).
    """
    try:
        return await asyncio.wait_for(_read(request, max_bytes), seconds)
    except asyncio.TimeoutError as error:
        raise DoorError(
            "This took too long to arrive. Please send it again.", status=408
        ) from error


async def _read(request: Request, max_bytes: int) -> bytes:
    assert request.stream is not None, "the route was declared without stream=True"
    body = bytearray()
    async for chunk in request.stream:
        body += chunk
        if len(body) > max_bytes:
            break
    return bytes(body)


def text_field(body: dict[str, object], name: str) -> str:
    """Return a text of a request's body.

    Raises:
        DoorError: It is missing or not a text.
    """
    value = body.get(name)
    if not isinstance(value, str):
        raise DoorError(f'"{name}" is missing or not a text. Send it as a JSON string.')
    return value


def _error_of(turn: asyncio.Future[Any]) -> BaseException | None:
    """Return what ended a finished turn early, if anything did."""
    return asyncio.CancelledError() if turn.cancelled() else turn.exception()


def _log_failure(turn: asyncio.Future[Any], channel: str, seconds: float) -> None:
    """Log what kind of error ended a turn and where, but not its text, which may quote the user."""
    error = _error_of(turn)
    if error is None:
        return
    # Rasa wraps what a component raises; the first cause says more.
    while error.__cause__ is not None:
        error = error.__cause__
    place = traceback.extract_tb(error.__traceback__)[-1:]
    logger.error(
        "turn.failed channel=%s error=%s at=%s milliseconds=%d",
        channel,
        type(error).__name__,
        f"{place[0].filename}:{place[0].lineno}" if place else "unknown",
        seconds * 1000,
    )
