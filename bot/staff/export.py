"""Trips as a table for a spreadsheet."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterable
from typing import TextIO

from bot.staff.show import destinations
from bot.storage.trip_rows import RegisteredTrip

HEADINGS = (
    "number",
    "traveller_name",
    "traveller_email",
    "booked_for_other",
    "destinations",
    "countries",
    "departure",
    "return_date",
    "purpose",
    "booking",
    "itinerary",
    "owner",
    "registered_at",
    "changed_at",
    "withdrawn_at",
    "version",
)
# A cell that begins so is a formula to a spreadsheet, which may send the table away.
FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def write_csv(trips: Iterable[RegisteredTrip], file: TextIO) -> None:
    """Write one line a trip, moments in UTC; the file must not translate line ends."""
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    for found in trips:
        trip = found.trip
        cells = (
            found.number,
            trip.traveller_name,
            trip.traveller_email,
            "yes" if trip.booked_for_other else "no",
            destinations(found),
            " ".join(leg.country_code for leg in trip.legs),
            trip.departure.isoformat(),
            trip.return_date.isoformat(),
            trip.purpose,
            trip.booking,
            trip.itinerary,
            found.owner,
            _moment(found.registered_at),
            _moment(found.changed_at),
            _moment(found.withdrawn_at),
            str(found.version),
        )
        writer.writerow([_harmless(cell) for cell in cells])


def _harmless(cell: str) -> str:
    # With an apostrophe in front it is a text.
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_STARTS) else cell


def _moment(moment: datetime.datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
