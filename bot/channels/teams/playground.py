"""Serves the assistant to Microsoft's Agents Playground, a Teams client for developers.

    .venv/bin/python -m bot.channels.teams.playground [--port 3978]

Nobody is verified: it listens to this machine only, and answers nowhere else.
"""

from __future__ import annotations

import argparse
import ipaddress
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml
from rasa.core.channels.channel import InputChannel
from sanic.request import Request

from bot.channels.messenger import Messenger
from bot.channels.teams.activities import Activity, is_loopback
from bot.channels.teams.channel import NAME, TeamsDoor, read_activity_of
from bot.channels.teams.client import Client
from bot.channels.teams.connector import Connector
from bot.channels.teams.tokens import SigningKeys, TokenError, TokenVerifier
from bot.errors import ModelError
from bot.settings import PROJECT_ROOT, get_settings
from bot.storage.unsent import UnsentReplies

HOST = "127.0.0.1"
CHANNEL = "bot.channels.teams.playground.PlaygroundDoor"


class PlaygroundDoor(TeamsDoor):
    """The channel as a client on this machine may use it, without any proof of who it is."""

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """Make the channel.

        Raises:
            AssistantError: The database or the file of contacts cannot be used.
        """
        settings, client = get_settings(), Client()
        return cls(
            Messenger.from_settings(NAME, settings),
            UnsentReplies(settings.database_url),
            client=client,
            connector=Connector(client, None, allow_loopback=True),
            verifier=TokenVerifier(SigningKeys(client), ""),
            tenants=frozenset(),
        )

    async def _read(self, request: Request) -> Activity:
        # Whatever address the server listens to.
        if not ipaddress.ip_address(request.ip).is_loopback:
            raise TokenError("not_this_machine", 403)
        activity = await read_activity_of(request)
        if not is_loopback(activity.service_url):
            raise TokenError("service_url_of_a_stranger", 403)
        return activity


def main() -> None:
    """Run the newest model and its actions until one of them ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=3978, help="where the playground sends to")
    port = parser.parse_args().port
    models = sorted((PROJECT_ROOT / "models").glob("*.tar.gz"), key=lambda p: p.stat().st_mtime)
    if not models:
        raise ModelError("There is no trained model. Make one: `make train`.")
    with tempfile.TemporaryDirectory(prefix="playground-") as folder:
        _serve(port, models[-1], Path(folder))


def _serve(port: int, model: Path, folder: Path) -> None:
    credentials, endpoints = folder / "credentials.yml", folder / "endpoints.yml"
    credentials.write_text(f"{CHANNEL}:\n", encoding="utf-8")
    settings = yaml.safe_load((PROJECT_ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    settings["action_endpoint"]["url"] = f"http://{HOST}:{port + 1}/webhook"
    settings["tracker_store"]["db"] = str(folder / "conversations.db")
    endpoints.write_text(yaml.safe_dump(settings), encoding="utf-8")
    actions = ["-m", "rasa_sdk", "--actions", "actions", "-p", str(port + 1)]
    rasa = ["-m", "bot.server.rasa_command", "run", "--model", str(model), "-i", HOST]
    rasa += ["-p", str(port), "--credentials", str(credentials), "--endpoints", str(endpoints)]
    processes = [
        subprocess.Popen(
            [sys.executable, *command],
            cwd=PROJECT_ROOT,
            env={**os.environ, "SANIC_HOST": HOST},  # else the actions listen to every address
        )
        for command in (actions, rasa)
    ]
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit())
    try:
        processes[-1].wait()
    finally:
        for process in processes:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
