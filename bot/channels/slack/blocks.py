"""A reply as Slack's blocks. No network, no Rasa."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.channels.reply import Button, Reply, Split
from bot.channels.slack.rich_text import LONGEST_BLOCK, Block, RichText, escape, plain_text

# Slack's limits of a message, with some room for what is added to it.
MOST_BLOCKS = 45
MOST_CHARACTERS = 10_000
LONGEST_TITLE = 75
LONGEST_VALUE = 2000
BUTTONS_IN_A_ROW = 5
BAR_CHARACTERS = 20

CHOSEN = "Chosen: {title}"


@dataclass(frozen=True)
class Message:
    """What is shown as one message.

    Attributes:
        text: Its words, for notifications and screen readers; escaped.
        blocks: How it is shown.
    """

    text: str
    blocks: list[Block]


class Renderer:
    """Renders replies."""

    def __init__(self, rich_text: RichText, sign: Callable[[str, str], str]) -> None:
        """Keep what is needed.

        Args:
            rich_text: Renders Markdown.
            sign: Returns what a button of a conversation sends, for its payload.
        """
        self._rich_text = rich_text
        self._sign = sign

    def messages(self, replies: Sequence[Reply], conversation: str) -> list[Message]:
        """Return replies as messages, the buttons of each below its words."""
        return [
            message
            for reply in replies
            for message in _pages(
                _words(reply), [*self._content(reply), *self.rows(reply.buttons, conversation)]
            )
        ]

    def messages_to_one(
        self, replies: Sequence[Reply], conversation: str, hint: str
    ) -> list[Message]:
        """Return replies as as few messages as possible, all buttons in one of their own.

        Slack does not tell what stood in a message that one person alone can see: so nothing but
        its buttons may have to be replaced.

        Args:
            replies: What is said.
            conversation: To which the buttons belong.
            hint: Small print below the words.
        """
        content = [block for reply in replies for block in self._content(reply)]
        messages = _pages("\n\n".join(map(_words, replies)), [*content, note(hint)])
        buttons = [button for reply in replies for button in reply.buttons]
        if rows := self.rows(buttons, conversation):
            titles = ", ".join(button.title for button in buttons)
            messages.append(Message(escape(titles), rows))
        return messages

    def _content(self, reply: Reply) -> list[Block]:
        blocks = self._rich_text.blocks(reply.text) if reply.text else []
        if reply.split:
            blocks.append(_bar(reply.split))
        blocks += self._rich_text.quote(reply.quote)
        if reply.source:
            blocks.append(note(f"Source: {reply.source}"))
        return blocks

    def rows(self, buttons: Sequence[Button], conversation: str) -> list[Block]:
        """Return buttons in rows.

        The id of a row names its conversation, so that a click tells where it belongs.
        """
        elements = []
        for number, button in enumerate(buttons):
            value = self._sign(conversation, button.payload)
            if len(value) <= LONGEST_VALUE:
                elements.append(
                    {
                        "type": "button",
                        "text": _plain(_cut(button.title, LONGEST_TITLE)),
                        "value": value,
                        "action_id": f"choice-{number}",
                    }
                )
        return [
            {
                "type": "actions",
                "block_id": f"{conversation}|{start}",
                "elements": elements[start : start + BUTTONS_IN_A_ROW],
            }
            for start in range(0, len(elements), BUTTONS_IN_A_ROW)
        ]


def note(text: str) -> Block:
    """Return a line in small print."""
    return {"type": "context", "elements": [_plain(_cut(text, LONGEST_BLOCK))]}


def chosen(title: str) -> Block:
    """Return what replaces the buttons when one has been pressed."""
    return note(CHOSEN.format(title=title))


def with_choice(blocks: Sequence[Block], title: str) -> list[Block]:
    """Return the blocks of a message with the choice in place of its buttons."""
    kept = [block for block in blocks if block.get("type") != "actions"]
    return [*kept, chosen(title)]


def _words(reply: Reply) -> str:
    """Return what a reply says, for notifications: the text alone, the quote if there is none."""
    words = [plain_text(reply.text or reply.quote)]
    if reply.split and reply.split.label not in reply.text:
        words.append(escape(reply.split.label))
    return "\n\n".join(filter(None, words))[:LONGEST_BLOCK]


def _bar(split: Split) -> Block:
    covered, own = Decimal(split.covered), Decimal(split.own)
    filled = int(BAR_CHARACTERS * covered / (covered + own)) if covered + own else 0
    bar = "█" * filled + "░" * (BAR_CHARACTERS - filled)
    elements = [
        {"type": "text", "text": bar, "style": {"code": True}},
        {"type": "text", "text": f"\n{split.label}"},
    ]
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": elements}],
    }


def _pages(text: str, blocks: Sequence[Block]) -> list[Message]:
    """Return blocks in as many messages as they need."""
    return [
        Message(text if number == 0 else "…", page) for number, page in enumerate(_fitting(blocks))
    ]


def _fitting(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    page: list[Block] = []
    size = 0
    for block in blocks:
        length = len(_texts(block))
        if page and (len(page) == MOST_BLOCKS or size + length > MOST_CHARACTERS):
            yield page
            page, size = [], 0
        page.append(block)
        size += length
    if page:
        yield page


def _texts(part: Any) -> str:
    """Return all texts in a block, one after the other."""
    if isinstance(part, dict):
        text = part.get("text")
        inner = [value for key, value in part.items() if key != "text" or not isinstance(text, str)]
        return (text if isinstance(text, str) else "") + "".join(map(_texts, inner))
    return "".join(map(_texts, part)) if isinstance(part, list) else ""


def _plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text, "emoji": False}


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
