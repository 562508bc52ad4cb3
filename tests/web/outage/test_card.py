"""The card that says whom to call while the server cannot be reached."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.channels.turn import TurnRunner
from tests.web.outage.conftest import (
    BUILT_IN,
    CONTACTS,
    NEW_CONTACTS,
    answered,
    card,
    expect_card,
    say,
    silent,
    stopped,
    wait_for_worker,
)

pytestmark = pytest.mark.browser


def test_the_card_is_there_before_anything_is_written(kept_page: Page, server: Any) -> None:
    with stopped(server):
        kept_page.reload()
        expect_card(kept_page)
    expect(card(kept_page)).to_be_hidden(timeout=10_000)
    expect(kept_page.get_by_role("status")).to_have_text("The assistant is back.")


def test_a_first_visit_whose_session_fails_shows_what_the_page_knows_itself(
    open_page: Callable[..., Page],
) -> None:
    def prepare(page: Page) -> None:
        page.route(re.compile("/(session|emergency)$"), lambda route: route.abort())

    page = open_page(prepare)
    expect(card(page)).to_contain_text(BUILT_IN)
    page.unroute_all()
    expect(card(page)).to_be_hidden()
    expect(page.locator(".emergency")).to_contain_text("+00 000 000")


def test_the_card_follows_the_contacts(kept_page: Page, server: Any, turns: TurnRunner) -> None:
    with stopped(server):
        turns.emergency = NEW_CONTACTS
        say(kept_page, "hello")
        expect_card(kept_page, CONTACTS)  # nobody has told it yet
    answered(kept_page)
    expect(kept_page.locator(".emergency")).to_contain_text("+22 222 222")
    with stopped(server):
        say(kept_page, "hello")
        expect_card(kept_page, NEW_CONTACTS)
        kept_page.reload()
        expect_card(kept_page, NEW_CONTACTS)
        turns.emergency = CONTACTS
    answered(kept_page, 2)
    kept_page.reload()
    expect(kept_page.locator(".emergency")).to_contain_text("+00 000 000")
    with stopped(server):
        kept_page.reload()
        expect_card(kept_page, CONTACTS)


def test_a_server_that_says_nothing_does_not_keep_the_contacts_waiting(
    open_page: Callable[..., Page], server: Any
) -> None:
    impatience = (
        "AbortSignal.timeout = (of => ms => of.call(AbortSignal, ms / 4))(AbortSignal.timeout)"
    )
    kept_page = open_page(lambda page: page.add_init_script(impatience))
    wait_for_worker(kept_page)
    with silent(server):
        started = time.monotonic()
        kept_page.reload()
        expect(kept_page.locator(".emergency")).to_contain_text("+00 000 000")
        assert 3 <= time.monotonic() - started < 6
        expect(card(kept_page)).to_be_visible(timeout=20_000)
    expect(card(kept_page)).to_be_hidden(timeout=20_000)


def test_it_is_read_out_once_however_often_it_is_tried(page: Page, server: Any) -> None:
    page.evaluate(
        """() => {
          const { shadowRoot } = document.querySelector("travel-assistant");
          window.changes = [];
          new MutationObserver((records) => {
            for (const { target } of records) {
              if (target.closest?.("[role=alert], [role=status]")) changes.push(target.innerText);
            }
          }).observe(shadowRoot, { childList: true, subtree: true });
        }"""
    )
    with stopped(server):
        say(page, "hello")
        expect_card(page)
        page.wait_for_timeout(400)  # two attempts at least
        page.get_by_role("button", name="Retry").click()
        say(page, "hello again")
        expect(page.get_by_role("button", name="Retry")).to_be_visible()
        changes = page.evaluate("changes")
        assert [change[:20] for change in changes if change][-1:] == ["The assistant cannot"]
        assert sum("cannot be reached" in change for change in changes) == 1


def outage(page: Page) -> None:
    """Show the card as it is worst: below a long message that waits."""
    page.route("**/message", lambda route: route.abort())
    say(page, "w" * 250)
    expect_card(page)
    say(page, "hello again")
    expect(page.get_by_role("button", name="Retry")).to_be_visible()


def test_the_numbers_are_reached_with_the_keyboard_and_the_focus_is_not_lost(
    page: Page, server: Any
) -> None:
    with stopped(server):
        say(page, "hello")
        expect_card(page)
        page.keyboard.press("Shift+Tab")
        expect(card(page).get_by_role("link", name="+11 111 111")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        first = card(page).get_by_role("link", name="+00 000 000")
        expect(first).to_be_focused()
        assert first.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
        page.keyboard.press("Shift+Tab")
        expect(page.get_by_role("button", name="Retry")).to_be_focused()
        page.keyboard.press("Tab")
        expect(first).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(page.get_by_role("button", name="Retry")).to_be_focused()
        page.wait_for_timeout(400)  # two attempts at least
        expect(page.get_by_role("button", name="Retry")).to_be_focused()
    answered(page)
    expect(page.get_by_role("textbox")).to_be_focused()


def test_the_focus_leaves_the_card_before_it_goes(kept_page: Page, server: Any) -> None:
    with stopped(server):
        kept_page.reload()
        expect_card(kept_page)
        card(kept_page).get_by_role("link").first.focus()
    expect(card(kept_page)).to_be_hidden(timeout=10_000)
    expect(kept_page.get_by_role("textbox")).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(320, 640), (375, 812), (1280, 800)])
def test_the_card_fits_and_its_numbers_are_large_enough_to_tap(
    open_page: Callable[..., Page], width: int, height: int
) -> None:
    page = open_page(viewport={"width": width, "height": height})
    outage(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("log").evaluate("node => node.scrollWidth <= node.clientWidth")
    links = card(page).get_by_role("link")
    expect(links).to_have_count(2)
    for link in links.all():
        box = link.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
        expect(link).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_card_and_its_numbers_have_borders_with_forced_colors(
    open_page: Callable[..., Page], scheme: str
) -> None:
    page = open_page(forced_colors="active", color_scheme=scheme)
    outage(page)
    for node in [card(page), *card(page).get_by_role("link").all()]:
        color, background = node.evaluate(
            "n => [getComputedStyle(n).borderTopColor, getComputedStyle(n).backgroundColor]"
        )
        assert color != background
        assert node.evaluate("n => getComputedStyle(n).borderTopStyle") == "solid"


def test_nothing_goes_wrong_in_the_script_meanwhile(
    open_page: Callable[..., Page], server: Any
) -> None:
    lines: list[str] = []
    page = open_page(
        lambda page: page.on(
            "console", lambda line: lines.append(line.text) if line.type == "error" else None
        )
    )
    wait_for_worker(page)
    with stopped(server):
        say(page, "hello")
        expect_card(page)
        page.reload()
        expect_card(page)
    answered(page)
    # The browser itself notes each request that fails.
    assert [line for line in lines if "net::ERR_CONNECTION_REFUSED" not in line] == []
