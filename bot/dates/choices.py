"""A date as far as a text says it: "the 5th", "March 3", a Friday."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from bot.dates.words import Token

Style = Literal["month first", "day first"]

_LEAP_YEAR = 2028


@dataclass(frozen=True)
class Choice:
    """One reading of a date; what the text leaves open is None.

    Attributes:
        year: Four digits.
        month: 1 to 12.
        day: 1 to 31.
        weekday: 0 (Monday) to 6; the rest is None then.
        style: How the numbers of "06/07" were read.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    style: Style | None = None

    @classmethod
    def of(cls, day: date) -> Choice:
        """Make a choice that leaves nothing open."""
        return cls(day.year, day.month, day.day)

    @property
    def exact(self) -> date | None:
        """The date, if nothing is open."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return date(self.year, self.month, self.day)

    def is_possible(self) -> bool:
        """Tell whether the calendar has such a day."""
        month = self.month or 1
        if not 1 <= month <= 12 or self.day is None:
            return self.weekday is not None
        return 1 <= self.day <= calendar.monthrange(self.year or _LEAP_YEAR, month)[1]

    def first_from(self, start: date) -> date | None:
        """Return the first such day on or after a day, or None."""
        return next((day for day in self._days(start, 1) if day >= start), None)

    def last_until(self, end: date) -> date | None:
        """Return the last such day on or before a day, or None."""
        return next((day for day in self._days(end, -1) if day <= end), None)

    def _days(self, start: date, step: Literal[1, -1]) -> Iterator[date]:
        """Yield such days from the month or year of a day on, forwards or backwards."""
        if self.weekday is not None:
            yield start + timedelta(days=step * ((self.weekday - start.weekday()) * step % 7))
        elif self.day is not None:
            # Leap days are up to eight years apart.
            months = range(0, 9 * 12, 12) if self.month else range(0, 13)
            for distance in months:
                around = start + relativedelta(months=step * distance)
                found = Choice(self.year or around.year, self.month or around.month, self.day)
                if found.is_possible() and found.exact:
                    yield found.exact


def span(count: int, unit: str) -> relativedelta:
    """Return a length of time as what is added to a date.

    Args:
        count: How many.
        unit: Of `UNIT_NAMES`.
    """
    if unit == "month":
        return relativedelta(months=count)
    if unit == "year":
        return relativedelta(years=count)
    return relativedelta(days=count * {"week": 7, "fortnight": 14}.get(unit, 1))


def part_of(first: date, last: date, part: int | None) -> tuple[date, date]:
    """Return the beginning (0), the middle (1) or the end (2) of a time, or all of it."""
    if part is None:
        return first, last
    length = (last - first).days
    third = 10 if length < 31 else round(length / 3)
    begin = first + timedelta(days=part * third)
    return begin, last if part == 2 else begin + timedelta(days=third - 1)


def common_style(tokens: Sequence[Token]) -> Style | None:
    """Tell how all "06/07" of a text are read, when one of them has only one reading."""
    styles: set[Style] = set()
    for token in tokens:
        if token.tag == "N" and token.numbers[0] <= 31:
            first, second = token.numbers[:2]
            if first <= 12 < second:
                styles.add("month first")
            elif second <= 12 < first:
                styles.add("day first")
    return styles.pop() if len(styles) == 1 else None
