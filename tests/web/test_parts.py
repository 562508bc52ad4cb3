"""Files and split bills in a reply, on the page in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser

CALENDAR = {
    "name": "trip-to-nairobi.ics",
    "media_type": "text/calendar",
    "content": "BEGIN:VCALENDAR\r\nSUMMARY:São Tomé, 東京 <b>&amp;</b>\r\nEND:VCALENDAR\r\n",
}
DRAFT = {
    "name": "registration.eml",
    "media_type": "message/rfc822",
    "content": "Subject: Trip\r\n\r\nHello\r\n",
}
LABEL = "Covered $2,000.00, you pay $520.00"
SAID = {"text": "Here it is.\n\n> All of it.\n\nSource: the page"}


def files(*offered: dict[str, str]) -> dict[str, Any]:
    return {"custom": {"files": list(offered)}}


def split(covered: str = "2000.00", own: str = "520.00", label: str = LABEL) -> dict[str, Any]:
    return {"custom": {"split": {"covered": covered, "own": own, "label": label}}}


def reply(page: Page, assistant: Any, *messages: dict[str, Any]) -> Locator:
    """Have the assistant say these messages; return the last that the page shows of them."""
    answers = page.locator(".assistant:not(.greeting)")
    shown_before = answers.count()
    assistant.answer = list(messages)
    page.get_by_role("textbox").fill("hello")
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".typing")).to_have_count(0)
    expect(answers).not_to_have_count(shown_before)
    return answers.last


def download(page: Page, link: Locator, how: Callable[[Locator], object]) -> tuple[str, bytes]:
    """Return name and content of what a link gives."""
    with page.expect_download() as started:
        how(link)
    return started.value.suggested_filename, Path(started.value.path()).read_bytes()


# ---- Files ----


def test_a_file_is_downloaded_as_it_was_sent(page: Page, assistant: Any) -> None:
    shown = reply(page, assistant, SAID, files(CALENDAR, DRAFT))
    for file, kind in ((CALENDAR, "calendar file"), (DRAFT, "e-mail draft")):
        link = shown.get_by_role("link", name=f"Download {file['name']} {kind}", exact=True)
        name, content = download(page, link, lambda link: link.click())
        assert name == file["name"]
        assert content == file["content"].encode()
    expect(page).to_have_title("UMB travel assistant")


def test_a_file_is_downloaded_with_the_keyboard(page: Page, assistant: Any) -> None:
    shown = reply(page, assistant, SAID, files(CALENDAR))
    expect(page.get_by_role("textbox")).to_be_focused()
    # Backwards from the text field: the summary of the quote comes after the file.
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    link = shown.get_by_role("link", name="Download trip-to-nairobi.ics")
    expect(link).to_be_focused()
    name, content = download(page, link, lambda _: page.keyboard.press("Enter"))
    assert (name, content) == (CALENDAR["name"], CALENDAR["content"].encode())


def test_a_file_of_the_largest_size_can_be_downloaded_after_a_reload(
    page: Page, assistant: Any
) -> None:
    large = {"name": "large.csv", "media_type": "text/csv", "content": "a,b\n" * 50_000}
    reply(page, assistant, SAID, files(large), split())
    page.reload()
    expect(page.get_by_text("you pay $520.00")).to_be_visible()
    link = page.get_by_role("link", name="Download large.csv")
    name, content = download(page, link, lambda link: link.click())
    assert (name, content) == ("large.csv", large["content"].encode())


def test_starting_over_lets_go_of_the_files(open_page: Callable[..., Page], assistant: Any) -> None:
    page = open_page(bypass_csp=True)  # which lets no script read the files
    shown = reply(page, assistant, SAID, files(CALENDAR))
    address = shown.get_by_role("link").get_attribute("href")
    read = "address => fetch(address).then(file => file.text(), () => 'gone')"
    assert page.evaluate(read, address) == CALENDAR["content"]
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Start over").click()
    assert page.evaluate(read, address) == "gone"
    page.reload()
    expect(page.get_by_role("link", name="Download")).to_have_count(0)


def test_a_kept_file_of_another_type_is_not_offered(page: Page, assistant: Any) -> None:
    reply(page, assistant, SAID, files(CALENDAR, DRAFT))
    page.evaluate(
        """() => {
          const key = Object.keys(localStorage).find((key) => key.endsWith("/webhooks/web/"));
          localStorage[key] = localStorage[key].replace("text/calendar", "text/html");
        }"""
    )
    page.reload()
    expect(page.get_by_role("link", name="Download")).to_have_count(1)
    expect(page.get_by_role("link", name="Download registration.eml")).to_be_visible()


# ---- Bills ----


def widths(shown: Locator) -> dict[str, float]:
    """Return the share of the bar that each of its sections has."""
    return dict(
        shown.locator(".split-bar").evaluate(
            """bar => {
              const sections = [...bar.children].map(s => [s.className, s.offsetWidth]);
              return sections.map(([name, width]) => [name, width / bar.clientWidth]);
            }"""
        )
    )


def test_a_bar_shows_what_is_covered_in_proportion(page: Page, assistant: Any) -> None:
    shown = reply(page, assistant, SAID, split("2000.00", "520.00"))
    assert widths(shown) == pytest.approx({"covered": 2000 / 2520, "own": 520 / 2520}, abs=0.03)
    assert " ".join(shown.locator(".split").inner_text().split()) == LABEL


@pytest.mark.parametrize(
    ("covered", "own", "shares"),
    [
        ("1470.00", "0", {"covered": 1}),
        ("0.00", "520.00", {"own": 1}),
        ("0", "0.00", {}),
        ("0.30", "0.10", {"covered": 0.75, "own": 0.25}),
    ],
)
def test_amounts_that_are_nothing_have_no_section(
    page: Page, assistant: Any, covered: str, own: str, shares: dict[str, float]
) -> None:
    label = f"Covered ${covered}, you pay ${own}"
    shown = reply(page, assistant, SAID, split(covered, own, label))
    assert widths(shown) == pytest.approx(shares, abs=0.04)
    assert shown.locator(".split-bar").bounding_box()["height"] > 10
    assert " ".join(shown.locator(".split").inner_text().split()) == label


def test_a_tiny_amount_can_still_be_seen(page: Page, assistant: Any) -> None:
    shown = reply(page, assistant, SAID, split("2000.00", "0.01"))
    assert shown.locator(".split-bar .own").bounding_box()["width"] >= 4


def test_a_label_that_is_not_in_two_halves_is_shown_as_it_is(page: Page, assistant: Any) -> None:
    label = "Of $1,000, about $900, in euros, is <b>covered</b>"
    shown = reply(page, assistant, SAID, split("900", "100", label))
    expect(shown.locator(".split p")).to_have_text(label)
    expect(shown.locator(".key")).to_have_count(0)


@pytest.mark.parametrize(
    "options",
    [
        {"color_scheme": "light"},
        {"color_scheme": "dark"},
        {"forced_colors": "active", "color_scheme": "light"},
        {"forced_colors": "active", "color_scheme": "dark"},
    ],
)
def test_the_sections_differ_by_more_than_their_color(
    open_page: Callable[..., Page], assistant: Any, options: dict[str, str]
) -> None:
    page = open_page(**options)
    shown = reply(page, assistant, SAID, split())
    images = [
        shown.locator(f".split-bar .{name}").evaluate("s => getComputedStyle(s).backgroundImage")
        for name in ("covered", "own")
    ]
    assert all("gradient" in image for image in images)
    assert "transparent" not in images[0].replace("rgba(0, 0, 0, 0)", "transparent")
    assert "transparent" in images[1].replace("rgba(0, 0, 0, 0)", "transparent")


# ---- Both, in the conversation ----


def test_parts_stand_in_the_bubble_of_the_text_before_them(page: Page, assistant: Any) -> None:
    yes = {"text": "Anything else?", "buttons": [{"title": "Yes", "payload": "Yes, please"}]}
    last = reply(page, assistant, SAID, split(), files(CALENDAR), {"custom": {"a": 1}}, yes)
    bubbles = page.locator(".assistant:not(.greeting) .bubble")
    expect(bubbles).to_have_count(2)
    order = bubbles.first.evaluate(
        "b => [...b.children].slice(1).map(n => n.className || n.localName)"
    )
    assert order == ["p", "split", "p", "details", "source"]
    last.get_by_role("button", name="Yes").click()
    expect(bubbles).to_have_count(4)
    assert assistant.texts == ["hello", "Yes, please"]


def test_parts_without_a_text_have_a_bubble_of_their_own(page: Page, assistant: Any) -> None:
    shown = reply(page, assistant, files(CALENDAR), split())
    expect(shown.get_by_role("link", name="Download trip-to-nairobi.ics")).to_be_visible()
    expect(shown.locator(".split")).to_be_visible()
    expect(page.locator(".assistant:not(.greeting)")).to_have_count(1)


def test_parts_are_read_out_once_together_with_their_text(page: Page, assistant: Any) -> None:
    page.get_by_role("log").evaluate(
        """log => {
          window.added = [];
          new MutationObserver((changes) => {
            for (const node of changes.flatMap((change) => [...change.addedNodes])) {
              if (node.matches?.(".assistant")) added.push(node.innerText);
              else if (node.closest?.(".assistant")) added.push(`later: ${node.outerHTML}`);
            }
          }).observe(log, {childList: true, subtree: true});
        }"""
    )
    reply(page, assistant, SAID, split(), files(CALENDAR))
    (added,) = page.evaluate("added")
    for words in ("Here it is.", "Covered $2,000.00,", "Download trip-to-nairobi.ics"):
        assert added.count(words) == 1
    snapshot = page.get_by_role("log").aria_snapshot()
    assert f"- paragraph: {LABEL}" in snapshot
    assert 'link "Download trip-to-nairobi.ics calendar file"' in snapshot


def conversation(page: Page, assistant: Any) -> None:
    """Show parts as they are worst: with long words, and one without the other."""
    long_name = {**CALENDAR, "name": f"trip-to-{'x' * 50}.ics"}
    reply(page, assistant, SAID, split(), files(long_name, DRAFT))
    reply(page, assistant, SAID, split("0", "0", "Covered nothing, you pay nothing"))
    reply(page, assistant, SAID, split("999999999999.99", "1", "Covered $999,999,999,999.99"))
    summary = "**Is this right?**\n- **Name:** Jane\n- **Trip:** one\n  two\n\n1. Call.\n2. Wait."
    choices = [{"title": title, "payload": title} for title in ("Save", "Change something")]
    reply(page, assistant, {"text": summary, "buttons": choices})


@pytest.mark.parametrize(("width", "height"), [(320, 640), (375, 812), (1280, 800)])
def test_parts_are_no_wider_than_the_screen_and_large_enough_to_touch(
    open_page: Callable[..., Page], assistant: Any, width: int, height: int
) -> None:
    page = open_page(viewport={"width": width, "height": height})
    conversation(page, assistant)
    assert page.get_by_role("log").evaluate("node => node.scrollWidth <= node.clientWidth")
    for bubble in page.locator(".bubble").all():
        assert bubble.evaluate("node => node.scrollWidth <= node.clientWidth")
    for target in page.locator("a[download]:visible, button:visible").all():
        assert target.bounding_box()["height"] >= 44, target.inner_text()
    for bar in page.locator(".split-bar").all():
        assert bar.bounding_box()["width"] >= 190


def test_nothing_in_parts_moves(open_page: Callable[..., Page], assistant: Any) -> None:
    page = open_page(reduced_motion="reduce")
    shown = reply(page, assistant, SAID, split(), files(CALENDAR))
    moving = "node => [getComputedStyle(node)].map(s => [s.animationName, s.transitionDuration])[0]"
    for node in shown.locator(".split *, a[download]").all():
        assert node.evaluate(moving) == ["none", "0s"]
