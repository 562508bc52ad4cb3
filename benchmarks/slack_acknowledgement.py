"""How soon Slack gets its acknowledgement while every action takes a minute.

    .venv/bin/python -m benchmarks.slack_acknowledgement

Serves the Slack channel with a scripted assistant and a small Slack on this machine. Many people
write at the same time and wait for an action that takes a minute; meanwhile somebody else is
answered at once. Slack sends an event again that is not acknowledged within three seconds.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rasa.core.channels.channel import UserMessage

from bot.channels.slack.channel import SlackChannel
from bot.settings import Settings
from tests.channels.slack.fake import (
    BOT_TOKEN,
    SIGNING_SECRET,
    FakeSlack,
    HttpSlack,
    event,
)
from tests.conftest import LiveServer

ACTION_SECONDS = 60
USERS = 200
SENDERS = 8
OTHER_MESSAGES = 20


async def assistant(message: UserMessage) -> None:
    """Take a minute, unless somebody is in a hurry."""
    if message.text != "quick":
        await asyncio.sleep(ACTION_SECONDS)
    await message.output_channel.send_response(message.sender_id, {"text": "Done."})


def acknowledgements(url: str) -> list[float]:
    """Return the seconds that the acknowledgements of events of different users take."""

    def send(user: int) -> float:
        slack = HttpSlack(url)
        began = time.perf_counter()
        response = slack.event(event(text="slow", user=f"U{user}", channel=f"D{user}"))
        seconds = time.perf_counter() - began
        slack.close()
        response.raise_for_status()
        return seconds

    with ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(send, range(USERS)))


def replies_of_somebody_else(url: str, slack: FakeSlack) -> list[float]:
    """Return the seconds until somebody else has the reply in Slack."""
    sender = HttpSlack(url)
    seconds = []
    for number in range(OTHER_MESSAGES):
        channel = f"DOTHER{number}"
        began = time.perf_counter()
        sender.event(event(text="quick", user=f"UOTHER{number}", channel=channel))
        while not any(call.arguments["channel"] == channel for call in list(slack.calls)):
            time.sleep(0.001)
        seconds.append(time.perf_counter() - began)
    sender.close()
    return seconds


def show(name: str, seconds: Sequence[float]) -> None:
    """Print the median and the 99th percentile in milliseconds."""
    p99 = statistics.quantiles(seconds, n=100, method="inclusive")[98]
    print(f"{name}: median {statistics.median(seconds) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms")


def main() -> None:
    """Measure and print."""
    logging.disable(logging.ERROR)
    slack = FakeSlack()
    slack.start()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database_url=f"sqlite:///{Path(folder) / 'assistant.db'}",
            slack_bot_token=BOT_TOKEN,
            slack_signing_secret=SIGNING_SECRET,
        )
        server = LiveServer([SlackChannel(settings, api_url=slack.api_url)], assistant)
        server.start()
        show(f"acknowledgement of {USERS} events", acknowledgements(server.url))
        show("reply to somebody else", replies_of_somebody_else(server.url, slack))
        server.stop()
    slack.stop()


if __name__ == "__main__":
    main()
