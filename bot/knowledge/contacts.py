"""Phones, addresses and links, and how they are spoken while they are still blank."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Extra, validator

from bot.errors import FactError
from bot.knowledge.fact_files import read_entries

FILE_NAME = "contacts.yml"
# The assistant names these by itself, not only where an answer does.
NEEDED = ("isos_phone", "incident_hotline", "global_hub")


class Contact(BaseModel):
    """A way to reach somebody.

    Attributes:
        name: Whom one reaches.
        kind: ``phone``, ``email`` or ``url``.
        value: What to dial, write to or open; empty while unknown.
        when_blank: What is said instead.
        owner: Who at the university answers for the value.
        verified: The day somebody last tried it.
    """

    name: str
    kind: Literal["phone", "email", "url"]
    value: str
    when_blank: str
    owner: str
    verified: datetime.date | None

    class Config:
        extra = Extra.forbid
        frozen = True

    @validator("value", pre=True)
    def _is_quoted(cls, value: object) -> object:
        # YAML reads +14105550100 as a number and drops its sign.
        if not isinstance(value, str):
            raise ValueError(f'put it in quotes: "{value}"')
        return value

    @property
    def plain(self) -> str:
        """The contact as plain text that fits into a sentence."""
        return self.value or self.when_blank

    @property
    def spoken(self) -> str:
        """The contact as Markdown that fits into a sentence."""
        if not self.value:
            return self.when_blank
        if self.kind == "phone":
            dialled = "".join(character for character in self.value if character in "+0123456789")
            return f"[{self.value}](tel:{dialled})"
        if self.kind == "email":
            return f"[{self.value}](mailto:{self.value})"
        return f"[{self.name}]({self.value})"


def load_contacts(folder: Path) -> dict[str, Contact]:
    """Load ``contacts.yml``.

    Raises:
        FactError: The file or an entry that is needed is missing, or an entry is malformed.
    """
    contacts = read_entries(folder / FILE_NAME, Contact)
    missing = [name for name in NEEDED if name not in contacts]
    if missing:
        raise FactError(f"{FILE_NAME}: there is no entry {', '.join(missing)}. Put it back.")
    return contacts


def emergency_line(folder: Path) -> str:
    """Return the line that stands where something urgent or something broken is said.

    Args:
        folder: The folder of the documents.

    Raises:
        FactError: The contacts cannot be read.
    """
    contacts = load_contacts(folder)
    return (
        f"Medical emergency? Contact International SOS: {contacts['isos_phone'].spoken}. "
        "Any other emergency: the International Safety & Security Incident Hotline, "
        f"{contacts['incident_hotline'].spoken}."
    )


def assistance_text(contacts: Mapping[str, Contact]) -> str:
    """Return whom to contact in an emergency, in plain text for files."""
    return (
        f"Medical emergency: International SOS, {contacts['isos_phone'].plain}. Any other "
        "emergency: International Safety & Security Incident Hotline, "
        f"{contacts['incident_hotline'].plain}."
    )
