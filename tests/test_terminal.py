"""Talking to the real assistant in a terminal."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from bot.channels.rest import RestDoor
from bot.channels.turn import TurnRunner
from bot.errors import ServerError
from bot.server.supervisor import HOST, free_port
from bot.settings import Settings
from bot.terminal import talk


def shown_by_talk(url: str, question: str | None) -> str:
    output = io.StringIO()
    assert talk(url, question, Console(file=output, width=200, highlight=False)) == 0
    return output.getvalue()


def typing(monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))


def test_one_question_has_its_answer_and_numbered_choices(assistant_url: str) -> None:
    shown = shown_by_talk(assistant_url, "Is medical evacuation covered?")
    assert "Medical evacuation is covered" in shown
    assert "Source: International SOS at UMB" in shown
    assert "\n  1. Do I pay upfront for an evacuation?\n" in shown


def test_a_number_takes_a_choice_and_an_empty_line_ends(
    assistant_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, "Is medical evacuation covered?\n1\n\nIs dental care covered?\n")
    shown = shown_by_talk(assistant_url, None)
    assert "In most cases you will not have to pay upfront" in shown
    assert "Emergency dental care" not in shown


def test_a_number_that_is_no_choice_is_said_as_it_is(
    assistant_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, "Is medical evacuation covered?\n9\n\n")
    assert shown_by_talk(assistant_url, None).count("Source:") == 1


def test_the_end_of_the_input_ends_the_conversation(
    assistant_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    typing(monkeypatch, "Is medical evacuation covered?")
    assert "Medical evacuation is covered" in shown_by_talk(assistant_url, None)


def test_a_file_is_named_and_a_bill_is_left_to_the_text(serve: Callable[..., Any]) -> None:
    file = {"name": "../trip [1].ics", "media_type": "text/calendar", "content": "BEGIN:VCALENDAR"}
    split = {"covered": "2000", "own": "520", "label": "Covered $2,000, you pay $520"}

    async def assistant(message: Any) -> None:
        for reply in (
            {"text": "You would pay $520."},
            {"custom": {"split": split}},
            {"custom": {"files": [file, {"name": "no content"}]}},
            {"custom": {"unknown": 1}},
            {"text": "More?", "buttons": [{"title": "Yes", "payload": "Yes"}]},
        ):
            await message.output_channel.send_response(message.sender_id, reply)

    turns = TurnRunner(timeout_seconds=5, emergency="Contact them.")
    server = serve([RestDoor(Settings(), turns)], assistant)
    shown = shown_by_talk(server.url, "hello")
    assert [line.strip() for line in shown.splitlines() if line.strip()] == [
        "You would pay $520.",
        "[file] trip-1.ics",
        "More?",
        "1. Yes",
    ]


def test_an_assistant_that_does_not_answer_is_a_server_error() -> None:
    url = f"http://{HOST}:{free_port()}"
    with pytest.raises(ServerError, match=f"The assistant at {url} does not answer"):
        shown_by_talk(url, "Is medical evacuation covered?")
