"""Replies to Teams when it is slow, refuses, or the server stops."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.channels.teams.conftest import Assistant, Teams
from tests.channels.teams.fake import (
    BUTTONS,
    OTHER,
    USER,
    FakeMicrosoft,
    account,
    chat,
    tokens,
)


def test_a_slow_service_slows_nobody_else(teams: Teams, microsoft: FakeMicrosoft) -> None:
    microsoft.seconds["a:slow"] = 3
    for number in range(20):
        user = USER[:-2] + f"{number + 10}"
        teams.say("hello", conversation=chat("a:slow"), **{"from": account(user)})
    started = time.monotonic()
    teams.say("hello", conversation=chat("a:fast"), **{"from": account(OTHER)})
    microsoft.said(1, "a:fast")
    assert time.monotonic() - started < 1.5
    microsoft.said(20, "a:slow")


def test_a_reply_that_is_put_off_comes_later_and_in_order(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    microsoft.answers["a:chat"] = [(429, {"Retry-After": "1"}), (503, {})]
    teams.say("first")
    teams.say("second")
    started = time.monotonic()
    sent = microsoft.said(2, "a:chat")
    assert [message.text for message in sent] == ["You said: first", "You said: second"]
    assert sent[0].at - started > 0.8


def test_a_reply_that_is_refused_for_good_is_dropped(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    microsoft.answers["a:chat"] = [(403, {})]
    teams.say("first")
    microsoft.wait(lambda: not microsoft.answers["a:chat"])
    teams.say("second")
    assert [message.text for message in microsoft.said()] == ["You said: second"]


@pytest.mark.parametrize("status", [400, 413])
def test_a_card_that_is_refused_is_said_in_words(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant, status: int
) -> None:
    text = "Yes, **it is**.\n\n> It is.\n\nSource: UMB's page, “Teeth”"
    assistant.answer = [{"text": text, "buttons": BUTTONS}]
    microsoft.answers["a:chat"] = [(status, {})]
    activity = microsoft.activity("is it?")
    assert teams.post(activity).status_code == 202
    (sent,) = microsoft.said()
    assert sent.text == "Yes, **it is**.\n\nSource: UMB's page, “Teeth”\n\n- Yes\n- No"
    assert sent.path.endswith(f"/activities/{activity['id']}")
    assert sent.body["replyToId"] == activity["id"]


def test_a_card_is_refused_also_when_it_comes_later(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant
) -> None:
    assistant.answer = [{"text": "Sure?", "buttons": BUTTONS}]
    microsoft.answers["a:chat"] = [(503, {}), (413, {})]
    teams.say("buttons")
    assert microsoft.said()[0].text == "Sure?\n\n- Yes\n- No"


def test_who_is_refused_for_good_is_not_written_to_again_and_again(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant
) -> None:
    assistant.answer = [{"text": "Sure?", "buttons": BUTTONS}]
    microsoft.answers["a:chat"] = [(400, {})] * 3
    teams.say("buttons")
    microsoft.wait(lambda: len(microsoft.answers["a:chat"]) == 1)
    time.sleep(1.5)
    assert len(microsoft.answers["a:chat"]) == 1


@pytest.mark.parametrize(
    ("typed", "payload"),
    [("they do not answer", "/emergency_no_answer"), ("my friend is unconscious", "/affirm")],
)
def test_in_an_emergency_words_come_before_any_card(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant, typed: str, payload: str
) -> None:
    buttons = [{"title": "Cannot reach them", "payload": payload}]
    assistant.answer = [{"text": "**Call** +1 410 706 0000.", "buttons": buttons}]
    teams.say(typed)
    words, choices = microsoft.said(2)
    assert words.text == "**Call** [+1 410 706 0000](tel:+14107060000)."
    assert words.body["summary"] == "Call +1 410 706 0000."
    assert list(tokens(choices)) == ["Cannot reach them"]
    assert all(element["type"] == "ActionSet" for element in choices.card["body"])


def stop(teams: Teams) -> Any:
    """Begin to close a channel, and wait until it takes nothing more."""
    stopping = asyncio.run_coroutine_threadsafe(teams.door.close(), teams.server._loop)
    teams.microsoft.wait(lambda: teams.door._answers.is_stopping)
    return stopping


def test_a_message_that_comes_while_the_server_stops_is_not_acknowledged(
    new_teams: Callable[[], Teams], microsoft: FakeMicrosoft
) -> None:
    teams = new_teams()
    teams.assistant.seconds = 1
    teams.say("slow")
    stopping = stop(teams)
    press = {"type": "invoke", "name": "adaptiveCard/action", "value": {"token": "x"}}
    for changes in ({}, press):
        response = teams.post(microsoft.activity("late", **changes))
        assert response.status_code == 503
        assert int(response.headers["Retry-After"]) > 0
    stopping.result(10)
    assert [sent.text for sent in microsoft.messages()] == ["You said: slow"]


def test_a_slow_answer_to_a_slow_service_still_arrives_while_the_server_stops(
    new_teams: Callable[[], Teams], microsoft: FakeMicrosoft
) -> None:
    teams = new_teams()
    teams.assistant.seconds, microsoft.seconds["a:chat"] = 3.5, 7.5
    teams.say("slow")
    stop(teams).result(30)
    assert [sent.text for sent in microsoft.messages()] == ["You said: slow"]


def test_a_token_that_is_not_accepted_any_more_is_renewed(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    teams.say("first")
    (first,) = microsoft.said()
    microsoft.refused.add(first.token)
    microsoft.logins += [{}] * 100  # so that the next token is a new one
    teams.say("second")
    second = microsoft.said(2)[1]
    assert second.token not in {first.token, ""}
