"""Shares with their uncertainty."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

# Two-sided 95 % of the normal distribution.
_Z = 1.959964


@dataclass(frozen=True)
class Share:
    """So many of so many.

    Attributes:
        count: How many; at most `total`.
        total: Of how many; at least one.
    """

    count: int
    total: int

    @classmethod
    def of(cls, holds: Iterable[bool]) -> Share | None:
        """Count in how many cases something holds; None if there is no case."""
        cases = list(holds)
        return cls(sum(cases), len(cases)) if cases else None

    @property
    def value(self) -> float:
        """The share, between 0 and 1."""
        return self.count / self.total

    def interval(self) -> tuple[float, float]:
        """Return Wilson's 95 % interval, which stays within 0 and 1 and works for small counts."""
        n, z2 = self.total, _Z * _Z
        centre = (self.value + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z * math.sqrt(self.value * (1 - self.value) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, centre - half), min(1.0, centre + half)

    def __str__(self) -> str:
        low, high = self.interval()
        bounds = f"[{100 * low:.0f}, {100 * high:.0f}]"
        return f"{100 * self.value:.1f} % {bounds} ({self.count}/{self.total})"
