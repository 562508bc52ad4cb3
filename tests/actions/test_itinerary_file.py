"""An itinerary that is handed in as a file: from the button of the page to the e-mail."""

from __future__ import annotations

import datetime
import email
import email.policy
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.answer_question import ActionAnswerQuestion
from actions.confirm_trip import ActionAskTripConfirmation
from actions.register_trip import ActionRegisterTrip
from actions.validate_trip_form import ValidateTripForm
from bot.channels.parts import MAX_FILE_BYTES
from bot.knowledge.library import get_library
from bot.mail.smtp import MailServer
from bot.settings import PROJECT_ROOT
from bot.storage.outbox import Outbox
from bot.storage.trips import Trips
from bot.storage.uploads import Uploads
from bot.trips.draft import FORM_SLOTS
from bot.trips.itinerary_email import LARGEST_DRAFT_BYTES
from tests.actions.conftest import OWNER, Run

NOW = datetime.datetime(2026, 11, 24, 12, tzinfo=datetime.timezone.utc)
PDF = b"%PDF-1.7\n\x00\xff binary"
KNOWN: dict[str, Any] = {
    "trip_draft_id": "d1",
    "trip_traveller": "self",
    "traveller_name": "Jane Doe",
    "traveller_email": "jane@umaryland.edu",
    "trip_destinations": [{"place": "Nairobi", "country_code": "KE"}],
    "trip_departure": "2099-03-03",
    "trip_return": "2099-03-10",
    "trip_purpose": "work",
    "trip_booking": "elsewhere",
    "trip_itinerary": None,
}
Say = Callable[..., dict[str, Any]]
HandIn = Callable[..., str]


@pytest.fixture
def hand_in(database_url: str) -> HandIn:
    """Return what keeps a file of a conversation and returns its token."""

    def keep(content: bytes = PDF, *, conversation: str = OWNER, name: str = "flights.pdf") -> str:
        media_type = "application/pdf" if name.endswith("pdf") else "message/rfc822"
        store = Uploads(database_url)
        return store.add(conversation, name, media_type, content, "KL 566\nKL 565", NOW)

    return keep


@pytest.fixture
def outbox(
    documents: Path, set_settings: Callable[..., None], database_url: str
) -> Iterator[Outbox]:
    """Set a mail server and the itinerary address; return the outbox."""
    contacts = documents / "contacts.yml"
    content = yaml.safe_load(contacts.read_text(encoding="utf-8"))
    content["itinerary_email"]["value"] = "itineraries@example.org"
    contacts.write_text(yaml.safe_dump(content), encoding="utf-8")
    set_settings(documents_dir=documents, smtp_host="127.0.0.1", mail_sender="travel@umaryland.edu")
    yield Outbox(database_url)
    get_library.cache_clear()


def payload(token: object) -> dict[str, Any]:
    """Return what a button sends, as Rasa hands it on."""
    return {
        "intent": {"name": "inform"},
        "text": f'/inform{{"itinerary_file": "{token}"}}',
        "entities": [{"entity": "itinerary_file", "value": token}],
    }


def answer(run: Run, message: dict[str, Any], asked: str, **slots: Any) -> tuple[list[str], Any]:
    """Answer the form; return the responses and all slots as they are then."""
    before = {**KNOWN, **slots, "requested_slot": asked}
    messages, events = run(ValidateTripForm(), message, slots=before, form="trip_form")
    changed = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    return [said["response"] for said in messages], {**before, **changed}


def save(run: Run, **slots: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Save the trip; return what is said and the slots that are set."""
    confirmed = {**KNOWN, "trip_itinerary": "KL 566", "trip_confirmation": "save", **slots}
    messages, events = run(ActionRegisterTrip(), {}, slots=confirmed)
    return messages, {event["name"]: event["value"] for event in events if "value" in event}


def draft_of(messages: list[dict[str, Any]]) -> EmailMessage:
    (content,) = [
        file["content"]
        for message in messages
        for file in message["custom"].get("files", [])
        if file["media_type"] == "message/rfc822"
    ]
    assert len(content) <= MAX_FILE_BYTES
    parsed = email.message_from_string(content, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def attached(message: EmailMessage) -> dict[str, bytes]:
    return {
        str(part.get_filename()): bytes(part.get_payload(decode=True))
        for part in message.iter_attachments()
    }


@pytest.mark.parametrize("asked", ["trip_itinerary", "trip_confirmation", "trip_change"])
def test_a_file_is_the_itinerary_whatever_was_asked_last(
    asked: str, run: Run, hand_in: HandIn
) -> None:
    token = hand_in()
    said, slots = answer(run, payload(token), asked)
    assert said == ["utter_trip_file_read"]
    assert (slots["trip_itinerary"], slots["trip_itinerary_file"]) == ("KL 566\nKL 565", token)
    assert slots["requested_slot"] == "trip_confirmation"


def test_a_file_that_comes_early_answers_nothing_else(run: Run, hand_in: HandIn) -> None:
    said, slots = answer(run, payload(hand_in()), "traveller_name", traveller_name=None)
    assert (said, slots["requested_slot"]) == (["utter_trip_file_read"], "traveller_name")
    assert slots["trip_itinerary"] == "KL 566\nKL 565"


def test_nobody_takes_the_file_of_another_conversation(run: Run, hand_in: HandIn) -> None:
    for token in (hand_in(conversation="web:other"), "", "x", 7, ["x"], None):
        said, slots = answer(run, payload(token), "trip_itinerary")
        assert said in (["utter_trip_file_gone"], ["utter_trip_not_understood"])
        assert (slots["trip_itinerary"], slots["trip_itinerary_file"]) == (None, None)
        assert slots["requested_slot"] == "trip_itinerary"


def test_a_token_that_was_typed_is_a_text_like_any_other(
    run: Run, hand_in: HandIn, say: Say
) -> None:
    token = hand_in()
    typed = {**say(f"flight {token}"), "entities": payload(token)["entities"]}
    said, slots = answer(run, typed, "trip_itinerary")
    assert said == []
    assert (slots["trip_itinerary"], slots["trip_itinerary_file"]) == (f"flight {token}", None)


def test_without_the_database_the_file_is_asked_for_again(
    run: Run, hand_in: HandIn, set_settings: Callable[..., None]
) -> None:
    token = hand_in()
    set_settings(database_url="postgresql://nobody@127.0.0.1:1/nothing")
    said, slots = answer(run, payload(token), "trip_itinerary")
    assert (said, slots["requested_slot"]) == (["utter_trip_file_gone"], "trip_itinerary")


@pytest.mark.parametrize(
    ("text", "asked", "itinerary", "is_kept", "next_slot"),
    [
        ("change the purpose to study", "trip_confirmation", "KL 566", True, "trip_confirmation"),
        ("change the name", "trip_confirmation", "KL 566", True, "traveller_name"),
        ("is that right?", "trip_confirmation", "KL 566", True, "trip_confirmation"),
        ("change the itinerary", "trip_confirmation", None, False, "trip_itinerary"),
        ("itinerary: LH 400 to Lagos", "trip_confirmation", "LH 400 to Lagos", False,
         "trip_confirmation"),
        ("LH 400 to Lagos, hotel", "trip_itinerary", "LH 400 to Lagos, hotel", False,
         "trip_confirmation"),
        ("No itinerary", "trip_itinerary", "", False, "trip_confirmation"),
        ("start over", "trip_confirmation", None, False, "trip_traveller"),
    ],
)  # fmt: skip
def test_the_file_goes_when_its_words_go(
    text: str,
    asked: str,
    itinerary: str | None,
    is_kept: bool,
    next_slot: str,
    run: Run,
    say: Say,
) -> None:
    slots = {"trip_itinerary": "KL 566", "trip_itinerary_file": "token"}
    _, after = answer(run, say(text), asked, **slots)
    assert after["trip_itinerary"] == itinerary
    assert after["trip_itinerary_file"] == ("token" if is_kept else None)
    assert after["requested_slot"] == next_slot


def test_a_second_file_replaces_the_first(run: Run, hand_in: HandIn) -> None:
    slots = {"trip_itinerary": "KL 566\nKL 565", "trip_itinerary_file": hand_in()}
    second = hand_in(name="again.pdf")
    _, after = answer(run, payload(second), "trip_confirmation", **slots)
    assert after["trip_itinerary_file"] == second
    # One that is gone leaves the first.
    _, after = answer(run, payload("gone"), "trip_confirmation", **slots)
    assert after["trip_itinerary_file"] == slots["trip_itinerary_file"]


def test_a_file_without_an_open_registration_is_answered(run: Run, hand_in: HandIn) -> None:
    messages, events = run(ActionAnswerQuestion(), payload(hand_in()))
    assert ([m["response"] for m in messages], events) == (["utter_trip_file_without_trip"], [])


def test_the_summary_names_the_file_and_shows_its_first_lines(run: Run, hand_in: HandIn) -> None:
    slots = {**KNOWN, "trip_itinerary": "KL 566\n" * 90, "trip_itinerary_file": hand_in()}
    ((summary,), _) = run(ActionAskTripConfirmation(), {}, slots=slots)
    assert summary["itinerary"].startswith("flights.pdf: KL 566 KL 566")
    assert summary["itinerary"].endswith("…")


def test_the_summary_is_shown_without_the_database_too(
    run: Run, set_settings: Callable[..., None]
) -> None:
    set_settings(database_url="postgresql://nobody@127.0.0.1:1/nothing")
    slots = {**KNOWN, "trip_itinerary": "KL 566", "trip_itinerary_file": "token"}
    ((summary,), _) = run(ActionAskTripConfirmation(), {}, slots=slots)
    assert summary["itinerary"] == "KL 566"


@pytest.mark.parametrize(("name", "kind"), [
    ("flights.pdf", "application/pdf"),
    ("booking.eml", "application/octet-stream"),
])  # fmt: skip
def test_the_draft_file_has_the_file_and_the_trip_its_words_only(
    name: str, kind: str, run: Run, hand_in: HandIn, database_url: str
) -> None:
    token = hand_in(name=name)
    messages, slots = save(run, trip_itinerary_file=token)
    said = [message["response"] for message in messages]
    assert said[1:4] == [
        "utter_trip_email_to_send",
        "utter_trip_file_in_draft",
        "utter_trip_email_shown",
    ]
    assert f"\nAttached: {name}\n" in messages[3]["email"]
    draft = draft_of(messages)
    assert draft["X-Unsent"] == "1"
    assert attached(draft) == {name: PDF}
    assert [part.get_content_type() for part in draft.iter_attachments()] == [kind]
    (registered,) = Trips(database_url).of_owner(OWNER)
    assert registered.trip.itinerary == "KL 566"
    assert dict.fromkeys(FORM_SLOTS) == slots
    assert Uploads(database_url).get(OWNER, token) is None


def test_a_file_that_is_too_large_for_the_draft_is_left_to_the_traveller(
    run: Run, hand_in: HandIn
) -> None:
    messages, _ = save(run, trip_itinerary_file=hand_in(PDF + bytes(150_000)))
    said = [message["response"] for message in messages]
    assert said[1:4] == [
        "utter_trip_email_to_send",
        "utter_trip_file_to_attach",
        "utter_trip_email_shown",
    ]
    assert messages[2]["file"] == "flights.pdf"
    assert "Attached" not in messages[3]["email"]
    draft = draft_of(messages)
    assert attached(draft) == {}
    assert "KL 566" in draft.get_content()


def test_what_is_attached_to_a_draft_is_what_a_page_can_hand_out() -> None:
    assert LARGEST_DRAFT_BYTES == MAX_FILE_BYTES


def test_the_e_mail_that_is_sent_from_here_has_the_file_however_large(
    run: Run,
    hand_in: HandIn,
    outbox: Outbox,
    start_server: Callable[..., MailServer],
    mailbox: Any,
) -> None:
    content = PDF + bytes(2_000_000) + b"\r\n.\r\n"
    token = hand_in(content)
    slots = {**KNOWN, "trip_itinerary": "KL 566", "trip_itinerary_file": token}
    messages, _ = run(ActionAskTripConfirmation(), {}, slots=slots)
    assert messages[0]["response"] == "utter_trip_email_will_be_sent"
    assert "\nAttached: flights.pdf\n" in messages[0]["email"]
    for _ in range(2):  # delivered twice
        messages, _ = save(run, trip_itinerary_file=token)
        assert "utter_trip_email_queued" in [message["response"] for message in messages]
    (queued,) = outbox.list()
    start_server().send(queued.email)
    ((recipients, received),) = mailbox.received
    assert recipients == ["itineraries@example.org"]
    assert received["Message-ID"] == "<d1@travel-assistant.invalid>"
    assert attached(received) == {"flights.pdf": content}
    assert "Itinerary:\r\nKL 566" in received.get_body(("plain",)).get_content()


def test_a_change_is_sent_with_its_file(run: Run, hand_in: HandIn, outbox: Outbox) -> None:
    messages, _ = save(run)
    number = messages[0]["number"]
    save(run, trip_draft_id="d2", trip_number=number, trip_itinerary_file=hand_in())
    withdrawn, pending = outbox.list()
    assert (withdrawn.state, pending.state) == ("withdrawn", "pending")
    sent = email.message_from_string(pending.email.message, policy=email.policy.default)
    assert isinstance(sent, EmailMessage)
    assert "Changed itinerary" in sent["Subject"]
    assert attached(sent) == {"flights.pdf": PDF}


def test_a_file_stays_while_the_trip_could_not_be_saved(
    run: Run, hand_in: HandIn, database_url: str, set_settings: Callable[..., None]
) -> None:
    token = hand_in()
    set_settings(database_url="postgresql://nobody@127.0.0.1:1/nothing")
    messages, slots = save(run, trip_itinerary_file=token)
    assert [message["response"] for message in messages] == ["utter_trip_not_saved"]
    assert slots == {"trip_confirmation": None}
    assert Uploads(database_url).get(OWNER, token) is not None


def test_the_question_for_the_itinerary_says_that_a_file_is_welcome() -> None:
    domain = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
    (question,) = domain["responses"]["utter_ask_trip_form_trip_itinerary"]
    assert question["custom"] == {"accepts": "itinerary"}
    assert "itinerary_file" in domain["entities"]
