"""The key by which sessions and buttons are signed."""

from __future__ import annotations

from bot.settings import Settings
from bot.storage.keys import signing_key


def signing_key_of(settings: Settings) -> str:
    """Return the key that was set, or else the one that the database keeps.

    Raises:
        DatabaseError: The database cannot be used.
    """
    return settings.session_secret.get_secret_value() or signing_key(settings.database_url)
