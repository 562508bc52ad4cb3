"""Rasa's REST door at its usual address, with an identity for everyone and an answer to everything.

Addresses, requests and replies are those of Rasa's own `rest` channel.
"""

from __future__ import annotations

import json
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
from bot.channels.turn import OnNewMessage, Reply, TurnOutput, TurnRunner, read_body, text_field
from bot.settings import Settings, get_settings


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
            body = await read_body(request, max_bytes)
            try:
                message = self._read(read_message_body(body, max_bytes))
            except DoorError as error:
                return json_response({"error": str(error)}, status=error.status)
            if not bool_arg(request, "stream", default=False):
                return json_response(await self._turns.collect(on_new_message, message))
            lines = await request.respond(content_type="text/event-stream")
            async for reply in self._turns.replies(on_new_message, message):
                await lines.send(json.dumps(reply) + "\n")
            return None

        return blueprint

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
