"""The connection of Socket Mode: made by us, so that Slack need not reach the server."""

from __future__ import annotations

import asyncio
import logging
import time

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.sending import FAILURES, failure_of

logger = logging.getLogger(__name__)

PING_SECONDS = 5.0
# The SDK connects again by itself, but tries for ever with an address that Slack gives out for one
# use: after this time it begins anew.
PATIENCE_SECONDS = 30.0
LOOK_SECONDS = 1.0


class SocketMode:
    """Keeps a connection to Slack."""

    def __init__(
        self, app: AsyncApp, app_token: str, client: AsyncWebClient, *, quiet: logging.Logger
    ) -> None:
        """Keep what is needed; nothing is connected.

        Args:
            app: Takes what comes.
            app_token: The app-level token, xapp-...
            client: Asks for the address to connect to.
            quiet: The SDK's log, which would quote messages and addresses.
        """
        self._app = app
        self._app_token = app_token
        self._client = client
        self._quiet = quiet

    async def run(self, stop: asyncio.Event) -> None:
        """Stay connected until `stop` is set."""
        while not stop.is_set():
            handler = AsyncSocketModeHandler(
                self._app,
                self._app_token,
                logger=self._quiet,
                web_client=self._client,
                ping_interval=PING_SECONDS,
            )
            connecting = asyncio.ensure_future(handler.client.connect())
            try:
                await self._watch(handler, stop)
            finally:
                connecting.cancel()
                await handler.client.close()

    async def _watch(self, handler: AsyncSocketModeHandler, stop: asyncio.Event) -> None:
        """Return when `stop` is set, or when there has been no connection for too long."""
        was_connected = False
        last_seen = time.monotonic()
        while not stop.is_set():
            is_connected = await handler.client.is_connected()
            if is_connected != was_connected:
                logger.info("slack.%s", "connected" if is_connected else "disconnected")
            was_connected = is_connected
            if is_connected:
                last_seen = time.monotonic()
            elif time.monotonic() - last_seen > PATIENCE_SECONDS:
                logger.warning("slack.not_connected reason=%s", await self._reason())
                return
            try:
                await asyncio.wait_for(stop.wait(), LOOK_SECONDS)
            except asyncio.TimeoutError:
                continue

    async def _reason(self) -> str:
        """Return why there is no connection, in Slack's words, or as the kind of an error."""
        try:
            asking = self._client.apps_connections_open(app_token=self._app_token)
            await asyncio.wait_for(asking, PATIENCE_SECONDS)
        except FAILURES as error:
            return failure_of(error).reason
        return "websocket"
