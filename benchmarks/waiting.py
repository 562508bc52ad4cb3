"""What the benchmarks of acknowledgements share: an assistant that takes a minute, and a table."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from rasa.core.channels.channel import UserMessage

ACTION_SECONDS = 60
USERS = 200
SENDERS = 8
OTHER_MESSAGES = 20
LONGEST_WAIT_SECONDS = 30


async def assistant(message: UserMessage) -> None:
    """Take a minute, unless somebody is in a hurry."""
    if message.text != "quick":
        await asyncio.sleep(ACTION_SECONDS)
    await message.output_channel.send_response(message.sender_id, {"text": "Done."})


def of_all_users(acknowledged: Callable[[int], float]) -> list[float]:
    """Return what a function returns for each user, several of them at a time."""
    with ThreadPoolExecutor(SENDERS) as pool:
        return list(pool.map(acknowledged, range(USERS)))


def wait_until(condition: Callable[[], object]) -> None:
    """Wait until a condition holds, to the millisecond."""
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("no reply came")
        time.sleep(0.001)


def show(name: str, seconds: Sequence[float]) -> None:
    """Print the median and the 99th percentile in milliseconds."""
    p99 = statistics.quantiles(seconds, n=100, method="inclusive")[98]
    print(f"{name}: median {statistics.median(seconds) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms")
