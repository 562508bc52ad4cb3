"""What is kept of a person, so that all of it can be shown and removed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Table, delete, select, update

from bot.storage.alerts import Alerts, QueuedAlert
from bot.storage.conversations import Conversations
from bot.storage.database import empty_log, open_engine, transaction
from bot.storage.outbox import Outbox, QueuedEmail
from bot.storage.tables import FEEDBACK, INBOX, UNSENT_REPLIES, UPLOADS
from bot.storage.trip_rows import RegisteredTrip
from bot.storage.trips import Trips
from bot.storage.uploads import Upload, Uploads


@dataclass(frozen=True)
class Traces:
    """What is kept of a person.

    Attributes:
        trips: Those of the traveller, or of the owner.
        emails: Those of the trips.
        conversations: Ids of the person's own, and of those that speak of the address.
        alerts: Those of emergencies that were reported in these conversations.
        uploads: The files that were handed in there.
        messages: How many that came in there are kept, so that they are not run again.
        unsent_replies: How many replies to them wait to be sent.
        thumbs: How many were given there; they stay, but will not say where they were given.
    """

    trips: tuple[RegisteredTrip, ...]
    emails: tuple[QueuedEmail, ...]
    conversations: tuple[str, ...]
    alerts: tuple[QueuedAlert, ...]
    uploads: tuple[Upload, ...]
    messages: int
    unsent_replies: int
    thumbs: int

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
    uploads = Uploads(database_url)
    spoken = {
        *conversations.about(who if is_address else None, owners),
        *(uploads.speaking_of(who) if is_address else ()),
    }
    ids = {*owners, *spoken}
    files = uploads.of(ids)
    messages, unsent_replies, thumbs = (
        _conversations_in(table, database_url, ids) for table in (INBOX, UNSENT_REPLIES, FEEDBACK)
    )
    handed_in = {upload.conversation for upload in files}
    return Traces(
        trips=tuple(trips),
        emails=tuple(emails),
        conversations=tuple(sorted({*spoken, *messages, *unsent_replies, *thumbs, *handed_in})),
        alerts=tuple(queued for queued in Alerts(database_url).list() if queued.owner in ids),
        uploads=tuple(files),
        messages=len(messages),
        unsent_replies=len(unsent_replies),
        thumbs=len(thumbs),
    )


def remove_traces(traces: Traces, database_url: str, conversations: Conversations) -> None:
    """Remove what has been found.

    Raises:
        DatabaseError: A database cannot be used.
    """
    # In this order: who is found by the conversations or the trips could not be found again.
    for owner in {queued.owner for queued in traces.alerts}:
        Alerts(database_url).delete_of(owner)
    _forget(traces.conversations, database_url)
    conversations.delete(traces.conversations)
    Trips(database_url).delete(found.number for found in traces.trips)


def forget_conversation(database_url: str, conversation: str) -> None:
    """Remove what the assistant's own tables keep of one conversation, and leave no trace of it.

    These are messages that came in, unsent replies, uploaded files and what links a thumb to the
    conversation; the thumb stays. So do trips that were registered and alerts that were raised
    there: the travel office needs them. What was said is kept by Rasa: see
    `Conversations.delete`.

    Args:
        database_url: SQLAlchemy address.
        conversation: Its id, "channel:user".

    Raises:
        DatabaseError: The database cannot be used.
    """
    _forget([conversation], database_url)


def _forget(conversations: Collection[str], database_url: str) -> None:
    engine = open_engine(database_url)
    with transaction(engine) as connection:
        for table in (INBOX, UNSENT_REPLIES, UPLOADS):
            connection.execute(delete(table).where(table.c.conversation.in_(list(conversations))))
        connection.execute(
            update(FEEDBACK)
            .where(FEEDBACK.c.conversation.in_(list(conversations)))
            .values(conversation=None, message_id=None)
        )
    empty_log(engine)


def _conversations_in(table: Table, database_url: str, ids: Collection[str]) -> list[str]:
    """Return the conversation of every row of a table that belongs to one of some conversations."""
    conversation = table.c.conversation
    with transaction(open_engine(database_url)) as connection:
        found: list[str] = (
            connection.execute(select(conversation).where(conversation.in_(list(ids))))
            .scalars()
            .all()
        )
    return found


def _travelling_owners(trips: Iterable[RegisteredTrip]) -> set[str]:
    return {found.owner for found in trips if not found.trip.booked_for_other}
