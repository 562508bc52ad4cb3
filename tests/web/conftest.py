"""What the tests of the page share: a browser, and a scripted assistant behind the real door."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright
from rasa.core.channels.channel import UserMessage

from bot.channels.turn import TurnRunner
from bot.channels.web import WebDoor
from bot.settings import Settings
from tests.from_outside import cannot, file_from_npm

INSECURE_HOST = "assistant.test"
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A name of this machine that browsers do not trust as they trust its numbers.
    f"--host-resolver-rules=MAP {INSECURE_HOST} 127.0.0.1",
]
AXE = "axe-core@4.14.1"
# What the page waits for on its own, a second or more, comes twenty times as fast.
HASTE = """{
  const wait = window.setTimeout.bind(window);
  window.setTimeout = (work, ms = 0, ...rest) => wait(work, ms < 1000 ? ms : ms / 20, ...rest);
}"""


class Assistant:
    """Answers with `answer`, one message or several, or with what was said; keeps the messages."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.answer: dict[str, Any] | list[dict[str, Any]] | None = None
        self.seconds = 0.0
        self.messages: list[UserMessage] = []
        self.at_work = 0
        self.most_at_work = 0

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    async def __call__(self, message: UserMessage) -> None:
        self.messages.append(message)
        self.at_work += 1
        self.most_at_work = max(self.at_work, self.most_at_work)
        await asyncio.sleep(self.seconds)
        self.at_work -= 1
        answer = self.answer or {"text": f"You said: {message.text}"}
        for reply in answer if isinstance(answer, list) else [answer]:
            await message.output_channel.send_response(message.sender_id, dict(reply))


class Talk:
    """What a person does with the assistant on a page, and what it answers."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.box = page.get_by_role("textbox")
        self.log = page.get_by_role("log")
        self.more = page.get_by_role("button", name="More", exact=True)
        self.card = page.get_by_role("alert")
        self.answers = self.log.locator(".assistant:not(.greeting)")

    def say(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")

    def answer(self, count: int = 1) -> Locator:
        """Return the answer of this number, once it is the last."""
        expect(self.answers).to_have_count(count)
        return self.answers.nth(count - 1)

    def choose(self, command: str) -> None:
        """Choose a command of the menu."""
        self.more.click()
        self.page.locator(".menu").get_by_text(command, exact=True).click()

    @property
    def said(self) -> list[str]:
        """What the conversation says, without the greeting."""
        messages = self.log.locator(".message:not(.greeting) .bubble").all_inner_texts()
        return [" ".join(message.split()) for message in messages]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
    if path is None:
        cannot("there is no Chromium: install it, with `apt-get install chromium` for example")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, which finds what bars people with disabilities."""
    return file_from_npm(AXE, "axe.min.js", tmp_path_factory.mktemp("axe"))


@pytest.fixture(scope="module")
def scripted() -> Assistant:
    return Assistant()


@pytest.fixture(scope="module")
def server(serve: Callable[..., Any], scripted: Assistant) -> Any:
    turns = TurnRunner(timeout_seconds=8, emergency="Medical emergency? Contact them: +00 000 000.")
    return serve([WebDoor(Settings(), turns)], scripted)


@pytest.fixture(scope="session")
def talk() -> type[Talk]:
    return Talk


@pytest.fixture
def insecure_url(server: Any) -> str:
    """The server by a name, without encryption: a context that browsers call insecure."""
    return str(server.url.replace("127.0.0.1", INSECURE_HOST))


@pytest.fixture
def assistant(scripted: Assistant) -> Assistant:
    scripted.clear()
    return scripted


def errors_of(page: Page) -> list[str]:
    """Return what will go wrong in scripts, and what a policy will forbid, on a page."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if "Policy" in line.text else None)
    return errors


@pytest.fixture
def open_page(browser: Browser, server: Any, assistant: Assistant) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the page; further keywords are those of a browser context."""
    contexts = []
    errors = []

    def open_page(
        prepare: Callable[[Page], object] = lambda page: None,
        address: str = server.url,
        **options: Any,
    ) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        context.add_init_script(HASTE)
        contexts.append(context)
        page = context.new_page()
        errors.append(errors_of(page))
        prepare(page)
        page.goto(address)
        expect(page.get_by_role("button", name="Send")).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not any(errors)


@pytest.fixture(scope="module")
def service_workers() -> str:
    """Whether the page may have one: what it lets pass, `page.route` may miss."""
    return "block"


@pytest.fixture(scope="module")
def plain_context(browser: Browser, service_workers: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(service_workers=service_workers)
    context.set_default_timeout(10_000)
    context.add_init_script(HASTE)
    yield context
    context.close()


@pytest.fixture(scope="module")
def plain_page(plain_context: BrowserContext) -> tuple[Page, list[str]]:
    page = plain_context.new_page()
    return page, errors_of(page)


@pytest.fixture
def page(plain_page: tuple[Page, list[str]], server: Any, assistant: Assistant) -> Iterator[Page]:
    """The page as it opens in a new browser; to clear one takes less time than to open one."""
    page, errors = plain_page
    errors.clear()
    page.goto(server.url)
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    yield page
    page.unroute_all()
    page.evaluate("sessionStorage.clear()")
    page.goto("about:blank")
    session = page.context.new_cdp_session(page)
    where = {"origin": server.url, "storageTypes": "all"}
    session.send("Storage.clearDataForOrigin", where)
    session.detach()
    assert errors == []


@pytest.fixture
def find_barriers(axe: str) -> Callable[[Page], list[Any]]:
    """Return a function that lists what on a page bars people, of a context that bypasses CSP."""

    def find(page: Page) -> list[Any]:
        page.evaluate(axe)
        result = page.evaluate("axe.run()")
        assert len(result["passes"]) > 15
        return [
            (found["id"], [node["html"] for node in found["nodes"]])
            for found in result["violations"]
        ]

    return find
