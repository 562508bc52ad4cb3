"""The web page of the assistant and the door behind it."""

from __future__ import annotations

import hashlib
import re
import secrets
from pathlib import Path
from typing import Any

from itsdangerous import BadSignature, URLSafeTimedSerializer
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sanic.response import raw as raw_response

from bot.channels.door import (
    DoorError,
    button_payload,
    conversation_id,
    read_message_body,
    typed_message,
)
from bot.channels.parts import reply_parts
from bot.channels.repeats import LatestAnswers
from bot.channels.turn import OnNewMessage, Reply, TurnOutput, TurnRunner, read_body, text_field
from bot.settings import Settings, get_settings

PAGES_DIR = Path(__file__).resolve().parent.parent / "web"
PAGE = "index.html"
WORKER = "service-worker.js"
ROOT_FILES = {
    "/": (PAGE, "text/html; charset=utf-8"),
    # A service worker reaches only what lies below its own address.
    f"/{WORKER}": (WORKER, "text/javascript; charset=utf-8"),
}
ASSETS = {
    "chat.css": "text/css; charset=utf-8",
    "chat.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
SESSION_SECONDS = 7 * 24 * 3600  # a tab that stays open longer begins a new conversation
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_MESSAGE_ID = re.compile(r"[A-Za-z0-9-]{1,64}")


class WebOutput(TurnOutput):
    """Replies as the page shows them: a text with buttons, or parts to be shown below a text."""

    @classmethod
    def name(cls) -> str:
        """Name by which a response can have a variant for this channel."""
        return "web"

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Send a text as one message, paragraphs and all."""
        await self._persist_message({"text": text})

    def render(self, message: Reply) -> Reply | None:
        """Return text, buttons and parts; None for a message with nothing to show."""
        text = message.get("text", "")
        parts = reply_parts(message.get("custom"))
        if not text and not parts:
            return None
        buttons = [
            {"title": button["title"], "payload": button["payload"]}
            for button in message.get("buttons", [])
            if button.get("title") and button.get("payload")
        ]
        return {"text": text, "buttons": buttons, **parts}


class WebDoor(InputChannel):
    """The page at `/`, its files, and the addresses it talks to under `/webhooks/web/`."""

    def __init__(self, settings: Settings, turns: TurnRunner) -> None:
        """Keep the limits, the runner of turns and the key of the sessions."""
        self._settings = settings
        self._turns = turns
        self._sessions = URLSafeTimedSerializer(
            settings.session_secret.get_secret_value() or secrets.token_hex(32),
            salt="web-session",
            signer_kwargs={"digest_method": hashlib.sha256},
        )

    @classmethod
    def name(cls) -> str:
        """Name of the channel, in its addresses and its conversations' ids."""
        return "web"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebDoor:
        """Make the channel from the settings; `credentials.yml` has nothing to say about it.

        Raises:
            AssistantError: A setting or the file of contacts cannot be used.
        """
        settings = get_settings()
        return cls(settings, TurnRunner.from_settings(settings))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes of this channel."""
        blueprint = Blueprint("web_door")
        max_bytes = self._settings.max_body_bytes
        answers = LatestAnswers()

        # Rasa has a greeting of its own at "/", and a second route there is an error. A request
        # middleware answers before it does.
        @blueprint.listener("before_server_start")
        async def serve_page(app: Sanic, _: object) -> None:
            app.register_middleware(page, "request")

        async def page(request: Request) -> HTTPResponse | None:
            if request.path not in ROOT_FILES or request.method != "GET":
                return None
            return _file_response(request, *ROOT_FILES[request.path])

        @blueprint.route("/assets/<name>", methods=["GET"])
        async def asset(request: Request, name: str) -> HTTPResponse:
            if name not in ASSETS:
                return _error(f"There is no such file. There are: {', '.join(ASSETS)}.", 404)
            return _file_response(request, name, ASSETS[name])

        # The page's service worker keeps this answer, so it is that of a plain address.
        @blueprint.route("/emergency", methods=["GET"])
        async def emergency(request: Request) -> HTTPResponse:
            return json_response(self._emergency(), headers={"Cache-Control": "no-cache"})

        @blueprint.route("/session", methods=["POST"], stream=True)
        async def session(request: Request) -> HTTPResponse:
            await read_body(request, max_bytes)  # nothing in it matters
            return json_response(
                {
                    "session": self._sessions.dumps(secrets.token_urlsafe(16)),
                    "emergency": self._emergency(),
                    "max_characters": self._settings.max_message_characters,
                }
            )

        @blueprint.route("/message", methods=["POST"], stream=True)
        async def message(request: Request) -> HTTPResponse:
            body = await read_body(request, max_bytes)
            try:
                incoming = self._read(read_message_body(body, max_bytes))
            except DoorError as error:
                return _error(str(error), error.status)
            replies = await answers.of(
                incoming, lambda: self._turns.collect(on_new_message, incoming)
            )
            return json_response({"messages": replies})

        return blueprint

    def _emergency(self) -> dict[str, str]:
        return {"text": self._turns.emergency}

    def _read(self, body: dict[str, object]) -> UserMessage:
        """Return the message of a request.

        Raises:
            DoorError: The session is not one of ours (status 401), or the message cannot be taken.
        """
        try:
            user = self._sessions.loads(text_field(body, "session"), max_age=SESSION_SECONDS)
        except (BadSignature, UnicodeError) as error:
            raise DoorError(
                "This session is unknown or has expired. Begin a new one at /webhooks/web/session.",
                status=401,
            ) from error
        return UserMessage(
            self._text_of(body),
            WebOutput(),
            conversation_id(self.name(), user),
            input_channel=self.name(),
            message_id=_message_id(body),
        )

    def _text_of(self, body: dict[str, object]) -> str:
        """Return what Rasa is given: what was typed, or the payload of the button clicked.

        Raises:
            DoorError: There is neither or both, or the payload is none.
        """
        limit = self._settings.max_message_characters
        if ("text" in body) == ("payload" in body):
            raise DoorError('Send either "text", which was typed, or "payload", from a button.')
        if "text" in body:
            return typed_message(text_field(body, "text"), limit)
        payload = button_payload(text_field(body, "payload"), limit)
        if payload is None:
            raise DoorError('"payload" must be that of a button, such as "/intent_name".')
        return payload


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


def _content(name: str) -> bytes:
    """Return a file of the page; the service worker with the version of all others in it."""
    content = (PAGES_DIR / name).read_bytes()
    if name != WORKER:
        return content
    version = _hash(b"".join(_content(kept) for kept in (PAGE, *ASSETS)))
    return content.replace(b"{version}", version.encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _file_response(request: Request, name: str, content_type: str) -> HTTPResponse:
    """Return a file of the page, or only word that the browser's copy of it is the current one."""
    content = _content(name)
    tag = f'"{_hash(content)}"'
    headers = {**SECURITY_HEADERS, "Cache-Control": "no-cache", "ETag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return raw_response(b"", status=304, headers=headers)
    return raw_response(content, headers=headers, content_type=content_type)


def _error(message: str, status: int) -> HTTPResponse:
    return json_response({"error": message}, status=status)
