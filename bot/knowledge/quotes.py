"""Finding words of the documents again, whatever the line breaks and the quote marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.knowledge.documents import Passage

_STRAIGHT = {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}


@dataclass(frozen=True)
class FoundQuote:
    """Where a quote stands.

    Attributes:
        passage: The passage that holds it.
        sentences: The whole sentences of the passage around it.
    """

    passage: Passage
    sentences: str


def find_quote(quote: str, passages: Sequence[Passage]) -> FoundQuote | None:
    """Find a quote word for word in the passages, or return None."""
    pattern = re.compile(
        r"\s+".join(re.escape(word) for word in _plain(quote).split()) or r"(?!)", re.DOTALL
    )
    for passage in passages:
        found = pattern.search(_plain(passage.text))
        if found:
            return FoundQuote(passage, _sentences_around(passage.text, *found.span()))
    return None


def _plain(text: str) -> str:
    """Return the text with straight quote marks; its length stays the same."""
    return text.translate(_STRAIGHT)


def _sentences_around(text: str, start: int, end: int) -> str:
    before = [found.end() for found in re.finditer(r"[.;?!](?=\s)\s|\n", text[:start])]
    after = re.search(r"[.?!](?=\s|$)|\n|$", text[max(start, end - 1) :])
    assert after is not None  # the pattern matches the empty end
    stop = max(start, end - 1) + (after.start() if after.group(0) == "\n" else after.end())
    return text[before[-1] if before else 0 : stop].strip().removeprefix("- ")
