"""Messages from Teams: who may write, where they are answered, what is acknowledged."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from bot.channels.teams import answers
from bot.channels.teams.channel import MAX_ACTIVITY_BYTES, NotConfigured, TeamsDoor
from bot.channels.turn import NO_REPLY_TEXT
from bot.emergencies.phrases import Cry, load_phrases
from tests.channels.teams.conftest import EMERGENCY, Assistant, Teams
from tests.channels.teams.fake import (
    APP_ID,
    BOT,
    OTHER,
    TENANT,
    THREAD,
    USER,
    FakeMicrosoft,
    account,
    chat,
    in_group,
)


@pytest.mark.parametrize("path", ["/webhooks/teams/messages", "/api/messages"])
def test_a_message_is_acknowledged_and_answered_where_it_came_from(
    teams: Teams, microsoft: FakeMicrosoft, path: str
) -> None:
    activity = microsoft.activity("hello &amp; welcome")
    response = teams.post(activity, path=path)
    assert (response.status_code, response.content) == (202, b"")
    (sent,) = microsoft.said()
    assert sent.method == "POST"
    assert sent.path == f"/v3/conversations/a:chat/activities/{activity['id']}"
    assert sent.text == "You said: hello &amp; welcome"
    assert sent.body["from"] == {"id": BOT["id"]}
    assert sent.body["recipient"] == {"id": "29:user"}, "who is nobody's business if it is kept"
    assert sent.body["replyToId"] == activity["id"]
    (message,) = teams.assistant.messages
    assert (message.text, message.sender_id) == ("hello & welcome", f"teams:{USER}")


def test_a_thread_is_answered_in_the_thread(teams: Teams, microsoft: FakeMicrosoft) -> None:
    mention = {
        "type": "mention",
        "mentioned": {"id": BOT["id"]},
        "text": "<at>Travel Assistant</at>",
    }
    text = "<at>Travel Assistant</at> is dental covered?"
    teams.say(text, entities=[mention], **in_group())
    (sent,) = microsoft.said(conversation=THREAD)
    assert sent.text == "You said: is dental covered?"
    assert sent.body["conversation"] == {"id": THREAD}


def test_people_in_a_group_have_conversations_of_their_own(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    for user in (USER, OTHER):
        teams.say("hello", **in_group("19:g@thread.v2", user))
    microsoft.said(2, "19:g@thread.v2")
    first, second = (message.sender_id for message in teams.assistant.messages)
    assert first != second
    assert {first.split(":")[1], second.split(":")[1]} == {USER, OTHER}


def test_a_message_that_comes_again_is_answered_once(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    activity = microsoft.activity("once")
    for _ in range(4):
        assert teams.post(activity).status_code == 202
    teams.say("then")
    assert [sent.text for sent in microsoft.said(2)] == ["You said: once", "You said: then"]
    time.sleep(0.2)
    assert len(microsoft.messages()) == 2


def test_a_typed_command_is_only_a_text(teams: Teams, microsoft: FakeMicrosoft) -> None:
    teams.say('/affirm{"a": "b"}')
    microsoft.said()
    assert teams.assistant.texts == ['affirm{"a": "b"}']


def test_whoever_adds_the_assistant_is_greeted_once(teams: Teams, microsoft: FakeMicrosoft) -> None:
    newcomer = USER[:-2] + "77"
    for joined in ([BOT], [account(newcomer)], [BOT, account(newcomer)]):
        arrival = {"type": "conversationUpdate", "membersAdded": joined}
        activity = microsoft.activity(conversation=chat("a:new"), **arrival)
        assert teams.post({**activity, "from": account(newcomer)}).status_code == 202
    (greeting,) = microsoft.said(1, "a:new")
    assert greeting.text == "You said: /greet"
    assert greeting.path == "/v3/conversations/a:new/activities"
    time.sleep(0.2)
    assert len(microsoft.messages("a:new")) == 1


def test_a_group_hears_at_once_that_everybody_reads_the_answers(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    arrival = {"type": "conversationUpdate", "membersAdded": [BOT], **in_group("19:g@thread.v2")}
    assert teams.post(microsoft.activity(**arrival)).status_code == 202
    (greeting,) = microsoft.said(1, "19:g@thread.v2")
    assert "Everybody here can read" in greeting.text
    assert teams.assistant.messages == []


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "conversationUpdate", "membersAdded": [account(OTHER)], **in_group()},
        {"type": "conversationUpdate", "membersRemoved": [BOT]},
        {"type": "installationUpdate", "action": "add"},
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"type": "messageUpdate", "text": "edited"},
        {"type": "typing"},
        {"type": "event", "name": "application/vnd.microsoft.readReceipt"},
        {"type": "whatever"},
        {"from": {"id": "29:anonymous"}},
    ],
    ids=lambda changes: str(changes.get("type", "anonymous")),
)
def test_what_asks_for_nothing_is_acknowledged(
    teams: Teams, microsoft: FakeMicrosoft, changes: dict[str, Any]
) -> None:
    assert teams.post(microsoft.activity(**changes)).status_code == 202
    teams.say("then")
    assert [sent.text for sent in microsoft.said()] == ["You said: then"]
    assert teams.assistant.texts == ["then"]


def test_an_unknown_invoke_is_said_to_be_unknown(teams: Teams, microsoft: FakeMicrosoft) -> None:
    activity = microsoft.activity(type="invoke", name="task/fetch", value={})
    assert teams.post(activity).status_code == 501


def test_a_strangers_service_is_refused_even_with_its_own_claim(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    url = "https://evil.trafficmanager.net/"
    authorization = f"Bearer {microsoft.token(serviceurl=url)}"
    response = teams.post(microsoft.activity(serviceUrl=url), authorization)
    assert (response.status_code, response.content) == (403, b"")
    assert microsoft.logins == []


def test_an_identity_without_a_token_is_nobodys(teams: Teams, microsoft: FakeMicrosoft) -> None:
    assert teams.post(microsoft.activity("my trips"), "").status_code == 401
    assert teams.assistant.messages == []


@pytest.mark.parametrize("body", ["", "[]", "x", "1", '{"type": "message"}', "[" * 10_000])
def test_what_is_no_activity_is_refused(teams: Teams, microsoft: FakeMicrosoft, body: str) -> None:
    response = requests.post(
        f"{teams.server.url}/api/messages",
        data=body,
        headers={"Authorization": f"Bearer {microsoft.token()}"},
        timeout=10,
    )
    assert response.status_code == 400


def test_a_huge_body_is_refused_and_a_long_itinerary_is_not(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    assert teams.post(microsoft.activity("x" * MAX_ACTIVITY_BYTES)).status_code == 413
    teams.say("é" * 20_000)
    microsoft.said()
    assert teams.assistant.texts == ["/too_long_message"]


def test_a_message_is_looked_at_only_as_far_as_it_is_read(
    teams: Teams, microsoft: FakeMicrosoft, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    phrases = load_phrases()

    def find(text: str) -> Cry | None:
        judged.append(text)
        return phrases.find(text)

    monkeypatch.setattr(answers, "load_phrases", lambda: SimpleNamespace(find=find))
    teams.say("is evacuation covered " * 1800)
    microsoft.said()
    assert [len(text) for text in judged] == [teams.settings.max_message_characters]


def test_a_turn_that_fails_is_answered_with_whom_to_call(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    teams.say("fail")
    (sent,) = microsoft.said()
    assert NO_REPLY_TEXT in sent.text
    assert EMERGENCY.split("?")[0] in sent.text


def test_a_slow_answer_is_announced(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant
) -> None:
    assistant.seconds = 1.2
    teams.say("think")
    microsoft.said()
    assert [sent.body["type"] for sent in microsoft.sent] == ["typing", "message"]


def test_replies_of_a_turn_come_in_order(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant
) -> None:
    assistant.answer = [{"text": f"part {number}"} for number in range(5)]
    teams.say("parts")
    assert [sent.text for sent in microsoft.said(5)] == [f"part {n}" for n in range(5)]


def test_without_settings_there_is_no_address(serve: Any) -> None:
    channel = TeamsDoor.from_credentials(None)
    assert isinstance(channel, NotConfigured)
    server = serve([channel], Assistant())
    for path in ("/webhooks/teams/messages", "/api/messages"):
        assert requests.post(server.url + path, json={}, timeout=10).status_code == 404


def test_the_settings_make_a_channel_that_fetches_nothing_yet(set_settings: Any) -> None:
    set_settings(teams_app_id=APP_ID, teams_app_password="a secret", teams_tenant_id=TENANT)
    channel = TeamsDoor.from_credentials(None)
    assert isinstance(channel, TeamsDoor)
    assert channel._client._session is None
