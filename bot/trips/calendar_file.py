"""The calendar file of a trip (iCalendar, RFC 5545)."""

from __future__ import annotations

import datetime

from icalendar import Calendar, Event

from bot.trips.summary import describe_legs
from bot.trips.trip import Trip

PRODUCT = "-//UMB travel assistant//EN"


def calendar_file(trip: Trip, *, number: str, now: datetime.datetime, description: str) -> str:
    """Return a calendar file with the trip as one event over all its days.

    Args:
        trip: The trip.
        number: The number of its registration: the event replaces an older one of this number.
        now: When the file is made, with its time zone.
        description: What stands in the event: whom to contact.
    """
    event = Event()
    event.add("uid", f"{number}@travel-assistant")
    event.add("dtstamp", now.astimezone(datetime.timezone.utc))
    event.add("dtstart", trip.departure)
    event.add("dtend", trip.return_date + datetime.timedelta(days=1))  # the first day after it
    event.add("summary", f"Trip: {describe_legs(trip.legs)}")
    event.add("location", describe_legs(trip.legs))
    event.add("description", description)
    event.add("transp", "TRANSPARENT")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return str(calendar.to_ical().decode("utf-8"))
