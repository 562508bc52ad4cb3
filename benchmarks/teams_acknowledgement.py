"""How soon Teams gets its acknowledgement while every action takes a minute.

    .venv/bin/python -m benchmarks.teams_acknowledgement

Serves the Teams channel with a scripted assistant and a small Microsoft on this machine: real
tokens are verified. Many people write, eight at a time, and wait for an action that takes a minute;
meanwhile somebody else is answered at once.
"""

from __future__ import annotations

import logging
import tempfile
import time
from functools import partial
from pathlib import Path

import requests
from pydantic import SecretStr

from benchmarks.waiting import OTHER_MESSAGES, USERS, assistant, of_all_users, show, wait_until
from bot.channels.teams.channel import TeamsDoor
from bot.settings import Settings
from tests.channels.teams.fake import APP_ID, TENANT, FakeMicrosoft
from tests.conftest import LiveServer


def channel(microsoft: FakeMicrosoft, folder: Path) -> TeamsDoor:
    """Return the channel as it is, but for the addresses of Microsoft's services."""
    settings = Settings(
        database_url=f"sqlite:///{folder / 'assistant.db'}",
        teams_app_id=APP_ID,
        teams_app_password=SecretStr("a secret"),
        teams_tenant_id=TENANT,
    )
    return TeamsDoor.from_settings(
        settings,
        login_url=microsoft.url,
        metadata_url=microsoft.metadata_url,
        allow_loopback=True,
    )


def send(
    session: requests.Session, url: str, microsoft: FakeMicrosoft, text: str, user: int
) -> str:
    """Send a message of a user; return the id of the chat."""
    conversation = f"a:{text}-{user}"
    activity = microsoft.activity(
        text,
        conversation={"id": conversation, "conversationType": "personal", "tenantId": TENANT},
    )
    activity["from"] = {"id": "29:x", "aadObjectId": f"aaaaaaaa-bbbb-cccc-dddd-{user:012d}"}
    response = session.post(
        f"{url}/webhooks/teams/messages",
        json=activity,
        headers={"Authorization": f"Bearer {microsoft.token()}"},
        timeout=30,
    )
    response.raise_for_status()
    return conversation


def acknowledgements(url: str, microsoft: FakeMicrosoft) -> list[float]:
    """Return the seconds that the acknowledgements of different users' messages take."""

    def acknowledged(user: int) -> float:
        with requests.Session() as session:
            began = time.perf_counter()
            send(session, url, microsoft, "slow", user)
            return time.perf_counter() - began

    return of_all_users(acknowledged)


def replies_of_somebody_else(url: str, microsoft: FakeMicrosoft) -> list[float]:
    """Return the seconds until somebody else has the reply in Teams."""
    seconds = []
    with requests.Session() as session:
        for number in range(OTHER_MESSAGES):
            began = time.perf_counter()
            conversation = send(session, url, microsoft, "quick", USERS + number)
            wait_until(partial(microsoft.messages, conversation))
            seconds.append(time.perf_counter() - began)
    return seconds


def main() -> None:
    """Measure and print."""
    logging.disable(logging.ERROR)
    microsoft = FakeMicrosoft()
    microsoft.start()
    with tempfile.TemporaryDirectory() as folder:
        server = LiveServer([channel(microsoft, Path(folder))], assistant)
        server.start()
        show(f"acknowledgement of {USERS} messages", acknowledgements(server.url, microsoft))
        show("reply to somebody else", replies_of_somebody_else(server.url, microsoft))
        server.stop()
    microsoft.stop()


if __name__ == "__main__":
    main()
