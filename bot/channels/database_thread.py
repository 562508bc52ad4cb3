"""The database from the server's loop: in threads of its own, and never for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

from bot.storage.database import DatabaseError

# A message waits no longer than this to be kept: in an emergency seconds count.
PATIENCE_SECONDS = 1.0
THREADS = 8

Result = TypeVar("Result")


async def in_database_thread(
    call: Callable[..., Result], *values: object, patience_seconds: float = PATIENCE_SECONDS
) -> Result:
    """Return what a call to the database returns.

    Args:
        call: Called in a thread.
        values: Its arguments.
        patience_seconds: A call that takes longer is left to itself.

    Raises:
        DatabaseError: The database cannot be used, or takes too long.
    """
    loop = asyncio.get_running_loop()
    running = loop.run_in_executor(_threads(), call, *values)
    try:
        return await asyncio.wait_for(asyncio.shield(running), patience_seconds)
    except asyncio.TimeoutError as error:
        running.add_done_callback(_look_at)  # else its error is complained about
        raise DatabaseError("The database takes too long.") from error


def _look_at(done: asyncio.Future[Result]) -> None:
    if not done.cancelled():
        done.exception()


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="database")
