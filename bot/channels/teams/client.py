"""The connection to Microsoft's services: JSON out, JSON in, with a time limit and no redirects."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.errors import AssistantError
from bot.retry_after import seconds_of

CONNECT_SECONDS = 5
TOTAL_SECONDS = 9  # below the limit of the way out, so that it is told what went wrong
MAX_ANSWER_BYTES = 1_000_000


class UnreachableError(AssistantError, OSError):
    """A service could not be reached, or said nothing that can be read. Names nobody."""


@dataclass(frozen=True)
class Answer:
    """What a service answered.

    Attributes:
        status: HTTP status.
        body: The JSON object; empty where there was none.
        retry_after: Seconds after which it wants to be asked again, if it said so.
    """

    status: int
    body: dict[str, Any]
    retry_after: float | None = None

    @property
    def is_success(self) -> bool:
        """Whether the service has done what it was asked."""
        return 200 <= self.status < 300


class Client:
    """One pool of connections for everything; made when it is first used, in the running loop."""

    def __init__(self) -> None:
        """Open nothing yet."""
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, method: str, url: str, **options: Any) -> Answer:
        """Send a request and read the answer.

        Args:
            method: Of HTTP.
            url: Whole address. A redirect is not followed: it would carry our token elsewhere.
            options: Those of aiohttp: `headers`, `json`, `data`, `params`.

        Raises:
            UnreachableError: There is no answer, or one that is too large.
        """
        try:
            async with self._open().request(
                method, url, allow_redirects=False, **options
            ) as response:
                body = await response.content.read(MAX_ANSWER_BYTES)
                while not response.content.at_eof() and len(body) < MAX_ANSWER_BYTES:
                    body += await response.content.read(MAX_ANSWER_BYTES)
                retry_after = seconds_of(response.headers.get("Retry-After", ""))
                return Answer(response.status, _json_object(body), retry_after)
        # Before Python 3.11 a time-out is no OSError.
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            raise UnreachableError(type(error).__name__) from error

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # One slow conversation must not use up the connections of all others.
                connector=aiohttp.TCPConnector(limit=0),
                timeout=aiohttp.ClientTimeout(total=TOTAL_SECONDS, sock_connect=CONNECT_SECONDS),
                trust_env=True,  # a proxy of the university
            )
        return self._session


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
