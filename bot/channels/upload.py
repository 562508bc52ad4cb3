"""An itinerary that is handed in as a file."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import json
import urllib.parse
from collections.abc import AsyncIterator

from bot.channels.door import DoorError
from bot.errors import AssistantError
from bot.storage.uploads import Uploads
from bot.trips.draft import ITINERARY_FILE_ENTITY
from bot.trips.itinerary_file import read_itinerary

# Reading a hostile one keeps a core busy for some seconds.
READ_AT_ONCE = 2
# More than these wait for nothing: their senders try again.
MOST_WAITING = 6
_LONGEST_NAME = 1000


class UploadQueue:
    """Sees to it that few files are read at once, and that one sender has one file under way."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._reading = asyncio.Semaphore(READ_AT_ONCE)
        self._senders: set[str] = set()

    @contextlib.asynccontextmanager
    async def turn_of(self, sender: str) -> AsyncIterator[asyncio.Semaphore]:
        """Let a sender hand in one file; yields what is held while it is read, not before.

        Raises:
            DoorError: The sender has one under way (status 429), or too many are (status 503).
        """
        if sender in self._senders:
            raise DoorError("One file at a time, please: the last one is still read.", status=429)
        if len(self._senders) >= MOST_WAITING:
            raise DoorError("Many files are being read. Please try again in a minute.", status=503)
        self._senders.add(sender)
        try:
            yield self._reading
        finally:
            self._senders.remove(sender)


def itinerary_payload(uploads: Uploads, conversation: str, name: str, content: bytes) -> str:
    """Keep an itinerary, and return the payload that tells the registration form of it.

    Args:
        uploads: Where files are kept.
        conversation: The one in which it was handed in; no other can use it.
        name: As the sender calls the file.
        content: Of the file.

    Raises:
        DoorError: The file cannot be read as an itinerary; the message says why.
        DatabaseError: The database cannot be used.
    """
    try:
        itinerary = read_itinerary(name, content)
    except AssistantError as error:
        raise DoorError(str(error)) from error
    token = uploads.add(
        conversation,
        itinerary.name,
        itinerary.media_type,
        content,
        itinerary.text,
        datetime.datetime.now(tz=datetime.timezone.utc),
    )
    return f"/inform{json.dumps({ITINERARY_FILE_ENTITY: token})}"


def file_name(header: str) -> str:
    """Return the name of a file from a header, in which it is percent-encoded UTF-8.

    Raises:
        DoorError: There is none, or it is no name.
    """
    name = urllib.parse.unquote(header[:_LONGEST_NAME], errors="replace").strip()
    if not name:
        raise DoorError('Send the name of the file as "X-File-Name", percent-encoded.')
    return name


def too_large(max_bytes: int) -> DoorError:
    """Return what is said of a file that is larger than so many bytes."""
    return DoorError(
        f"The file is larger than {max_bytes / 1_000_000:g} MB. Choose a smaller one, or paste "
        "the itinerary.",
        status=413,
    )
