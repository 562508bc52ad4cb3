"""What the tests of the widget's door share: a real app, and a scripted assistant behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import requests
from rasa.core.channels.channel import UserMessage

from bot.channels.turn import TurnRunner
from bot.channels.web import WebDoor
from bot.settings import Settings

EMERGENCY = "Medical emergency? Contact International SOS: +00 000."


FILE = {"name": "trip.ics", "media_type": "text/calendar", "content": "BEGIN:VCALENDAR\r\n"}


SPLIT = {"covered": "2000.00", "own": "520.00", "label": "Covered $2,000.00, you pay $520.00"}


class Assistant:
    """Does what the text of a message says, and keeps the messages."""

    def __init__(self) -> None:
        self.messages: list[UserMessage] = []

    async def __call__(self, message: UserMessage) -> None:
        self.messages.append(message)

        async def say(**reply: Any) -> None:
            await message.output_channel.send_response(message.sender_id, reply)

        if message.text == "talk":
            await say(text="One.\n\nTwo.\n> Three.")
            await say(
                text="Sure?",
                buttons=[
                    {"title": "Yes", "payload": "/affirm", "type": "postback"},
                    {"title": "No payload"},
                ],
            )
            await say(custom={"a": 1})
        elif message.text.startswith("offer "):
            payload = message.text.removeprefix("offer ")
            await say(text="Well?", buttons=[{"title": "Press", "payload": payload}])
        elif message.text.startswith("answer on "):
            await say(text="Yes.", custom={"topic": message.text.removeprefix("answer on ")})
        elif message.text == "parts":
            await say(text="Done.", custom={"files": [FILE, {"name": "a.ics"}], "a": 1})
            await say(custom={"split": SPLIT})
            await say(custom={"split": {**SPLIT, "own": "-1"}})
        elif message.text == "unknown part":
            await say(custom={"a": 1})
        elif message.text == "picture":
            await say(image="https://example.org/card.png")
        elif message.text == "wait":
            await asyncio.sleep(1)
            await say(text="Waited.")
        elif message.text == "fail":
            raise ValueError
        else:
            await say(text=f"You said: {message.text}")


@pytest.fixture(scope="module")
def assistant() -> Assistant:
    return Assistant()


@pytest.fixture(scope="module")
def door() -> WebDoor:
    settings = Settings(
        max_message_characters=100, max_upload_bytes=200_000, messages_per_minute=1000
    )
    return WebDoor(settings, TurnRunner(timeout_seconds=5, emergency=EMERGENCY))


@pytest.fixture(scope="module")
def url(serve: Callable[..., Any], assistant: Assistant, door: WebDoor) -> str:
    return str(serve([door], assistant).url)


@pytest.fixture
def session(url: str) -> str:
    return str(requests.post(f"{url}/webhooks/web/session", timeout=5).json()["session"])


@pytest.fixture
def send(url: str, session: str) -> Callable[..., requests.Response]:
    def send(timeout: float = 5, **body: object) -> requests.Response:
        body = {"session": session, **body}
        return requests.post(f"{url}/webhooks/web/message", json=body, timeout=timeout)

    return send


def post(url: str, body: object = None, **headers: str) -> requests.Response:
    return requests.post(url, json=body or {}, headers=headers, timeout=5)
