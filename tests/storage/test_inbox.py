"""Messages that come in: each is run once, whoever is asked to."""

from __future__ import annotations

import datetime
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.settings import PROJECT_ROOT
from bot.storage.database import DatabaseError
from bot.storage.inbox import KEPT_FOR, Claim, Inbox

NOW = datetime.datetime(2027, 3, 5, 19, 3, tzinfo=datetime.timezone.utc)
LEASE = datetime.timedelta(seconds=30)
SECOND = datetime.timedelta(seconds=1)
REPLIES = [{"text": "Ja,\0 “Żółty” 😀 \ud800", "buttons": [{"title": "x", "payload": "/y"}]}, {}]

NEW = Claim(is_new=True, replies=None)
RUNNING = Claim(is_new=False, replies=None)

# Waits for its start, claims many messages one after the other, and says which were new.
CLAIM = """
import datetime, sys
from bot.storage.inbox import Inbox
inbox = Inbox(sys.argv[1])
now = datetime.datetime.fromisoformat(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
lease = datetime.timedelta(seconds=30)
print(*(n for n in range(100) if inbox.claim("web:1", str(n), now, lease).is_new))
"""


@pytest.fixture
def inbox(database: str) -> Inbox:
    return Inbox(database)


def claim(
    inbox: Inbox, message_id: str = "m", conversation: str = "web:1", after: object = 0 * SECOND
) -> Claim:
    """Claim a message some time after the first."""
    return inbox.claim(conversation, message_id, NOW + after, LEASE)


def test_a_message_is_run_once_and_answered_again_as_before(inbox: Inbox, database: str) -> None:
    assert claim(inbox) == NEW
    assert claim(inbox) == RUNNING
    inbox.answer("web:1", "m", REPLIES, NOW + SECOND)
    answered = Claim(is_new=False, replies=REPLIES)
    assert claim(inbox) == answered
    assert claim(Inbox(database), after=10 * LEASE) == answered


def test_an_answer_without_replies_is_an_answer(inbox: Inbox) -> None:
    claim(inbox)
    inbox.answer("web:1", "m", [], NOW)
    assert claim(inbox, after=LEASE) == Claim(is_new=False, replies=[])


def test_other_messages_and_other_conversations_are_new(inbox: Inbox) -> None:
    assert claim(inbox) == claim(inbox, "n") == claim(inbox, conversation="web:2") == NEW
    inbox.answer("web:2", "m", REPLIES, NOW)
    assert claim(inbox) == claim(inbox, "n") == RUNNING


def test_a_message_whose_lease_has_run_out_unanswered_is_run_again_by_one(inbox: Inbox) -> None:
    claim(inbox)
    assert claim(inbox, after=LEASE - SECOND) == RUNNING
    assert claim(inbox, after=LEASE) == NEW
    assert claim(inbox, after=LEASE) == RUNNING
    assert claim(inbox, after=2 * LEASE) == NEW


def test_a_message_whose_turn_failed_may_be_tried_again_at_once(inbox: Inbox) -> None:
    claim(inbox)
    claim(inbox, "n")
    inbox.release("web:1", "m")
    assert claim(inbox) == NEW
    assert claim(inbox, "n") == RUNNING


def test_an_answered_message_is_not_released(inbox: Inbox) -> None:
    claim(inbox)
    inbox.answer("web:1", "m", REPLIES, NOW)
    inbox.release("web:1", "m")
    assert claim(inbox) == Claim(is_new=False, replies=REPLIES)


def test_after_a_day_a_message_is_new_though_nothing_was_forgotten(inbox: Inbox) -> None:
    claim(inbox)
    inbox.answer("web:1", "m", REPLIES, NOW)
    assert claim(inbox, after=KEPT_FOR - SECOND).replies == REPLIES
    assert claim(inbox, after=KEPT_FOR) == NEW
    assert claim(inbox, after=KEPT_FOR) == RUNNING


def test_messages_from_before_a_moment_are_forgotten_and_counted(inbox: Inbox) -> None:
    claim(inbox)
    inbox.answer("web:1", "m", REPLIES, NOW)
    claim(inbox, "n", after=SECOND)
    assert inbox.forget_before(NOW) == 0
    assert inbox.forget_before(NOW + SECOND) == 1
    assert claim(inbox) == NEW
    assert claim(inbox, "n", after=SECOND) == RUNNING


def test_nothing_is_kept_of_an_answer_to_a_message_that_was_forgotten(inbox: Inbox) -> None:
    claim(inbox)
    inbox.forget_before(NOW + SECOND)
    inbox.answer("web:1", "m", REPLIES, NOW)
    assert claim(inbox) == NEW


def test_who_has_written_within_a_day_has_spoken(inbox: Inbox) -> None:
    now = datetime.datetime.now(tz=datetime.timezone.utc)
    inbox.claim("web:1", "m", now - KEPT_FOR + 60 * SECOND, LEASE)
    inbox.claim("web:2", "m", now - KEPT_FOR - SECOND, LEASE)
    inbox.claim("web:3", "m", now, LEASE)
    inbox.answer("web:3", "m", [], now)
    spoken = [inbox.has_spoken(f"web:{number}") for number in ("1", "2", "3", "", "%")]
    assert spoken == [True, False, True, False, False]


@pytest.mark.parametrize("was_abandoned", [False, True])
def test_of_many_threads_one_gets_a_message(
    inbox: Inbox, database: str, was_abandoned: bool
) -> None:
    messages = [str(number) for number in range(20)]
    if was_abandoned:
        for message in messages:
            claim(inbox, message, after=-LEASE)
    barrier = threading.Barrier(6)

    def work(_: int) -> list[str]:
        barrier.wait()
        return [message for message in messages if claim(Inbox(database), message).is_new]

    with ThreadPoolExecutor(6) as pool:
        shares = list(pool.map(work, range(6)))
    assert sorted(message for share in shares for message in share) == sorted(messages)


def test_a_message_that_is_released_while_others_ask_for_it_has_one_runner_at_a_time(
    database: str,
) -> None:
    barrier = threading.Barrier(6)
    runners: list[int] = []
    most = []

    def work(number: int) -> int:
        inbox = Inbox(database)
        won = 0
        barrier.wait()
        for _ in range(30):
            if claim(inbox).is_new:
                runners.append(number)
                most.append(len(runners))
                won += 1
                runners.remove(number)
                inbox.release("web:1", "m")
        return won

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(work, range(6))) > 1
    assert set(most) == {1}


@pytest.mark.parametrize("was_abandoned", [False, True])
def test_of_two_processes_one_gets_a_message(
    inbox: Inbox, database: str, was_abandoned: bool
) -> None:
    if was_abandoned:
        for number in range(100):
            claim(inbox, str(number), after=-LEASE)
    processes = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", CLAIM, database, NOW.isoformat()],
            cwd=PROJECT_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    outputs = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    numbers = [int(number) for output in outputs for number in output.split()]
    assert sorted(numbers) == list(range(100))


def test_a_moment_without_a_zone_is_refused(inbox: Inbox) -> None:
    with pytest.raises(DatabaseError):
        inbox.claim("web:1", "m", datetime.datetime(2027, 3, 5), LEASE)
    assert claim(inbox) == NEW
