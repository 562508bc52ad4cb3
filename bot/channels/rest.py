"""Rasa's REST door at its usual address, for tools on this machine and servers with a token.

Addresses, requests and replies are those of Rasa's own `rest` channel. Whoever may use this door is
believed who is speaking, and which button was pressed.
"""

from __future__ import annotations

import ipaddress
import json
import secrets
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from rasa.utils.endpoints import bool_arg
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from bot.channels.door import (
    DoorError,
    button_payload,
    conversation_id,
    read_message_body,
    typed_message,
)
from bot.channels.limits import Limits, TooManyMessagesError
from bot.channels.turn import OnNewMessage, Reply, TurnOutput, TurnRunner, read_body, text_field
from bot.settings import Settings, get_settings
from bot.storage.keys import rest_token_of


class RestOutput(TurnOutput):
    """Replies in the form of Rasa's own `rest` channel, to the sender as the client named it."""

    def __init__(self, sender: str) -> None:
        """Keep the name of the sender, which is not that of the conversation."""
        super().__init__()
        self._sender = sender

    @classmethod
    def name(cls) -> str:
        """Name by which a response can have a variant for this channel."""
        return "rest"

    def render(self, message: Reply) -> Reply:
        """Return the message, addressed to the sender."""
        return {**message, "recipient_id": self._sender}


class RestDoor(RestInput):
    """POST /webhooks/rest/webhook with `{"sender": ..., "message": ...}`."""

    def __init__(self, settings: Settings, turns: TurnRunner) -> None:
        """Keep the limits and the runner of turns."""
        self._settings = settings
        self._turns = turns
        self._token = rest_token_of(settings)
        self._limits = Limits.from_settings(settings)

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> RestDoor:
        """Make the channel from the settings; `credentials.yml` has nothing to say about it.

        Raises:
            AssistantError: A setting or the file of contacts cannot be used.
        """
        settings = get_settings()
        return cls(settings, TurnRunner.from_settings(settings))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes of this channel."""
        blueprint = Blueprint("rest_door")
        max_bytes = self._settings.max_body_bytes

        @blueprint.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return json_response({"status": "ok"})

        @blueprint.route("/webhook", methods=["POST"], stream=True)
        async def receive(request: Request) -> HTTPResponse | None:
            try:
                body = await read_body(request, max_bytes)
                is_tool = self._check_caller(request)
                message = self._read(read_message_body(body, max_bytes))
                if not is_tool:
                    await self._limits.count(user=message.sender_id)
            except TooManyMessagesError as error:
                text = self._turns.refusal_text(str(error), message.text or "")
                return json_response(
                    {"error": text},
                    status=error.status,
                    headers={"Retry-After": str(error.retry_after)},
                )
            except DoorError as error:
                return json_response({"error": str(error)}, status=error.status)
            if not bool_arg(request, "stream", default=False):
                return json_response(await self._turns.collect(on_new_message, message))
            lines = await request.respond(content_type="text/event-stream")
            async for reply in self._turns.replies(on_new_message, message):
                await lines.send(json.dumps(reply) + "\n")
            return None

        return blueprint

    def _check_caller(self, request: Request) -> bool:
        """Tell whether a tool on this machine is calling, rather than a server with the token.

        Raises:
            DoorError: It is neither (status 403).
        """
        is_of_this_machine = _is_of_this_machine(request)
        # Behind a proxy everybody comes from this machine, and some proxies do not say for whom.
        is_believed = not self._settings.public_url and not self._settings.trusted_proxies
        if is_of_this_machine and is_believed:
            return True
        given = request.headers.get("authorization", "").encode(errors="replace")
        if secrets.compare_digest(given, f"Bearer {self._token}".encode()):
            return is_of_this_machine
        raise DoorError(
            "This address needs a token: set TRAVEL_ASSISTANT_REST_TOKEN, and send it: "
            "Authorization: Bearer <token>. Without one it is open to programs on this machine "
            "only, and to none where the server has a public address or a proxy.",
            status=403,
        )

    def _read(self, body: dict[str, object]) -> UserMessage:
        """Return the message of a request.

        Raises:
            DoorError: The sender or the message is missing or cannot be taken.
        """
        sender = text_field(body, "sender")
        conversation = conversation_id(self.name(), sender)
        text = text_field(body, "message")
        limit = self._settings.max_message_characters
        return UserMessage(
            button_payload(text, limit) or typed_message(text, limit),
            RestOutput(sender),
            conversation,
            input_channel=self.name(),
        )


def _is_of_this_machine(request: Request) -> bool:
    """Tell whether a request comes straight from a program here: through no proxy, no browser."""
    came_by_others = {"x-forwarded-for", "x-real-ip", "forwarded", "via", "origin"}
    if any(name in came_by_others for name in request.headers):
        return False
    return _is_loopback(request.ip) and _is_loopback(request.server_name)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
