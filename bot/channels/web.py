"""The door of the website widget: its pages, and the addresses that it talks to."""

from __future__ import annotations

import asyncio
import datetime
import hashlib
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import empty as empty_response
from sanic.response import json as json_response

from bot.channels.buttons import Buttons
from bot.channels.database_thread import in_database_thread
from bot.channels.door import (
    DoorError,
    button_payload,
    conversation_id,
    read_message_body,
    typed_message,
)
from bot.channels.forgetting import forget_conversation
from bot.channels.housekeeping import keep_house
from bot.channels.limits import Limits, TooManyMessagesError, client_address
from bot.channels.origins import allow_origin, origin_of, preflight_headers
from bot.channels.pages import asset_response, page_response
from bot.channels.parts import TOPIC, reply_parts
from bot.channels.repeats import LatestAnswers
from bot.channels.turn import (
    OnNewMessage,
    Reply,
    TurnRunner,
    WholeTextOutput,
    read_body,
    text_field,
)
from bot.channels.upload import UploadQueue, file_name, itinerary_payload, too_large
from bot.settings import Settings, get_settings
from bot.storage.database import WAIT_SECONDS
from bot.storage.feedback import Feedback
from bot.storage.inbox import Inbox
from bot.storage.keys import signing_key_of
from bot.storage.uploads import Uploads
from bot.trips.itinerary_file import MOST_SECONDS

logger = logging.getLogger(__name__)

SESSION_SECONDS = 7 * 24 * 3600  # a tab that stays open longer begins a new conversation
# Beyond the longest turn: what has not answered by then never will.
LEASE_MARGIN_SECONDS = 4
UPLOAD_SECONDS = 120
NO_STORE = {"Cache-Control": "no-store"}

_MESSAGE_ID = re.compile(r"[A-Za-z0-9-]{1,64}")

Handler = Callable[[Request], Awaitable[HTTPResponse]]


class WebOutput(WholeTextOutput):
    """Replies as the page shows them: a text with buttons, or parts to be shown below a text."""

    def __init__(self, sign: Callable[[str], str]) -> None:
        """Keep what turns the payload of a button into what the page sends."""
        super().__init__()
        self._sign = sign

    @classmethod
    def name(cls) -> str:
        """Name by which a response can have a variant for this channel."""
        return "web"

    def render(self, message: Reply) -> Reply | None:
        """Return text, buttons and parts; None for a message with nothing to show."""
        text = message.get("text", "")
        parts = reply_parts(message.get("custom"))
        if not text and not parts:
            return None
        if "topic" in parts:
            parts["topic"] = self._sign(parts["topic"])
        buttons = [
            {"title": button["title"], "payload": self._sign(button["payload"])}
            for button in message.get("buttons", [])
            if button.get("title") and button.get("payload")
        ]
        return {"text": text, "buttons": buttons, **parts}


class WebDoor(InputChannel):
    """The page at `/`, its files, and the addresses it talks to under `/webhooks/web/`."""

    def __init__(self, settings: Settings, turns: TurnRunner) -> None:
        """Keep the limits, the runner of turns and the key of the sessions.

        Raises:
            DatabaseError: The database cannot be used.
        """
        self._settings = settings
        self._turns = turns
        key = signing_key_of(settings)
        self._buttons = Buttons(key)
        self._sessions = URLSafeTimedSerializer(
            key, salt="web-session", signer_kwargs={"digest_method": hashlib.sha256}
        )
        # A proxy may hide from the server by which name it was called.
        self._origins = (*settings.widget_origins, origin_of(settings.public_url))
        self._limits = Limits.from_settings(settings)
        self._uploads = UploadQueue()
        self._answers = LatestAnswers(
            Inbox(settings.database_url),
            lease_seconds=settings.reply_timeout_seconds + LEASE_MARGIN_SECONDS,
        )

    @classmethod
    def name(cls) -> str:
        """Name of the channel, in its addresses and its conversations' ids."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebDoor:
        """Make the channel from the settings; `credentials.yml` has nothing to say about it.

        Raises:
            AssistantError: A setting, the database or the file of contacts cannot be used.
        """
        settings = get_settings()
        return cls(settings, TurnRunner.from_settings(settings))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes of this channel."""
        blueprint = Blueprint("web_door")

        # Rasa has a greeting of its own at "/", and a second route there is an error. A request
        # middleware answers before it does.
        @blueprint.listener("before_server_start")
        async def serve_pages(app: Sanic, _: object) -> None:
            app.register_middleware(page_response, "request")

        # Rasa answers every preflight itself, in a middleware that knows nothing of our websites.
        @blueprint.listener("before_server_start")
        async def serve_preflights(app: Sanic, _: object) -> None:
            app.request_middleware.appendleft(self._preflight)

        @blueprint.listener("after_server_start")
        async def begin_housekeeping(app: Sanic, _: object) -> None:
            app.ctx.housekeeping = asyncio.ensure_future(keep_house(self._settings.database_url))

        @blueprint.listener("before_server_stop")
        async def end_housekeeping(app: Sanic, _: object) -> None:
            app.ctx.housekeeping.cancel()

        @blueprint.route("/assets/<name>", methods=["GET"])
        async def asset(request: Request, name: str) -> HTTPResponse:
            return asset_response(request, name) or _error("There is no such file.", 404)

        # The page's service worker keeps this answer, so it is that of a plain address.
        @blueprint.route("/emergency", methods=["GET"])
        async def emergency(request: Request) -> HTTPResponse:
            headers = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
            return json_response({"text": self._turns.emergency}, headers=headers)

        def post(path: str) -> Callable[[Handler], Handler]:
            return self._post(blueprint, path)

        @post("/session")
        async def session(request: Request) -> HTTPResponse:
            await self._body(request)  # nothing in it matters
            await self._limits.count(address=self._address(request))
            return json_response(
                {
                    "session": self._sessions.dumps(secrets.token_urlsafe(16)),
                    "emergency": {"text": self._turns.emergency},
                    "max_characters": self._settings.max_message_characters,
                    "max_upload_bytes": self._settings.max_upload_bytes,
                }
            )

        @post("/message")
        async def message(request: Request) -> HTTPResponse:
            body = read_message_body(await self._body(request), self._settings.max_body_bytes)
            conversation = self._conversation(body)
            incoming = self._message(conversation, self._text_of(conversation, body), body)
            try:
                await self._count(request, conversation)
            except TooManyMessagesError:
                if reply := self._turns.emergency_reply(incoming.text or ""):
                    return json_response({"messages": [{"text": reply, "buttons": []}]})
                raise
            replies = await self._answers.of(
                incoming, lambda: self._turns.collect(on_new_message, incoming)
            )
            return json_response({"messages": replies})

        @post("/itinerary")
        async def itinerary(request: Request) -> HTTPResponse:
            # Who sends it is known before a byte of it is read.
            fields = {"session": request.token, "id": request.headers.get("x-message-id")}
            conversation = self._conversation(fields)
            name = file_name(request.headers.get("x-file-name", ""))
            await self._count(request, conversation)
            max_bytes = self._settings.max_upload_bytes
            async with self._uploads.turn_of(conversation) as reading:
                content = await read_body(request, max_bytes, seconds=UPLOAD_SECONDS)
                if len(content) > max_bytes:
                    raise too_large(max_bytes)
                incoming = self._message(conversation, "", fields)

                async def run() -> list[Reply]:
                    uploads = Uploads(self._settings.database_url)
                    incoming.text = await asyncio.to_thread(
                        itinerary_payload, uploads, conversation, name, content
                    )
                    return await self._turns.collect(on_new_message, incoming)

                async with reading:
                    replies = await self._answers.of(incoming, run, more_seconds=MOST_SECONDS)
                return json_response({"messages": replies})

        @post("/feedback")
        async def feedback(request: Request) -> HTTPResponse:
            body = read_message_body(await self._body(request), self._settings.max_body_bytes)
            conversation = self._conversation(body)
            await self._count(request, conversation)
            # As the page was given it: nobody makes up topics.
            topic = self._buttons.read(conversation, text_field(body, "topic"))
            helpful = body.get("helpful")
            if TOPIC.fullmatch(topic) is None or not isinstance(helpful, bool):
                raise DoorError('Send the "topic" of an answer, and "helpful" as true or false.')
            message_id = _message_id(body)
            if message_id is None:
                raise DoorError('Send the "id" of the message that was answered.')
            give = partial(
                Feedback(self._settings.database_url).give,
                conversation,
                message_id,
                channel=self.name(),
                topic=topic,
                is_helpful=helpful,
                now=datetime.datetime.now(tz=datetime.timezone.utc),
            )
            await in_database_thread(give, patience_seconds=WAIT_SECONDS)
            return json_response({})

        @post("/delete")
        async def delete(request: Request) -> HTTPResponse:
            body = read_message_body(await self._body(request), self._settings.max_body_bytes)
            conversation = self._conversation(body)
            await self._count(request, conversation)
            agent = request.app.ctx.agent
            await forget_conversation(agent, self._settings.database_url, conversation)
            return json_response({})

        return blueprint

    def _post(self, blueprint: Blueprint, path: str) -> Callable[[Handler], Handler]:
        """Return what makes a handler the one of an address, with an answer to every error."""

        def decorate(handler: Handler) -> Handler:
            @wraps(handler)
            async def handle(request: Request) -> HTTPResponse:
                headers: dict[str, str] = {}
                try:
                    headers = allow_origin(request, self._origins)
                    response = await handler(request)
                except TooManyMessagesError as error:
                    response = self._too_many(error)
                except DoorError as error:
                    response = _error(str(error), error.status)
                except SanicException:
                    raise
                except Exception as error:  # whatever it is: nobody stays without a contact
                    logger.error("web.failed address=%s error=%s", path, type(error).__name__)
                    response = _error(self._turns.fallback_text(None), 503)
                response.headers.update({**NO_STORE, **headers})
                return response

            blueprint.add_route(handle, path, methods=["POST"], stream=True, name=path[1:])
            return handle

        return decorate

    async def _preflight(self, request: Request) -> HTTPResponse | None:
        """Tell a browser whether a website may send a request to this channel."""
        if request.method != "OPTIONS" or not request.path.startswith("/webhooks/web/"):
            return None
        try:
            headers = allow_origin(request, self._origins)
        except DoorError as error:
            return _error(str(error), error.status)
        return empty_response(headers={**headers, **preflight_headers()})

    def _too_many(self, error: TooManyMessagesError) -> HTTPResponse:
        return json_response(
            {
                "error": self._turns.refusal_text(str(error), ""),
                "retry_after": error.retry_after,
            },
            status=error.status,
            headers={"Retry-After": str(error.retry_after)},
        )

    async def _body(self, request: Request) -> bytes:
        return await read_body(request, self._settings.max_body_bytes)

    async def _count(self, request: Request, conversation: str) -> None:
        await self._limits.count(user=conversation, address=self._address(request))

    def _address(self, request: Request) -> str:
        return client_address(request, self._settings.trusted_proxies)

    def _conversation(self, body: dict[str, object]) -> str:
        """Return the conversation of a session.

        Raises:
            DoorError: The session is not one of ours (status 401).
        """
        try:
            user = self._sessions.loads(text_field(body, "session"), max_age=SESSION_SECONDS)
        except (BadSignature, UnicodeError) as error:
            raise DoorError(
                "This session is unknown or has expired. Begin a new one at /webhooks/web/session.",
                status=401,
            ) from error
        return conversation_id(self.name(), user)

    def _message(self, conversation: str, text: str, body: dict[str, object]) -> UserMessage:
        """Return a message of a conversation.

        Raises:
            DoorError: Its id is none.
        """
        return UserMessage(
            text,
            WebOutput(lambda payload: self._buttons.sign(conversation, payload)),
            conversation,
            input_channel=self.name(),
            message_id=_message_id(body),
        )

    def _text_of(self, conversation: str, body: dict[str, object]) -> str:
        """Return what Rasa is given: what was typed, or the payload of the button pressed.

        Raises:
            DoorError: There is neither or both, or the button is not of this conversation.
        """
        limit = self._settings.max_message_characters
        if ("text" in body) == ("payload" in body):
            raise DoorError('Send either "text", which was typed, or "payload", from a button.')
        if "text" in body:
            return typed_message(text_field(body, "text"), limit)
        payload = self._buttons.read(conversation, text_field(body, "payload"))
        return button_payload(payload, limit) or typed_message(payload, limit)


def _message_id(body: dict[str, object]) -> str | None:
    """Return the id that the page gave a message, if it did.

    Raises:
        DoorError: It is none.
    """
    if "id" not in body:
        return None
    message_id = text_field(body, "id")
    if _MESSAGE_ID.fullmatch(message_id) is None:
        raise DoorError('"id" must have 1 to 64 letters, digits or "-", the same when sent again.')
    return message_id


def _error(message: str, status: int) -> HTTPResponse:
    return json_response({"error": message}, status=status)
