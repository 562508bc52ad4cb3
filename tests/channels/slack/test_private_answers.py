"""Answers in a channel that only the person who has asked may see."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest

from bot.channels.slack import privacy
from bot.channels.slack.outgoing import NO_FILES, ONLY_YOU_CHANNEL
from bot.emergencies.phrases import Cry, load_phrases
from bot.settings import Settings
from tests.channels.slack.conftest import Assistant
from tests.channels.slack.fake import BOT, Answer, FakeSlack, HttpSlack, click, event, new_ts


def mention(by_http: HttpSlack, text: str, **fields: str) -> str:
    """Mention the assistant; return when."""
    payload = event("app_mention", channel="C1", text=f"<@{BOT}> {text}", **fields)
    by_http.event(payload)
    return str(payload["event"]["ts"])


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("my hotel for 12 nights", "calculate_quarantine_limit"),
        ("register my trip", "register_trip"),
        ("is a dentist covered", "ask_dental_amount"),
        ("I have diabetes", "ask_medical_coverage_abroad"),
    ],
)
def test_a_personal_question_is_answered_to_the_person_alone(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant, text: str, intent: str
) -> None:
    assistant.intents[text] = (intent, "")
    mention(by_http, text)
    (said,) = slack.wait(1, "chat.postEphemeral")
    assert said.arguments["user"] == "U1"
    assert said.arguments["channel"] == "C1"
    # In a thread without a reply Slack would show it to nobody.
    assert "thread_ts" not in said.arguments
    assert said.arguments["blocks"][-1]["elements"][0]["text"] == ONLY_YOU_CHANNEL
    assert slack.of("chat.postMessage") == []


def test_in_a_thread_that_goes_on_the_answer_is_shown_there(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    begun = new_ts()
    mention(by_http, "I have diabetes", thread_ts=begun)
    (said,) = slack.wait(1, "chat.postEphemeral")
    assert said.arguments["thread_ts"] == begun


def test_a_general_question_is_answered_to_all(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    mention(by_http, "what does ISOS do?")
    slack.wait(1, "chat.postMessage")
    assert slack.of("chat.postEphemeral") == []


def test_what_is_said_while_a_form_waits_is_for_the_person_alone(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    assistant.forms = {"what is isos?"}
    mention(by_http, "what is isos?")
    slack.wait(1, "chat.postEphemeral")
    assert slack.of("chat.postMessage") == []


@pytest.mark.parametrize("files", [[], [{"id": "F1"}]])
def test_a_file_in_a_channel_is_refused_to_the_person_alone_with_the_emergency_contact(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant, files: list[dict[str, str]]
) -> None:
    by_http.event(event("app_mention", channel="C1", text=f"<@{BOT}> what is isos?", files=files))
    slack.wait(1, "chat.postMessage")
    said = slack.of("chat.postEphemeral")
    assert len(said) == len(files)
    for refused in said:
        assert refused.arguments["text"].startswith(NO_FILES)
        assert "International SOS" in refused.arguments["text"]


def test_a_message_is_judged_once_as_far_as_it_is_read_and_only_where_others_read(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[str] = []
    phrases = load_phrases()

    def find(text: str) -> Cry | None:
        judged.append(text)
        return phrases.find(text)

    monkeypatch.setattr(privacy, "load_phrases", lambda: SimpleNamespace(find=find))
    long = "is evacuation covered " * 1800
    by_http.event(event(text=long))
    slack.wait(1, "chat.postMessage")
    assert judged == []
    mention(by_http, long)
    slack.wait(2, "chat.postMessage")
    assert [len(text) for text in judged] == [Settings().max_message_characters]


def test_an_emergency_that_is_not_about_health_is_answered_where_others_can_help(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    text = "There is shooting outside the hotel"
    assistant.intents[text] = ("report_emergency", "unrest")
    sent_at = mention(by_http, text)
    (said,) = slack.wait(1, "chat.postMessage")
    assert said.arguments["thread_ts"] == sent_at
    assert said.arguments["channel"] == "C1"
    assert slack.of("chat.postEphemeral") == []


def test_an_emergency_about_health_is_answered_to_the_person_and_kept_in_direct_messages(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    text = "I want to end my life"
    assistant.intents[text] = ("report_emergency", "mental_health")
    mention(by_http, text)
    (said,) = slack.wait(1, "chat.postEphemeral")
    (copy,) = slack.wait(1, "chat.postMessage")
    assert said.arguments["channel"] == "C1"
    assert copy.arguments["channel"] == "U1"


def test_what_slack_cannot_show_to_one_person_becomes_a_direct_message(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    slack.answers["chat.postEphemeral"].append(
        Answer(data={"ok": False, "error": "user_not_in_channel"})
    )
    mention(by_http, "I have diabetes")
    (copy,) = slack.wait(1, "chat.postMessage")
    assert copy.arguments["channel"] == "U1"
    assert "thread_ts" not in copy.arguments


def test_a_click_below_a_private_answer_stays_private_and_in_its_thread(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    begun = new_ts()
    assistant.intents["buttons"] = ("register_trip", "")
    mention(by_http, "buttons", thread_ts=begun)
    _, shown = slack.wait(2, "chat.postEphemeral")
    slack.clear()
    row = shown.arguments["blocks"][0]
    container = {
        "type": "message",
        "channel_id": "C1",
        "message_ts": new_ts(),
        "thread_ts": begun,
        "is_ephemeral": True,
    }
    url = f"{slack.url}/response/1"
    by_http.interaction(click(row["elements"][0], row["block_id"], container, response_url=url))
    replaced, said = slack.wait(2, "response_url")
    assert replaced.arguments["replace_original"] is True
    assert said.arguments["thread_ts"] == begun
    assert said.arguments["text"] == "You said: /affirm"
    assert said.arguments["blocks"][-1]["elements"][0]["text"] == ONLY_YOU_CHANNEL
    assert {message.sender_id for message in assistant.messages} == {f"slack:T1.U1.C1.{begun}"}
    assert slack.of("chat.postMessage") == []


def test_files_of_a_private_answer_are_sent_as_a_direct_message(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    assistant.intents["parts"] = ("register_trip", "")
    mention(by_http, "parts")
    (done,) = slack.wait(1, "files.completeUploadExternal")
    assert done.arguments["channel_id"] == "DU1"
    time.sleep(0.1)
    assert slack.of("chat.postMessage") == []
