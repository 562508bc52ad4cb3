"""Sending by a service's own interface: in order, and later if it cannot be now."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from bot.channels import way_out
from bot.channels.way_out import SendError, WayOut
from bot.storage.unsent import UnsentReplies

Say = dict[str, Any]


class Service:
    """Takes requests, after it has failed as it is told to."""

    def __init__(self, database_url: str) -> None:
        self.failures: list[SendError | None] = []
        self.seconds: dict[str, float] = {}
        self.taken: list[str] = []
        self.unsent = UnsentReplies(database_url)
        self.way_out = WayOut("slack", self.send, self.unsent, timeout_seconds=0.3)

    async def send(self, request: Say) -> Say:
        await asyncio.sleep(self.seconds.get(request["text"], 0))
        failure = self.failures.pop(0) if self.failures else None
        if failure:
            raise failure
        self.taken.append(request["text"])
        return {"ts": len(self.taken)}

    async def say(self, text: str, conversation: str = "slack:a") -> Say | None:
        return await self.way_out.say(conversation, {"text": text})

    async def send_what_waits(self, seconds: float) -> None:
        stop = asyncio.Event()
        loop = asyncio.ensure_future(self.way_out.send_what_waits(stop))
        await asyncio.sleep(seconds)
        stop.set()
        await loop


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    monkeypatch.setattr(way_out, "PAUSE_SECONDS", 0.05)
    return Service(f"sqlite:///{tmp_path / 'assistant.db'}")


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(scene())


def test_what_can_be_sent_is_sent_at_once_and_answered(service: Service) -> None:
    async def scene() -> None:
        assert await service.say("one") == {"ts": 1}
        assert not service.unsent.waiting("slack", "slack:a")

    play(scene)


@pytest.mark.parametrize("reason", ["http_500", "unreachable"])
def test_what_cannot_be_sent_is_sent_later_and_what_follows_stays_behind_it(
    service: Service, reason: str
) -> None:
    async def scene() -> None:
        service.failures = [SendError(reason)]
        assert await service.say("one") is None
        assert await service.say("two") is None
        assert await service.say("other", "slack:b") == {"ts": 1}
        await service.send_what_waits(1.5)
        assert service.taken == ["other", "one", "two"]
        assert await service.say("three") == {"ts": 4}

    play(scene)


def test_a_service_that_wants_peace_is_left_in_peace_for_so_long(service: Service) -> None:
    async def scene() -> None:
        service.failures = [SendError("rate_limited", retry_after=0.8)]
        await service.say("one")
        await service.send_what_waits(0.5)
        assert service.taken == []
        await service.send_what_waits(1.2)
        assert service.taken == ["one"]

    play(scene)


def test_what_is_refused_for_good_is_dropped_and_holds_up_nothing(service: Service) -> None:
    async def scene() -> None:
        service.failures = [SendError("channel_not_found", is_final=True)]
        assert await service.say("one") is None
        assert await service.say("two") == {"ts": 1}
        await service.send_what_waits(0.3)
        assert service.taken == ["two"]

    play(scene)


def test_a_slow_service_holds_up_its_conversation_only_and_not_for_ever(
    service: Service,
) -> None:
    async def scene() -> None:
        service.seconds = {"slow": 60}
        slow = asyncio.ensure_future(service.say("slow"))
        await asyncio.sleep(0.01)
        assert await asyncio.wait_for(service.say("other", "slack:b"), 0.2) == {"ts": 1}
        assert await slow is None
        assert service.unsent.waiting("slack", "slack:a")

    play(scene)


def test_replies_of_one_conversation_leave_in_the_order_in_which_they_were_said(
    service: Service,
) -> None:
    async def scene() -> None:
        service.seconds = {"0": 0.1, "1": 0.05}
        await asyncio.gather(*(service.say(str(number)) for number in range(5)))
        assert service.taken == ["0", "1", "2", "3", "4"]

    play(scene)


def test_another_process_sends_what_one_has_kept(service: Service) -> None:
    async def scene() -> None:
        service.failures = [SendError("http_500")]
        await service.say("one")
        other = WayOut("slack", service.send, service.unsent)
        stop = asyncio.Event()
        loop = asyncio.ensure_future(other.send_what_waits(stop))
        await asyncio.sleep(0.6)
        stop.set()
        await loop
        assert service.taken == ["one"]

    play(scene)


def test_what_is_a_day_old_is_given_up(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        service.failures = [SendError("http_500"), SendError("http_500")]
        await service.say("one")
        later = datetime.datetime.now(tz=datetime.timezone.utc) + datetime.timedelta(hours=25)
        monkeypatch.setattr(way_out, "_now", lambda: later)
        await service.send_what_waits(0.3)
        assert service.taken == []
        assert not service.unsent.waiting("slack", "slack:a")

    play(scene)


def test_a_request_that_cannot_even_be_tried_is_dropped_and_ends_nothing(
    service: Service,
) -> None:
    async def scene() -> None:
        now = datetime.datetime.now(tz=datetime.timezone.utc)
        service.unsent.keep("slack", "slack:a", {"of": "another version"}, now, not_before=now)
        service.unsent.keep("slack", "slack:b", {"text": "two"}, now, not_before=now)
        await service.send_what_waits(0.5)
        assert service.taken == ["two"]
        assert not service.unsent.waiting("slack", "slack:a")
        assert await service.way_out.say("slack:a", {"of": "another version"}) is None

    play(scene)
