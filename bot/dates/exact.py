"""Dates that name a day: "3 March", "the 5th", "next Friday", "in two weeks"."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.dates.choices import Choice, span
from bot.dates.pieces import Piece, Pieces

# A year of two digits after "3 March" is one only near the present: "3 March 10 people".
_BARE_YEARS_BACK, _BARE_YEARS_AHEAD = 2, 3
_PRONOUNS = ("i", "we", "you", "he", "she", "they", "it")


def numeric(pieces: Pieces, match: re.Match[str]) -> Piece | None:
    """Read "2027-03-05", "5/3/27", "5/3", "5.3."."""
    token = pieces.tokens[match.start("numeric")]
    if token.text.endswith(".") and pieces.before(match) not in ("", *"dfRB&b-:;,("):
        return None  # the end of a sentence after a version or a clause: "see 3.2."
    first, second, *rest = token.numbers
    if first > 31:
        return pieces.piece(match, Choice(first, second, rest[0]))
    year = None if not rest else rest[0] + (2000 if rest[0] < 100 else 0)
    choices = [
        Choice(year, first, second, style="month first"),
        Choice(year, second, first, style="day first"),
    ]
    if first == second:
        choices = [Choice(year, first, second)]
    choices = [choice for choice in choices if choice.is_possible()]
    if pieces.style:
        choices = [choice for choice in choices if choice.style in (pieces.style, None)]
    named = pieces.value(match, "weekday")
    placed = [(choice, pieces.place(choice)) for choice in choices]
    fitting = [choice for choice, day in placed if day and day.weekday() == named]
    return pieces.piece(match, *(fitting or choices))


def calendar_day(pieces: Pieces, match: re.Match[str]) -> Piece | None:
    """Read "3 March 2027", "March 3rd", "third of March"."""
    month = pieces.tokens[match.start("month")]
    year, bare = pieces.value(match, "year"), match.start("bare")
    end = match.end()
    if bare >= 0:
        near = range(pieces.today.year - _BARE_YEARS_BACK, pieces.today.year + _BARE_YEARS_AHEAD)
        year = 2000 + pieces.tokens[bare].value
        if year not in near:
            year, end = None, bare
    before = pieces.tokens[match.start() - 1].text if match.start() else ""
    if month.text == "may" and before in _PRONOUNS:
        return None  # "I may 3 times ..."
    choice = Choice(year, month.value, pieces.value(match, "day"))
    return Piece(match.start(), end, (choice,) if choice.is_possible() else ())


def day_of_month(pieces: Pieces, match: re.Match[str]) -> Piece | None:
    """Read "the 5th", "the 5th of next month"."""
    day = pieces.value(match, "day")
    if match.start("unit") >= 0:
        if pieces.unit(match) != "month":
            return None
        which = pieces.tags[match.start("which")] if match.start("which") >= 0 else "T"
        if which != "T":
            month = pieces.today + relativedelta(months={"S": 0, "X": 1, "L": -1}[which])
            return pieces.piece(match, Choice(month.year, month.month, day))
        return pieces.piece(match, Choice(day=day))
    before, after = pieces.before(match), pieces.tags[match.end() : match.end() + 1]
    in_words = pieces.tags[match.start("day")] == "o"
    leads = before in tuple("dfR-Bbh&") if in_words else before in ("", *"dfRBbh-&P:;,(.!?")
    # "the 5th floor" and "the first time" are no dates.
    ends = after in ("", *",.;:!?)-/R&|PdbIfzit")
    has_article = "T" in match.group(0)
    is_clear = has_article or before in tuple("dfRBbh") or after in ("", "-", "R")
    if (leads and (has_article or not in_words) and is_clear) or (has_article and not in_words):
        return pieces.piece(match, Choice(day=day)) if ends else None
    return None


def relative(pieces: Pieces, match: re.Match[str]) -> Piece | None:
    """Read "today", "tomorrow", "yesterday", "the day after tomorrow", "until now"."""
    if match.group(0) == "j" and pieces.before(match) != "R":
        return None
    far = 2 if len(match.group(0)) > 1 else 1
    days = {"q": 0, "j": 0, "r": far, "y": -far}[match.group(0)[-1]]
    return pieces.piece(match, Choice.of(pieces.today + timedelta(days=days)))


def distance(pieces: Pieces, match: re.Match[str]) -> Piece | None:
    """Read "in two weeks", "10 days ago", "a week from tomorrow"."""
    if match.group(0)[0] == "I" and pieces.tokens[match.start()].text != "in":
        return None
    base: date | None = pieces.today
    sign = -1 if match.group(0)[-1] == "G" else 1
    if match.start("base") >= 0:
        base_tag = match.group("base")
        if base_tag == "W":
            base = pieces.place(Choice(weekday=pieces.value(match, "base")))
        else:
            base = pieces.today + timedelta(days=int(base_tag == "r"))
    if base is None:
        return None
    return pieces.piece(
        match, Choice.of(base + sign * span(pieces.count(match), pieces.unit(match)))
    )


def weekday(pieces: Pieces, match: re.Match[str]) -> Piece | None:
    """Read "Friday", "this Friday", "next Friday", "Friday week", "Monday of next week"."""
    position = match.start("weekday")
    weekday = pieces.tokens[position].value
    if pieces.tags[position] == "w" and not _is_weekday_here(pieces, match):
        return None
    coming = pieces.today + timedelta(days=(weekday - pieces.today.weekday() - 1) % 7 + 1)
    monday = pieces.today - timedelta(days=pieces.today.weekday())
    week = {"S": 0, "X": 7, "L": -7}
    letters = match.group(0)
    if match.start("week") >= 0:
        which = match.group("week")[0]
        return pieces.piece(match, Choice.of(monday + timedelta(days=weekday + week[which])))
    if letters.endswith("k") or letters[0] == "A":
        return pieces.piece(match, Choice.of(coming + timedelta(days=7)))
    if letters[0] == "X":
        later = monday + timedelta(days=weekday + 7)
        return pieces.piece(match, *map(Choice.of, dict.fromkeys((coming, later))))
    if letters[0] == "L":
        latest = coming - timedelta(days=7 if coming - timedelta(days=7) < pieces.today else 14)
        earlier = monday + timedelta(days=weekday - 7)
        return pieces.piece(match, *map(Choice.of, dict.fromkeys((latest, earlier))))
    if letters[0] == "S":
        choice = Choice(weekday=weekday)
        near = (
            choice.first_from(pieces.today)
            if pieces.prefer == "future"
            else choice.last_until(pieces.today)
        )
        return pieces.piece(match, Choice.of(near or coming))
    return pieces.piece(match, Choice(weekday=weekday))


def _is_weekday_here(pieces: Pieces, match: re.Match[str]) -> bool:
    """Tell whether "sat" or "sun" is a day: after "on" or beside another one."""
    before, after = pieces.before(match), pieces.tags[match.end() : match.end() + 2]
    return (
        match.group(0)[0] in "SXL"
        or len(pieces.tags.strip(".?!")) == 1
        or before in tuple("SXLdf")
        or (before in tuple("R-B&|") and "w" in pieces.tags[: match.start()].lower())
        or (after[:1] in ("R", "-", "|") and after[1:].lower() == "w")
        or after[:1] == "k"
    )


def edge(pieces: Pieces, match: re.Match[str]) -> Piece | None:
    """Read "the last day of March"."""
    if pieces.unit(match) != "day":
        return None
    day, month, year = (pieces.value(match, name) for name in ("number", "month", "year"))
    last = calendar.monthrange(year or pieces.today.year, month or 1)[1]
    return pieces.piece(match, Choice(year, month, day or last))
