"""Asking the trained assistant every question of a set."""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import ModelError
from bot.evaluation.outcomes import Reaction, next_topic, read_reaction
from bot.evaluation.question_sets import Dialogue, Letter, Question, QuestionSet
from bot.server.model import MODELS_DIR

if TYPE_CHECKING:
    from rasa.core.agent import Agent

# From a message and the topic of the answer before it to what the assistant does.
Ask = Callable[[str, str], Reaction]
SENDER = "evaluation"


@dataclass(frozen=True)
class Asked:
    """A question and what the assistant did with it.

    Attributes:
        question: The question.
        reaction: What the assistant did.
        last_topic: The topic of the answer before it, or ``""``.
    """

    question: Question
    reaction: Reaction
    last_topic: str = ""


@dataclass(frozen=True)
class AskedLetter:
    """A letter and what the assistant did with it."""

    letter: Letter
    reaction: Reaction


@dataclass(frozen=True)
class Run:
    """A whole question set, asked."""

    name: str
    questions: tuple[Asked, ...]
    dialogues: tuple[tuple[Asked, ...], ...]
    letters: tuple[AskedLetter, ...]


def newest_model(folder: Path = MODELS_DIR) -> Path:
    """Return the newest model of a folder.

    Raises:
        ModelError: There is none.
    """
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise ModelError(f"There is no trained model in {folder}: run `bot train`.")
    return models[-1]


def load_assistant(model: Path) -> Ask:
    """Load a model and return what asks it: through the whole pipeline, without any server.

    Args:
        model: A model file.

    Raises:
        ModelError: There is no such file.
    """
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    if not model.is_file():
        # Rasa would silently load another model of the folder.
        raise ModelError(f"There is no model {model}: run `bot train`.")
    # Otherwise Rasa prints every message.
    configure_structlog(logging.WARNING)
    with warnings.catch_warnings():
        # Rasa warns at every load that slots are no longer filled by themselves.
        warnings.filterwarnings("ignore", "Slot auto-fill", UserWarning)
        agent = Agent.load(str(model))

    def ask(text: str, last_topic: str) -> Reaction:
        with closing(asyncio.new_event_loop()) as loop:
            return read_reaction(loop.run_until_complete(_parse(agent, text, last_topic)))

    return ask


def ask_all(
    question_set: QuestionSet, ask: Ask, *, on_answer: Callable[[], None] = lambda: None
) -> Run:
    """Ask every question of a set.

    Args:
        question_set: What to ask.
        ask: The assistant.
        on_answer: Called after every question, dialogue and letter.
    """

    def counted(item: Any) -> Any:
        on_answer()
        return item

    return Run(
        question_set.name,
        tuple(counted(Asked(q, ask(q.text, ""))) for q in question_set.questions),
        tuple(counted(ask_dialogue(dialogue, ask)) for dialogue in question_set.dialogues),
        tuple(counted(AskedLetter(x, ask(x.text, ""))) for x in question_set.letters),
    )


def ask_dialogue(dialogue: Dialogue, ask: Ask) -> tuple[Asked, ...]:
    """Ask the turns of a dialogue; what the assistant remembers is what it answered itself."""
    topic = ""
    turns: list[Asked] = []
    for question in dialogue.turns:
        reaction = ask(question.text, topic)
        turns.append(Asked(question, reaction, topic))
        topic = next_topic(question, reaction, topic)
    return tuple(turns)


async def _parse(agent: Agent, text: str, last_topic: str) -> dict[str, Any]:
    from rasa.core.channels.channel import UserMessage
    from rasa.shared.core.events import SlotSet
    from rasa.shared.core.trackers import DialogueStateTracker

    from bot.nlu.question_classifier import LAST_TOPIC_SLOT

    events: Iterable[SlotSet] = [SlotSet(LAST_TOPIC_SLOT, last_topic)] if last_topic else []
    tracker = DialogueStateTracker.from_events(SENDER, events, slots=agent.domain.slots)
    parse_data: dict[str, Any] = await agent.processor.parse_message(UserMessage(text), tracker)
    return parse_data
