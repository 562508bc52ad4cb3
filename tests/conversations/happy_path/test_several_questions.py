"""Messages that ask more than one thing, or one thing among much else."""

from __future__ import annotations

from typing import Any

import pytest

EVACUATION = "Medical evacuation is covered under"
REGISTER = "How to register depends on how you booked"
DENTAL = "Emergency dental care is covered up to **$2,500**"
QUARANTINE = "**$2,000** or **7 days**"
CLAIM = "file the insurance claim on your behalf"
APP = "Download the International SOS Assistance App"
NUMBER = "membership number is on the International SOS membership card"


@pytest.mark.parametrize(
    ("message", "facts"),
    [
        ("Is medical evacuation covered, and how do I register my trip?", [EVACUATION, REGISTER]),
        ("What is the dental limit? Also, where is the membership number?", [DENTAL, NUMBER]),
        ("How do I get the app and who files the claim?", [APP, CLAIM]),
        ("1) is quarantine covered 2) how do i register a trip", [QUARANTINE, REGISTER]),
    ],
)
def test_two_questions_in_one_message_have_two_answers(
    message: str, facts: list[str], conversation: Any
) -> None:
    text = conversation.say(message)
    assert [fact for fact in facts if fact not in text] == [], text
    assert text.count("Source:") == 2


def test_the_part_that_the_documents_do_not_answer_is_named(conversation: Any) -> None:
    text = conversation.say("Is medical evacuation covered? And which vaccinations do I need?")
    assert EVACUATION in text
    assert "About “" in text
    assert "vaccinations" in text


def test_a_long_polite_letter_is_answered_on_what_it_asks(conversation: Any) -> None:
    text = conversation.say(
        "Dear colleagues,\n\nI hope this message finds you well. My name is Maria Gonzalez and I "
        "am a nurse. In spring I shall travel to Nairobi for two weeks with our team, and "
        "we are all looking forward to it very much. While packing I was reading about "
        "outbreaks in the region.\n\nCould you tell me what happens if I have to stay longer "
        "because I am put in quarantine, and whether UMB's insurance covers it?\n\nThank you very "
        "much for your help and kind regards,\nMaria"
    )
    assert QUARANTINE in text
    assert text.count("Source:") == 1, text


@pytest.mark.parametrize(
    ("scraps", "fact"),
    [
        ("dental limit", DENTAL),
        ("quarantine money", QUARANTINE),
        ("membership number where", NUMBER),
        ("evacuation covered", EVACUATION),
        ("register trip how", REGISTER),
        ("claim who files", CLAIM),
    ],
)
def test_keywords_are_enough(scraps: str, fact: str, conversation: Any) -> None:
    assert fact in conversation.say(scraps)


@pytest.mark.parametrize(
    ("typos", "fact"),
    [
        ("is medcial evacuaton coverd?", EVACUATION),
        ("how do i regsiter my tirp", REGISTER),
        ("wher is the membrship numbr", NUMBER),
        ("how much dental is coverd in emergancy", DENTAL),
        ("do i get money for quarantin", QUARANTINE),
        ("who fils the insurnce claim", CLAIM),
    ],
)
def test_typing_errors_do_no_harm(typos: str, fact: str, conversation: Any) -> None:
    assert fact in conversation.say(typos)
