"""Deleting a conversation because its traveler wants that."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.tracker_store import InMemoryTrackerStore, SQLTrackerStore

from bot.errors import AssistantError
from bot.storage.conversations import Conversations
from bot.storage.person import forget_conversation as forget_traces


class CannotForgetError(AssistantError):
    """The conversations are kept where this assistant cannot delete them."""


async def forget_conversation(agent: Any, database_url: str, conversation: str) -> None:
    """Delete all that is kept of a conversation, but for the trips that were registered in it.

    Args:
        agent: Rasa's, which holds the conversations.
        database_url: SQLAlchemy address of the assistant's own database.
        conversation: Its id.

    Raises:
        CannotForgetError: The tracker store is neither SQL nor in memory.
        DatabaseError: A database cannot be used.
    """
    async with agent.lock_store.lock(conversation):  # no turn may write it anew
        await asyncio.to_thread(_delete_events, agent.tracker_store, conversation)
        await asyncio.to_thread(forget_traces, database_url, conversation)


def _delete_events(store: Any, conversation: str) -> None:
    while (inner := getattr(store, "_tracker_store", None)) is not None:
        store = inner  # Rasa wraps it
    if isinstance(store, SQLTrackerStore):
        Conversations(store.engine.url).delete([conversation])
    elif isinstance(store, InMemoryTrackerStore):
        store.store.pop(conversation, None)
    else:
        raise CannotForgetError(f"A {type(store).__name__} deletes no conversation.")
