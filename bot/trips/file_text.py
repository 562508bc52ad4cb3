"""The text of an itinerary file, read in a process of its own: `-m bot.trips.file_text .pdf`.

The file comes in on stdin, its text goes out on stdout as JSON. Flights stand in tables, whose rows
are kept as lines; the reader of the university's documents has passages in view instead.
"""

from __future__ import annotations

import contextlib
import datetime
import email
import email.policy
import io
import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from bot.dates import format_date

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

# Exit codes of the process.
ENCRYPTED, UNREADABLE = 3, 4
MOST_BYTES_OF_MEMORY = 768 * 1024 * 1024
# Nobody's itinerary begins after so many pages, or needs more characters.
MOST_PAGES = 30
ENOUGH_CHARACTERS = 20_000

_LINE_BREAK = "\x1e"
_OF_HTML_NOT_SHOWN = ("head", "script", "style", "template", "noscript")
_OF_HTML_ON_ITS_OWN_LINE = (
    *("address", "blockquote", "br", "div", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("li", "ol", "p", "pre", "section", "table", "tr", "ul"),
)


class EncryptedFileError(ValueError):
    """A file is protected with a password."""


def decode(content: bytes) -> str:
    """Return a text in UTF-8, in UTF-16 with its mark, or else in that of Western Windows."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _read_pdf(content: bytes) -> str:
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(io.BytesIO(content))
    # What may be opened by all but changed by nobody has an empty password.
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise EncryptedFileError
    text = ""
    for number in range(min(len(reader.pages), MOST_PAGES)):
        text += reader.pages[number].extract_text() + "\n\n"
        if len(text) >= ENOUGH_CHARACTERS:
            break
    return unicodedata.normalize("NFKC", text)  # "fl" and "fi" are often drawn as one letter


def _read_word(content: bytes) -> str:
    from docx import Document

    return "\n".join(_lines_of_word(Document(io.BytesIO(content))))


def _lines_of_word(container: Document | _Cell) -> Iterator[str]:
    from docx.text.paragraph import Paragraph

    for block in container.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
            continue
        for row in block.rows:
            cells = {id(cell._tc): cell for cell in row.cells}  # one that is merged comes often
            yield " | ".join(" ".join(_lines_of_word(cell)) for cell in cells.values())


def _read_html(content: bytes) -> str:
    from bs4 import BeautifulSoup

    page = BeautifulSoup(decode(content).replace(_LINE_BREAK, " "), "html.parser")
    for tag in page(_OF_HTML_NOT_SHOWN):
        tag.decompose()
    for tag in page(_OF_HTML_ON_ITS_OWN_LINE):
        tag.insert_before(_LINE_BREAK)
        tag.append(_LINE_BREAK)
    for tag in page(["td", "th"]):
        tag.append(" ")
    lines = (" ".join(line.split()) for line in page.get_text().split(_LINE_BREAK))
    return "\n".join(line for line in lines if line)


def _read_calendar(content: bytes) -> str:
    from icalendar import Calendar

    events = []
    for calendar in Calendar.from_ical(decode(content), multiple=True):
        for event in calendar.walk("VEVENT"):
            moments = (_moment(event.get(name)) for name in ("dtstart", "dtend"))
            said = (str(event.get(name, "")) for name in ("summary", "location", "description"))
            summary, location, description = said
            lines = [summary, " to ".join(filter(None, moments)), location, description]
            events.append("\n".join(filter(None, lines)))
    return "\n\n".join(events)


def _moment(value: object) -> str:
    """Return a day and time in words; "" where there is none, or one that cannot be read."""
    from icalendar.prop import vDDDTypes

    when = value.dt if isinstance(value, vDDDTypes) else None
    if isinstance(when, datetime.datetime):
        return f"{format_date(when.date())}, {when:%H:%M} {when.tzname() or ''}".rstrip()
    return format_date(when) if isinstance(when, datetime.date) else ""


def _read_email(content: bytes) -> str:
    message = email.message_from_bytes(content, policy=email.policy.default)
    texts = [str(message["Subject"] or "")]
    body = message.get_body(("html", "plain"))  # the plain one often says only to look at the other
    for part in (*([body] if body else []), *message.iter_attachments()):
        ending = PurePosixPath((part.get_filename() or "").lower()).suffix
        read = _READERS.get(ending) or _OF_MEDIA_TYPE.get(part.get_content_type())
        if read is None or read is _read_email:
            continue
        try:
            texts.append(read(_in_utf_8(part)))
        except Exception:  # each library has errors of its own; the rest may say enough
            continue
    return "\n\n".join(texts)


def _in_utf_8(part: email.message.Message) -> bytes:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes), "a part with parts of its own is no text"
    charset = part.get_content_charset()
    if charset:
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            return content.decode(charset).encode()
    return content


def _read_text(content: bytes) -> str:
    return decode(content)


_READERS: Mapping[str, Callable[[bytes], str]] = {
    ".pdf": _read_pdf,
    ".docx": _read_word,
    ".txt": _read_text,
    ".ics": _read_calendar,
    ".eml": _read_email,
    ".html": _read_html,
    ".htm": _read_html,
}
_OF_MEDIA_TYPE: Mapping[str, Callable[[bytes], str]] = {
    "application/pdf": _read_pdf,
    "text/calendar": _read_calendar,
    "text/html": _read_html,
    "text/plain": _read_text,
}


def _main(ending: str) -> int:
    import resource

    os.nice(10)  # the conversations of others come first
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES_OF_MEMORY, MOST_BYTES_OF_MEMORY))
    try:
        text = _READERS[ending](sys.stdin.buffer.read())
    except EncryptedFileError:
        return ENCRYPTED
    except Exception:  # each library has errors of its own, and a file may quote anything in them
        return UNREADABLE
    sys.stdout.write(json.dumps(text[:ENOUGH_CHARACTERS]))
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
