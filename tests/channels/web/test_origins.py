"""Which websites may talk to the door, and how much may be asked of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from bot.channels.turn import TurnRunner
from bot.channels.web import WebDoor
from bot.settings import Settings
from tests.channels.web.conftest import EMERGENCY, Assistant, post


@pytest.fixture
def other_url(serve: Callable[..., Any], assistant: Assistant) -> str:
    """The door of a server that others may embed and of which little may be asked."""
    settings = Settings(
        widget_origins=("https://www.example.edu",),
        public_url="https://Travel.example.edu/travel/",
        messages_per_minute=3,
        messages_per_minute_per_address=8,
        trusted_proxies=1,
    )
    door = WebDoor(settings, TurnRunner(timeout_seconds=5, emergency=EMERGENCY))
    return f"{serve([door], assistant).url}/webhooks/web"


def test_a_website_that_is_listed_may_embed_the_widget_and_no_other(other_url: str) -> None:
    origin = "https://www.example.edu"
    answer = post(f"{other_url}/session", Origin=origin)
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    preflight = requests.options(
        f"{other_url}/message", headers={"Origin": origin}, timeout=5
    ).headers
    assert preflight["Access-Control-Allow-Origin"] == origin
    assert "Content-Type" in preflight["Access-Control-Allow-Headers"]

    assert post(f"{other_url}/session", Origin="https://travel.example.edu").status_code == 200
    for stranger in (
        "https://www.example.edu.evil.example",
        "http://www.example.edu",
        "https://evil.example",
        "null",
    ):
        refused = post(f"{other_url}/session", Origin=stranger)
        assert refused.status_code == 403
        assert "Access-Control-Allow-Origin" not in refused.headers
        preflight = requests.options(
            f"{other_url}/message", headers={"Origin": stranger}, timeout=5
        )
        assert "Access-Control-Allow-Origin" not in preflight.headers


def test_the_page_of_the_server_itself_may_talk_to_it(url: str) -> None:
    assert post(f"{url}/webhooks/web/session", Origin=url).status_code == 200


def test_who_sends_too_much_is_told_to_wait_and_whom_to_call(other_url: str) -> None:
    body = {"session": post(f"{other_url}/session").json()["session"], "text": "hello"}
    answers = [post(f"{other_url}/message", body) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    refused = answers[-1]
    assert EMERGENCY in refused.json()["error"]
    assert 0 < refused.json()["retry_after"] <= 60
    assert refused.headers["Retry-After"] == str(refused.json()["retry_after"])

    cry = {**body, "text": "my friend is unconscious and not breathing"}
    (reply,) = post(f"{other_url}/message", cry).json()["messages"]
    assert "Call International SOS now" in reply["text"]


def test_an_address_is_that_which_the_trusted_proxy_has_seen(other_url: str) -> None:
    def begin(forwarded: str) -> int:
        return post(f"{other_url}/session", **{"X-Forwarded-For": forwarded}).status_code

    # What stands before was written by the sender, who may change it with every message.
    answers = [begin(f"198.51.100.{number}, 203.0.113.7") for number in range(9)]
    assert answers == [200] * 8 + [429]
    assert begin("203.0.113.8") == 200


@pytest.mark.parametrize("origin", ["http://[", "https://a:b:c", "x", "\xff"])
def test_an_origin_that_is_none_is_refused(url: str, origin: str) -> None:
    headers = {"Origin": origin.encode("latin-1")}
    for method in ("POST", "OPTIONS"):
        address = f"{url}/webhooks/web/session"
        response = requests.request(method, address, headers=headers, timeout=5)
        assert response.status_code == 403
