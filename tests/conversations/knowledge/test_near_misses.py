"""Questions that come near a topic and that the documents do not answer."""

from __future__ import annotations

import re
from typing import Any

import pytest

DECLINED = ("The documents I have don't answer that", "Did you mean one of these?")
FIGURE = re.compile(r"\$\d|\b7 days")


@pytest.mark.parametrize(
    "question",
    [
        "Does Medicare pay for dental care?",
        "How much does the membership card cost to replace at the bank?",
        "Is my dog covered when I travel?",
        "What is the dental limit of my employee health plan in Baltimore?",
        "Does the insurance cover cosmetic surgery abroad?",
        "What is the mileage rate for driving my own car?",
        "Am I covered on a private holiday with my family?",
        "How much life insurance do I get if I die?",
        "Is lost luggage covered?",
        "What is the per diem for hotels in London?",
        "How many vacation days do I have?",
        "Does UMB pay for my passport and visa?",
        "What vaccinations do I need for Kenya?",
        "How long does a reimbursement take?",
    ],
)
def test_a_near_miss_is_declined_or_gets_choices_and_never_a_figure(
    question: str, conversation: Any
) -> None:
    text = conversation.say(question)
    assert "Source:" not in text, text
    assert any(words in text for words in DECLINED), text
    assert not FIGURE.search(text), text


@pytest.mark.parametrize(
    "question",
    ["What is the capital of France?", "Tell me a joke", "Who won the football match yesterday?"],
)
def test_what_has_nothing_to_do_with_the_documents_is_declined(
    question: str, conversation: Any
) -> None:
    text = conversation.say(question)
    assert DECLINED[0] in text
    assert "Global Hub" in text


# The documents answer these, but the assistant reads English.
@pytest.mark.parametrize(
    ("question", "right"),
    [
        ("¿Está cubierta la evacuación médica?", "Medical evacuation is covered"),
        ("Comment puis-je enregistrer mon voyage ?", "How to register depends"),
        ("Wie hoch ist die Grenze für Zahnbehandlung?", "Emergency dental care is covered"),
        ("Chi presenta la richiesta di risarcimento?", "file the insurance claim"),
        ("隔离期间的费用可以报销吗", "**$2,000** or **7 days**"),
    ],
)
def test_a_question_in_another_language_has_no_wrong_answer(
    question: str, right: str, conversation: Any
) -> None:
    text = conversation.say(question)
    assert "Source:" not in text or right in text, text
    assert text
