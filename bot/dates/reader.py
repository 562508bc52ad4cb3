"""Joins the dates of a text to ranges and stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import product

from bot.dates.choices import Choice
from bot.dates.found import Duration, FoundDates, Kind, Period
from bot.dates.patterns import COUNT, UNIT, read_piece
from bot.dates.pieces import Piece, Pieces, Prefer
from bot.dates.words import read_tokens

# A range without a year that goes on today is meant, if it is no longer than this.
LONGEST_PRESENT_RANGE_DAYS = 60
# "March 10 to March 3" is a slip rather than a year.
LONGEST_RANGE_WITHOUT_YEAR_DAYS = 330
_DURATION = rf"(?P<count>{COUNT})-?(?P<unit>{UNIT})"
_DURATIONS = re.compile(
    rf"(?P<before>[PaI]?[zi]{{0,3}})(?<![DcnN]-)(?<![DcnN]R){_DURATION}(?P<after>[Ha]?)"
)
_DURATION_FIRST = re.compile(rf"(?P<for>P?[zi]{{0,3}})(?<![DcnN]-){_DURATION}[xz]{{0,2}}[fE]T?z?")
_DURATION_LAST = re.compile(rf"[,.;(]?(?P<between>[Pzib&aI-]{{0,5}}){_DURATION}(?P<later>[Ha]?)\)?")
_TIME = "(?:[,@]?[dz]?t)?"
_TO = re.compile(rf"{_TIME}[,.;:)]?[-/R][zibdR:]*")
_AND = re.compile("&d?")
_OR = re.compile("[|][dbz]*")
_BACK = re.compile(rf"{_TIME}[,.;:)(/&]{{0,3}}[zidX&]*[bE][zibd&:R]*(?:x{{1,2}}d)?")
_BARE_FIRST = re.compile(r"T?(?P<day>[DOo])\.?")
_BARE_LAST = re.compile(r"T?(?P<day>[DOo])(?:,?(?P<year>Y))?(?![ukM%:])")
_DAY_FIRST = re.compile(r"[Ww]?,?T?[DOo]\.?[,/-]?F?T?[MSXLTu]|N")


def find_dates(
    text: str, *, today: date, prefer: Prefer, not_before: date | None = None
) -> list[FoundDates]:
    """Find the dates of a text, in their order.

    Two dates are one range where the words join them ("3 to 10 March", "leaving 12/24 back 1/3"),
    and so are a date and the length of a stay ("3 March for two weeks").

    Args:
        text: What somebody wrote.
        today: The present day, where the writer is.
        prefer: Whether a date without a year is the next one or the last one.
        not_before: With `prefer` the future, the day from which it is the next one, if later than
            today: the departure, when the return is read.
    """
    return list(_Reader(text, today, prefer, not_before).found())


def find_durations(text: str) -> list[Duration]:
    """Find the lengths of time in a text, in their order: "10 days", "two weeks later"."""
    reader = _Reader(text, date.min, "future", None).pieces
    return [_duration(reader, match) for match in _DURATIONS.finditer(reader.tags)]


def _duration(reader: Pieces, match: re.Match[str]) -> Duration:
    groups = match.groupdict()
    return Duration(
        reader.tokens[match.start("count")].start,
        reader.tokens[match.end("unit") - 1].end,
        reader.count(match),
        reader.unit(match),
        bool(groups.get("after") or groups.get("later"))
        or any(letter in (groups.get("before") or groups.get("between") or "") for letter in "aI"),
    )


class _Reader:
    """Joins the single dates of a text."""

    def __init__(self, text: str, today: date, prefer: Prefer, not_before: date | None) -> None:
        is_later = not_before is not None and not_before > today and prefer == "future"
        self._anchor = not_before if not_before and is_later else today
        self.pieces = Pieces(read_tokens(text), today, prefer, self._anchor)
        self._is_past = prefer == "past"

    def found(self) -> Iterator[FoundDates]:
        position, tokens = 0, self.pieces.tokens
        while position < len(tokens):
            end, found = self._found_at(position)
            if found:
                yield found
            position = end

    def _found_at(self, start: int) -> tuple[int, FoundDates | None]:
        """Return the token to go on with, and the dates that begin with a token."""
        found = self._duration_first(start)
        if found:
            return found
        piece = read_piece(self.pieces, start)
        joined = self._range(start, piece) or (piece and self._duration_last(piece))
        if joined:
            return joined
        if piece is None:
            return start + 1, None
        return piece.end, self._single(piece)

    def _single(self, piece: Piece) -> FoundDates:
        if piece.window:
            return self._make(piece.start, piece.end, [Period(*piece.window)], "vague")
        days = [self.pieces.place(choice) for choice in piece.choices]
        return self._make(piece.start, piece.end, [Period(day) for day in days if day])

    def _range(self, start: int, piece: Piece | None) -> tuple[int, FoundDates] | None:
        tags = self.pieces.tags
        bare = None if piece else _BARE_FIRST.match(tags, start)
        if piece is None and bare is None:
            return None
        end = piece.end if piece else bare.end() if bare else start
        choices = piece.choices if piece else self._bare_day(bare)
        is_between = "B" in tags[max(0, start - 2) : start]
        connectors = [_TO, _AND] if is_between or bare else [_TO, _BACK]
        for connector in (*connectors, _OR):
            joint = connector.match(tags, end)
            if joint is None or joint.end() == len(tags):
                continue
            if bare and not _DAY_FIRST.match(tags, joint.end()):
                continue
            last = read_piece(self.pieces, joint.end()) or self._bare_last(joint.end(), piece)
            if last is None or last.window:
                continue
            seconds = last.choices
            if bare and tags[bare.start("day")] == "D":
                # Nobody writes "3 - 3/10" and means the tenth of March.
                seconds = tuple(choice for choice in seconds if choice.style != "month first")
            periods = self._periods(choices, seconds)
            if periods and connector is _OR:
                periods = [
                    Period(day) for period in periods for day in (period.first, period.last) if day
                ]
            if periods:
                return last.end, self._make(start, last.end, periods)
        return None

    def _bare_day(self, match: re.Match[str] | None) -> tuple[Choice, ...]:
        if match is None:
            return ()
        choice = Choice(day=self.pieces.value(match, "day"))
        return (choice,) if choice.is_possible() else ()

    def _bare_last(self, start: int, first: Piece | None) -> Piece | None:
        """Read the "10" of "March 3 to 10, 2027"."""
        match = _BARE_LAST.match(self.pieces.tags, start)
        if match is None or first is None or not any(choice.day for choice in first.choices):
            return None
        choice = Choice(year=self.pieces.value(match, "year"), day=self.pieces.value(match, "day"))
        return Piece(start, match.end(), (choice,) if choice.is_possible() else ())

    def _periods(self, firsts: Iterable[Choice], lasts: Iterable[Choice]) -> list[Period]:
        return [
            period
            for first, last in product(firsts, lasts)
            if (not first.style or not last.style or first.style == last.style)
            and (period := self._period(first, last))
        ]

    def _period(self, first: Choice, last: Choice) -> Period | None:
        """Place two days so that the second is not before the first."""
        if last.exact:
            begin = first.exact or first.last_until(last.exact)
            return Period(begin, last.exact) if begin and begin <= last.exact else None
        starts = [first.exact] if first.exact else self._starts(first, last)
        # From Monday to Monday is a week.
        away = timedelta(days=0 if last.weekday is None else 1)
        periods = [
            Period(start, end)
            for start in starts
            if start
            and (end := last.first_from(start + away))
            # The nearest first day to the last one: "the 28th to the 3rd of March".
            and (first.exact or first.last_until(end) in (start, end))
            and end <= start + timedelta(days=LONGEST_RANGE_WITHOUT_YEAR_DAYS)
        ]
        return self._nearest(periods)

    def _starts(self, first: Choice, last: Choice) -> list[date | None]:
        """Return the days around today, or in a year, on which a range can begin."""
        if last.year:
            around = [date(year, 1, 1) for year in (last.year, last.year - 1)]
            return [first.first_from(day) for day in around]
        before = first.last_until(self._anchor)
        after = first.first_from(self._anchor + timedelta(days=0 if first.weekday is None else 1))
        if first.weekday is not None:  # never the week that goes on
            return [before if self._is_past else after]
        if first.month or last.month is None:
            return [before, after]
        # "3 to 10 March": the month is that of the last day.
        ends = [last.last_until(self._anchor), last.first_from(self._anchor)]
        return [first.last_until(end) for end in ends if end]

    def _is_present(self, period: Period) -> bool:
        longest = timedelta(days=LONGEST_PRESENT_RANGE_DAYS)
        last = period.last or period.first
        return period.first <= self._anchor <= last <= period.first + longest

    def _nearest(self, periods: list[Period]) -> Period | None:
        for period in periods:
            if self._is_present(period):
                return period
        fitting = [period for period in periods if self._fits(period)]
        if self._is_past:
            return max(fitting or periods, key=lambda period: period.first, default=None)
        return min(fitting or periods, key=lambda period: period.first, default=None)

    def _fits(self, period: Period) -> bool:
        return period.first <= self._anchor if self._is_past else period.first >= self._anchor

    def _duration_first(self, start: int) -> tuple[int, FoundDates] | None:
        """Read "for 10 days from 3 March"."""
        match = _DURATION_FIRST.match(self.pieces.tags, start)
        piece = (
            read_piece(self.pieces, match.end())
            if match and match.end() < len(self.pieces.tags)
            else None
        )
        if match is None or piece is None:
            return None
        if not match.group("for") and self.pieces.tags[piece.start] in "jqrWXS":
            return None  # "two weeks from Friday" is a day
        return self._stay(start, piece, _duration(self.pieces, match), piece.end)

    def _duration_last(self, piece: Piece) -> tuple[int, FoundDates] | None:
        """Read "3 March for two weeks", "3 March and back a week later"."""
        match = _DURATION_LAST.match(self.pieces.tags, piece.end)
        if match is None:
            return None
        duration = _duration(self.pieces, match)
        is_loose = "P" not in match.group("between") and "(" not in match.group(0)
        if is_loose and duration.unit == "night":
            return None  # "on 3 March, 5 nights" can be about two things
        return self._stay(piece.start, piece, duration, match.end())

    def _stay(
        self, start: int, piece: Piece, duration: Duration, end: int
    ) -> tuple[int, FoundDates] | None:
        firsts = [day for choice in piece.choices if (day := self.pieces.place(choice))]
        if not firsts:
            return None
        periods = [Period(first, duration.last_day(first)) for first in firsts]
        return end, self._make(start, end, periods)

    def _make(
        self, start: int, end: int, periods: list[Period], kind: Kind | None = None
    ) -> FoundDates:
        unique = list(dict.fromkeys(periods))
        # A reading that contradicts the time that is spoken of is none.
        readings = tuple([period for period in unique if self._fits(period)] or unique)
        tokens = self.pieces.tokens
        if kind is None and len(readings) == 1:
            kind = "range" if readings[0].last else "date"
        return FoundDates(
            tokens[start].start,
            tokens[end - 1].end,
            kind or ("ambiguous" if readings else "impossible"),
            readings,
        )
