"""How many messages one user, and one network address, may send. Counted in each process."""

from __future__ import annotations

import math
import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from sanic.request import Request

from bot.channels.door import DoorError
from bot.settings import Settings


class TooManyMessagesError(DoorError):
    """Somebody sends more than can be answered.

    Attributes:
        retry_after: Seconds after which there is room again.
    """

    def __init__(self, retry_after: int) -> None:
        """Say how long to wait."""
        unit = "second" if retry_after == 1 else "seconds"
        super().__init__(
            f"These are more messages than I can answer in a minute. Please wait {retry_after} "
            f"{unit}, then send your message again.",
            status=429,
        )
        self.retry_after = retry_after


class Limits:
    """Counts the messages of the last minute."""

    def __init__(self, *, per_user: int, per_address: int) -> None:
        """Begin with none.

        Args:
            per_user: Most messages of one user within a minute.
            per_address: Most of all users of a network address.
        """
        self._per_user = RateLimitItemPerMinute(per_user)
        self._per_address = RateLimitItemPerMinute(per_address)
        self._counts = MovingWindowRateLimiter(MemoryStorage())

    @classmethod
    def from_settings(cls, settings: Settings) -> Limits:
        """Return limits as they are set."""
        return cls(
            per_user=settings.messages_per_minute,
            per_address=settings.messages_per_minute_per_address,
        )

    async def count(self, *, user: str = "", address: str = "") -> None:
        """Count a message.

        Args:
            user: Who sends it, by an identity that has been verified; "" to count no user.
            address: The network address it came from; "" to count none.

        Raises:
            TooManyMessagesError: It is one too many, and is not counted.
        """
        for limit, kind, name in (
            (self._per_user, "user", user),
            (self._per_address, "address", address),
        ):
            if name and not await self._counts.hit(limit, kind, name):
                window = await self._counts.get_window_stats(limit, kind, name)
                raise TooManyMessagesError(max(math.ceil(window.reset_time - time.time()), 1))


def client_address(request: Request, trusted_proxies: int) -> str:
    """Return the network address of whoever sent a request.

    Args:
        request: The request.
        trusted_proxies: How many proxies of ours it has passed. Each adds the address that it saw
            to `X-Forwarded-For`; what stands before was written by the sender, who may lie.
    """
    forwarded = [
        address.strip()
        for line in request.headers.getall("x-forwarded-for", [])
        for address in line.split(",")
    ]
    if trusted_proxies and len(forwarded) >= trusted_proxies:
        return str(forwarded[-trusted_proxies])
    return str(request.ip)
