"""The latest answers of every conversation, for a message that was sent again on a bad line."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot.channels.turn import Reply

MAX_MESSAGES = 20  # of a conversation: what waits on the page is sent in order, one by one
MAX_CONVERSATIONS = 500  # those that have been silent for longest are forgotten first

Answer = asyncio.Future[list[Reply]]


class LatestAnswers:
    """Answers a message that comes again, under its old id, as it did before: with no second turn.

    They are kept in the memory of this process, and so forgotten when it ends.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._conversations: OrderedDict[str, OrderedDict[str, Answer]] = OrderedDict()

    async def of(
        self, message: UserMessage, run: Callable[[], Coroutine[Any, Any, list[Reply]]]
    ) -> list[Reply]:
        """Return the replies to a message, also while the turn that it began is still running.

        Args:
            message: Its conversation and its id decide whether it has come before.
            run: Runs the turn; called only if it has not, or if that turn failed.
        """
        answers = self._answers_in(message.sender_id)
        answer = answers.get(message.message_id)
        if answer is None or _has_failed(answer):
            answer = answers[message.message_id] = asyncio.ensure_future(run())
            if len(answers) > MAX_MESSAGES:
                answers.popitem(last=False)
        # Whoever hangs up ends the waiting, not the turn: the next attempt asks for its replies.
        return await asyncio.shield(answer)

    def _answers_in(self, conversation: str) -> OrderedDict[str, Answer]:
        answers = self._conversations.setdefault(conversation, OrderedDict())
        self._conversations.move_to_end(conversation)
        if len(self._conversations) > MAX_CONVERSATIONS:
            self._conversations.popitem(last=False)
        return answers


def _has_failed(answer: Answer) -> bool:
    return answer.done() and (answer.cancelled() or answer.exception() is not None)
