"""The slash command, the app's home, and the app's manifest."""

from __future__ import annotations

import io
from typing import Any

import pytest
import yaml

from bot.channels.slack.home import TOPICS
from bot.channels.slack.manifest import manifest, write_manifest
from bot.channels.slack.outgoing import ONLY_YOU_COMMAND
from bot.errors import SettingsError
from bot.knowledge.library import get_library
from bot.settings import Settings, get_settings
from tests.channels.slack.conftest import FILE, Assistant
from tests.channels.slack.fake import FakeSlack, HttpSlack, command, event


def test_a_command_is_answered_to_the_person_alone_in_the_conversation_of_direct_messages(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    answer = by_http.form(command("hi", f"{slack.url}/response/1"))
    assert (answer.status_code, answer.text) == (200, "")
    (said,) = slack.wait(1, "response_url")
    assert said.arguments["response_type"] == "ephemeral"
    assert said.arguments["text"] == "You said: hi"
    assert said.arguments["blocks"][-1]["elements"][0]["text"] == ONLY_YOU_COMMAND
    assert assistant.messages[0].sender_id == "slack:T1.U1"
    assert slack.of("chat.postMessage") == []


def test_an_empty_command_asks_what_the_assistant_can_do(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    by_http.form(command("  ", f"{slack.url}/response/1"))
    slack.wait(1, "response_url")
    assert assistant.texts == ["/ask_capabilities"]


def test_a_command_that_comes_again_is_answered_once(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    payload = command("hi", f"{slack.url}/response/1")
    by_http.form(payload)
    by_http.form(payload)
    slack.wait(1, "response_url")
    assert len(assistant.messages) == 1


def test_what_can_be_lost_in_an_emergency_is_sent_as_a_direct_message_too(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    by_http.form(command("my friend is unconscious", f"{slack.url}/response/1"))
    slack.wait(1, "response_url")
    (copy,) = slack.wait(1, "chat.postMessage")
    assert copy.arguments["channel"] == "U1"
    assert copy.arguments["text"] == "You said: my friend is unconscious"


def test_files_of_a_command_are_sent_as_a_direct_message(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    by_http.form(command("parts", f"{slack.url}/response/1"))
    (done,) = slack.wait(1, "files.completeUploadExternal")
    assert done.arguments["channel_id"] == "DU1"
    assert slack.of("upload")[0].arguments["content"] == FILE["content"]


def test_the_home_shows_whom_to_call_and_what_most_people_ask(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    by_http.event(event("app_home_opened", tab="home"))
    (published,) = slack.wait(1, "views.publish")
    assert published.arguments["user_id"] == "U1"
    view = published.arguments["view"]
    assert view["type"] == "home"
    assert view["blocks"][0]["text"]["text"] == "In an emergency"
    assert "International SOS" in str(view["blocks"][1])
    rows = [block for block in view["blocks"] if block["type"] == "actions"]
    titles = [element["text"]["text"] for row in rows for element in row["elements"]]
    assert "How do I contact International SOS?" in titles
    assert titles[-1] == "Register a trip"
    assert assistant.messages == []


def test_the_messages_tab_of_the_home_shows_nothing_by_itself(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    assert by_http.event(event("app_home_opened", tab="messages")).status_code == 200
    assert slack.of("views.publish") == []


def test_every_topic_of_the_home_has_an_answer() -> None:
    assert set(TOPICS) <= set(get_library(get_settings().documents_dir).answers)


def read(**settings: Any) -> dict[str, Any]:
    stream = io.StringIO()
    write_manifest(Settings(**settings), stream)
    written = yaml.safe_load(stream.getvalue())
    assert written == manifest(Settings(**settings))
    return dict(written)


def test_the_manifest_is_for_socket_mode() -> None:
    written = read()
    assert written["settings"]["socket_mode_enabled"] is True
    assert "request_url" not in str(written)
    assert "url" not in written["features"]["slash_commands"][0]
    info = written["display_information"]
    assert len(info["name"]) <= 35
    assert len(info["description"]) <= 140
    assert 175 <= len(info["long_description"]) <= 4000
    (travel,) = written["features"]["slash_commands"]
    assert travel["command"] == "/travel"


def test_the_manifest_is_for_http_where_only_a_signing_secret_is_set() -> None:
    secrets = {"slack_bot_token": "xoxb-1", "slack_signing_secret": "s"}
    written = read(public_url="https://travel.example.edu", **secrets)
    url = "https://travel.example.edu/webhooks/slack/events"
    assert written["settings"]["socket_mode_enabled"] is False
    assert written["settings"]["event_subscriptions"]["request_url"] == url
    assert written["settings"]["interactivity"]["request_url"] == url
    assert written["features"]["slash_commands"][0]["url"] == url
    assert read(slack_app_token="xapp-1", **secrets)["settings"]["socket_mode_enabled"]
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        manifest(Settings(**secrets))


def test_every_event_of_the_manifest_has_its_scope_and_no_scope_is_idle() -> None:
    written = read()
    events = set(written["settings"]["event_subscriptions"]["bot_events"])
    scopes = set(written["oauth_config"]["scopes"]["bot"])
    needed = {
        "app_mention": "app_mentions:read",
        "message.channels": "channels:history",
        "message.groups": "groups:history",
        "message.im": "im:history",
        "message.mpim": "mpim:history",
    }
    assert events == {*needed, "app_home_opened"}
    # For answers, the command, files, and opening a direct message for files.
    assert scopes == {*needed.values(), "chat:write", "commands", "files:write", "im:write"}
