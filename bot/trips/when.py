"""The departure and the return of a trip in a text."""

from __future__ import annotations

from datetime import date, timedelta

from bot.dates import Duration, FoundDates, Period, find_dates, find_durations, format_date
from bot.trips import draft as slots
from bot.trips.draft import TripDraft
from bot.trips.when_reading import WhenReading, take_back_impossible, wrong_weekday
from bot.trips.when_words import (
    ARRIVING,
    CUE,
    CUE_AFTER,
    IS_RELATIVE,
    NOT,
    NOT_OF_TRIP,
    SAME_DAY,
    SHIFT,
    SHIFT_VERB,
    STAY,
    TO,
)

# Farther from the departure a return without a year is a slip.
FARTHEST_RETURN = timedelta(days=300)
HALF_YEAR = timedelta(days=182)
# Stays that are farther apart are two trips.
LONGEST_WAY_BETWEEN_STAYS = timedelta(days=3)

# Where half a date is worth a question.
_DATE_QUESTIONS = (None, slots.DEPARTURE, slots.RETURN, slots.CONFIRMATION, slots.CHANGE)


def read_when(
    text: str, draft: TripDraft, *, asked: str | None, today: date, is_correction: bool
) -> WhenReading:
    """Read the dates of a trip.

    Args:
        text: What somebody wrote, without its questions and addresses.
        draft: What is known of the trip.
        asked: The slot that was asked for, if one was.
        today: The present day.
        is_correction: Whether the text puts something right.
    """
    return _When(text, draft, asked, today, is_correction).read()


class _When:
    def __init__(
        self, text: str, draft: TripDraft, asked: str | None, today: date, is_correction: bool
    ) -> None:
        self._text = text
        self._draft = draft
        self._asked = asked
        self._today = today
        self._is_correction = is_correction
        self._reading = WhenReading()
        self._is_torn = False
        self._window: Period | None = None
        self._read_again: dict[tuple[date, date], list[FoundDates]] = {}

    def read(self) -> WhenReading:
        found = find_dates(self._text, today=self._today, prefer="future")
        self._reading.spans = [(one.start, one.end) for one in found]
        kept = [
            one
            for one in found
            if not NOT.search(self._text[: one.start])
            and not NOT_OF_TRIP.search(self._text[: one.start])
        ]
        end = 0
        previous: FoundDates | None = None
        for one in kept:
            slot = self._role(one, end)
            if previous and TO.fullmatch(self._text, previous.end, one.start):
                slot = slots.RETURN  # "31 June to 5 July"
            self._take(one, slot)
            end, previous = one.end, one
        self._take_durations(found)
        self._take_same_day()
        if self._is_torn:  # "Lima 5-10 January, Bogota 3-7 February"
            self._reading.departure = self._reading.return_date = None
        take_back_impossible(self._reading, self._draft, self._today)
        return self._reading

    def _role(self, found: FoundDates, previous_end: int) -> str | None:
        """Tell which slot a date answers: DEPARTURE, also for a range, RETURN, or none."""
        if found.readings and found.kind != "vague" and found.readings[0].last:
            return slots.DEPARTURE
        cues = list(CUE.finditer(self._text, previous_end, found.start))
        after = CUE_AFTER.match(self._text, found.end)
        cue = after if after and not cues else cues[-1] if cues else None
        if cue:
            is_leaving = bool(cue.group("leaving"))
            is_arrival = is_leaving and ARRIVING.search(self._text, cue.end(), found.start)
            if not is_arrival:
                return slots.DEPARTURE if is_leaving else slots.RETURN
        is_first = self._asked == slots.DEPARTURE and self._reading.departure is None
        if not is_first and ARRIVING.search(self._text, previous_end, found.start):
            return None  # "leaving on 3 March, arriving on 4 March"
        if self._asked in (slots.DEPARTURE, slots.RETURN) and not self._is_taken(self._asked):
            return self._asked
        reading, draft = self._reading, self._draft
        if draft.departure and draft.return_date:
            is_change = self._asked in (slots.CONFIRMATION, slots.CHANGE)
            is_change = is_change or (self._asked is None and self._is_correction)
            if is_change and found.first:
                self._ask_which(found, self._anchored(found, slots.DEPARTURE)[0].first)
            return None
        if (reading.departure or draft.departure) is None:
            return slots.DEPARTURE
        is_open = reading.departure is not None or self._asked in (None, slots.DEPARTURE)
        return slots.RETURN if is_open or self._is_correction else None

    def _ask_which(self, found: FoundDates, day: date) -> None:
        """Ask which date is to be the day, when both are known."""
        words = self._text[found.start : found.end]
        options = (f"Departure {format_date(day)}", f"Return {format_date(day)}")
        self._reading.unclear = self._reading.unclear or (slots.DEPARTURE, words, options)

    def _is_taken(self, slot: str) -> bool:
        taken = self._reading.departure if slot == slots.DEPARTURE else self._reading.return_date
        return taken is not None

    def _take(self, found: FoundDates, slot: str | None) -> None:
        if slot is None:
            return
        words = self._text[found.start : found.end].strip()
        if found.kind in ("vague", "impossible"):
            is_past = bool(found.readings) and (found.readings[0].last or date.min) < self._today
            if is_past or self._asked not in _DATE_QUESTIONS:
                return  # "last year" in a letter
            code = "date_vague" if found.kind == "vague" else "date_impossible"
            self._reading.faults.append((slot, code, {"words": words}))
            self._window = found.readings[0] if code == "date_vague" else None
            return
        periods = self._in_window(found) or self._anchored(found, slot)
        if len(periods) == 1 and (weekday := wrong_weekday(words, periods[0])):
            values = {"words": words, "date": format_date(periods[0].first), "weekday": weekday}
            self._reading.faults.append((slot, "date_weekday", values))
        elif len(periods) == 1:
            self._set(self._without_arrival(found, periods[0]), slot)
        elif self._reading.unclear is None:
            options = tuple(_format(period) for period in periods)
            self._reading.unclear = (slot, words, options)

    def _in_window(self, found: FoundDates) -> list[Period]:
        """Read "the 5th" after "next month", which it makes exact."""
        window = self._window
        if window is None or window.last is None:
            return []
        inside = [
            period
            for period in self._again(found, window.first)
            if window.first <= period.first <= window.last
        ]
        if inside:
            self._reading.faults.pop()
            self._window = None
        return inside

    def _without_arrival(self, found: FoundDates, period: Period) -> Period:
        """Keep the departure in "depart 3 March, arrive 4 March, return 10 March"."""
        departure = self._reading.departure
        before = self._text[: found.start][-len("arriving in the country on ") :]
        is_arrival = departure and period.last and ARRIVING.search(before)
        return Period(departure, period.last) if departure and is_arrival else period

    def _anchored(self, found: FoundDates, slot: str) -> list[Period]:
        """Return the readings of a date, in the light of what else is known."""
        departure = self._reading.departure or self._draft.departure
        if slot == slots.RETURN and departure:
            later = self._again(found, departure)
            if IS_RELATIVE.search(self._text, found.start, found.end) and all(
                period.first < departure for period in later
            ):
                later = self._again(found, departure, today=departure)  # "next Friday", of then
            near = [period for period in later if period.first <= departure + FARTHEST_RETURN]
            fitting = [period for period in near if period.first >= departure]
            return fitting or list(found.readings)
        old = self._draft.departure
        if slot == slots.DEPARTURE and old and len(found.readings) == 1:
            anchors = (self._today, old.replace(day=1), old - HALF_YEAR)
            periods = [period for anchor in anchors for period in self._again(found, anchor)]
            return [min(periods, key=lambda period: abs(period.first - old))]
        return list(found.readings)

    def _again(
        self, found: FoundDates, not_before: date, *, today: date | None = None
    ) -> list[Period]:
        key = (not_before, today or self._today)
        if key not in self._read_again:
            self._read_again[key] = find_dates(
                self._text, today=key[1], prefer="future", not_before=not_before
            )
        again = self._read_again[key]
        return [period for one in again if one.start == found.start for period in one.readings]

    def _set(self, period: Period, slot: str) -> None:
        if period.last:
            self._set_stay(period.first, period.last)
        elif slot == slots.DEPARTURE:
            self._reading.departure = period.first
        else:
            self._reading.return_date = period.first

    def _set_stay(self, first: date, last: date) -> None:
        """Take a stay, with the earlier ones of the text if they are one trip."""
        reading = self._reading
        begin, end = reading.departure, reading.return_date
        if begin is None or end is None or self._is_correction:
            reading.departure, reading.return_date = first, last
        elif first <= end + LONGEST_WAY_BETWEEN_STAYS and begin <= last + LONGEST_WAY_BETWEEN_STAYS:
            reading.departure, reading.return_date = min(begin, first), max(end, last)
        else:
            self._is_torn = True

    def _take_durations(self, found: list[FoundDates]) -> None:
        reading = self._reading
        departure = reading.departure or self._draft.departure
        for duration in find_durations(self._text):
            is_inside = any(one.start < duration.end and duration.start < one.end for one in found)
            if is_inside and not self._is_before_departure(departure):
                continue
            if self._shift(duration):
                return
            is_stay = bool(STAY.search(self._text[: duration.start]))
            is_new = reading.departure is not None and is_stay
            if departure and (self._asked == slots.RETURN or is_new):
                if reading.return_date is None or is_inside:
                    shift = SHIFT.match(self._text, duration.end)
                    is_elapsed = duration.is_elapsed or bool(shift)
                    reading.return_date = (
                        departure + duration.between if is_elapsed else duration.last_day(departure)
                    )
                return

    def _take_same_day(self) -> None:
        departure = self._reading.departure or self._draft.departure
        is_meant = self._asked == slots.RETURN or self._reading.departure is not None
        is_same = bool(SAME_DAY.search(self._text))
        if departure and is_meant and is_same and not self._reading.return_date:
            self._reading.return_date = departure

    def _is_before_departure(self, departure: date | None) -> bool:
        """Tell whether "in 10 days" was read from today although the trip begins later."""
        found = self._reading.return_date
        return self._asked == slots.RETURN and bool(found and departure and found < departure)

    def _shift(self, duration: Duration) -> bool:
        """Move known dates: "we come back two days later", "postpone it by a week"."""
        draft, reading = self._draft, self._reading
        before = self._text[: duration.start]
        after, verb = SHIFT.match(self._text, duration.end), SHIFT_VERB.search(before)
        if not (draft.departure and draft.return_date):
            return False
        shift = after or verb
        if shift is None:
            return False
        words = shift.groupdict()
        distance = -duration.between if words.get("earlier") else duration.between
        cues = list(CUE.finditer(before))
        is_leaving = bool(cues) and bool(cues[-1].group("leaving"))
        is_both = not cues and not words.get("length")
        if (is_leaving or is_both) and reading.departure is None:
            reading.departure = draft.departure + distance
        if (not is_leaving or is_both) and reading.return_date is None:
            reading.return_date = draft.return_date + distance
        return True


def _format(period: Period) -> str:
    first = format_date(period.first)
    return f"{first} to {format_date(period.last)}" if period.last else first
