"""The parts of a reply that are not text: files to keep, and a bill split in two. No Rasa."""

from __future__ import annotations

import logging
import re
import unicodedata
from typing import TypedDict

logger = logging.getLogger(__name__)

# What a file may be, and the ending of its name, so that no name promises something else.
FILE_ENDINGS = {
    "text/calendar": ".ics",
    "message/rfc822": ".eml",
    "text/plain": ".txt",
    "text/csv": ".csv",
}
# What a traveler may be asked to hand in.
ACCEPTED = ("itinerary",)
TOPIC = re.compile(r"[A-Za-z][\w.:#-]{0,127}")
MAX_FILE_BYTES = 200_000
MAX_NAME_CHARACTERS = 60
MAX_LABEL_CHARACTERS = 200

_DOLLARS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")


class Parts(TypedDict, total=False):
    """What is shown below a text.

    Attributes:
        files: Each with a ``name``, one of the media types above, and a text as ``content``.
        split: What is ``covered`` and what is the traveler's ``own`` share, in US dollars, and a
            ``label`` that says so in words.
        accepts: What may be handed in as a file: "itinerary".
        topic: Of the answer, where it can be judged whether it has helped.
    """

    files: list[dict[str, str]]
    split: dict[str, str]
    accepts: str
    topic: str


def reply_parts(custom: object) -> Parts:
    """Return the parts in the custom payload of a message, with nothing else in them.

    Args:
        custom: What an action sent as ``json_message``, of any form.

    Returns:
        What can be shown of it; the rest is left out.
    """
    if not isinstance(custom, dict):
        return {}
    parts: Parts = {}
    offered = custom.get("files")
    files = [_file(file) for file in offered] if isinstance(offered, list) else []
    if usable := [file for file in files if file is not None]:
        parts["files"] = usable
    if split := _split(custom.get("split")):
        parts["split"] = split
    if custom.get("accepts") in ACCEPTED:
        parts["accepts"] = custom["accepts"]
    if TOPIC.fullmatch(str(custom.get("topic") or "")):
        parts["topic"] = custom["topic"]
    dropped = len(files) - len(usable) + ("split" in custom and not split)
    if dropped:
        logger.warning("reply.parts_dropped count=%d", dropped)
    return parts


def safe_file_name(name: str, ending: str) -> str:
    """Return a file's name of letters, digits and `_`, `.`, `-` only, which hides no folder.

    Args:
        name: Any text.
        ending: What the result ends in, dot and all.
    """
    plain = re.sub(r"[^\w.]+", "-", unicodedata.normalize("NFC", name))
    stem = re.sub(f"{re.escape(ending)}$", "", plain, flags=re.IGNORECASE)
    return (stem.strip(".-")[:MAX_NAME_CHARACTERS].rstrip(".-") or "file") + ending


def _file(file: object) -> dict[str, str] | None:
    match file:
        case {"name": str(name), "media_type": str(media_type), "content": str(content)}:
            pass
        case _:
            return None
    encoded = content.encode(errors="replace")  # a lone surrogate, which no file can have
    if media_type not in FILE_ENDINGS or not 0 < len(encoded) <= MAX_FILE_BYTES:
        return None
    return {
        "name": safe_file_name(name, FILE_ENDINGS[media_type]),
        "media_type": media_type,
        "content": encoded.decode(),
    }


def _split(split: object) -> dict[str, str] | None:
    match split:
        case {"covered": str(covered), "own": str(own), "label": str(label)}:
            label = " ".join(label.split())
        case _:
            return None
    amounts_are_plain = _DOLLARS.fullmatch(covered) and _DOLLARS.fullmatch(own)
    if not amounts_are_plain or not 0 < len(label) <= MAX_LABEL_CHARACTERS:
        return None
    return {"covered": covered, "own": own, "label": label}
