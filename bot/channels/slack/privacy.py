"""Which answers in a channel only the person who has asked may see. No network, no Rasa."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.channels.messenger import Turn
from bot.channels.reply import Reply
from bot.emergencies.kinds import MEDICAL
from bot.emergencies.phrases import load_phrases

# Emergencies of which nobody around has to know. Of any other, people around can help.
PERSONAL_KINDS = MEDICAL | {"assault"}
# The procedure, the same for all, even where somebody speaks of themselves: "do I need a card?"
PROCEDURE_INTENTS = frozenset(
    {
        "ask_what_isos_is",
        "ask_must_register",
        "ask_why_register",
        "ask_how_to_register",
        "ask_book_for_other",
        "ask_travel_agency_handover",
        "ask_membership_card",
        "ask_membership_number",
        "ask_assistance_app",
        "ask_global_hub",
    }
)
# General as long as nobody is spoken of. Any other intent is answered to one person: calculations,
# registrations, what a form is told, what the assistant cannot tell or has not understood.
GENERAL_INTENTS = PROCEDURE_INTENTS | {
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
    "ask_who_files_claim",
    "ask_open_a_case",
    "ask_contact_isos",
    "ask_non_medical_hotline",
    "ask_document",
    "ask_capabilities",
    "greet",
    "thank",
    "goodbye",
    "bot_challenge",
    "empty_message",
    "too_long_message",
}
# What is said next to somebody in an emergency, of whatever kind.
EMERGENCY_INTENTS = frozenset({"emergency_no_answer", "ask_local_number"})

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
    nause* rash* swollen swelling poison* kidney* dialysis transplant* herpes uti fertil* infertil*
    ivf symptom* diagnos* condition disab* wheelchair medication* medicine* meds prescri* pill pills
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


@dataclass(frozen=True)
class Discretion:
    """How an answer is given where others read.

    Attributes:
        is_private: Whether only the person who has asked may see it.
        is_emergency: Whether it must be found again.
    """

    is_private: bool = False
    is_emergency: bool = False


def discretion_of(turn: Turn, text: str, replies: Sequence[Reply]) -> Discretion:
    """Tell how a message is answered; in doubt to one person.

    An emergency that nobody has to hide is answered where it was reported: people around can see
    that help is needed and whom to call, and what they read was in the report already.

    Args:
        turn: What the message was understood as.
        text: What was typed, no longer than what is read; "" for a button.
        replies: The answer.
    """
    # The turn may be that of an earlier message, where this one has come to nothing.
    cry = load_phrases().find(text)
    is_reported = turn.is_emergency or (cry is not None and cry.is_certain)
    kinds = {turn.emergency_kind, cry.kind if cry else ""}
    is_private = (
        turn.is_task_open
        or any(reply.split or reply.files or reply.accepts for reply in replies)
        or bool(kinds & PERSONAL_KINDS)
        or _may_be_personal(turn.intent, text, is_reported=is_reported)
    )
    return Discretion(is_private, is_reported or turn.intent in EMERGENCY_INTENTS)


def _may_be_personal(intent: str, text: str, *, is_reported: bool) -> bool:
    # What a text in another language speaks of is not known here.
    patterns = (_PERSONAL, _OTHER_SCRIPT, _any_of(_PEOPLE_ELSEWHERE))
    if any(pattern.search(text) for pattern in patterns):
        return True
    is_of_health = bool(_any_of(_HEALTH).search(text))
    if is_reported and intent in ("report_emergency", ""):
        return is_of_health
    is_of_somebody = bool(_any_of(_PEOPLE).search(text))
    if intent in PROCEDURE_INTENTS:
        return is_of_health and is_of_somebody
    return is_of_health or is_of_somebody or intent not in GENERAL_INTENTS


@lru_cache(maxsize=3)
def _any_of(words: str) -> re.Pattern[str]:
    """Return the pattern that finds any of the words."""
    patterns = (re.escape(word).replace(r"\*", r"\w*") for word in words.split())
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)
