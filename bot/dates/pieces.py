"""The words of a text in which dates are read, and a single date among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.dates.choices import Choice, common_style
from bot.dates.words import UNIT_NAMES, Token

Prefer = Literal["past", "future"]


@dataclass(frozen=True)
class Piece:
    """A date in the tokens of a text.

    Attributes:
        start: The first token.
        end: The token after the last one.
        choices: What can be meant; empty if the calendar has no such day.
        window: For a vague one, the first and last day that can be meant.
    """

    start: int
    end: int
    choices: tuple[Choice, ...] = ()
    window: tuple[date, date] | None = None


class Pieces:
    """The tokens of a text, and what is meant when it leaves something open."""

    def __init__(self, tokens: Sequence[Token], today: date, prefer: Prefer, anchor: date) -> None:
        """Keep the tokens.

        Args:
            tokens: The words of the text.
            today: The present day.
            prefer: Whether a date without a year is the next one or the last one.
            anchor: The day from which such a date is the next or the last one.
        """
        self.tokens = tokens
        self.tags = "".join(token.tag for token in tokens)
        self.today = today
        self.prefer = prefer
        self.anchor = anchor
        self.style = common_style(tokens)

    def place(self, choice: Choice) -> date | None:
        """Return the day that is meant when nothing else is known."""
        # Who means today says so rather than name the weekday.
        away = timedelta(days=0 if choice.weekday is None else 1)
        if self.prefer == "future":
            return choice.exact or choice.first_from(self.anchor + away)
        return choice.exact or choice.last_until(self.anchor - away)

    def value(self, match: re.Match[str], group: str) -> int | None:
        """Return the value of the token that a group has matched, or None."""
        position = match.start(group)
        return None if position < 0 else self.tokens[position].value

    def count(self, match: re.Match[str]) -> int:
        """Return the number in the group ``count``: "a", "two", "a couple of"."""
        values = [token.value for token in self.tokens[match.start("count") : match.end("count")]]
        return max(values) or 1

    def unit(self, match: re.Match[str]) -> str:
        """Return the unit in the group ``unit``."""
        return UNIT_NAMES[self.value(match, "unit") or 0]

    def piece(self, match: re.Match[str], *choices: Choice) -> Piece:
        """Return the date of a match, with the choices that the calendar has."""
        possible = tuple(choice for choice in choices if choice.is_possible())
        return Piece(match.start(), match.end(), possible)

    def vague(self, match: re.Match[str], first: date, last: date) -> Piece:
        """Return a date of a match that is one of several days."""
        return Piece(match.start(), match.end(), window=(first, last))

    def before(self, match: re.Match[str]) -> str:
        """Return the letter of the token before a match; empty at the beginning."""
        return self.tags[match.start() - 1] if match.start() else ""
