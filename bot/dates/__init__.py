"""Dates in a text: "3 to 10 March", "next Friday", "06/07" with both its readings."""

from bot.dates.found import Duration, FoundDates, Kind, Period, format_date
from bot.dates.pieces import Prefer
from bot.dates.reader import find_dates, find_durations

__all__ = [
    "Duration",
    "FoundDates",
    "Kind",
    "Period",
    "Prefer",
    "find_dates",
    "find_durations",
    "format_date",
]
