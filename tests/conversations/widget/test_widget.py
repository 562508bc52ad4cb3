"""What the website widget asks of the real assistant, beside messages."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import requests

from bot.storage.feedback import Feedback
from bot.storage.trips import Trips


class Widget:
    """A session of the widget."""

    def __init__(self, url: str) -> None:
        self._url = f"{url}/webhooks/web"
        self.session = self.post("session").json()["session"]
        self._number = 0
        self.messages: list[dict[str, Any]] = []

    def post(self, path: str, **body: object) -> requests.Response:
        return requests.post(f"{self._url}/{path}", json=body, timeout=20)

    def say(self, **body: object) -> str:
        self._number += 1
        answer = self.post("message", session=self.session, id=str(self._number), **body)
        return self._shown(answer)

    def press(self, title: str) -> str:
        payloads = {
            button["title"]: button["payload"]
            for message in self.messages
            for button in message["buttons"]
        }
        return self.say(payload=payloads[title])

    def hand_in(self, name: str, content: bytes) -> str:
        headers = {
            "Authorization": f"Bearer {self.session}",
            "X-Message-Id": "file-1",
            "X-File-Name": quote(name),
        }
        return self._shown(
            requests.post(f"{self._url}/itinerary", data=content, headers=headers, timeout=20)
        )

    def _shown(self, answer: requests.Response) -> str:
        answer.raise_for_status()
        self.messages = answer.json()["messages"]
        return "\n".join(message["text"] for message in self.messages)

    def part(self, name: str) -> Any:
        return next(message[name] for message in self.messages if name in message)


@pytest.fixture
def widget(assistant_url: str) -> Widget:
    return Widget(assistant_url)


def conversations_with(file: Path, words: str) -> set[str]:
    with closing(sqlite3.connect(file)) as database:
        found = database.execute(
            "SELECT sender_id FROM events WHERE data LIKE ?", (f"%{words}%",)
        ).fetchall()
    return {sender for (sender,) in found}


def test_a_conversation_that_its_traveller_deletes_is_gone(
    widget: Widget, conversations_file: Path
) -> None:
    widget.say(text="is a broken zygomatic tooth covered?")
    (conversation,) = conversations_with(conversations_file, "zygomatic")
    assert conversation.startswith("web:")
    assert widget.post("delete", session=widget.session).status_code == 200
    assert conversations_with(conversations_file, "zygomatic") == set()
    assert b"zygomatic" not in conversations_file.read_bytes()


def test_an_answer_says_its_topic_and_can_be_found_helpful(
    widget: Widget, database_url: str
) -> None:
    widget.say(text="what is the dental limit?")
    thumb = {"topic": widget.part("topic"), "id": "1", "helpful": True}
    assert widget.post("feedback", session=widget.session, **thumb).status_code == 200
    assert "dental_amount" in {found.topic for found in Feedback(database_url).by_topic()}


def test_a_trip_is_registered_with_a_file_and_its_buttons(
    widget: Widget, database_url: str, conversations_file: Path
) -> None:
    asked = widget.say(
        text="Register my trip to Nairobi, 3 to 10 March, for a conference, booked on "
        "Expedia. I am Maria Lee, maria.lee@umaryland.edu"
    )
    assert "itinerary" in asked.lower()
    assert widget.part("accepts") == "itinerary"
    read = widget.hand_in("flights.txt", b"Flight KQ 3 from Baltimore to Nairobi on 3 March")
    assert "flights.txt" in read
    assert "KQ 3" in read
    saved = widget.press("Save")
    assert [file["name"] for file in widget.part("files")]
    assert "T-" in saved
    (conversation,) = conversations_with(conversations_file, "KQ 3")
    (registered,) = Trips(database_url).of_owner(conversation)
    assert "KQ 3" in registered.trip.itinerary
    assert registered.trip.traveller_email == "maria.lee@umaryland.edu"
