"""Conversations about registering a trip, played on the real assistant with either database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.storage.trips import Trips

Play = Callable[[dict[str, Any], Any], None]


def test_a_registration_goes_as_the_table_says(
    table: dict[str, Any], conversation: Any, database_url: str, play: Play
) -> None:
    play(table, conversation)
    assert len(Trips(database_url).of_owner(conversation.owner)) == table["saved"]


def test_a_registration_goes_the_same_way_on_postgresql(
    table: dict[str, Any], postgresql_conversation: Any, postgresql_url: str, play: Play
) -> None:
    play(table, postgresql_conversation)
    assert len(Trips(postgresql_url).of_owner(postgresql_conversation.owner)) == table["saved"]
