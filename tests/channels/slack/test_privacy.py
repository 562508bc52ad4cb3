"""Which answers in a channel are for one person only."""

from __future__ import annotations

import pytest
import yaml

from bot.channels.messenger import Turn
from bot.channels.reply import File, Reply, Split
from bot.channels.slack.privacy import EMERGENCY_INTENTS, GENERAL_INTENTS, discretion_of
from bot.settings import PROJECT_ROOT

GENERAL = Turn("ask_medical_coverage_abroad")
ANSWER = (Reply("It is covered."),)


def is_private(turn: Turn, text: str) -> bool:
    return discretion_of(turn, text, ANSWER).is_private


def is_emergency(turn: Turn, text: str) -> bool:
    return discretion_of(turn, text, ANSWER).is_emergency


def report(kind: str) -> Turn:
    return Turn("report_emergency", emergency_kind=kind)


def test_the_intents_are_those_of_the_domain() -> None:
    domain = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    assert set(domain["intents"]) >= GENERAL_INTENTS | EMERGENCY_INTENTS


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
        "emergency_no_answer",
        "talk_to_person",
        "unclear_question",
        "out_of_scope",
        "something_new",
        "",
    ],
)
def test_what_is_personal_or_unknown_is_for_one_person_only(intent: str) -> None:
    assert is_private(Turn(intent), "what about this")


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("ask_what_isos_is", "what does ISOS do?"),
        ("ask_must_register", "do I have to register my trip"),
        ("ask_how_to_register", "how do we register the students of my group"),
        ("ask_membership_card", "do we need a card?"),
        ("ask_assistance_app", "where can I get the app"),
        ("ask_who_is_covered", "who is covered"),
        ("ask_evacuation_cover", "is evacuation covered?"),
        ("ask_contact_isos", "what is the phone number"),
        ("ask_document", "what does it say on terrorism"),
        ("greet", "hello"),
        ("ask_evacuation_cover", ""),
    ],
)
def test_general_questions_are_answered_to_all(intent: str, text: str) -> None:
    assert not is_private(Turn(intent), text)


@pytest.mark.parametrize(
    "turn",
    [
        Turn("greet", is_task_open=True),
        Turn("ask_what_isos_is", is_task_open=True),
        Turn("report_emergency", emergency_kind="unrest", is_task_open=True),
    ],
)
def test_what_is_said_while_a_form_waits_is_for_one_person_only(turn: Turn) -> None:
    assert is_private(turn, "hello")


@pytest.mark.parametrize(
    "reply",
    [
        Reply("", split=Split("1.00", "2.00", "Covered $1.00")),
        Reply("", files=(File("trip.ics", "text/calendar", ""),)),
        Reply("", accepts="itinerary"),
    ],
)
def test_a_reply_with_something_personal_is_for_one_person_only(reply: Reply) -> None:
    assert discretion_of(Turn("greet"), "hello", (*ANSWER, reply)).is_private


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
        "someone forced himself on me",
        "my husband beats me",
        "my friend is throwing up black stuff",
        "food poisoning since yesterday",
        "my knee is swollen",
        "I have a UTI, is that covered",
        "is my dialysis covered",
        "my kidney stones",
        "does it cover my IVF",
        "I have an eating disorder",
        "I have herpes",
        "I need plan B",
        "i took too many of them",
    ],
)
@pytest.mark.parametrize(
    "intent",
    [
        "ask_medical_coverage_abroad",
        "ask_evacuation_cover",
        "ask_emergency_coverage_amount",
        "ask_contact_isos",
        "ask_document",
        "unclear_question",
        "out_of_scope",
        "greet",
    ],
)
def test_what_somebody_says_of_their_health_or_person_is_answered_to_them(
    intent: str, text: str
) -> None:
    assert is_private(Turn(intent), text)


@pytest.mark.parametrize("text", ["can I register, I am pregnant", "my kidneys fail, need a card?"])
def test_also_beside_a_question_on_the_procedure(text: str) -> None:
    assert is_private(Turn("ask_must_register"), text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("stranded", "I am stranded and have no money"),
        ("stranded", "me han robado todo"),
        ("unrest", "there is shooting outside the hotel"),
        ("arrest", "They arrested me"),
    ],
)
def test_an_emergency_that_is_no_secret_is_answered_where_others_can_help(
    kind: str, text: str
) -> None:
    assert not is_private(report(kind), text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("medical", "my friend is throwing up black stuff"),
        ("medical", ""),
        ("mental_health", "it is all too much"),
        ("payment_demand", "they want the money first"),
        ("assault", "my husband beats me"),
        ("assault", "someone forced himself on me"),
        ("disaster", "the earthquake hit us and she is bleeding"),
        ("stranded", "I want to end my life"),
        ("unrest", "我需要救护车"),
    ],
)
def test_an_emergency_about_health_or_violence_is_answered_to_the_person(
    kind: str, text: str
) -> None:
    assert is_private(report(kind), text)


def test_an_emergency_that_is_only_suspected_is_private_by_its_kind() -> None:
    assert not is_private(Turn("ask_evacuation_cover"), "evacuation at once")
    assert is_private(Turn("ask_evacuation_cover", emergency_kind="medical"), "evacuation at once")


def test_an_emergency_is_noticed_by_its_words_where_nothing_else_is_known() -> None:
    assert is_emergency(Turn(), "I was robbed at gunpoint")
    assert is_private(Turn(), "I was robbed at gunpoint")
    assert not is_private(Turn(), "there is shooting outside the hotel")
    assert is_emergency(report("arrest"), "")
    assert is_emergency(Turn("emergency_no_answer"), "nobody answers")
    assert not is_emergency(GENERAL, "what does ISOS do?")
