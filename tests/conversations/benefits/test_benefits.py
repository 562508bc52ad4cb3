"""Conversations about what the benefit pays, played on the real assistant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_a_calculation_goes_as_the_table_says(
    table: dict[str, Any], conversation: Any, play: Callable[[dict[str, Any], Any], None]
) -> None:
    play(table, conversation)
