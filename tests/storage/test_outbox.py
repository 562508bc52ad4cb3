"""E-mails on their way."""

from __future__ import annotations

import datetime
import itertools
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from email.parser import Parser
from email.policy import SMTP, default
from email.utils import make_msgid

import pytest

from bot.storage.outbox import (
    FIRST_DELAY,
    LEASE,
    LONGEST_DELAY,
    MOST_ATTEMPTS,
    Outbox,
    OutgoingEmail,
    QueuedEmail,
)
from bot.storage.trips import Trips
from bot.trips.trip import Trip

OWNER = "web:8c1f"
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def fill(
    trips: Trips,
    make_trip: Callable[..., Trip],
    make_email: Callable[..., OutgoingEmail],
) -> Callable[[int], list[str]]:
    """Return what registers trips with one e-mail each, and returns their numbers."""

    def register(count: int) -> list[str]:
        return [
            trips.register(
                make_trip(), owner=OWNER, idempotency_key=uuid.uuid4().hex, email=make_email()
            )[0].number
            for _ in range(count)
        ]

    return register


def now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.timezone.utc)


def only(outbox: Outbox) -> QueuedEmail:
    (queued,) = outbox.list()
    return queued


def test_a_message_in_any_language_is_kept_in_ascii_and_reads_the_same() -> None:
    message = EmailMessage()
    message["Message-ID"] = make_msgid(domain="assistant.example.edu")
    message["Subject"] = "Trip of Zoë Żółty to Malé 😀" * 4
    message["To"] = "Zoë Żółty <zoe@umaryland.edu>"
    message.set_content("Zoë flies to Malé.\n.\nFrom there on by boat. " + "long " * 300 + "\n")
    message.add_attachment("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", subtype="calendar")
    outgoing = OutgoingEmail.from_message(message, ["zoe@umaryland.edu"])
    assert outgoing.message.isascii()
    assert outgoing.message_id == message["Message-ID"]
    assert outgoing.recipients == ("zoe@umaryland.edu",)
    read = Parser(policy=default).parsestr(outgoing.message)
    assert abs(now() - read["Date"].datetime) < datetime.timedelta(minutes=1)
    assert read["Subject"] == message["Subject"]
    assert read["To"] == message["To"]
    body = read.get_body()
    original = message.get_body()
    assert body is not None
    assert original is not None
    assert body.get_content() == original.get_content()


def test_a_message_that_is_dated_keeps_its_date() -> None:
    message = EmailMessage(policy=SMTP)
    message["Message-ID"] = f"<{uuid.uuid4().hex}@travel-assistant.invalid>"
    message["Date"] = datetime.datetime(2027, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    message.set_content("Hello\n")
    outgoing = OutgoingEmail.from_message(message, ["a@example.edu"])
    assert outgoing.message.count("Date:") == 1
    read = Parser(policy=default).parsestr(outgoing.message)
    assert read["Date"].datetime == message["Date"].datetime
    assert read["Message-ID"] == outgoing.message_id


def test_an_email_waits_to_be_sent_as_it_was_written(
    outbox: Outbox,
    trips: Trips,
    make_trip: Callable[..., Trip],
    make_email: Callable[..., OutgoingEmail],
) -> None:
    email = make_email("Subject: é\r\n\r\n.\n\nß\n", "a@example.edu", "b@example.edu")
    trip, _ = trips.register(make_trip(), owner=OWNER, idempotency_key="k", email=email)
    queued = only(outbox)
    assert queued.email == email
    assert (queued.trip_number, queued.state, queued.attempts) == (trip.number, "pending", 0)
    assert (queued.last_error, queued.sent_at) == ("", None)
    assert queued.created_at == queued.next_attempt_at == trip.registered_at


def test_an_email_that_is_claimed_is_nobody_elses_until_the_lease_is_over(
    outbox: Outbox, fill: Callable[[int], list[str]]
) -> None:
    fill(1)
    moment = now()
    (claimed,) = outbox.claim_due(moment, limit=10)
    assert claimed.attempts == 1
    assert outbox.claim_due(moment + LEASE - SECOND, limit=10) == []
    (again,) = outbox.claim_due(moment + LEASE, limit=10)
    assert (again.id, again.attempts) == (claimed.id, 2)


def test_what_is_not_due_is_not_claimed_and_the_oldest_comes_first(
    outbox: Outbox, fill: Callable[[int], list[str]]
) -> None:
    before = now()
    numbers = fill(3)
    assert outbox.claim_due(before, limit=10) == []
    assert [queued.trip_number for queued in outbox.claim_due(now(), limit=2)] == numbers[:2]
    assert [queued.trip_number for queued in outbox.claim_due(now(), limit=2)] == numbers[2:]


def test_no_email_is_claimed_by_two_of_many_workers(
    outbox: Outbox, fill: Callable[[int], list[str]], database: str
) -> None:
    fill(40)
    moment = now()
    barrier = threading.Barrier(6)

    def work(_: int) -> list[int]:
        mine: list[int] = []
        barrier.wait()
        while claimed := Outbox(database).claim_due(moment, limit=3):
            mine += [queued.id for queued in claimed]
        return mine

    with ThreadPoolExecutor(6) as pool:
        shares = list(pool.map(work, range(6)))
    assert sorted(itertools.chain(*shares)) == [queued.id for queued in outbox.list()]


def test_a_sent_email_is_not_sent_again(outbox: Outbox, fill: Callable[[int], list[str]]) -> None:
    fill(1)
    (claimed,) = outbox.claim_due(now(), limit=1)
    moment = now()
    outbox.mark_sent(claimed, moment)
    sent = only(outbox)
    assert (sent.state, sent.sent_at, sent.attempts) == ("sent", moment, 1)
    assert outbox.claim_due(moment + 2 * LEASE, limit=1) == []
    assert not outbox.retry(sent.id, moment)


def test_a_failed_email_is_tried_again_after_longer_and_longer_times_until_it_is_given_up(
    outbox: Outbox, fill: Callable[[int], list[str]]
) -> None:
    fill(1)
    moment = start = now()
    waits = []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        (claimed,) = outbox.claim_due(moment, limit=1)
        assert claimed.attempts == attempt
        outbox.mark_failed(claimed, moment, "SMTPDataError 451", permanent=False)
        failed = only(outbox)
        assert failed.last_error == "SMTPDataError 451"
        assert failed.state == ("dead" if attempt == MOST_ATTEMPTS else "pending")
        waits.append(failed.next_attempt_at - moment)
        assert outbox.claim_due(failed.next_attempt_at - SECOND, limit=1) == []
        moment = failed.next_attempt_at
    for attempt, wait in enumerate(waits):
        expected = min(FIRST_DELAY * 2**attempt, LONGEST_DELAY)
        assert 0.75 * expected <= wait <= 1.25 * expected
    assert len(set(waits[-5:])) == 5  # never in step
    assert outbox.claim_due(moment + LONGEST_DELAY, limit=1) == []
    assert datetime.timedelta(days=1) < moment - start < datetime.timedelta(days=4)


def test_an_email_that_is_refused_for_good_is_given_up_at_once_and_can_be_sent_on_demand(
    outbox: Outbox, fill: Callable[[int], list[str]]
) -> None:
    fill(1)
    (claimed,) = outbox.claim_due(now(), limit=1)
    outbox.mark_failed(claimed, now(), "SMTPDataError 554", permanent=True)
    assert only(outbox).state == "dead"
    assert outbox.claim_due(now() + LONGEST_DELAY, limit=1) == []
    assert outbox.retry(claimed.id, now())
    (again,) = outbox.claim_due(now(), limit=1)
    assert (again.email, again.attempts) == (claimed.email, 1)


def test_an_email_that_waits_can_be_sent_at_once(
    outbox: Outbox, fill: Callable[[int], list[str]]
) -> None:
    fill(1)
    (claimed,) = outbox.claim_due(now(), limit=1)
    outbox.mark_failed(claimed, now(), "ConnectionRefusedError", permanent=False)
    assert outbox.claim_due(now(), limit=1) == []
    assert outbox.retry(claimed.id, now())
    assert len(outbox.claim_due(now(), limit=1)) == 1
    assert not outbox.retry(claimed.id + 1, now())


def test_only_those_who_have_not_received_it_are_tried_again(
    outbox: Outbox,
    trips: Trips,
    make_trip: Callable[..., Trip],
    make_email: Callable[..., OutgoingEmail],
) -> None:
    email = make_email("\n", "a@example.edu", "b@example.edu")
    trips.register(make_trip(), owner=OWNER, idempotency_key="k", email=email)
    (claimed,) = outbox.claim_due(now(), limit=1)
    outbox.mark_failed(claimed, now(), "x", permanent=False, recipients=["b@example.edu"])
    assert only(outbox).email.recipients == ("b@example.edu",)


def test_a_worker_that_comes_late_does_not_undo_what_another_has_done(
    outbox: Outbox, fill: Callable[[int], list[str]]
) -> None:
    fill(1)
    moment = now()
    (late,) = outbox.claim_due(moment, limit=1)
    (present,) = outbox.claim_due(moment + LEASE, limit=1)
    outbox.mark_failed(late, moment + LEASE, "late", permanent=True)
    assert (only(outbox).state, only(outbox).last_error) == ("pending", "")
    assert outbox.claim_due(moment + LEASE, limit=1) == []  # still the other's
    outbox.mark_sent(present, moment + LEASE)
    outbox.mark_failed(present, moment + LEASE, "late", permanent=True)
    assert only(outbox).state == "sent"


def test_an_email_that_is_withdrawn_while_it_is_being_sent_is_sent_or_not_but_never_later(
    outbox: Outbox, trips: Trips, fill: Callable[[int], list[str]]
) -> None:
    numbers = fill(2)
    sent, failed = outbox.claim_due(now(), limit=2)
    for number in numbers:
        trips.withdraw(number, OWNER)
    outbox.mark_sent(sent, now())
    outbox.mark_failed(failed, now(), "x", permanent=False)
    assert [queued.state for queued in outbox.list()] == ["sent", "withdrawn"]
    assert not outbox.retry(failed.id, now())
    assert outbox.claim_due(now() + LONGEST_DELAY, limit=2) == []


def test_what_was_given_up_is_withdrawn_with_its_trip(
    outbox: Outbox, trips: Trips, fill: Callable[[int], list[str]]
) -> None:
    (number,) = fill(1)
    (claimed,) = outbox.claim_due(now(), limit=1)
    outbox.mark_failed(claimed, now(), "SMTPDataError 554", permanent=True)
    trips.withdraw(number, OWNER)
    assert only(outbox).state == "withdrawn"


def test_emails_are_listed_by_state(outbox: Outbox, fill: Callable[[int], list[str]]) -> None:
    assert outbox.list() == []
    fill(3)
    sent, dead, _ = outbox.claim_due(now(), limit=3)
    outbox.mark_sent(sent, now())
    outbox.mark_failed(dead, now(), "x", permanent=True)
    assert [queued.id for queued in outbox.list("sent")] == [sent.id]
    assert [queued.id for queued in outbox.list("dead")] == [dead.id]
    assert len(outbox.list("pending")) == 1
    assert len(outbox.list()) == 3


def test_an_email_whose_trip_is_deleted_while_it_is_being_sent_does_no_harm(
    outbox: Outbox, trips: Trips, fill: Callable[[int], list[str]]
) -> None:
    numbers = fill(1)
    (claimed,) = outbox.claim_due(now(), limit=1)
    trips.delete(numbers)
    outbox.mark_sent(claimed, now())
    outbox.mark_failed(claimed, now(), "x", permanent=False)
    assert outbox.list() == []
