"""Which answers in a channel are for one person only."""

from __future__ import annotations

import pytest
import yaml

from bot.channels.messenger import Turn
from bot.channels.slack.privacy import GENERAL_INTENTS, is_emergency, is_private
from bot.settings import PROJECT_ROOT

GENERAL = Turn("ask_medical_coverage_abroad")
EMERGENCY = Turn("report_emergency", is_emergency=True)


def test_the_general_intents_are_those_of_the_domain() -> None:
    domain = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["intents"]) >= GENERAL_INTENTS


@pytest.mark.parametrize(
    "intent",
    [
        "calculate_dental_limit",
        "change_claim",
        "register_trip",
        "list_trips",
        "inform",
        "ask_dental_amount",
        "ask_quarantine_cover",
        "keep_case_notes",
        "emergency_called",
        "talk_to_person",
        "something_new",
        "",
    ],
)
def test_what_is_personal_or_unknown_is_for_one_person_only(intent: str) -> None:
    assert is_private(Turn(intent), "what about this")


@pytest.mark.parametrize(
    "text",
    [
        "what does ISOS do?",
        "do I have to register my trip",
        "who is covered",
        "how do we register the students of my group",
        "is evacuation covered",
        "does it cover sick leave in general",
        "who do I call in Kenya",
        "",
    ],
)
def test_general_questions_are_answered_to_all(text: str) -> None:
    assert not is_private(GENERAL, text)


@pytest.mark.parametrize(
    "text",
    [
        "i have diabetes, am I covered",
        "I'm pregnant can i still go",
        "My daughter takes antidepressants",
        "im hiv+ does that matter",
        "I broke a tooth",
        "we tested POSITIVE in rome",
        "my student has panic attacks",
        "he was raped",
        "our kid has a fever of 39",
        "my headaches are back",
        "estoy enfermo, llame a una ambulancia",
        "我需要救护车",
        "ich habe Fieber",
        "болит голова",
        "I want to kill myself",
        "my email is jane@umaryland.edu",
        "my passport is 123456789",
    ],
)
def test_what_somebody_says_of_their_health_or_person_is_answered_to_them(text: str) -> None:
    assert is_private(GENERAL, text)


@pytest.mark.parametrize(
    "text",
    [
        "I was robbed and have no money",
        "me han robado todo",
        "there is shooting outside the hotel",
        "They arrested me",
    ],
)
def test_an_emergency_that_is_not_about_health_is_answered_where_others_can_help(text: str) -> None:
    assert not is_private(EMERGENCY, text)


@pytest.mark.parametrize(
    "text",
    [
        "my friend is unconscious",
        "I want to end my life",
        "she is bleeding a lot",
        "overdose!! help him",
    ],
)
def test_an_emergency_about_health_is_answered_to_the_person(text: str) -> None:
    assert is_private(EMERGENCY, text)


def test_an_emergency_is_noticed_by_its_words_where_nothing_else_is_known() -> None:
    assert is_emergency(Turn(), "I was robbed at gunpoint")
    assert not is_private(Turn(), "I was robbed at gunpoint")
    assert is_emergency(EMERGENCY, "")
    assert not is_emergency(GENERAL, "what does ISOS do?")
