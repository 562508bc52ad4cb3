"""What is written during an outage is kept, and sent once."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.outage.conftest import (
    answered,
    card,
    expect_card,
    said,
    say,
    stopped,
    until,
)

pytestmark = pytest.mark.browser


def test_what_is_written_meanwhile_is_sent_by_itself_and_answered_once(
    page: Page, server: Any, assistant: Any
) -> None:
    say(page, "before")
    answered(page)
    with stopped(server):
        say(page, "is anybody there?")
        expect_card(page)
        say(page, "and this?")
        expect(page.get_by_role("button", name="Retry")).to_have_count(1)
        page.get_by_role("textbox").fill("half a sen")
    answered(page, 3)
    expect(card(page)).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("")
    expect(page.get_by_role("textbox")).to_have_value("half a sen")
    page.wait_for_timeout(300)  # longer than the first pause
    assert assistant.texts == ["before", "is anybody there?", "and this?"]
    assert said(page)[2:] == [
        "You: is anybody there?",
        "Assistant: You said: is anybody there?",
        "You: and this?",
        "Assistant: You said: and this?",
    ]


def test_a_reload_meanwhile_loses_nothing(kept_page: Page, server: Any, assistant: Any) -> None:
    page = kept_page
    say(page, "before")
    answered(page)
    with stopped(server):
        say(page, "one")
        expect_card(page)
        say(page, "two")
        page.get_by_role("textbox").fill("three\nlines\nlong")
        for _ in range(2):
            page.reload()
            expect_card(page)
            assert said(page) == [
                "You: before",
                "Assistant: You said: before",
                "You: one",
                "You: two",
            ]
            expect(page.get_by_role("textbox")).to_have_value("three\nlines\nlong")
            assert page.get_by_role("textbox").bounding_box()["height"] > 60
            expect(page.locator(".emergency")).to_contain_text("+00 000 000")
    answered(page, 3)
    expect(card(page)).to_be_hidden()
    assert assistant.texts == ["before", "one", "two"]
    assert len({message.sender_id for message in assistant.messages}) == 1


def test_starting_over_drops_what_waits(kept_page: Page, server: Any, assistant: Any) -> None:
    page = kept_page
    with stopped(server):
        say(page, "one")
        expect_card(page)
        say(page, "two")
        page.get_by_role("button", name="More").click()
        page.get_by_role("button", name="Start over").click()
        assert said(page) == []
        expect_card(page)
        page.reload()
        expect_card(page)
        assert said(page) == []
        say(page, "three")
        expect(page.get_by_role("button", name="Retry")).to_be_visible()
    answered(page)
    expect(card(page)).to_be_hidden()
    assert assistant.texts == ["three"]
    assert said(page) == ["You: three", "Assistant: You said: three"]


@pytest.mark.parametrize(
    ("target", "event"), [("window", "online"), ("document", "visibilitychange")]
)
def test_it_tries_at_once_when_there_is_reason_to(
    open_page: Callable[..., Page], server: Any, assistant: Any, target: str, event: str
) -> None:
    page = open_page(lambda page: page.clock.install())
    page.clock.pause_at(time.time() + 3600)  # no pause ends by itself
    with stopped(server):
        say(page, "hello")
        expect_card(page)
    page.wait_for_timeout(500)
    assert assistant.texts == []
    answers = page.get_by_role("log").locator(".assistant:not(.greeting)")

    def answers_at_once() -> bool:
        page.evaluate(f"{target}.dispatchEvent(new Event('{event}'))")
        return answers.count() == 1

    until(answers_at_once, page)
    expect(card(page)).to_be_hidden()


def test_the_pauses_grow_from_one_second_to_half_a_minute(
    open_page: Callable[..., Page], server: Any
) -> None:
    def hasten(page: Page) -> None:
        page.add_init_script(
            """window.pauses = [];
            window.setTimeout = ((wait) => (work, ms) => {
              if (ms >= 1000) pauses.push(ms);
              return wait(work, ms >= 1000 ? 20 : ms);
            })(window.setTimeout.bind(window));"""
        )

    page = open_page(hasten)
    with stopped(server):
        say(page, "hello")
        until(lambda: page.evaluate("pauses.length") >= 8, page)
        pauses = page.evaluate("pauses")
    answered(page)
    for pause, longest in zip(pauses, [2, 4, 8, 16, 30, 30, 30, 30], strict=False):
        assert longest * 500 <= pause <= longest * 1000
    assert len(set(pauses)) > 6


def test_an_answer_that_was_lost_on_the_way_is_asked_for_again(page: Page, assistant: Any) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/message", lose_the_answer, times=2)
    say(page, "hello")
    expect_card(page)
    answered(page)
    assert assistant.texts == ["hello"]
    assert said(page) == ["You: hello", "Assistant: You said: hello"]


def test_messages_of_the_same_words_are_messages_of_their_own(page: Page, assistant: Any) -> None:
    for count in (1, 2):
        say(page, "hello")
        answered(page, count)
    first, second = assistant.messages
    assert first.message_id != second.message_id
    assert re.fullmatch(r"[0-9-]{7,64}", first.message_id)


def test_the_page_of_a_hotel_in_place_of_an_answer_is_none(page: Page, assistant: Any) -> None:
    sign_in = {"status": 200, "content_type": "text/html", "body": "<html>Sign in</html>"}
    page.route("**/message", lambda route: route.fulfill(**sign_in))
    say(page, "hello")
    expect_card(page)
    page.unroute("**/message")
    answered(page)
    assert assistant.texts == ["hello"]


@pytest.mark.parametrize("status", [400, 403, 404, 413])
def test_what_the_server_refuses_is_not_sent_again(page: Page, assistant: Any, status: int) -> None:
    sent: list[int] = []

    def refuse(route: Route) -> None:
        sent.append(status)
        route.fulfill(status=status, body="<html>no</html>")

    page.route("**/message", refuse)
    say(page, "hello")
    expect(answered(page)).to_contain_text("could not take this message")
    expect(card(page)).to_be_hidden()
    page.unroute("**/message")
    page.reload()
    say(page, "hello again")
    answered(page, 2)
    assert len(sent) == 1
    assert assistant.texts == ["hello again"]
