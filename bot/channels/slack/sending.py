"""Sending requests by Slack's Web API, and telling what can be sent later from what cannot."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.way_out import SendError

# Slack's own words for what goes by.
_PASSING = frozenset(
    {"fatal_error", "internal_error", "rate_limited", "ratelimited", "request_timeout"}
    | {"service_unavailable", "team_added_to_org"}
)
_BAD_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})


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
        try:
            if "url" in request:
                return await self._respond(request["url"], request["arguments"])
            if "file" in request:
                return await self._upload(request)
            answer = await self._client.api_call(request["method"], json=request["arguments"])
        except SlackApiError as error:
            refused = refusal_of(error)
            if "file" in request and refused.retry_after is None:
                # What is said afterwards must not wait for a file.
                refused = SendError(f"file {refused.reason}", is_final=True)
            raise refused from error
        except SlackClientError as error:
            raise SendError("upload_failed", is_final=True) from error
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            raise SendError(type(error).__name__) from error
        return _data_of(answer)

    async def _respond(self, url: str, arguments: dict[str, Any]) -> dict[str, Any]:
        session = self._client.session
        assert session is not None, "the channel has given the client a session"
        async with session.post(url, json=arguments, proxy=self._client.proxy) as response:
            if response.status == 200:
                return {}
            raise _error_of_status(response.status, response.headers, "response_url")

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


def refusal_of(error: SlackApiError) -> SendError:
    """Return what a refusal of Slack's means."""
    response = error.response  # of the SDK; of aiohttp where its body was no JSON
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    reason = str(data.get("error") or "") if isinstance(data, dict) else ""
    if status == 200:
        return SendError(reason, is_final=reason not in _PASSING)
    return _error_of_status(status, response.headers, reason)


def _error_of_status(status: int, headers: Mapping[str, str], reason: str) -> SendError:
    wait = str(headers.get("Retry-After", ""))
    return SendError(
        f"{status} {reason}".strip(),
        retry_after=float(wait) if wait.isdigit() else None,
        is_final=400 <= status < 500 and status not in (408, 429),
    )


def _data_of(answer: Any) -> dict[str, Any]:
    return dict(answer.data) if isinstance(answer.data, dict) else {}
