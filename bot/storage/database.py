"""The database: one engine a process, its tables brought up to date at first use."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Table, create_engine, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot.errors import AssistantError

logger = logging.getLogger(__name__)

MIGRATIONS_DIR = Path(__file__).with_name("migrations")
# Longest wait for another writer (SQLite), or for a connection (PostgreSQL).
WAIT_SECONDS = 10
# Any number that all processes share: who holds this lock migrates.
MIGRATION_LOCK = 7_461_025_883
_LOCK = threading.Lock()


class DatabaseError(AssistantError, RuntimeError):
    """The database cannot be reached, or refuses."""


def open_engine(url: str) -> Engine:
    """Return the engine of a database, the same one every time in a process.

    Args:
        url: SQLAlchemy address of a SQLite file or a PostgreSQL database.

    Raises:
        DatabaseError: The database cannot be reached, or was made by a newer version.
    """
    with _LOCK:
        # A forked process must not share the connections of its parent.
        return _migrated_engine(url, os.getpid())


@contextlib.contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """Keep everything of a `with` block, or nothing of it.

    Raises:
        DatabaseError: The database cannot be reached, or refuses.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise DatabaseError(
            f"The database {engine.url!r} cannot be used: {type(error).__name__}"
        ) from error


def insert_or(engine: Engine, table: Table) -> Any:
    """Return an INSERT that can say what is done on a conflict: each database has its own."""
    return (sqlite if engine.dialect.name == "sqlite" else postgresql).insert(table)


def make_engine(url: str | URL) -> Engine:
    """Return a new engine with the house's settings; the tables are left as they are.

    Raises:
        DatabaseError: The address cannot be used.
    """
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            engine = create_engine(
                address,
                poolclass=NullPool,
                connect_args={"timeout": WAIT_SECONDS},
                hide_parameters=True,  # they are personal, and errors are logged
                future=True,
            )
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        return create_engine(
            address,
            pool_pre_ping=True,
            pool_size=2,
            max_overflow=3,
            pool_timeout=WAIT_SECONDS,
            connect_args={"connect_timeout": WAIT_SECONDS},
            hide_parameters=True,
            future=True,
        )
    except (ArgumentError, ImportError) as error:  # of the driver
        raise DatabaseError(f"The address of the database cannot be used: {error}") from error


def empty_log(engine: Engine) -> None:
    """Empty the write-ahead log of a SQLite file, which holds what has been deleted.

    Raises:
        DatabaseError: The file cannot be used.
    """
    if engine.dialect.name != "sqlite":
        return
    try:
        with contextlib.closing(engine.raw_connection()) as connection:
            (is_busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise DatabaseError(
            f"The database {engine.url!r} cannot be used: {type(error).__name__}"
        ) from error
    if is_busy:
        logger.warning("database.log_not_emptied")  # somebody reads it: the next time does it


@lru_cache(maxsize=8)
def _migrated_engine(url: str, process_id: int) -> Engine:
    engine = make_engine(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS_DIR).replace("%", "%%"))
    try:
        if engine.dialect.name == "sqlite":
            _write_ahead(engine)
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseError(
            f"The database {engine.url!r} was made by a newer version of the assistant: {error}"
        ) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise DatabaseError(
            f"The database {engine.url!r} cannot be opened: {type(error).__name__}. "
            "See TRAVEL_ASSISTANT_DATABASE_URL."
        ) from error
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin transactions too late
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads and then writes fails at once when another has written in between;
    # one that says so at its beginning waits for its turn.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _write_ahead(engine: Engine) -> None:
    """Let readers and a writer of a SQLite file work at the same time; the file remembers it."""
    deadline = time.monotonic() + WAIT_SECONDS
    connection = engine.raw_connection()
    try:
        while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:  # another process has the file; SQLite does not wait
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
    finally:
        connection.close()
