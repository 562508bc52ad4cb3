"""What the service worker keeps for an outage, and what it does not."""

from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from bot.channels import pages
from bot.channels.pages import PAGES_DIR
from tests.web.outage.conftest import (
    ASSETS,
    answered,
    expect_card,
    kept_by_worker,
    say,
    stopped,
    until,
    wait_for_worker,
)

pytestmark = pytest.mark.browser


def test_nothing_of_a_conversation_is_kept_by_the_worker(kept_page: Page, server: Any) -> None:
    say(kept_page, "my secret")
    answered(kept_page)
    kept_page.reload()
    kept_page.goto(f"{server.url}/?from=mail#top")
    ((name, addresses),) = kept_by_worker(kept_page).items()
    assert name.startswith(f"travel-assistant {server.url}/ ")
    assert sorted(addresses) == sorted(
        [f"{server.url}/", f"{server.url}/webhooks/web/emergency"]
        + [f"{server.url}/webhooks/web/assets/{name}" for name in ASSETS]
    )


def test_a_link_with_a_query_works_during_an_outage(kept_page: Page, server: Any) -> None:
    with stopped(server):
        kept_page.goto(f"{server.url}/?from=mail#top")
        expect_card(kept_page)


def test_a_new_version_takes_over_and_the_old_copies_go(
    kept_page: Page, server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = kept_by_worker(kept_page)
    kept_page.evaluate("caches.open('of another page')")
    folder = Path(shutil.copytree(PAGES_DIR, tmp_path / "web"))
    page_file = folder / "index.html"
    page_file.write_text(page_file.read_text().replace("Hello. Ask", "Welcome. Ask"))
    monkeypatch.setattr(pages, "PAGES_DIR", folder)
    kept_page.reload()
    expect(kept_page.get_by_role("log")).to_contain_text("Welcome. Ask")  # without a second visit
    until(lambda: old not in kept_by_worker(kept_page), kept_page)
    another, new = sorted(kept_by_worker(kept_page))
    assert another == "of another page"
    assert len(kept_by_worker(kept_page)[new]) == len(ASSETS) + 2
    with stopped(server):
        kept_page.reload()
        expect_card(kept_page)
        expect(kept_page.get_by_role("log")).to_contain_text("Welcome. Ask")


def test_where_nothing_may_be_kept_all_else_works(
    open_page: Callable[..., Page], insecure_url: str, server: Any, assistant: Any
) -> None:
    page = open_page(address=insecure_url)
    assert page.evaluate("[isSecureContext, 'serviceWorker' in navigator]") == [False, False]
    say(page, "before")
    answered(page)
    with stopped(server):
        say(page, "hello")
        expect_card(page)
    answered(page, 2)
    assert assistant.texts == ["before", "hello"]


class Proxy(http.server.BaseHTTPRequestHandler):
    """Hands on what comes for `/travel/`; a page of its own at `/` has the assistant inside."""

    target = ""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        if not self.path.startswith("/travel/"):
            script = '<script type="module" src="travel/webhooks/web/assets/chat.js"></script>'
            self._send(200, f"<!doctype html>{script}<travel-assistant>".encode(), "text/html")
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        address = self.target + self.path.removeprefix("/travel")
        try:
            answer = requests.request(self.command, address, data=body, timeout=10)
        except requests.ConnectionError:
            self._send(502, b"<html>Bad gateway</html>", "text/html")
            return
        self._send(answer.status_code, answer.content, answer.headers["Content-Type"])

    def _send(self, status: int, content: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture
def proxy_url(server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(Proxy, "target", server.url)
    proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=proxy.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{proxy.server_port}"
    proxy.shutdown()
    thread.join()
    proxy.server_close()


def test_behind_a_proxy_that_stays_up_the_copy_is_shown_as_well(
    open_page: Callable[..., Page], proxy_url: str, server: Any, assistant: Any
) -> None:
    page = open_page(address=f"{proxy_url}/travel/")
    wait_for_worker(page)
    scope = page.evaluate("navigator.serviceWorker.ready.then(({ scope }) => scope)")
    assert scope == f"{proxy_url}/travel/"
    with stopped(server):
        page.reload()
        expect_card(page)
        say(page, "hello")
        expect(page.get_by_role("button", name="Retry")).to_be_visible()
    answered(page)
    assert assistant.texts == ["hello"]


def test_a_page_of_others_with_the_assistant_inside_is_not_kept(
    open_page: Callable[..., Page], proxy_url: str
) -> None:
    page = open_page(address=f"{proxy_url}/")
    say(page, "hello")
    answered(page)
    assert (
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )
