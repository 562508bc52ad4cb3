"""The Slack channel: Socket Mode, or POST /webhooks/slack/events where Slack reaches the server."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import text as text_response
from slack_bolt.adapter.sanic.async_handler import to_sanic_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.messenger import Messenger
from bot.channels.slack.listeners import Listeners
from bot.channels.slack.rich_text import RichText
from bot.channels.slack.sending import Sender
from bot.channels.slack.socket_mode import SocketMode
from bot.channels.turn import OnNewMessage, read_body
from bot.channels.way_out import TIMEOUT_SECONDS, WayOut
from bot.knowledge.library import get_library
from bot.settings import Settings, get_settings
from bot.storage.unsent import UnsentReplies

logger = logging.getLogger(__name__)

API_URL = "https://slack.com/api/"
# A click brings along the whole message in which it was made.
MAX_BODY_BYTES = 1_000_000
CLOSE_SECONDS = 1.5


class SlackChannel(InputChannel):
    """Answers in Slack. Without tokens it has no routes and does nothing."""

    def __init__(self, settings: Settings, *, api_url: str = API_URL) -> None:
        """Keep the settings.

        Args:
            settings: With the app's tokens.
            api_url: Of Slack's Web API.
        """
        self._settings = settings
        self._api_url = api_url

    @classmethod
    def name(cls) -> str:
        """Name of the channel, in its address and its conversations' ids."""
        return "slack"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SlackChannel:
        """Make the channel from the settings; `credentials.yml` has nothing to say about it."""
        return cls(get_settings())

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes of this channel.

        Raises:
            AssistantError: The database, a document or a fact file cannot be used.
        """
        blueprint = Blueprint("slack")
        settings = self._settings
        if not settings.slack_bot_token.get_secret_value():
            return blueprint
        messenger = Messenger.from_settings(self.name(), settings)
        client = AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=self._api_url,
            retry_handlers=[],  # the way out tries again
            logger=_quiet_logger(),
        )
        way_out = WayOut(self.name(), Sender(client).send, UnsentReplies(settings.database_url))
        app = _new_app(client)
        Listeners(
            on_new_message,
            messenger,
            way_out,
            documents=settings.documents_dir,
            rich_text=RichText(_addresses_in(settings.documents_dir)),
            max_characters=settings.max_message_characters,
        ).listen(app)
        app_token = settings.slack_app_token.get_secret_value()
        connection = SocketMode(app, app_token, client, quiet=_quiet_logger())
        if not app_token:
            verifier = SignatureVerifier(settings.slack_signing_secret.get_secret_value())
            _add_route(blueprint, app, verifier)
        close, stop = asyncio.Event(), asyncio.Event()
        taking: list[asyncio.Future[None]] = []
        sending: list[asyncio.Future[None]] = []

        @blueprint.listener("after_server_start")
        async def start(sanic: Sanic, _: object) -> None:
            messenger.look_up_in(sanic)
            client.session = aiohttp.ClientSession()
            sending.append(asyncio.ensure_future(way_out.send_what_waits(stop)))
            if app_token:
                taking.append(asyncio.ensure_future(connection.run(close)))

        @blueprint.listener("before_server_stop")
        async def finish(sanic: Sanic, _: object) -> None:
            # First nothing is taken any more, then all that was taken is answered.
            close.set()
            await _end(taking)
            # So long takes a turn that takes as long as it may, and its reply.
            await messenger.finish(settings.reply_timeout_seconds + TIMEOUT_SECONDS)
            stop.set()
            await _end(sending)
            if client.session is not None:
                await client.session.close()

        return blueprint


async def _end(tasks: list[asyncio.Future[None]]) -> None:
    """Wait a moment for tasks that were told to end, and cancel those that hang."""
    for task in tasks:
        await asyncio.wait([task], timeout=CLOSE_SECONDS)
        task.cancel()


class App(AsyncApp):
    """An app that acknowledges also what its library stumbles over: it would only come again."""

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Take a payload that was verified."""
        try:
            return await super().async_dispatch(req)
        except Exception as error:
            # Its text may quote the message.
            logger.error("slack.payload_not_read error=%s", type(error).__name__)
            return BoltResponse(status=200)


def _new_app(client: AsyncWebClient) -> AsyncApp:
    """Return an app that trusts what it is given: it is verified before."""

    async def authorize(context: AsyncBoltContext) -> AuthorizeResult:
        # Not by asking Slack, which may be out of reach: the turn is run and stored all the same.
        return AuthorizeResult(
            enterprise_id=context.enterprise_id, team_id=context.team_id, bot_token=client.token
        )

    return App(
        name="travel-assistant",
        client=client,
        authorize=authorize,
        signing_secret="",
        logger=_quiet_logger(),
        process_before_response=True,  # only what was taken is acknowledged
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,  # see read_message
        raise_error_for_unhandled_request=True,
    )


def _add_route(blueprint: Blueprint, app: AsyncApp, verifier: SignatureVerifier) -> None:
    @blueprint.route("/events", methods=["POST"], stream=True)
    async def events(request: Request) -> HTTPResponse:
        body = await read_body(request, MAX_BODY_BYTES)
        if len(body) > MAX_BODY_BYTES:
            return text_response("The request is too large.", status=413)
        if not _is_signed(verifier, body, request.headers):
            return text_response("The request is not signed by Slack.", status=401)
        try:
            incoming = AsyncBoltRequest(body=body.decode(), headers=dict(request.headers))
        except (ValueError, AttributeError):
            return text_response("The request carries no object.", status=400)
        return to_sanic_response(await app.async_dispatch(incoming))


def _is_signed(verifier: SignatureVerifier, body: bytes, headers: Mapping[str, str]) -> bool:
    """Tell whether Slack has signed a request within five minutes."""
    try:
        return verifier.is_valid_request(body, headers)
    except (ValueError, TypeError):  # no number, no UTF-8, no ASCII
        return False


def _quiet_logger() -> logging.Logger:
    """Return the log of Slack's libraries, which quotes messages and addresses: closed."""
    quiet = logging.getLogger("bot.channels.slack.sdk")
    quiet.setLevel(logging.CRITICAL + 1)
    return quiet


def _addresses_in(documents: Path) -> set[str]:
    """Return the urls and e-mail addresses of the documents, which may be linked."""
    library = get_library(documents)
    contacts = {contact.value for contact in library.contacts.values() if contact.value}
    texts = " ".join(passage.text for passage in library.passages.values())
    return contacts | set(re.findall(r"https?://[^\s<>\")\]]+[^\s<>\")\].,;:!?]", texts))
