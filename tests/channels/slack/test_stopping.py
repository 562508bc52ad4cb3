"""A server that stops: what it has taken is answered, and the rest is left to Slack."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.channels.messenger import Messenger
from tests.channels.slack.conftest import Assistant
from tests.channels.slack.fake import (
    APP_TOKEN,
    FakeSlack,
    HttpSlack,
    command,
    event,
    new_ts,
    wait_until,
)


def stop(server: Any) -> threading.Thread:
    """Begin to stop a server; return what ends when it has."""
    stopping = threading.Thread(target=server.finish)
    stopping.start()
    time.sleep(0.1)
    return stopping


def test_by_http_nothing_more_is_taken_and_what_was_taken_is_answered(
    serve_slack: Callable[..., Any], slack: FakeSlack, assistant: Assistant
) -> None:
    server = serve_slack(reply_timeout_seconds=5.0)
    sender = HttpSlack(server.url)
    assistant.seconds = 1.0
    sender.event(event(text="sleep"))
    wait_until(lambda: assistant.texts == ["sleep"])
    stopping = stop(server)
    assert sender.event(event(text="too late", user="U2", channel="D2")).status_code == 503
    assert sender.form(command("too late", f"{slack.url}/response/1")).status_code == 503
    stopping.join()
    (said,) = slack.of("chat.postMessage")
    assert said.arguments["text"] == "You said: sleep"
    assert assistant.texts == ["sleep"]
    sender.close()


def test_what_is_still_being_looked_at_is_not_acknowledged(
    serve_slack: Callable[..., Any],
    slack: FakeSlack,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = serve_slack()
    sender = HttpSlack(server.url)

    def looks_it_up(messenger: Messenger, conversation: str) -> bool:
        time.sleep(0.5)
        return True

    monkeypatch.setattr(Messenger, "has_spoken", looks_it_up)
    answers: list[int] = []
    follow_up = event(channel="C1", thread_ts=new_ts(), text="and my wife?")
    asking = threading.Thread(target=lambda: answers.append(sender.event(follow_up).status_code))
    asking.start()
    time.sleep(0.1)
    stop(server).join()
    asking.join()
    assert answers == [503]
    assert assistant.messages == []
    sender.close()


def test_the_socket_is_closed_before_what_was_taken_is_answered(
    serve_slack: Callable[..., Any], slack: FakeSlack, assistant: Assistant
) -> None:
    before = list(slack.sockets)
    server = serve_slack(slack_app_token=APP_TOKEN, reply_timeout_seconds=5.0)
    wait_until(lambda: len(slack.sockets) > len(before), 10)
    assistant.seconds = 1.0
    name = slack.push("events_api", event(text="sleep"))
    wait_until(lambda: name in slack.acknowledged and assistant.texts == ["sleep"])
    stopping = stop(server)
    wait_until(lambda: slack.sockets == before, 0.7)
    assert slack.of("chat.postMessage") == []
    stopping.join()
    (said,) = slack.of("chat.postMessage")
    assert said.arguments["text"] == "You said: sleep"
