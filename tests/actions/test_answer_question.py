"""Answering questions: what was understood -> what is said and remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from actions.answer_question import ActionAnswerQuestion

PASSAGE = "isos-at-umb#want-to-talk-to-us"


def question(verdict: str, label: str = "", **fields: Any) -> dict[str, Any]:
    return {"verdict": verdict, "label": label, "text": "my words", "choices": [], **fields}


def understood(*questions: dict[str, Any], emergency: bool = False) -> dict[str, Any]:
    understanding = {"questions": list(questions), "emergency": emergency}
    return {"intent": {"name": "whatever"}, "entities": [], "understanding": understanding}


def button(intent: str, **entities: str) -> dict[str, Any]:
    values = [{"entity": name, "value": value} for name, value in entities.items()]
    return {"intent": {"name": intent}, "entities": values, "text": f"/{intent}"}


def said(messages: list[dict[str, Any]]) -> list[str]:
    """Return the response that is uttered, or the first words of the text."""
    return [m["response"] or m["text"][:26] for m in messages]


EVACUATION = "Medical evacuation is cove"
INSURANCE = "International SOS is not a"


@pytest.mark.parametrize(
    ("latest_message", "replies", "last_topic"),
    [
        (understood(question("answer", "evacuation_cover")), [EVACUATION], "evacuation_cover"),
        (
            understood(
                question("answer", "evacuation_cover"), question("answer", "isos_is_insurance")
            ),
            [EVACUATION, INSURANCE],
            "isos_is_insurance",
        ),
        (understood(question("choose", choices=["global_hub"])), ["utter_did_you_mean"], None),
        (understood(question("decline")), ["utter_not_in_documents"], None),
        (
            understood(question("answer", "evacuation_cover"), question("decline")),
            [EVACUATION, "utter_part_not_in_documents"],
            "evacuation_cover",
        ),
        (
            understood(question("choose", choices=["global_hub"]), question("decline")),
            ["utter_did_you_mean_part", "utter_part_not_in_documents"],
            None,
        ),
        (understood(question("decline", passage=PASSAGE)), ["utter_passage_may_help"], None),
        (understood(question("decline", passage="gone#x")), ["utter_not_in_documents"], None),
        (understood(question("answer", "gone")), ["utter_not_in_documents"], None),
        (understood(question("answer", PASSAGE)), ["> Need to talk to someone "], PASSAGE),
        (
            understood(question("answer", "evacuation_cover"), emergency=True),
            ["utter_emergency_line", EVACUATION],
            "evacuation_cover",
        ),
        (
            understood(question("decline"), emergency=True),
            ["utter_emergency_line", "utter_not_in_documents"],
            None,
        ),
        # Buttons have no text, and so nothing to understand.
        (button("ask_evacuation_cover"), [EVACUATION], "evacuation_cover"),
        (button("ask_document", passage=PASSAGE), ["> Need to talk to someone "], PASSAGE),
        (button("ask_document", passage="gone#x"), ["utter_not_in_documents"], None),
        (button("ask_document"), ["utter_not_in_documents"], None),
        (button("ask_weather"), ["utter_not_in_documents"], None),
        (button("nonsense"), ["utter_not_in_documents"], None),
    ],
)
def test_what_was_understood_is_said_and_the_last_topic_remembered(
    latest_message: dict[str, Any],
    replies: list[str],
    last_topic: str | None,
    run: Callable[..., Any],
) -> None:
    messages, events = run(ActionAnswerQuestion(), latest_message)
    assert said(messages) == replies
    remembered = [{"event": "slot", "name": "last_topic", "value": last_topic}]
    assert events == (remembered if last_topic else [])


def test_an_answer_has_its_source_and_buttons(run: Callable[..., Any]) -> None:
    ((message,), _) = run(ActionAnswerQuestion(), button("ask_evacuation_cover"))
    assert "\n\nSource: International SOS at UMB, “Am I covered" in message["text"]
    assert message["buttons"][0] == {
        "title": "Do I pay upfront for an evacuation?",
        "payload": "/ask_evacuation_upfront_payment",
    }
    assert len(message["buttons"]) == 3


def test_choices_end_with_none_of_these_and_leave_out_what_is_unknown(
    run: Callable[..., Any],
) -> None:
    choices = ["dental_amount", "gone", PASSAGE]
    ((message,), _) = run(ActionAnswerQuestion(), understood(question("choose", choices=choices)))
    assert message["question"] == "my words"
    assert message["buttons"] == [
        {"title": "Is dental care covered?", "payload": "/ask_dental_amount"},
        {"title": "Want to talk to us?", "payload": f'/ask_document{{"passage": "{PASSAGE}"}}'},
        {"title": "None of these", "payload": "/none_of_these"},
    ]


def test_contacts_and_passages_are_filled_in_as_they_are_known(
    run: Callable[..., Any], documents: Path, set_settings: Callable[..., None]
) -> None:
    path = documents / "contacts.yml"
    head, tail = path.read_text(encoding="utf-8").split("global_hub:", 1)
    tail = tail.replace('value: ""', "value: hub@example.edu", 1)
    path.write_text(f"{head}global_hub:{tail}", encoding="utf-8")
    set_settings(documents_dir=documents)
    ((message,), _) = run(ActionAnswerQuestion(), understood(question("decline")))
    assert message["global_hub"] == "[hub@example.edu](mailto:hub@example.edu)"
    ((message,), _) = run(ActionAnswerQuestion(), understood(question("decline", passage=PASSAGE)))
    assert "Source: International SOS at UMB, “Want to talk to us?”" in message["passage"]
