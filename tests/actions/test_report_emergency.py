"""Emergencies: what to do now comes first, and only sure answers follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa_sdk.events import SlotSet

from actions.report_emergency import ActionReportEmergency


def understood(*questions: tuple[str, str]) -> dict[str, Any]:
    return {
        "intent": {"name": "report_emergency"},
        "entities": [],
        "understanding": {
            "questions": [
                {"verdict": verdict, "label": label, "text": "words", "choices": []}
                for verdict, label in questions
            ],
            "emergency": True,
        },
    }


@pytest.mark.parametrize(
    ("latest_message", "replies", "last_topic"),
    [
        (understood(("decline", "")), ["utter_emergency"], None),
        (understood(("choose", "")), ["utter_emergency"], None),
        (understood(("small_talk", "greet")), ["utter_emergency"], None),
        (
            understood(("decline", ""), ("answer", "evacuation_cover")),
            ["utter_emergency", "Medical evacuation"],
            "evacuation_cover",
        ),
        ({"intent": {"name": "report_emergency"}, "entities": []}, ["utter_emergency"], None),
    ],
)
def test_the_emergency_reply_comes_before_any_answer(
    latest_message: dict[str, Any],
    replies: list[str],
    last_topic: str | None,
    run: Callable[..., Any],
) -> None:
    messages, events = run(ActionReportEmergency(), latest_message)
    assert [m["response"] or m["text"][:18] for m in messages] == replies
    assert messages[0]["isos_phone"] == "the number on your International SOS membership card"
    assert messages[0]["incident_hotline"] == "the hotline number on UMB's International SOS page"
    remembered = [SlotSet("last_topic", last_topic)]
    assert events == (remembered if last_topic else [])
