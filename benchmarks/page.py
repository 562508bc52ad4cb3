"""How long somebody waits for the page, and for an answer on it: `python -m benchmarks.page`.

Needs Chromium. The peer, in the same run, is the REST door asked by a program: what the page adds
to it is its own part.
"""

from __future__ import annotations

import shutil
import statistics
import time
import uuid

import requests
from playwright.sync_api import Page, expect, sync_playwright

from bot.server.model import train_if_needed
from bot.server.supervisor import running_assistant

QUESTIONS = (
    "is evacuation covered?",
    "who pays when I am quarantined?",
    "how do I register my trip?",
    "what is the dental limit?",
)
ROUNDS = 8


def main() -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    waits: dict[str, list[float]] = {"page, first visit": [], "page, again": []}
    waits |= {"answer on the page": [], "answer by REST": []}
    with running_assistant(train_if_needed()) as assistant, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for _ in range(ROUNDS):
            page = browser.new_context().new_page()
            waits["page, first visit"].append(opened(page, assistant.url))
            waits["page, again"].append(opened(page, assistant.url))
            sender = uuid.uuid4().hex
            for number, question in enumerate(QUESTIONS, 1):
                waits["answer on the page"].append(asked(page, question, number))
                waits["answer by REST"].append(asked_by_rest(assistant.url, sender, question))
            page.context.close()
        browser.close()
    peer = statistics.median(waits["answer by REST"])
    print("| waiting for | median | p95 | ratio to REST |\n|---|---|---|---|")
    for name, seconds in waits.items():
        p95 = statistics.quantiles(seconds, n=20)[-1]
        median = statistics.median(seconds)
        print(f"| {name} | {1000 * median:.0f} ms | {1000 * p95:.0f} ms | {median / peer:.2f} |")


def opened(page: Page, url: str) -> float:
    """Return the seconds until somebody can write."""
    started = time.perf_counter()
    page.goto(url)
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    return time.perf_counter() - started


def asked(page: Page, question: str, number: int) -> float:
    """Return the seconds from Enter to the answer."""
    page.get_by_role("textbox", name="Your message").fill(question)
    started = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_function(
        """(number) => document.querySelector("travel-assistant").shadowRoot
             .querySelectorAll(".message.user + .message.assistant").length >= number""",
        arg=number,
        polling=10,
    )
    return time.perf_counter() - started


def asked_by_rest(url: str, sender: str, question: str) -> float:
    """Return the seconds that a program waits."""
    started = time.perf_counter()
    body = {"sender": sender, "message": question}
    requests.post(f"{url}/webhooks/rest/webhook", json=body, timeout=30).raise_for_status()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
