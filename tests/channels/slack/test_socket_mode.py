"""Socket Mode: the server connects to Slack, and connects again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.channels.slack import socket_mode
from bot.server.supervisor import free_port
from tests.channels.slack.conftest import Assistant
from tests.channels.slack.fake import (
    APP_TOKEN,
    Answer,
    FakeSlack,
    click,
    command,
    event,
    new_ts,
    wait_until,
)


@pytest.fixture
def connected(by_socket: Any, slack: FakeSlack) -> FakeSlack:
    wait_until(lambda: bool(slack.sockets), 10)
    return slack


def test_events_commands_and_clicks_are_acknowledged_and_answered(
    connected: FakeSlack, assistant: Assistant
) -> None:
    url = f"{connected.url}/response/1"
    names = [
        connected.push("events_api", event(text="buttons"), retry_attempt=0),
        connected.push("slash_commands", command("hi", url, user="U2")),
    ]
    (asked,) = connected.wait(1, "chat.postMessage")
    connected.wait(1, "response_url")
    row = asked.arguments["blocks"][-1]
    container = {"type": "message", "channel_id": "D1", "message_ts": new_ts()}
    pressed = click(row["elements"][0], row["block_id"], container)
    names.append(connected.push("interactive", pressed))
    names.append(connected.push("interactive", {"type": "something_new", "team": {"id": "T1"}}))
    connected.wait(2, "chat.postMessage")
    wait_until(lambda: set(names) <= set(connected.acknowledged))
    assert sorted(assistant.texts[:2]) == ["buttons", "hi"]  # of two people
    assert assistant.texts[2:] == ["/affirm"]


def test_what_slack_sends_again_is_answered_once(
    connected: FakeSlack, assistant: Assistant
) -> None:
    payload = event(text="hi")
    connected.push("events_api", payload, retry_attempt=0)
    connected.push("events_api", payload, retry_attempt=1, retry_reason="timeout")
    connected.wait(1, "chat.postMessage")
    assert len(assistant.messages) == 1


def test_an_acknowledgement_does_not_wait_for_the_answer(
    connected: FakeSlack, assistant: Assistant
) -> None:
    assistant.seconds = 0.9
    began = time.monotonic()
    name = connected.push("events_api", event(text="sleep"))
    wait_until(lambda: name in connected.acknowledged)
    assert connected.acknowledged[name] - began < assistant.seconds
    connected.wait(1, "chat.postMessage")


def test_the_connection_is_made_anew_when_slack_asks_for_it(
    connected: FakeSlack, assistant: Assistant
) -> None:
    before = connected.connections
    connected.disconnect()
    wait_until(lambda: connected.connections > before, 10)
    connected.push("events_api", event(text="again"))
    connected.wait(1, "chat.postMessage")


def test_the_connection_is_made_anew_when_it_breaks(
    connected: FakeSlack, assistant: Assistant
) -> None:
    before = connected.connections
    connected.hang_up()
    wait_until(lambda: connected.connections > before, 15)
    wait_until(lambda: bool(connected.sockets))
    connected.push("events_api", event(text="again"))
    connected.wait(1, "chat.postMessage")


def test_a_server_starts_without_slack_and_connects_when_it_is_there(
    serve_slack: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(socket_mode, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(socket_mode, "LOOK_SECONDS", 0.1)
    port = free_port()
    serve_slack(api_url=f"http://127.0.0.1:{port}/api/", slack_app_token=APP_TOKEN)
    wait_until(lambda: "slack.not_connected reason=ClientConnectorError" in caplog.text)
    back = FakeSlack()
    refused = {"ok": False, "error": "invalid_auth"}
    back.answers["apps.connections.open"].extend([Answer(data=refused), Answer(data=refused)])
    # An address that leads nowhere is not tried for ever.
    nowhere = {"ok": True, "url": f"ws://127.0.0.1:{free_port()}/socket"}
    back.answers["apps.connections.open"].append(Answer(data=nowhere))
    back.start(port)
    wait_until(lambda: bool(back.sockets), 20)
    back.push("events_api", event(text="at last"))
    (said,) = back.wait(1, "chat.postMessage")
    assert said.arguments["text"] == "You said: at last"
    back.stop()
    assert "slack.not_connected reason=invalid_auth" in caplog.text
    assert "ticket" not in caplog.text
