"""Keeping what no choice fitted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from actions.keep_unanswered_question import ActionKeepUnansweredQuestion
from bot.storage.unanswered import UnansweredQuestions

BUTTON = {"intent": {"name": "none_of_these"}, "entities": [], "text": "/none_of_these"}


def typed(text: str, *names: str) -> dict[str, Any]:
    entities = [{"entity": "PERSON", "value": name} for name in names]
    entities.append({"entity": "GPE", "value": "Peru"})
    return {"event": "user", "text": text, "parse_data": {"text": text, "entities": entities}}


def clicked(payload: str) -> dict[str, Any]:
    return {"event": "user", "text": payload, "parse_data": {"text": payload, "entities": []}}


SAID = {"event": "bot", "text": "Did you mean one of these?"}
CLICK = clicked("/none_of_these")


@pytest.mark.parametrize(
    ("events", "kept"),
    [
        ([typed("Which papers for Peru?"), SAID, CLICK], ["Which papers for Peru?"]),
        ([typed("First?"), SAID, typed("Second?"), SAID, CLICK], ["Second?"]),
        ([typed("First?"), SAID, clicked("/ask_global_hub"), SAID, CLICK], ["First?"]),
        (
            [typed("Maria Lee here, +1 410 555 0100. Papers?", "Maria Lee"), SAID, CLICK],
            ["[name] here, [number]. Papers?"],
        ),
        ([CLICK], []),
        ([], []),
        ([{"event": "user", "text": None, "parse_data": {}}], []),
    ],
)
def test_the_last_question_that_was_typed_is_kept_without_names_and_numbers(
    events: list[dict[str, Any]],
    kept: list[str],
    run: Callable[..., Any],
    set_settings: Callable[..., None],
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'assistant.db'}"
    set_settings(database_url=url)
    messages, result = run(ActionKeepUnansweredQuestion(), BUTTON, events)
    assert [question.text for question in UnansweredQuestions(url).list()] == kept
    assert [message["response"] for message in messages] == ["utter_question_kept"]
    assert messages[0]["global_hub"] == "the address on UMB's International SOS page"
    assert result == []
