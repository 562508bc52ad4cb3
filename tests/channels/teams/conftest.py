"""What the tests of the Teams channel share: a small Microsoft, and a scripted assistant."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from pydantic import SecretStr
from rasa.core.channels.channel import UserMessage

from bot.channels.teams.channel import TeamsDoor
from bot.knowledge.contacts import emergency_line
from bot.settings import PROJECT_ROOT, Settings
from tests.channels.teams.fake import APP_ID, TENANT, FakeMicrosoft

# As far as no character of it is escaped in Teams.
EMERGENCY = emergency_line(PROJECT_ROOT / "documents").partition(". ")[0]


class Assistant:
    """Answers with `answer`, one message or several, or with what was said; keeps the messages."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.answer: list[dict[str, Any]] = []
        self.seconds = 0.0
        self.messages: list[UserMessage] = []

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    async def __call__(self, message: UserMessage) -> None:
        self.messages.append(message)
        if message.text == "fail":
            raise RuntimeError("the assistant cannot")
        await asyncio.sleep(self.seconds)
        for reply in self.answer or [{"text": f"You said: {message.text}"}]:
            await message.output_channel.send_response(message.sender_id, dict(reply))


class Teams:
    """The channel in a real server, between a small Microsoft and a scripted assistant."""

    def __init__(
        self,
        serve: Callable[..., Any],
        microsoft: FakeMicrosoft,
        assistant: Assistant,
        folder: Path,
    ) -> None:
        self.microsoft, self.assistant = microsoft, assistant
        self.settings = Settings(
            teams_app_id=APP_ID,
            teams_app_password=SecretStr("a secret"),
            teams_tenant_id=TENANT,
            database_url=f"sqlite:///{folder / 'assistant.db'}",
            reply_timeout_seconds=4,
            messages_per_minute=1000,
        )
        self.door = TeamsDoor.from_settings(
            self.settings,
            login_url=microsoft.url,
            metadata_url=microsoft.metadata_url,
            allow_loopback=True,
        )
        self.buttons = self.door._answers._messenger
        self.server = serve([self.door], assistant)

    def close(self) -> None:
        """Close the channel as the server does before it stops."""
        self.server.finish()

    def post(
        self,
        activity: Any,
        authorization: str | None = None,
        path: str = "/webhooks/teams/messages",
        **options: Any,
    ) -> requests.Response:
        """Send an activity as Microsoft does."""
        if authorization is None:
            authorization = f"Bearer {self.microsoft.token()}"
        return requests.post(
            self.server.url + path,
            json=activity,
            headers={"Authorization": authorization} if authorization else {},
            timeout=10,
            **options,
        )

    def say(self, text: str, **changes: Any) -> requests.Response:
        """Send a message."""
        response = self.post(self.microsoft.activity(text, **changes))
        assert response.status_code == 202, response.text
        return response


@pytest.fixture(scope="session")
def running_microsoft() -> Iterator[FakeMicrosoft]:
    microsoft = FakeMicrosoft()
    microsoft.start()
    yield microsoft
    microsoft.stop()


@pytest.fixture
def microsoft(running_microsoft: FakeMicrosoft) -> FakeMicrosoft:
    running_microsoft.clear()
    return running_microsoft


@pytest.fixture(scope="module")
def running_teams(
    serve: Callable[..., Any],
    running_microsoft: FakeMicrosoft,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Teams]:
    running_microsoft.clear()
    teams = Teams(serve, running_microsoft, Assistant(), tmp_path_factory.mktemp("teams"))
    yield teams
    teams.close()


@pytest.fixture
def teams(running_teams: Teams, microsoft: FakeMicrosoft) -> Teams:
    running_teams.assistant.clear()
    return running_teams


@pytest.fixture
def assistant(teams: Teams) -> Assistant:
    return teams.assistant


@pytest.fixture
def new_teams(
    serve: Callable[..., Any], microsoft: FakeMicrosoft, tmp_path: Path
) -> Iterator[Callable[[], Teams]]:
    """Return what starts a channel that has not spoken to Microsoft yet."""
    started: list[Teams] = []

    def start() -> Teams:
        started.append(Teams(serve, microsoft, Assistant(), tmp_path))
        return started[-1]

    yield start
    for teams in started:
        teams.close()
