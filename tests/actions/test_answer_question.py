"""Answering questions: what was understood -> what is said and remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Action

from actions.answer_question import ActionAnswerQuestion
from actions.validate_limit_forms import ValidateDentalLimitForm
from actions.validate_trip_form import ValidateTripForm
from bot.emergencies.words import words_in

PASSAGE = "isos-at-umb#want-to-talk-to-us"


def question(verdict: str, label: str = "", **fields: Any) -> dict[str, Any]:
    return {"verdict": verdict, "label": label, "text": "my words", "choices": [], **fields}


def understood(
    *questions: dict[str, Any], level: str = "none", language: str = "en"
) -> dict[str, Any]:
    return {
        "intent": {"name": "whatever"},
        "entities": [],
        "understanding": {"questions": list(questions)},
        "emergency": {"level": level, "kind": "medical", "language": language, "layers": []},
    }


def button(intent: str, **entities: str) -> dict[str, Any]:
    values = [{"entity": name, "value": value} for name, value in entities.items()]
    return {"intent": {"name": intent}, "entities": values, "text": f"/{intent}"}


def said(messages: list[dict[str, Any]]) -> list[str]:
    """Return the response that is uttered, or the first words of the text."""
    return [m["response"] or m["text"][:26] for m in messages]


EVACUATION = "Medical evacuation is cove"
INSURANCE = "International SOS is not a"
LINE = "**If this is an emergency,"
SPANISH_LINE = words_in("es").line[:26]
ONLY_ENGLISH = {language: words_in(language).english_only[:26] for language in ("es", "zh")}
IN_VAIN = "out_of_scope"


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
            understood(question("answer", "evacuation_cover"), level="perhaps"),
            [LINE, EVACUATION],
            "evacuation_cover",
        ),
        (
            understood(question("decline"), level="perhaps"),
            [LINE, "utter_not_in_documents"],
            None,
        ),
        # In another language: what is understood is answered, and all else is said to be in vain.
        (
            understood(question("answer", "evacuation_cover"), language="es"),
            [EVACUATION],
            "evacuation_cover",
        ),
        (
            understood(question("choose", choices=["global_hub"]), language="es"),
            ["utter_did_you_mean"],
            None,
        ),
        (understood(question("decline"), language="es"), [ONLY_ENGLISH["es"]], None),
        (understood(question("decline"), language="zh"), [ONLY_ENGLISH["zh"]], None),
        (
            understood(question("decline"), level="perhaps", language="es"),
            [SPANISH_LINE, ONLY_ENGLISH["es"]],
            None,
        ),
        (
            understood(question("answer", "evacuation_cover"), question("decline"), language="fr"),
            [EVACUATION, "utter_part_not_in_documents"],
            "evacuation_cover",
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


def test_each_answer_and_nothing_else_carries_its_topic(run: Callable[..., Any]) -> None:
    questions = (
        question("answer", "evacuation_cover"),
        question("choose", choices=["global_hub"]),
        question("decline"),
        question("answer", PASSAGE),
    )
    messages, _ = run(ActionAnswerQuestion(), understood(*questions))
    assert [message["custom"] for message in messages] == [
        {"topic": "evacuation_cover"},
        {},
        {},
        {"topic": PASSAGE},
    ]


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


def heard(intent: str) -> dict[str, Any]:
    return {"event": "user", "text": "words", "parse_data": {"intent": {"name": intent}}}


OFFER, NOT_ANSWERED = "utter_hand_over_offer", "utter_not_in_documents"
HAND_OVER = ["utter_hand_over_global_hub", "utter_hand_over_summary", "utter_hand_over_nobody_told"]


@pytest.mark.parametrize(
    ("intents", "replies"),
    [
        (["out_of_scope"], [NOT_ANSWERED]),
        (["out_of_scope", "out_of_scope"], [NOT_ANSWERED, OFFER]),
        (["unclear_question", "out_of_scope"], [NOT_ANSWERED, OFFER]),
        (["none_of_these", "out_of_scope"], [NOT_ANSWERED, OFFER]),
        (["out_of_scope"] * 3, [NOT_ANSWERED, *HAND_OVER]),
        (["out_of_scope"] * 4, [NOT_ANSWERED, OFFER]),
        # An answer, or anything else that was understood, begins anew.
        (["out_of_scope", "ask_dental_amount", "out_of_scope"], [NOT_ANSWERED]),
        (["out_of_scope", "out_of_scope", "thank", "out_of_scope"], [NOT_ANSWERED]),
    ],
)
def test_who_is_not_understood_again_and_again_is_led_to_a_person(
    intents: list[str], replies: list[str], run: Callable[..., Any]
) -> None:
    events = [heard(intent) for intent in intents]
    messages, _ = run(ActionAnswerQuestion(), understood(question("decline")), events)
    assert said(messages) == replies


def said_by_form(response: str) -> dict[str, Any]:
    return {"event": "bot", "text": "words", "metadata": {"utter_action": response}}


@pytest.mark.parametrize(
    ("action", "response", "slots"),
    [
        (ValidateTripForm, "utter_trip_not_understood", {"requested_slot": "trip_purpose"}),
        (
            ValidateDentalLimitForm,
            "utter_limit_unreadable",
            {"requested_slot": "total_cost", "claim_benefit": "dental"},
        ),
    ],
)
def test_a_form_leads_to_a_person_too_when_it_can_read_nothing(
    action: type[Action], response: str, slots: dict[str, Any], run: Callable[..., Any]
) -> None:
    message = {**understood(question("decline")), "intent": {"name": "inform"}, "text": "xyzzy"}
    in_vain = [heard("inform"), said_by_form(response), said_by_form("utter_ask_again")]
    replies = []
    for times in range(4):
        events = [heard("inform"), *in_vain * times, heard("inform")]
        messages, _ = run(action(), message, events, slots=slots, form="trip_form")
        replies.append([reply for reply in said(messages) if reply != "utter_hand_over_summary"])
    led = [reply for reply in HAND_OVER if reply != "utter_hand_over_summary"]
    assert replies == [[response], [response, OFFER], [response, *led], [response, OFFER]]


def test_who_writes_in_another_language_is_led_to_a_person_too(run: Callable[..., Any]) -> None:
    message = understood(question("decline"), language="es")
    replies = [
        said(run(ActionAnswerQuestion(), message, [heard(IN_VAIN)] * times)[0])
        for times in (1, 2, 3)
    ]
    only_english = ONLY_ENGLISH["es"]
    assert replies == [[only_english], [only_english, OFFER], [only_english, *HAND_OVER]]


def test_who_gets_an_answer_is_not_led_away(run: Callable[..., Any]) -> None:
    message = understood(question("answer", "evacuation_cover"), question("decline"))
    messages, _ = run(ActionAnswerQuestion(), message, [heard(IN_VAIN)] * 3)
    assert said(messages) == [EVACUATION, "utter_part_not_in_documents"]
