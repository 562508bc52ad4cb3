"""Which answers in a channel only the person who has asked may see. No network, no Rasa."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.channels.messenger import Turn
from bot.emergencies.kinds import MEDICAL
from bot.emergencies.phrases import load_phrases

# What is general, whoever asks. Anything else is answered to one person: calculations,
# registrations, what a form is told, what a message without a known intent may be.
GENERAL_INTENTS = frozenset(
    {
        "ask_what_isos_is",
        "ask_isos_is_insurance",
        "ask_isos_services",
        "ask_medical_coverage_abroad",
        "ask_primary_insurance",
        "ask_emergency_coverage_amount",
        "ask_preauthorization",
        "ask_evacuation_cover",
        "ask_evacuation_upfront_payment",
        "ask_medical_upfront_payment",
        "ask_travel_insurance_delays",
        "ask_who_is_covered",
        "ask_must_register",
        "ask_why_register",
        "ask_how_to_register",
        "ask_book_for_other",
        "ask_travel_agency_handover",
        "ask_membership_card",
        "ask_membership_number",
        "ask_assistance_app",
        "ask_who_files_claim",
        "ask_open_a_case",
        "ask_contact_isos",
        "ask_non_medical_hotline",
        "ask_global_hub",
        "ask_document",
        "ask_capabilities",
        "ask_local_number",
        "emergency_no_answer",
        "false_alarm",
        "out_of_scope",
        "unclear_question",
        "none_of_these",
        "greet",
        "thank",
        "goodbye",
        "bot_challenge",
        "empty_message",
        "too_long_message",
    }
)

# Words of English; `*` for any ending.
_PEOPLE = """
    i im ive me my mine myself we our us he she his her him they their them
    daughter son child kid baby wife husband spouse partner mother mom father dad parent parents
    friend student colleague roommate professor advisor
"""
_HEALTH = """
    sick ill illness unwell disease* infect* fever cough* vomit* diarrh* pain* hurt hurts hurting
    ache* headache* toothache* stomachache* bleed* blood broke broken fractur* injur* wound* burned
    burnt burns accident hospital* clinic doctor surgery surgeon operation ambulance er icu dentist
    dental tooth teeth pregnan* miscarr* abortion birth contracepti* period hiv aids std sti
    hepatitis cancer tumor tumour chemo* diabet* insulin asthma* inhaler allerg* epipen epilep*
    seizure* stroke heart migraine* covid* corona* flu malaria dengue positive quarantin* isolat*
    symptom* diagnos* condition disab* wheelchair medication* medicine* meds prescri* pill pills
    antidepress* depress* anxi* panic* suicid* self-harm* therap* psychiatr* psycholog* mental
    bipolar adhd autis* addict* overdos* drunk drug drugs alcohol* rehab rape raped rapist assault*
    abus* stalk*
"""
# Whoever speaks of themselves in another language may speak of their health.
_PEOPLE_ELSEWHERE = """
    estoy tengo soy mi mis nuestro nuestra je j'ai suis mon mes nous ich bin habe mein meine mich
    wir estou tenho meu minha sono mio mia
"""
_OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u024f]")
# An e-mail address, or a number as long as those of phones, cards and passports.
_PERSONAL = re.compile(r"\w@\w|\d[\d ().-]{5,}\d")


def is_private(turn: Turn, text: str) -> bool:
    """Tell whether only the person who has asked may see the answer; in doubt, so it is.

    An emergency that is not about health is answered where it was reported: people around can see
    that help is needed and whom to call, and what they read was in the report already. One about
    health is the person's own affair, and is answered where nobody else looks on.

    Args:
        turn: What the message was understood as.
        text: What was typed; "" for a button.
    """
    if is_about_health(text):
        return True
    if is_emergency(turn, text) and turn.intent in ("report_emergency", ""):
        return False
    return turn.intent not in GENERAL_INTENTS or bool(_PERSONAL.search(text))


def is_emergency(turn: Turn, text: str) -> bool:
    """Tell whether a message may be one of an emergency, by its words if nothing else is known."""
    cry = load_phrases().find(text)
    return turn.is_emergency or (cry is not None and cry.is_certain)


def is_about_health(text: str) -> bool:
    """Tell whether a text may speak of the health of a person."""
    cry = load_phrases().find(text)
    if cry is not None:
        return cry.kind in MEDICAL or bool(_any_of(_HEALTH).search(text))
    if _OTHER_SCRIPT.search(text) or _any_of(_PEOPLE_ELSEWHERE).search(text):
        return True
    return bool(_any_of(_HEALTH).search(text) and _any_of(_PEOPLE).search(text))


@lru_cache(maxsize=3)
def _any_of(words: str) -> re.Pattern[str]:
    """Return the pattern that finds any of the words."""
    patterns = (re.escape(word).replace(r"\*", r"\w*") for word in words.split())
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
