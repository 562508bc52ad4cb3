"""Which requests show the replies of a turn."""

from __future__ import annotations

from typing import Any

from bot.channels.reply import Button, File, Reply
from bot.channels.slack.blocks import Renderer
from bot.channels.slack.incoming import Place
from bot.channels.slack.outgoing import MOST_RESPONSES, requests_of
from bot.channels.slack.rich_text import RichText

RENDERER = Renderer(RichText(), lambda conversation, payload: payload)
DIRECT = Place("D1", "U1")
CHANNEL = Place("C1", "U1", thread="1.1", is_shared=True)
COMMAND = Place("U1", "U1", response_url="https://hooks.example/1")
CALENDAR = File("trip.ics", "text/calendar", "BEGIN:VCALENDAR")
QUESTION = Reply("Sure?", buttons=(Button("Yes", "/yes"),))


def requests(
    *replies: Reply, place: Place, is_private: bool = False, is_emergency: bool = False
) -> list[dict[str, Any]]:
    conversation = "slack:T1.U1.C1.1.1" if place.is_shared else "slack:T1.U1"
    return list(
        requests_of(
            replies,
            place,
            conversation,
            RENDERER,
            is_private=is_private,
            is_emergency=is_emergency,
        )
    )


def methods(found: list[dict[str, Any]]) -> list[str]:
    return [request.get("method") or ("url" if "url" in request else "file") for request in found]


def test_each_reply_is_a_message_of_its_own_where_it_stays() -> None:
    for place, where in (
        (DIRECT, {"channel": "D1"}),
        (CHANNEL, {"channel": "C1", "thread_ts": "1.1"}),
    ):
        found = requests(Reply("One."), QUESTION, place=place)
        assert methods(found) == ["chat.postMessage"] * 2
        for request in found:
            assert where.items() <= request["arguments"].items()
            assert request["arguments"]["unfurl_links"] is False


def test_what_is_private_stays_private_in_every_request() -> None:
    found = requests(
        Reply("One.", files=(CALENDAR,)),
        QUESTION,
        place=CHANNEL,
        is_private=True,
        is_emergency=True,
    )
    assert methods(found) == [
        "chat.postEphemeral",
        "chat.postEphemeral",
        "chat.postMessage",
        "chat.postMessage",
        "file",
    ]
    assert all(request["arguments"]["user"] == "U1" for request in found[:2])
    # What others could read goes to the person alone, also where Slack refuses the first way.
    elsewhere = [request["otherwise"] for request in found if "otherwise" in request]
    assert {request["arguments"]["channel"] for request in found[2:4] + elsewhere} == {"U1"}
    assert found[4]["channel"] == "U1"
    copies = [block for request in found[2:4] for block in request["arguments"]["blocks"]]
    assert all(block["type"] != "actions" for block in copies)


def test_a_file_stands_where_its_reply_stands() -> None:
    (request,) = requests(Reply("", files=(CALENDAR,)), place=CHANNEL)
    assert (request["channel"], request["thread_ts"]) == ("C1", "1.1")
    assert request["file"] == {"name": "trip.ics", "content": "BEGIN:VCALENDAR"}


def test_a_command_is_answered_at_its_address_as_often_as_that_works() -> None:
    assert methods(requests(Reply("One."), QUESTION, place=COMMAND)) == ["url", "url"]
    found = requests(Reply("word " * 10_000), QUESTION, place=COMMAND)
    expected = ["url"] * MOST_RESPONSES + ["chat.postMessage"] * (len(found) - MOST_RESPONSES)
    assert methods(found) == expected
    assert len(found) > MOST_RESPONSES
    assert {request["arguments"]["channel"] for request in found[MOST_RESPONSES:]} == {"U1"}
