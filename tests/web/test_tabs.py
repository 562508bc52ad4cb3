"""A conversation that lasts: two tabs, a browser that goes offline, and hours without a word."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.channels.turn import TurnRunner
from bot.channels.web import WebDoor
from bot.settings import Settings

pytestmark = pytest.mark.browser

NO_LOCKS = "Object.defineProperty(navigator, 'locks', { value: undefined });"


def new_door() -> WebDoor:
    turns = TurnRunner(timeout_seconds=8, emergency="Medical emergency? Contact +00 000 000.")
    # After this time and some seconds more a turn is held to be dead.
    return WebDoor(
        Settings(session_secret="a secret that nobody will ever guess", reply_timeout_seconds=1),
        turns,
    )


@pytest.fixture(scope="module")
def server(serve: Callable[..., Any], scripted: Any) -> Any:
    return serve([new_door()], scripted)


@pytest.fixture(params=["", NO_LOCKS], ids=["with locks", "without locks"])
def tabs(request: Any, open_page: Callable[..., Page], server: Any) -> tuple[Page, Page]:
    """Two tabs of one browser."""
    first = open_page(lambda page: page.context.add_init_script(request.param))
    second = first.context.new_page()
    second.goto(server.url)
    expect(second.get_by_role("textbox")).to_be_visible()
    return first, second


def test_two_tabs_show_the_same_conversation(
    tabs: tuple[Page, Page], talk: Any, assistant: Any
) -> None:
    first, second = map(talk, tabs)
    assistant.answer = {"text": "Sure?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}
    first.say("one")
    second.answer()
    assistant.answer = None
    second.answer().get_by_role("button", name="Yes").click()
    first.answer(2)
    expect(first.answers.first.get_by_role("button", name="Yes")).to_be_disabled()
    second.answer(2)
    first.box.fill("half a sen")  # what is being written is the tab's own
    second.page.reload()
    expect(second.box).to_have_value("")
    assert first.said == second.said
    assert assistant.texts == ["one", "/affirm"]
    assert len({message.sender_id for message in assistant.messages}) == 1


def test_what_two_tabs_say_at_once_is_said_once_and_in_order(
    tabs: tuple[Page, Page], talk: Any, assistant: Any
) -> None:
    first, second = map(talk, tabs)
    assistant.seconds = 0.3
    first.say("one")
    expect(second.page.locator(".typing")).to_be_visible()
    second.say("two")
    first.say("three")
    for tab in (first, second):
        tab.answer(3)
    assert assistant.texts == ["one", "two", "three"]
    expected = [
        f"{who} {text}"
        for text in ("one", "two", "three")
        for who in ("You:", "Assistant: You said:")
    ]
    assert first.said == second.said == expected


def test_a_tab_that_is_closed_leaves_its_message_to_the_other(
    open_page: Callable[..., Page], server: Any, talk: Any, assistant: Any
) -> None:
    first = open_page()
    second = first.context.new_page()
    second.goto(server.url)
    assistant.seconds = 0.5
    talk(first).say("hello")
    expect(second.locator(".typing")).to_be_visible()
    first.close()
    talk(second).answer()
    assert talk(second).said == ["You: hello", "Assistant: You said: hello"]
    assert assistant.texts == ["hello"]


def test_to_start_over_ends_the_conversation_in_both_tabs(
    tabs: tuple[Page, Page], talk: Any, assistant: Any
) -> None:
    first, second = map(talk, tabs)
    first.say("one")
    second.answer()
    assistant.seconds = 0.5
    first.say("two")
    expect(second.page.locator(".typing")).to_be_visible()
    second.choose("Start over")
    expect(first.answers).to_have_count(0)
    assistant.seconds = 0
    first.say("three")
    second.answer()
    first.page.wait_for_timeout(600)
    assert first.said == second.said == ["You: three", "Assistant: You said: three"]
    assert assistant.messages[0].sender_id != assistant.messages[-1].sender_id


def test_a_browser_that_was_offline_sends_what_was_written(
    page: Page, talk: Any, assistant: Any
) -> None:
    talk(page).say("before")
    talk(page).answer()
    page.context.set_offline(True)
    talk(page).say("one")
    talk(page).say("two")
    expect(talk(page).card).to_contain_text("+00 000 000")
    page.context.set_offline(False)
    talk(page).answer(3)
    expect(talk(page).card).to_be_hidden()
    assert assistant.texts == ["before", "one", "two"]


def test_a_server_that_is_killed_during_a_turn_answers_once_after_all(
    page: Page, server: Any, talk: Any, assistant: Any
) -> None:
    assistant.seconds = 0.5
    talk(page).say("hello")
    expect(page.locator(".typing")).to_be_visible()
    page.wait_for_timeout(200)
    server.stop()
    expect(talk(page).card).to_be_visible()
    server._channels[:] = [new_door()]  # which remembers nothing but what is in the database
    server.start()
    expect(talk(page).answers).to_have_count(1, timeout=15_000)
    page.wait_for_timeout(300)
    assert talk(page).said == ["You: hello", "Assistant: You said: hello"]
    assert len({message.message_id for message in assistant.messages}) == 1


@pytest.mark.parametrize(("hours", "is_kept"), [(11, True), (13, False)])
def test_after_half_a_day_without_a_word_the_conversation_is_forgotten(
    open_page: Callable[..., Page], talk: Any, assistant: Any, hours: int, is_kept: bool
) -> None:
    page = open_page(lambda page: page.clock.install())
    talk(page).say("my secret")
    talk(page).answer()
    page.clock.set_fixed_time(time.time() + hours * 3600)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(talk(page).answers).to_have_count(int(is_kept))
    page.reload()
    expect(talk(page).box).to_be_visible()
    assert ("my secret" in page.evaluate("JSON.stringify(localStorage)")) is is_kept
    talk(page).say("hello")
    talk(page).answer(1 + is_kept)
    assert len({message.sender_id for message in assistant.messages}) == 2 - is_kept


def test_a_full_storage_forgets_the_beginning_and_goes_on(
    page: Page, talk: Any, assistant: Any
) -> None:
    page.evaluate("localStorage.setItem('of the site', 'x'.repeat(5_200_000))")
    text = "y" * 20_000
    for count in (1, 2, 3):
        assistant.answer = {"text": f"Answer {count}. {text}"}
        talk(page).say(f"Question {count}")
        expect(talk(page).answers.last).to_contain_text(f"Answer {count}.")
    page.reload()
    expect(talk(page).answers.last).to_contain_text("Answer 3.")
    assert len({message.sender_id for message in assistant.messages}) == 1
