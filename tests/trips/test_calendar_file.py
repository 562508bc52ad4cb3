"""The calendar file, read again as calendars do."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from bot.trips.calendar_file import calendar_file
from bot.trips.trip import Leg, Trip

TRIP = Trip(
    "Jane Doe",
    "jane@umaryland.edu",
    False,
    (Leg("São Paulo", "BR"), Leg("Lima", "PE")),
    datetime.date(2027, 3, 3),
    datetime.date(2027, 3, 10),
    "study",
    "agency",
)
NOW = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=ZoneInfo("America/New_York"))
DESCRIPTION = "Medical emergency: the number, on your card; any other: the hotline.\n" * 3


def test_a_calendar_reads_the_whole_trip_and_whom_to_contact() -> None:
    text = calendar_file(TRIP, number="T-7K4Q9", now=NOW, description=DESCRIPTION)
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert event["DTSTART"].dt == datetime.date(2027, 3, 3)
    # The end is the first day that is free again.
    assert event["DTEND"].dt == datetime.date(2027, 3, 11)
    assert event["DTSTAMP"].dt == datetime.datetime(
        2026, 11, 24, 17, 0, tzinfo=datetime.timezone.utc
    )
    assert event["SUMMARY"] == "Trip: São Paulo, Brazil; Lima, Peru"
    assert event["DESCRIPTION"] == DESCRIPTION
    assert event["UID"] == "T-7K4Q9@travel-assistant"


def test_its_lines_are_those_of_the_standard() -> None:
    text = calendar_file(TRIP, number="T-7K4Q9", now=NOW, description=DESCRIPTION)
    lines = text.split("\r\n")
    assert "\n" not in "".join(lines)
    assert max(len(line.encode("utf-8")) for line in lines) <= 75
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
