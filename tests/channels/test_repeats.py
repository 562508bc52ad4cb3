"""The latest answers, for a message that was sent again."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channels.repeats import MAX_CONVERSATIONS, MAX_MESSAGES, LatestAnswers
from bot.channels.turn import Reply


class Turns:
    """Answers with the number of the turn; fails where it is told to."""

    def __init__(self) -> None:
        self.answers = LatestAnswers()
        self.count = 0

    async def send(self, message_id: str, conversation: str = "a", *, fails: bool = False) -> int:
        async def turn() -> list[Reply]:
            self.count += 1
            number = self.count
            await asyncio.sleep(0.01)
            if fails:
                raise ConnectionError
            return [{"text": number}]

        message = UserMessage("hello", sender_id=conversation, message_id=message_id)
        (reply,) = await self.answers.of(message, turn)
        return int(reply["text"])


def test_the_last_messages_of_a_conversation_are_remembered_and_no_more() -> None:
    async def play() -> None:
        turns = Turns()
        ids = [str(number) for number in range(MAX_MESSAGES + 1)]
        for message_id in ids:
            await turns.send(message_id)
        assert [await turns.send(message_id) for message_id in ids[1:]] == [
            int(message_id) + 1 for message_id in ids[1:]
        ]
        assert turns.count == len(ids)
        assert await turns.send(ids[0]) == len(ids) + 1

    asyncio.run(play())


def test_of_many_conversations_those_are_forgotten_that_were_silent_for_longest() -> None:
    async def play() -> None:
        turns = Turns()
        first = await turns.send("1", "first")
        second = await turns.send("1", "second")
        for number in range(MAX_CONVERSATIONS - 2):
            await turns.send("1", str(number))
        assert await turns.send("1", "first") == first
        await turns.send("1", "one more")
        assert await turns.send("1", "first") == first
        assert await turns.send("1", "second") != second

    asyncio.run(play())


def test_a_turn_that_failed_is_run_again() -> None:
    async def play() -> None:
        turns = Turns()
        with pytest.raises(ConnectionError):
            await turns.send("1", fails=True)
        assert await turns.send("1") == 2
        assert await turns.send("1") == 2

    asyncio.run(play())


def test_whoever_hangs_up_does_not_end_the_turn() -> None:
    async def play() -> None:
        turns = Turns()
        first = asyncio.create_task(turns.send("1"))
        await asyncio.sleep(0)
        first.cancel()
        assert await turns.send("1") == 1
        assert turns.count == 1
        assert first.cancelled()

    asyncio.run(play())
