"""The conversations as Rasa's SQL tracker store keeps them: finding and removing a person's."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import column, delete, func, inspect, or_, select, table
from sqlalchemy.engine import URL, make_url

from bot.settings import PROJECT_ROOT
from bot.storage.addresses import names_address
from bot.storage.database import DatabaseError, empty_log, make_engine, transaction

EVENTS = table("events", column("sender_id"), column("data"))


class Conversations:
    """The conversations of one tracker store."""

    def __init__(self, url: URL) -> None:
        """Prepare the store; nothing is opened.

        Args:
            url: SQLAlchemy address.
        """
        self._engine = make_engine(url)

    @classmethod
    def of_endpoints(cls, path: Path) -> Conversations:
        """Return those of the tracker store in a file like Rasa's endpoints.yml.

        Raises:
            DatabaseError: They are not kept in an SQL database.
        """
        try:
            text = os.path.expandvars(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise DatabaseError(f"{path} cannot be read: {error.strerror}") from error
        store = (yaml.safe_load(text) or {}).get("tracker_store") or {}
        if "dialect" not in store:
            raise DatabaseError(f"{path} has no SQL tracker store; only such a one is searched")
        if "://" in str(store.get("url")):
            return cls(make_url(store["url"]))
        # Rasa's file of SQLite is named from the folder in which Rasa runs.
        db = PROJECT_ROOT / store["db"] if store["dialect"] == "sqlite" else store["db"]
        return cls(
            URL.create(
                store["dialect"],
                store.get("username"),
                store.get("password"),
                store.get("url"),
                store.get("port"),
                str(db),
                store.get("query") or {},
            )
        )

    @property
    def url(self) -> str:
        """The SQLAlchemy address, password included."""
        return str(self._engine.url.render_as_string(hide_password=False))

    def about(self, address: str | None, owners: Collection[str]) -> list[str]:
        """Return the conversations of owners, and those that speak of an e-mail address.

        Raises:
            DatabaseError: The database cannot be used.
        """
        if not self._exist():
            return []
        conditions = [EVENTS.c.sender_id.in_(list(owners))]
        if address is not None:
            written = json.dumps(address.lower())[1:-1]
            conditions.append(func.lower(EVENTS.c.data).contains(written, autoescape=True))
        with transaction(self._engine) as connection:
            events = connection.execute(select(EVENTS).where(or_(*conditions))).all()
        return sorted(
            {
                event.sender_id
                for event in events
                if event.sender_id in owners or (address and _speaks_of(event.data, address))
            }
        )

    def delete(self, ids: Collection[str]) -> None:
        """Delete conversations.

        Raises:
            DatabaseError: The database cannot be used.
        """
        if ids and self._exist():
            with transaction(self._engine) as connection:
                connection.execute(delete(EVENTS).where(EVENTS.c.sender_id.in_(list(ids))))
            empty_log(self._engine)

    def _exist(self) -> bool:
        file = self._engine.url.database
        if self._engine.dialect.name == "sqlite" and not Path(file).exists():
            return False  # opening it would make it
        with transaction(self._engine) as connection:
            return bool(inspect(connection).has_table(EVENTS.name))


def _speaks_of(data: str, address: str) -> bool:
    """Tell whether an event holds an address."""
    return any(names_address(text, address) for text in _texts(json.loads(data)))


def _texts(value: Any) -> Iterator[str]:
    """Yield every text within a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
