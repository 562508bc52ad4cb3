"""Only what Slack has signed a moment ago is read."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
from slack_sdk.signature import SignatureVerifier

from bot.channels.slack.channel import MAX_BODY_BYTES, SlackChannel
from bot.settings import Settings
from tests.channels.slack.conftest import Assistant
from tests.channels.slack.fake import SIGNING_SECRET, FakeSlack, HttpSlack, event

BODY = json.dumps(event()).encode()


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "application/json;charset=UTF-8"],
)
def test_any_charset_of_the_content_type_will_do(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant, content_type: str
) -> None:
    assert by_http.event(event(text="hé"), content_type=content_type).status_code == 200
    (said,) = slack.wait(1, "chat.postMessage")
    assert said.arguments["text"] == "You said: hé"


@pytest.mark.parametrize(
    ("options", "headers"),
    [
        ({"secret": "another secret"}, {}),
        ({"sent_at": time.time() - 301}, {}),
        ({"sent_at": time.time() + 400}, {}),
        ({}, {"X-Slack-Signature": ""}),
        ({}, {"X-Slack-Signature": "v0=" + "0" * 64}),
        ({}, {"X-Slack-Signature": "v0=é"}),
        ({}, {"X-Slack-Request-Timestamp": "soon"}),
        ({}, {"X-Slack-Request-Timestamp": ""}),
        ({}, {"X-Slack-Request-Timestamp": str(int(time.time()) + 1)}),
    ],
)
def test_what_is_not_signed_or_is_old_is_refused(
    by_http: HttpSlack,
    slack: FakeSlack,
    assistant: Assistant,
    options: dict[str, Any],
    headers: dict[str, str],
) -> None:
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    refused = by_http.post(BODY, headers=raw, **options)
    assert refused.status_code == 401
    time.sleep(0.1)
    assert assistant.messages == []


def test_a_request_without_any_signature_is_refused(by_http: HttpSlack) -> None:
    assert requests.post(by_http._url, data=BODY, timeout=5).status_code == 401


def test_a_signature_holds_for_the_bytes_that_were_signed(
    by_http: HttpSlack, assistant: Assistant
) -> None:
    now = time.time()
    signature = SignatureVerifier(SIGNING_SECRET).generate_signature(
        timestamp=str(int(now)), body=BODY
    )
    changed = BODY.replace(b"U1", b"U2")
    assert changed != BODY
    forged = by_http.post(changed, sent_at=now, headers={"X-Slack-Signature": str(signature)})
    assert forged.status_code == 401

    spaced = BODY + b" "
    assert by_http.post(spaced).status_code == 200
    signed = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=0"}
    no_text = requests.post(by_http._url, data=b"\xff\xfe", headers=signed, timeout=5)
    assert no_text.status_code == 401


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"a"', b"{}", b'{"type": "event_callback"}'])
def test_signed_nonsense_is_no_error_of_the_server(by_http: HttpSlack, body: bytes) -> None:
    assert by_http.post(body).status_code in (200, 400)


def test_a_request_that_is_too_large_is_refused(by_http: HttpSlack) -> None:
    assert by_http.post(b"{" + b" " * MAX_BODY_BYTES).status_code == 413


def test_slacks_check_of_the_address_is_answered(by_http: HttpSlack) -> None:
    answer = by_http.event({"type": "url_verification", "challenge": "abc", "token": "t"})
    assert answer.json() == {"challenge": "abc"}


def test_without_tokens_there_is_no_slack(serve: Callable[..., Any], assistant: Assistant) -> None:
    settings = Settings(database_url="sqlite:////nowhere/at/all.db")
    server = serve([SlackChannel(settings)], assistant)
    assert HttpSlack(server.url).event(event()).status_code == 404


def test_in_socket_mode_nothing_is_taken_by_http(by_socket: Any) -> None:
    assert HttpSlack(by_socket.url).event(event()).status_code == 404
