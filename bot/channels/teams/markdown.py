"""The assistant's Markdown as Teams reads it: the same marks, and no others. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

LINK_SCHEMES = ("http", "https", "mailto", "tel")

# What stays whole, so that no `_` or `*` inside becomes emphasis.
_ATOM = re.compile(
    r"\[(?P<label>[^\]\n]+)\]\((?P<target>(?:[^\s()]|\([^\s()]*\))+)\)"
    r"|(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)'\]*_])"
    r"|(?P<email>(?<![\w.+-])\w[\w.+*'-]*@[\w.-]*\w)"
    r"|(?P<phone>\+\d[\d ().-]{5,}\d)"
    r"|(?P<bold>\*\*(?P<strong>\S(?:.*?\S)?)\*\*)"
    r"|(?P<italic>(?<!\w)_(?P<emphasis>[^\s_](?:[^_]*[^\s_])?)_(?!\w))"
)
_LIST_MARK = re.compile(r"\s*(?:(?P<list>[-*•])|(?P<number>\d{1,2})[.)]) +(?P<rest>.*)")
_LINE_MARK = re.compile(r"^(?=[#>]|[-+] )|(?<=^\d)(?=[.)] )|(?<=^\d\d)(?=[.)] )")
_MARKS = re.compile(r"([\\`*_\[\]~])")


@dataclass(frozen=True)
class Block:
    """A line of text, or a whole list.

    Attributes:
        lines: Teams' Markdown.
        begins_paragraph: Whether there is a gap before it.
    """

    lines: tuple[str, ...]
    begins_paragraph: bool

    @property
    def text(self) -> str:
        """Return the block as a text block of a card holds it."""
        return "\n".join(self.lines)


def blocks(text: str) -> list[Block]:
    """Return a text's blocks.

    Teams joins the lines of a paragraph; each line is a block of its own so that it stays one.

    Args:
        text: Markdown: bold, italic, lists, links; bare addresses and telephone numbers.
    """
    return [
        Block(lines, index == 0)
        for paragraph in re.split(r"\n\s*\n", text.strip())
        for index, lines in enumerate(_lists_together(paragraph.splitlines()))
    ]


def message(text: str) -> str:
    """Return a text as a plain message holds it."""
    return "\n\n".join(block.text for block in blocks(text))


def plain(text: str) -> str:
    """Return a text without any marks, for a notification or to be read aloud."""
    without_marks = _ATOM.sub(_words, text)
    return " ".join(without_marks.split())


def escaped(text: str) -> str:
    """Return a line of which nothing is read as a mark, such as the words of a document."""
    return _LINE_MARK.sub(r"\\", _escaped(text), count=1)


def _escaped(text: str) -> str:
    # Teams swallows what looks like a tag.
    return _MARKS.sub(r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")


def _lists_together(lines: list[str]) -> Iterator[tuple[str, ...]]:
    items: list[str] = []
    for line in lines:
        match = _LIST_MARK.fullmatch(line)
        if match:
            mark = f"{match['number']}." if match["number"] else "-"
            items.append(f"{mark} {_inline(match['rest'])}")
            continue
        if items:
            yield tuple(items)
            items = []
        yield (_inline(line, begins_line=True),)
    if items:
        yield tuple(items)


def _inline(text: str, *, begins_line: bool = False) -> str:
    shown, end = "", 0
    for match in _ATOM.finditer(text):
        between = text[end : match.start()]
        shown += escaped(between) if begins_line and not end else _escaped(between)
        shown += _atom(match)
        end = match.end()
    rest = text[end:]
    return shown + (escaped(rest) if begins_line and not end else _escaped(rest))


def _atom(match: re.Match[str]) -> str:
    whole = match.group()
    if match["bold"]:
        return f"**{_inline(match['strong'])}**"
    if match["italic"]:
        return f"_{_inline(match['emphasis'])}_"
    if match["phone"]:
        return _link(whole, f"tel:{re.sub('[^+0-9]', '', whole)}")
    target = match["target"] or match["url"]
    if target and _may_be_opened(target):
        return _link(match["label"] or whole, target)
    return _escaped(whole)


def _words(match: re.Match[str]) -> str:
    inner = match["strong"] or match["emphasis"]
    return plain(inner) if inner else match["label"] or match.group()


def _link(label: str, target: str) -> str:
    address = target.replace("(", "%28").replace(")", "%29")
    return f"[{_escaped(label)}]({address})"


def _may_be_opened(target: str) -> bool:
    try:
        return urlsplit(target).scheme.lower() in LINK_SCHEMES
    except ValueError:
        return False
