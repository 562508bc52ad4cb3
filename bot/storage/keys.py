"""The keys of an installation: made once, shared by all processes."""

from __future__ import annotations

import datetime
import hashlib
import secrets

from sqlalchemy import select

from bot.settings import Settings
from bot.storage.database import insert_or, open_engine, transaction
from bot.storage.tables import KEYS

_SIGNING = "signing"


def signing_key_of(settings: Settings) -> str:
    """Return the key that was set, or else the one that the database keeps.

    Raises:
        DatabaseError: The database cannot be used.
    """
    return settings.session_secret.get_secret_value() or signing_key(settings.database_url)


def rest_token_of(settings: Settings) -> str:
    """Return what opens the REST door: as it was set, or else known to this installation only.

    Raises:
        DatabaseError: The database cannot be used.
    """
    derived = hashlib.sha256(f"rest door {signing_key_of(settings)}".encode()).hexdigest()
    return settings.rest_token.get_secret_value() or derived


def signing_key(database_url: str) -> str:
    """Return the key of an installation; the first process that asks makes it.

    Args:
        database_url: SQLAlchemy address.

    Returns:
        64 hexadecimal digits.

    Raises:
        DatabaseError: The database cannot be used.
    """
    engine = open_engine(database_url)
    value = KEYS.c.value
    with transaction(engine) as connection:
        connection.execute(
            insert_or(engine, KEYS)
            .values(
                name=_SIGNING,
                value=secrets.token_hex(32),
                made_at=datetime.datetime.now(tz=datetime.timezone.utc),
            )
            .on_conflict_do_nothing()
        )
        return str(connection.execute(select(value).where(KEYS.c.name == _SIGNING)).scalar_one())
