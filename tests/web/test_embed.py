"""The page that shows how to embed the assistant, and what the assistant weighs."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Page, expect

from bot.channels.pages import PAGES_DIR

pytestmark = pytest.mark.browser

MAX_GZIPPED_BYTES = 20_000


@pytest.fixture
def embed_page(browser: Browser, server: Any) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Policy" in line.text else None)
    page.goto(f"{server.url}/embed")
    expect(page.locator("travel-assistant")).to_have_count(1)
    yield page
    context.close()
    assert errors == []


def test_the_line_is_copied(embed_page: Page, server: Any) -> None:
    embed_page.get_by_role("button", name="Copy the HTML").click()
    expect(embed_page.get_by_role("status")).to_have_text("Copied.")
    line = f'<script type="module" src="{server.url}/webhooks/web/assets/widget.js"></script>'
    assert embed_page.evaluate("navigator.clipboard.readText()") == line


def test_what_is_chosen_is_seen_at_once_and_in_the_line(embed_page: Page, talk: Any) -> None:
    page = embed_page
    page.get_by_label("heading").fill('Ask "us" <now>')
    page.get_by_label("position").select_option("left")
    page.get_by_label("open", exact=True).check()
    expect(page.get_by_role("dialog", name='Ask "us" <now>')).to_be_visible()
    html = page.locator("#html")
    expect(html).to_contain_text(
        'data-open data-position="left" data-heading="Ask &quot;us&quot; &lt;now>"'
    )
    page.get_by_label("--accent", exact=True).fill("#aa0000")
    expect(page.locator("#css")).to_have_text("travel-assistant {\n  --accent: #aa0000;\n}")
    send = page.get_by_role("button", name="Send")
    expect(send).to_have_css("background-color", "rgb(170, 0, 0)")
    page.get_by_label("mode").select_option("inline")
    expect(html).to_contain_text('<travel-assistant mode="inline" open position="left"')
    talk(page).page.locator("travel-assistant").get_by_role("textbox").fill("hello")
    page.keyboard.press("Enter")
    talk(page).answer()


def test_the_lines_work_as_they_are_written(
    open_page: Callable[..., Page], embed_page: Page, server: Any
) -> None:
    embed_page.get_by_label("heading").fill("Ask us")
    embed_page.get_by_label("mode").select_option("inline")
    html = embed_page.locator("#html").inner_text()
    answer = {"content_type": "text/html", "body": f"<!doctype html><body>{html}</body>"}
    page = open_page(
        lambda page: page.route("**/written", lambda route: route.fulfill(**answer)),
        address=f"{server.url}/written",
    )
    expect(page.get_by_role("region", name="Ask us")).to_be_visible()


def test_every_variable_and_attribute_of_the_table_is_known() -> None:
    script = (PAGES_DIR / "embed.js").read_text()
    style = (PAGES_DIR / "chat.css").read_text()
    for variable in re.findall(r'\["(--[a-z-]+)"', script):
        assert f"  {variable}: " in style
    code = "".join((PAGES_DIR / name).read_text() for name in ("element.js", "widget.js"))
    for attribute in re.findall(r'^  \["([a-z]+)", "', script, re.MULTILINE):
        assert f'"{attribute}"' in code


def test_the_pages_have_no_inline_script_or_style() -> None:
    page = (PAGES_DIR / "embed.html").read_text()
    assert not re.search(r"<style|style=|<script(?![^>]* src=)|\son\w+=|javascript:", page)


def test_the_widget_is_light(server: Any) -> None:
    assets = ("chat.js", "chat.css", "icon.svg")
    paths = ["service-worker.js", *(f"webhooks/web/assets/{name}" for name in assets)]
    sizes = {path: len(gzip.compress(fetch(f"{server.url}/{path}"), 9)) for path in paths}
    assert sum(sizes.values()) < MAX_GZIPPED_BYTES, sizes


def fetch(url: str) -> bytes:
    return requests.get(url, timeout=5).content
