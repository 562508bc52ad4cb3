"""Dates that leave the day open: "end of March", "next week"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.dates.choices import Choice, part_of
from bot.dates.pieces import Piece, Pieces
from bot.dates.words import MONTHS

# The others are words or names too, and count after certain words only.
_CLEAR_MONTHS = tuple(MONTHS[month - 1].lower() for month in (1, 2, 7, 9, 10, 11, 12))
_LEADS_TO_MONTH = "IFSXLEf"


def vague_month(pieces: Pieces, match: re.Match[str]) -> Piece | None:
    """Read "end of March", "in March 2027", "next March"."""
    month = pieces.tokens[match.start("month")]
    part = pieces.value(match, "part")
    year = pieces.value(match, "year")
    if part is None and year is None and not _is_month_here(pieces, match):
        return None
    whole = [
        date(found, month.value, 1)
        for found in ([year] if year else range(pieces.today.year - 1, pieces.today.year + 2))
    ]
    windows = [part_of(first, first + relativedelta(months=1, days=-1), part) for first in whole]
    is_past = pieces.prefer == "past" or "L" in match.group(0)
    if "X" in match.group(0) or not is_past:
        fitting = [window for window in windows if window[1] >= pieces.today]
    else:
        fitting = [window for window in windows if window[0] <= pieces.today][::-1]
    return pieces.vague(match, *(fitting or windows)[0])


def _is_month_here(pieces: Pieces, match: re.Match[str]) -> bool:
    """Tell whether "may" or "april" is the month: neither a word nor a name."""
    position = match.start("month")
    text = pieces.tokens[position].text
    before, after = pieces.before(match), pieces.tags[match.end() : match.end() + 1]
    if text in _CLEAR_MONTHS or len(pieces.tags.strip(".?!,")) == match.end() - match.start():
        return True
    if text == "may" and "S" in (match.group(0)[0], before) and after == "x":
        return False  # "this may take a while"
    if match.group(0)[0] in _LEADS_TO_MONTH or before in tuple(_LEADS_TO_MONTH):
        return True
    follower = pieces.tags[match.end() : match.end() + 2]
    if follower[:1] in ("-", "R", "&") and follower[1:] == "M":
        return True
    is_after_month = pieces.tags[max(0, match.start() - 2) : match.start()][:1] == "M"
    return before in ("-", "R", "&") and is_after_month


def part_of_month(pieces: Pieces, match: re.Match[str]) -> Piece:
    """Read "the first week of March"."""
    month, year = pieces.value(match, "month") or 1, pieces.value(match, "year")
    found = pieces.place(Choice(year, month, 1 if pieces.prefer == "past" else 28)) or pieces.today
    first = found.replace(day=1)
    number = pieces.value(match, "number") or 0
    last = first + relativedelta(months=1, days=-1)
    if match.start("number") < 0 or number > 4:
        return pieces.vague(match, last - timedelta(days=6), last)
    begin = first + timedelta(days=7 * (number - 1))
    return pieces.vague(match, begin, begin + timedelta(days=6))


def vague_unit(pieces: Pieces, match: re.Match[str]) -> Piece | None:
    """Read "next week", "the end of the month", "this weekend", "early next year"."""
    which = match.group("which") or "S"
    steps = {"S": 0, "X": 1, "L": -1}.get(which, 0)
    part = pieces.value(match, "part")
    monday = pieces.today - timedelta(days=pieces.today.weekday())
    tag = match.group("unit")
    if tag == "k":
        first, last = monday, monday + timedelta(days=6)
        moved = timedelta(days=7 * steps)
        return pieces.vague(match, first + moved, last + moved)
    if tag == "e":
        saturday = monday + timedelta(days=5 + 7 * steps)
        return pieces.vague(match, saturday, saturday + timedelta(days=1))
    if pieces.unit(match) == "month":
        first = pieces.today.replace(day=1) + relativedelta(months=steps)
        return pieces.vague(match, *part_of(first, first + relativedelta(months=1, days=-1), part))
    if pieces.unit(match) == "year":
        first = pieces.today.replace(month=1, day=1) + relativedelta(years=steps)
        return pieces.vague(match, *part_of(first, first.replace(month=12, day=31), part))
    return None
