"""Slack that is busy, slow, broken or away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels import way_out
from bot.channels.slack import sending
from bot.channels.slack.outgoing import NO_UPLOAD
from bot.channels.slack.sending import BAD_TOKEN_SECONDS, UNREADABLE, Sender
from bot.channels.way_out import SendError
from bot.server.supervisor import free_port
from tests.channels.slack.conftest import Assistant
from tests.channels.slack.fake import Answer, FakeSlack, HttpSlack, event, wait_until

POST = {
    "method": "chat.postMessage",
    "arguments": {"channel": "D1", "text": "hi", "blocks": [{"type": "divider"}]},
}


def send(request: dict[str, Any], api_url: str) -> dict[str, Any]:
    async def run() -> dict[str, Any]:
        async with aiohttp.ClientSession() as session:
            client = AsyncWebClient("xoxb-1", api_url, session=session, retry_handlers=[])
            return await Sender(client).send(request)

    return asyncio.run(run())


def refusal(slack: FakeSlack, answer: Answer, request: dict[str, Any] = POST) -> SendError:
    method = request.get("method") or ("response_url" if "url" in request else "")
    slack.answers[method].append(answer)
    with pytest.raises(SendError) as caught:
        send(request, slack.api_url)
    return caught.value


def test_what_slack_says_comes_back(slack: FakeSlack) -> None:
    assert send(POST, slack.api_url)["ok"] is True
    assert slack.calls[0].arguments == POST["arguments"]


@pytest.mark.parametrize(
    ("answer", "retry_after", "is_final"),
    [
        (Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "7"}), 7.0, False),
        (Answer(429, "too many"), None, False),
        (Answer(500, {"ok": False, "error": "internal_error"}), None, False),
        (Answer(502, "<html>Bad gateway</html>"), None, False),
        (Answer(503, "<html></html>", {"Retry-After": "3"}), 3.0, False),
        (Answer(503, "<html></html>", {"Retry-After": "tomorrow"}), None, False),
        (Answer(200, {"ok": False, "error": "fatal_error"}), None, False),
        (Answer(200, {"ok": False, "error": "channel_not_found"}), None, True),
        (Answer(200, {"ok": False, "error": "invalid_auth"}), BAD_TOKEN_SECONDS, False),
        (Answer(200, {"ok": False, "error": "token_revoked"}), BAD_TOKEN_SECONDS, False),
        (Answer(200, {"ok": False, "error": "account_inactive"}), BAD_TOKEN_SECONDS, False),
        (Answer(200, "<html>Blocked by the proxy</html>"), None, False),
        (Answer(200, "Blocked", content_type="text/plain"), None, False),
        (Answer(200, "{blocked", content_type="application/json"), None, False),
        (Answer(200, ["blocked"]), None, False),
        (Answer(200, {"message": "blocked"}), None, False),
        (Answer(404, "<html></html>"), None, True),
    ],
)
def test_what_passes_is_told_from_what_stays(
    slack: FakeSlack, answer: Answer, retry_after: float | None, is_final: bool
) -> None:
    error = refusal(slack, answer)
    assert (error.retry_after, error.is_final) == (retry_after, is_final)


def test_a_slack_that_is_away_may_come_back() -> None:
    with pytest.raises(SendError) as caught:
        send(POST, f"http://127.0.0.1:{free_port()}/api/")
    assert not caught.value.is_final


@pytest.mark.parametrize(
    ("status", "is_final"), [(404, True), (410, True), (429, False), (500, False)]
)
def test_the_address_of_a_command_may_have_expired(
    slack: FakeSlack, status: int, is_final: bool
) -> None:
    request = {"url": f"{slack.url}/response/1", "arguments": {"text": "hi"}}
    assert refusal(slack, Answer(status), request).is_final == is_final
    slack.answers["response_url"].append(Answer(404))
    send({**request, "otherwise": POST}, slack.api_url)
    assert len(slack.of("chat.postMessage")) == 1


def test_the_page_of_a_proxy_is_no_answer_of_a_command(slack: FakeSlack) -> None:
    request = {"url": f"{slack.url}/response/1", "arguments": {"text": "hi"}}
    error = refusal(slack, Answer(200, "<html>Blocked</html>"), request)
    assert (error.reason, error.is_final) == (UNREADABLE, False)


def test_blocks_that_slack_refuses_are_left_out_and_the_words_stand(slack: FakeSlack) -> None:
    slack.answers["chat.postMessage"].append(Answer(data={"ok": False, "error": "invalid_blocks"}))
    send(POST, slack.api_url)
    assert slack.calls[-1].arguments == {"channel": "D1", "text": "hi"}


@pytest.mark.parametrize(
    "answer",
    [
        Answer(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "1"}),
        Answer(500, "<html></html>"),
    ],
)
def test_an_answer_that_slack_does_not_take_is_sent_later_and_in_order(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant, answer: Answer
) -> None:
    slack.answers["chat.postMessage"].append(answer)
    by_http.event(event(text="one", user="U4", channel="D4"))
    by_http.event(event(text="two", user="U4", channel="D4"))
    said = slack.wait(3, "chat.postMessage", seconds=8)
    assert [call.arguments["text"] for call in said] == [
        "You said: one",
        "You said: one",
        "You said: two",
    ]


def test_a_file_that_slack_does_not_take_holds_nothing_up(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    slack.answers["files.getUploadURLExternal"].append(Answer(500, "<html></html>"))
    slack.answers["files.completeUploadExternal"].append(
        Answer(data={"ok": False, "error": "missing_scope"})
    )
    for _ in range(2):
        by_http.event(event(text="parts", user="U5", channel="D5"))
    texts = [call.arguments["text"] for call in slack.wait(4, "chat.postMessage")]
    assert texts[0::2] == ["Done.\n\nCovered $2,000.00, you pay $520.00"] * 2
    assert texts[1::2] == [NO_UPLOAD.format(name="trip.ics")] * 2


@pytest.mark.parametrize("is_refused", [True, False])
def test_where_files_cannot_be_uploaded_nothing_waits_for_them(
    by_http: HttpSlack,
    slack: FakeSlack,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    is_refused: bool,
) -> None:
    monkeypatch.setattr(sending, "FILE_SECONDS", 0.3)
    if is_refused:
        nowhere = {"ok": True, "file_id": "F1", "upload_url": f"http://127.0.0.1:{free_port()}/"}
        slack.answers["files.getUploadURLExternal"].append(Answer(data=nowhere))
    else:
        slack.answers["upload"].append(Answer(seconds=1.5))
    by_http.event(event(text="parts", user="U15", channel="D15"))
    by_http.event(event(text="two", user="U15", channel="D15"))
    texts = [call.arguments["text"] for call in slack.wait(3, "chat.postMessage")]
    assert texts[1:] == [NO_UPLOAD.format(name="trip.ics"), "You said: two"]


def test_a_file_leaves_time_for_what_is_said_instead() -> None:
    assert sending.FILE_SECONDS < way_out.TIMEOUT_SECONDS - 3


def test_a_slow_slack_keeps_nobody_else_waiting(
    by_http: HttpSlack, slack: FakeSlack, assistant: Assistant
) -> None:
    slack.answers["chat.postMessage"].append(Answer(seconds=1.5))
    by_http.event(event(text="one", user="U6", channel="D6"))
    slack.wait(1, "chat.postMessage")
    began = time.monotonic()
    by_http.event(event(text="two", user="U7", channel="D7"))
    slack.wait(2, "chat.postMessage")
    assert time.monotonic() - began < 1.0


def test_while_slack_is_away_turns_are_run_and_their_answers_kept(
    serve_slack: Callable[..., Any], assistant: Assistant
) -> None:
    port = free_port()
    sender = HttpSlack(serve_slack(api_url=f"http://127.0.0.1:{port}/api/").url)
    assert sender.event(event(text="one")).status_code == 200
    wait_until(lambda: assistant.texts == ["one"])
    back = FakeSlack()
    time.sleep(0.3)
    back.start(port)
    (said,) = back.wait(1, "chat.postMessage", seconds=10)
    assert said.arguments["text"] == "You said: one"
    sender.close()
    back.stop()
