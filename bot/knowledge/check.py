"""`bot check`: whether the documents and the fact files hold together, in words for everybody."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from bot.errors import AssistantError
from bot.knowledge.contacts import Contact
from bot.knowledge.library import Library, load_library

# A contact that nobody has tried for this long may have changed.
VERIFIED_FOR = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Report:
    """What `bot check` found.

    Attributes:
        faults: What must be mended before the assistant may run, each with its mend.
        to_fill_in: What the deployer still has to fill in; the assistant runs without.
        summary: What was read.
    """

    faults: tuple[str, ...]
    to_fill_in: tuple[str, ...]
    summary: str


def check(folder: Path, today: datetime.date) -> Report:
    """Check a folder of documents.

    Args:
        folder: The documents and the fact files.
        today: The day from which the age of a contact is counted.
    """
    try:
        library = load_library(folder)
    except AssistantError as error:
        return Report(tuple(str(error).splitlines()), (), "The documents cannot be used yet.")
    return Report(
        faults=tuple(_broken_answers(library)),
        to_fill_in=tuple(
            line
            for name, contact in library.contacts.items()
            if (line := _left_to_fill_in(name, contact, today))
        ),
        summary=(
            f"{len({p.document for p in library.passages.values()})} documents, "
            f"{len(library.passages)} passages, {len(library.figures)} figures, "
            f"{len(library.contacts)} contacts, {len(library.answers)} short answers."
        ),
    )


def _broken_answers(library: Library) -> list[str]:
    return [
        f"answers.yml: {topic}: the documents no longer say “{quote}”. The answer is not used "
        f"until you have compared it with the document and corrected `quotes` of {topic}."
        for topic, quotes in library.broken_answers.items()
        for quote in quotes
    ]


def _left_to_fill_in(name: str, contact: Contact, today: datetime.date) -> str:
    if not contact.value:
        return (
            f"contacts.yml: {name}: {contact.name} is blank; the assistant says "
            f"“{contact.when_blank}”. Ask: {contact.owner}."
        )
    if contact.verified is None or today - contact.verified > VERIFIED_FOR:
        return (
            f"contacts.yml: {name}: nobody has tried “{contact.value}” for a year. Try it, and set "
            f"`verified`. Ask: {contact.owner}."
        )
    return ""
