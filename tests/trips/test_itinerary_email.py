"""The itinerary e-mail: who gets it, what is in it, and that nobody can smuggle headers into it."""

from __future__ import annotations

import dataclasses
import datetime
import email
import email.policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.trips.itinerary_email import (
    LONGEST_LINK,
    SHORTENED,
    Attachment,
    as_eml,
    as_text,
    compose_itinerary_email,
    mailto_link,
)
from bot.trips.trip import Leg, Trip

TRIP = Trip(
    "José Álvarez",
    "jose@umaryland.edu",
    False,
    (Leg("Nairobi", "KE"), Leg("", "UG")),
    datetime.date(2027, 3, 3),
    datetime.date(2027, 3, 10),
    "work",
    "elsewhere",
    "KL 566, 3 March\nHotel at the lake",
)


def compose(trip: Trip = TRIP, **changed: Any) -> EmailMessage:
    usual = {"to": "itineraries@example.org", "sender": "travel@example.org", "message_id": "<a@b>"}
    return compose_itinerary_email(trip, **{**usual, **changed})


def test_it_says_who_travels_where_and_when() -> None:
    message = compose(reference="T-7K4Q9")
    assert message["To"] == "itineraries@example.org"
    assert message["Message-ID"] == "<a@b>"
    assert (
        message["Subject"]
        == "Itinerary: José Álvarez, Nairobi, Kenya; Uganda, 3 March 2027 to 10 March 2027"
    )
    body = message.get_content()
    for words in (
        "Traveler: José Álvarez <jose@umaryland.edu>",
        "Destination: Nairobi, Kenya",
        "Destination: Uganda",
        "Departure: 3 March 2027",
        "Return: 10 March 2027",
        "Purpose: UMB work",
        "Registered as: T-7K4Q9",
        "KL 566, 3 March\nHotel at the lake",
    ):
        assert words in body


def test_the_traveller_is_in_the_cc_line_only_when_somebody_else_has_booked() -> None:
    own, other = compose(), compose(dataclasses.replace(TRIP, booked_for_other=True))
    assert own["Cc"] is None
    assert own["Reply-To"].addresses[0].addr_spec == "jose@umaryland.edu"
    assert other["Cc"].addresses[0].addr_spec == "jose@umaryland.edu"
    assert other["Reply-To"] is None


@given(st.text(min_size=1, max_size=60).map(lambda name: f"A\r\nBcc: spy@example.org\n{name}"))
def test_no_name_smuggles_a_header_in(name: str) -> None:
    name = name.encode("utf-8", errors="ignore").decode()
    message = compose(dataclasses.replace(TRIP, traveller_name=name, booked_for_other=True))
    parsed = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
    assert parsed["Bcc"] is None
    assert [address.addr_spec for address in parsed["Cc"].addresses] == ["jose@umaryland.edu"]
    assert "\n" not in str(parsed["Subject"])


def test_a_draft_file_opens_for_sending_and_has_the_same_words() -> None:
    message = compose(to="", sender="", message_id="")
    draft = email.message_from_string(as_eml(message), policy=email.policy.default)
    assert draft["X-Unsent"] == "1"
    assert draft["To"] is None
    assert draft["From"] is None
    assert draft["Subject"] == message["Subject"]
    assert draft.get_content().replace("\r\n", "\n") == message.get_content()


def test_a_link_opens_the_same_e_mail() -> None:
    message = compose(dataclasses.replace(TRIP, booked_for_other=True))
    link = urlsplit(mailto_link(message))
    fields = parse_qs(link.query)
    assert (link.scheme, unquote(link.path)) == ("mailto", "itineraries@example.org")
    assert fields["cc"] == ["jose@umaryland.edu"]
    assert fields["subject"] == [str(message["Subject"])]
    assert fields["body"] == [message.get_content().strip().replace("\n", "\r\n")]


def test_a_link_without_an_address_leaves_it_to_the_sender() -> None:
    assert mailto_link(compose(to="")).startswith("mailto:?subject=")


@pytest.mark.parametrize("itinerary", ["x" * 4000, "ü" * 4000, "flight\n" * 600], ids="xüf")
def test_a_link_is_never_too_long_and_says_what_is_missing(itinerary: str) -> None:
    message = compose(dataclasses.replace(TRIP, itinerary=itinerary))
    link = mailto_link(message)
    assert 1500 < len(link) <= LONGEST_LINK
    assert SHORTENED in unquote(link)
    assert parse_qs(urlsplit(link).query)["subject"] == [str(message["Subject"])]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("flights.pdf", "application/pdf"),
        ("Reiseplan März 行程.txt", "text/plain"),
        ("trip.ics", "text/calendar"),
        ("booking.eml", "message/rfc822"),
        ("booking.html", "text/html"),
    ],
)
def test_a_file_goes_with_the_e_mail_as_it_is(name: str, media_type: str) -> None:
    content = b"Subject: x\n\nKL 566 \xff\x00\r\n.\r\n"
    plain = compose()
    message = compose(attachment=Attachment(name, media_type, content))
    assert as_text(message, "us") == as_text(plain, "us").replace(
        "\n\n", f"\nAttached: {name}\n\n", 1
    )
    assert mailto_link(message) == mailto_link(plain)
    for text in (message.as_string(), as_eml(message)):
        assert text.isascii()
        parsed = email.message_from_string(text, policy=email.policy.default)
        (part,) = parsed.iter_attachments()
        assert (part.get_filename(), part.get_payload(decode=True)) == (name, content)
        assert "Itinerary:\r\nKL 566, 3 March\r\n" in parsed.get_body(("plain",)).get_content()


def test_a_draft_is_made_of_a_copy() -> None:
    message = compose()
    as_eml(message)
    assert message["X-Unsent"] is None
