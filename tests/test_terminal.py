"""Talking to the real assistant in a terminal."""

from __future__ import annotations

import io
import sys

import pytest
from rich.console import Console

from bot.errors import ServerError
from bot.server.supervisor import HOST, free_port
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


def test_an_assistant_that_does_not_answer_is_a_server_error() -> None:
    url = f"http://{HOST}:{free_port()}"
    with pytest.raises(ServerError, match=f"The assistant at {url} does not answer"):
        shown_by_talk(url, "Is medical evacuation covered?")
