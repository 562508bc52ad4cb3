"""Opening the database, and bringing its tables up to date."""

from __future__ import annotations

import datetime
import multiprocessing
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, inspect, select, text
from sqlalchemy.engine import Engine

from bot.settings import PROJECT_ROOT
from bot.storage.database import DatabaseError, make_engine, open_engine, transaction
from bot.storage.tables import METADATA, TRIP_LEGS, UNANSWERED
from bot.storage.unanswered import UnansweredQuestions

TABLES = {*METADATA.tables, "alembic_version"}
# The table of the version that had no migrations, as it was made on each database.
OLD_TABLE = {
    "sqlite": "CREATE TABLE unanswered_questions (id INTEGER NOT NULL, asked_at DATETIME NOT NULL, "
    "text TEXT NOT NULL, PRIMARY KEY (id))",
    "postgresql": "CREATE TABLE unanswered_questions (id SERIAL NOT NULL, "
    "asked_at TIMESTAMP WITH TIME ZONE NOT NULL, text TEXT NOT NULL, PRIMARY KEY (id))",
}
OPEN = "import sys; from bot.storage.database import open_engine; open_engine(sys.argv[1])"


@pytest.fixture
def plain(empty_database: str) -> Iterator[Engine]:
    """An engine that has nothing of ours."""
    engine = create_engine(empty_database, future=True)
    yield engine
    engine.dispose()


def table_names(engine: Engine) -> set[str]:
    with engine.begin() as connection:
        return {name for name in inspect(connection).get_table_names() if is_ours(name)}


def is_ours(table: str | None, *_: object) -> bool:
    """Tell our tables from SQLite's own."""
    return not (table or "").startswith("sqlite_")


def differences(engine: Engine) -> list[object]:
    """Return where the tables are not as the code describes them."""
    with engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": is_ours})
        return list(compare_metadata(context, METADATA))


def test_an_empty_database_gets_the_tables_that_the_code_describes(database: str) -> None:
    engine = open_engine(database)
    assert table_names(engine) == TABLES
    assert differences(engine) == []


def test_a_database_from_before_the_migrations_keeps_what_is_in_it(
    empty_database: str, plain: Engine
) -> None:
    with plain.begin() as connection:
        connection.execute(text(OLD_TABLE[plain.dialect.name]))
        connection.execute(
            text("INSERT INTO unanswered_questions (asked_at, text) VALUES (:moment, 'Old?')"),
            {"moment": "2026-01-02 03:04:05.000006+00"[: 26 if plain.name == "sqlite" else None]},
        )
    store = UnansweredQuestions(empty_database)
    store.keep("New?")
    kept = store.list()
    assert [question.text for question in kept] == ["Old?", "New?"]
    assert kept[0].asked_at == datetime.datetime(
        2026, 1, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc
    )
    engine = open_engine(empty_database)
    assert table_names(engine) == TABLES
    assert differences(engine) == []
    engine.dispose()


def test_several_processes_may_bring_one_database_up_to_date_at_once(
    empty_database: str, plain: Engine
) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", OPEN, empty_database],
            cwd=PROJECT_ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(6)
    ]
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 6, outputs
    assert outputs == [""] * 6
    assert table_names(plain) == TABLES


def test_several_threads_may_open_one_database_at_once(empty_database: str) -> None:
    barrier = threading.Barrier(8)

    def open_it(_: int) -> Engine:
        barrier.wait()
        return open_engine(empty_database)

    with ThreadPoolExecutor(8) as pool:
        engines = list(pool.map(open_it, range(8)))
    assert len({id(engine) for engine in engines}) == 1
    assert table_names(engines[0]) == TABLES
    engines[0].dispose()


def test_a_forked_process_opens_an_engine_of_its_own(database: str) -> None:
    mine = open_engine(database)
    queue = multiprocessing.get_context("fork").SimpleQueue()

    def report() -> None:
        queue.put((open_engine(database) is mine, len(UnansweredQuestions(database).list())))

    process = multiprocessing.get_context("fork").Process(target=report)
    process.start()
    process.join(30)
    assert queue.get() == (False, 0)
    assert open_engine(database) is mine


def test_a_failure_while_migrating_leaves_the_database_as_it_was(
    empty_database: str, plain: Engine
) -> None:
    with plain.begin() as connection:
        connection.execute(text("CREATE TABLE outbox_emails (mine INTEGER)"))
    with pytest.raises(DatabaseError, match="cannot be opened"):
        open_engine(empty_database)
    assert table_names(plain) == {"outbox_emails"}
    with plain.begin() as connection:
        connection.execute(text("DROP TABLE outbox_emails"))
    engine = open_engine(empty_database)  # it was not remembered as open
    assert table_names(engine) == TABLES
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused(empty_database: str, plain: Engine) -> None:
    with plain.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('9999')"))
    with pytest.raises(DatabaseError, match="was made by a newer version"):
        open_engine(empty_database)
    assert table_names(plain) == {"alembic_version"}


def test_sqlite_writes_ahead_waits_for_its_turn_and_overwrites_what_is_deleted(
    tmp_path: Path,
) -> None:
    with open_engine(f"sqlite:///{tmp_path / 'assistant.db'}").begin() as connection:
        pragmas = ("journal_mode", "foreign_keys", "secure_delete", "busy_timeout")
        values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
    assert values == ["wal", 1, 1, 10_000]


def test_a_leg_cannot_be_without_its_trip(database: str) -> None:
    with (
        pytest.raises(DatabaseError, match="IntegrityError"),
        transaction(open_engine(database)) as connection,
    ):
        connection.execute(
            insert(TRIP_LEGS).values(trip_id=7, position=0, place="", country_code="KE")
        )


def test_what_a_transaction_did_is_undone_by_an_error(database: str) -> None:
    moment = datetime.datetime(2027, 1, 1, tzinfo=datetime.timezone.utc)
    engine = open_engine(database)

    def keep_and_fail() -> None:
        with transaction(engine) as connection:
            connection.execute(insert(UNANSWERED).values(asked_at=moment, text="?"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        keep_and_fail()
    assert UnansweredQuestions(database).list() == []


def test_moments_come_back_in_utc_whatever_zone_they_were_written_in(database: str) -> None:
    nairobi = datetime.timezone(datetime.timedelta(hours=3))
    written = datetime.datetime(2027, 1, 1, 2, 30, 0, 123456, tzinfo=nairobi)
    with transaction(open_engine(database)) as connection:
        connection.execute(insert(UNANSWERED).values(asked_at=written, text="?"))
        read = connection.execute(select(UNANSWERED.c.asked_at)).scalar_one()
        later = written + datetime.timedelta(microseconds=1)
        found = connection.execute(select(UNANSWERED.c.id).where(UNANSWERED.c.asked_at < later))
        assert len(found.all()) == 1
    assert read == written
    assert read.utcoffset() == datetime.timedelta(0)


def test_a_moment_without_a_zone_is_refused(database: str) -> None:
    moment = datetime.datetime(2027, 1, 1)
    with pytest.raises(DatabaseError), transaction(open_engine(database)) as connection:
        connection.execute(insert(UNANSWERED).values(asked_at=moment, text="?"))


def test_characters_that_a_database_refuses_are_taken_out(database: str) -> None:
    store = UnansweredQuestions(database)
    store.keep("a\0b\ud800c 😀 é")
    assert [question.text for question in store.list()] == ["abc 😀 é"]


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "postgres://localhost/old-name",
        "sqlite:////no/such/folder/assistant.db",
        "postgresql://nobody:secret@127.0.0.1:1/nothing",
    ],
)
def test_an_address_that_cannot_be_used_is_named_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"database|address") as error:
        open_engine(url)
    assert "secret" not in str(error.value)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("my notes " * 1000, encoding="utf-8")
    with pytest.raises(DatabaseError, match="cannot be opened"):
        open_engine(f"sqlite:///{path}")
    assert path.read_text(encoding="utf-8") == "my notes " * 1000


def test_errors_of_the_database_do_not_tell_what_was_to_be_stored(database: str) -> None:
    with pytest.raises(DatabaseError) as error, transaction(open_engine(database)) as connection:
        connection.execute(insert(UNANSWERED).values(asked_at=None, text="Maria Lee"))
    assert "Maria" not in str(error.value)
    assert "Maria" not in str(error.value.__cause__).splitlines()[0]


def test_a_path_with_a_percent_sign_can_be_migrated(tmp_path: Path) -> None:
    folder = tmp_path / "100%25 mine"
    folder.mkdir()
    assert table_names(open_engine(f"sqlite:///{folder / 'a.db'}")) == TABLES


def test_an_engine_for_the_database_of_another_leaves_its_tables_alone(
    empty_database: str, plain: Engine
) -> None:
    with transaction(make_engine(empty_database)) as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
    assert table_names(plain) == set()
