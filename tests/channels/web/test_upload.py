"""An itinerary that is handed in as a file."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import time
from urllib.parse import quote

import pytest
import requests

from bot.channels.door import DoorError
from bot.channels.upload import MOST_WAITING, READ_AT_ONCE, UploadQueue
from bot.settings import get_settings
from bot.storage.uploads import Uploads
from tests.channels.web.conftest import Assistant, post


def test_an_itinerary_is_handed_in_as_a_file(url: str, session: str, assistant: Assistant) -> None:
    response = upload(url, session, "flights.txt", b"BWI to NBO on 3 March, flight KQ 3")
    assert response.status_code == 200
    message = assistant.messages[-1]
    token = json.loads(message.text.removeprefix("/inform"))["itinerary_file"]
    uploads = Uploads(get_settings().database_url)
    kept = uploads.get(message.sender_id, token)
    assert kept is not None
    assert kept.name == "flights.txt"
    assert kept.content.startswith(b"BWI")
    assert uploads.get("web:somebody-else", token) is None

    again = upload(url, session, "flights.txt", b"BWI to NBO on 3 March, flight KQ 3")
    assert again.json() == response.json()
    assert assistant.messages[-1] is message


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("photo.exe", b"MZ\x00\x01", 400),
        ("empty.txt", b"", 400),
        ("large.txt", b"x" * 200_001, 413),
        ("larger.txt", b"x" * 400_000, 413),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_a_reason(
    url: str, session: str, assistant: Assistant, name: str, content: bytes, status: int
) -> None:
    before = len(assistant.messages)
    response = upload(url, session, name, content)
    assert response.status_code == status
    assert response.json()["error"]
    assert upload(url, "forged", name, b"text").status_code == 401
    assert len(assistant.messages) == before


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Authorization": None}, 400),
        ({"Authorization": "Bearer forged"}, 401),
        ({"X-Message-Id": "a b"}, 400),
        ({"X-File-Name": None}, 400),
        ({"X-File-Name": "%20"}, 400),
    ],
)
def test_who_hands_in_a_file_says_who_and_what(
    url: str, session: str, changed: dict[str, str | None], status: int
) -> None:
    response = upload(url, session, "flights.txt", b"BWI to NBO", **changed)
    assert response.status_code == status
    assert response.json()["error"]


def test_the_name_of_a_file_may_be_anything(url: str, session: str, assistant: Assistant) -> None:
    name = "../übersicht\r\nX: 1 \U0001f600.txt"
    assert upload(url, session, name, b"BWI to NBO on 3 March").status_code == 200
    message = assistant.messages[-1]
    token = json.loads(message.text.removeprefix("/inform"))["itinerary_file"]
    kept = Uploads(get_settings().database_url).get(message.sender_id, token)
    assert kept is not None
    assert "/" not in kept.name
    assert kept.name.isprintable()


def test_a_file_that_is_sent_again_is_kept_once(
    url: str, session: str, assistant: Assistant
) -> None:
    for _ in range(3):
        assert upload(url, session, "flights.txt", b"BWI to NBO on 3 March").status_code == 200
    conversation = assistant.messages[-1].sender_id
    assert len(Uploads(get_settings().database_url).of([conversation])) == 1


def test_one_sender_has_one_file_read_at_a_time_and_others_are_not_kept_waiting() -> None:
    async def scene() -> None:
        queue = UploadQueue()
        async with queue.turn_of("a"):
            with pytest.raises(DoorError, match="One file at a time"):
                await enter(queue, "a")
            await enter(queue, "b")
        await enter(queue, "a")

    async def enter(queue: UploadQueue, sender: str) -> None:
        async with queue.turn_of(sender):
            pass

    asyncio.run(scene())


def test_senders_whose_files_come_slowly_hold_up_no_other(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    with contextlib.ExitStack() as slow:
        for _ in range(READ_AT_ONCE + 1):
            sender = slow.enter_context(socket.create_connection((host, int(port)), timeout=5))
            head = "POST /webhooks/web/itinerary HTTP/1.1\r\nHost: a\r\nX-File-Name: a.txt\r\n"
            own = f"Authorization: Bearer {new_session(url)}\r\nContent-Length: 100\r\n\r\nB"
            sender.sendall((head + own).encode())
        time.sleep(0.2)
        quick = upload(url, new_session(url), "flights.txt", b"BWI to NBO on 3 March")
        assert quick.status_code == 200


def new_session(url: str) -> str:
    return str(post(f"{url}/webhooks/web/session").json()["session"])


def test_where_many_files_wait_no_more_are_taken() -> None:
    async def scene() -> None:
        queue = UploadQueue()
        done = asyncio.Event()

        async def hand_in(sender: str) -> None:
            async with queue.turn_of(sender):
                await done.wait()

        waiting = [asyncio.ensure_future(hand_in(str(number))) for number in range(MOST_WAITING)]
        await asyncio.sleep(0)
        with pytest.raises(DoorError) as refused:
            await hand_in("one more")
        assert refused.value.status == 503
        done.set()
        await asyncio.gather(*waiting)

    asyncio.run(scene())


def upload(
    url: str, session: str, name: str, content: bytes, **changed: str | None
) -> requests.Response:
    headers = {
        "Authorization": f"Bearer {session}",
        "X-Message-Id": "1",
        "X-File-Name": quote(name),
        **changed,
    }
    given = {key: value for key, value in headers.items() if value is not None}
    address = f"{url}/webhooks/web/itinerary"
    return requests.post(address, data=content, headers=given, timeout=5)
