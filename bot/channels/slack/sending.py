"""Sending requests by Slack's Web API, and telling what can be sent later from what cannot."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.way_out import SendError
from bot.retry_after import seconds_of

# Slack's own words for what goes by.
_PASSING = frozenset(
    {"fatal_error", "internal_error", "rate_limited", "ratelimited", "request_timeout"}
    | {"service_unavailable", "team_added_to_org"}
)
# What passes when somebody gives the server another token, which is not soon.
_BAD_TOKEN = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
)
BAD_TOKEN_SECONDS = 300.0
_BAD_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
# Less than the way out waits: in what is left, Slack is told what is said instead of a file.
FILE_SECONDS = 6.0
UNREADABLE = "unreadable"
# What the SDK stumbles over: a body that is no object, or no text.
_STUMBLES = (AttributeError, UnicodeDecodeError)
FAILURES = (SlackClientError, aiohttp.ClientError, asyncio.TimeoutError, OSError, *_STUMBLES)


class Sender:
    """Sends the requests of `bot.channels.slack.outgoing`."""

    def __init__(self, client: AsyncWebClient) -> None:
        """Keep the client.

        Args:
            client: One that does not try again by itself, with a session of its own.
        """
        self._client = client

    async def send(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Send a request, or what it names for the case that Slack refuses it.

        Raises:
            SendError: Slack cannot be reached, is busy, or refuses it for good.
        """
        try:
            return await self._send(request)
        except SendError as error:
            arguments = request.get("arguments") or {}
            if error.reason in _BAD_BLOCKS and "blocks" in arguments:
                words = {name: value for name, value in arguments.items() if name != "blocks"}
                return await self._send({**request, "arguments": words})
            if error.is_final and "otherwise" in request:
                return await self.send(request["otherwise"])
            raise

    async def _send(self, request: Mapping[str, Any]) -> dict[str, Any]:
        if "file" in request:
            try:
                return await asyncio.wait_for(self._upload(request), FILE_SECONDS)
            except FAILURES as error:
                # What is said afterwards must not wait for a file.
                raise SendError(f"file {failure_of(error).reason}", is_final=True) from error
        try:
            if "url" in request:
                return await self._respond(request["url"], request["arguments"])
            answer = await self._client.api_call(request["method"], json=request["arguments"])
        except FAILURES as error:
            raise failure_of(error) from error
        return _data_of(answer)

    async def _respond(self, url: str, arguments: dict[str, Any]) -> dict[str, Any]:
        session = self._client.session
        assert session is not None, "the channel has given the client a session"
        async with session.post(url, json=arguments, proxy=self._client.proxy) as response:
            if response.status != 200:
                raise _error_of_status(response.status, response.headers, "response_url")
            if (await response.text()).lstrip().startswith("<"):  # a page, of a proxy
                raise SendError(UNREADABLE)
            return {}

    async def _upload(self, request: Mapping[str, Any]) -> dict[str, Any]:
        channel = request["channel"]
        if not channel.startswith(("C", "D", "G")):  # a user: files go to channels only
            opened = await self._client.conversations_open(users=channel)
            channel = (opened["channel"] or {})["id"]
        file = request["file"]
        answer = await self._client.files_upload_v2(
            channel=channel,
            thread_ts=request.get("thread_ts"),
            filename=file["name"],
            title=file["name"],
            content=file["content"],
        )
        return _data_of(answer)


def failure_of(error: Exception) -> SendError:
    """Return what one of `FAILURES` means."""
    if isinstance(error, SlackApiError):
        return _refusal_of(error)
    if isinstance(error, _STUMBLES):
        return SendError(UNREADABLE)
    return SendError(type(error).__name__, is_final=isinstance(error, SlackClientError))


def _refusal_of(error: SlackApiError) -> SendError:
    response = error.response  # of the SDK; of aiohttp where its body was no JSON
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    reason = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status != 200:
        return _error_of_status(status, response.headers, reason)
    if not reason:  # Slack always gives one; a proxy does not
        return SendError(UNREADABLE)
    if reason in _BAD_TOKEN:
        return SendError(reason, retry_after=BAD_TOKEN_SECONDS)
    return SendError(reason, is_final=reason not in _PASSING)


def _error_of_status(status: int, headers: Mapping[str, str], reason: str) -> SendError:
    return SendError(
        f"{status} {reason}".strip(),
        retry_after=seconds_of(str(headers.get("Retry-After", ""))),
        is_final=400 <= status < 500 and status not in (408, 429),
    )


def _data_of(answer: Any) -> dict[str, Any]:
    return dict(answer.data) if isinstance(answer.data, dict) else {}
