"""What is kept of a person, so that all of it can be shown and removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.storage.alerts import Alerts, QueuedAlert
from bot.storage.conversations import Conversations
from bot.storage.outbox import Outbox, QueuedEmail
from bot.storage.trip_rows import RegisteredTrip
from bot.storage.trips import Trips


@dataclass(frozen=True)
class Traces:
    """What is kept of a person.

    Attributes:
        trips: Those of the traveller, or of the owner.
        emails: Those of the trips.
        conversations: Ids of the person's own, and of those that speak of the address.
        alerts: Those of emergencies that were reported in these conversations.
    """

    trips: tuple[RegisteredTrip, ...]
    emails: tuple[QueuedEmail, ...]
    conversations: tuple[str, ...]
    alerts: tuple[QueuedAlert, ...]

    def __bool__(self) -> bool:
        return bool(self.trips or self.conversations or self.alerts)


def find_traces(who: str, database_url: str, conversations: Conversations) -> Traces:
    """Find what is kept of a person.

    Args:
        who: The e-mail address of a traveller, or an owner: "channel:user".
        database_url: SQLAlchemy address.
        conversations: Where to look for the person's own.

    Raises:
        DatabaseError: A database cannot be used.
    """
    trips = Trips(database_url).of_person(who)
    numbers = {found.number for found in trips}
    emails = [queued for queued in Outbox(database_url).list() if queued.trip_number in numbers]
    is_address = "@" in who  # no owner has one
    owners = _travelling_owners(trips) if is_address else {who}
    spoken = conversations.about(who if is_address else None, owners)
    alerts = [
        queued for queued in Alerts(database_url).list() if queued.owner in {*owners, *spoken}
    ]
    return Traces(tuple(trips), tuple(emails), tuple(spoken), tuple(alerts))


def remove_traces(traces: Traces, database_url: str, conversations: Conversations) -> None:
    """Remove what has been found.

    Raises:
        DatabaseError: A database cannot be used.
    """
    # In this order: who is found by the conversations or the trips could not be found again.
    for owner in {queued.owner for queued in traces.alerts}:
        Alerts(database_url).delete_of(owner)
    conversations.delete(traces.conversations)
    Trips(database_url).delete(found.number for found in traces.trips)


def _travelling_owners(trips: Iterable[RegisteredTrip]) -> set[str]:
    return {found.owner for found in trips if not found.trip.booked_for_other}
