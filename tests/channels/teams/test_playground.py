"""The channel as a developer's client on this machine may use it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.channels.teams.playground import CHANNEL, PlaygroundDoor
from tests.channels.teams.conftest import Assistant
from tests.channels.teams.fake import FakeMicrosoft


@pytest.fixture
def url(
    serve: Callable[..., Any], set_settings: Callable[..., None], tmp_path: Path
) -> Iterator[str]:
    set_settings(database_url=f"sqlite:///{tmp_path / 'assistant.db'}")
    door = PlaygroundDoor.from_credentials(None)
    assert isinstance(door, PlaygroundDoor)
    server = serve([door], Assistant())
    yield f"{server.url}/webhooks/teams/messages"
    asyncio.run_coroutine_threadsafe(door.close(), server._loop).result(30)


def test_the_playground_needs_no_token_and_is_given_none(
    url: str, microsoft: FakeMicrosoft
) -> None:
    # As the playground sends it: its ids are a digit too long.
    alex = {"id": "user-id-0", "aadObjectId": "00000000-0000-0000-0000-0000000000020"}
    activity = {**microsoft.activity("hello"), "from": alex}
    assert requests.post(url, json=activity, timeout=10).status_code == 202
    (sent,) = microsoft.said()
    assert (sent.text, sent.token) == ("You said: hello", "")


@pytest.mark.parametrize("service_url", ["https://smba.trafficmanager.net/", "http://evil.example"])
def test_the_playground_is_answered_on_this_machine_only(
    url: str, microsoft: FakeMicrosoft, service_url: str
) -> None:
    activity = microsoft.activity("hello", serviceUrl=service_url)
    assert requests.post(url, json=activity, timeout=10).status_code == 403


def test_the_playground_is_not_among_the_doors_of_the_server() -> None:
    assert CHANNEL not in Path("credentials.yml").read_text(encoding="utf-8")
    assert f"{PlaygroundDoor.__module__}.{PlaygroundDoor.__name__}" == CHANNEL
