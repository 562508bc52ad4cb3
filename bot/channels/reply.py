"""A reply as one logical message with its parts, for channels that show each in their own way.

No network, no Rasa.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.parts import Parts, reply_parts

_QUOTE_MARK = "> "
_SOURCE_MARK = "Source: "


@dataclass(frozen=True)
class Button:
    """What can be chosen with one tap.

    Attributes:
        title: What it says.
        payload: What it sends: an intent's payload, or a text as if it were typed.
    """

    title: str
    payload: str


@dataclass(frozen=True)
class File:
    """A file to keep; its content is text."""

    name: str
    media_type: str
    content: str


@dataclass(frozen=True)
class Split:
    """A bill split in two.

    Attributes:
        covered: What the benefit pays, in US dollars, such as "1234.50".
        own: What is left to the traveler, in US dollars.
        label: Both in words.
    """

    covered: str
    own: str
    label: str


@dataclass(frozen=True)
class Reply:
    """One logical message.

    Attributes:
        text: Markdown: bold, italic, lists, links; paragraphs are divided by blank lines.
        quote: The document's own words, without quotation marks of Markdown; "" if there are none.
        source: The document and its heading; "" if the text does not come from one.
        buttons: What can be chosen.
        split: A bill split in two.
        files: To be kept.
        accepts: What may be handed in as a file: "itinerary", or "".
    """

    text: str
    quote: str = ""
    source: str = ""
    buttons: tuple[Button, ...] = ()
    split: Split | None = None
    files: tuple[File, ...] = ()
    accepts: str = ""


def replies_of(messages: Sequence[Mapping[str, Any]]) -> tuple[Reply, ...]:
    """Return the logical messages of a turn.

    Args:
        messages: As Rasa's output channels collect them, with ``text``, ``buttons`` and
            ``custom``. One that has only parts belongs to the text before it.
    """
    replies: list[Reply] = []
    for message in messages:
        text, parts = str(message.get("text") or ""), reply_parts(message.get("custom"))
        if text:
            replies.append(_of_text(text, message))
        elif parts and not replies:
            replies.append(Reply(""))
        if parts:
            replies[-1] = _with_parts(replies[-1], parts)
    return tuple(replies)


def _of_text(text: str, message: Mapping[str, Any]) -> Reply:
    """Return a message of the assistant, its quotes and its sources apart from the rest."""
    paragraphs, quotes, sources = [], [], []
    for paragraph in re.split(r"\n{2,}", text.strip()):
        lines = paragraph.splitlines()
        if all(line.startswith(_QUOTE_MARK) for line in lines):
            quotes += [line.removeprefix(_QUOTE_MARK) for line in lines]
        elif len(lines) == 1 and paragraph.startswith(_SOURCE_MARK):
            sources.append(paragraph.removeprefix(_SOURCE_MARK))
        else:
            paragraphs.append(paragraph)
    buttons = tuple(
        Button(str(button["title"]), str(button["payload"]))
        for button in message.get("buttons") or []
        if button.get("title") and button.get("payload")
    )
    return Reply(
        "\n\n".join(paragraphs),
        quote="\n".join(quotes),
        source="; ".join(dict.fromkeys(sources)),
        buttons=buttons,
    )


def _with_parts(reply: Reply, parts: Parts) -> Reply:
    split = parts.get("split")
    return replace(
        reply,
        split=Split(**split) if split else reply.split,
        files=(*reply.files, *(File(**file) for file in parts.get("files", []))),
        accepts=parts.get("accepts", reply.accepts),
    )
