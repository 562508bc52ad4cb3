"""How soon Slack gets its acknowledgement while every action takes a minute.

    .venv/bin/python -m benchmarks.slack_acknowledgement

Serves the Slack channel with a scripted assistant and a small Slack on this machine. Many people
write, eight at a time, and wait for an action that takes a minute; meanwhile somebody else is
answered at once.
"""

from __future__ import annotations

import logging
import tempfile
import time
from functools import partial
from pathlib import Path

from benchmarks.waiting import OTHER_MESSAGES, USERS, assistant, of_all_users, show, wait_until
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

    return of_all_users(send)


def has_reply(slack: FakeSlack, channel: str) -> bool:
    """Tell whether something was said in a channel."""
    return any(call.arguments["channel"] == channel for call in list(slack.calls))


def replies_of_somebody_else(url: str, slack: FakeSlack) -> list[float]:
    """Return the seconds until somebody else has the reply in Slack."""
    sender = HttpSlack(url)
    seconds = []
    for number in range(OTHER_MESSAGES):
        channel = f"DOTHER{number}"
        began = time.perf_counter()
        sender.event(event(text="quick", user=f"UOTHER{number}", channel=channel))
        wait_until(partial(has_reply, slack, channel))
        seconds.append(time.perf_counter() - began)
    sender.close()
    return seconds


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
