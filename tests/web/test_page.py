"""The web page in a real browser, against the real door with a scripted assistant behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from bot.channels.turn import TurnRunner
from bot.channels.web import WebDoor
from bot.settings import Settings

pytestmark = pytest.mark.browser

EMERGENCY_CONTACT = "Medical emergency? Contact International SOS: +00 000 000 000."
EMERGENCY = f"{EMERGENCY_CONTACT} Any other emergency: the hotline."
MAX_CHARACTERS = 300
QUOTE_ANSWER = (
    "It covers up to **$2,000** or **7 days**.\n\n- Call first.\n- Keep the bills.\n\n"
    "> The benefit will cover reasonable expenses.\n\n"
    "Source: [International SOS at UMB](https://example.edu/isos)"
)
STORAGE_ITEM = "localStorage[Object.keys(localStorage).find(key => key.endsWith('/webhooks/web/'))]"
CHOICES = [{"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]


@pytest.fixture(scope="module")
def server(serve: Callable[..., Any], scripted: Any) -> Any:
    settings = Settings(max_message_characters=MAX_CHARACTERS)
    return serve([WebDoor(settings, TurnRunner(timeout_seconds=8, emergency=EMERGENCY))], scripted)


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox").fill(text)
    page.get_by_role("textbox").press("Enter")


def log(page: Page) -> Locator:
    return page.get_by_role("log")


def said(page: Page) -> list[str]:
    """Return what the conversation says, without the greeting."""
    messages = log(page).locator(".message:not(.greeting)").all_inner_texts()
    return [" ".join(message.split()) for message in messages]


def answered(page: Page, count: int = 1) -> Locator:
    """Return the answer of this number, once it is the last."""
    answers = log(page).locator(".assistant:not(.greeting)")
    expect(answers).to_have_count(count)
    return answers.nth(count - 1)


def emergency(page: Page) -> Locator:
    return page.locator(".emergency")


# ---- The first screen ----


def test_the_first_screen_says_what_can_be_asked(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("UMB travel assistant")
    expect(page.get_by_role("group", name="Example questions").get_by_role("button")).to_have_count(
        5
    )
    expect(emergency(page)).to_have_text(EMERGENCY)


def test_an_example_question_is_asked_with_a_click(page: Page, assistant: Any) -> None:
    page.get_by_role("button", name="Do I have to register my trip?").click()
    answered(page)
    assert assistant.texts == ["Do I have to register my trip?"]
    expect(page.get_by_role("button", name="Register a trip")).to_be_enabled()


def test_the_emergency_number_can_be_called_with_a_tap(page: Page) -> None:
    expect(emergency(page).get_by_role("link")).to_have_attribute("href", "tel:+00000000000")


def test_the_emergency_line_is_there_when_the_server_is_not(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(lambda page: page.route("**/session", lambda route: route.abort()))
    expect(emergency(page)).to_contain_text("Medical emergency? Contact International SOS:")
    expect(emergency(page)).to_be_in_viewport()


@pytest.mark.parametrize(
    ("width", "shown"), [(320, EMERGENCY_CONTACT), (375, EMERGENCY_CONTACT), (1280, EMERGENCY)]
)
def test_a_small_screen_shows_the_medical_contact_only(
    open_page: Callable[..., Page], width: int, shown: str
) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    assert emergency(page).inner_text() == shown


def test_the_emergency_line_stays_in_view_in_a_long_conversation(
    open_page: Callable[..., Page], assistant: Any
) -> None:
    page = open_page(viewport={"width": 375, "height": 667})
    assistant.answer = {"text": "\n\n".join(["A paragraph of an answer."] * 30)}
    for count in (1, 2):
        say(page, "hello")
        answered(page, count)
        expect(emergency(page)).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("textbox")).to_be_in_viewport(ratio=1)


# ---- Writing ----


def test_enter_sends_and_shift_enter_begins_a_new_line(page: Page, assistant: Any) -> None:
    box = page.get_by_role("textbox", name="Your message")
    box.click()
    height = box.bounding_box()["height"]
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    assert box.bounding_box()["height"] > height
    page.keyboard.press("Enter")
    answered(page)
    assert assistant.texts == ["one\ntwo"]
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    assert box.bounding_box()["height"] == height


def test_the_send_button_sends_and_the_focus_returns(page: Page, assistant: Any) -> None:
    page.get_by_role("textbox").fill("hello")
    page.get_by_role("button", name="Send").click()
    answered(page)
    assert assistant.texts == ["hello"]
    expect(page.get_by_role("textbox")).to_be_focused()


def test_enter_that_ends_a_composed_character_does_not_send(page: Page, assistant: Any) -> None:
    box = page.get_by_role("textbox")
    box.fill("に")
    box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(box).to_have_value("に")
    box.press("Enter")
    answered(page)
    assert assistant.texts == ["に"]


def test_nothing_is_not_sent(page: Page, assistant: Any) -> None:
    say(page, " \n ")
    say(page, "hello")
    answered(page)
    assert assistant.texts == ["hello"]


def test_a_message_that_is_too_long_is_not_cut_but_says_so(page: Page, assistant: Any) -> None:
    box = page.get_by_role("textbox")
    counter = page.locator(".counter")
    box.fill("short")
    expect(counter).to_be_hidden()
    box.fill("😀" * MAX_CHARACTERS)
    expect(counter).to_have_text(f"{MAX_CHARACTERS} / {MAX_CHARACTERS}")
    expect(box).to_have_attribute("aria-invalid", "false")
    box.fill("😀" * (MAX_CHARACTERS + 1))
    words = f"{MAX_CHARACTERS + 1} of {MAX_CHARACTERS} characters: please shorten it."
    expect(counter).to_have_text(words)
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(box).to_have_accessible_description(words)
    box.press("Enter")
    expect(page.get_by_role("status")).to_have_text(words)
    box.press("Backspace")
    box.press("Enter")
    answered(page)
    assert assistant.texts == ["😀" * MAX_CHARACTERS]


def test_a_typed_command_is_a_text(page: Page, assistant: Any) -> None:
    say(page, "/restart")
    answered(page)
    assert assistant.texts == ["restart"]


# ---- Answers ----


def test_text_is_shown_as_text(page: Page, assistant: Any) -> None:
    attack = "<img src=x onerror=\"document.title='hacked'\"><b>bold</b>"
    assistant.answer = {"text": attack, "buttons": [{"title": attack, "payload": "/affirm"}]}
    say(page, attack)
    answered(page)
    assert said(page)[0] == f"You: {attack}"
    assert said(page)[1].startswith(f"Assistant: {attack}")
    assert log(page).locator("img, b").count() == 0
    expect(page).to_have_title("UMB travel assistant")


def test_the_quote_opens_with_the_keyboard(page: Page, assistant: Any) -> None:
    assistant.answer = {"text": QUOTE_ANSWER}
    say(page, "hello")
    quote = answered(page).get_by_text("The benefit will cover")
    expect(quote).to_be_hidden()
    answered(page).get_by_text("What the page says").focus()
    page.keyboard.press("Enter")
    expect(quote).to_be_visible()


def test_a_long_answer_is_shown_from_its_beginning(
    open_page: Callable[..., Page], assistant: Any
) -> None:
    page = open_page(viewport={"width": 375, "height": 667}, reduced_motion="reduce")
    assistant.answer = {"text": "\n\n".join(f"Paragraph {number}." for number in range(40))}
    for count in (1, 2):
        say(page, "hello")
        expect(answered(page, count).get_by_text("Paragraph 0.")).to_be_in_viewport()
        expect(answered(page, count).get_by_text("Paragraph 39.")).not_to_be_in_viewport()


def test_it_shows_that_an_answer_is_on_its_way(page: Page, assistant: Any) -> None:
    assistant.seconds = 0.5
    say(page, "hello")
    expect(page.locator(".typing")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("The assistant is writing.")
    answered(page)
    expect(page.locator(".typing")).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text("")


def test_nothing_moves_for_those_who_want_no_motion(
    open_page: Callable[..., Page], assistant: Any
) -> None:
    page = open_page(reduced_motion="reduce")
    assistant.seconds = 0.5
    say(page, "hello")
    dot = page.locator(".typing span").first
    assert dot.evaluate("node => getComputedStyle(node).animationName") == "none"
    assert log(page).evaluate("node => getComputedStyle(node).scrollBehavior") == "auto"


ARABIC = "**ابق مع المصاب.**\nاتصل: [+1 215-555-0100](tel:+12155550100)\n\n- الأول"


@pytest.mark.parametrize(
    ("text", "direction", "language"),
    [("Is it covered?", "ltr", "en"), (ARABIC, "rtl", ""), ("请立即致电 ISOS", "ltr", "")],
)
def test_a_message_reads_in_the_direction_of_its_letters(
    page: Page, assistant: Any, text: str, direction: str, language: str
) -> None:
    assistant.answer = {"text": text, "buttons": [{"title": text[2:9], "payload": "/affirm"}]}
    page.get_by_role("textbox").fill(text)
    assert page.get_by_role("textbox").evaluate("n => getComputedStyle(n).direction") == direction
    page.get_by_role("textbox").press("Enter")
    answered(page)
    for bubble in log(page).locator(".message:not(.greeting) .bubble").all():
        assert bubble.evaluate("n => getComputedStyle(n).direction") == direction
    expect(answered(page).locator(".bubble")).to_have_attribute("lang", language)
    button = answered(page).get_by_role("button")
    assert button.evaluate("n => getComputedStyle(n).direction") == direction


@pytest.mark.parametrize("width", [320, 1280])
def test_a_number_to_call_is_large_enough_to_tap_and_stays_in_order(
    open_page: Callable[..., Page], assistant: Any, width: int
) -> None:
    page = open_page(has_touch=True, viewport={"width": width, "height": 800})
    assistant.answer = {"text": f"{ARABIC}\n\n[112](tel:112), [999](tel:999)"}
    say(page, "hello")
    links = answered(page).get_by_role("link")
    expect(links).to_have_count(3)
    for link in [*links.all(), emergency(page).get_by_role("link")]:
        assert link.bounding_box()["height"] >= 44
        assert link.bounding_box()["width"] >= 44
    assert links.first.evaluate("n => getComputedStyle(n).direction") == "ltr"
    height = emergency(page).bounding_box()["height"]
    emergency(page).get_by_role("link").evaluate("n => { n.style.padding = 0 }")
    assert emergency(page).bounding_box()["height"] == height
    answered(page).get_by_role("link", name="999").focus()
    page.keyboard.press("Shift+Tab")
    focused = answered(page).get_by_role("link", name="112")
    expect(focused).to_be_focused()
    assert focused.evaluate("n => getComputedStyle(n).outlineStyle") == "solid"


# ---- Buttons ----


def test_a_button_is_used_with_the_keyboard(page: Page, assistant: Any) -> None:
    assistant.answer = {"text": "Sure?", "buttons": CHOICES}
    say(page, "hello")
    group = answered(page).get_by_role("group", name="Choices")
    assistant.answer = None
    # From the text field back to the buttons, which come before it.
    page.keyboard.press("Shift+Tab")
    expect(group.get_by_role("button", name="No")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    answered(page, 2)
    assert assistant.texts == ["hello", "/affirm"]
    assert said(page)[2] == "You: Yes"
    for button in group.get_by_role("button").all():
        expect(button).to_be_disabled()
    expect(page.get_by_role("textbox")).to_be_focused()


def test_a_button_without_a_command_asks_its_text(page: Page, assistant: Any) -> None:
    buttons = [{"title": "Ask", "payload": "Is quarantine covered?"}]
    assistant.answer = {"text": "More?", "buttons": buttons}
    say(page, "hello")
    answered(page).get_by_role("button").click()
    answered(page, 2)
    assert assistant.texts == ["hello", "Is quarantine covered?"]


def test_a_tap_on_a_button_does_not_open_the_keyboard(
    open_page: Callable[..., Page], assistant: Any
) -> None:
    page = open_page(has_touch=True, is_mobile=True, viewport={"width": 375, "height": 667})
    assistant.answer = {"text": "Sure?", "buttons": CHOICES}
    say(page, "hello")
    answered(page).get_by_role("button", name="Yes").tap()
    answered(page, 2)
    expect(page.get_by_role("textbox")).not_to_be_focused()


# ---- Order, failure, reload ----


def test_messages_are_sent_one_after_the_other(page: Page, assistant: Any) -> None:
    assistant.seconds = 0.4
    for text in ("one", "two", "three"):
        say(page, text)
    expect(page.get_by_text("Will be sent after the answer above.")).to_have_count(2)
    answered(page, 3)
    assert assistant.texts == ["one", "two", "three"]
    assert assistant.most_at_work == 1
    assert said(page) == [
        f"{who} {text}"
        for text in ("one", "two", "three")
        for who in ("You:", "Assistant: You said:")
    ]


def test_a_message_is_kept_when_the_server_is_down(page: Page, server: Any, assistant: Any) -> None:
    say(page, "before")
    answered(page)
    server.stop()
    try:
        say(page, "is anybody there?")
        expect(log(page)).to_contain_text("The assistant cannot be reached")
        say(page, "and this?")
        expect(page.get_by_role("button", name="Retry")).to_have_count(1)
        expect(emergency(page)).to_have_text(EMERGENCY)
        page.get_by_role("button", name="Retry").click()
        expect(page.get_by_role("button", name="Retry")).to_have_count(1)
    finally:
        server.start()
    answered(page, 3)
    assert assistant.texts == ["before", "is anybody there?", "and this?"]
    assert said(page)[2:] == [
        "You: is anybody there?",
        "Assistant: You said: is anybody there?",
        "You: and this?",
        "Assistant: You said: and this?",
    ]
    expect(page.get_by_role("textbox")).to_be_focused()


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_in_trouble_is_no_answer(page: Page, assistant: Any, status: int) -> None:
    page.route(
        "**/message", lambda route: route.fulfill(status=status, body="<html>trouble</html>")
    )
    say(page, "hello")
    expect(page.get_by_role("button", name="Retry")).to_be_visible()
    page.unroute("**/message")
    answered(page)
    assert assistant.texts == ["hello"]
    expect(page.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('{"error": "Please wait.\\n\\nCall [112](tel:112).", "retry_after": 9}', "Please wait."),
        ("<html>no</html>", "has too much to do just now"),
    ],
)
def test_too_many_messages_are_kept_and_sent_by_hand(
    page: Page, assistant: Any, body: str, shown: str
) -> None:
    sent: list[int] = []

    def refuse(route: Route) -> None:
        sent.append(429)
        route.fulfill(status=429, body=body)

    page.route("**/message", refuse)
    say(page, "hello")
    delivery = log(page).locator(".delivery")
    expect(delivery).to_contain_text(shown)
    expect(delivery.get_by_role("link")).to_have_count(body.count("tel:"))
    expect(page.get_by_role("alert")).to_be_hidden()
    page.reload()
    expect(delivery).to_contain_text(shown)
    page.wait_for_timeout(300)
    assert len(sent) == 1
    page.unroute("**/message")
    page.get_by_role("button", name="Retry").click()
    answered(page)
    expect(delivery).to_have_count(0)
    assert assistant.texts == ["hello"]


def test_a_refusal_is_told(page: Page, assistant: Any) -> None:
    assistant.answer = {"text": "Sure?", "buttons": CHOICES}
    say(page, "hello")
    answered(page)
    forge = f'{STORAGE_ITEM} = {STORAGE_ITEM}.replace(/"payload":"/g, \'$&x\')'
    page.evaluate(forge)
    page.reload()
    answered(page).get_by_role("button", name="Yes").click()
    expect(answered(page, 2)).to_contain_text("does not belong to this conversation any more")
    say(page, "hello again")
    answered(page, 3)


def test_a_reload_keeps_the_conversation(page: Page, assistant: Any) -> None:
    assistant.answer = {"text": QUOTE_ANSWER, "buttons": CHOICES}
    say(page, "hello")
    answered(page).get_by_role("button", name="No").click()
    answered(page, 2)
    before = said(page)
    page.reload()
    answered(page, 2)
    assert said(page) == before
    first, second = (log(page).get_by_role("group", name="Choices").nth(n) for n in (0, 1))
    expect(first.get_by_role("button", name="Yes")).to_be_disabled()
    second.get_by_role("button", name="Yes").click()
    answered(page, 3)
    assert len({message.sender_id for message in assistant.messages}) == 1


def test_a_reload_before_the_answer_shows_it_and_asks_only_once(page: Page, assistant: Any) -> None:
    assistant.seconds = 1
    say(page, "hello")
    expect(page.locator(".typing")).to_be_visible()
    page.reload()
    answered(page)
    assert said(page) == ["You: hello", "Assistant: You said: hello"]
    assert assistant.texts == ["hello"]


def test_a_conversation_works_where_storage_is_not_allowed(
    open_page: Callable[..., Page],
) -> None:
    forbidden = """for (const name of ["localStorage", "sessionStorage"]) {
      Object.defineProperty(window, name, {get() { throw new Error("no"); }});
    }"""
    page = open_page(lambda page: page.add_init_script(forbidden))
    say(page, "hello")
    answered(page)


@pytest.mark.parametrize("kept", ["{", "null", "7", '{"entries": 7}', '{"entries": [7]}'])
def test_strange_things_in_the_storage_do_no_harm(page: Page, kept: str) -> None:
    say(page, "hello")
    answered(page)
    page.evaluate(f"kept => {{ {STORAGE_ITEM} = kept }}", kept)
    page.reload()
    say(page, "hello")
    answered(page)


def test_a_lost_session_begins_a_new_one_and_says_so(page: Page, assistant: Any) -> None:
    say(page, "one")
    answered(page)
    forget = f"{STORAGE_ITEM} = JSON.stringify({{...JSON.parse({STORAGE_ITEM}), session: 'old'}})"
    page.evaluate(forget)
    page.reload()
    say(page, "two")
    answered(page, 2)
    assert said(page)[2].startswith("A new conversation has begun")
    assert said(page)[3:] == ["You: two", "Assistant: You said: two"]
    assert len({message.sender_id for message in assistant.messages}) == 2


def test_start_over_begins_a_new_conversation(page: Page, assistant: Any) -> None:
    say(page, "one")
    answered(page)
    assistant.seconds = 0.5
    say(page, "two")
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Start over").click()
    assert said(page) == []
    expect(page.get_by_role("group", name="Example questions")).to_be_visible()
    expect(page.get_by_role("textbox")).to_be_focused()
    assistant.seconds = 0
    say(page, "three")
    answered(page)
    page.wait_for_timeout(700)
    assert said(page) == ["You: three", "Assistant: You said: three"]
    first, last = assistant.messages[0], assistant.messages[-1]
    assert first.sender_id != last.sender_id
    page.reload()
    answered(page)


# ---- For every screen and everybody ----


def test_the_conversation_is_read_out_as_it_grows(page: Page) -> None:
    expect(log(page)).to_have_attribute("aria-live", "polite")
    expect(log(page)).to_have_attribute("aria-label", "Conversation")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_without_its_script_the_page_names_the_emergency_contact(
    browser: Browser, server: Any
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    expect(page.get_by_text("contact International SOS: the number is on your")).to_be_visible()
    context.close()
