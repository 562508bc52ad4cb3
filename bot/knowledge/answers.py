"""The short answers, each tied to the words of the documents that it rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, Extra, Field

from bot.errors import FactError
from bot.knowledge.benefits import Figure
from bot.knowledge.contacts import Contact
from bot.knowledge.documents import Passage
from bot.knowledge.fact_files import read_entries
from bot.knowledge.quotes import FoundQuote, find_quote

FILE_NAME = "answers.yml"
PLACEHOLDER = re.compile(r"{(\w+)}")


class Offer(BaseModel):
    """Something that the assistant can do about a topic.

    Attributes:
        title: What its button says.
        task: The intent that begins it.
    """

    title: str = Field(max_length=45)
    task: str

    class Config:
        extra = Extra.forbid
        frozen = True


class Answer(BaseModel):
    """A short answer to one topic.

    Attributes:
        question: The topic as a person would ask it; also its button.
        answer: Markdown with ``{figure}`` and ``{contact}``.
        quotes: The words of the documents that it rests on, with ``{figure}``.
        next: Topics that usually follow.
        offer: What the assistant can do about it, if anything; with `next` at most three buttons.
    """

    question: str = Field(max_length=45)
    answer: str
    quotes: list[str] = Field(min_items=1)
    next: list[str] = Field(max_items=3)
    offer: Offer | None = None

    class Config:
        extra = Extra.forbid
        frozen = True

    def figures(self, figures: Mapping[str, Figure]) -> list[Figure]:
        """Return the figures that the answer says, in their order."""
        names = dict.fromkeys(PLACEHOLDER.findall(self.answer))
        return [figures[name] for name in names if name in figures]


def load_answers(
    folder: Path, figures: Mapping[str, Figure], contacts: Mapping[str, Contact]
) -> dict[str, Answer]:
    """Load ``answers.yml``.

    Args:
        folder: The folder of the documents.
        figures: What ``{...}`` may name.
        contacts: What else ``{...}`` may name.

    Raises:
        FactError: An entry is malformed, or names a figure, contact or topic that does not exist.
    """
    answers = read_entries(folder / FILE_NAME, Answer)
    known = {*figures, *contacts}
    faults: list[str] = []
    for topic, answer in answers.items():
        faults.extend(
            f"{FILE_NAME}: {topic}: {{{name}}} is neither in benefits.yml nor in contacts.yml."
            for name in PLACEHOLDER.findall(answer.answer)
            if name not in known
        )
        faults.extend(
            f"{FILE_NAME}: {topic}.quotes: {{{name}}} is not in benefits.yml. A quote can have "
            "figures only."
            for quote in answer.quotes
            for name in PLACEHOLDER.findall(quote)
            if name not in figures
        )
        faults.extend(
            f"{FILE_NAME}: {topic}.next: there is no topic “{name}”."
            for name in answer.next
            if name not in answers
        )
    if faults:
        raise FactError("\n".join(faults))
    return answers


def find_quotes(
    answer: Answer, figures: Mapping[str, Figure], passages: Sequence[Passage]
) -> tuple[list[FoundQuote], list[str]]:
    """Look an answer's quotes up in the documents.

    Returns:
        The quotes that were found, and the words of those that were not.
    """
    found: list[FoundQuote] = []
    missing: list[str] = []
    for quote in answer.quotes:
        words = fill(quote, {name: figure.spoken for name, figure in figures.items()})
        place = find_quote(words, passages)
        if place is None:
            missing.append(words)
        else:
            found.append(place)
    return found, missing


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of ``{name}``."""
    return PLACEHOLDER.sub(lambda match: values[match.group(1)], text)
