"""What Slack and Teams share: each message is answered once, in order, and never not at all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channels.buttons import Buttons
from bot.channels.limits import Limits
from bot.channels.messenger import Incoming, Messenger, Turn
from bot.channels.reply import Reply
from bot.channels.turn import NO_REPLY_TEXT, TurnRunner
from bot.storage.inbox import Inbox

EMERGENCY = "Medical emergency? Contact International SOS: +00 000."


class Rig:
    """A messenger, an assistant that says what it was told, and what was shown."""

    def __init__(self, database_url: str, per_user: int = 100) -> None:
        self.database_url = database_url
        self.messages: list[UserMessage] = []
        self.shown: list[tuple[str, Turn]] = []
        self.seconds: dict[str, float] = {}
        self.at_work: set[str] = set()
        self.messenger = self.process(per_user)

    def process(self, per_user: int = 100) -> Messenger:
        """Return the messenger of one more process on the same database."""
        return Messenger(
            "slack",
            TurnRunner(timeout_seconds=0.5, emergency=EMERGENCY),
            limits=Limits(per_user=per_user, per_address=1000),
            inbox=Inbox(self.database_url),
            buttons=Buttons("a key"),
            max_characters=100,
        )

    async def on_new_message(self, message: UserMessage) -> None:
        assert message.sender_id not in self.at_work, "two turns of a conversation at a time"
        self.at_work.add(message.sender_id)
        self.messages.append(message)
        await asyncio.sleep(self.seconds.get(message.text, 0))
        if message.text != "silence":
            await message.output_channel.send_response(
                message.sender_id, {"text": f"You said: {message.text}"}
            )
        self.at_work.remove(message.sender_id)

    async def show(self, replies: Sequence[Reply], turn: Turn) -> None:
        self.shown += [(reply.text, turn) for reply in replies]

    def take(self, message_id: str, messenger: Messenger | None = None, **changes: Any) -> None:
        values = {"conversation": "slack:a", "user": "slack:a", "text": "hello", **changes}
        incoming = Incoming(message_id=message_id, **values)
        (messenger or self.messenger).take(self.on_new_message, incoming, self.show)

    @property
    def texts(self) -> list[str]:
        return [text for text, _ in self.shown]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'assistant.db'}"


@pytest.fixture
def rig(database_url: str) -> Rig:
    return Rig(database_url)


def play(scene: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(scene())


def test_a_message_is_answered_once_however_often_and_to_whomever_it_is_delivered(
    rig: Rig,
) -> None:
    async def scene() -> None:
        other = rig.process()
        for _ in range(3):
            rig.take("1")
        rig.take("1", other)
        await rig.messenger.finish(5)
        await other.finish(5)
        rig.take("1", restarted := rig.process())
        await restarted.finish(5)
        assert rig.texts == ["You said: hello"]

    play(scene)


@pytest.mark.parametrize("message_id", ["", "x" * 1000, "\x00", "\ud800", "a b/é"])
def test_a_service_may_call_its_messages_what_it_likes(rig: Rig, message_id: str) -> None:
    async def scene() -> None:
        rig.take(message_id)
        rig.take(message_id)
        await rig.messenger.finish(5)
        assert rig.texts == ["You said: hello"]

    play(scene)


def test_messages_of_a_conversation_are_answered_in_order_and_others_meanwhile(rig: Rig) -> None:
    async def scene() -> None:
        rig.seconds = {"slow": 0.3}
        rig.take("1", text="slow")
        rig.take("2", text="quick")
        rig.take("3", conversation="slack:b", text="other")
        await rig.messenger.finish(5)
        assert rig.texts == ["You said: other", "You said: slow", "You said: quick"]

    play(scene)


@pytest.mark.parametrize("text", ["silence", "endless"])
def test_there_is_always_an_answer(rig: Rig, text: str) -> None:
    async def scene() -> None:
        rig.seconds = {"endless": 2}
        rig.take("1", text=text)
        await rig.messenger.finish(1.5)
        assert rig.texts == [f"{NO_REPLY_TEXT}\n\n{EMERGENCY}"]
        await asyncio.sleep(2 if text == "endless" else 0)

    play(scene)


@pytest.mark.parametrize(
    ("typed", "given"),
    [
        ("/restart", "restart"),
        ('/inform{"a": 1}', 'inform{"a": 1}'),
        (" a\x00\u200b\ud800 b ", "a b"),
        ("", "/empty_message"),
        ("x" * 101, "/too_long_message"),
    ],
)
def test_what_is_typed_is_text_and_never_a_command(rig: Rig, typed: str, given: str) -> None:
    async def scene() -> None:
        rig.take("1", text=typed)
        await rig.messenger.finish(5)
        assert [message.text for message in rig.messages] == [given]

    play(scene)


def test_a_button_works_in_its_own_conversation_only(rig: Rig) -> None:
    async def scene() -> None:
        rig.take("1", button=rig.messenger.sign("slack:a", "/affirm"))
        rig.take("2", button=rig.messenger.sign("slack:b", "/affirm"))
        rig.take("3", button="/affirm")
        await rig.messenger.finish(5)
        assert [message.text for message in rig.messages] == ["/affirm"]
        assert rig.texts[0] == "You said: /affirm"
        assert all("this conversation" in text for text in rig.texts[1:])
        assert len(rig.texts) == 3

    play(scene)


def test_who_sends_too_much_is_told_so_and_a_cry_is_heard_all_the_same(
    database_url: str,
) -> None:
    async def scene() -> None:
        rig = Rig(database_url, per_user=1)
        rig.take("1")
        rig.take("2")
        rig.take("3", text="what now?")  # who goes on has been told
        rig.take("4", text="my friend is unconscious and not breathing")
        rig.take("5", conversation="slack:b", user="slack:b")
        await rig.messenger.finish(5)
        assert rig.texts.count("You said: hello") == len(rig.messages) == 2
        refused = [text for text, turn in rig.shown if not turn.was_run]
        assert len(refused) == len(rig.shown) - 2 == 2
        assert "wait" in refused[0]
        assert EMERGENCY in refused[0]
        assert "Call International SOS now" in refused[1]

    play(scene)


@pytest.mark.parametrize(
    ("is_public", "understood"),
    [(True, Turn("ask_dental_amount", "medical", is_task_open=True)), (False, Turn())],
)
def test_what_was_understood_is_looked_up_where_others_can_read(
    rig: Rig, is_public: bool, understood: Turn
) -> None:
    async def scene() -> None:
        store = InMemoryTrackerStore(Domain.empty())
        tracker = DialogueStateTracker.from_events("slack:a", [])
        parse_data = {
            "intent": {"name": "ask_dental_amount", "confidence": 1.0},
            "entities": [],
            "text": "hello",
            "emergency": {"level": "perhaps", "kind": "medical"},
        }
        tracker.update(ActiveLoop("trip_form"))
        tracker.update(UserUttered("hello", parse_data=parse_data))
        await store.save(tracker)
        agent = SimpleNamespace(tracker_store=store)
        rig.messenger.look_up_in(SimpleNamespace(ctx=SimpleNamespace(agent=agent)))
        rig.take("1", is_public=is_public)
        await rig.messenger.finish(5)
        assert [turn for _, turn in rig.shown] == [understood]

    play(scene)


def test_an_answer_is_shown_though_it_cannot_be_looked_up(rig: Rig) -> None:
    class Gone:
        async def retrieve(self, conversation: str) -> None:
            raise ConnectionError

    async def scene() -> None:
        agent = SimpleNamespace(tracker_store=Gone())
        rig.messenger.look_up_in(SimpleNamespace(ctx=SimpleNamespace(agent=agent)))
        rig.take("1", is_public=True)
        await rig.messenger.finish(5)
        assert rig.shown == [("You said: hello", Turn())]

    play(scene)


@pytest.mark.parametrize("nothing", [{"text": ""}, {"custom": {"topic": "dental_amount"}}])
def test_a_turn_that_shows_nothing_is_answered_all_the_same(
    rig: Rig, nothing: dict[str, Any]
) -> None:
    async def say_nothing(message: UserMessage) -> None:
        await message.output_channel._persist_message(nothing)

    async def scene() -> None:
        incoming = Incoming("slack:a", "1", "slack:a", text="hello")
        rig.messenger.take(say_nothing, incoming, rig.show)
        await rig.messenger.finish(5)
        assert rig.texts == [f"{NO_REPLY_TEXT}\n\n{EMERGENCY}"]

    play(scene)


def test_a_button_that_was_refused_can_be_pressed_again(rig: Rig) -> None:
    async def scene() -> None:
        for token in ("forged", rig.messenger.sign("slack:a", "/affirm")):
            rig.take("click.1", button=token)
            await rig.messenger.finish(5)
        assert [message.text for message in rig.messages] == ["/affirm"]

    play(scene)


def test_a_message_of_any_length_holds_nobody_up(rig: Rig) -> None:
    async def scene() -> None:
        rig.take("1", text="no respira " * 100_000)
        started = time.monotonic()
        await rig.messenger.finish(5)
        assert [message.text for message in rig.messages] == ["/too_long_message"]
        assert time.monotonic() - started < 2

    play(scene)


def test_it_finishes_what_begins_meanwhile(rig: Rig) -> None:
    async def scene() -> None:
        rig.seconds = {"slow": 0.3}
        rig.take("1", text="slow")
        finishing = asyncio.ensure_future(rig.messenger.finish(5))
        await asyncio.sleep(0.1)
        assert rig.messenger.is_stopping
        rig.take("2", conversation="slack:b", text="slow")
        await finishing
        assert rig.texts == ["You said: slow", "You said: slow"]

    play(scene)


def test_a_database_that_hangs_keeps_no_answer_waiting_for_long(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        monkeypatch.setattr(Inbox, "claim", lambda *args: time.sleep(4))
        started = time.monotonic()
        rig.take("1")
        while not rig.shown:
            await asyncio.sleep(0.05)
        assert time.monotonic() - started < 3

    play(scene)
