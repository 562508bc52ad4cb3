"""What is stored, as tables of a terminal."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from bot.alerts.message import KINDS_IN_WORDS
from bot.staff.countries import country_name
from bot.storage.alerts import QueuedAlert
from bot.storage.feedback import TopicFeedback
from bot.storage.outbox import QueuedEmail
from bot.storage.trip_rows import RegisteredTrip
from bot.storage.uploads import Upload


def trips_table(trips: Iterable[RegisteredTrip]) -> Table:
    """Return a table with one line a trip."""
    table = _table("Number", "Traveller", "E-mail", "Destinations", "From", "To", "Withdrawn")
    for found in trips:
        trip = found.trip
        _add(
            table,
            found.number,
            trip.traveller_name,
            trip.traveller_email,
            destinations(found),
            str(trip.departure),
            str(trip.return_date),
            _moment(found.withdrawn_at),
        )
    return table


def trip_card(found: RegisteredTrip) -> Table:
    """Return all that is known of a trip, one line a fact."""
    trip = found.trip
    card = Table(show_header=False, box=None)
    for name, value in {
        "Number": found.number,
        "Traveller": trip.traveller_name,
        "E-mail": trip.traveller_email,
        "Booked by": "somebody else" if trip.booked_for_other else "the traveller",
        "Destinations": destinations(found),
        "Dates": f"{trip.departure} to {trip.return_date}",
        "Purpose": trip.purpose,
        "Booking": trip.booking,
        "Itinerary": trip.itinerary,
        "Owner": found.owner,
        "Registered": _moment(found.registered_at),
        "Changed": _moment(found.changed_at),
        "Withdrawn": _moment(found.withdrawn_at),
    }.items():
        if value:
            _add(card, name, value)
    return card


def emails_table(emails: Iterable[QueuedEmail]) -> Table:
    """Return a table with one line an e-mail."""
    table = _table("ID", "Trip", "To", "State", "Attempts", "Next attempt", "Sent", "Last error")
    for queued in emails:
        _add(
            table,
            str(queued.id),
            queued.trip_number,
            ", ".join(queued.email.recipients),
            queued.state,
            str(queued.attempts),
            _moment(queued.next_attempt_at if queued.state == "pending" else None),
            _moment(queued.sent_at),
            queued.last_error,
        )
    return table


def alerts_table(alerts: Iterable[QueuedAlert]) -> Table:
    """Return a table with one line an alert and target."""
    table = _table(
        "ID",
        "Raised",
        "Kind",
        "Country",
        "Notes",
        "Target",
        "State",
        "Attempts",
        "Next attempt",
        "Sent",
        "Last error",
    )
    for queued in alerts:
        alert = queued.alert
        _add(
            table,
            queued.alert_id,
            _moment(queued.created_at),
            KINDS_IN_WORDS.get(alert.kind, alert.kind),
            country_name(alert.country_code),
            "yes" if alert.notes else "no",
            queued.target,
            queued.state,
            str(queued.attempts),
            _moment(queued.next_attempt_at if queued.state == "pending" else None),
            _moment(queued.sent_at),
            queued.last_error,
        )
    return table


def feedback_table(topics: Iterable[TopicFeedback]) -> Table:
    """Return a table with one line a topic."""
    table = _table("Topic", "Not helpful", "Helpful")
    for found in topics:
        _add(table, found.topic, str(found.unhelpful), str(found.helpful))
    return table


def uploads_table(uploads: Iterable[Upload]) -> Table:
    """Return a table with one line a file."""
    table = _table("File", "Conversation", "Uploaded")
    for upload in uploads:
        _add(table, upload.name, upload.conversation, _moment(upload.uploaded_at))
    return table


def destinations(found: RegisteredTrip) -> str:
    """Return the destinations of a trip in their order: "Nairobi, Kenya; Uganda"."""
    return "; ".join(
        ", ".join(filter(None, (leg.place, country_name(leg.country_code))))
        for leg in found.trip.legs
    )


def _table(*headings: str) -> Table:
    table = Table(box=None, header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")  # an address is of no use cut short
    return table


def _add(table: Table, *cells: str) -> None:
    # Texts are shown as they are: no markup, and nothing that steers the terminal.
    table.add_row(*(Text(_printable(cell)) for cell in cells))


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def _moment(moment: datetime.datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else ""
