"""The Markdown of replies as Slack's rich text, in which words are only words.

Nothing that somebody has typed can mention anybody or become a link. No network, no Rasa.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import Any

Block = dict[str, Any]
Element = dict[str, Any]

LONGEST_BLOCK = 3000  # characters
LONGEST_URL = 2000

# The small part of Markdown that replies use, as the web page reads it.
_ATOM = re.compile(
    r"\[(?P<label>[^\]]+)\]\((?P<target>(?:[^\s()]|\([^\s()]*\))+)\)"
    r"|(?P<url>https?://[^\s<>\"]*[^\s<>\".,;:!?)'\]*_])"
    r"|(?P<email>(?<![\w.+-])\w[\w.+*'-]*@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<phone>\+\d[\d ().-]{5,}\d)"
)
_EMPHASIS = re.compile(
    r"\*\*(?P<bold>\S(?:.*?\S)?)\*\*|(?<!\w)_(?P<italic>[^\s_](?:[^_]*[^\s_])?)_(?!\w)"
    r"|(?P<atom>\ufffc)"
)
_LINE = re.compile(
    r"(?:(?P<quote>>) ?|(?P<bullet>[-*•]) +|(?P<ordered>\d{1,2})[.)] +)?(?P<words>.*)", re.DOTALL
)


class RichText:
    """Renders Markdown."""

    def __init__(self, known: Collection[str] = ()) -> None:
        """Keep what may be linked.

        Args:
            known: Urls and e-mail addresses of the documents. No other url becomes a link, since
                somebody may have typed it.
        """
        self._known = frozenset(known)

    def blocks(self, markdown: str) -> list[Block]:
        """Return a block for each paragraph, list and quote; Slack puts space between blocks."""
        return [
            _block(element)
            for paragraph in re.split(r"\n\s*\n", markdown.strip())
            for kind, lines in groupby(
                map(_read_line, paragraph.splitlines()), lambda line: line[0]
            )
            for element in self._elements(kind, [line[1:] for line in lines])
        ]

    def quote(self, text: str) -> list[Block]:
        """Return the words of a document as a quote.

        Args:
            text: One or more lines.
        """
        return [_block(element) for element in self._elements("quote", [("", text)])]

    def _elements(self, kind: str, lines: list[tuple[str, str]]) -> Iterator[Element]:
        """Yield what lines of a kind come to, in pieces that are no longer than a block may be."""
        if kind in ("bullet", "ordered"):
            items = [piece for _, words in lines for piece in _pieces(self._inline(words))]
            first = int(lines[0][0]) if kind == "ordered" else 1
            for chunk in _chunks(items):
                sections = [_element("rich_text_section", item) for item in chunk]
                start = {"offset": first - 1} if kind == "ordered" and first > 1 else {}
                yield {**_element("rich_text_list", sections), "style": kind, **start}
                first += len(chunk)
            return
        name = "rich_text_quote" if kind == "quote" else "rich_text_section"
        for piece in _pieces(self._inline("\n".join(words for _, words in lines))):
            yield _element(name, piece)

    def _inline(self, text: str) -> list[Element]:
        # An atom stays whole, so that no `_` or `*` inside becomes emphasis.
        atoms: list[Element] = []

        def set_aside(match: re.Match[str]) -> str:
            atoms.append(self._link(match))
            return "\ufffc"

        marked = _ATOM.sub(set_aside, text.replace("\ufffc", ""))
        return list(_emphasized(marked, iter(atoms), ()))

    def _link(self, match: re.Match[str]) -> Element:
        """Return a link, or its words where it could lead elsewhere than they say."""
        label = match["label"] or match[0]
        prefix = "mailto:" if match["email"] else "tel:" if match["phone"] else ""
        url = prefix + (match["target"] or match[0])
        scheme, _, target = url.partition(":")
        if scheme == "tel":
            target = _digits(target)
            url, leads_there = f"tel:{target}", target == _digits(label)
        elif scheme == "mailto":
            # The draft of an e-mail has a label of its own; its address may still be blank.
            leads_there = target == label or target.partition("?")[0] in {"", *self._known}
        else:
            leads_there = url in self._known
        if leads_there and len(url) <= LONGEST_URL:
            return {"type": "link", "url": url, "text": label}
        return {"type": "text", "text": label if leads_there else match[0]}


def plain_text(markdown: str) -> str:
    """Return the words of a text without marks, for notifications and screen readers.

    They are escaped, so that nothing in them mentions anybody.
    """
    words = _ATOM.sub(lambda match: match["label"] or match[0], markdown)
    words = _EMPHASIS.sub(lambda match: match["bold"] or match["italic"] or "", words)
    return escape(re.sub(r"^> ?", "", words, flags=re.MULTILINE))


def escape(text: str) -> str:
    """Return a text whose `&`, `<` and `>` mean nothing to Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _read_line(line: str) -> tuple[str, str, str]:
    """Return a line's kind, its mark and its words."""
    match = _LINE.fullmatch(line.strip())
    assert match is not None, "any line matches"
    for kind in ("quote", "bullet", "ordered"):
        if match[kind]:
            return kind, match[kind], match["words"]
    return "", "", match["words"]


def _emphasized(text: str, atoms: Iterator[Element], styles: tuple[str, ...]) -> Iterator[Element]:
    """Yield a text in which marks stand for `atoms`."""
    style = {"style": dict.fromkeys(styles, True)} if styles else {}
    end = 0
    for match in _EMPHASIS.finditer(text):
        if match.start() > end:
            yield {"type": "text", "text": text[end : match.start()], **style}
        if match["atom"]:
            yield {**next(atoms), **style}
        else:
            name = "bold" if match["bold"] else "italic"
            yield from _emphasized(match[name], atoms, (*styles, name))
        end = match.end()
    if end < len(text):
        yield {"type": "text", "text": text[end:], **style}


def _digits(text: str) -> str:
    return re.sub(r"[^+\d]", "", text)


def _element(kind: str, elements: list[Element]) -> Element:
    return {"type": kind, "elements": elements}


def _block(element: Element) -> Block:
    return {"type": "rich_text", "elements": [element]}


def _length(elements: Iterable[Element]) -> int:
    return sum(len(element["text"]) for element in elements)


def _chunks(items: list[list[Element]]) -> Iterator[list[list[Element]]]:
    """Yield the items of a list, as many at a time as a block holds."""
    chunk: list[list[Element]] = []
    for item in items:
        if chunk and sum(map(_length, chunk)) + _length(item) > LONGEST_BLOCK:
            yield chunk
            chunk = []
        chunk.append(item)
    if chunk:
        yield chunk


def _pieces(elements: list[Element]) -> Iterator[list[Element]]:
    """Yield elements, as many at a time as a block holds."""
    piece: list[Element] = []
    for part in (part for element in elements for part in _cut(element)):
        if piece and _length(piece) + len(part["text"]) > LONGEST_BLOCK:
            yield piece
            piece = []
        piece.append(part)
    if piece:
        yield piece


def _cut(element: Element) -> Iterator[Element]:
    text = element["text"]
    while len(text) > LONGEST_BLOCK:
        space = max(text.rfind("\n", 0, LONGEST_BLOCK), text.rfind(" ", 0, LONGEST_BLOCK))
        at = space if space > LONGEST_BLOCK // 2 else LONGEST_BLOCK
        yield {**element, "text": text[:at]}
        text = text[at:].lstrip()
    yield {**element, "text": text}
