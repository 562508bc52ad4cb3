"""What the tests of an outage share: a page that is kept, and a server that goes away."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.channels.pages import KEPT, PAGE
from bot.channels.turn import TurnRunner
from bot.channels.web import WebDoor
from bot.settings import Settings

CONTACTS = (
    "Medical emergency? Contact International SOS: [+00 000 000](tel:+00000000). "
    "Any other emergency: the hotline, [+11 111 111](tel:+11111111)."
)


NEW_CONTACTS = CONTACTS.replace("+00 000 000", "+22 222 222").replace("+00000000", "+22222222")


ASSETS = [name for name in KEPT if name != PAGE]


BUILT_IN = "Contact International SOS: the number is on your International SOS membership card."


@pytest.fixture(scope="module")
def service_workers() -> str:
    return "allow"


@pytest.fixture(scope="module")
def turns() -> TurnRunner:
    return TurnRunner(timeout_seconds=8, emergency=CONTACTS)


@pytest.fixture(scope="module")
def server(serve: Callable[..., Any], scripted: Any, turns: TurnRunner) -> Any:
    return serve(
        [WebDoor(Settings(session_secret="a secret that nobody will ever guess"), turns)], scripted
    )


@pytest.fixture(autouse=True)
def first_contacts(turns: TurnRunner) -> None:
    turns.emergency = CONTACTS


@contextlib.contextmanager
def stopped(server: Any) -> Iterator[None]:
    """Have the server stopped for the length of a `with` block."""
    server.stop()
    try:
        yield
    finally:
        server.start()


@contextlib.contextmanager
def silent(server: Any) -> Iterator[None]:
    """Have the server's port take what is sent, and answer nothing."""
    with stopped(server), socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        deaf.bind(("127.0.0.1", urlsplit(server.url).port))
        deaf.listen(50)
        yield


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def answered(page: Page, count: int = 1) -> Locator:
    """Return the answer of this number, once it is the last."""
    answers = page.get_by_role("log").locator(".assistant:not(.greeting)")
    expect(answers).to_have_count(count, timeout=10_000)
    return answers.nth(count - 1)


def said(page: Page) -> list[str]:
    messages = page.get_by_role("log").locator(".message:not(.greeting) .bubble").all_inner_texts()
    return [" ".join(message.split()) for message in messages]


def card(page: Page) -> Locator:
    return page.get_by_role("alert")


def expect_card(page: Page, contacts: str = CONTACTS) -> None:
    """Wait for the whole card, with these contacts to be tapped."""
    expect(card(page).get_by_role("heading")).to_have_text("The assistant cannot be reached")
    expect(card(page)).to_contain_text("In an emergency do not wait for it")
    expect(card(page)).to_contain_text("kept here and sent as soon as the assistant is back")
    for number, address in re.findall(r"\[(.*?)\]\((.*?)\)", contacts):
        link = card(page).get_by_role("link", name=number, exact=True)
        expect(link).to_have_attribute("href", address)
    expect(card(page)).to_be_in_viewport()


def until(condition: Callable[[], bool], page: Page) -> None:
    """Wait for what the page does not show, 10 seconds at most."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < 10
        page.wait_for_timeout(50)


def wait_for_worker(page: Page) -> None:
    until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), page)


def kept_by_worker(page: Page) -> dict[str, list[str]]:
    """Return the addresses in every cache of the page's origin."""
    return dict(
        page.evaluate(
            """async () => {
              const kept = [];
              for (const name of await caches.keys()) {
                const requests = await (await caches.open(name)).keys();
                kept.push([name, requests.map(({ url }) => url)]);
              }
              return kept;
            }"""
        )
    )


@pytest.fixture
def kept_page(page: Page) -> Page:
    """A page that the service worker has a copy of."""
    wait_for_worker(page)
    return page
