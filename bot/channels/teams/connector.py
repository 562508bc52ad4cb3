"""Speaking to Teams: sends activities, with our token, to Microsoft's services only."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote

from bot.channels.teams.activities import is_loopback, is_service_url
from bot.channels.teams.client import Answer, Client, UnreachableError
from bot.channels.teams.credentials import Credentials
from bot.channels.way_out import SendError

logger = logging.getLogger(__name__)

UNAUTHORIZED = 401
# A card that is malformed or too large.
REFUSED_AS_IT_IS = (400, 413)
# The other statuses from 400 to 499 would come again: the bot was removed, the chat is gone.
MAY_SUCCEED_LATER = (UNAUTHORIZED, 408, 412, 425, 429)


class Connector:
    """Sends requests, as `Reference` makes them."""

    def __init__(
        self, client: Client, credentials: Credentials | None, *, allow_loopback: bool = False
    ) -> None:
        """Send nothing yet.

        Args:
            client: The connection.
            credentials: Ours; None to speak without, to a developer's client.
            allow_loopback: Whether this machine may be spoken to, without encryption.
        """
        self._client = client
        self._credentials = credentials
        self._allow_loopback = allow_loopback

    def may_reach(self, service_url: str) -> bool:
        """Tell whether an address may be spoken to."""
        return is_service_url(service_url) or (self._allow_loopback and is_loopback(service_url))

    async def send(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request and return the service's answer.

        Raises:
            SendError: The service has not taken it.
        """
        # Also of a request that was kept: whoever is given our token can speak in our name.
        if not self.may_reach(request["service_url"]):
            raise SendError("service_url", is_final=True)
        answer = await self._authorized(request)
        if answer.status in REFUSED_AS_IT_IS and "instead" in request:
            logger.warning("teams.card_refused status=%d", answer.status)
            answer = await self._authorized({**request, "activity": request["instead"]})
        if not answer.is_success:
            raise SendError(
                f"HTTP {answer.status}",
                retry_after=answer.retry_after,
                is_final=answer.status < 500 and answer.status not in MAY_SUCCEED_LATER,
            )
        return answer.body

    async def upload(self, url: str, content: bytes) -> None:
        """Put a file where Teams has made room for it. The address is its own secret: no token.

        Raises:
            SendError: It was not taken.
        """
        headers = {
            "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}",
            "Content-Type": "application/octet-stream",
        }
        try:
            answer = await self._client.ask("PUT", url, data=content, headers=headers)
        except UnreachableError as error:
            raise SendError(str(error)) from error
        if not answer.is_success:
            raise SendError(f"HTTP {answer.status}")

    async def try_to_send(self, request: dict[str, Any]) -> bool:
        """Send what is nice to have, such as "is typing"; tell whether it was taken."""
        try:
            await self.send(request)
        except SendError as error:
            logger.info("teams.not_sent reason=%s", error.reason)
            return False
        return True

    async def _authorized(self, request: dict[str, Any]) -> Answer:
        token = await self._token()
        answer = await self._ask(request, token)
        if answer.status == UNAUTHORIZED and token:
            answer = await self._ask(request, await self._token(refused=token))
        return answer

    async def _token(self, *, refused: str = "") -> str:
        if self._credentials is None:
            return ""
        return await self._credentials.token(refused=refused)

    async def _ask(self, request: dict[str, Any], token: str) -> Answer:
        url = (
            f"{request['service_url'].rstrip('/')}/v3/conversations/"
            f"{quote(request['conversation'], safe='')}/activities"
        )
        if request["activity_id"]:
            url += f"/{quote(request['activity_id'], safe='')}"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            return await self._client.ask(
                request["method"], url, json=request["activity"], headers=headers
            )
        except UnreachableError as error:
            raise SendError(str(error)) from error
