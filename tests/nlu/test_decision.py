"""From scores to what is done. The scores are made by hand; no model is needed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.nlu.decision import (
    EMERGENCY,
    Decision,
    Thresholds,
    decide,
    looks_like_question,
    understand,
)
from bot.nlu.topic_model import OUT_OF_SCOPE, Scores

THRESHOLDS = Thresholds(answer=2.0, answer_probability=0.5, choose=-1.0)
TOPICS = ("dental", "quarantine", "register", "card", "quarantine_cover")


def scores(evidence: float, **probabilities: float) -> Scores:
    """Make scores; what is missing to 1 is out of scope."""
    given = {topic: probabilities.get(topic, 1e-6) for topic in TOPICS} | probabilities
    given[OUT_OF_SCOPE] = given.get(OUT_OF_SCOPE, 0.0) + 1 - sum(given.values())
    topics = sorted(TOPICS, key=lambda topic: -given[topic])
    return Scores(given, evidence, topics)


class Model:
    """Scores by text, or by text and context; whatever it does not know is far off."""

    def __init__(self, known: dict[str | tuple[str, str], Scores]) -> None:
        self.known = known

    def __call__(self, questions: Sequence[tuple[str, str]]) -> list[Scores]:
        far_off = scores(-9.0)
        return [
            self.known.get((text, context), self.known.get(text, far_off))
            for text, context in questions
        ]


def outcome(decisions: Sequence[Decision]) -> list[tuple[str, str]]:
    return [(decision.verdict, decision.label) for decision in decisions]


@pytest.mark.parametrize(
    ("given", "verdict", "label"),
    [
        (scores(2.0, dental=0.9), "answer", "dental"),
        (scores(1.9, dental=0.9), "choose", ""),
        (scores(-1.0, dental=0.9), "choose", ""),
        (scores(-1.1, dental=0.9), "decline", ""),
        # Sure that it is a topic, but not which.
        (scores(5.0, dental=0.45, card=0.44, register=0.11), "choose", ""),
        # The probability counts among the topics only.
        (scores(5.0, dental=0.3, card=0.1), "answer", "dental"),
        (scores(-9.0, greet=0.9), "small_talk", "greet"),
        (scores(5.0, greet=0.4, dental=0.6), "answer", "dental"),
        # Whether it is an emergency is another question.
        (scores(-9.0, greet=0.1, **{EMERGENCY: 0.85}), "small_talk", "greet"),
        (scores(3.0, dental=0.05, **{EMERGENCY: 0.9}), "answer", "dental"),
        (scores(-9.0, **{EMERGENCY: 0.9}), "decline", ""),
    ],
)
def test_there_are_zones_for_an_answer_for_choices_and_for_neither(
    given: Scores, verdict: str, label: str
) -> None:
    decision = decide("text", given, THRESHOLDS)
    assert (decision.verdict, decision.label) == (verdict, label)
    assert decision.text == "text"
    assert 0 <= decision.confidence <= 1


@pytest.mark.parametrize(
    ("given", "verdict", "label"),
    [
        (scores(-9.0, register_trip=0.5), "task", "register_trip"),
        (scores(9.0, register_trip=0.6, register=0.4), "task", "register_trip"),
        # Not sure of the wish: the question next to it is answered or offered.
        (scores(5.0, register_trip=0.45, register=0.4), "answer", "register"),
        (scores(0.0, register_trip=0.45, register=0.4), "choose", ""),
    ],
)
def test_a_wish_is_a_task_when_it_is_likelier_than_not(
    given: Scores, verdict: str, label: str
) -> None:
    decision = decide("text", given, THRESHOLDS)
    assert (decision.verdict, decision.label) == (verdict, label)


def test_a_wish_that_cannot_be_meant_gives_way_to_the_next_likeliest() -> None:
    given = scores(5.0, change_claim=0.7, calculate_quarantine_limit=0.25)
    assert decide("text", given, THRESHOLDS).label == "change_claim"
    decision = decide("text", given, THRESHOLDS, impossible=("change_claim",))
    assert (decision.verdict, decision.label) == ("task", "calculate_quarantine_limit")


def test_what_belongs_to_a_wish_is_no_question_of_its_own() -> None:
    whole = "I sat 12 nights in quarantine at 210. Is quarantine covered? Do I need a card?"
    parts = ["I sat 12 nights in quarantine at 210.", "Is quarantine covered?", "Do I need a card?"]
    model = Model(
        {
            whole: scores(5.0, calculate_quarantine_limit=0.9),
            parts[0]: scores(5.0, calculate_quarantine_limit=0.9),
            parts[1]: scores(5.0, quarantine_cover=0.9),
            parts[2]: scores(5.0, card=0.9),
        }
    )
    found = understand(whole, parts, "", model, THRESHOLDS)
    assert outcome(found) == [("task", "calculate_quarantine_limit"), ("answer", "card")]


@pytest.mark.parametrize(
    "text", ["cancel", "Stop!", "nvm", "oh never mind, thanks", "cancel this please"]
)
def test_a_bare_word_to_stop_is_certain_whatever_the_model_says(text: str) -> None:
    (decision,) = understand(text, [], "", Model({}), THRESHOLDS)
    assert (decision.verdict, decision.label, decision.confidence) == ("task", "cancel", 1.0)


@pytest.mark.parametrize(
    "text", ["cancel my flight", "cancel my trip to Kenya", "where is the stop"]
)
def test_more_than_a_bare_word_to_stop_is_left_to_the_model(text: str) -> None:
    (decision,) = understand(text, [], "", Model({}), THRESHOLDS)
    assert decision.verdict == "decline"


def test_a_wish_in_one_sentence_of_a_letter_is_found() -> None:
    whole = "We go to Kenya. Please register our trip."
    parts = ["We go to Kenya.", "Please register our trip."]
    model = Model({whole: scores(0.0, register=0.5), parts[1]: scores(0.0, register_trip=0.9)})
    found = understand(whole, parts, "", model, THRESHOLDS)
    assert outcome(found) == [("task", "register_trip")]


def test_up_to_three_choices_are_offered_likeliest_first() -> None:
    given = scores(0.0, dental=0.3, quarantine=0.2, register=0.1, card=0.05)
    assert decide("text", given, THRESHOLDS).choices == ("dental", "quarantine", "register")


def test_what_is_very_unlikely_is_no_choice() -> None:
    given = scores(0.0, dental=0.5, card=0.3, quarantine=0.001)
    assert decide("text", given, THRESHOLDS).choices == ("dental", "card")


def test_a_decision_travels_as_json_types() -> None:
    decision = decide("text", scores(3.0, dental=0.9, card=0.05), THRESHOLDS)
    assert decision.as_dict() == {
        "text": "text",
        "verdict": "answer",
        "label": "dental",
        "choices": ["dental", "card"],
        "confidence": pytest.approx(0.9),
        "evidence": 3.0,
    }


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Is it covered", True),
        ("and how do I register", True),
        ("please could you help", True),
        ("I wonder whether dental care is covered", True),
        ("Dental care?", True),
        ("Hello, what is isos", True),
        ("I travel to Peru with my students", False),
        ("My name is Maria", False),
        ("We look forward to it", False),
    ],
)
def test_a_question_is_told_from_a_story(text: str, asks: bool) -> None:
    assert looks_like_question(text) is asks


DENTAL = "is dental care covered while I am away for the conference"
REGISTER = "how do I register the trip that I have just booked for May"
TOLD = "I travel to Peru with my students and we look forward to it"
STRANGE = "what vaccinations do I need for the trip to Peru"


def test_one_question_has_one_decision() -> None:
    model = Model({"dental?": scores(3.0, dental=0.9)})
    found = understand("dental?", [], "", model, THRESHOLDS)
    assert outcome(found) == [("answer", "dental")]


def test_two_questions_have_two_decisions_in_their_order() -> None:
    model = Model({DENTAL: scores(3.0, dental=0.9), REGISTER: scores(3.0, register=0.9)})
    message = f"{DENTAL}, and {REGISTER}"
    found = understand(message, [DENTAL, REGISTER], "", model, THRESHOLDS)
    assert outcome(found) == [("answer", "dental"), ("answer", "register")]


def test_the_same_question_twice_is_answered_once() -> None:
    again = "I mean, is dental care covered at all?"
    model = Model({DENTAL: scores(3.0, dental=0.9), again: scores(4.0, dental=0.9)})
    found = understand(f"{DENTAL} {again}", [DENTAL, again], "", model, THRESHOLDS)
    assert outcome(found) == [("answer", "dental")]


def test_a_letter_is_answered_on_what_it_asks_and_not_on_what_it_tells() -> None:
    told_as_topic = scores(4.0, card=0.9)
    model = Model({TOLD: told_as_topic, DENTAL: scores(3.0, dental=0.9)})
    message = f"{TOLD}. {DENTAL}"
    found = understand(message, [TOLD, DENTAL], "", model, THRESHOLDS)
    assert outcome(found) == [("answer", "dental")]


def test_a_letter_that_asks_nothing_is_read_for_its_best_sentence() -> None:
    other = "my colleagues told me about a card that one has to carry"
    model = Model({TOLD: scores(-5.0), other: scores(3.0, card=0.9)})
    found = understand(f"{TOLD}. {other}", [TOLD, other], "", model, THRESHOLDS)
    assert outcome(found) == [("answer", "card")]


def test_a_question_without_an_answer_beside_one_with_an_answer_is_named() -> None:
    model = Model({DENTAL: scores(3.0, dental=0.9), STRANGE: scores(-8.0)})
    message = f"{DENTAL}, and {STRANGE}"
    found = understand(message, [DENTAL, STRANGE], "", model, THRESHOLDS)
    assert outcome(found) == [("answer", "dental"), ("decline", "")]
    assert found[1].text == STRANGE


def test_the_second_part_is_read_in_the_light_of_the_first() -> None:
    ellipsis = "and how is it done when one has booked somewhere else?"
    model = Model(
        {
            DENTAL: scores(3.0, dental=0.9),
            ellipsis: scores(-9.0),
            (ellipsis, "dental"): scores(3.0, register=0.9),
        }
    )
    message = f"{DENTAL} {ellipsis}"
    found = understand(message, [DENTAL, ellipsis], "", model, THRESHOLDS)
    assert outcome(found) == [("answer", "dental"), ("answer", "register")]


def test_a_whole_message_that_is_understood_needs_no_understood_parts() -> None:
    parts = ["the thing one needs", "when one is at the dentist"]
    message = ", ".join(parts)
    model = Model({message: scores(3.0, dental=0.9)})
    found = understand(message, parts, "", model, THRESHOLDS)
    assert outcome(found) == [("answer", "dental")]


def test_small_talk_around_a_question_is_not_returned() -> None:
    hello = "Good morning to all of you!"
    model = Model(
        {
            hello: scores(-9.0, greet=0.95),
            DENTAL: scores(3.0, dental=0.9),
            f"{hello} {DENTAL}": scores(-1.0, greet=0.6, dental=0.3),
        }
    )
    found = understand(f"{hello} {DENTAL}", [hello, DENTAL], "", model, THRESHOLDS)
    assert outcome(found) == [("answer", "dental")]


def test_the_context_reaches_the_model() -> None:
    model = Model({("how?", "register"): scores(3.0, register=0.9)})
    assert outcome(understand("how?", [], "register", model, THRESHOLDS)) == [
        ("answer", "register")
    ]
    assert outcome(understand("how?", [], "", model, THRESHOLDS)) == [("decline", "")]


def test_whether_it_is_an_emergency_is_left_to_the_gate() -> None:
    cry = "my colleague has collapsed"
    model = Model(
        {
            f"{cry}. {DENTAL}": scores(2.0, dental=0.5, **{EMERGENCY: 0.3}),
            cry: scores(-9.0, **{EMERGENCY: 0.95}),
            DENTAL: scores(3.0, dental=0.9),
        }
    )
    found = understand(f"{cry}. {DENTAL}", [cry, DENTAL], "", model, THRESHOLDS)
    assert outcome(found) == [("answer", "dental")]
