"""The floating assistant on the page of another website: strict policy, strange styles."""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.channels.turn import TurnRunner
from bot.channels.web import WebDoor
from bot.settings import Settings

pytestmark = pytest.mark.browser

TITLE = "Ask about travel"
EMERGENCY = "Medical emergency? Contact them: [+00 000 000](tel:+00000000)."
# What pages do to all that is on them.
STRANGE_STYLE = """
  html { font-size: 62.5%; }
  body { letter-spacing: 0.2em; text-transform: uppercase; line-height: 3; text-align: right; }
  * { margin: 0 !important; box-sizing: content-box; }
  p, button, h2, h3, dialog, section, textarea, travel-assistant, div {
    display: inline; position: static !important; opacity: 0.5; transform: rotate(2deg);
    color: red !important; font: italic 40px serif !important; visibility: visible;
  }
"""


class Host(http.server.BaseHTTPRequestHandler):
    """The page of a website that forbids all that it does not name."""

    assistant = ""
    body = ""

    def do_GET(self) -> None:
        style = self.path == "/style.css"
        head = '<title>University</title><link rel="stylesheet" href="/style.css">'
        page = f'<!doctype html><html lang="en"><head>{head}</head><body>{self.body}</body></html>'
        self.send_response(200)
        self.send_header("Content-Type", "text/css" if style else "text/html")
        sources = " ".join(
            f"{kind}-src 'self' {self.assistant};" for kind in ("script", "style", "img", "connect")
        )
        self.send_header("Content-Security-Policy", f"default-src 'none'; {sources}")
        self.end_headers()
        self.wfile.write((STRANGE_STYLE if style else page).encode())

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def host_url() -> Iterator[str]:
    host = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=host.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{host.server_port}"
    host.shutdown()
    thread.join()
    host.server_close()


@pytest.fixture(scope="module")
def server(serve: Callable[..., Any], scripted: Any, host_url: str) -> Any:
    settings = Settings(widget_origins=(host_url,))
    turns = TurnRunner(timeout_seconds=8, emergency=EMERGENCY)
    return serve([WebDoor(settings, turns)], scripted)


Visit = Callable[..., Page]


@pytest.fixture
def visit(
    browser: Any, server: Any, host_url: str, assistant: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Visit]:
    """Return a function that visits the page of the website, with the one line at its end."""
    contexts = []
    errors: list[str] = []
    monkeypatch.setattr(Host, "assistant", server.url)

    def visit(
        attributes: str = f'data-heading="{TITLE}"',
        query: str = "",
        body: str = "",
        prepare: Callable[[Page], object] = lambda page: None,
        **options: Any,
    ) -> Page:
        source = f"{server.url}/webhooks/web/assets/widget.js{query}"
        line = f'<script type="module" src="{source}" {attributes}></script>'
        around = "<h1>University</h1><a href='#'>Apply</a>"
        monkeypatch.setattr(Host, "body", body or around + line)
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda line: errors.append(line.text) if "Policy" in line.text else None)
        prepare(page)
        page.goto(host_url)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert errors == []


def launcher(page: Page) -> Locator:
    return page.get_by_role("button", name=TITLE)


def panel(page: Page) -> Locator:
    return page.get_by_role("dialog", name=TITLE)


def test_one_line_puts_a_button_in_the_corner_that_opens_a_conversation(
    visit: Visit, talk: Any, assistant: Any
) -> None:
    page = visit()
    expect(panel(page)).to_be_hidden()
    box = launcher(page).bounding_box()
    assert box["x"] + box["width"] == pytest.approx(1280 - 16, abs=1)
    assert box["y"] + box["height"] == pytest.approx(800 - 16, abs=1)
    launcher(page).click()
    expect(panel(page)).to_be_visible()
    expect(launcher(page)).to_be_hidden()
    expect(talk(page).box).to_be_focused()
    talk(page).say("hello")
    talk(page).answer()
    assert talk(page).said == ["You: hello", "Assistant: You said: hello"]
    assert assistant.texts == ["hello"]


def test_the_page_changes_nothing_in_it(visit: Visit) -> None:
    page = visit()
    launcher(page).click()
    read = """node => {
      const s = getComputedStyle(node);
      return [s.fontSize, s.fontStyle, s.letterSpacing, s.textTransform, s.opacity, s.color];
    }"""
    assert panel(page).evaluate(read) == [
        "16px",
        "normal",
        "normal",
        "none",
        "1",
        "rgb(27, 36, 41)",
    ]
    expect(page.locator(".emergency")).to_contain_text("+00 000 000")
    box = panel(page).bounding_box()
    assert box == {"x": 1280 - 16 - 400, "y": 800 - 16 - 672, "width": 400, "height": 672}


def test_the_page_hears_nothing_of_what_is_typed(visit: Visit) -> None:
    page = visit()
    page.evaluate("window.heard = []; document.addEventListener('keydown', e => heard.push(e.key))")
    launcher(page).click()
    page.keyboard.type("/s?")
    expect(page.get_by_role("textbox")).to_have_value("/s?")
    assert page.evaluate("heard") == []


def test_who_does_not_open_it_asks_nothing_of_the_server(visit: Visit) -> None:
    asked: list[str] = []
    page = visit(prepare=lambda page: page.on("request", lambda sent: asked.append(sent.url)))
    expect(launcher(page)).to_be_visible()
    page.wait_for_timeout(300)
    assert not [url for url in asked if re.search("/(session|emergency|message)$", url)]
    assert page.evaluate("Object.keys(localStorage)") == []


def test_escape_closes_it_and_the_focus_returns(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(launcher(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(launcher(page)).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Close").click()
    expect(launcher(page)).to_be_focused()


def test_escape_closes_what_is_open_in_it_first(visit: Visit, talk: Any) -> None:
    page = visit()
    launcher(page).click()
    talk(page).more.click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Start over")).to_be_hidden()
    expect(talk(page).more).to_be_focused()
    talk(page).choose("Delete my conversation")
    page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    expect(panel(page)).to_be_visible()
    expect(talk(page).more).to_be_focused()


def test_the_keyboard_goes_through_it_in_order_and_on_to_the_page(visit: Visit) -> None:
    page = visit()
    launcher(page).click()
    page.get_by_role("button", name="More").focus()
    expected = ["Close", "+00 000 000", "Conversation", *["Example"] * 3, "Your message", "Send"]
    focused = """() => {
      const node = document.activeElement.shadowRoot.activeElement;
      const group = node.closest("[role=group]")?.ariaLabel;
      return group ?? node.ariaLabel ?? (node.labels?.[0] ?? node).textContent;
    }"""
    for name in expected:
        page.keyboard.press("Tab")
        assert page.evaluate(focused).startswith(name)


def test_beside_it_the_page_can_be_used(visit: Visit) -> None:
    page = visit()
    launcher(page).click()
    page.get_by_role("link", name="Apply").click()
    expect(panel(page)).to_be_visible()
    expect(page.get_by_role("link", name="Apply")).to_be_focused()


@pytest.mark.parametrize("size", [(375, 812), (320, 256), (900, 400)])
def test_it_fills_a_small_screen_and_nothing_below_is_reached(
    visit: Visit, talk: Any, size: tuple[int, int]
) -> None:
    width, height = size
    page = visit(viewport={"width": width, "height": height}, has_touch=True)
    launcher(page).tap()
    assert panel(page).bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}
    assert panel(page).evaluate("dialog => dialog.matches(':modal')")
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.localName") in ("travel-assistant", "body")
    talk(page).say("hello")
    talk(page).answer()
    page.keyboard.press("Escape")
    expect(launcher(page)).to_be_focused()


def test_it_follows_a_screen_that_becomes_small(visit: Visit) -> None:
    page = visit()
    launcher(page).click()
    for width, is_modal in ((400, True), (1280, False)):
        page.set_viewport_size({"width": width, "height": 800})
        expect(page.locator("dialog:modal")).to_have_count(int(is_modal))
        expect(panel(page)).to_be_visible()
        expect(page.get_by_role("textbox")).to_be_focused()


@pytest.mark.parametrize("how", [{"attributes": "data-open"}, {"query": "?open"}])
def test_it_is_open_from_the_beginning_without_taking_the_focus(
    visit: Visit, how: dict[str, str]
) -> None:
    page = visit(**how)
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(".emergency")).to_contain_text("+00 000 000")
    assert page.evaluate("document.activeElement.localName") == "body"


def test_it_never_covers_a_small_screen_unasked(visit: Visit) -> None:
    page = visit("data-open", viewport={"width": 375, "height": 800})
    expect(page.get_by_role("button", name="Travel assistant")).to_be_visible()
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_it_stays_open_on_the_next_page_and_closed_when_it_was_closed(
    visit: Visit, talk: Any
) -> None:
    page = visit(f'data-heading="{TITLE}" data-open')
    talk(page).say("hello")
    talk(page).answer()
    page.reload()
    talk(page).answer()
    page.get_by_role("button", name="Close").click()
    page.reload()
    expect(launcher(page)).to_be_visible()
    expect(panel(page)).to_be_hidden()


def test_the_corner_the_title_and_the_greeting_are_chosen(visit: Visit) -> None:
    page = visit(f'data-heading="{TITLE}" data-position="left" data-greeting="Moin!" data-open')
    expect(panel(page).get_by_role("heading", level=2)).to_have_text(TITLE)
    expect(page.locator(".greeting .bubble")).to_have_text("Moin!")
    assert panel(page).bounding_box()["x"] == 16


def test_from_right_to_left_all_is_mirrored(visit: Visit) -> None:
    page = visit(f'data-heading="{TITLE}" data-dir="rtl" data-open')
    assert panel(page).bounding_box()["x"] == 16
    close = page.get_by_role("button", name="Close").bounding_box()
    assert close["x"] < page.get_by_role("heading", name=TITLE).bounding_box()["x"]


def test_it_is_opened_by_a_script_and_made_by_a_module(visit: Visit, server: Any) -> None:
    source = f'<script type="module" src="{server.url}/webhooks/web/assets/chat.js"></script>'
    page = visit(body=source)
    page.evaluate(
        f"""async () => {{
          const {{ TravelAssistant }} = await import("{server.url}/webhooks/web/assets/chat.js");
          const assistant = new TravelAssistant();
          assistant.setAttribute("mode", "floating");
          assistant.setAttribute("heading", "{TITLE}");
          document.body.append(assistant);
          assistant.open = true;
        }}"""
    )
    expect(panel(page)).to_be_visible()
    page.evaluate("document.querySelector('travel-assistant').open = false")
    expect(panel(page)).to_be_hidden()
    page.evaluate("document.body.append(document.querySelector('travel-assistant'))")
    launcher(page).click()
    expect(panel(page)).to_be_visible()


def test_in_its_place_it_fills_the_width_that_it_is_given(
    visit: Visit, server: Any, talk: Any
) -> None:
    source = f'<script type="module" src="{server.url}/webhooks/web/assets/chat.js"></script>'
    page = visit(body=f"{source}<travel-assistant><p>Moin!</p></travel-assistant>")
    expect(page.locator(".greeting .bubble")).to_have_text("Moin!")
    expect(page.get_by_role("region", name="Travel assistant")).to_be_visible()
    talk(page).say("hello")
    talk(page).answer()
    expect(page.get_by_role("button", name="Close")).to_have_count(0)


def test_another_website_is_not_served(visit: Visit, server: Any) -> None:
    page = visit()
    address = page.url.replace("127.0.0.1", "localhost")
    page.goto(address)
    launcher(page).click()
    page.get_by_role("textbox").fill("hello")
    page.get_by_role("textbox").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("The assistant cannot be reached")


def test_during_an_outage_it_shows_whom_to_call(visit: Visit, server: Any, talk: Any) -> None:
    page = visit()
    expect(launcher(page)).to_be_visible()
    server.stop()
    try:
        launcher(page).click()
        words = "Contact International SOS: the number is on your International SOS membership card"
        expect(talk(page).card).to_contain_text(words)
        talk(page).say("hello")
        expect(page.get_by_role("button", name="Retry")).to_be_visible()
    finally:
        server.start()
    page.get_by_role("button", name="Retry").click()
    talk(page).answer()
    expect(talk(page).card).to_be_hidden()
    count = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
    assert page.evaluate(count) == 0


def test_on_paper_only_the_conversation_is_left(visit: Visit, talk: Any, assistant: Any) -> None:
    page = visit(color_scheme="dark")
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    assistant.answer = {"text": "Yes.\n\n> The page's words.\n\nSource: the page"}
    launcher(page).click()
    talk(page).say("is it covered")
    talk(page).answer()
    page.emulate_media(media="print")
    expect(panel(page)).to_be_hidden()  # the page is printed by itself
    expect(page.get_by_role("heading", name="University")).to_be_visible()
    page.locator(".more-button").evaluate("more => more.click()")
    page.locator(".menu").get_by_text("Print").evaluate("command => command.click()")
    for words in ("is it covered", "Yes.", "The page's words.", "Source: the page"):
        expect(talk(page).log.get_by_text(words)).to_be_visible()
    for gone in (page.get_by_text("University"), page.locator(".emergency"), talk(page).box):
        expect(gone).to_be_hidden()
    assert panel(page).evaluate("n => getComputedStyle(n).color") == "rgb(27, 36, 41)"
    assert panel(page).evaluate("n => getComputedStyle(n).position") == "static"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.get_by_role("heading", name="University")).to_be_visible()
    expect(talk(page).log.get_by_text("The page's words.")).to_be_hidden()
    expect(talk(page).box).to_be_visible()
