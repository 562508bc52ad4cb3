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

from bot.channels.buttons import Buttons
from bot.channels.limits import Limits
from bot.channels.messenger import Messenger
from bot.channels.teams.channel import TeamsDoor
from bot.channels.teams.client import Client
from bot.channels.teams.connector import Connector
from bot.channels.teams.credentials import credentials_of
from bot.channels.teams.tokens import SigningKeys, TokenVerifier
from bot.channels.turn import TurnRunner
from bot.settings import Settings
from bot.storage.inbox import Inbox
from bot.storage.unsent import UnsentReplies
from tests.channels.teams.fake import APP_ID, TENANT, FakeMicrosoft

EMERGENCY = "Medical emergency? Contact International SOS: +00 000."


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
        )
        client = Client()
        self.buttons = Buttons("a key")
        self.door = TeamsDoor(
            Messenger(
                "teams",
                TurnRunner(timeout_seconds=4, emergency=EMERGENCY),
                limits=Limits(per_user=1000, per_address=1000),
                inbox=Inbox(self.settings.database_url),
                buttons=self.buttons,
                max_characters=1000,
            ),
            UnsentReplies(self.settings.database_url),
            client=client,
            connector=Connector(
                client,
                credentials_of(self.settings, client, {}, login_url=microsoft.url),
                allow_loopback=True,
            ),
            verifier=TokenVerifier(SigningKeys(client, microsoft.metadata_url), APP_ID),
            tenants=frozenset(self.settings.teams_allowed_tenants),
        )
        self.server = serve([self.door], assistant)

    def close(self) -> None:
        """Close the channel as the server does before it stops."""
        asyncio.run_coroutine_threadsafe(self.door.close(), self.server._loop).result(30)

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
