"""The door for Microsoft Teams: verifies who sends, and acknowledges at once."""

from __future__ import annotations

import logging
import os
from typing import Any

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from sanic.response import json as json_response

from bot.channels.door import DoorError, read_message_body
from bot.channels.messenger import Messenger
from bot.channels.teams.activities import CHANNEL_ID, Activity, read_activity
from bot.channels.teams.answers import Answers
from bot.channels.teams.client import Client
from bot.channels.teams.connector import Connector
from bot.channels.teams.credentials import LOGIN_URL, credentials_of
from bot.channels.teams.tokens import (
    FAILED_SECONDS,
    METADATA_URL,
    NoKeysError,
    SigningKeys,
    TokenError,
    TokenVerifier,
)
from bot.channels.turn import OnNewMessage, read_body
from bot.settings import Settings, get_settings
from bot.storage.unsent import UnsentReplies

logger = logging.getLogger(__name__)

NAME = "teams"
# Teams itself sends no larger ones. A pasted itinerary comes twice, as text and with its format.
MAX_ACTIVITY_BYTES = 262_144
STOPPING_SECONDS = 30  # until there is another process


class TeamsDoor(InputChannel):
    """The address that Microsoft's Bot Framework sends to, `/webhooks/teams/messages`."""

    def __init__(
        self,
        messenger: Messenger,
        unsent: UnsentReplies,
        *,
        client: Client,
        connector: Connector,
        verifier: TokenVerifier,
        tenants: frozenset[str],
    ) -> None:
        """Keep what is needed.

        Args:
            messenger: Answers messages.
            unsent: Where replies wait that cannot be sent.
            client: The connection, which this channel closes.
            connector: Speaks to Teams.
            verifier: Tells who sends a request.
            tenants: The directories whose people may write.
        """
        self._client = client
        self._connector = connector
        self._verifier = verifier
        self._tenants = frozenset(tenant.lower() for tenant in tenants)
        self._answers = Answers(messenger, connector, unsent)

    @classmethod
    def name(cls) -> str:
        """Name of the channel, in its conversations' ids."""
        return NAME

    @classmethod
    def url_prefix(cls) -> str:
        """Address below which the routes are: the usual one of bots is not below `/webhooks`."""
        return "/"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Make the channel from the settings; `credentials.yml` has nothing to say about it.

        Raises:
            AssistantError: A setting, the database or the file of contacts cannot be used.
        """
        settings = get_settings()
        return cls.from_settings(settings) if settings.teams_app_id else NotConfigured()

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        *,
        login_url: str = LOGIN_URL,
        metadata_url: str = METADATA_URL,
        allow_loopback: bool = False,
    ) -> TeamsDoor:
        """Make the channel that speaks to Microsoft.

        Args:
            settings: Those of Teams.
            login_url: Where a single-tenant bot logs in.
            metadata_url: The OpenID metadata that say where Microsoft's keys are.
            allow_loopback: Whether replies may go to this machine, without encryption.

        Raises:
            AssistantError: The database or the file of contacts cannot be used.
        """
        client = Client()
        return cls(
            Messenger.from_settings(NAME, settings),
            UnsentReplies(settings.database_url),
            client=client,
            connector=Connector(
                client,
                credentials_of(settings, client, os.environ, login_url=login_url),
                allow_loopback=allow_loopback,
            ),
            verifier=TokenVerifier(SigningKeys(client, metadata_url), settings.teams_app_id),
            tenants=frozenset(settings.teams_allowed_tenants),
        )

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes of this channel."""
        blueprint = Blueprint("teams_door")

        @blueprint.listener("after_server_start")
        async def start(app: Sanic, _: object) -> None:
            self._answers.start()

        @blueprint.listener("before_server_stop")
        async def stop(app: Sanic, _: object) -> None:
            await self.close()

        @blueprint.route("/webhooks/teams/messages", methods=["POST"], stream=True)
        @blueprint.route("/api/messages", methods=["POST"], stream=True, name="usual_address")
        async def messages(request: Request) -> HTTPResponse:
            try:
                activity = await self._read(request)
            except TokenError as error:
                logger.warning("teams.refused reason=%s", error.reason)
                return empty(error.status)
            except NoKeysError:
                return empty(503, headers={"Retry-After": str(FAILED_SECONDS)})
            except DoorError as error:
                return json_response({"error": str(error)}, status=error.status)
            if self._answers.is_stopping:
                # Acknowledged now, it would be lost with this process.
                return empty(503, headers={"Retry-After": str(STOPPING_SECONDS)})
            if activity.kind != "invoke":
                self._answers.take(activity, on_new_message)
                return empty(202)
            answer = self._answers.take_invoke(activity, on_new_message)
            return empty(501) if answer is None else json_response(answer)

        return blueprint

    async def close(self) -> None:
        """Finish what is being answered, and close the connections."""
        await self._answers.finish()
        await self._client.close()

    async def _read(self, request: Request) -> Activity:
        """Return what a request tells of, once it is sure who tells it.

        Raises:
            TokenError: It does not come from Teams, or from a directory that may not write.
            NoKeysError: That cannot be found out now.
            DoorError: It cannot be read.
        """
        sender = await self._verifier.verify(request.headers.get("authorization", ""))
        activity = await read_activity_of(request)
        if activity.channel_id != CHANNEL_ID or CHANNEL_ID not in sender.endorsements:
            raise TokenError("channel", 403)
        if activity.service_url != sender.service_url:
            raise TokenError("service_url", 403)
        if not self._connector.may_reach(activity.service_url):
            raise TokenError("service_url_of_a_stranger", 403)
        if not activity.tenants or not activity.tenants <= self._tenants:
            raise TokenError("tenant", 403)
        return activity


class NotConfigured(InputChannel):
    """The channel where it is not set up: no address, nothing done."""

    @classmethod
    def name(cls) -> str:
        """Name of the channel."""
        return NAME

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return no routes."""
        return Blueprint("teams_door")


async def read_activity_of(request: Request) -> Activity:
    """Read the activity that a request carries.

    Raises:
        DoorError: It is too large, or carries none.
    """
    body = await read_body(request, MAX_ACTIVITY_BYTES)
    return read_activity(read_message_body(body, MAX_ACTIVITY_BYTES))
