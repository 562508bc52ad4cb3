"""The Teams channel in a real server, between a small Microsoft and a scripted assistant."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests

from bot.channels.limits import Limits
from bot.channels.teams.channel import MAX_ACTIVITY_BYTES, NotConfigured, TeamsDoor
from bot.channels.turn import NO_REPLY_TEXT
from tests.channels.teams.conftest import EMERGENCY, Assistant, Teams
from tests.channels.teams.fake import APP_ID, BOT, TENANT, USER, FakeMicrosoft, Sent

OTHER = USER[:-1] + "2"
THREAD = "19:abc@thread.tacv2;messageid=1700000000000"
BUTTONS = [{"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]
FILE = {"name": "trip.ics", "media_type": "text/calendar", "content": "BEGIN:VCALENDAR\r\n"}


def account(user: str) -> dict[str, str]:
    return {"id": f"29:{user}", "name": "Somebody", "aadObjectId": user}


def in_group(conversation: str = THREAD, user: str = USER) -> dict[str, Any]:
    kind = "channel" if "messageid" in conversation else "groupChat"
    place = {"id": conversation, "conversationType": kind, "isGroup": True, "tenantId": TENANT}
    return {"conversation": place, "from": account(user)}


def chat(conversation: str) -> dict[str, str]:
    return {"id": conversation, "conversationType": "personal", "tenantId": TENANT}


def tokens(sent: Sent) -> dict[str, str]:
    return {
        action["title"]: action["data"]["token"]
        for element in sent.card["body"]
        for action in element.get("actions", [])
    }


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


def test_a_button_sends_its_payload_and_is_replaced_by_the_choice(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant
) -> None:
    assistant.answer = [{"text": "Sure?", "buttons": BUTTONS}]
    teams.say("buttons")
    (asked,) = microsoft.said()
    token = tokens(asked)["Yes"]
    assert "affirm" not in json.dumps(asked.body)
    assistant.answer = []
    teams.say("", value={"token": token}, replyToId=asked.id)
    microsoft.said(3)
    (update,) = [sent for sent in microsoft.sent if sent.method == "PUT"]
    assert update.path == f"/v3/conversations/a:chat/activities/{asked.id}"
    assert update.card["body"][-1]["text"] == "✓ Yes"
    assert tokens(update) == {}
    assert assistant.texts == ["buttons", "/affirm"]


def test_a_double_tap_is_one_press_and_another_button_is_another(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant
) -> None:
    assistant.answer = [{"text": "Sure?", "buttons": BUTTONS}]
    teams.say("buttons")
    (asked,) = microsoft.said()
    assistant.answer = []
    for title in ("Yes", "Yes", "No", "Yes"):
        teams.say("", value={"token": tokens(asked)[title]}, replyToId=asked.id)
    teams.say("then")
    microsoft.said(5)  # with the choice in place of the buttons
    assert assistant.texts == ["buttons", "/affirm", "/deny", "then"]


def test_a_button_that_is_still_there_can_be_pressed_again(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant
) -> None:
    assistant.answer = [{"text": "Sure?", "buttons": BUTTONS}]
    teams.say("buttons")
    (asked,) = microsoft.said()
    assistant.answer = []
    press = {"value": {"token": tokens(asked)["Yes"]}, "replyToId": asked.id}
    # Neither the answer nor the choice in place of the buttons is taken.
    microsoft.answers["a:chat"] = [(403, {})] * 2
    teams.say("", **press)
    microsoft.wait(lambda: not microsoft.answers["a:chat"])
    microsoft.wait(lambda: not teams.door._answers._shown.get((f"teams:{USER}", asked.id)))
    teams.say("", **press)
    microsoft.said(2)
    assert assistant.texts == ["buttons", "/affirm", "/affirm"]


def test_a_button_of_a_card_from_before_the_start_works_each_time(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant
) -> None:
    token = teams.buttons.sign(f"teams:{USER}", "/affirm")
    for _ in range(2):
        teams.say("", value={"token": token}, replyToId="long-ago")
    microsoft.said(2)
    assert assistant.texts == ["/affirm", "/affirm"]


def test_who_has_pressed_too_often_presses_the_same_button_later(
    teams: Teams,
    microsoft: FakeMicrosoft,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assistant.answer = [{"text": "Sure?", "buttons": BUTTONS}]
    teams.say("buttons")
    (asked,) = microsoft.said()
    assistant.answer = []
    press = {"value": {"token": tokens(asked)["Yes"]}, "replyToId": asked.id}
    with monkeypatch.context() as patch:
        limits = Limits(per_user=1, per_address=1000)
        patch.setattr(teams.door._answers._messenger, "_limits", limits)
        teams.say("first")
        teams.say("", **press)
        assert "more messages than I can answer" in microsoft.said(3)[2].text
    assert [sent.method for sent in microsoft.sent] == ["POST"] * 3, "the buttons are still there"
    teams.say("", **press)
    assert {sent.method for sent in microsoft.said(5)[3:]} == {"POST", "PUT"}
    assert assistant.texts == ["buttons", "first", "/affirm"]


def test_a_button_of_action_execute_gets_an_answer_at_once(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant
) -> None:
    token = teams.buttons.sign(f"teams:{USER}", "/affirm")
    action = {"type": "Action.Execute", "verb": "choose", "data": {"token": token}}
    response = teams.post(
        microsoft.activity("", type="invoke", name="adaptiveCard/action", value={"action": action})
    )
    assert response.status_code == 200
    assert response.json()["statusCode"] == 200
    microsoft.said()
    assert assistant.texts == ["/affirm"]


@pytest.mark.parametrize("token", ["forged", "IiI.x", "another's"])
def test_a_button_that_is_not_ones_own_does_nothing(
    teams: Teams, microsoft: FakeMicrosoft, token: str
) -> None:
    if token == "another's":
        token = teams.buttons.sign(f"teams:{OTHER}", "/affirm")
    teams.say("", value={"token": token})
    (sent,) = microsoft.said()
    assert "does not belong to this conversation" in sent.text
    assert teams.assistant.messages == []


def test_nobody_in_a_group_presses_the_buttons_of_another(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant
) -> None:
    assistant.answer = [{"text": "Sure?", "buttons": BUTTONS}]
    teams.say("buttons", **in_group(user=USER))
    (asked,) = microsoft.said(conversation=THREAD)
    teams.say("", value={"token": tokens(asked)["Yes"]}, replyToId=asked.id, **in_group(user=OTHER))
    assert "does not belong" in microsoft.said(2, THREAD)[1].text
    assert assistant.texts == ["buttons"]
    assert [sent.method for sent in microsoft.sent] == ["POST", "POST"], (
        "the buttons are still there"
    )


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


def test_a_picture_is_answered_with_what_cannot_be_done(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    teams.say("", attachments=[{"contentType": "image/png", "contentUrl": "https://x.example"}])
    (sent,) = microsoft.said()
    assert sent.text.startswith("I cannot read files")
    assert "International SOS" in sent.text
    assert teams.assistant.messages == []


def test_words_that_come_with_a_file_are_answered_and_the_file_is_spoken_of(
    teams: Teams, microsoft: FakeMicrosoft
) -> None:
    file = {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "bill.pdf"}
    teams.say("is this covered?", attachments=[file])
    answer, note = microsoft.said(2)
    assert answer.text == "You said: is this covered?"
    assert note.text.startswith("I cannot read files")
    assert "International SOS" in note.text


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"conversation": {**chat("a"), "tenantId": "another"}}, 403),
        ({"channelData": {"tenant": {"id": "another"}}}, 403),
        ({"channelData": {}, "conversation": {"id": "a:chat"}}, 403),
        ({"serviceUrl": "https://evil.example/"}, 403),
        ({"channelId": "directline"}, 403),
        ({"serviceUrl": None}, 400),
        ({"conversation": None}, 400),
    ],
)
def test_who_may_not_write_is_refused(
    teams: Teams, microsoft: FakeMicrosoft, changes: dict[str, Any], status: int
) -> None:
    assert teams.post(microsoft.activity(**changes)).status_code == status
    assert teams.assistant.messages == []


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


def test_a_file_goes_into_ones_onedrive_when_one_agrees(
    teams: Teams,
    microsoft: FakeMicrosoft,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    uploads: list[tuple[str, bytes]] = []

    async def upload(url: str, content: bytes) -> None:
        uploads.append((url, content))

    # Only this last step leaves for an address that no machine but Microsoft's can have.
    monkeypatch.setattr(teams.door._connector, "upload", upload)
    assistant.answer = [{"text": "Saved."}, {"custom": {"files": [FILE]}}]
    teams.say("file")
    offer = microsoft.said(2)[1].body["attachments"][0]
    assert offer["contentType"] == "application/vnd.microsoft.teams.card.file.consent"
    assert (offer["name"], offer["content"]["sizeInBytes"]) == ("trip.ics", 17)
    info = {
        "name": "trip.ics",
        "contentUrl": "https://umd-my.sharepoint.com/trip.ics",
        "uploadUrl": "https://umd-my.sharepoint.com/upload?x=1",
        "uniqueId": "u",
        "fileType": "ics",
    }
    consent = {
        "action": "accept",
        "context": offer["content"]["acceptContext"],
        "uploadInfo": info,
    }

    def accept(value: dict[str, Any], user: str = USER) -> None:
        invoke = microsoft.activity("", type="invoke", name="fileConsent/invoke", value=value)
        assert teams.post({**invoke, "from": account(user)}).status_code == 200

    accept(consent, user=OTHER)
    assert "do not have this file" in microsoft.said(3)[2].text
    accept({**consent, "uploadInfo": {**info, "uploadUrl": "https://evil.example/"}})
    assert "do not have this file" in microsoft.said(4)[3].text
    accept(consent)
    shown = microsoft.said(5)[4].body["attachments"][0]
    assert shown["contentType"] == "application/vnd.microsoft.teams.card.file.info"
    assert shown["contentUrl"] == info["contentUrl"]
    assert uploads == [(info["uploadUrl"], b"BEGIN:VCALENDAR\r\n")]


def accept_file(teams: Teams, offer: dict[str, Any], upload_url: str) -> None:
    consent = {
        "action": "accept",
        "context": offer["content"]["acceptContext"],
        "uploadInfo": {"name": "trip.ics", "uploadUrl": upload_url, "uniqueId": "u"},
    }
    invoke = {"type": "invoke", "name": "fileConsent/invoke", "value": consent}
    assert teams.post(teams.microsoft.activity("", **invoke)).status_code == 200


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_onedrive_that_is_slow_is_said_to_be(
    new_teams: Callable[[], Teams],
    microsoft: FakeMicrosoft,
    monkeypatch: pytest.MonkeyPatch,
    seconds: float,
) -> None:
    # No machine but Microsoft's can have the address of a OneDrive.
    monkeypatch.setattr("bot.channels.teams.files.is_storage_url", lambda url: True)
    monkeypatch.setattr("bot.channels.teams.client.TOTAL_SECONDS", 0.5)
    microsoft.upload_seconds = seconds
    teams = new_teams()
    teams.assistant.answer = [{"text": "Saved."}, {"custom": {"files": [FILE]}}]
    teams.say("file")
    offer = microsoft.said(2)[1].body["attachments"][0]
    accept_file(teams, offer, f"{microsoft.url}/upload")
    last = microsoft.said(3)[2]
    if seconds:
        assert "could not store the file" in last.text
    else:
        assert microsoft.uploads == [FILE["content"].encode()]
        assert last.body["attachments"][0]["contentType"].endswith("file.info")


def test_cards_of_files_that_are_refused_are_said_in_words(
    teams: Teams,
    microsoft: FakeMicrosoft,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.teams.files.is_storage_url", lambda url: True)
    assistant.answer = [{"custom": {"files": [FILE]}}]
    microsoft.answers["a:chat"] = [(400, {})]
    teams.say("file")
    assert microsoft.said()[0].text == "Teams does not let me hand over trip.ics here."
    teams.say("file")
    offer = microsoft.said(2)[1].body["attachments"][0]
    microsoft.answers["a:chat"] = [(400, {})]
    accept_file(teams, offer, f"{microsoft.url}/upload")
    assert microsoft.said(3)[2].text == "trip.ics is in your OneDrive now."


def test_a_group_is_told_that_files_are_handed_over_elsewhere(
    teams: Teams, microsoft: FakeMicrosoft, assistant: Assistant
) -> None:
    assistant.answer = [{"text": "Saved."}, {"custom": {"files": [FILE]}}]
    teams.say("file", **in_group())
    assert "only in a chat with me alone" in microsoft.said(2, THREAD)[1].text


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
