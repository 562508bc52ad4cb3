"""What is found in a text: days, ranges of days, and lengths of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from bot.dates.choices import span
from bot.dates.words import MONTHS

Kind = Literal["date", "range", "ambiguous", "vague", "impossible"]


@dataclass(frozen=True)
class Period:
    """A day, or the days from a first to a last one.

    Attributes:
        first: The day, or the first of them.
        last: The last one, `first` or later; None for a single day.
    """

    first: date
    last: date | None = None


@dataclass(frozen=True)
class FoundDates:
    """A date, or two that belong together, in a text.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends; ``text[start:end]`` is what was written.
        kind: ``date`` or ``range``: one reading. ``ambiguous``: several ("06/07", "next Friday"
            said on a Tuesday), the one by American custom first. ``vague``: one reading, the days
            among which it must be ("end of March"); ask for the day. ``impossible``: none
            ("31 June").
        readings: What can be meant.
    """

    start: int
    end: int
    kind: Kind
    readings: tuple[Period, ...] = ()

    @property
    def first(self) -> date | None:
        """The day or the first day, if there is one reading."""
        return self.readings[0].first if self.kind in ("date", "range") else None

    @property
    def last(self) -> date | None:
        """The last day, if there is one reading and it is a range."""
        return self.readings[0].last if self.kind == "range" else None


@dataclass(frozen=True)
class Duration:
    """A length of time in a text: "10 days", "two weeks".

    Attributes:
        start: Where it begins in the text.
        end: Where it ends.
        count: How many.
        unit: Of `UNIT_NAMES`.
        is_elapsed: Whether it is the time between two days ("10 days later") rather than the
            time spent ("for 10 days", which counts the first day too).
    """

    start: int
    end: int
    count: int
    unit: str
    is_elapsed: bool = False

    def last_day(self, first: date) -> date:
        """Return the last day of a stay that begins on a day."""
        if self.unit == "day" and not self.is_elapsed:
            return first + timedelta(days=self.count - 1)
        return first + self.between

    @property
    def between(self) -> relativedelta:
        """The time between two days that are this far apart."""
        return span(self.count, self.unit)


def format_date(day: date) -> str:
    """Write a date so that nobody mistakes it: ``3 March 2027``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
