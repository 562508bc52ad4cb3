"""Conversations that are written as tables, in `*.yml` beside the test that plays them.

A table is a list of conversations, each with a `name` that says the behaviour and its `turns`:

    say       what the traveller types, or
    choose    words of the title of the button that is pressed
    expect    what must stand in the reply, in any case of letters
    never     what must not stand in it
    alarm     the kind of the emergency with whose line the reply begins, and its language if that
              is not English: "arrest", "arrest es"; "arrest|missing" for either of two
    saved     (of the whole conversation) how many trips are registered in it at the end

`{day+40}` is the day in 40 days as "3 January 2027", `{iso+40}` as "2027-01-03", `{year+40}` its
year. To choose the same button twice in a row is to press it twice.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.emergencies.words import words_in
from bot.settings import get_settings

_DAY = re.compile(r"\{(day|iso|year)\+(\d+)\}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that takes a `table` every conversation of the tables beside it."""
    if "table" not in metafunc.fixturenames:
        return
    tables = [
        pytest.param(conversation, id=f"{path.stem}: {conversation['name']}")
        for path in sorted(Path(metafunc.module.__file__).parent.glob("*.yml"))
        for conversation in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    if "postgresql_conversation" in metafunc.fixturenames:
        tables = tables[::4]  # what differs is how a trip is kept, which tests/storage tests
    metafunc.parametrize("table", tables)


@pytest.fixture
def play() -> Callable[[dict[str, Any], Any], None]:
    """Return what plays the turns of a table and checks every reply."""

    def play_turns(table: dict[str, Any], conversation: Any) -> None:
        log: list[str] = []
        pressed = {"choose": "", "payload": ""}
        for turn in table["turns"]:
            said = _dated(turn.get("say", ""))
            if "choose" in turn:
                said = pressed["payload"]
                if turn["choose"] != pressed["choose"]:
                    said = button_of(conversation.buttons, _dated(turn["choose"]), log)
            pressed = {"choose": turn.get("choose", ""), "payload": said}
            text = conversation.say(said)
            names = [file["name"] for reply in conversation.replies for file in _files(reply)]
            reply = "\n".join([text, *names, *conversation.buttons])
            log.append(f"> {said}\n{reply}")
            so_far = "\n\n".join(log)
            assert text.strip(), f"no reply in\n{so_far}"
            if "alarm" in turn:
                kind, _, language = turn["alarm"].partition(" ")
                safety = words_in(language or "en").safety
                lines = tuple(safety[one] for one in kind.split("|"))
                assert text.startswith(lines), f"the reply does not begin so: {lines} in\n{so_far}"
            for words in turn.get("expect", []):
                assert _dated(str(words)).lower() in reply.lower(), f"no “{words}” in\n{so_far}"
            for words in turn.get("never", []):
                assert _dated(str(words)).lower() not in text.lower(), f"“{words}” in\n{so_far}"

    return play_turns


def button_of(buttons: dict[str, str], words: str, log: list[str]) -> str:
    """Return the payload of the button whose title has the words."""
    found = [payload for title, payload in buttons.items() if words.lower() in title.lower()]
    so_far = "\n\n".join(log)
    assert found, f"no button “{words}” among {list(buttons)} in\n{so_far}"
    return found[0]


def _files(reply: dict[str, Any]) -> list[dict[str, str]]:
    files: list[dict[str, str]] = (reply.get("custom") or {}).get("files", [])
    return files


def _dated(text: str) -> str:
    def day(match: re.Match[str]) -> str:
        date = get_settings().today() + datetime.timedelta(days=int(match.group(2)))
        written = {"iso": f"{date}", "year": f"{date.year}", "day": f"{date.day} {date:%B %Y}"}
        return written[match.group(1)]

    return _DAY.sub(day, text)
