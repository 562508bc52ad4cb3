"""Finding and removing what is kept of a person, with Rasa's own store of conversations."""

from __future__ import annotations

import asyncio
import datetime
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import func, select

from bot.settings import PROJECT_ROOT
from bot.storage.alerts import Alert, Alerts
from bot.storage.conversations import Conversations
from bot.storage.database import DatabaseError, open_engine, transaction
from bot.storage.feedback import Feedback, TopicFeedback
from bot.storage.inbox import Claim, Inbox
from bot.storage.outbox import OutgoingEmail
from bot.storage.person import Traces, find_traces, forget_conversation, remove_traces
from bot.storage.tables import FEEDBACK, METADATA
from bot.storage.trips import Trips
from bot.storage.unsent import UnsentReplies
from bot.storage.uploads import Uploads
from bot.trips.trip import Trip

Say = Callable[..., None]
Register = Callable[..., str]
Raise = Callable[[str], None]
Use = Callable[..., None]

MARIA = "maria.lee@umaryland.edu"


@pytest.fixture
def endpoints(database: str, tmp_path: Path) -> Path:
    """A file like endpoints.yml, whose tracker store is empty."""
    if database.startswith("sqlite"):
        store = {"type": "SQL", "dialect": "sqlite", "db": str(tmp_path / "conversations.db")}
    else:
        store = {"type": "SQL", "dialect": "postgresql", "url": database}
    path = tmp_path / "endpoints.yml"
    path.write_text(yaml.safe_dump({"tracker_store": store}), encoding="utf-8")
    return path


@pytest.fixture
def rasa(endpoints: Path) -> Iterator[SQLTrackerStore]:
    """Rasa's store of conversations, in the database of the endpoints."""
    settings = yaml.safe_load(endpoints.read_text(encoding="utf-8"))["tracker_store"]
    store = SQLTrackerStore(
        Domain.empty(),
        dialect=settings["dialect"],
        host=settings.get("url"),
        db=settings.get("db", "unused"),
    )
    yield store
    store.Base.metadata.drop_all(store.engine)
    store.engine.dispose()


@pytest.fixture
def say(rasa: SQLTrackerStore) -> Say:
    """Return what keeps a message of a conversation, and slots, as Rasa does."""

    def keep(conversation: str, text: str, **slots: object) -> None:
        events = [UserUttered(text), *(SlotSet(key, value) for key, value in slots.items())]
        events.append(BotUttered("Thank you."))
        asyncio.run(rasa.save(DialogueStateTracker.from_events(conversation, events)))

    return keep


@pytest.fixture
def register(
    trips: Trips,
    make_trip: Callable[..., Trip],
    make_email: Callable[..., OutgoingEmail],
) -> Register:
    """Return what registers a trip of an owner, with an e-mail, and returns its number."""

    def keep(owner: str, **changes: object) -> str:
        registered, _ = trips.register(
            make_trip(**changes), owner=owner, idempotency_key=uuid.uuid4().hex, email=make_email()
        )
        return registered.number

    return keep


@pytest.fixture
def raise_alert(database: str) -> Raise:
    """Return what raises an alert of an owner, with an address in its notes, for two targets."""

    def keep(owner: str) -> None:
        now = datetime.datetime.now(tz=datetime.timezone.utc)
        alert = Alert("medical", "web", "KE", now, {"callback": MARIA})
        assert Alerts(database).raise_alert(alert, owner, ["email", "slack"], now)

    return keep


@pytest.fixture
def use_channel(database: str) -> Use:
    """Return what leaves all that a channel keeps: two messages, a reply, a thumb and a file."""

    def keep(conversation: str, text: str = MARIA) -> None:
        now = datetime.datetime.now(tz=datetime.timezone.utc)
        for message_id in ("1", "2"):
            claim = Inbox(database).claim(conversation, message_id, now, datetime.timedelta(1))
            assert claim.is_new
        Inbox(database).answer(conversation, "1", [{"text": text}], now)
        UnsentReplies(database).keep("web", conversation, {"text": text}, now, not_before=now)
        Feedback(database).give(
            conversation, "1", channel="web", topic="dental", is_helpful=True, now=now
        )
        Uploads(database).add(conversation, "trip.txt", "text/plain", text.encode(), text, now)

    return keep


def what_channels_keep(database: str, conversation: str) -> tuple[bool, bool, bool, int]:
    """Tell of a conversation whether messages, replies and thumbs are kept, and how many files."""
    of_it = select(FEEDBACK.c.id).where(FEEDBACK.c.conversation == conversation)
    with transaction(open_engine(database)) as connection:
        has_thumb = connection.execute(of_it).first() is not None
    return (
        Inbox(database).has_spoken(conversation),
        UnsentReplies(database).waiting("web", conversation),
        has_thumb,
        len(Uploads(database).of([conversation])),
    )


def numbers(traces: Traces) -> set[str]:
    return {found.number for found in traces.trips}


def kept(rasa: SQLTrackerStore) -> set[str]:
    return set(asyncio.run(rasa.keys()))


def test_a_traveller_is_found_with_trips_emails_and_conversations_and_removed(
    database: str,
    endpoints: Path,
    rasa: SQLTrackerStore,
    register: Register,
    raise_alert: Raise,
    say: Say,
) -> None:
    own = register("web:maria")
    booked = register("web:secretary", booked_for_other=True)
    other = register("web:john", traveller_email="john@umaryland.edu")
    say("web:maria", "I fly to Kenya")  # hers, though it does not say so
    say("web:secretary", "For Maria", traveller_email="Maria.Lee@umaryland.edu")
    say("web:booker", "What have you got of maria.lee@umaryland.edu?")
    say("web:john", "I am john@umaryland.edu")
    say("web:nobody", "Is evacuation covered?")
    for owner in ("web:maria", "web:booker", "web:john", "web:nobody"):
        raise_alert(owner)
    conversations = Conversations.of_endpoints(endpoints)
    traces = find_traces("MARIA.LEE@umaryland.edu", database, conversations)
    assert numbers(traces) == {own, booked}
    assert {queued.trip_number for queued in traces.emails} == {own, booked}
    assert traces.conversations == ("web:booker", "web:maria", "web:secretary")
    assert [queued.owner for queued in traces.alerts] == ["web:maria"] * 2 + ["web:booker"] * 2

    remove_traces(traces, database, conversations)
    assert not find_traces(MARIA, database, conversations)
    assert kept(rasa) == {"web:john", "web:nobody"}
    assert Trips(database).find(other) is not None
    with transaction(open_engine(database)) as connection:
        counts = {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in METADATA.tables.items()
        }
    assert counts["trips"] == counts["trip_requests"] == counts["outbox_emails"] == 1
    assert counts["trip_legs"] == 2
    assert {queued.owner for queued in Alerts(database).list()} == {"web:john", "web:nobody"}


def test_the_alerts_of_an_owner_are_found_and_removed_though_nothing_else_is_kept(
    database: str, endpoints: Path, raise_alert: Raise
) -> None:
    raise_alert("web:a")
    raise_alert("web:ab")
    conversations = Conversations.of_endpoints(endpoints)
    traces = find_traces("web:a", database, conversations)
    assert traces
    assert {queued.owner for queued in traces.alerts} == {"web:a"}
    remove_traces(traces, database, conversations)
    assert not find_traces("web:a", database, conversations)
    assert {queued.owner for queued in Alerts(database).list()} == {"web:ab"}


def test_what_the_channels_keep_of_a_conversation_is_found_and_removed(
    database: str, endpoints: Path, use_channel: Use
) -> None:
    use_channel("web:a")
    use_channel("web:ab")
    conversations = Conversations.of_endpoints(endpoints)
    traces = find_traces("web:a", database, conversations)
    assert traces.conversations == ("web:a",)
    assert (traces.messages, traces.unsent_replies, traces.thumbs) == (2, 1, 1)
    assert [upload.conversation for upload in traces.uploads] == ["web:a"]
    remove_traces(traces, database, conversations)
    assert not find_traces("web:a", database, conversations)
    assert what_channels_keep(database, "web:a") == (False, False, False, 0)
    assert what_channels_keep(database, "web:ab") == (True, True, True, 1)


def test_what_the_channels_keep_of_a_traveller_is_found_by_the_address(
    database: str, endpoints: Path, register: Register, say: Say, use_channel: Use
) -> None:
    register("web:maria")
    say("web:booker", "What have you got of maria.lee@umaryland.edu?")
    for conversation in ("web:maria", "web:booker", "web:nobody"):
        use_channel(conversation, "KL 566")
    conversations = Conversations.of_endpoints(endpoints)
    traces = find_traces(MARIA, database, conversations)
    assert traces.conversations == ("web:booker", "web:maria")
    assert (traces.messages, traces.unsent_replies, traces.thumbs) == (4, 2, 2)
    assert len(traces.uploads) == 2
    remove_traces(traces, database, conversations)
    assert not find_traces(MARIA, database, conversations)
    assert what_channels_keep(database, "web:maria") == (False, False, False, 0)
    assert what_channels_keep(database, "web:nobody") == (True, True, True, 1)


def test_a_conversation_is_found_by_the_address_in_a_file_and_removed(
    database: str, endpoints: Path, rasa: SQLTrackerStore, say: Say, use_channel: Use
) -> None:
    say("web:secretary", "I have a file")
    use_channel("web:secretary", f"Passenger: LEE/MARIA ({MARIA})")
    use_channel("web:other", f"Passenger: LEE/ANNA (anna-{MARIA})")
    conversations = Conversations.of_endpoints(endpoints)
    traces = find_traces(MARIA, database, conversations)
    assert traces.conversations == ("web:secretary",)
    remove_traces(traces, database, conversations)
    assert kept(rasa) == set()
    assert what_channels_keep(database, "web:secretary") == (False, False, False, 0)
    assert what_channels_keep(database, "web:other") == (True, True, True, 1)


def test_a_forgotten_conversation_leaves_its_thumb_without_a_link_its_trips_and_its_alerts(
    database: str, register: Register, raise_alert: Raise, use_channel: Use
) -> None:
    number = register("web:a")
    raise_alert("web:a")
    use_channel("web:a")
    use_channel("web:ab")
    forget_conversation(database, "web:a")
    assert what_channels_keep(database, "web:a") == (False, False, False, 0)
    assert what_channels_keep(database, "web:ab") == (True, True, True, 1)
    assert Feedback(database).by_topic() == [TopicFeedback("dental", 2, 0)]
    assert Trips(database).get(number, "web:a") is not None
    assert {queued.owner for queued in Alerts(database).list()} == {"web:a"}


def test_a_conversation_may_be_forgotten_again_and_a_new_one_keeps_anew(
    database: str, use_channel: Use
) -> None:
    forget_conversation(database, "web:a")
    for _ in range(2):
        use_channel("web:a")
        forget_conversation(database, "web:a")
    use_channel("web:a")
    assert what_channels_keep(database, "web:a") == (True, True, True, 1)
    assert Feedback(database).by_topic() == [TopicFeedback("dental", 3, 0)]


def test_a_turn_that_ends_after_its_conversation_was_forgotten_leaves_nothing(
    database: str,
) -> None:
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    lease = datetime.timedelta(seconds=30)
    inbox = Inbox(database)
    inbox.claim("web:a", "1", now, lease)
    forget_conversation(database, "web:a")
    inbox.answer("web:a", "1", [{"text": MARIA}], now)
    assert not inbox.has_spoken("web:a")
    assert inbox.claim("web:a", "1", now, lease) == Claim(is_new=True, replies=None)


def test_who_books_for_another_keeps_a_conversation_that_does_not_name_the_traveller(
    database: str, endpoints: Path, register: Register, say: Say
) -> None:
    number = register("web:secretary", booked_for_other=True)
    say("web:secretary", "Is evacuation covered?")
    traces = find_traces(MARIA, database, Conversations.of_endpoints(endpoints))
    assert numbers(traces) == {number}
    assert traces.conversations == ()


def test_an_owner_is_found_with_all_trips_and_the_one_conversation(
    database: str, endpoints: Path, rasa: SQLTrackerStore, register: Register, say: Say
) -> None:
    mine = {register("web:a"), register("web:a", booked_for_other=True)}
    register("web:ab")
    say("web:a", "I am maria.lee@umaryland.edu")
    say("web:ab", "web:a")
    conversations = Conversations.of_endpoints(endpoints)
    traces = find_traces("web:a", database, conversations)
    assert numbers(traces) == mine
    assert traces.conversations == ("web:a",)
    remove_traces(traces, database, conversations)
    assert kept(rasa) == {"web:ab"}
    assert len(Trips(database).search()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "maria.lee@umaryland.edu",
        "write to <Maria.Lee@UMARYLAND.EDU>, please.",
        "é😀\nmaria.lee@umaryland.edu\n",
        'say "maria.lee@umaryland.edu"',
        "maria.lee@umaryland.edu.",
        "mailto:maria.lee@umaryland.edu?subject=x",
    ],
)
def test_an_address_is_found_however_it_is_written(
    database: str, endpoints: Path, say: Say, text: str
) -> None:
    say("web:1", text)
    conversations = Conversations.of_endpoints(endpoints)
    assert find_traces(MARIA, database, conversations).conversations == ("web:1",)


@pytest.mark.parametrize(
    "text",
    [
        "anna-maria.lee@umaryland.edu",
        "x.maria.lee@umaryland.edu",
        "maria.lee@umaryland.edu.example.com",
        "maria.lee@umaryland.education",
        "mariaXlee@umaryland.edu",
        "maria.lee@umaryland-edu",
        "maria lee",
    ],
)
def test_the_conversation_of_somebody_with_a_similar_address_is_left_alone(
    database: str, endpoints: Path, say: Say, text: str
) -> None:
    say("web:1", text)
    assert not find_traces(MARIA, database, Conversations.of_endpoints(endpoints))


@pytest.mark.parametrize("who", ["%", "_____", "%@%", "web:%", "", "@"])
def test_a_wildcard_is_nobody(
    database: str, endpoints: Path, register: Register, say: Say, who: str
) -> None:
    register("web:maria")
    say("web:maria", "I am maria.lee@umaryland.edu")
    assert not find_traces(who, database, Conversations.of_endpoints(endpoints))


def test_before_the_first_conversation_nothing_is_found_and_nothing_is_made(
    database: str, endpoints: Path, tmp_path: Path, register: Register
) -> None:
    number = register("web:maria")
    conversations = Conversations.of_endpoints(endpoints)
    traces = find_traces(MARIA, database, conversations)
    assert (numbers(traces), traces.conversations) == ({number}, ())
    remove_traces(traces, database, conversations)
    assert not (tmp_path / "conversations.db").exists()


# PostgreSQL overwrites what is deleted in its own time.
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_byte_of_a_removed_person_is_left_in_the_files(
    tmp_path: Path,
    rasa: SQLTrackerStore,
    database: str,
    endpoints: Path,
    register: Register,
    raise_alert: Raise,
    use_channel: Use,
    say: Say,
) -> None:
    register("web:maria")
    raise_alert("web:maria")
    use_channel("web:maria")
    say("web:maria", "I am maria.lee@umaryland.edu")

    def files_with_the_address() -> set[str]:
        return {path.name for path in tmp_path.iterdir() if MARIA.encode() in path.read_bytes()}

    assert {"conversations.db"} <= files_with_the_address()
    conversations = Conversations.of_endpoints(endpoints)
    remove_traces(find_traces(MARIA, database, conversations), database, conversations)
    assert files_with_the_address() == set()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_byte_of_a_forgotten_conversation_is_left_in_the_file(
    tmp_path: Path, database: str, use_channel: Use
) -> None:
    use_channel("web:8c1f")

    def files_with(words: str) -> set[str]:
        return {path.name for path in tmp_path.iterdir() if words.encode() in path.read_bytes()}

    assert files_with(MARIA)
    assert files_with("web:8c1f")
    # While another process has the file open, nothing empties its log by itself.
    other = sqlite3.connect(tmp_path / "assistant.db")
    other.execute("SELECT count(*) FROM feedback").fetchall()
    forget_conversation(database, "web:8c1f")
    assert files_with(MARIA) == files_with("web:8c1f") == set()
    other.close()


def test_the_conversations_of_the_project_are_those_that_rasa_uses() -> None:
    conversations = Conversations.of_endpoints(PROJECT_ROOT / "endpoints.yml")
    assert conversations.url == f"sqlite:///{PROJECT_ROOT / 'conversations.db'}"


@pytest.mark.parametrize(
    ("store", "url"),
    [
        ({"dialect": "sqlite", "db": "/var/lib/talks.db"}, "sqlite:////var/lib/talks.db"),
        (
            {
                "dialect": "postgresql",
                "url": "db.example.edu",
                "port": 5433,
                "db": "talks",
                "username": "bot",
                "password": "${TALKS_PASSWORD}",
            },
            "postgresql://bot:p%40ss@db.example.edu:5433/talks",
        ),
        (
            {"dialect": "postgresql", "url": "postgresql://bot:x@db.example.edu/talks"},
            "postgresql://bot:x@db.example.edu/talks",
        ),
    ],
)
def test_the_address_of_the_conversations_is_read_as_rasa_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: dict[str, object], url: str
) -> None:
    monkeypatch.setenv("TALKS_PASSWORD", "p@ss")
    path = tmp_path / "endpoints.yml"
    path.write_text(yaml.safe_dump({"tracker_store": {"type": "SQL", **store}}), encoding="utf-8")
    assert Conversations.of_endpoints(path).url == url


@pytest.mark.parametrize(
    "text", ["{}", "", "tracker_store: {type: mongod, url: mongodb://localhost}"]
)
def test_conversations_that_are_kept_elsewhere_are_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "endpoints.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatabaseError, match="no SQL tracker store"):
        Conversations.of_endpoints(path)


def test_a_missing_file_of_endpoints_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"nothing\.yml"):
        Conversations.of_endpoints(tmp_path / "nothing.yml")
