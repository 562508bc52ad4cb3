"""Presses of buttons in Teams."""

from __future__ import annotations

import json

import pytest

from bot.channels.limits import Limits
from tests.channels.teams.conftest import Assistant, Teams
from tests.channels.teams.fake import (
    BUTTONS,
    OTHER,
    THREAD,
    USER,
    FakeMicrosoft,
    in_group,
    tokens,
)


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
