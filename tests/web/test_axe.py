"""Every state of the page: nothing that bars people, whatever their screen, colors or letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bot.channels.turn import TurnRunner
from bot.channels.web import WebDoor
from bot.settings import Settings

pytestmark = pytest.mark.browser

CONTACTS = "Medical emergency? Contact them: [+00 000 000](tel:+00000000). Else: +11 111 111."
WIDTHS = (320, 768, 1280, 1920)
ANSWER = [
    {
        "text": "It covers **$2,000** or **7 days**.\n\n- Call first.\n- Keep the bills.\n\n"
        "> The benefit will cover it.\n\nSource: [the page](https://example.edu/isos)"
    },
    {"custom": {"split": {"covered": "2", "own": "1", "label": "Covered $2, you pay $1"}}},
    {
        "custom": {
            "files": [{"name": "trip.ics", "media_type": "text/calendar", "content": "x"}],
            "topic": "quarantine",
        }
    },
    {"text": "Else?", "buttons": [{"title": "Yes", "payload": "Yes"}]},
]
# What readers set who need more space between letters, words and lines (WCAG 1.4.12).
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
  }
  p { margin-bottom: 2em !important; }`);
  document.querySelector("travel-assistant").shadowRoot.adoptedStyleSheets = [sheet];
}"""


@pytest.fixture(scope="module")
def server(serve: Callable[..., Any], scripted: Any) -> Any:
    return serve([WebDoor(Settings(), TurnRunner(timeout_seconds=8, emergency=CONTACTS))], scripted)


def first_screen(talk: Any, assistant: Any) -> None:
    expect(talk.box).to_be_visible()


def answer(talk: Any, assistant: Any) -> None:
    assistant.answer = ANSWER
    talk.say("w" * 250)
    talk.answer(2).get_by_role("button", name="Yes").click()
    talk.answer(4)
    talk.log.get_by_text("What the page says").first.click()
    talk.log.get_by_role("button", name="Not helpful").first.click()


def writing(talk: Any, assistant: Any) -> None:
    talk.page.route("**/message", lambda route: None)
    talk.say("hello")
    talk.say("hello again")
    expect(talk.page.locator(".typing")).to_be_visible()
    talk.box.fill("x" * 1001)


def menu(talk: Any, assistant: Any) -> None:
    talk.say("hello")
    talk.answer()
    talk.more.click()


def deletion(talk: Any, assistant: Any) -> None:
    talk.choose("Delete my conversation")


def file(talk: Any, assistant: Any) -> None:
    assistant.answer = [{"text": "Your itinerary?"}, {"custom": {"accepts": "itinerary"}}]
    talk.say("register")
    talk.answer()


def uploading(talk: Any, assistant: Any) -> None:
    file(talk, assistant)
    talk.page.route("**/itinerary", lambda route: None)
    flights = {"name": "flights.txt", "mimeType": "text/plain", "buffer": b"BWI"}
    talk.page.locator("input[type=file]").set_input_files(flights)
    expect(talk.page.get_by_role("progressbar")).to_be_visible()


def wrong_file(talk: Any, assistant: Any) -> None:
    file(talk, assistant)
    program = {"name": "a.exe", "mimeType": "text/plain", "buffer": b"x"}
    talk.page.locator("input[type=file]").set_input_files(program)
    expect(talk.page.locator(".outcome")).to_contain_text("cannot be read")


def refused(talk: Any, assistant: Any) -> None:
    body = '{"error": "Please wait.\\n\\nCall [+00 000 000](tel:+00000000)."}'
    talk.page.route("**/message", lambda route: route.fulfill(status=429, body=body))
    talk.say("hello")
    expect(talk.page.get_by_role("button", name="Retry")).to_be_visible()


def outage(talk: Any, assistant: Any) -> None:
    talk.page.route("**/message", lambda route: route.abort())
    talk.say("w" * 250)
    expect(talk.card).to_be_visible()
    talk.say("hello again")
    expect(talk.page.get_by_role("button", name="Retry")).to_be_visible()


STATES = [
    first_screen, answer, writing, menu, deletion, file, uploading, wrong_file, refused, outage
]  # fmt: skip


CONTROLS = "button:visible, summary:visible, textarea:visible, .menu a:visible"
SIZES = "nodes => nodes.map(n => [n.innerText, n.offsetWidth, n.offsetHeight])"
# What is cut, or hangs out of the screen by more than a pixel.
CUT = """nodes => nodes
  .filter((n) => n.scrollWidth > n.clientWidth + 1 || n.scrollHeight > n.clientHeight + 1)
  .map((n) => n.outerHTML)"""
OUTSIDE = """nodes => nodes
  .map((n) => [n.getBoundingClientRect(), n.outerHTML])
  .filter(([box]) => box.left < -1 || box.right > innerWidth + 1)
  .map(([, html]) => html)"""
BORDERS = """nodes => nodes
  .map((n) => [getComputedStyle(n), n.outerHTML])
  .filter(([s]) => s.borderTopStyle !== "solid" || s.borderTopColor === s.backgroundColor)
  .map(([, html]) => html)"""
MOVING = """nodes => nodes.map((n) => getComputedStyle(n)).filter((s) =>
  s.animationName !== "none" || s.transitionDuration !== "0s" || s.scrollBehavior === "smooth"
).length"""


@pytest.mark.parametrize("show", STATES, ids=lambda show: show.__name__)
def test_nobody_is_barred(
    open_page: Callable[..., Page],
    find_barriers: Callable[..., list[Any]],
    talk: Any,
    assistant: Any,
    show: Callable[..., None],
) -> None:
    page = open_page(
        viewport={"width": 320, "height": 800},
        reduced_motion="reduce",
        bypass_csp=True,  # axe sets styles, which the policy forbids
    )
    show(talk(page), assistant)
    all_nodes = page.locator(".root *")
    controls = page.locator(CONTROLS)
    assert find_barriers(page) == []
    for text, width, height in controls.evaluate_all(SIZES):
        assert min(width, height) >= 44, text
    assert all_nodes.evaluate_all(MOVING) == 0

    page.emulate_media(color_scheme="dark")
    assert find_barriers(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for box in (page.get_by_role("log"), page.locator(".frame")):
            assert box.evaluate("node => node.scrollWidth <= node.clientWidth")
    assert find_barriers(page) == []

    page.emulate_media(color_scheme="light", forced_colors="active")
    bordered = page.locator(".choice:visible, .send:visible, textarea:visible, .outage:visible")
    assert bordered.evaluate_all(BORDERS) == []
    page.emulate_media(forced_colors="none")

    page.set_viewport_size({"width": 320, "height": 800})
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.locator(".bar *, .message, form *").evaluate_all(OUTSIDE) == []
    page.evaluate("document.documentElement.dir = 'ltr'")
    page.evaluate(SPACING)
    boxes = page.locator("button:visible, .bubble:visible, .outage:visible, .confirm:visible")
    assert boxes.evaluate_all(CUT) == []

    page.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024, at 400 %
    for target in (page.get_by_role("textbox"), page.locator(".emergency")):
        target.scroll_into_view_if_needed()
        expect(target).to_be_in_viewport(ratio=0.9)


@pytest.mark.parametrize(
    "show", [first_screen, answer, menu, deletion, outage], ids=lambda show: show.__name__
)
def test_nobody_is_barred_from_a_floating_panel(
    open_page: Callable[..., Page],
    find_barriers: Callable[..., list[Any]],
    talk: Any,
    assistant: Any,
    show: Callable[..., None],
) -> None:
    page = open_page(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    page.evaluate(
        """() => {
          const floating = document.createElement("travel-assistant");
          floating.setAttribute("mode", "floating");
          floating.setAttribute("heading", "Ask");
          document.querySelector("travel-assistant").replaceWith(floating);
          document.querySelector("main").prepend("Around it", document.createElement("h1"));
          document.querySelector("h1").append("A page");
        }"""
    )
    assert find_barriers(page) == []
    page.get_by_role("button", name="Ask", exact=True).click()
    show(talk(page), assistant)
    assert find_barriers(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_page_for_embedding(
    browser: Any, server: Any, find_barriers: Callable[..., list[Any]], scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{server.url}/embed")
    expect(page.get_by_role("button", name="Travel assistant")).to_be_visible()
    assert find_barriers(page) == []
    for width in (320, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
