"""What the assistant did with a message, and whether that was right. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.errors import ModelError
from bot.evaluation.question_sets import EMERGENCY, Letter, Question
from bot.nlu.decision import TASKS

Alarm = Literal["sure", "line", "none"]
# What became of a question: its right answer was given, or stood on a button; only wrong buttons
# were offered; nothing was answered or offered; something wrong was answered.
Outcome = Literal["right", "right_choice", "wrong_choice", "declined", "wrong"]
ANSWERED: frozenset[Outcome] = frozenset({"right", "wrong"})


@dataclass(frozen=True)
class Reaction:
    """What the assistant does with a message.

    Attributes:
        answered: The topics whose answers it gives, in their order.
        offered: The topics, and perhaps a passage, that it offers on buttons.
        suggests_passage: Whether it shows a passage that may help, for want of a sure answer.
        small_talk: The intent of the small talk that it returns; empty otherwise.
        task: The intent of the task that it begins; empty otherwise.
        alarm: ``sure`` if it takes the message for an emergency, ``line`` if it puts the
            emergency line on top of the reply.
        likeliest: The topic, or the small talk, that it finds likeliest.
        confidence: Probability of the likeliest, between 0 and 1.
        evidence: What the decision to answer rests on: see `bot.nlu.topic_model.Scores`.
    """

    answered: tuple[str, ...]
    offered: tuple[str, ...]
    suggests_passage: bool
    small_talk: str
    task: str
    alarm: Alarm
    likeliest: str
    confidence: float
    evidence: float


def read_reaction(parse_data: Mapping[str, Any]) -> Reaction:
    """Read what the assistant will do out of Rasa's parse data, as the actions and rules do.

    Args:
        parse_data: What `MessageProcessor.parse_message` returns.

    Raises:
        ModelError: The model has no question classifier.
    """
    understanding = parse_data.get("understanding")
    if not understanding:
        raise ModelError("The model does not say what it has understood: train with `bot train`.")
    intent = parse_data["intent"]["name"]
    questions = understanding["questions"]
    best = max(questions, key=lambda question: float(question["evidence"]))
    small_talk = questions[0]["label"] if questions[0]["verdict"] == "small_talk" else ""
    task = questions[0]["label"] if questions[0]["verdict"] == "task" else ""
    takes_over = intent == EMERGENCY
    alarm = (parse_data.get("emergency") or {}).get("level", "none")
    offered = [offer for question in questions for offer in _offers(question)]
    return Reaction(
        answered=tuple(topic for q in questions if (topic := _answered_topic(q))),
        # After the words on an emergency only sure answers follow.
        offered=() if takes_over else tuple(dict.fromkeys(offered)),
        suggests_passage=not takes_over
        and any(q["verdict"] == "decline" and q.get("passage") for q in questions),
        small_talk="" if takes_over else small_talk,
        task="" if takes_over else task,
        alarm="sure" if takes_over else "none" if alarm == "none" else "line",
        likeliest=best["label"] or next(iter(best["choices"]), ""),
        confidence=float(best["confidence"]),
        evidence=float(best["evidence"]),
    )


def _answered_topic(question: Mapping[str, Any]) -> str:
    """Return the topic whose facts are stated: a calculation begins with those of its benefit."""
    label: str = question["label"]
    if question["verdict"] == "task":
        return TASKS[label].states
    return label if question["verdict"] == "answer" else ""


def _offers(question: Mapping[str, Any]) -> list[str]:
    if question["verdict"] != "choose":
        return []
    passage = question.get("passage")
    return [passage, *question["choices"][:2]] if passage else list(question["choices"])


def judge(question: Question, reaction: Reaction) -> Outcome:
    """Say what became of a question.

    A message that gets the right answer and a further one counts as right; `extra_answers` counts
    the further one. Small talk answers nothing, so a question that gets it counts as declined. A
    task that nobody asked for is wrong, but for a calculation: it states the facts of its topic.
    """
    if reaction.answered:
        return "right" if question.topics.intersection(reaction.answered) else "wrong"
    if reaction.task:
        return "wrong"
    if reaction.offered:
        return "right_choice" if question.topics.intersection(reaction.offered) else "wrong_choice"
    return "declined"


def extra_answers(topics: frozenset[str], reaction: Reaction) -> int:
    """Count the answers that nobody asked for."""
    return len(set(reaction.answered) - topics)


def likeliest_is_right(question: Question, reaction: Reaction) -> bool:
    """Tell whether answering the likeliest topic is, or would be, right."""
    return not reaction.small_talk and reaction.likeliest in question.topics


def task_is_right(question: Question, reaction: Reaction) -> bool:
    """Tell whether the task that was wished for is begun."""
    return reaction.task in {question.label, *question.also_right}


def small_talk_is_right(question: Question, reaction: Reaction) -> bool:
    """Tell whether a small talk is returned in kind."""
    return reaction.small_talk in {question.label, *question.also_right}


def missing_answers(letter: Letter, reaction: Reaction) -> frozenset[str]:
    """Return the topics that were asked and not answered."""
    return letter.topics.difference(reaction.answered)


def next_topic(question: Question, reaction: Reaction, topic: str) -> str:
    """Return the topic that the next turn of a dialogue refers to.

    Args:
        question: The turn.
        reaction: What the assistant did; when the right topic is on a button, the user presses it.
        topic: The topic before the turn, or ``""``.
    """
    if reaction.answered:
        return reaction.answered[-1]
    if judge(question, reaction) == "right_choice":
        return next(offer for offer in reaction.offered if offer in question.topics)
    return topic


def describe(reaction: Reaction) -> str:
    """Say in a few words what the assistant did."""
    if reaction.task:
        words = " + answered ".join((reaction.task, *reaction.answered))
    elif reaction.answered:
        words = "answered " + " + ".join(reaction.answered)
    elif reaction.offered:
        words = "offered " + ", ".join(reaction.offered)
    elif reaction.small_talk:
        words = reaction.small_talk
    else:
        words = "declined"
    if reaction.suggests_passage:
        words += ", with a passage that may help"
    return {"sure": "emergency, ", "line": "emergency line, ", "none": ""}[reaction.alarm] + words
