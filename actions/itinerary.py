"""Handing on the itinerary of a trip: e-mail, calendar file, and what is left to do."""

from __future__ import annotations

import datetime
from email.message import EmailMessage

from rasa_sdk.executor import CollectingDispatcher

from actions.interpolation import as_value
from bot.knowledge.contacts import assistance_text
from bot.knowledge.library import get_library
from bot.settings import get_settings
from bot.storage.outbox import OutgoingEmail
from bot.storage.trip_rows import RegisteredTrip
from bot.trips.calendar_file import calendar_file
from bot.trips.itinerary_email import (
    LARGEST_DRAFT_BYTES,
    Attachment,
    as_eml,
    as_text,
    compose_itinerary_email,
    mailto_link,
)
from bot.trips.trip import Trip

MAILTO_LABEL = "Open it in your mail program"


def is_sent_from_here(trip: Trip) -> bool:
    """Tell whether the itinerary e-mail can be sent from here, and is needed."""
    settings = get_settings()
    contacts = get_library(settings.documents_dir).contacts
    can_send = bool(settings.smtp_host) and bool(contacts["itinerary_email"].value)
    return can_send and trip.booking == "elsewhere"


def compose(
    trip: Trip,
    *,
    message_id: str = "",
    number: str = "",
    is_change: bool,
    attachment: Attachment | None,
) -> EmailMessage:
    """Compose the itinerary e-mail with what is configured here."""
    settings = get_settings()
    contacts = get_library(settings.documents_dir).contacts
    return compose_itinerary_email(
        trip,
        to=contacts["itinerary_email"].value,
        sender=settings.mail_sender if message_id else "",
        message_id=message_id,
        reference=number,
        is_change=is_change,
        attachment=attachment,
    )


def outgoing_email(
    trip: Trip, number: str, draft_id: str, *, is_change: bool, attachment: Attachment | None
) -> OutgoingEmail:
    """Return the e-mail as the outbox takes it.

    Args:
        trip: The trip.
        number: Of its registration.
        draft_id: Of the confirmation: the same on every copy, however often it is sent.
        is_change: Whether an itinerary was sent before.
        attachment: The file that the itinerary was read from, if it was.
    """
    message_id = f"<{draft_id}@travel-assistant.invalid>"
    message = compose(
        trip,
        message_id=message_id,
        number=number,
        is_change=is_change,
        attachment=attachment,
    )
    copies = message["Cc"].addresses if message["Cc"] else ()
    recipients = [address.addr_spec for address in (*message["To"].addresses, *copies)]
    return OutgoingEmail.from_message(message, recipients)


def say_next_step(
    dispatcher: CollectingDispatcher, registered: RegisteredTrip, attachment: Attachment | None
) -> None:
    """Say what happens with the itinerary, hand out the files, and remind of the preparations.

    Args:
        dispatcher: Collects what is said.
        registered: The trip.
        attachment: The file that the itinerary was read from, if it was.
    """
    contacts = get_library(get_settings().documents_dir).contacts
    trip = registered.trip
    files = [_calendar(registered)]
    if trip.booking == "agency":
        dispatcher.utter_message(response="utter_trip_agency_next")
    elif is_sent_from_here(trip):
        dispatcher.utter_message(
            response="utter_trip_email_queued", itinerary_email=contacts["itinerary_email"].spoken
        )
    else:
        files.append(_say_email_to_send(dispatcher, registered, attachment))
    dispatcher.utter_message(json_message={"files": files})
    dispatcher.utter_message(response="utter_trip_reminders")
    dispatcher.utter_message(response="utter_trip_kept", global_hub=contacts["global_hub"].spoken)


def _say_email_to_send(
    dispatcher: CollectingDispatcher, registered: RegisteredTrip, attachment: Attachment | None
) -> dict[str, str]:
    """Say that the traveller sends the itinerary e-mail, and show it; return its draft file."""
    address = get_library(get_settings().documents_dir).contacts["itinerary_email"]

    def draft_with(attached: Attachment | None) -> EmailMessage:
        return compose(
            registered.trip,
            number=registered.number,
            is_change=registered.version > 1,
            attachment=attached,
        )

    draft = draft_with(attachment)
    content = as_eml(draft)
    is_attached = attachment is not None and len(content) <= LARGEST_DRAFT_BYTES
    if attachment and not is_attached:
        draft = draft_with(None)
        content = as_eml(draft)
    dispatcher.utter_message(
        response="utter_trip_email_to_send",
        itinerary_email=address.spoken,
        mailto=f"[{MAILTO_LABEL}]({mailto_link(draft)})",
    )
    if attachment:
        dispatcher.utter_message(
            response="utter_trip_file_in_draft" if is_attached else "utter_trip_file_to_attach",
            file=attachment.name,
        )
    dispatcher.utter_message(
        response="utter_trip_email_shown", email=as_value(as_text(draft, address.plain))
    )
    return {
        "name": f"itinerary-{registered.number}.eml",
        "media_type": "message/rfc822",
        "content": content,
    }


def _calendar(registered: RegisteredTrip) -> dict[str, str]:
    contacts = get_library(get_settings().documents_dir).contacts
    content = calendar_file(
        registered.trip,
        number=registered.number,
        now=datetime.datetime.now(tz=datetime.timezone.utc),
        description=f"{assistance_text(contacts)} Registration: {registered.number}.",
    )
    return {
        "name": f"trip-{registered.number}.ics",
        "media_type": "text/calendar",
        "content": content,
    }
