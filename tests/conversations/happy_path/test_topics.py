"""One question on each topic, in words that the assistant was not trained on."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from bot.settings import PROJECT_ROOT

# Topic: the question, and what must be in the answer besides source and choices.
QUESTIONS: dict[str, tuple[str, list[str]]] = {
    "what_isos_is": (
        "A colleague mentioned International SOS; what kind of outfit are they?",
        ["worldwide medical and security assistance provider"],
    ),
    "isos_is_insurance": (
        "Can I regard International SOS as an insurance company?",
        ["not an insurance company", "does not provide health or travel insurance"],
    ),
    "isos_services": (
        "Which kinds of help can I expect from International SOS while I travel?",
        ["Pre-trip planning assistance", "Emergency evacuation", "24/7"],
    ),
    "medical_coverage_abroad": (
        "What sort of medical coverage will I have during my conference in Portugal?",
        ["personal health insurance is your primary insurance", "triggered by a medical emergency"],
    ),
    "primary_insurance": (
        "Which policy comes first when I am overseas, my own health plan or the university's?",
        ["personal health insurance is the primary insurance"],
    ),
    "emergency_coverage_amount": (
        "What is the most that the emergency benefit would pay for one accident?",
        [
            "$250,000",
            "per accident or sickness, when the expenses are pre-authorized",
            "for emergency dental care only",
        ],
    ),
    "dental_amount": (
        "If I break a tooth in Madrid, up to what amount is the dentist covered?",
        [
            "$2,500",
            "for emergency dental care only, inside the maximum per accident or sickness, "
            "when the expenses are pre-authorized",
        ],
    ),
    "preauthorization": (
        "Is it required that somebody approves the medical expenses beforehand?",
        ["pre-authorized by UMB or its authorized assistance provider", "will not be payable"],
    ),
    "evacuation_cover": (
        "Would they fly me out by air ambulance, and is such a medical evacuation covered?",
        ["Medical evacuation is covered", "only when all expenses are pre-authorized"],
    ),
    "evacuation_upfront_payment": (
        "Must I put money down before they evacuate me?",
        ["In most cases you will not have to pay upfront for an emergency medical evacuation"],
    ),
    "medical_upfront_payment": (
        "Will International SOS settle my hospital bill in advance?",
        ["Not all medical expenses can be paid upfront", "reimbursed after the fact"],
    ),
    "travel_insurance_delays": (
        "Would UMB reimburse me for travel insurance against flight delays?",
        ["you pay for it yourself", "no purchase or reimbursement", "refundable airline tickets"],
    ),
    "quarantine_cover": (
        "Suppose I am put into quarantine and must extend my stay: what is paid?",
        [
            "$2,000",
            "7 days",
            "reasonable expenses only, when the expenses are pre-authorized",
            "counted from the day the quarantine is issued",
        ],
    ),
    "who_is_covered": (
        "Which groups of people at UMB does the coverage apply to, staff and students alike?",
        ["on behalf of UMB", "for work or study"],
    ),
    "must_register": (
        "Is registering an international trip compulsory at UMB?",
        ["Registering is mandatory"],
    ),
    "why_register": (
        "What is the point of registering, and what happens if I skip it?",
        ["UMB may be limited in how it can help you in an emergency"],
    ),
    "how_to_register": (
        "Which steps do I take to get my upcoming trip registered?",
        ["forward your itinerary", "MyTrips"],
    ),
    "book_for_other": (
        "As an assistant I arrange travel for our dean; how does that itinerary get registered?",
        ["forward the itinerary", "CC line"],
    ),
    "travel_agency_handover": (
        "My ticket was bought through UMB's own travel agency; is anything left for me to send in?",
        ["sent to International SOS automatically"],
    ),
    "membership_card": (
        "Should I have the International SOS membership card with me on the road?",
        ["print a copy of the International SOS membership card", "carry it"],
    ),
    "membership_number": (
        "Where would I look up UMB's membership number?",
        ["membership number is on the International SOS membership card"],
    ),
    "assistance_app": (
        "How can I install the International SOS app on my new phone?",
        ["Download the International SOS Assistance App", "turn on alerts"],
    ),
    "who_files_claim": (
        "After using the benefit, who submits the insurance claim?",
        ["file the insurance claim on your behalf"],
    ),
    "open_a_case": (
        "What do I do to make use of the benefit when I need treatment abroad?",
        ["Contact International SOS to open a case", "must be pre-authorized"],
    ),
    "contact_isos": (
        "By what means can I get hold of International SOS?",
        ["Contact International SOS", "24/7", "membership card"],
    ),
    "non_medical_hotline": (
        "Which hotline is there for security incidents that have nothing to do with health?",
        ["International Safety & Security Incident Hotline"],
    ),
    "global_hub": (
        "Who at UMB could answer further questions that I have about all this?",
        ["Global Hub"],
    ),
    "doctor_contact": (
        "If I am unconscious, how would the doctor treating me get in touch with ISOS and UMB?",
        ["so that your medical provider can reach International SOS and UMB"],
    ),
}


def test_there_is_a_question_on_every_topic_and_none_was_trained_on() -> None:
    answers = yaml.safe_load((PROJECT_ROOT / "documents" / "answers.yml").read_text("utf-8"))
    assert set(QUESTIONS) == set(answers)
    trained_on = (PROJECT_ROOT / "data" / "nlu.yml").read_text(encoding="utf-8").lower()
    asked = [question for question, _ in QUESTIONS.values()]
    assert not [question for question in asked if question.lower().rstrip("?") in trained_on]


@pytest.mark.parametrize("topic", QUESTIONS)
def test_a_question_is_answered_with_facts_conditions_source_and_choices(
    topic: str, conversation: Any
) -> None:
    question, facts = QUESTIONS[topic]
    text = conversation.say(question)
    answers = [
        reply
        for reply in conversation.replies
        if all(fact in reply.get("text", "") for fact in facts)
        and "Source: International SOS at UMB, “" in reply["text"]
        and 1 <= len(reply["buttons"]) <= 3
    ]
    assert len(answers) == 1, text
    assert {"topic": topic} in [reply.get("custom") for reply in conversation.replies]


@pytest.mark.parametrize("topic", QUESTIONS)
def test_one_question_has_one_reply(topic: str, conversation: Any) -> None:
    text = conversation.say(QUESTIONS[topic][0])
    assert text.count("Source:") <= 1, text
    assert "About “" not in text, text
