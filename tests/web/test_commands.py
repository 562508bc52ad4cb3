"""The menu of the page, files that are handed in, and opinions about answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Route, expect

from bot.channels.turn import TurnRunner
from bot.channels.web import WebDoor
from bot.settings import Settings
from bot.storage.database import DatabaseError
from bot.storage.feedback import Feedback

pytestmark = pytest.mark.browser

MAX_UPLOAD_BYTES = 50_000
ASKING = [{"text": "Please paste it, or hand in a file."}, {"custom": {"accepts": "itinerary"}}]
RATED = [{"text": "It is covered."}, {"custom": {"topic": "quarantine_cover"}}]
FLIGHTS = b"BWI to NBO on 3 March 2027, back on 10 March 2027.\n"
COMMANDS = [
    "Start over",
    "Print",
    "E-mail it to yourself",
    "Save as a text file",
    "Delete my conversation",
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    database = tmp_path_factory.mktemp("commands") / "assistant.db"
    return Settings(database_url=f"sqlite:///{database}", max_upload_bytes=MAX_UPLOAD_BYTES)


@pytest.fixture(scope="module")
def server(serve: Callable[..., Any], scripted: Any, settings: Settings) -> Any:
    return serve([WebDoor(settings, TurnRunner(timeout_seconds=8, emergency="Call."))], scripted)


# ---- The menu ----


def test_the_menu_is_used_with_the_keyboard(page: Page, talk: Any) -> None:
    talk(page).say("hello")
    talk(page).answer()
    more = talk(page).more
    expect(more).to_have_attribute("aria-expanded", "false")
    more.focus()
    page.keyboard.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    items = page.locator(".menu").locator("button, a")
    assert items.all_inner_texts() == COMMANDS
    for number in (0, 1, 2):
        expect(items.nth(number)).to_be_focused()
        page.keyboard.press("Tab")
    for key, number in (("ArrowDown", 4), ("ArrowDown", 0), ("ArrowUp", 4)):
        page.keyboard.press(key)
        expect(items.nth(number)).to_be_focused()
    page.keyboard.press("Escape")
    expect(items.first).to_be_hidden()
    expect(more).to_be_focused()
    more.click()
    page.mouse.click(5, 300)
    expect(items.first).to_be_hidden()
    more.click()
    items.last.focus()
    page.keyboard.press("Tab")
    expect(items.first).to_be_hidden()


def test_what_was_not_said_cannot_be_printed(page: Page, talk: Any) -> None:
    talk(page).more.click()
    assert page.locator(".menu li").all_inner_texts() == [COMMANDS[0], COMMANDS[-1]]


def test_the_conversation_is_saved_as_a_text(page: Page, talk: Any, assistant: Any) -> None:
    split = {"covered": "2000", "own": "520", "label": "Covered $2,000, you pay $520"}
    text = "**Yes**, _if_ [arranged](https://example.edu/a_b_c).\n\n> Its words.\n\nCall [1](tel:1)"
    assistant.answer = [{"text": text}, {"custom": {"split": split}}]
    talk(page).say("São Tomé 😀?")
    talk(page).answer()
    with page.expect_download() as started:
        talk(page).choose("Save as a text file")
    assert started.value.suggested_filename == "travel-assistant.txt"
    title, *said = Path(started.value.path()).read_text().split("\n\n", 1)
    assert re.fullmatch(r"UMB travel assistant, \w+ \d+, \d{4} at .*[AP]M", title)
    assert said == [
        "You: São Tomé 😀?\n\nAssistant: Yes, if arranged (https://example.edu/a_b_c).\n\n"
        "> Its words.\n\nCall 1\nCovered $2,000, you pay $520"
    ]
    expect(talk(page).more).to_be_focused()


def test_a_short_conversation_is_sent_by_ones_own_e_mail(page: Page, talk: Any) -> None:
    talk(page).say("50% & more?")
    talk(page).answer()
    talk(page).more.click()
    mail = page.get_by_role("link", name="E-mail it to yourself")
    address = mail.get_attribute("href")
    assert address.startswith("mailto:?subject=UMB%20travel%20assistant&body=")
    said = "\r\n\r\nYou: 50% & more?\r\n\r\nAssistant: You said: 50% & more?"
    assert unquote(address).endswith(said)


def test_a_long_conversation_is_too_long_for_an_e_mail_address(
    page: Page, talk: Any, assistant: Any
) -> None:
    assistant.answer = {"text": "word " * 500}
    talk(page).say("hello")
    talk(page).answer()
    talk(page).more.click()
    expect(page.get_by_role("link", name="Save as a text file")).to_be_visible()
    expect(page.get_by_role("link", name="E-mail it to yourself")).to_have_count(0)


def test_the_page_is_printed_without_all_that_is_not_the_conversation(
    page: Page, talk: Any, assistant: Any
) -> None:
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    assistant.answer = {"text": "Yes.\n\n> Its words.\n\nSource: [it](https://example.edu/)"}
    talk(page).say("is it covered")
    talk(page).answer()
    talk(page).choose("Print")
    page.emulate_media(media="print", color_scheme="dark")
    for words in ("is it covered", "Yes.", "Its words.", "Source:"):
        expect(talk(page).log.get_by_text(words)).to_be_visible()
    for gone in (".emergency", "form", ".menu", ".greeting", ".more-button"):
        expect(page.locator(gone)).to_be_hidden()
    page.emulate_media(media="screen", color_scheme="light")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(talk(page).box).to_be_visible()
    expect(talk(page).log.get_by_text("Its words.")).to_be_hidden()


# ---- Deleting ----


@pytest.fixture
def deleted(server: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The conversations that the server was told to delete; the scripted assistant keeps none."""
    conversations: list[str] = []

    async def forget(agent: Any, database_url: str, conversation: str) -> None:
        conversations.append(conversation)

    monkeypatch.setattr("bot.channels.web.forget_conversation", forget)
    return conversations


def test_a_conversation_is_deleted_after_one_question(
    page: Page, talk: Any, assistant: Any, deleted: list[str]
) -> None:
    talk(page).say("my secret")
    talk(page).answer()
    talk(page).choose("Delete my conversation")
    question = page.get_by_role("alertdialog", name="Delete this conversation?")
    expect(question).to_contain_text("Trips that you have registered stay registered")
    expect(question.get_by_text("Delete this conversation?")).to_be_visible()
    assert question.evaluate("n => n.contains(n.getRootNode().activeElement)")
    question.get_by_role("button", name="Keep it").click()
    expect(question).to_be_hidden()
    expect(talk(page).more).to_be_focused()
    assert deleted == []
    talk(page).choose("Delete my conversation")
    question.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("status")).to_contain_text("Your conversation was deleted.")
    expect(talk(page).answers).to_have_count(0)
    assert deleted == [assistant.messages[0].sender_id]
    assert "my secret" not in page.evaluate("JSON.stringify(localStorage)")
    talk(page).say("hello")
    talk(page).answer()
    assert assistant.messages[0].sender_id != assistant.messages[1].sender_id


def test_what_cannot_be_deleted_now_is_kept_and_said(page: Page, talk: Any) -> None:
    talk(page).say("hello")
    talk(page).answer()
    page.route("**/delete", lambda route: route.abort())
    talk(page).choose("Delete my conversation")
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("status")).to_contain_text("It could not be deleted")
    talk(page).answer()


def test_what_the_server_has_forgotten_already_counts_as_deleted(page: Page, talk: Any) -> None:
    talk(page).say("hello")
    talk(page).answer()
    page.route("**/delete", lambda route: route.fulfill(status=401, body="{}"))
    talk(page).choose("Delete my conversation")
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("status")).to_contain_text("Your conversation was deleted.")
    expect(talk(page).answers).to_have_count(0)


# ---- Opinions ----


def test_an_answer_is_rated_with_one_tap_and_the_opinion_can_change(
    page: Page, talk: Any, assistant: Any, settings: Settings
) -> None:
    assistant.answer = RATED
    talk(page).say("hello")
    group = talk(page).answer().get_by_role("group", name="Was this answer helpful?")
    up, down = (
        group.get_by_role("button", name=name, exact=True) for name in ("Helpful", "Not helpful")
    )
    for thumb in (up, down):
        expect(thumb).to_have_attribute("aria-pressed", "false")
    with page.expect_response("**/feedback"):
        down.click()
    expect(down).to_have_attribute("aria-pressed", "true")
    expect(down).to_be_focused()
    with page.expect_response("**/feedback") as answered:
        up.click()
    assert answered.value.status == 200
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(down).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(up).to_have_attribute("aria-pressed", "true")
    (message,) = assistant.messages
    assert answered.value.request.post_data_json["id"] == message.message_id
    (kept,) = Feedback(settings.database_url).by_topic()
    assert (kept.topic, kept.helpful, kept.unhelpful) == ("quarantine_cover", 1, 0)


def test_an_opinion_that_was_not_kept_is_not_shown_as_given(
    page: Page, talk: Any, assistant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **values: object) -> None:
        raise DatabaseError("It is away.")

    monkeypatch.setattr(Feedback, "give", fail)
    assistant.answer = RATED
    talk(page).say("hello")
    thumb = talk(page).answer().get_by_role("button", name="Helpful", exact=True)
    thumb.click()
    expect(page.get_by_role("status")).to_contain_text("Your opinion could not be sent")
    expect(thumb).to_have_attribute("aria-pressed", "false")


def test_only_answers_with_a_topic_are_rated(page: Page, talk: Any) -> None:
    talk(page).say("hello")
    expect(talk(page).answer().get_by_role("button")).to_have_count(0)


# ---- Files ----


def hand_in(page: Page, name: str, content: bytes) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a file").click()
    kind = "application/octet-stream"
    chooser.value.set_files({"name": name, "mimeType": kind, "buffer": content})


@pytest.fixture
def asked(page: Page, talk: Any, assistant: Any) -> Any:
    """A page on which the assistant has asked for a file."""
    assistant.answer = ASKING
    talk(page).say("register a trip")
    talk(page).answer()
    assistant.answer = None
    return talk(page)


def test_a_file_is_handed_in_where_the_assistant_asks_for_it(asked: Any, assistant: Any) -> None:
    page = asked.page
    button = page.get_by_role("button", name="Choose a file")
    expect(button).to_have_accessible_description(re.compile("up to 0 MB|up to 0.* MB"))
    hand_in(page, "flights.txt", FLIGHTS)
    asked.answer(2)
    assert asked.said[2] == "You: File: flights.txt"
    expect(button).to_be_hidden()
    expect(asked.box).to_be_focused()
    assert re.match(r'/inform\{"itinerary_file": ', assistant.texts[1])
    assert len({message.sender_id for message in assistant.messages}) == 1
    page.reload()
    asked.answer(2)
    expect(button).to_be_hidden()


def test_only_the_last_question_for_a_file_has_a_button(asked: Any, assistant: Any) -> None:
    asked.say("wait")
    asked.answer(2)
    expect(asked.page.get_by_role("button", name="Choose a file")).to_have_count(1)
    assistant.answer = ASKING
    asked.say("go on")
    asked.answer(3)
    expect(asked.page.get_by_role("button", name="Choose a file")).to_have_count(1)
    expect(asked.answers.last.get_by_role("button", name="Choose a file")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("virus.exe", b"x", "This kind of file cannot be read"),
        ("empty.pdf", b"", "This file is empty"),
        ("large.txt", b"x" * (MAX_UPLOAD_BYTES + 1), "This file is larger than"),
    ],
)
def test_a_file_that_cannot_be_taken_is_not_even_sent(
    asked: Any, name: str, content: bytes, words: str
) -> None:
    sent: list[str] = []
    asked.page.route("**/itinerary", lambda route: sent.append(route.request.url))
    hand_in(asked.page, name, content)
    expect(asked.answers.last).to_contain_text(words)
    expect(asked.page.get_by_role("button", name="Choose a file")).to_be_visible()
    assert sent == []


def test_what_the_server_cannot_read_is_told_and_another_file_can_be_chosen(
    asked: Any, assistant: Any
) -> None:
    hand_in(asked.page, "broken.pdf", b"no PDF at all")
    outcome = asked.page.locator(".outcome")
    expect(outcome).not_to_be_empty()
    expect(outcome.locator("progress")).to_have_count(0)
    assert len(assistant.messages) == 1
    hand_in(asked.page, "flights.txt", FLIGHTS)
    asked.answer(2)


@pytest.mark.parametrize("status", [413, 415, 400, 429])
def test_a_refusal_of_a_file_is_told(asked: Any, status: int) -> None:
    answer = '{"error": "No, **not** this one."}'
    asked.page.route("**/itinerary", lambda route: route.fulfill(status=status, body=answer))
    hand_in(asked.page, "flights.txt", FLIGHTS)
    expect(asked.page.locator(".outcome")).to_contain_text("No, not this one.")
    retry = asked.page.locator(".outcome").get_by_role("button", name="Retry")
    expect(retry).to_have_count(int(status == 429))
    asked.page.unroute("**/itinerary")
    if status == 429:
        retry.click()
    else:
        hand_in(asked.page, "flights.txt", FLIGHTS)
    asked.answer(2)


def test_a_file_that_did_not_arrive_is_sent_again_under_its_id(asked: Any, assistant: Any) -> None:
    page = asked.page

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/itinerary", lose_the_answer, times=1)
    hand_in(page, "flights.txt", FLIGHTS)
    expect(page.locator(".outcome")).to_contain_text("The file could not be sent")
    retry = page.locator(".outcome").get_by_role("button", name="Retry")
    expect(retry).to_be_focused()
    retry.click()
    asked.answer(2)
    assert len(assistant.messages) == 2


def test_progress_is_shown_and_sending_can_be_canceled(
    open_page: Callable[..., Page], talk: Any, assistant: Any
) -> None:
    page = open_page()
    assistant.answer = ASKING
    talk(page).say("register a trip")
    talk(page).answer()
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 10_000}
    network.send("Network.emulateNetworkConditions", slow)
    hand_in(page, "flights.txt", b"x" * 40_000)
    bar = page.get_by_role("progressbar", name="Sending flights.txt")
    expect(bar).to_be_visible()
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_focused()
    while not 0 < float(bar.evaluate("bar => bar.value")) < 1:
        page.wait_for_timeout(50)
    cancel.click()
    expect(page.locator(".outcome")).to_have_text("Canceled: the file was not handed in.")
    expect(page.get_by_role("button", name="Choose a file")).to_be_focused()
    assert len(assistant.messages) == 1


def test_to_start_over_ends_the_sending_of_a_file(asked: Any, assistant: Any) -> None:
    asked.page.route("**/itinerary", lambda route: None)  # no answer
    hand_in(asked.page, "flights.txt", FLIGHTS)
    expect(asked.page.get_by_role("progressbar")).to_be_visible()
    asked.choose("Start over")
    asked.say("hello")
    asked.answer()
    assert asked.said == ["You: hello", "Assistant: You said: hello"]


def test_a_file_for_a_conversation_that_is_forgotten_is_not_taken(asked: Any) -> None:
    asked.page.route("**/itinerary", lambda route: route.fulfill(status=401, body="{}"))
    hand_in(asked.page, "flights.txt", FLIGHTS)
    expect(asked.page.locator(".outcome")).to_contain_text("no longer knows this conversation")


# ---- What comes from strangers ----

HOSTILE = [
    '<script>document.title = "hacked"</script>',
    '<img src=x onerror="document.title = 1">',
    "[now](javascript:document.title='hacked')",
    "[now](data:text/html,<script>alert(1)</script>)",
    "\u202egnp.exe \u2066 \u200f",
    "😀" * 1000,
    "<" * 900,
    "**_" * 300,
    "https://evil.example/\u202emoc.elgoog",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(page: Page, talk: Any, assistant: Any, text: str) -> None:
    buttons = [{"title": text[:50], "payload": text[:50]}]
    assistant.answer = {"text": text, "buttons": buttons}
    talk(page).say(text)
    shown = talk(page).answer()
    expect(page).to_have_title("UMB travel assistant")
    assert talk(page).log.locator("script, img, iframe").count() == 0
    for link in talk(page).log.get_by_role("link").all():
        assert re.match("https?:|mailto:|tel:", link.get_attribute("href"))
    assert talk(page).log.evaluate("log => log.scrollWidth <= log.clientWidth")
    # What turns letters around does not reach beyond its own message.
    assert shown.locator(".bubble").evaluate("n => getComputedStyle(n).unicodeBidi") != "normal"
    shown.get_by_role("button", name="").first.click()
    talk(page).answer(2)
    page.reload()
    talk(page).answer(2)
