"""How many messages one user, and one network address, may send. Counted in each process."""

from __future__ import annotations

import ipaddress
import math
import re
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sanic.request import Request

from bot.channels.door import DoorError
from bot.settings import Settings

_PORT = re.compile(r":\d+$")


class TooManyMessagesError(DoorError):
    """Somebody sends more than can be answered.

    Attributes:
        retry_after: Seconds after which there is room again.
        is_first: Whether this sender has not been told so within the last minute.
    """

    def __init__(self, retry_after: int, *, is_first: bool = True) -> None:
        """Say how long to wait."""
        unit = "second" if retry_after == 1 else "seconds"
        super().__init__(
            f"These are more messages than I can answer in a minute. Please wait {retry_after} "
            f"{unit}, then send your message again.",
            status=429,
        )
        self.retry_after = retry_after
        self.is_first = is_first


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
        self._told = RateLimitItemPerMinute(1)

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
        counted = [
            (limit, kind, name)
            for limit, kind, name in (
                (self._per_address, "address", address),
                (self._per_user, "user", user),
            )
            if name
        ]
        for limit, kind, name in counted:
            if not self._counts.test(limit, kind, name):
                window = self._counts.get_window_stats(limit, kind, name)
                raise TooManyMessagesError(
                    max(math.ceil(window.reset_time - time.time()), 1),
                    is_first=self._counts.hit(self._told, "told", kind, name),
                )
        for limit, kind, name in counted:
            self._counts.hit(limit, kind, name)


def client_address(request: Request, trusted_proxies: int) -> str:
    """Return the network address of whoever sent a request; of IPv6 the network of a subscriber.

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
        return _network_of(forwarded[-trusted_proxies])
    return _network_of(str(request.ip))


def _network_of(written: str) -> str:
    """Return an address without its port, and of IPv6 the first half: the rest is the sender's."""
    host = _PORT.sub("", written) if written.count(":") == 1 or "]" in written else written
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return written
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
