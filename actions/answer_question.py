"""Answering a question from the documents, or saying that they do not answer it."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.emergency_turns import alarm_of, say_line_first
from actions.hand_over import hand_over
from actions.interpolation import as_value
from actions.itinerary_file import token_handed_in
from bot.emergencies.words import ENGLISH, words_in
from bot.knowledge.compose import (
    PASSAGE_INTENT,
    choice,
    compose_answer,
    compose_passage,
)
from bot.knowledge.library import Library, get_library
from bot.settings import get_settings

TOPIC_INTENT_PREFIX = "ask_"
NOT_ANSWERED = frozenset({"out_of_scope", "unclear_question", "none_of_these"})
# What a form says when it cannot read an answer.
NOT_READ = frozenset({"utter_trip_not_understood", "utter_limit_unreadable"})
# Under this key Rasa keeps with what was said the name of its response.
RESPONSE_KEY = "utter_action"
# Messages in vain after which a person is offered, and after which the way there is shown.
OFFERED_AFTER = 2
SHOWN_AFTER = 3
NONE_OF_THESE = {"title": "None of these", "payload": "/none_of_these"}


class ActionAnswerQuestion(Action):
    """Answers each question of the message."""

    def name(self) -> str:
        """Return the name by which the domain knows it."""
        return "action_answer_question"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Utter a reply to each question and remember the topic of the last answer."""
        library = get_library(get_settings().documents_dir)
        say_line_first(dispatcher, tracker)
        if token_handed_in(tracker):
            dispatcher.utter_message(response="utter_trip_file_without_trip")
            return []
        questions = questions_of(tracker)
        if is_in_another_language(tracker, questions):
            dispatcher.utter_message(text=words_in(alarm_of(tracker)["language"]).english_only)
            offer_person(dispatcher, tracker)
            return []
        last_topic = answer_questions(dispatcher, library, questions)
        if not last_topic:
            offer_person(dispatcher, tracker)
        return [{"event": "slot", "name": "last_topic", "value": last_topic}] if last_topic else []


def questions_of(tracker: Tracker) -> list[dict[str, Any]]:
    """Return the decisions on the questions of the latest message.

    A button carries no text: its topic is in the intent, or its passage among the entities.
    """
    understanding = tracker.latest_message.get("understanding")
    if understanding:
        return list(understanding["questions"])
    intent = tracker.latest_message["intent"]["name"] or ""
    label = intent.removeprefix(TOPIC_INTENT_PREFIX)
    if intent == PASSAGE_INTENT:
        label = next(tracker.get_latest_entity_values("passage"), "")
    return [{"verdict": "answer", "label": label, "text": "", "choices": [], "passage": None}]


def answer_questions(
    dispatcher: CollectingDispatcher, library: Library, questions: list[dict[str, Any]]
) -> str:
    """Utter a reply to each question.

    Args:
        dispatcher: Collects what is said.
        library: What the assistant knows.
        questions: Decisions, see `bot.nlu.decision.Decision`, and perhaps a passage.

    Returns:
        The topic that was answered last, or ``""``.
    """
    last_topic = ""
    is_part = len(questions) > 1
    for question in questions:
        label = question["label"]
        if question["verdict"] == "task":
            continue  # of several, only the first is begun
        if question["verdict"] == "answer" and _is_known(library, label):
            reply = compose_answer(library, label)
            buttons = [{"title": c.title, "payload": c.payload} for c in reply.choices]
            dispatcher.utter_message(
                text=reply.text, buttons=buttons, json_message={"topic": label}
            )
            last_topic = label
        elif question["verdict"] == "choose":
            _offer_choices(dispatcher, library, question, is_part=is_part)
        else:
            _decline(dispatcher, library, question, is_part=is_part)
    return last_topic


def answer_along(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Utter what comes before a task is begun: the emergency line, answers to further questions."""
    say_line_first(dispatcher, tracker)
    understanding = tracker.latest_message.get("understanding")
    if not understanding:
        return
    library = get_library(get_settings().documents_dir)
    answered = [q for q in understanding["questions"] if q["verdict"] == "answer"]
    answer_questions(dispatcher, library, answered)


def is_in_another_language(tracker: Tracker, questions: list[dict[str, Any]]) -> bool:
    """Tell whether a message that was not understood is in another language than English."""
    language = alarm_of(tracker).get("language", ENGLISH)
    return language != ENGLISH and all(question["verdict"] == "decline" for question in questions)


def offer_person(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Lead to a person when the latest message was one of several that were not understood."""
    in_vain = messages_in_vain(tracker)
    if in_vain == SHOWN_AFTER:
        hand_over(dispatcher, tracker)
    elif in_vain >= OFFERED_AFTER:
        dispatcher.utter_message(response="utter_hand_over_offer")


def messages_in_vain(tracker: Tracker) -> int:
    """Count the messages in vain, one after the other; the latest is one."""
    count = 0
    said: set[str] = set()
    for event in reversed(tracker.events):
        if event["event"] == "bot":
            said.add((event.get("metadata") or {}).get(RESPONSE_KEY, ""))
        elif event["event"] == "user":
            if count and not _was_in_vain(event, said):
                break
            count += 1
            said = set()
    return count


def _was_in_vain(message: dict[str, Any], said: set[str]) -> bool:
    """Tell whether an earlier message was not understood, or was answered by a form's regret."""
    return message["parse_data"]["intent"]["name"] in NOT_ANSWERED or bool(said & NOT_READ)


def _is_known(library: Library, label: str) -> bool:
    return label in library.answers or label in library.passages


def _offer_choices(
    dispatcher: CollectingDispatcher,
    library: Library,
    question: dict[str, Any],
    *,
    is_part: bool,
) -> None:
    labels = [label for label in question["choices"] if _is_known(library, label)]
    if question.get("passage") in library.passages:
        labels = [question["passage"], *labels[:2]]
    offers = [choice(library, label) for label in labels]
    buttons = [{"title": offer.title, "payload": offer.payload} for offer in offers]
    dispatcher.utter_message(
        response="utter_did_you_mean_part" if is_part else "utter_did_you_mean",
        question=as_value(question["text"]),
        buttons=[*buttons, NONE_OF_THESE],
    )


def _decline(
    dispatcher: CollectingDispatcher,
    library: Library,
    question: dict[str, Any],
    *,
    is_part: bool,
) -> None:
    passage = question.get("passage")
    if passage in library.passages:
        dispatcher.utter_message(
            response="utter_passage_may_help", passage=compose_passage(library, passage)
        )
        return
    dispatcher.utter_message(
        response="utter_part_not_in_documents" if is_part else "utter_not_in_documents",
        question=as_value(question["text"]),
        global_hub=library.contacts["global_hub"].spoken,
    )
