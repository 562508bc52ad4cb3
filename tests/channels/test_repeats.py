"""A message that was sent again: to the same process, to another one, or after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels.repeats import LatestAnswers
from bot.channels.turn import Reply
from bot.storage.inbox import Inbox

LEASE_SECONDS = 0.6


class Turns:
    """Two processes that share a database; each turn is answered with its number."""

    def __init__(self, database_url: str) -> None:
        inbox = Inbox(database_url)
        self.first, self.second = (
            LatestAnswers(inbox, lease_seconds=LEASE_SECONDS) for _ in range(2)
        )
        self.count = 0

    async def send(
        self,
        answers: LatestAnswers,
        message_id: str,
        conversation: str = "web:a",
        *,
        fails: bool = False,
        seconds: float = 0.01,
    ) -> int:
        async def turn() -> list[Reply]:
            self.count += 1
            number = self.count
            await asyncio.sleep(seconds)
            if fails:
                raise ConnectionError
            return [{"text": number}]

        message = UserMessage("hello", sender_id=conversation, message_id=message_id)
        (reply,) = await answers.of(message, turn)
        return int(reply["text"])


@pytest.fixture
def turns(tmp_path: Path) -> Turns:
    return Turns(f"sqlite:///{tmp_path / 'assistant.db'}")


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(scene())


def test_a_message_is_answered_alike_by_each_process(turns: Turns) -> None:
    async def scene() -> None:
        assert await turns.send(turns.first, "1") == 1
        assert await turns.send(turns.first, "1") == 1
        assert await turns.send(turns.second, "1") == 1
        assert await turns.send(turns.second, "2") == 2
        assert await turns.send(turns.first, "1", "web:b") == 3

    play(scene)


def test_a_message_that_comes_again_during_its_turn_waits_for_the_same_answer(
    turns: Turns,
) -> None:
    async def scene() -> None:
        sent = [turns.send(process, "1") for process in (turns.first, turns.second) * 3]
        assert await asyncio.gather(*sent) == [1] * 6

    play(scene)


def test_a_failed_turn_is_run_again_when_the_message_comes_again(turns: Turns) -> None:
    async def scene() -> None:
        with pytest.raises(ConnectionError):
            await turns.send(turns.first, "1", fails=True)
        assert await turns.send(turns.second, "1") == 2

    play(scene)


def test_whoever_hangs_up_ends_the_waiting_and_not_the_turn(turns: Turns) -> None:
    async def scene() -> None:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(turns.send(turns.first, "1", seconds=0.2), timeout=0.05)
        assert await turns.send(turns.first, "1") == 1

    play(scene)


def test_the_turn_of_a_process_that_died_is_run_again_after_a_while(turns: Turns) -> None:
    async def scene() -> None:
        message = UserMessage("hello", sender_id="web:a", message_id="1")
        endless = asyncio.ensure_future(turns.first.of(message, lambda: asyncio.sleep(60, [])))
        await asyncio.sleep(0.1)
        assert await turns.send(turns.second, "1") == 1
        endless.cancel()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    play(scene)


def test_a_turn_that_may_take_longer_is_held_to_be_dead_later(turns: Turns) -> None:
    async def scene() -> None:
        count = 0

        async def read_and_answer() -> list[Reply]:
            nonlocal count
            count += 1
            await asyncio.sleep(2 * LEASE_SECONDS)
            return [{"text": "read"}]

        message = UserMessage("", sender_id="web:a", message_id="1")
        sent = [
            process.of(message, read_and_answer, more_seconds=5)
            for process in (turns.first, turns.second)
        ]
        assert await asyncio.gather(*sent) == [[{"text": "read"}]] * 2
        assert count == 1

    play(scene)


def test_without_a_database_messages_are_answered_all_the_same(
    turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.storage.database import DatabaseError

    def fail(*args: object) -> None:
        raise DatabaseError("gone")

    for name in ("claim", "answer", "release"):
        monkeypatch.setattr(Inbox, name, fail)
    play(lambda: _answered(turns))


async def _answered(turns: Turns) -> None:
    assert await turns.send(turns.first, "1") == 1
