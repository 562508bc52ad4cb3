"""Buttons, and who may press them."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.channels.limits import Limits, TooManyMessagesError
from bot.channels.slack.outgoing import NOT_YOURS
from tests.channels.slack.conftest import Assistant
from tests.channels.slack.fake import (
    BOT,
    FakeSlack,
    HttpSlack,
    click,
    command,
    event,
    new_ts,
)


def settle() -> None:
    """Leave time for an answer that must not come."""
    time.sleep(0.2)


def actions_of(arguments: dict[str, Any]) -> dict[str, Any]:
    (row,) = (block for block in arguments["blocks"] if block["type"] == "actions")
    return dict(row)


def ask_for_buttons(by_http: HttpSlack, slack: FakeSlack, **fields: Any) -> dict[str, Any]:
    """Return what Slack was told to show."""
    by_http.event(event(text="buttons", **fields))
    (said,) = slack.wait(1, "chat.postMessage")
    slack.clear()
    return said.arguments


def press(
    shown: dict[str, Any], number: int = 0, user: str = "U1", sent_at: str = "", **fields: Any
) -> dict[str, Any]:
    """Return the payload of a click in a message that was shown."""
    row = actions_of(shown)
    container = {
        "type": "message",
        "channel_id": shown["channel"],
        "message_ts": sent_at or new_ts(),
        "is_ephemeral": False,
    }
    if "thread_ts" in shown:
        container["thread_ts"] = shown["thread_ts"]
    message = {"text": shown["text"], "blocks": shown["blocks"]}
    return click(
        row["elements"][number], row["block_id"], container, user, message=message, **fields
    )


def test_a_click_is_answered_and_its_choice_stands_in_place_of_the_buttons(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    shown = ask_for_buttons(by_http, slack)
    sent_at = new_ts()
    assert by_http.interaction(press(shown, sent_at=sent_at)).status_code == 200
    updated, said = slack.wait(2, "chat.update", "chat.postMessage")
    assert updated.method == "chat.update"
    assert updated.arguments["ts"] == sent_at
    assert updated.arguments["channel"] == "D1"
    assert updated.arguments["text"] == "Sure?"
    assert [block["type"] for block in updated.arguments["blocks"]] == ["rich_text", "context"]
    assert updated.arguments["blocks"][1]["elements"][0]["text"] == "Chosen: Yes"
    assert said.arguments["text"] == "You said: /affirm"
    assert assistant.texts == ["buttons", "/affirm"]


def test_a_second_click_in_a_message_does_nothing_more(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    shown = ask_for_buttons(by_http, slack)
    sent_at = new_ts()
    for number in (0, 0, 1):
        by_http.interaction(press(shown, number, sent_at=sent_at))
    by_http.event(event(text="then"))  # answered after all clicks
    slack.wait(2, "chat.postMessage")
    assert assistant.texts == ["buttons", "/affirm", "then"]
    assert len(slack.of("chat.update")) == 1


def test_a_button_whose_click_was_refused_can_be_pressed_again(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = ask_for_buttons(by_http, slack)
    pressed = press(shown)

    async def too_many(limits: Limits, *, user: str) -> None:
        raise TooManyMessagesError(1)

    with monkeypatch.context() as patch:
        patch.setattr(Limits, "count", too_many)
        by_http.interaction(pressed)
        (refused,) = slack.wait(1, "chat.postMessage")
    assert "more messages than I can answer" in refused.arguments["text"]
    assert slack.of("chat.update") == []
    by_http.interaction(pressed)
    slack.wait(1, "chat.update")
    slack.wait(2, "chat.postMessage")
    assert assistant.texts == ["buttons", "/affirm"]


def test_a_click_in_a_thread_is_answered_there(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    begun = new_ts()
    mention = {"channel": "C1", "ts": begun}
    by_http.event(event("app_mention", text=f"<@{BOT}> buttons", **mention))
    (asked,) = slack.wait(1, "chat.postMessage")
    slack.clear()
    by_http.interaction(press(asked.arguments))
    (said,) = slack.wait(1, "chat.postMessage")
    assert said.arguments["thread_ts"] == begun
    assert {message.sender_id for message in assistant.messages} == {f"slack:T1.U1.C1.{begun}"}


def test_somebody_elses_click_is_refused_to_that_person_alone(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    begun = new_ts()
    by_http.event(event("app_mention", channel="C1", ts=begun, text=f"<@{BOT}> buttons"))
    (asked,) = slack.wait(1, "chat.postMessage")
    slack.clear()
    assert by_http.interaction(press(asked.arguments, user="U2")).status_code == 200
    (refused,) = slack.wait(1, "chat.postEphemeral")
    assert refused.arguments == {
        "channel": "C1",
        "user": "U2",
        "thread_ts": begun,
        "text": NOT_YOURS,
    }
    assert len(slack.calls) == 1
    assert assistant.texts == ["buttons"]


def test_a_button_of_another_conversation_sends_nothing(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    theirs = ask_for_buttons(by_http, slack, user="U7", channel="D7")
    mine = ask_for_buttons(by_http, slack)
    forged = press(mine)
    forged["actions"][0]["value"] = actions_of(theirs)["elements"][0]["value"]
    by_http.interaction(forged)
    (said,) = slack.wait(1, "chat.postMessage")
    assert "does not belong to this conversation" in said.arguments["text"]
    assert assistant.texts == ["buttons", "buttons"]


@pytest.mark.parametrize(
    "block_id", ["slack:T1.U7|0", "slack:T1.U2|0", "web:U1|0", "slack:T1.U1.x y|0", "|", "x"]
)
def test_a_block_with_a_forged_conversation_sends_nothing(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant, block_id: str
) -> None:
    payload = press(ask_for_buttons(by_http, slack))
    payload["actions"][0]["block_id"] = block_id
    assert by_http.interaction(payload).status_code == 200
    settle()
    assert assistant.texts == ["buttons"]


def test_an_unsigned_click_is_refused(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    payload = press(ask_for_buttons(by_http, slack))
    assert by_http.interaction(payload, secret="forged").status_code == 401
    assert assistant.texts == ["buttons"]


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "view_submission", "view": {"callback_id": "x"}, "user": {"id": "U1"}},
        {"type": "view_closed", "view": {"callback_id": "x"}, "user": {"id": "U1"}},
        {"type": "shortcut", "callback_id": "x", "user": {"id": "U1"}},
        {"type": "message_action", "callback_id": "x", "user": {"id": "U1"}},
        {"type": "block_suggestion", "action_id": "x", "block_id": "y", "value": "z"},
        {"type": "dialog_cancellation", "callback_id": "x"},
        {"type": "interactive_message", "callback_id": "x", "actions": [{"name": "a"}]},
        {"type": "workflow_step_edit", "callback_id": "x"},
        {"type": "something_new"},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions"},
        {"type": "block_actions", "actions": [{"action_id": "x"}]},
        {"type": "block_actions", "actions": [{"action_id": "x", "block_id": "slack:T1.U1|0"}]},
        {},
    ],
)
def test_interactions_of_any_other_kind_are_acknowledged(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant, payload: dict[str, Any]
) -> None:
    payload = {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, **payload}
    assert by_http.interaction(payload).status_code == 200
    assert assistant.messages == []


def test_events_of_any_other_kind_are_acknowledged(by_http: HttpSlack) -> None:
    for kind in ("reaction_added", "app_uninstalled", "tokens_revoked", "something_new"):
        assert by_http.event(event(kind)).status_code == 200


def test_a_click_that_only_one_person_could_make_is_answered_at_its_own_address(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    by_http.form(command("buttons", f"{slack.url}/response/1"))
    content, buttons = slack.wait(2, "response_url")
    assert [block["type"] for block in content.arguments["blocks"]] == ["rich_text", "context"]
    slack.clear()
    row = actions_of(buttons.arguments)
    container = {
        "type": "message",
        "channel_id": "C9",
        "message_ts": new_ts(),
        "is_ephemeral": True,
    }
    payload = click(
        row["elements"][1],
        row["block_id"],
        container,
        response_url=f"{slack.url}/response/2",
    )
    by_http.interaction(payload)
    replaced, said = slack.wait(2, "response_url")
    assert replaced.arguments["replace_original"] is True
    assert replaced.arguments["text"] == "Chosen: No"
    assert said.arguments["replace_original"] is False
    assert said.arguments["text"] == "You said: /deny"
    assert said.arguments["name"] == "2"
    assert slack.of("chat.postMessage", "chat.update") == []


def test_a_click_of_the_home_is_answered_in_a_direct_message(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    by_http.event(event("app_home_opened", tab="home"))
    (published,) = slack.wait(1, "views.publish")
    slack.clear()
    row = next(b for b in published.arguments["view"]["blocks"] if b["type"] == "actions")
    container = {"type": "view", "view_id": "V1"}
    payload = click(row["elements"][0], row["block_id"], container)
    by_http.interaction(payload)
    by_http.interaction(payload)  # once more, as Slack does
    (said,) = slack.wait(1, "chat.postMessage")
    assert said.arguments["channel"] == "U1"
    assert assistant.texts == ["/ask_contact_isos"]
    assert assistant.messages[0].sender_id == "slack:T1.U1"
    by_http.interaction(click(row["elements"][0], row["block_id"], container))
    slack.wait(2, "chat.postMessage")
