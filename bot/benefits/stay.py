"""What a message says about the quarantine stay: how long, from when, since when it was issued."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dateutil.relativedelta import relativedelta

from bot.benefits.claim import Claim, NightsRange
from bot.benefits.cues import LESS, MORE
from bot.benefits.problems import Problem
from bot.benefits.quantities import Quantity
from bot.benefits.wording import DATE, Wording
from bot.dates import FoundDates, Period, format_date

_ABSURD_NIGHTS = 365
_LONGEST_LIKELY = 60  # days
_ISSUED = re.compile(
    r"\b(?:issu\w*|order(?:ed|s)?|impos\w*|start(?:ed|s)?|bega?[iu]ns?|announc\w*|notice|"
    r"notif\w*|declar\w*|"
    r"decree\w*|effect\w*|dated|quarantined? (?:on|since|from|is|was|of|date|order)|quarantined|"
    r"isolat\w+ (?:on|since|from)|into quarantine|in quarantine (?:on|since|from)|told (?:me|"
    r"us) to|"
    r"made)\b"
)
_UNTIL = re.compile(
    r"(?:\b(?:until|till?|to|through|thru|left|leav\w+|releas\w+|end(?:ed|s|ing)?|check(?:ed|"
    r"ing)?[- ]?out|"
    r"depart\w*|flew|fly|out|go home|free|return\w*|last (?:day|night))\b| -)[^.;]{0,14}$"
)
_FROM = re.compile(
    r"\b(?:from|since|start\w*|arriv\w*|check(?:ed|ing)?[- ]?in|moved|there since|enter\w*|"
    r"got there|"
    r"stay(?:ed|ing)? (?:from|since)|first (?:day|night))\b[^.;]{0,14}$"
)
_TRIP = re.compile(
    r"\b(?:trips?|travel(?:s|ing|led|ling)?|conference|vacation|holiday|visit|programme?|workshop|"
    r"internship|rotation|registration|registered)\b"
)
_OF_QUARANTINE = re.compile(r"\b(?:quarant\w*|isolat\w*|hotel|stay\w*|room|issu\w+|order\w*)\b")
_ADDED = re.compile(r" ?(?:and|plus|\+|&|then|and then)(?: (?:a|another|then|about|maybe))? ?")
_REST = re.compile(r".{0,6}\b(?:more|to go|left|extra|additional|longer)\b")
_STAY = re.compile(
    r"\b(?:stay\w*|hotel|there|room|nights?|was in|check\w*|arriv\w*|airbnb|booked)\b"
)


@dataclass
class Stay:
    """What a message says about the stay.

    Attributes:
        nights: How many.
        dates: Days by field of the claim.
        problem: Why something cannot be taken.
    """

    nights: NightsRange | None = None
    dates: dict[str, datetime.date] = field(default_factory=dict)
    problem: Problem | None = None


def read_stay(
    wording: Wording,
    quantities: Sequence[Quantity],
    claim: Claim,
    asked: str | None,
    today: datetime.date,
) -> Stay:
    """Read the number of nights and the dates.

    Args:
        wording: Of the message.
        quantities: Of its text.
        claim: What is known already: "2 more nights" are added to it.
        asked: The slot that was just asked for.
        today: The present day, from which a stay lasts that has only an end.
    """
    stay = Stay()
    _read_nights(wording.text, quantities, claim, asked, stay)
    _read_dates(wording, asked, stay)
    _move_ends(stay.dates, claim)
    until = stay.dates.get("stay_until")
    known = {*stay.dates, *claim.said()}
    has_start = bool({"stay_from", "issued_on", "nights"} & known) or stay.nights is not None
    if until and until > today and not has_start:
        stay.dates["stay_from"] = today  # "stuck till Friday"
    return stay


def _read_nights(
    text: str, quantities: Sequence[Quantity], claim: Claim, asked: str | None, stay: Stay
) -> None:
    times = [quantity for quantity in quantities if quantity.kind == "time"]
    is_change = len(times) == 1 and claim.nights and claim.nights.high and asked != "nights"
    is_minus = bool(times) and text[: times[0].start].endswith("minus ")  # "minus 2 nights"
    if any(time.is_negative for time in times) and not (is_change and is_minus):
        stay.problem = Problem("negative")
        return
    prices = [quantity for quantity in quantities if quantity.kind in ("money", "bare")]
    # "5 nights at 150, then 5 at 180"
    is_in_segments = len(times) > 1 and len(prices) == len(times)
    nights = _total(text, times, is_in_segments=is_in_segments)
    if nights is None:
        if times:
            shown = ", ".join(text[time.start : time.end].strip() for time in times)
            stay.problem = Problem("several_nights", {"nights": shown})
        return
    if is_change and claim.nights:
        nights = _changed(text, times[0], nights, claim.nights)
    longest = max(nights.low, nights.high or 0)
    if longest < 1:
        stay.problem = Problem("zero_nights")
    elif longest > _ABSURD_NIGHTS:
        stay.problem = Problem("absurd_nights", {"nights": str(longest)})
    else:
        stay.nights = NightsRange(max(1, nights.low), nights.high)


def _total(text: str, times: Sequence[Quantity], *, is_in_segments: bool) -> NightsRange | None:
    """Return one length of stay; "1 week and 3 days" are ten, "10 days (9 nights)" nine."""
    ranges = [
        NightsRange(int(time.low), None if time.high is None else int(time.high)) for time in times
    ]
    if len(set(ranges)) == 1 and not is_in_segments:
        return ranges[0]
    if not ranges or any(nights.high is None for nights in ranges):
        return None
    lows = sorted(nights.low for nights in ranges)
    named = [time for time in times if re.search(r"\bni", text[time.start : time.end])]
    if len(lows) == 2 and lows[1] - lows[0] == 1 and len(named) == 1 and not is_in_segments:
        return NightsRange(int(named[0].low), int(named[0].low))  # "7 days and 6 nights"
    pairs = list(pairwise(times))
    if (
        is_in_segments
        or all(_is_added(text, a, b) for a, b in pairs)
        or all(re.fullmatch(r"[ ,]*", text[a.end : b.start]) and a.unit != b.unit for a, b in pairs)
    ):
        return NightsRange(
            sum(nights.low for nights in ranges), sum(nights.high or 0 for nights in ranges)
        )
    if len(lows) == 2 and lows[1] - lows[0] == 1:
        return NightsRange(lows[0], lows[0])
    return None


def _is_added(text: str, first: Quantity, second: Quantity) -> bool:
    """Tell "a week and 3 days" and "8 nights, maybe 4 more" from two numbers for one stay."""
    return bool(
        _ADDED.fullmatch(text, first.end, second.start) or _REST.match(text, second.end - 4)
    )


def _changed(text: str, time: Quantity, nights: NightsRange, known: NightsRange) -> NightsRange:
    """Add "2 more nights" to the nights that are known, and take "a night less" off."""
    near = text[max(0, time.start - 10) : time.end + 10]
    sign = 1 if MORE.search(near) else -1 if LESS.search(near) else 0
    if not sign or known.high is None or nights.high is None:
        return nights
    if sign > 0:
        return NightsRange(known.low + nights.low, known.high + nights.high)
    return NightsRange(known.low - nights.high, known.high - nights.low)


def _read_dates(wording: Wording, asked: str | None, stay: Stay) -> None:
    text = wording.text
    places = [match.start() for match in re.finditer(DATE, text)]
    for number, place in enumerate(places):
        found = wording.date_at(text[place])
        end = places[number + 1] if number + 1 < len(places) else len(text)
        begin = places[number - 1] + 1 if number else 0
        _read_date(found, text[begin:place], text[place + 1 : end], asked, stay)


def _move_ends(dates: dict[str, datetime.date], claim: Claim) -> None:
    """Let "since 2 November, until 4 December" end in the December after it began."""
    start = dates.get("stay_from") or dates.get("issued_on") or claim.stay_from or claim.issued_on
    until = dates.get("stay_until")
    if start and until and until <= start:
        after = until + relativedelta(years=1)
        if (after - start).days <= _LONGEST_LIKELY:
            dates["stay_until"] = after


def _read_date(found: FoundDates, before: str, after: str, asked: str | None, stay: Stay) -> None:
    role = _role(found, before, after, asked, stay)
    if not role:
        return
    if found.kind == "impossible":
        stay.problem = Problem("impossible_date")
        return
    readings = _likely(found)
    if len(readings) > 1:
        shown = " / ".join(_spoken(period) for period in readings)
        stay.problem = Problem("ambiguous_date", {"dates": shown})
    elif readings[0].last:
        stay.dates.setdefault("stay_from", readings[0].first)
        stay.dates.setdefault("stay_until", readings[0].last)
    else:
        stay.dates.setdefault(role, readings[0].first)


def _likely(found: FoundDates) -> list[Period]:
    """Leave out readings of "06/07 to 06/12" that nobody's quarantine is as long as."""
    short = [
        period for period in found.readings
        if not period.last or (period.last - period.first).days <= _LONGEST_LIKELY
    ]  # fmt: skip
    return short or list(found.readings)


def _spoken(period: Period) -> str:
    days = [format_date(day) for day in (period.first, period.last) if day]
    return " to ".join(days)


def _role(found: FoundDates, before: str, after: str, asked: str | None, stay: Stay) -> str:
    if found.kind == "vague":
        return ""
    clause = re.split(r"[.;]|,(?! )|\band\b|, (?!the|it|on|we|by)", before)[-1]
    if _TRIP.search(clause) and not _OF_QUARANTINE.search(clause):
        return ""
    if found.kind == "range" or (found.readings and found.readings[0].last):
        return "stay"
    if _UNTIL.search(clause):
        return "stay_until"
    if _ISSUED.search(clause) and not re.search(
        r"\b(?:stay\w*|hotel|check\w*|arriv\w*)\b[^,]*$", clause
    ):
        return "issued_on"
    if _FROM.search(clause) or _STAY.search(clause):
        return "stay_from" if "stay_from" not in stay.dates else "stay_until"
    if re.search(r"\b(?:issue|order|quarantine)\b", clause) or re.match(
        r"[^.;,]{0,12}\b(?:issu\w+|ordered|imposed|when (?:the |they )?(?:quarantine|order))", after
    ):
        return "issued_on"
    if re.match(r"[^.;,]{0,12}\b(?:left|leave|released|was let)", after) or asked == "nights":
        return "stay_until"
    return ""
