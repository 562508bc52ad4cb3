"""A file that is handed in with a form."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass

from sanic.headers import parse_content_header
from sanic.request import parse_multipart_form

from bot.channels.door import DoorError
from bot.errors import AssistantError
from bot.storage.uploads import Uploads
from bot.trips.itinerary_file import read_itinerary

# The entity by which the registration form is told of a file.
ITINERARY_FILE_ENTITY = "itinerary_file"


@dataclass(frozen=True)
class UploadedFile:
    """A file as it came in; its name may be anything."""

    name: str
    content: bytes


def read_form(
    body: bytes, content_type: str, max_file_bytes: int
) -> tuple[dict[str, object], UploadedFile]:
    """Return the fields and the file of a form, `multipart/form-data`.

    Args:
        body: Of the request.
        content_type: Of the request, which names what divides the fields.
        max_file_bytes: Largest file that is taken.

    Raises:
        DoorError: It is no such form, has no file, or the file is too large (status 413).
    """
    media_type, parameters = parse_content_header(content_type)
    boundary = str(parameters.get("boundary", ""))
    if media_type != "multipart/form-data" or not boundary:
        raise DoorError("Send the file as a form: multipart/form-data.", status=415)
    try:
        fields, files = parse_multipart_form(body, boundary.encode())  # type: ignore[no-untyped-call]
    except (ValueError, LookupError) as error:
        raise DoorError("The form cannot be read. Please try again.") from error
    if len(body) > max_file_bytes and not files:  # its end was not read
        raise _too_large(max_file_bytes)
    if "file" not in files:
        raise DoorError('The form has no "file". Choose one and try again.')
    file = files["file"][0]
    if len(file.body) > max_file_bytes:
        raise _too_large(max_file_bytes)
    return {name: values[0] for name, values in fields.items()}, UploadedFile(file.name, file.body)


def itinerary_payload(uploads: Uploads, conversation: str, file: UploadedFile) -> str:
    """Keep an itinerary, and return the payload that tells the registration form of it.

    Args:
        uploads: Where files are kept.
        conversation: The one in which it was handed in; no other can use it.
        file: As it came in.

    Raises:
        DoorError: The file cannot be read as an itinerary; the message says why.
        DatabaseError: The database cannot be used.
    """
    try:
        itinerary = read_itinerary(file.name, file.content)
    except AssistantError as error:
        raise DoorError(str(error)) from error
    token = uploads.add(
        conversation,
        itinerary.name,
        itinerary.media_type,
        file.content,
        itinerary.text,
        datetime.datetime.now(tz=datetime.timezone.utc),
    )
    return f"/inform{json.dumps({ITINERARY_FILE_ENTITY: token})}"


def _too_large(max_file_bytes: int) -> DoorError:
    megabytes = f"{max_file_bytes / 1_000_000:g}"
    return DoorError(
        f"The file is larger than {megabytes} MB. Choose a smaller one, or paste the itinerary.",
        status=413,
    )
