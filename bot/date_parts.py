"""Finds single dates among the words of a text."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from bot.date_choices import Choice, common_style, part_of, span
from bot.date_words import MONTHS, UNIT_NAMES, Token

Prefer = Literal["past", "future"]

COUNT = "(?:A?[cDn]F?|A)"
UNIT = "[uk]"
# A year of two digits after "3 March" is one only near the present: "3 March 10 people".
_BARE_YEARS_BACK, _BARE_YEARS_AHEAD = 2, 3
# These stand in a text without a date being meant; the month alone counts after certain words.
_CLEAR_MONTHS = tuple(MONTHS[month - 1].lower() for month in (1, 2, 7, 9, 10, 11, 12))
_PRONOUNS = ("i", "we", "you", "he", "she", "they", "it")
_FEW_DAYS_WORDS = "IFSXLEf"


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


class PieceReader:
    """Reads single dates from tokens."""

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
        self._style = common_style(tokens)

    def read(self, start: int) -> Piece | None:
        """Read the date that begins with a token, if one does."""
        if self.tags[start] not in _FIRST_TAGS:
            return None
        for pattern, method in _PATTERNS:
            match = pattern.match(self.tags, start)
            if match and (piece := method(self, match)):
                return piece
        return None

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

    def _piece(self, match: re.Match[str], *choices: Choice) -> Piece:
        possible = tuple(choice for choice in choices if choice.is_possible())
        return Piece(match.start(), match.end(), possible)

    def _vague(self, match: re.Match[str], first: date, last: date) -> Piece:
        return Piece(match.start(), match.end(), window=(first, last))

    def _before(self, match: re.Match[str]) -> str:
        return self.tags[match.start() - 1] if match.start() else ""

    def numeric(self, match: re.Match[str]) -> Piece | None:
        """Read "2027-03-05", "5/3/27", "5/3", "5.3."."""
        token = self.tokens[match.start("numeric")]
        if token.text.endswith(".") and self._before(match) not in ("", *"dfRB&b-:;,("):
            return None  # the end of a sentence after a version or a clause: "see 3.2."
        first, second, *rest = token.numbers
        if first > 31:
            return self._piece(match, Choice(first, second, rest[0]))
        year = None if not rest else rest[0] + (2000 if rest[0] < 100 else 0)
        choices = [
            Choice(year, first, second, style="month first"),
            Choice(year, second, first, style="day first"),
        ]
        if first == second:
            choices = [Choice(year, first, second)]
        choices = [choice for choice in choices if choice.is_possible()]
        if self._style:
            choices = [choice for choice in choices if choice.style in (self._style, None)]
        named = self.value(match, "weekday")
        placed = [(choice, self.place(choice)) for choice in choices]
        fitting = [choice for choice, day in placed if day and day.weekday() == named]
        return self._piece(match, *(fitting or choices))

    def calendar_day(self, match: re.Match[str]) -> Piece | None:
        """Read "3 March 2027", "March 3rd", "third of March"."""
        month = self.tokens[match.start("month")]
        year, bare = self.value(match, "year"), match.start("bare")
        end = match.end()
        if bare >= 0:
            near = range(self.today.year - _BARE_YEARS_BACK, self.today.year + _BARE_YEARS_AHEAD)
            year = 2000 + self.tokens[bare].value
            if year not in near:
                year, end = None, bare
        before = self.tokens[match.start() - 1].text if match.start() else ""
        if month.text == "may" and before in _PRONOUNS:
            return None  # "I may 3 times ..."
        choice = Choice(year, month.value, self.value(match, "day"))
        return Piece(match.start(), end, (choice,) if choice.is_possible() else ())

    def day_of_month(self, match: re.Match[str]) -> Piece | None:
        """Read "the 5th", "the 5th of next month"."""
        day = self.value(match, "day")
        if match.start("unit") >= 0:
            if self.unit(match) != "month":
                return None
            which = self.tags[match.start("which")] if match.start("which") >= 0 else "T"
            if which != "T":
                month = self.today + relativedelta(months={"S": 0, "X": 1, "L": -1}[which])
                return self._piece(match, Choice(month.year, month.month, day))
            return self._piece(match, Choice(day=day))
        before, after = self._before(match), self.tags[match.end() : match.end() + 1]
        in_words = self.tags[match.start("day")] == "o"
        leads = before in tuple("dfR-Bbh&") if in_words else before in ("", *"dfRBbh-&P:;,(.!?")
        # "the 5th floor" and "the first time" are no dates.
        ends = after in ("", *",.;:!?)-/R&|PdbIfzit")
        has_article = "T" in match.group(0)
        is_clear = has_article or before in tuple("dfRBbh") or after in ("", "-", "R")
        if (leads and (has_article or not in_words) and is_clear) or (has_article and not in_words):
            return self._piece(match, Choice(day=day)) if ends else None
        return None

    def relative(self, match: re.Match[str]) -> Piece | None:
        """Read "today", "tomorrow", "yesterday", "the day after tomorrow", "until now"."""
        if match.group(0) == "j" and self._before(match) != "R":
            return None
        far = 2 if len(match.group(0)) > 1 else 1
        days = {"q": 0, "j": 0, "r": far, "y": -far}[match.group(0)[-1]]
        return self._piece(match, Choice.of(self.today + timedelta(days=days)))

    def distance(self, match: re.Match[str]) -> Piece | None:
        """Read "in two weeks", "10 days ago", "a week from tomorrow"."""
        if match.group(0)[0] == "I" and self.tokens[match.start()].text != "in":
            return None
        base: date | None = self.today
        sign = -1 if match.group(0)[-1] == "G" else 1
        if match.start("base") >= 0:
            base_tag = match.group("base")
            if base_tag == "W":
                base = self.place(Choice(weekday=self.value(match, "base")))
            else:
                base = self.today + timedelta(days=int(base_tag == "r"))
        if base is None:
            return None
        return self._piece(
            match, Choice.of(base + sign * span(self.count(match), self.unit(match)))
        )

    def weekday(self, match: re.Match[str]) -> Piece | None:
        """Read "Friday", "this Friday", "next Friday", "Friday week", "Monday of next week"."""
        position = match.start("weekday")
        weekday = self.tokens[position].value
        if self.tags[position] == "w" and not self._is_weekday_here(match):
            return None
        coming = self.today + timedelta(days=(weekday - self.today.weekday() - 1) % 7 + 1)
        monday = self.today - timedelta(days=self.today.weekday())
        week = {"S": 0, "X": 7, "L": -7}
        letters = match.group(0)
        if match.start("week") >= 0:
            which = match.group("week")[0]
            return self._piece(match, Choice.of(monday + timedelta(days=weekday + week[which])))
        if letters.endswith("k") or letters[0] == "A":
            return self._piece(match, Choice.of(coming + timedelta(days=7)))
        if letters[0] == "X":
            later = monday + timedelta(days=weekday + 7)
            return self._piece(match, *map(Choice.of, dict.fromkeys((coming, later))))
        if letters[0] == "L":
            latest = coming - timedelta(days=7 if coming - timedelta(days=7) < self.today else 14)
            earlier = monday + timedelta(days=weekday - 7)
            return self._piece(match, *map(Choice.of, dict.fromkeys((latest, earlier))))
        if letters[0] == "S":
            choice = Choice(weekday=weekday)
            near = (
                choice.first_from(self.today)
                if self.prefer == "future"
                else choice.last_until(self.today)
            )
            return self._piece(match, Choice.of(near or coming))
        return self._piece(match, Choice(weekday=weekday))

    def _is_weekday_here(self, match: re.Match[str]) -> bool:
        """Tell whether "sat" or "sun" is a day: after "on" or beside another one."""
        before, after = self._before(match), self.tags[match.end() : match.end() + 2]
        return (
            match.group(0)[0] in "SXL"
            or len(self.tags.strip(".?!")) == 1
            or before in tuple("SXLdf")
            or (before in tuple("R-B&|") and "w" in self.tags[: match.start()].lower())
            or (after[:1] in ("R", "-", "|") and after[1:].lower() == "w")
            or after[:1] == "k"
        )

    def vague_month(self, match: re.Match[str]) -> Piece | None:
        """Read "end of March", "in March 2027", "next March"."""
        month = self.tokens[match.start("month")]
        part = self.value(match, "part")
        year = self.value(match, "year")
        if part is None and year is None and not self._is_month_here(match):
            return None
        whole = [
            date(found, month.value, 1)
            for found in ([year] if year else range(self.today.year - 1, self.today.year + 2))
        ]
        windows = [
            part_of(first, first + relativedelta(months=1, days=-1), part) for first in whole
        ]
        is_past = self.prefer == "past" or "L" in match.group(0)
        if "X" in match.group(0) or not is_past:
            fitting = [window for window in windows if window[1] >= self.today]
        else:
            fitting = [window for window in windows if window[0] <= self.today][::-1]
        return self._vague(match, *(fitting or windows)[0])

    def _is_month_here(self, match: re.Match[str]) -> bool:
        """Tell whether "may" or "april" is the month: neither a word nor a name."""
        position = match.start("month")
        text = self.tokens[position].text
        before, after = self._before(match), self.tags[match.end() : match.end() + 1]
        if text in _CLEAR_MONTHS or len(self.tags.strip(".?!,")) == match.end() - match.start():
            return True
        if text == "may" and "S" in (match.group(0)[0], before) and after == "x":
            return False  # "this may take a while"
        if match.group(0)[0] in _FEW_DAYS_WORDS or before in tuple(_FEW_DAYS_WORDS):
            return True
        follower = self.tags[match.end() : match.end() + 2]
        if follower[:1] in ("-", "R", "&") and follower[1:] == "M":
            return True
        is_after_month = self.tags[max(0, match.start() - 2) : match.start()][:1] == "M"
        return before in ("-", "R", "&") and is_after_month

    def edge(self, match: re.Match[str]) -> Piece | None:
        """Read "the last day of March"."""
        if self.unit(match) != "day":
            return None
        day, month, year = (self.value(match, name) for name in ("number", "month", "year"))
        last = calendar.monthrange(year or self.today.year, month or 1)[1]
        return self._piece(match, Choice(year, month, day or last))

    def part_of_month(self, match: re.Match[str]) -> Piece:
        """Read "the first week of March"."""
        month, year = self.value(match, "month") or 1, self.value(match, "year")
        found = self.place(Choice(year, month, 1 if self.prefer == "past" else 28)) or self.today
        first = found.replace(day=1)
        number = self.value(match, "number") or 0
        last = first + relativedelta(months=1, days=-1)
        if match.start("number") < 0 or number > 4:
            return self._vague(match, last - timedelta(days=6), last)
        begin = first + timedelta(days=7 * (number - 1))
        return self._vague(match, begin, begin + timedelta(days=6))

    def vague_unit(self, match: re.Match[str]) -> Piece | None:
        """Read "next week", "the end of the month", "this weekend", "early next year"."""
        which = match.group("which") or "S"
        steps = {"S": 0, "X": 1, "L": -1}.get(which, 0)
        part = self.value(match, "part")
        monday = self.today - timedelta(days=self.today.weekday())
        tag = match.group("unit")
        if tag == "k":
            first, last = monday, monday + timedelta(days=6)
            moved = timedelta(days=7 * steps)
            return self._vague(match, first + moved, last + moved)
        if tag == "e":
            saturday = monday + timedelta(days=5 + 7 * steps)
            return self._vague(match, saturday, saturday + timedelta(days=1))
        if self.unit(match) == "month":
            first = self.today.replace(day=1) + relativedelta(months=steps)
            return self._vague(
                match, *part_of(first, first + relativedelta(months=1, days=-1), part)
            )
        if self.unit(match) == "year":
            first = self.today.replace(month=1, day=1) + relativedelta(years=steps)
            return self._vague(match, *part_of(first, first.replace(month=12, day=31), part))
        return None

    def week_of(self, match: re.Match[str]) -> Piece | None:
        """Read "the week of March 3"."""
        piece = self.read(match.end())
        day = self.place(piece.choices[0]) if piece and len(piece.choices) == 1 else None
        if piece is None or day is None:
            return None
        monday = day - timedelta(days=day.weekday())
        return Piece(match.start(), piece.end, window=(monday, monday + timedelta(days=6)))


_Method = Callable[[PieceReader, "re.Match[str]"], "Piece | None"]
_WEEKDAY = "(?:(?P<weekday>[Ww])[,.]?T?)?"
_AFTER = r"(?:,?\(?W\)?)?"
_YEAR = "(?:[,.-]?F?(?P<year>Y)|(?P<bare>D)(?![ukM]))?"
_PATTERNS: list[tuple[re.Pattern[str], _Method]] = [
    (re.compile(pattern), method)
    for pattern, method in (
        (rf"{_WEEKDAY}(?P<numeric>N){_AFTER}", PieceReader.numeric),
        (r"(?P<year>Y),?(?P<month>M)\.?(?P<day>[DO])(?P<bare>(?!))?", PieceReader.calendar_day),
        (
            r"(?P<day>D)(?P<mark>[-/])(?P<month>M)(?:(?P=mark)(?:(?P<year>Y)|(?P<bare>D)))?",
            PieceReader.calendar_day,
        ),
        (
            rf"{_WEEKDAY}T?(?P<day>[DO])\.?,?F?T?(?P<month>M)\.?{_YEAR}{_AFTER}",
            PieceReader.calendar_day,
        ),
        (rf"{_WEEKDAY}T?(?P<day>o)FT?(?P<month>M)\.?{_YEAR}", PieceReader.calendar_day),
        (
            rf"{_WEEKDAY}(?P<month>M)[.,-]?T?(?P<day>[DO])(?![uk]){_YEAR}{_AFTER}",
            PieceReader.calendar_day,
        ),
        (rf"{_WEEKDAY}(?P<month>M)T?(?P<day>o)(?![xukF]){_YEAR}", PieceReader.calendar_day),
        ("T?(?P<day>[Oo])F?(?P<which>[SXLT])(?P<unit>u)", PieceReader.day_of_month),
        ("(?:T?ua)?r|(?:T?uh)?y|q|j", PieceReader.relative),
        (f"(?:I)(?P<count>{COUNT})(?P<unit>{UNIT})(?P<base>(?!))?", PieceReader.distance),
        (f"(?P<count>{COUNT})(?P<unit>{UNIT})f(?P<base>[jqrW])", PieceReader.distance),
        (f"(?P<count>{COUNT})(?P<unit>{UNIT})(?P<base>(?!))?G", PieceReader.distance),
        ("[Ww],?T?(?P<day>[Oo])(?P<unit>(?!))?", PieceReader.day_of_month),
        ("(?P<week>[SXL]k),?d?(?P<weekday>W)", PieceReader.weekday),
        ("(?P<weekday>W),?(?:F|d)?T?(?P<week>[SXL]k)", PieceReader.weekday),
        ("[SXL]?(?P<week>(?!))?(?P<weekday>[Ww])k?", PieceReader.weekday),
        ("(?P<week>(?!))?Ak[df]T?(?P<weekday>W)", PieceReader.weekday),
        ("T?(?:(?P<number>[Oo])|L)(?P<unit>u)F(?P<month>M)(?:,?(?P<year>Y))?", PieceReader.edge),
        ("T?(?:(?P<number>[Oo])|L)kF(?P<month>M)(?:,?(?P<year>Y))?", PieceReader.part_of_month),
        ("T?kFT?(?=[MDONoWw])", PieceReader.week_of),
        (
            "(?:(?P<part>E)[F-]?|I?)T?[SXL]?(?P<month>M)(?:,?F?(?P<year>Y))?",
            PieceReader.vague_month,
        ),
        ("T?(?P<part>E)F?(?P<which>[TSXL])(?P<unit>[uk])", PieceReader.vague_unit),
        ("(?P<part>(?!))?(?P<which>[SXL])(?P<unit>[uke])", PieceReader.vague_unit),
        (r"T?(?P<day>[Oo])(?P<unit>(?!))?", PieceReader.day_of_month),
    )
]
_FIRST_TAGS = frozenset("NYDOoTWwMAcnIqryjuSXLEk")
