"""The intent of a message: what its decisions and the emergency gate come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.emergencies.alarm import Alarm
from bot.emergencies.phrases import fold
from bot.emergencies.words import load_words
from bot.nlu.decision import (
    EMERGENCY,
    EMERGENCY_TASKS,
    TOPIC_INTENT_PREFIX,
    Decision,
    looks_like_question,
)

UNCLEAR_INTENT = "unclear_question"
OUT_OF_SCOPE_INTENT = "out_of_scope"
# What answers the question of an open form, or tries to.
INFORM_INTENT = "inform"
RESUME_TASK = "resume_task"
# While a form is open, a short answer to it can look like anything: "thanks", "start on the 3rd",
# "none". Only what is this sure steps out of the form.
STEP_OUT_PROBABILITY = 0.85
# The answers of a form are hardly a sentence: "in front of the station". Without a phrase an
# emergency takes over only if it is this sure; else its line stands on top of the next question.
SURE_IN_FORM = 0.75


def intent_of(decision: Decision, alarm: Alarm) -> str:
    """Return the intent that a decision stands for, unless the message reports an emergency."""
    is_sure = alarm.level == "sure"
    # "Nobody answers!" and "The ambulance has taken over. Go on with my registration": the contacts
    # were said already, and are part of the reply or on top of it.
    goes_on = decision.verdict == "task" and decision.label in (*EMERGENCY_TASKS, RESUME_TASK)
    if goes_on and (not is_sure or decision.confidence >= STEP_OUT_PROBABILITY):
        return decision.label
    if is_sure or (alarm.level == "perhaps" and decision.verdict == "small_talk"):
        return EMERGENCY
    if decision.verdict in ("small_talk", "task"):
        return decision.label
    if decision.verdict == "choose":
        return UNCLEAR_INTENT
    if decision.verdict == "decline":
        return OUT_OF_SCOPE_INTENT
    return TOPIC_INTENT_PREFIX + decision.label


def intent_in_form(
    intent: str, decisions: Sequence[Decision], alarm: Alarm, *, asked: str | None
) -> str:
    """Return the intent of a message that is said while a form is open.

    Args:
        intent: See `intent_of`.
        decisions: On each question of the message.
        alarm: What the gate has decided.
        asked: The question of the notes for the phone that the form has asked, if it is their form.
            The contacts stand above it, and what has happened is an emergency by itself.
    """
    first = decisions[0]
    if intent == EMERGENCY:
        says_so = "phrase" in alarm.layers and asked != "event"
        is_answer = asked is not None or alarm.probability < SURE_IN_FORM
        return EMERGENCY if says_so or not is_answer else INFORM_INTENT
    if first.verdict in ("small_talk", "task"):
        steps_out = first.confidence >= STEP_OUT_PROBABILITY
    else:
        steps_out = any(looks_like_question(decision.text) for decision in decisions)
    return intent if steps_out else INFORM_INTENT


def only_if_asked(decision: Decision) -> Decision:
    """Return a decision as it stands in an emergency: the story of one is no question."""
    if decision.verdict != "answer" or looks_like_question(decision.text):
        return decision
    return replace(decision, verdict="decline", label="")


def pressed_button(text: str) -> str | None:
    """Return the intent of a button below an emergency reply whose words were typed instead."""
    return _button_titles().get(fold(text))


@lru_cache(maxsize=1)
def _button_titles() -> dict[str, str]:
    intents = {
        "called": "emergency_called",
        "cannot_reach": "emergency_no_answer",
        "false_alarm": "false_alarm",
        "local_number": "ask_local_number",
    }
    return {
        fold(getattr(words, name)): intent
        for words in load_words().values()
        for name, intent in intents.items()
    }


def impossible_tasks(*, has_claim: bool, has_emergency: bool) -> frozenset[str]:
    """Return the tasks that cannot be meant as things stand.

    Args:
        has_claim: Whether something has been calculated or is about to be.
        has_emergency: Whether an emergency has been reported.
    """
    impossible = set() if has_claim else {"change_claim"}
    return frozenset(
        impossible if has_emergency else {*impossible, *EMERGENCY_TASKS, "false_alarm"}
    )
