"""All that the assistant knows, loaded and proved together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from bot.errors import FactError
from bot.knowledge.answers import Answer, fill, find_quotes, load_answers
from bot.knowledge.benefits import Figure, load_benefits
from bot.knowledge.contacts import Contact, load_contacts
from bot.knowledge.documents import Passage, read_documents
from bot.knowledge.quotes import FoundQuote

QUESTIONS_FILE_NAME = "questions.yml"
# What is shown for an address that the source page has lost and nobody has filled in.
MISSING_ADDRESS = "[…]"


@dataclass(frozen=True)
class Library:
    """Passages, figures, contacts and short answers that hold together.

    Attributes:
        passages: What the documents say, by passage id.
        figures: The figures of the benefit, by name.
        contacts: Phones, addresses and links, by name.
        answers: The short answers that the documents still bear out, by topic.
        quotes: Where each of these answers stands in the documents, by topic.
        broken_answers: Topic -> quotes that are no longer in the documents. Not used.
        questions: Example questions for passages that have no short answer, by passage id.
    """

    passages: dict[str, Passage]
    figures: dict[str, Figure]
    contacts: dict[str, Contact]
    answers: dict[str, Answer]
    quotes: dict[str, list[FoundQuote]]
    broken_answers: dict[str, list[str]]
    questions: dict[str, list[str]]

    def spoken(self, text: str) -> str:
        """Fill the figures and contacts into a text."""
        values = {name: figure.spoken for name, figure in self.figures.items()}
        values.update({name: contact.spoken for name, contact in self.contacts.items()})
        return fill(text, values)

    def shown(self, document_text: str) -> str:
        """Return words of a document with the addresses it has lost filled in where known."""
        for name, contact in self.contacts.items():
            document_text = document_text.replace(f"[{name}]", contact.value or MISSING_ADDRESS)
        return document_text

    def title(self, topic: str) -> str:
        """Name a topic or a passage as on its button."""
        return (
            self.answers[topic].question if topic in self.answers else self.passages[topic].heading
        )

    def unanswered_passages(self) -> list[Passage]:
        """Return the passages that no short answer rests on: those of new documents, mostly."""
        covered = {found.passage.id for places in self.quotes.values() for found in places}
        return [passage for passage in self.passages.values() if passage.id not in covered]


def load_library(folder: Path) -> Library:
    """Load the documents and the fact files.

    Args:
        folder: The folder of the documents.

    Raises:
        DocumentError: A document cannot be read.
        FactError: A fact file is malformed, or a figure is not borne out by the documents.
    """
    passages = read_documents(folder)
    figures = load_benefits(folder, passages)
    contacts = load_contacts(folder)
    answers: dict[str, Answer] = {}
    quotes: dict[str, list[FoundQuote]] = {}
    broken: dict[str, list[str]] = {}
    for topic, answer in load_answers(folder, figures, contacts).items():
        found, missing = find_quotes(answer, figures, passages)
        if missing:
            broken[topic] = missing
        else:
            answers[topic], quotes[topic] = answer, found
    return Library(
        passages={passage.id: passage for passage in passages},
        figures=figures,
        contacts=contacts,
        answers=answers,
        quotes=quotes,
        broken_answers=broken,
        questions=_load_questions(folder, passages),
    )


@lru_cache(maxsize=4)
def get_library(folder: Path) -> Library:
    """Return the library of a folder, loaded once in this process; see `load_library`."""
    return load_library(folder)


def _load_questions(folder: Path, passages: Sequence[Passage]) -> dict[str, list[str]]:
    """Read ``questions.yml``: document -> heading -> example questions. It may be absent."""
    path = folder / QUESTIONS_FILE_NAME
    if not path.exists():
        return {}
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise FactError(f"{QUESTIONS_FILE_NAME}: this is not valid YAML: {error}") from error
    if not isinstance(content, dict) or not all(
        isinstance(headings, dict)
        and all(isinstance(examples, list) for examples in headings.values())
        for headings in content.values()
    ):
        raise FactError(
            f"{QUESTIONS_FILE_NAME}: expected file names of documents, under each its headings, "
            "and under each heading a list of questions."
        )
    questions: dict[str, list[str]] = {}
    for document, headings in content.items():
        for heading, examples in headings.items():
            matching = [p for p in passages if p.document == document and p.heading == heading]
            if not matching:
                raise FactError(
                    f"{QUESTIONS_FILE_NAME}: no heading “{heading}” in the document {document}. "
                    "Copy the heading as it stands there."
                )
            questions[matching[0].id] = [str(example) for example in examples]
    return questions
