"""Reads an itinerary that is handed in as a file."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.errors import AssistantError
from bot.settings import PROJECT_ROOT
from bot.trips.file_text import ENCRYPTED, decode
from bot.trips.itinerary_words import FEWEST_LETTERS, LONGEST_ITINERARY

# A small PDF can keep its reader busy for hours.
MOST_SECONDS = 10
MOST_NAME_CHARACTERS = 60
SHORTENED = "\n[shortened: the rest is in the file]"

_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
_HEADER = re.compile(r"\s*[A-Za-z][A-Za-z0-9-]*:[ \t]*\S")
_TAG = re.compile(r"<(?:!doctype|[a-z])[^<]*>", re.IGNORECASE)
_OR_PASTE = "or paste the itinerary as text."
_KINDS = (
    "An itinerary file can be a PDF, a Word document (.docx), a text (.txt), a calendar file "
    f"(.ics), an e-mail (.eml) or a web page (.html). Please choose one of these, {_OR_PASTE}"
)


class ItineraryFileError(AssistantError, ValueError):
    """A file cannot be taken as an itinerary; the message tells the traveller what to do."""


@dataclass(frozen=True)
class ItineraryFile:
    """An itinerary that was handed in.

    Attributes:
        name: Of the file, with characters only that are safe in a header and on a page.
        media_type: Such as "application/pdf".
        text: What it says, as long as an itinerary may be.
    """

    name: str
    media_type: str
    text: str


@dataclass(frozen=True)
class _Kind:
    """A kind of file: what it is called, and how its content is known."""

    media_type: str
    is_content: Callable[[bytes], bool]


def _is_text(content: bytes) -> bool:
    return not _is_pdf(content) and "\0" not in decode(content)


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:1024]


def _is_word(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", _OLE))


def _begins_as(pattern: re.Pattern[str]) -> Callable[[bytes], bool]:
    return lambda content: _is_text(content) and bool(pattern.match(decode(content)))


# What Word makes of a document with a password; also its documents of before 2007.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = _Kind("text/html", lambda content: _is_text(content) and bool(_TAG.search(decode(content))))
_OF_ENDING: Mapping[str, _Kind] = {
    ".pdf": _Kind("application/pdf", _is_pdf),
    ".docx": _Kind(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _is_word
    ),
    ".txt": _Kind("text/plain", _is_text),
    ".ics": _Kind("text/calendar", _begins_as(re.compile(r"\s*BEGIN:VCALENDAR", re.IGNORECASE))),
    ".eml": _Kind("message/rfc822", _begins_as(_HEADER)),
    ".html": _HTML,
    ".htm": _HTML,
}


def read_itinerary(name: str, content: bytes) -> ItineraryFile:
    """Read an itinerary file. It may take seconds: not for the thread of a server's event loop.

    Args:
        name: Of the file, as its sender calls it.
        content: The file; its size is up to the caller.

    Raises:
        ItineraryFileError: It is of another kind, empty, protected with a password or damaged, or
            takes too long.
    """
    ending = PurePosixPath(name.strip().lower()).suffix
    kind = _OF_ENDING.get(ending)
    if kind is None:
        raise ItineraryFileError(_KINDS)
    if not content.strip():
        raise ItineraryFileError(f"This file is empty. Please choose another, {_OR_PASTE}")
    if not kind.is_content(content):
        raise ItineraryFileError(f"What is in this file is not what its name says. {_KINDS}")
    if ending == ".docx" and content.startswith(_OLE):
        raise _protected()
    text = _clean(_extract(ending, content))
    if sum(letter.isalnum() for letter in text) < FEWEST_LETTERS:
        raise ItineraryFileError(
            "I find no text in this file; perhaps it was scanned. Please choose another, "
            f"{_OR_PASTE}"
        )
    if len(text) > LONGEST_ITINERARY:
        text = text[: LONGEST_ITINERARY - len(SHORTENED)].rstrip() + SHORTENED
    return ItineraryFile(_safe_name(name, ending), kind.media_type, text)


def _extract(ending: str, content: bytes) -> str:
    """Have a process of its own read the file, which can be killed, with little memory.

    Raises:
        ItineraryFileError: It could not.
    """
    try:
        result = subprocess.run(
            [sys.executable, "-m", "bot.trips.file_text", ending],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # which may quote the file
            timeout=MOST_SECONDS,
            cwd=PROJECT_ROOT,
            env={},  # no secret is at hand where a hostile file is read
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise ItineraryFileError(
            f"This file takes too long to read. Please choose a simpler one, {_OR_PASTE}"
        ) from error
    except subprocess.CalledProcessError as error:
        if error.returncode == ENCRYPTED:
            raise _protected() from error
        raise ItineraryFileError(
            f"This file cannot be read; perhaps it is damaged. Please choose another, {_OR_PASTE}"
        ) from error
    return str(json.loads(result.stdout))


def _protected() -> ItineraryFileError:
    return ItineraryFileError(
        "This file is protected with a password, or is of an old kind. Please save it without one, "
        f"as a PDF for example, {_OR_PASTE}"
    )


def _clean(text: str) -> str:
    """Return the text in lines without needless white space, at most one blank at a time."""
    visible = "".join(
        letter
        for letter in unicodedata.normalize("NFC", text)
        if letter.isspace() or unicodedata.category(letter) not in _INVISIBLE_CATEGORIES
    )
    lines = "\n".join(" ".join(line.split()) for line in visible.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _safe_name(name: str, ending: str) -> str:
    """Return a name of letters, digits and `_`, `.`, `-` or a blank, which hides no folder."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1].strip()
    stem = re.sub(r"[^\w.-]+", " ", last[: -len(ending)]).strip(" .-")
    return (stem[:MOST_NAME_CHARACTERS].rstrip(" .-") or "itinerary") + ending
