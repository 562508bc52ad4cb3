"""Messages of all kinds, as Slack sends them by HTTP."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.channels.slack.outgoing import NO_FILES
from bot.channels.turn import NO_REPLY_TEXT
from tests.channels.slack.conftest import FILE, Assistant
from tests.channels.slack.fake import (
    BOT,
    BOT_TOKEN,
    Answer,
    FakeSlack,
    HttpSlack,
    event,
    new_ts,
)

MENTION = f"<@{BOT}> what is ISOS?"


def settle() -> None:
    """Leave time for an answer that must not come."""
    time.sleep(0.2)


def test_a_direct_message_is_answered_outside_of_threads(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    assert by_http.event(event(text="hi &amp; bye")).status_code == 200
    (said,) = slack.wait(1, "chat.postMessage")
    assert said.token == BOT_TOKEN
    assert said.arguments["channel"] == "D1"
    assert "thread_ts" not in said.arguments
    assert said.arguments["text"] == "You said: hi &amp; bye"
    assert said.arguments["unfurl_links"] is False
    assert assistant.messages[0].sender_id == "slack:T1.U1"
    assert assistant.messages[0].input_channel == "slack"


def test_a_direct_message_in_a_thread_is_answered_there(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    by_http.event(event(thread_ts="1.5"))
    (said,) = slack.wait(1, "chat.postMessage")
    assert said.arguments["thread_ts"] == "1.5"
    assert assistant.messages[0].sender_id == "slack:T1.U1"


def test_a_mention_is_answered_once_in_its_thread(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    fields = {"channel": "C1", "ts": new_ts(), "text": MENTION}
    by_http.event(event(**fields))
    by_http.event(event("app_mention", **fields))
    (said,) = slack.wait(1, "chat.postMessage")
    assert said.arguments["channel"] == "C1"
    assert said.arguments["thread_ts"] == fields["ts"]
    assert assistant.texts == ["what is ISOS?"]
    assert assistant.messages[0].sender_id == f"slack:T1.U1.C1.{fields['ts']}"


def test_a_follow_up_in_a_thread_needs_no_mention_but_an_acquaintance(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    begun = new_ts()
    by_http.event(event("app_mention", channel="C1", ts=begun, text=MENTION))
    slack.wait(1, "chat.postMessage")
    by_http.event(event(channel="C1", thread_ts=begun, text="and who pays?"))
    slack.wait(2, "chat.postMessage")
    by_http.event(event(channel="C1", thread_ts=begun, user="U2", text="I know that"))
    by_http.event(event(channel="C1", thread_ts=begun, text="<@U2> thank you"))
    by_http.event(event(channel="C1", thread_ts=new_ts(), text="elsewhere"))
    by_http.event(event(channel="C1", text="not in a thread"))
    settle()
    assert assistant.texts == ["what is ISOS?", "and who pays?"]
    assert len({message.sender_id for message in assistant.messages}) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": reason}
        for reason in (
            "http_timeout",
            "http_error",
            "connection_failed",
            "ssl_error",
            "too_many_redirects",
            "unknown_error",
        )
    ],
)
def test_what_slack_sends_again_is_answered_once(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant, headers: dict[str, str]
) -> None:
    payload = event()
    by_http.event(payload)
    by_http.event(payload, headers=headers)
    slack.wait(1, "chat.postMessage")
    by_http.event(payload, headers=headers)
    settle()
    assert len(assistant.messages) == 1
    assert len(slack.of("chat.postMessage")) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"subtype": "message_changed"},
        {"bot_id": "B1"},
        {"user": BOT},
        {"channel": "C1"},
        {"user": "U 1"},
        {"user": "U" * 70},
        {"user": None},
        {"channel": None, "channel_type": None},
    ],
)
def test_other_messages_are_acknowledged_and_left(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant, fields: dict[str, Any]
) -> None:
    assert by_http.event(event(**fields)).status_code == 200
    settle()
    assert assistant.messages == []
    assert slack.calls == []


def test_a_name_alone_asks_what_the_assistant_can_do(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    by_http.event(event("app_mention", channel="C1", text=f"<@{BOT}>"))
    slack.wait(1, "chat.postMessage")
    assert assistant.texts == ["/ask_capabilities"]


def test_a_typed_slash_is_no_command(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    by_http.event(event(text='/restart{"a": 1}'))
    slack.wait(1, "chat.postMessage")
    assert assistant.texts == ['restart{"a": 1}']


def test_files_stay_closed_and_what_is_said_with_them_is_answered(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    by_http.event(event(subtype="file_share", files=[{"id": "F1"}], text="my itinerary"))
    texts = [call.arguments["text"] for call in slack.wait(2, "chat.postMessage")]
    assert texts[0].startswith(NO_FILES)
    assert "International SOS" in texts[0]
    assert texts[1:] == ["You said: my itinerary"]
    slack.clear()
    by_http.event(event(subtype="file_share", files=[{"id": "F1"}], text=""))
    (said,) = slack.wait(1, "chat.postMessage")
    assert said.arguments["text"].startswith(NO_FILES)
    assert assistant.texts == ["my itinerary"], "a file alone is no turn"


def test_files_of_a_reply_are_uploaded_beside_the_text(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    by_http.event(event(text="parts", thread_ts="1.5"))
    (done,) = slack.wait(1, "files.completeUploadExternal")
    assert done.arguments["channel_id"] == "D1"
    assert done.arguments["thread_ts"] == "1.5"
    assert slack.of("upload")[0].arguments["content"] == FILE["content"]
    assert slack.of("files.getUploadURLExternal")[0].arguments["filename"] == "trip.ics"
    (said,) = slack.of("chat.postMessage")
    assert said.arguments["text"] == "Done.\n\nCovered $2,000.00, you pay $520.00"


@pytest.mark.parametrize("text", ["fail", "nothing", "sleep"])
def test_no_message_stays_without_an_answer(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant, text: str
) -> None:
    assistant.seconds = 3.0
    by_http.event(event(text=text))
    (said,) = slack.wait(1, "chat.postMessage")
    assert said.arguments["text"].startswith(NO_REPLY_TEXT)
    assert "International SOS" in said.arguments["text"]


def test_a_slow_answer_delays_neither_the_acknowledgement_nor_somebody_else(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    assistant.seconds = 0.9
    began = time.monotonic()
    by_http.event(event(text="sleep", user="U8", channel="D8"))
    assert time.monotonic() - began < assistant.seconds
    by_http.event(event(text="hi", user="U9", channel="D9"))
    said = slack.wait(2, "chat.postMessage")
    assert [call.arguments["channel"] for call in said] == ["D9", "D8"]


def test_messages_of_a_conversation_are_answered_in_order(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    assistant.seconds = 0.3
    for text in ("sleep", "two", "three"):
        by_http.event(event(text=text))
    said = slack.wait(3, "chat.postMessage")
    assert [call.arguments["text"] for call in said] == [
        "You said: sleep",
        "You said: two",
        "You said: three",
    ]


def test_too_many_messages_are_refused_with_the_emergency_contact(
    serve_slack: Callable[..., Any], slack: FakeSlack, assistant: Assistant
) -> None:
    sender = HttpSlack(serve_slack(messages_per_minute=2).url)
    for _ in range(3):
        sender.event(event())
    sender.close()
    refused = slack.wait(3, "chat.postMessage")[-1].arguments["text"]
    assert "more messages than I can answer" in refused
    assert "International SOS" in refused
    assert len(assistant.messages) == 2


def test_mentions_in_what_was_typed_come_back_as_words(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    by_http.event(event(text="&lt;!channel&gt; &lt;@U2&gt; [a](https://evil.example)"))
    (said,) = slack.wait(1, "chat.postMessage")
    assert said.arguments["text"].startswith("You said: &lt;!channel&gt; &lt;@U2&gt;")
    (section,) = said.arguments["blocks"][0]["elements"]
    assert {element["type"] for element in section["elements"]} == {"text"}


def test_no_log_quotes_a_message(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "xylophone"
    slack.answers["chat.postMessage"].append(Answer(data={"ok": False, "error": "msg_too_long"}))
    by_http.event(event(text=f"{secret} one"))
    slack.wait(1, "chat.postMessage")
    by_http.event(event(text=f"{secret} two", user=f"U {secret}"))
    by_http.event(event("something_new", text=secret))
    by_http.interaction({"type": "block_actions", "actions": [], "user": {"id": secret}})
    settle()
    lines = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith(("bot", "slack", "sanic"))
    ]
    assert any("msg_too_long" in line for line in lines)
    assert any("slack.payload_not_read" in line for line in lines)
    assert not any(secret in line for line in lines)
