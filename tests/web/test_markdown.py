"""How the page shows the Markdown of answers: what is no link of ours stays as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from bot.channels.pages import PAGES_DIR

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shared_page(browser: Browser, server: Any) -> Iterator[Page]:
    """A page of which no test changes anything."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.goto(server.url)

    def fulfill(route: Route) -> None:
        route.fulfill(path=PAGES_DIR / route.request.url.rpartition("/")[2])

    page.route(re.compile("/(markdown|dom|words).js$"), fulfill)  # each by itself, not in a bundle
    yield page
    context.close()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.", "<p>One.</p>"),
        ("One.\nTwo.\n\nThree.", "<p>One.<br>Two.</p><p>Three.</p>"),
        ("a **bold** word", "<p>a <strong>bold</strong> word</p>"),
        ("an _italic_ word", "<p>an <em>italic</em> word</p>"),
        ("**bold _both_**", "<p><strong>bold <em>both</em></strong></p>"),
        ("snake_case_name, 2 ** 3 ** 4", "<p>snake_case_name, 2 ** 3 ** 4</p>"),
        ("- one\n- **two**", "<ul><li>one</li><li><strong>two</strong></li></ul>"),
        ("So:\n* one\n• two", "<p>So:</p><ul><li>one</li><li>two</li></ul>"),
        (
            "1. one\n2) _two_\n\n3. three",
            '<ol start="1"><li>one</li><li><em>two</em></li></ol><ol start="3"><li>three</li></ol>',
        ),
        ("2026. That was it. 1. No", "<p>2026. That was it. 1. No</p>"),
        (
            "- **Flight:** one\n  two\n  - three\nfour",
            "<ul><li><strong>Flight:</strong> one<br>two</li><li>three</li></ul><p>four</p>",
        ),
        (
            "[the page](https://example.edu/a_b_c)",
            '<p><a href="https://example.edu/a_b_c" target="_blank" rel="noopener noreferrer">'
            "the page</a></p>",
        ),
        (
            "See https://example.edu/a_b_c.",
            '<p>See <a href="https://example.edu/a_b_c" target="_blank" '
            'rel="noopener noreferrer">https://example.edu/a_b_c</a>.</p>',
        ),
        (
            "**https://example.edu/x** or _https://example.edu/y_",
            '<p><strong><a href="https://example.edu/x" target="_blank" rel="noopener noreferrer">'
            'https://example.edu/x</a></strong> or <em><a href="https://example.edu/y" '
            'target="_blank" rel="noopener noreferrer">https://example.edu/y</a></em></p>',
        ),
        # Nothing inside an address is emphasis, and emphasis goes on around it.
        (
            "**see [it](https://example.edu/a**b**c_(d)) now**",
            '<p><strong>see <a href="https://example.edu/a**b**c_(d)" target="_blank" '
            'rel="noopener noreferrer">it</a> now</strong></p>',
        ),
        (
            "_see [it](https://example.edu/_a_b_) now_",
            '<p><em>see <a href="https://example.edu/_a_b_" target="_blank" '
            'rel="noopener noreferrer">it</a> now</em></p>',
        ),
        (
            "([write](mailto:?subject=Trip%20%28KE%29&body=_a_%20*b*%20**c**%0A(d)_%C3%A9_)).",
            '<p>(<a href="mailto:?subject=Trip%20%28KE%29&amp;'
            'body=_a_%20*b*%20**c**%0A(d)_%C3%A9_">write</a>).</p>',
        ),
        pytest.param(
            f"[write](mailto:a_b_c@example.edu?body={'_x_%20' * 500}) _now_",
            f'<p><a href="mailto:a_b_c@example.edu?body={"_x_%20" * 500}">write</a> '
            "<em>now</em></p>",
            id="long e-mail",
        ),
        (
            "**E-mail:** _a_@example.edu, b_c_d@example.edu or e**f**g@example.edu _(mine)_",
            "<p><strong>E-mail:</strong> _a_@example.edu, b_c_d@example.edu or e**f**g@example.edu "
            "<em>(mine)</em></p>",
        ),
        ("a\ufffcb **c\ufffcd**", "<p>ab <strong>cd</strong></p>"),
        (
            "[write](mailto:a@example.edu)",
            '<p><a href="mailto:a@example.edu">write</a></p>',
        ),
        ("call +1 215-555-0100.", '<p>call <a href="tel:+12155550100">+1 215-555-0100</a>.</p>'),
        (
            "[call](tel:+12155550100)",
            '<p><a href="tel:+12155550100">call</a></p>',
        ),
        (
            "Yes:\n> One _a_\n> two\n>\n> - three",
            "<p>Yes:</p><details><summary>What the page says</summary>"
            "<blockquote><p>One <em>a</em><br>two"
            "</p><ul><li>three</li></ul></blockquote></details>",
        ),
        (
            "> All of it.\n\nSource: the page",
            '<details open=""><summary>What the page says</summary><blockquote><p>All of it.</p>'
            '</blockquote></details><p class="source">Source: the page</p>',
        ),
        (
            "Yes.\nSource: the page\nSource: another",
            '<p>Yes.</p><p class="source">Source: the page</p>'
            '<p class="source">Source: another</p>',
        ),
        ("# no heading, `no code`", "<p># no heading, `no code`</p>"),
        ("5 > 3 & 2 < 4", "<p>5 &gt; 3 &amp; 2 &lt; 4</p>"),
        # What is no link of ours stays as it was written.
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](JaVaScRiPt:alert%281%29)", "<p>[x](JaVaScRiPt:alert%281%29)</p>"),
        ("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>"),
        ("[x](/webhooks)", "<p>[x](/webhooks)</p>"),
        ("[x](//evil.example)", "<p>[x](//evil.example)</p>"),
        ("[x](https://)", "<p>[x](https://)</p>"),
        ("![x](data:image/png,x)", "<p>![x](data:image/png,x)</p>"),
    ],
)
def test_the_markdown_of_answers(shared_page: Page, text: str, html: str) -> None:
    read = """async text => {
      const { markdownNodes } = await import("./webhooks/web/assets/markdown.js");
      return markdownNodes(text).map((node) => node.outerHTML).join("");
    }"""
    assert shared_page.evaluate(read, text) == html
