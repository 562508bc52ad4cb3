"""The emergency contact is said even when the assistant is broken."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.server.supervisor import Supervisor, answers, running_assistant

QUESTION = "Is medical evacuation covered?"


@pytest.fixture
def supervisor(
    trained_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Supervisor]:
    monkeypatch.setenv("TRAVEL_ASSISTANT_DATABASE_URL", f"sqlite:///{tmp_path / 'assistant.db'}")
    conversations = tmp_path / "conversations.db"
    with running_assistant(trained_model, conversations=conversations) as supervisor:
        yield supervisor


def test_a_dead_action_server_is_covered_by_the_fallback_and_started_again(
    supervisor: Supervisor, make_conversation: Any
) -> None:
    conversation = make_conversation(supervisor.url)
    assert "Medical evacuation is covered" in conversation.say(QUESTION)

    actions = supervisor.servers[0]
    assert actions.process is not None
    os.kill(actions.process.pid, signal.SIGKILL)
    actions.process.wait(10)
    text = conversation.say(QUESTION)
    assert "something went wrong" in text
    assert "Medical emergency? Contact International SOS: the number on your" in text
    assert "International Safety & Security Incident Hotline" in text
    assert not answers(supervisor.url)

    stop = threading.Event()
    assert next(supervisor.watch(stop)) == "actions"
    deadline = time.monotonic() + 30
    while not answers(supervisor.url):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "Medical evacuation is covered" in conversation.say(QUESTION)
    stop.set()
    assert list(supervisor.watch(stop)) == []
