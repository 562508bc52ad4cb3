"""The key that signs sessions and buttons: made once, shared by all processes."""

from __future__ import annotations

import datetime
import secrets

from sqlalchemy import select

from bot.storage.database import insert_or, open_engine, transaction
from bot.storage.tables import KEYS

_SIGNING = "signing"


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
