"""The page while its server cannot be reached: the emergency card, and what was typed."""

from __future__ import annotations

import contextlib
import http.server
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Locator, Page, Route, expect

from bot.channels import pages
from bot.channels.pages import KEPT, PAGE, PAGES_DIR
from bot.channels.turn import TurnRunner
from bot.channels.web import WebDoor
from bot.settings import Settings

pytestmark = pytest.mark.browser

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


# ---- The server stops, and starts again ----


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


# ---- When it tries again ----


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


# ---- No message twice ----


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


# ---- What the browser keeps ----


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


# ---- Behind a reverse proxy ----


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


# ---- For every screen and everybody ----


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
