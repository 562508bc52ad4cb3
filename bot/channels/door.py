"""What every channel does with what comes in, before anything else sees it. No network, no Rasa."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from typing import NoReturn

from bot.errors import AssistantError

EMPTY_MESSAGE = "/empty_message"
TOO_LONG_MESSAGE = "/too_long_message"

_CONVERSATION_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_LINE_BREAK = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})  # control, format, lone surrogate
_BUTTON_PAYLOAD = re.compile(r"/([A-Za-z][A-Za-z0-9_]{0,99})(\{.*\})?", re.DOTALL)
_ENTITY_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")


class DoorError(AssistantError, ValueError):
    """Something that came in cannot be taken; the message tells the sender what to do."""

    def __init__(self, message: str, *, status: int = 400) -> None:
        """Keep the message and the HTTP status that goes with it."""
        super().__init__(message)
        self.status = status


def clean_text(text: str, limit: int) -> str:
    """Return the text as it is safe to store, compare and show.

    Line breaks stay, at most one blank line at a time; any other run of white space becomes one
    space. Control characters, lone surrogates, zero-width and text-direction characters are
    removed. The result is in Unicode's form NFC and cleaning it again changes nothing.

    Args:
        text: Any text, however strange.
        limit: Longest result, in characters; what is longer is cut.
    """
    lines = _LINE_BREAK.sub("\n", text).replace("\t", " ")
    visible = "".join(
        character
        for character in lines
        if character == "\n" or unicodedata.category(character) not in _INVISIBLE_CATEGORIES
    )
    composed = unicodedata.normalize("NFC", visible)
    single_spaced = re.sub(r"[^\S\n]+", " ", composed)
    trimmed_lines = re.sub(r" ?\n ?", "\n", single_spaced)
    return re.sub(r"\n{3,}", "\n\n", trimmed_lines).strip()[:limit].rstrip()


def typed_message(text: str, limit: int) -> str:
    """Return what Rasa is given for a text that a person typed.

    Leading slashes are dropped, since Rasa reads a text that begins with one as a command.

    Args:
        text: The text as it came in.
        limit: Longest message that is read, in characters.

    Returns:
        The clean text, or the payload of the intent for an empty or a too long message.
    """
    message = clean_text(text, limit + 1)
    if len(message) > limit:
        return TOO_LONG_MESSAGE
    return message.lstrip("/ \n") or EMPTY_MESSAGE


def button_payload(text: str, limit: int) -> str | None:
    """Return a button's payload in its plainest form, or None where the text is none.

    A payload is `/intent_name`, with entities as a JSON object where it needs them. The entities
    are texts, finite numbers, true, false or null, or flat lists of these; texts are cleaned.

    Args:
        text: The text as it came in.
        limit: Longest payload that is read, in characters.
    """
    match = _BUTTON_PAYLOAD.fullmatch(text.strip()) if len(text) <= limit else None
    if match is None:
        return None
    intent, entities_json = match.groups()
    if entities_json is None:
        return f"/{intent}"
    try:
        entities = {
            _entity_name(name): [_entity_value(item, limit) for item in value]
            if isinstance(value, list)
            else _entity_value(value, limit)
            for name, value in _load_json_object(entities_json).items()
        }
    except ValueError:
        return None
    return f"/{intent}{json.dumps(entities)}"


def conversation_id(channel: str, user: str) -> str:
    """Return the id under which a user's conversation is kept: `channel:user`.

    Args:
        channel: Name of the channel.
        user: What the channel calls the user.

    Raises:
        DoorError: The whole id is empty, longer than 64 characters or has a character that some
            database or log could stumble over.
    """
    whole = f"{channel}:{user}"
    if not user or _CONVERSATION_ID.fullmatch(whole) is None:
        longest = 64 - len(f"{channel}:")
        raise DoorError(
            f"The sender's id must have 1 to {longest} characters, each a letter from A to Z, "
            'a digit or one of "_.:-". Send such an id, one for each user.'
        )
    return whole


def read_message_body(body: bytes, max_bytes: int) -> dict[str, object]:
    """Return the JSON object that a request carries.

    Args:
        body: The request's body.
        max_bytes: Largest body that is read.

    Raises:
        DoorError: The body is larger (status 413) or not a JSON object in UTF-8.
    """
    if len(body) > max_bytes:
        raise DoorError(
            f"The request is larger than {max_bytes} bytes. Send a shorter message.", status=413
        )
    try:
        return _load_json_object(body.decode("utf-8"))
    except ValueError as error:
        raise DoorError("The request's body must be a JSON object in UTF-8.") from error


def _load_json_object(text: str) -> dict[str, object]:
    """Parse a JSON object strictly.

    Raises:
        ValueError: It is no JSON, no object, nested too deep or has a number that JSON has not.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _entity_name(name: str) -> str:
    if _ENTITY_NAME.fullmatch(name) is None:
        raise ValueError("not a name")
    return name


def _entity_value(value: object, limit: int) -> str | int | float | bool | None:
    if isinstance(value, str):
        return clean_text(value, limit)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise ValueError("not a plain value")
