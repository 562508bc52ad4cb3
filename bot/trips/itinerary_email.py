"""The e-mail that brings an itinerary to International SOS."""

from __future__ import annotations

import copy
import email.policy
import re
from bisect import bisect_right
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import quote

from bot.dates import format_date
from bot.trips.places import format_place
from bot.trips.summary import describe_legs
from bot.trips.trip import Trip

# Mail programs and browsers cut longer links.
LONGEST_LINK = 1800
# What a page can hand out as a file.
LARGEST_DRAFT_BYTES = 200_000
SHORTENED = "[shortened: please paste the rest of the itinerary]"
_HEADER_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class Attachment:
    """A file that goes with the e-mail: its name, such as "flights.pdf", and what it is."""

    name: str
    media_type: str
    content: bytes


def compose_itinerary_email(
    trip: Trip,
    *,
    to: str = "",
    sender: str = "",
    message_id: str = "",
    reference: str = "",
    is_change: bool = False,
    attachment: Attachment | None = None,
) -> EmailMessage:
    """Compose the e-mail.

    The traveller is in the CC line when somebody else has booked, as the university asks, and gets
    the replies otherwise.

    Args:
        trip: The trip.
        to: The itinerary address; empty while nobody has filled it in.
        sender: The address it comes from; empty in a draft, which has that of who sends it.
        message_id: The Message-ID header: the same on every copy, so that two are known for one.
            Empty in a draft.
        reference: The number of the registration, in the body; empty if there is none.
        is_change: Whether an itinerary was sent before.
        attachment: The file that the itinerary was read from, if it was.
    """
    message = EmailMessage(policy=email.policy.SMTP)
    name = _HEADER_BREAKS.sub(" ", trip.traveller_name).strip()
    traveller = Address(name, addr_spec=trip.traveller_email)
    kind = "Changed itinerary" if is_change else "Itinerary"
    message["Subject"] = f"{kind}: {name}, {describe_legs(trip.legs)}, {_dates(trip)}"
    if sender:
        message["From"] = sender
    if to:
        message["To"] = to
    if trip.booked_for_other:
        message["Cc"] = str(traveller)
    else:
        message["Reply-To"] = str(traveller)
    if message_id:
        message["Message-ID"] = message_id
    message.set_content(_body(trip, name, reference), cte="quoted-printable")
    if attachment:
        _attach(message, attachment)
    return message


def as_text(message: EmailMessage, to: str) -> str:
    """Return the message as it is shown to be looked over.

    Args:
        message: The message.
        to: What is shown for the address it goes to.
    """
    lines = [f"To: {to}"]
    if message["Cc"]:
        lines.append(f"CC: {message['Cc'].addresses[0].addr_spec}")
    lines.append(f"Subject: {message['Subject']}")
    lines += [f"Attached: {part.get_filename()}" for part in message.iter_attachments()]
    return "\n".join(lines) + f"\n\n{_text_of(message)}"


def as_eml(message: EmailMessage) -> str:
    """Return the message as a draft file that mail programs open for sending."""
    draft = copy.deepcopy(message)
    draft["X-Unsent"] = "1"
    return draft.as_string()


def mailto_link(message: EmailMessage) -> str:
    """Return a link that opens the message in the user's mail program (RFC 6068).

    An itinerary for which a link is too short is cut, and the text says so.
    """
    copies = message["Cc"].addresses if message["Cc"] else ()
    cc = ",".join(address.addr_spec for address in copies)
    fields = [("cc", cc), ("subject", str(message["Subject"]))]
    start = f"mailto:{quote(str(message['To'] or ''), safe='@')}?"
    start += "&".join(f"{name}={quote(value, safe='@')}" for name, value in fields if value)
    body = _text_of(message).replace("\n", "\r\n")
    link = f"{start}&body={quote(body)}"
    if len(link) <= LONGEST_LINK:
        return link

    def shortened(kept: int) -> str:
        return f"{start}&body={quote(f'{body[:kept]} {SHORTENED}')}"

    kept = bisect_right(range(len(body)), LONGEST_LINK, key=lambda kept: len(shortened(kept)))
    return shortened(max(0, kept - 1))


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    main_type, _, subtype = attachment.media_type.partition("/")
    if main_type == "message":  # an e-mail in an e-mail must not be encoded (RFC 2046, 5.2.1)
        main_type, subtype = "application", "octet-stream"
    message.add_attachment(
        attachment.content, maintype=main_type, subtype=subtype, filename=attachment.name
    )


def _text_of(message: EmailMessage) -> str:
    """Return the words of a message that was composed here, without its attachment."""
    body = message.get_body(("plain",))
    assert isinstance(body, EmailMessage), "every message here has a text"
    return str(body.get_content()).strip()


def _body(trip: Trip, name: str, reference: str) -> str:
    lines = [
        f"Traveler: {name} <{trip.traveller_email}>",
        *(f"Destination: {format_place(leg)}" for leg in trip.legs),
        f"Departure: {format_date(trip.departure)}",
        f"Return: {format_date(trip.return_date)}",
        f"Purpose: UMB {trip.purpose}",
        *([f"Registered as: {reference}"] if reference else []),
        "",
        "Itinerary:" if trip.itinerary else "The itinerary follows as soon as it is known.",
        *trip.itinerary.splitlines(),
    ]
    return "\n".join(lines)


def _dates(trip: Trip) -> str:
    if trip.departure == trip.return_date:
        return format_date(trip.departure)
    return f"{format_date(trip.departure)} to {format_date(trip.return_date)}"
