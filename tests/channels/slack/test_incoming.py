"""Who has said what and where."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.door import DoorError
from bot.channels.slack.incoming import (
    conversation_of,
    owner_of,
    plain_words,
    read_click,
    read_command,
    read_message,
)
from tests.channels.slack.fake import BOT, command, event

MENTION = f"<@{BOT}> is it covered?"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (f"<@{BOT}> hello", "hello"),
        (f"hello <@{BOT}|travel>", "hello"),
        ("a trip for <@U7>", "a trip for somebody"),
        ("a trip for <@U7|jane>", "a trip for jane"),
        ("see <#C1|general> <!here>", "see general"),
        ("<mailto:jane@umaryland.edu|jane@umaryland.edu>", "jane@umaryland.edu"),
        ("<tel:+12155550100|+1 215 555-0100>", "+1 215 555-0100"),
        ("<http://umaryland.edu|umaryland.edu>", "umaryland.edu"),
        ("see <https://a.example/x|the portal>", "see the portal"),
        ("<tel:911>", "911"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("<!date^1|{date}|May 3>", "{date}|May 3"),
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
    ],
)
def test_a_text_is_read_as_it_was_typed(typed: str, words: str) -> None:
    assert plain_words(typed, {BOT}) == words


@pytest.mark.parametrize(
    ("fields", "conversation", "thread"),
    [
        ({}, "slack:T1.U1", ""),
        ({"thread_ts": "1.5"}, "slack:T1.U1", "1.5"),
        ({"channel": "C1", "ts": "2.1", "text": MENTION}, "slack:T1.U1.C1.2.1", "2.1"),
        (
            {"channel": "C1", "ts": "2.1", "thread_ts": "1.5", "text": MENTION},
            "slack:T1.U1.C1.1.5",
            "1.5",
        ),
        ({"user_team": "T2"}, "slack:T2.U1", ""),
        ({"team": "T3"}, "slack:T3.U1", ""),
        ({"channel": "D1", "channel_type": None}, "slack:T1.U1", ""),
        (
            {"channel": "G1", "channel_type": "mpim", "ts": "3.1", "text": MENTION},
            "slack:T1.U1.G1.3.1",
            "3.1",
        ),
    ],
)
def test_a_message_has_a_conversation_and_a_place(
    fields: dict[str, Any], conversation: str, thread: str
) -> None:
    spoken = read_message(event(**fields))
    assert spoken is not None
    assert spoken.conversation == conversation
    assert spoken.place.thread == thread
    assert spoken.place.is_shared == (fields.get("channel", "D1")[0] != "D")


@pytest.mark.parametrize(
    "fields",
    [
        {"subtype": "message_changed", "hidden": True, "user": ""},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"bot_id": "B2"},
        {"user": BOT},
        {"user": "USLACKBOT"},
        {"user": ""},
        {"channel": "C1", "text": "nothing for you"},
        {"channel": "C1", "text": "<@UBOTHER> hello"},
        {"channel": "C1", "thread_ts": "1.1", "text": "<@U7> what do you say?"},
        {"channel": "C1", "thread_ts": "1.1", "text": " <!subteam^S1|@office> see above"},
        {"channel": "C1", "thread_ts": "1.1", "text": "<!here> look"},
    ],
)
def test_what_is_not_for_the_assistant_is_not_read(fields: dict[str, Any]) -> None:
    assert read_message(event(**fields)) is None


def test_a_reply_in_a_thread_is_read_but_was_not_addressed() -> None:
    spoken = read_message(event(channel="C1", thread_ts="1.1", text="and <@U7> too?"))
    assert spoken is not None
    assert not spoken.is_addressed


def test_both_events_of_a_mention_are_the_same_message() -> None:
    fields = {"channel": "C1", "ts": "5.1", "text": MENTION}
    first, second = read_message(event(**fields)), read_message(event("app_mention", **fields))
    assert first == second


@pytest.mark.parametrize(
    ("team", "user"), [("", "U1"), ("T1", ""), ("T1", "U 1"), ("T1", "U1\n"), ("T1", "U" * 70)]
)
def test_ids_with_odd_characters_are_refused(team: str, user: str) -> None:
    with pytest.raises(DoorError):
        conversation_of(team, user)


def test_the_longest_usual_ids_fit() -> None:
    assert len(conversation_of("T" * 11, "U" * 11, "C" * 11, "1" * 10 + "." + "2" * 6)) <= 64


@pytest.mark.parametrize(
    ("conversation", "owner"),
    [
        ("slack:T1.U1", "U1"),
        ("slack:T1.U1.C1.1.2", "U1"),
        ("web:a.b", ""),
        ("slack:T1", ""),
        ("", ""),
    ],
)
def test_a_conversation_has_an_owner(conversation: str, owner: str) -> None:
    assert owner_of(conversation) == owner


def test_a_command_belongs_to_the_conversation_of_direct_messages() -> None:
    spoken = read_command(command("hi", "https://hooks.example/1"))
    assert spoken.conversation == "slack:T1.U1"
    assert spoken.place.response_url == "https://hooks.example/1"
    assert not spoken.place.is_shared


@pytest.mark.parametrize(
    "action",
    [
        {},
        {"block_id": "x", "value": "v"},
        {"block_id": "web:a|0", "value": "v"},
        {"block_id": "slack:T1.U1|0"},
    ],
)
def test_a_click_on_what_is_not_ours_is_not_read(action: dict[str, str]) -> None:
    assert read_click({"user": {"id": "U1"}, "actions": [action]}) is None
    assert read_click({"user": {"id": "U1"}, "actions": []}) is None
