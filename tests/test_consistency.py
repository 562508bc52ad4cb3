"""What stands in several files agrees: domain, rules, answers, actions, settings and README."""

from __future__ import annotations

import ast
import importlib
import inspect
import itertools
import json
import pkgutil
import re
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

import actions
from actions.answer_question import RESPONSE_KEY
from actions.claim_turns import PROBLEMS
from actions.emergency_turns import SLOTS as EMERGENCY_SLOTS
from actions.emergency_turns import emergency_buttons
from actions.say_about_trip import RESPONSES
from bot.alerts.message import KINDS_IN_WORDS, NOTES_IN_WORDS
from bot.benefits.claim import Claim
from bot.benefits.problems import Code
from bot.cli import _parser
from bot.emergencies.case import QUESTIONS
from bot.emergencies.kinds import KINDS
from bot.emergencies.said import load_said
from bot.emergencies.words import load_words
from bot.knowledge.answers import PLACEHOLDER
from bot.knowledge.compose import choice, compose_answer
from bot.knowledge.library import Library, load_library
from bot.knowledge.quotes import find_quote
from bot.loose_facts import facts_in, loose_facts
from bot.nlu.decision import TASKS
from bot.settings import PROJECT_ROOT, Settings
from bot.storage.alerts import FALSE_ALARM
from bot.trips.draft import FORM_SLOTS

# The intents that no typed words stand for: buttons, the door, and what the classifier decides.
NOT_TYPED = {
    "ask_document", "none_of_these", "unclear_question", "empty_message", "too_long_message",
    "inform", "report_emergency", "send_case_notes", "keep_case_notes",
}  # fmt: skip
NO_TOPICS = {"ask_capabilities", "ask_document", "ask_data_kept", "ask_local_number"}
# Slots that a form asks for only when something about another one is open.
ASKED_IN_BETWEEN = {"trip_form": ["trip_clarification", "trip_change"]}
# A trip, a calculation and an emergency that are complete, so that every action has something to
# say.
FILLED_SLOTS = {
    "trip_draft_id": "d1",
    "trip_traveller": "other",
    "traveller_name": "Jane Doe",
    "traveller_email": "jane@umaryland.edu",
    "trip_destinations": [{"place": "Nairobi", "country_code": "KE"}],
    "trip_departure": "2099-03-03",
    "trip_return": "2099-03-10",
    "trip_purpose": "work",
    "trip_booking": "elsewhere",
    "trip_itinerary": "",
    "trip_confirmation": "save",
    "trip_clarification": {
        "slot": "trip_destinations", "words": "Granada", "options": ["Granada, Spain"],
        "frame": "{}", "is_suggestion": False,
    },
    "claim_benefit": "quarantine",
    "daily_cost": "210.00 USD",
    "nights": "12",
    "emergency_kind": "arrest",
    "emergency_language": "en",
    "emergency_country": "KE",
    "case_notes": {"person": "Jane Doe", "event": "arrested"},
    "case_answer": "complete",
}  # fmt: skip
ALARM = {"level": "perhaps", "kind": "medical", "language": "en", "layers": ["model"]}
FEWEST_EXAMPLES = 20
# How many responses the actions utter in those situations; the conversations utter the others.
FEWEST_UTTERED = 20
NEED_SLOTS = {"ActionAskTripConfirmation"}


def read_yaml(name: str) -> Any:
    return yaml.safe_load((PROJECT_ROOT / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    return dict(read_yaml("domain.yml"))


@pytest.fixture(scope="module")
def readme() -> str:
    return (PROJECT_ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(PROJECT_ROOT / "documents")


def steps() -> Iterator[dict[str, Any]]:
    """Yield every step of the rules and stories, those of an `or` one by one."""
    rules, stories = read_yaml("data/rules.yml"), read_yaml("data/stories.yml")
    for path in (*rules["rules"], *stories["stories"]):
        for step in path["steps"]:
            yield from step.get("or", [step])


def in_steps(kind: str) -> set[str]:
    return {step[kind] for step in steps() if kind in step}


def action_modules() -> list[Any]:
    names = [module.name for module in pkgutil.iter_modules(actions.__path__)]
    return [importlib.import_module(f"actions.{name}") for name in names]


def action_classes() -> list[type[Action]]:
    return [
        member
        for module in action_modules()
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, Action) and member.__module__ == module.__name__
    ]


def responses_in_actions() -> set[str]:
    return {
        node.value
        for module in action_modules()
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"utter_\w+", node.value)
        and node.value != RESPONSE_KEY
    }


def questions_of_forms(domain: dict[str, Any]) -> set[str]:
    """Return what utters the question of each slot of a form: a response or an action."""
    said = {*domain["responses"], *domain["actions"]}
    return {
        name
        for form, content in domain["forms"].items()
        for slot in [*content["required_slots"], *ASKED_IN_BETWEEN.get(form, [])]
        for name in (f"utter_ask_{form}_{slot}", f"action_ask_{form}_{slot}")
        if name in said
    }


def domain_buttons(domain: dict[str, Any]) -> list[dict[str, str]]:
    return [
        button
        for variants in domain["responses"].values()
        for variant in variants
        for button in variant.get("buttons", [])
    ]


def test_every_response_that_is_uttered_exists_and_every_one_that_exists_is_uttered(
    domain: dict[str, Any],
) -> None:
    uttered = {name for name in in_steps("action") if name.startswith("utter_")}
    uttered |= responses_in_actions()
    uttered |= {name for name in questions_of_forms(domain) if name.startswith("utter_")}
    uttered.add("utter_restart")  # by Rasa's own action_restart
    assert uttered == set(domain["responses"])


def test_every_placeholder_of_a_response_is_filled_by_the_action_that_utters_it(
    domain: dict[str, Any], set_settings: Callable[..., None], tmp_path: Path
) -> None:
    set_settings(database_url=f"sqlite:///{tmp_path / 'assistant.db'}")
    placeholders = {
        name: {place for variant in variants for place in PLACEHOLDER.findall(variant["text"])}
        for name, variants in domain["responses"].items()
    }
    assert not [name for name in in_steps("action") if placeholders.get(name)]

    question = {"text": "words", "label": "", "choices": ["global_hub"], "verdict": "choose"}
    declined = {**question, "verdict": "decline"}
    passage = {**declined, "passage": "isos-at-umb#isos-services"}
    understandings = [[question], [declined], [passage], [question, declined], []]
    uttered: dict[str, set[str]] = {}
    situations = itertools.product(action_classes(), understandings, ({}, FILLED_SLOTS))
    for action, questions, slots in situations:
        if slots or action.__name__ not in NEED_SLOTS:
            latest = {
                "intent": {"name": "x"},
                "text": "",
                "entities": [],
                "understanding": {"questions": questions},
                "emergency": ALARM,
            }
            dispatcher = CollectingDispatcher()
            tracker = Tracker("rest:x", slots, latest, [], False, None, {}, "action_listen")
            action().run(dispatcher, tracker, {})
            for message in dispatcher.messages:
                filled = {name for name, value in message.items() if value}
                if message["response"]:
                    known = uttered.setdefault(message["response"], filled)
                    uttered[message["response"]] = known & filled
    assert set(uttered) <= responses_in_actions()
    assert len(uttered) >= FEWEST_UTTERED
    assert {name: placeholders[name] - filled for name, filled in uttered.items()} == {
        name: set() for name in uttered
    }


def test_every_button_is_a_known_intent_with_known_entities(
    domain: dict[str, Any], library: Library
) -> None:
    payloads = [button["payload"] for button in domain_buttons(domain)]
    assert len(payloads) > 5
    for topic in library.answers:
        payloads.append(choice(library, topic).payload)
        payloads.extend(offer.payload for offer in compose_answer(library, topic).choices)
    payloads.extend(choice(library, passage).payload for passage in library.passages)
    payloads.append(importlib.import_module("actions.answer_question").NONE_OF_THESE["payload"])
    for words in load_words().values():
        offered = emergency_buttons(words, with_local_number=True)
        payloads.extend(button["payload"] for button in offered)
    # A payload without a slash is what the user could have typed.
    for payload in (payload for payload in payloads if payload.startswith("/")):
        match = re.fullmatch(r"/(\w+)({.*})?", payload)
        assert match is not None, payload
        assert match[1] in domain["intents"], payload
        assert set(json.loads(match[2] or "{}")) <= set(domain["entities"]), payload


def test_every_button_has_a_title_that_every_channel_can_show(
    domain: dict[str, Any], library: Library
) -> None:
    titles = [button["title"] for button in domain_buttons(domain)]
    titles += [answer.question for answer in library.answers.values()]
    assert not [title for title in titles if not 0 < len(title) <= 45]
    # Two topics with the same title could not be told apart.
    questions = [answer.question for answer in library.answers.values()]
    assert len(set(questions)) == len(questions)


def test_a_button_of_the_domain_is_titled_as_its_topic(
    domain: dict[str, Any], library: Library
) -> None:
    for button in domain_buttons(domain):
        if button["payload"].startswith("/ask_"):
            topic = button["payload"].removeprefix("/ask_")
            assert button["title"] == library.answers[topic].question


def test_every_topic_has_an_answer_training_data_and_a_place_in_the_rule(
    domain: dict[str, Any], library: Library
) -> None:
    topics = {i.removeprefix("ask_") for i in domain["intents"] if i.startswith("ask_")}
    topics -= {intent.removeprefix("ask_") for intent in NO_TOPICS}
    assert topics == set(library.answers)
    examples: dict[str, int] = {}
    for entry in read_yaml("data/nlu.yml")["nlu"]:
        lines = [line for line in entry["examples"].splitlines() if line.startswith("- ")]
        examples[entry["intent"]] = examples.get(entry["intent"], 0) + len(lines)
    assert {t: examples.get(f"ask_{t}", 0) for t in topics} == {
        t: max(examples.get(f"ask_{t}", 0), FEWEST_EXAMPLES) for t in topics
    }
    (rule,) = [
        rule
        for rule in read_yaml("data/rules.yml")["rules"]
        if rule["rule"] == "A question is answered from the documents"
    ]
    assert {step["intent"] for step in rule["steps"][0]["or"]} == {
        *(f"ask_{topic}" for topic in topics),
        "ask_document",
    }


def test_every_intent_is_trained_and_has_a_rule(domain: dict[str, Any]) -> None:
    intents = set(domain["intents"])
    trained = {entry["intent"] for entry in read_yaml("data/nlu.yml")["nlu"]}
    assert trained == intents - NOT_TYPED
    assert in_steps("intent") == intents - {"restart"}  # Rasa's own action_restart has a rule


def test_every_action_of_the_domain_is_used_and_has_its_class(domain: dict[str, Any]) -> None:
    assert {action().name() for action in action_classes()} == set(domain["actions"])
    used = {name for name in in_steps("action") if name.startswith("action_")}
    used |= {name for name in questions_of_forms(domain) if name.startswith("action_")}
    used |= {f"validate_{form}" for form in domain["forms"]}
    assert used == set(domain["actions"])


def test_every_slot_of_a_form_exists_and_has_its_one_question(domain: dict[str, Any]) -> None:
    questions = questions_of_forms(domain)
    for form, content in domain["forms"].items():
        for slot in [*content["required_slots"], *ASKED_IN_BETWEEN.get(form, [])]:
            assert slot in domain["slots"]
            asking = {f"utter_ask_{form}_{slot}", f"action_ask_{form}_{slot}"} & questions
            assert len(asking) == 1, (form, slot)


def test_the_slots_are_those_of_the_claim_of_the_trip_and_of_the_emergency(
    domain: dict[str, Any],
) -> None:
    withdrawal = {"withdrawn_trip_number", "withdrawal_confirmed"}
    forms = {*Claim().to_slots(), *FORM_SLOTS, *withdrawal}
    assert set(domain["slots"]) == {"last_topic", *forms, *EMERGENCY_SLOTS}


def test_every_task_is_an_intent_and_states_known_topics(
    domain: dict[str, Any], library: Library
) -> None:
    assert set(TASKS) <= set(domain["intents"])
    for task in TASKS.values():
        assert {*task.topics, task.states} <= {*library.answers, ""}


def test_what_an_answer_offers_is_a_task(library: Library) -> None:
    offers = [answer.offer.task for answer in library.answers.values() if answer.offer]
    assert len(offers) > 3
    assert set(offers) <= set(TASKS)


def test_every_reason_not_to_take_something_has_its_response(domain: dict[str, Any]) -> None:
    responses = {*RESPONSES.values(), *PROBLEMS.values()}
    assert responses <= set(domain["responses"])
    # An amount that has to be asked about is asked for by its reason.
    assert set(PROBLEMS) == set(typing.get_args(Code))


def test_follow_ups_speak_of_topics_only(library: Library) -> None:
    entries = read_yaml("data/follow_ups.yml")["follow_ups"]
    assert {entry["after"] for entry in entries} == set(library.answers)
    labels = {label for entry in entries for label in entry["means"]}
    assert labels <= {*library.answers, *TASKS, "out_of_scope"}


def test_every_next_question_leads_to_another_topic(library: Library) -> None:
    for topic, answer in library.answers.items():
        assert answer.next, topic
        assert len(set(answer.next)) == len(answer.next), topic
        assert topic not in answer.next
        assert set(answer.next) <= set(library.answers), topic
        buttons = len(answer.next) + (answer.offer is not None)
        assert len(compose_answer(library, topic).choices) == buttons <= 3, topic


def test_every_figure_and_every_short_answer_stands_in_its_passage(library: Library) -> None:
    assert library.broken_answers == {}
    passages = list(library.passages.values())
    for name, figure in library.figures.items():
        place = find_quote(figure.quote, passages)
        assert place is not None, name
        assert figure.spoken in place.sentences, name
    for topic, places in library.quotes.items():
        assert len(places) == len(library.answers[topic].quotes), topic


def test_no_figure_address_or_link_is_said_that_does_not_come_from_a_fact_file(
    library: Library,
) -> None:
    assert loose_facts() == []  # in the responses, and in the emergency replies of every language
    for topic, answer in library.answers.items():
        quoted = " ".join(answer.quotes)
        found = [word.strip(".,;:()*") for word in facts_in(answer.answer)]
        assert [word for word in found if word not in quoted] == [], topic


def test_every_kind_of_emergency_can_be_learnt_and_told_to_the_staff() -> None:
    for said in load_said().values():
        assert set(said.emergencies) == set(KINDS)
    assert {*KINDS, FALSE_ALARM} == set(KINDS_IN_WORDS)
    assert set(QUESTIONS) == set(NOTES_IN_WORDS)


def test_no_figure_is_said_without_its_condition_and_pre_authorization(library: Library) -> None:
    said = 0
    for topic, answer in library.answers.items():
        text = compose_answer(library, topic).text
        words = text.split("\n\n> ")[0]  # without the document's own
        for figure in library.figures.values():
            if figure.spoken in words:
                said += 1
                assert figure.condition in words, topic
                assert "pre-authoriz" in text, topic
        assert bool(answer.figures(library.figures)) == any(
            figure.spoken in words for figure in library.figures.values()
        )
    assert said >= 5


def test_every_setting_is_in_the_readme_and_no_other(readme: str) -> None:
    (section,) = re.findall(r"^## Settings\n(.*?)(?=^## |\Z)", readme, re.DOTALL | re.MULTILINE)
    documented = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert sorted(documented) == sorted(
        f"TRAVEL_ASSISTANT_{name.upper()}" for name in Settings.__fields__
    )


def test_every_command_in_the_readme_exists_and_every_command_is_in_it(readme: str) -> None:
    subparsers = next(a for a in _parser()._actions if a.choices)
    commands = set(subparsers.choices or ())
    named = set(re.findall(r"`bot ([a-z]+)", readme))
    assert named == commands


def test_every_make_target_in_the_readme_exists(readme: str) -> None:
    makefile = (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", readme, re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_every_file_on_the_map_of_the_readme_exists(readme: str) -> None:
    (section,) = re.findall(r"^## Map\n(.*?)(?=^## |\Z)", readme, re.DOTALL | re.MULTILINE)
    named = [
        name
        for line in section.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([^`]+)`", line.split("|")[1])
    ]
    assert len(named) > 10
    assert [name for name in named if not (PROJECT_ROOT / name).exists()] == []
