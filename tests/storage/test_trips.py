"""Registered trips."""

from __future__ import annotations

import dataclasses
import datetime
import re
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from bot.storage import trips as trips_module
from bot.storage.database import DatabaseError, open_engine, transaction
from bot.storage.outbox import Outbox, OutgoingEmail
from bot.storage.tables import METADATA
from bot.storage.trips import (
    NUMBER_CHARACTERS,
    RegisteredTrip,
    TripNotFoundError,
    Trips,
    normal_number,
)
from bot.trips.trip import Leg, Trip

OWNER = "web:8c1f"
MakeTrip = Callable[..., Trip]
MakeEmail = Callable[..., OutgoingEmail]


def key() -> str:
    return uuid.uuid4().hex


def rows(database: str, table: str) -> int:
    with transaction(open_engine(database)) as connection:
        count: int = connection.execute(
            select(func.count()).select_from(METADATA.tables[table])
        ).scalar_one()
        return count


def at_once(count: int, function: Callable[[int], object]) -> list[object]:
    """Call a function from several threads at the same moment."""
    barrier = threading.Barrier(count)

    def call(number: int) -> object:
        barrier.wait()
        return function(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(call, range(count)))


def test_a_trip_is_read_as_it_was_registered(trips: Trips, make_trip: MakeTrip) -> None:
    trip = make_trip()
    registered, is_new = trips.register(trip, owner=OWNER, idempotency_key=key())
    assert is_new
    assert registered.trip == trip
    assert (registered.owner, registered.version) == (OWNER, 1)
    assert (registered.changed_at, registered.withdrawn_at) == (None, None)
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    assert abs(now - registered.registered_at) < datetime.timedelta(minutes=1)
    assert registered.registered_at.utcoffset() == datetime.timedelta(0)
    assert trips.get(registered.number, OWNER) == registered
    assert trips.find(registered.number) == registered


@pytest.mark.parametrize(
    "changes",
    [
        {"booked_for_other": True, "purpose": "study", "booking": "elsewhere", "itinerary": ""},
        {"legs": tuple(Leg(f"Stop {number}", "KE") for number in range(12))},
        {"legs": (Leg("", "KE"),)},
        {"traveller_name": "Robert'); DROP TABLE trips;--", "itinerary": "%_\\ \"'"},
        {"departure": datetime.date(2027, 2, 28), "return_date": datetime.date(2027, 2, 28)},
    ],
)
def test_unusual_trips_are_read_as_they_were_registered(
    trips: Trips, make_trip: MakeTrip, changes: dict[str, object]
) -> None:
    trip = make_trip(**changes)
    registered, _ = trips.register(trip, owner=OWNER, idempotency_key=key())
    assert trips.get(registered.number, OWNER) == registered
    assert registered.trip == trip


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"legs": ()}, ValueError), ({"return_date": datetime.date(2027, 3, 4)}, DatabaseError)],
)
def test_a_trip_to_nowhere_or_back_before_it_began_is_refused(
    trips: Trips,
    make_trip: MakeTrip,
    database: str,
    changes: dict[str, object],
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        trips.register(make_trip(**changes), owner=OWNER, idempotency_key=key())
    assert rows(database, "trips") == 0


def test_numbers_are_short_and_have_nothing_that_can_be_mistaken(
    trips: Trips, make_trip: MakeTrip
) -> None:
    assert not set(NUMBER_CHARACTERS) & set("0O1IL5S8BUV2Z") - {"2"}
    numbers = {
        trips.register(make_trip(), owner=OWNER, idempotency_key=key())[0].number for _ in range(50)
    }
    assert len(numbers) == 50
    for number in numbers:
        assert re.fullmatch(rf"T-[{NUMBER_CHARACTERS}]{{5}}", number)


@pytest.mark.parametrize("written", ["T-7K4Q9", "t-7k4q9", " T7K4Q9 ", "7k4q9", "T - 7K4Q9"])
def test_a_number_is_found_however_it_is_written(written: str) -> None:
    assert normal_number(written) == "T-7K4Q9"


@pytest.mark.parametrize(
    "written",
    ["", "-", "T-", "T-7K4Q", "hello world", "T-7K4Q9' OR 1=1", "T-7K4Q\0", "T-\ud800KKKK"],
)
def test_what_is_no_number_finds_no_trip(trips: Trips, make_trip: MakeTrip, written: str) -> None:
    trips.register(make_trip(), owner=OWNER, idempotency_key=key())
    assert normal_number(written) == ""
    assert trips.find(written) is None
    assert trips.get(written, OWNER) is None


def test_a_number_that_is_taken_is_drawn_again(
    trips: Trips, make_trip: MakeTrip, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["T-22222", "T-22222", "T-22222", "T-33333"])
    monkeypatch.setattr(trips_module, "_draw_number", lambda: next(drawn))
    first, _ = trips.register(make_trip(), owner=OWNER, idempotency_key=key())
    second, is_new = trips.register(make_trip(), owner=OWNER, idempotency_key=key())
    assert (first.number, second.number, is_new) == ("T-22222", "T-33333", True)
    assert len(trips.of_owner(OWNER)) == 2


def test_the_same_registration_again_returns_the_first_trip_and_sends_nothing(
    trips: Trips, make_trip: MakeTrip, make_email: MakeEmail, outbox: Outbox
) -> None:
    same = key()
    first, _ = trips.register(make_trip(), owner=OWNER, idempotency_key=same, email=make_email())
    second, is_new = trips.register(
        make_trip(traveller_name="Other"), owner=OWNER, idempotency_key=same, email=make_email()
    )
    assert (second, is_new) == (first, False)
    assert len(outbox.list()) == 1


def test_the_same_registration_many_times_at_once_makes_one_trip_and_one_email(
    trips: Trips, make_trip: MakeTrip, make_email: MakeEmail, database: str
) -> None:
    for _ in range(5):
        same = key()

        def register(_: int, same: str = same) -> tuple[RegisteredTrip, bool]:
            return Trips(database).register(
                make_trip(), owner=OWNER, idempotency_key=same, email=make_email()
            )

        results = at_once(8, register)
        assert len({trip for trip, _ in results}) == 1
        assert sorted(is_new for _, is_new in results) == [False] * 7 + [True]
    assert rows(database, "trips") == rows(database, "outbox_emails") == 5
    assert rows(database, "trip_legs") == 10


def test_different_registrations_at_once_are_all_kept(
    trips: Trips, make_trip: MakeTrip, database: str
) -> None:
    at_once(
        10,
        lambda _: [
            Trips(database).register(make_trip(), owner=OWNER, idempotency_key=key())
            for _ in range(5)
        ],
    )
    assert len(trips.of_owner(OWNER)) == 50


def test_a_key_of_another_owner_opens_no_trip(trips: Trips, make_trip: MakeTrip) -> None:
    same = key()
    trips.register(make_trip(), owner=OWNER, idempotency_key=same)
    with pytest.raises(TripNotFoundError, match="another owner"):
        trips.register(make_trip(), owner="rest:thief", idempotency_key=same)


def test_the_email_can_be_made_of_the_number_of_the_trip(
    trips: Trips, make_trip: MakeTrip, make_email: MakeEmail, outbox: Outbox
) -> None:
    trip, _ = trips.register(
        make_trip(),
        owner=OWNER,
        idempotency_key=key(),
        email=lambda number: make_email(f"Subject: {number}\n\n"),
    )
    (queued,) = outbox.list()
    assert f"Subject: {trip.number}\n" in queued.email.message
    assert queued.trip_number == trip.number


def test_a_trip_whose_email_cannot_be_kept_is_not_registered_either(
    trips: Trips, make_trip: MakeTrip, make_email: MakeEmail, database: str
) -> None:
    email = make_email()
    trips.register(make_trip(), owner=OWNER, idempotency_key=key(), email=email)
    with pytest.raises(DatabaseError):  # two e-mails of one id
        trips.register(make_trip(), owner=OWNER, idempotency_key=key(), email=email)
    assert rows(database, "trips") == rows(database, "trip_requests") == 1


def test_a_change_replaces_the_trip_and_counts_its_versions(
    trips: Trips, make_trip: MakeTrip, database: str
) -> None:
    before, _ = trips.register(make_trip(), owner=OWNER, idempotency_key=key())
    other = make_trip(traveller_name="Marie Lee", legs=(Leg("Kisumu", "KE"),), purpose="study")
    after = trips.change(before.number.lower(), OWNER, other, idempotency_key=key())
    assert after.trip == other
    assert (after.number, after.owner, after.version) == (before.number, OWNER, 2)
    assert after.registered_at == before.registered_at
    assert after.changed_at is not None
    assert after.changed_at >= before.registered_at
    assert trips.get(before.number, OWNER) == after
    assert rows(database, "trip_legs") == 1
    assert trips.change(before.number, OWNER, other, idempotency_key=key()).version == 3


def test_the_same_change_again_is_made_once_even_after_another(
    trips: Trips, make_trip: MakeTrip, make_email: MakeEmail, outbox: Outbox
) -> None:
    number = trips.register(make_trip(), owner=OWNER, idempotency_key=key())[0].number
    first, second = key(), key()
    changed = make_trip(purpose="study")
    trips.change(number, OWNER, changed, idempotency_key=first, email=make_email())
    last = trips.change(number, OWNER, make_trip(), idempotency_key=second, email=make_email())
    again = trips.change(number, OWNER, changed, idempotency_key=first, email=make_email())
    assert again == last
    assert again.version == 3
    assert len(outbox.list()) == 2


def test_the_same_change_many_times_at_once_is_made_once(
    trips: Trips, make_trip: MakeTrip, database: str
) -> None:
    number = trips.register(make_trip(), owner=OWNER, idempotency_key=key())[0].number
    same, changed = key(), make_trip(purpose="study")
    results = at_once(
        8, lambda _: Trips(database).change(number, OWNER, changed, idempotency_key=same)
    )
    assert len(set(results)) == 1
    assert trips.last_of(OWNER) == results[0]
    assert results[0].version == 2


def test_different_changes_at_once_are_all_counted(
    trips: Trips, make_trip: MakeTrip, database: str
) -> None:
    number = trips.register(make_trip(), owner=OWNER, idempotency_key=key())[0].number
    at_once(
        8,
        lambda n: Trips(database).change(
            number,
            OWNER,
            make_trip(legs=tuple(Leg(f"{n}", "KE") for _ in range(n + 1))),
            idempotency_key=key(),
        ),
    )
    last = trips.get(number, OWNER)
    assert last is not None
    assert last.version == 9
    assert len(last.trip.legs) == int(last.trip.legs[0].place) + 1  # legs of one change only


def test_what_was_not_sent_is_withdrawn_by_a_change(
    trips: Trips, make_trip: MakeTrip, make_email: MakeEmail, outbox: Outbox
) -> None:
    trip, _ = trips.register(make_trip(), owner=OWNER, idempotency_key=key(), email=make_email())
    trips.change(trip.number, OWNER, make_trip(), idempotency_key=key(), email=make_email())
    assert [queued.state for queued in outbox.list()] == ["withdrawn", "pending"]


def test_a_withdrawn_trip_is_shown_no_more_and_its_unsent_email_is_withdrawn(
    trips: Trips, make_trip: MakeTrip, make_email: MakeEmail, outbox: Outbox
) -> None:
    trip, _ = trips.register(make_trip(), owner=OWNER, idempotency_key=key(), email=make_email())
    withdrawn = trips.withdraw(trip.number, OWNER)
    assert withdrawn.withdrawn_at is not None
    assert withdrawn == dataclasses.replace(trip, withdrawn_at=withdrawn.withdrawn_at)
    assert trips.withdraw(trip.number, OWNER) == withdrawn
    assert trips.of_owner(OWNER) == []
    assert trips.last_of(OWNER) is None
    assert trips.get(trip.number, OWNER) == withdrawn
    assert [queued.state for queued in outbox.list()] == ["withdrawn"]


def test_a_withdrawn_trip_cannot_be_changed(trips: Trips, make_trip: MakeTrip) -> None:
    number = trips.register(make_trip(), owner=OWNER, idempotency_key=key())[0].number
    trips.withdraw(number, OWNER)
    with pytest.raises(TripNotFoundError, match=f"{number} has been withdrawn"):
        trips.change(number, OWNER, make_trip(), idempotency_key=key())


def test_nobody_else_sees_changes_or_withdraws_a_trip(trips: Trips, make_trip: MakeTrip) -> None:
    trip, _ = trips.register(make_trip(), owner=OWNER, idempotency_key=key())
    assert trips.get(trip.number, "web:other") is None
    assert trips.of_owner("web:other") == []
    with pytest.raises(TripNotFoundError, match=f"no trip {trip.number}"):
        trips.change(trip.number, "web:other", make_trip(), idempotency_key=key())
    with pytest.raises(TripNotFoundError, match=f"no trip {trip.number}"):
        trips.withdraw(trip.number, "web:other")
    assert trips.get(trip.number, OWNER) == trip


def test_the_trips_of_an_owner_come_newest_first(trips: Trips, make_trip: MakeTrip) -> None:
    registered = [
        trips.register(
            make_trip(departure=datetime.date(2027, 3, day)), owner=OWNER, idempotency_key=key()
        )[0]
        for day in (3, 1, 2)
    ]
    trips.register(make_trip(), owner="web:other", idempotency_key=key())
    assert trips.of_owner(OWNER) == registered[::-1]
    assert trips.last_of(OWNER) == registered[-1]


def day(number: int) -> datetime.date:
    return datetime.date(2027, 3, number)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, "abc"),
        ({"withdrawn": True}, "abcw"),
        ({"country": "KE"}, "ac"),
        ({"country": "UG"}, "ab"),
        ({"country": "JP"}, ""),
        ({"on": day(1)}, "a"),
        ({"on": day(5)}, "ab"),
        ({"on": day(6)}, "b"),
        ({"on": day(8)}, "b"),
        ({"on": day(9)}, ""),
        ({"on": day(5), "country": "KE"}, "a"),
        ({"on": day(5), "country": "KE", "withdrawn": True}, "aw"),
        ({"from_": day(9)}, "c"),
        ({"from_": day(8)}, "bc"),
        ({"to": day(3)}, "a"),
        ({"to": day(4)}, "ab"),
        ({"from_": day(6), "to": day(19)}, "b"),
        ({"from_": day(6), "to": day(20), "country": "KE"}, "c"),
    ],
)
def test_the_staff_find_who_is_where_and_when(
    trips: Trips, make_trip: MakeTrip, filters: dict[str, object], found: str
) -> None:
    kenya, uganda = Leg("Nairobi", "KE"), Leg("Kampala", "UG")
    for name, legs, first, last in (
        ("c", (kenya, kenya), 20, 30),
        ("w", (kenya,), 1, 30),
        ("b", (uganda,), 4, 8),
        ("a", (uganda, kenya), 1, 5),
    ):
        trip = make_trip(
            traveller_name=name, legs=legs, departure=day(first), return_date=day(last)
        )
        number = trips.register(trip, owner=f"web:{name}", idempotency_key=key())[0].number
        if name == "w":
            trips.withdraw(number, "web:w")
    result = trips.search(**filters)
    assert sorted(registered.trip.traveller_name for registered in result) == list(found)
    assert [registered.trip.departure for registered in result] == sorted(
        registered.trip.departure for registered in result
    )
    assert all(
        len(registered.trip.legs) == 2 for registered in result if registered.owner == "web:a"
    )


def test_a_person_is_found_by_address_in_any_case_or_by_owner(
    trips: Trips, make_trip: MakeTrip
) -> None:
    mine, _ = trips.register(make_trip(), owner=OWNER, idempotency_key=key())
    booked, _ = trips.register(make_trip(), owner="web:secretary", idempotency_key=key())
    other, _ = trips.register(
        make_trip(traveller_email="a.maria.lee@umaryland.edu"), owner=OWNER, idempotency_key=key()
    )
    trips.withdraw(mine.number, OWNER)
    address = "Maria.Lee@UMaryland.edu"
    assert [t.number for t in trips.of_person(address)] == [mine.number, booked.number]
    assert [t.number for t in trips.of_person(OWNER)] == [mine.number, other.number]
    assert trips.of_person("maria%") == []


def test_deleting_a_trip_deletes_all_that_hangs_on_it(
    trips: Trips, make_trip: MakeTrip, make_email: MakeEmail, database: str
) -> None:
    gone, _ = trips.register(make_trip(), owner=OWNER, idempotency_key=key(), email=make_email())
    kept, _ = trips.register(make_trip(), owner=OWNER, idempotency_key=key(), email=make_email())
    trips.delete([gone.number])
    assert trips.find(gone.number) is None
    assert trips.find(kept.number) == kept
    counts = {table: rows(database, table) for table in METADATA.tables}
    assert {table: count for table, count in counts.items() if count} == {
        "trips": 1,
        "trip_legs": 2,
        "trip_requests": 1,
        "outbox_emails": 1,
    }
