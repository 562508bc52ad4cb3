"""What the tests of the Slack channel share: a small Slack, and a scripted assistant behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, UserUttered
from sanic import Blueprint, Sanic

from bot.channels.slack.channel import SlackChannel
from bot.settings import Settings
from tests.channels.slack.fake import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, FakeSlack, HttpSlack

FILE = {"name": "trip.ics", "media_type": "text/calendar", "content": "BEGIN:VCALENDAR\r\n"}
SPLIT = {"covered": "2000.00", "own": "520.00", "label": "Covered $2,000.00, you pay $520.00"}
BUTTONS = [
    {"title": "Yes", "payload": "/affirm"},
    {"title": "No", "payload": "/deny"},
]


class Assistant:
    """Does what the text of a message says.

    `intents` tells what a text is understood as, and as which kind of emergency; after one of
    `forms` a form waits for an answer.
    """

    def __init__(self) -> None:
        self.store = InMemoryTrackerStore(Domain.empty())
        self.clear()

    def clear(self) -> None:
        self.messages: list[UserMessage] = []
        self.intents: dict[str, tuple[str, str]] = {}
        self.forms: set[str] = set()
        self.seconds = 0.0

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    async def __call__(self, message: UserMessage) -> None:
        self.messages.append(message)
        intent, kind = self.intents.get(message.text, ("ask_what_isos_is", ""))
        emergency = {"level": "sure" if kind else "none", "kind": kind or "medical"}
        parsed = {"intent": {"name": intent}, "emergency": emergency}
        tracker = await self.store.get_or_create_tracker(message.sender_id)
        tracker.update(UserUttered(message.text, parse_data={"text": message.text, **parsed}))
        tracker.update(ActiveLoop("trip_form" if message.text in self.forms else None))
        await self.store.save(tracker)
        if message.text.startswith("sleep"):
            await asyncio.sleep(self.seconds)
        if message.text == "fail":
            raise RuntimeError("the assistant cannot")
        for reply in self._replies(message.text):
            await message.output_channel.send_response(message.sender_id, dict(reply))

    def _replies(self, text: str) -> list[dict[str, Any]]:
        script: dict[str, list[dict[str, Any]]] = {
            "buttons": [{"text": "Sure?", "buttons": BUTTONS}],
            "parts": [{"text": "Done."}, {"custom": {"files": [FILE], "split": SPLIT}}],
            "nothing": [],
        }
        return script.get(text, [{"text": f"You said: {text}"}])


class ServedChannel(SlackChannel):
    """The channel, in an app whose conversations are those of the scripted assistant."""

    def __init__(self, settings: Settings, assistant: Assistant, **options: Any) -> None:
        super().__init__(settings, **options)
        self._assistant = assistant

    def blueprint(self, on_new_message: Any) -> Blueprint:
        blueprint = super().blueprint(on_new_message)

        @blueprint.listener("before_server_start")
        async def remember(app: Sanic, _: object) -> None:
            app.ctx.agent.tracker_store = self._assistant.store

        return blueprint


@pytest.fixture(scope="module")
def running_slack() -> Iterator[FakeSlack]:
    slack = FakeSlack()
    slack.start()
    yield slack
    slack.stop()


@pytest.fixture(scope="module")
def scripted() -> Assistant:
    return Assistant()


@pytest.fixture(scope="module")
def serve_slack(
    serve: Callable[..., Any],
    running_slack: FakeSlack,
    scripted: Assistant,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Any]]:
    """Return a function that serves the channel, with settings by name."""
    served: list[Any] = []

    def start(api_url: str = "", assistant: Any = scripted, **settings: Any) -> Any:
        database = tmp_path_factory.mktemp("slack") / "assistant.db"
        channel = ServedChannel(
            make_settings(database, **settings),
            scripted,
            api_url=api_url or running_slack.api_url,
        )
        server = serve([channel], assistant)
        served.append(server)
        return server

    yield start
    for server in served:
        server.finish()


def make_settings(database: Path, **changed: Any) -> Settings:
    return Settings(
        **{
            "database_url": f"sqlite:///{database}",
            "slack_bot_token": BOT_TOKEN,
            "slack_signing_secret": SIGNING_SECRET,
            "reply_timeout_seconds": 1.0,
            "messages_per_minute": 1000,
            **changed,
        }
    )


@pytest.fixture(scope="module")
def by_http(serve_slack: Callable[..., Any]) -> Iterator[HttpSlack]:
    sender = HttpSlack(serve_slack().url)
    yield sender
    sender.close()


@pytest.fixture(scope="module")
def by_socket(serve_slack: Callable[..., Any]) -> Any:
    return serve_slack(slack_app_token=APP_TOKEN)


@pytest.fixture
def slack(running_slack: FakeSlack) -> FakeSlack:
    running_slack.clear()
    return running_slack


@pytest.fixture
def assistant(scripted: Assistant) -> Assistant:
    scripted.clear()
    return scripted
