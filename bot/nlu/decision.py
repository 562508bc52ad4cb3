"""From scores to a decision: answer, offer choices, or say that the documents do not answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.nlu.topic_model import OUT_OF_SCOPE, Scores

EMERGENCY = "report_emergency"
TOPIC_INTENT_PREFIX = "ask_"
FOLLOW_UP = "follow_up"
CANCEL = "cancel"
MOST_CHOICES = 3
# Taking a question for small talk would do harm, a reply to small talk does none.
SMALL_TALK_PROBABILITY = 0.4
# A topic less likely than this is no help as a choice.
LEAST_LIKELY_CHOICE = 0.01

MOST_KEYWORDS = 5
# What remains of a message is named as unanswered only if it says something.
FEWEST_WORDS_LEFT_OVER = 3

# A wish is taken from this probability on: below it the message is a question like any other.
TASK_PROBABILITY = 0.5


@dataclass(frozen=True)
class Task:
    """Something that a person wants done rather than answered.

    Attributes:
        topics: A sentence of the same message on one of these is part of the wish, not a question
            of its own.
        states: The topic whose facts the reply states in any case; empty if there is none.
    """

    topics: frozenset[str] = frozenset()
    states: str = ""


_BENEFIT_TOPICS = frozenset(
    {
        "dental_amount",
        "emergency_coverage_amount",
        "medical_coverage_abroad",
        "medical_upfront_payment",
        "preauthorization",
        "primary_insurance",
        "quarantine_cover",
        "who_files_claim",
    }
)
_REGISTRATION = Task(
    frozenset(
        {
            "book_for_other",
            "how_to_register",
            "must_register",
            "travel_agency_handover",
            "why_register",
        }
    )
)
TASKS: Mapping[str, Task] = {
    "calculate_quarantine_limit": Task(_BENEFIT_TOPICS, "quarantine_cover"),
    "calculate_dental_limit": Task(_BENEFIT_TOPICS, "dental_amount"),
    "calculate_medical_limit": Task(_BENEFIT_TOPICS, "emergency_coverage_amount"),
    "change_claim": Task(_BENEFIT_TOPICS),
    "register_trip": _REGISTRATION,
    "repeat_trip": _REGISTRATION,
    "list_trips": _REGISTRATION,
    "change_trip": _REGISTRATION,
    "withdraw_trip": _REGISTRATION,
    "resume_task": _REGISTRATION,
    "ask_data_kept": Task(),
    "talk_to_person": Task(frozenset({"contact_isos", "global_hub", "non_medical_hotline"})),
    CANCEL: Task(),
    "false_alarm": Task(),
    "emergency_called": Task(),
    "emergency_no_answer": Task(),
    "ask_local_number": Task(),
}
# What is done for somebody who has reported an emergency. Nobody else can mean them.
EMERGENCY_TASKS = ("emergency_called", "emergency_no_answer", "ask_local_number")

Verdict = Literal["answer", "choose", "decline", "small_talk", "task"]


@dataclass(frozen=True)
class Thresholds:
    """Where one verdict ends and the next begins.

    Attributes:
        answer: Evidence from which a topic is answered.
        answer_probability: Probability among the topics from which it is answered.
        choose: Evidence from which choices are offered.
    """

    answer: float
    answer_probability: float
    choose: float


@dataclass(frozen=True)
class Decision:
    """What to do about one question.

    Attributes:
        text: The question.
        verdict: What to do.
        label: The topic to answer, the small talk to return or the task to do; empty otherwise.
        choices: The topics to offer, likeliest first.
        confidence: Probability of the label, between 0 and 1.
        evidence: See `Scores`.
    """

    text: str
    verdict: Verdict
    label: str
    choices: tuple[str, ...]
    confidence: float
    evidence: float

    def as_dict(self) -> dict[str, Any]:
        """Return the decision as it travels to the action, in JSON types."""
        return {**asdict(self), "choices": list(self.choices)}


def is_bare_cancel(text: str) -> bool:
    """Tell whether a message says nothing but to stop what is going on."""
    return bool(_BARE_CANCEL.fullmatch(text))


_BARE_CANCEL = re.compile(
    r"\W*(?:(?:please|pls|ok|okay|no|just|oh|actually|sorry)\W+)*"
    r"(?:cancel|stop|quit|exit|abort|never ?mind|nvm|forget it|leave it|drop it)"
    r"(?:\W+(?:it|this|that|now|please|pls|thanks|everything))*\W*",
    re.IGNORECASE,
)


def decide(
    text: str,
    scores: Scores,
    thresholds: Thresholds,
    impossible: Collection[str] = (),
) -> Decision:
    """Decide on one question.

    Args:
        text: The question.
        scores: What the model makes of it.
        thresholds: See `Thresholds`.
        impossible: Tasks that cannot be meant as things stand.
    """
    possible = {k: v for k, v in scores.probabilities.items() if k not in impossible}
    probabilities = {label: p / sum(possible.values()) for label, p in possible.items()}
    # Whether it is an emergency is for the gate to say.
    emergency = probabilities.pop(EMERGENCY, 0.0)
    label = max(probabilities, key=probabilities.__getitem__)
    confidence = probabilities[label] / max(1.0 - emergency, 1e-9)
    if label in TASKS and confidence >= TASK_PROBABILITY:
        return Decision(text, "task", label, (), confidence, scores.evidence)
    is_small_talk = label not in scores.topics and label not in TASKS and label != OUT_OF_SCOPE
    if is_small_talk and confidence >= SMALL_TALK_PROBABILITY:
        return Decision(text, "small_talk", label, (), confidence, scores.evidence)
    topic = scores.topics[0]
    among_topics = probabilities[topic] / sum(probabilities[name] for name in scores.topics)
    verdict: Verdict = "decline"
    if scores.evidence >= thresholds.answer and among_topics >= thresholds.answer_probability:
        verdict = "answer"
    elif scores.evidence >= thresholds.choose:
        verdict = "choose"
    return Decision(
        text=text,
        verdict=verdict,
        label=topic if verdict == "answer" else "",
        choices=tuple(
            name
            for name in scores.topics[:MOST_CHOICES]
            if probabilities[name] >= LEAST_LIKELY_CHOICE or name == topic
        ),
        confidence=min(1.0, probabilities[topic] / max(1.0 - emergency, 1e-9)),
        evidence=scores.evidence,
    )


def understand(
    text: str,
    parts: Sequence[str],
    context: str,
    score: Callable[[Sequence[tuple[str, str]]], list[Scores]],
    thresholds: Thresholds,
    impossible: Collection[str] = (),
) -> tuple[Decision, ...]:
    """Decide on a message, which may ask more than one thing.

    Args:
        text: The message.
        parts: Its sentences and clauses; empty if it cannot be divided.
        context: The topic of the previous answer, or ``""``.
        score: The trained model: pairs of text and context to scores.
        thresholds: See `Thresholds`.
        impossible: Tasks that cannot be meant as things stand.

    Returns:
        A decision for each question that is asked in it; at least one.
    """
    if is_bare_cancel(text):
        return (Decision(text, "task", CANCEL, (), 1.0, 0.0),)
    whole_scores, *part_scores = score([(text, context), *((part, context) for part in parts)])
    whole = decide(text, whole_scores, thresholds, impossible)
    decisions = [
        decide(part, scores, thresholds, impossible)
        for part, scores in zip(parts, part_scores, strict=True)
    ]
    decisions = _resolve_ellipsis(decisions, context, score, thresholds, impossible)
    return tuple(_combine(whole, decisions))


def looks_like_question(text: str) -> bool:
    """Tell whether a sentence asks for something, rather than telling a story."""
    return "?" in text or bool(_ASKING.search(text))


_ASKING = re.compile(
    r"^\W*(?:(?:and|or|also|so|but|then|plus|secondly|first|hello|hi|hey|please|pls)\W+)*"
    r"(?:who|whom|whose|what|whats|which|where|when|why|how|is|are|am|was|were|do|does|did|can|could|"
    r"will|would|should|must|may|has|have i|need|any)\b"
    r"|\b(?:do|does|did|can|could|will|would|should|must|is|are|am) (?:i|we|you|they|he|she|it|"
    r"there|that|this|my|the|our|isos|umb)\b"
    r"|\b(?:wonder|wondering|tell me|let me know|like to (?:know|ask)|want to (?:know|ask)|"
    r"need to know|clarify|advise|confirm|explain|inquire|enquire|whether|my question|not sure|"
    r"unsure|unclear|how (?:much|do|does|to|can|many)|who pays|what (?:is|are|do|happens|if))\b",
    re.IGNORECASE,
)


def _resolve_ellipsis(
    decisions: list[Decision],
    context: str,
    score: Callable[[Sequence[tuple[str, str]]], list[Scores]],
    thresholds: Thresholds,
    impossible: Collection[str],
) -> list[Decision]:
    """Read each part in the light of the part that was understood before it."""
    resolved: list[Decision] = []
    for decision in decisions:
        before = next((d.label for d in reversed(resolved) if d.verdict == "answer"), "")
        if before and before != context:
            (scores,) = score([(decision.text, before)])
            decision = decide(decision.text, scores, thresholds, impossible)
        resolved.append(decision)
    return resolved


def _combine(whole: Decision, parts: Sequence[Decision]) -> list[Decision]:
    """Choose between the message as a whole and its parts."""
    task = _task_of(whole, parts)
    if task:
        others = [
            part
            for part in parts
            if part.verdict == "answer"
            and part.label not in TASKS[task.label].topics
            and looks_like_question(part.text)
        ]
        return [task, *{part.label: part for part in others}.values()]
    asked = [part for part in parts if looks_like_question(part.text) or _is_keywords(part)]
    answered = list({part.label: part for part in asked if part.verdict == "answer"}.values())
    if len(answered) >= 2:
        return answered + _left_over(asked, answered)
    if not answered:
        told = [part for part in parts if part.verdict == "answer"]
        best = max([*told, whole], key=lambda decision: decision.evidence)
        return [best if whole.verdict not in ("answer", "small_talk") and told else whole]
    (only,) = answered
    if whole.verdict == "answer" and whole.label != only.label and len(asked) < 2:
        # Neither the parts nor the whole is surely right: the better supported one is.
        return [max(whole, only, key=lambda decision: decision.evidence)]
    return [only, *_left_over(asked, answered)]


def _task_of(whole: Decision, parts: Sequence[Decision]) -> Decision | None:
    """Return the wish that a message, or else one of its sentences, expresses."""
    if whole.verdict == "task":
        return whole
    wishes = [part for part in parts if part.verdict == "task"]
    return max(wishes, key=lambda part: part.confidence, default=None)


def _is_keywords(part: Decision) -> bool:
    """Tell whether a part asks something in so few words that it is no sentence: "tooth limit"."""
    return part.verdict == "answer" and len(part.text.split()) <= MOST_KEYWORDS


def _left_over(asked: Sequence[Decision], answered: Sequence[Decision]) -> list[Decision]:
    """Return the questions that were asked along with answered ones and have no answer.

    An unclear one that may well have meant an answered topic is left out.
    """
    topics = {part.label for part in answered}
    return [
        part
        for part in asked
        if len(part.text.split()) >= FEWEST_WORDS_LEFT_OVER
        and (
            part.verdict == "decline"
            or (part.verdict == "choose" and topics.isdisjoint(part.choices))
        )
    ]
