"""An itinerary that is handed in as a file, in a conversation with the real assistant."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from bot.storage.trips import Trips
from bot.storage.uploads import Uploads
from bot.trips.itinerary_file import read_itinerary

NOW = datetime.datetime.now(tz=datetime.timezone.utc)
IN_40_DAYS = (NOW + datetime.timedelta(days=40)).strftime("%d %B %Y")
WITHOUT_ITINERARY = (
    f"register my work trip to Nairobi on {IN_40_DAYS} for one day, I am Ada Obi, "
    "ada.obi@umaryland.edu, booked on Expedia"
)


@pytest.fixture
def hand_in(conversation: Any, database_url: str) -> Callable[[str], str]:
    """Return what hands a text in as a file, and returns the reply."""

    def press(text: str) -> str:
        file = read_itinerary("My flights.txt", text.encode())
        token = Uploads(database_url).add(
            conversation.owner, file.name, file.media_type, text.encode(), file.text, NOW
        )
        reply: str = conversation.say(f'/inform{{"itinerary_file": "{token}"}}')
        return reply

    return press


def accepts(conversation: Any) -> list[str]:
    customs = [reply.get("custom") or {} for reply in conversation.replies]
    return [custom["accepts"] for custom in customs if "accepts" in custom]


def test_a_file_is_taken_replaced_by_words_and_taken_again(
    conversation: Any, hand_in: Callable[[str], str], database_url: str
) -> None:
    conversation.say(WITHOUT_ITINERARY)
    assert accepts(conversation) == ["itinerary"]
    conversation.say("is evacuation covered?")
    assert accepts(conversation) == ["itinerary"]  # asked again

    assert "**Itinerary:** My flights.txt: KL 566 AMS to NBO" in hand_in("KL 566 AMS\n to NBO")
    assert accepts(conversation) == []
    conversation.say("change the itinerary")
    assert accepts(conversation) == ["itinerary"]
    assert "**Itinerary:** Flight LH 400\n" in conversation.say("Flight LH 400")
    hand_in("ET 501 to Addis Ababa")

    reply = conversation.choose("Save")
    assert "Attached: My flights.txt" in reply
    (registered,) = Trips(database_url).of_owner(conversation.owner)
    assert registered.trip.itinerary == "ET 501 to Addis Ababa"


def test_a_file_is_not_lost_without_a_word_when_nothing_is_open(
    hand_in: Callable[[str], str],
) -> None:
    assert "No registration is open" in hand_in("KL 566")
