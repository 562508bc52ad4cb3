"""Replies as blocks."""

from __future__ import annotations

import pytest

from bot.channels.reply import Button, Reply, Split
from bot.channels.slack.blocks import LONGEST_VALUE, MOST_BLOCKS, Renderer, with_choice
from bot.channels.slack.rich_text import RichText

CONVERSATION = "slack:T1.U1"


def renderer(token: str = "signed") -> Renderer:
    return Renderer(RichText(), lambda conversation, payload: f"{token} {payload}")


def test_a_reply_has_its_words_its_quote_and_its_source() -> None:
    reply = Reply("**Up to** $2,500.", quote="up to <b>\nin benefits", source="UMB's page, “FAQ”")
    (message,) = renderer().messages([reply], CONVERSATION)
    assert message.text == "Up to $2,500."
    text, quote, source = message.blocks
    assert text["elements"][0]["type"] == "rich_text_section"
    assert quote["elements"][0] == {
        "type": "rich_text_quote",
        "elements": [{"type": "text", "text": "up to <b>\nin benefits"}],
    }
    assert source == {
        "type": "context",
        "elements": [{"type": "plain_text", "text": "Source: UMB's page, “FAQ”", "emoji": False}],
    }


def test_buttons_come_five_in_a_row_each_signed_and_with_an_id_of_its_own() -> None:
    buttons = tuple(Button(f"Choice {n}", f"/go_{n}") for n in range(12))
    (message,) = renderer().messages([Reply("Which?", buttons=buttons)], CONVERSATION)
    rows = message.blocks[1:]
    assert [len(row["elements"]) for row in rows] == [5, 5, 2]
    elements = [element for row in rows for element in row["elements"]]
    assert len({element["action_id"] for element in elements}) == 12
    assert [element["value"] for element in elements] == [f"signed /go_{n}" for n in range(12)]
    assert [row["block_id"] for row in rows] == [f"{CONVERSATION}|{n}" for n in (0, 5, 10)]


def test_a_long_title_is_cut_and_a_button_that_slack_would_refuse_is_left_out() -> None:
    button = Button("x" * 80, "/go")
    (message,) = renderer().messages([Reply("Which?", buttons=(button,))], CONVERSATION)
    title = message.blocks[1]["elements"][0]["text"]
    assert title == {"type": "plain_text", "text": "x" * 74 + "…", "emoji": False}
    (message,) = renderer("x" * LONGEST_VALUE).messages(
        [Reply("Which?", buttons=(button,))], CONVERSATION
    )
    assert len(message.blocks) == 1


@pytest.mark.parametrize(
    ("covered", "own", "filled"),
    [("2000.00", "520.00", 15), ("10", "0", 20), ("0", "10", 0), ("0", "0", 0)],
)
def test_a_split_bill_is_a_bar_with_its_words(covered: str, own: str, filled: int) -> None:
    split = Split(covered, own, "Covered $2,000.00, you pay $520.00")
    (message,) = renderer().messages([Reply("So.", split=split)], CONVERSATION)
    bar, label = message.blocks[1]["elements"][0]["elements"]
    assert bar["text"] == "█" * filled + "░" * (20 - filled)
    assert label["text"] == "\nCovered $2,000.00, you pay $520.00"
    assert message.text == "So.\n\nCovered $2,000.00, you pay $520.00"


def test_a_long_reply_is_several_messages_the_buttons_last() -> None:
    text = "\n\n".join(f"Paragraph {n}." for n in range(100))
    messages = renderer().messages([Reply(text, buttons=(Button("Yes", "/yes"),))], CONVERSATION)
    assert [len(message.blocks) for message in messages] == [MOST_BLOCKS, MOST_BLOCKS, 11]
    assert messages[-1].blocks[-1]["type"] == "actions"
    words = renderer().messages([Reply("word " * 5000)], CONVERSATION)
    assert len(words) == 3


def test_what_one_person_sees_is_one_message_and_its_buttons_another() -> None:
    replies = [Reply("One."), Reply("Two?", buttons=(Button("Yes", "/yes"),))]
    content, buttons = renderer().messages_to_one(replies, CONVERSATION, "Only you.")
    assert content.text == "One.\n\nTwo?"
    assert [block["type"] for block in content.blocks] == ["rich_text", "rich_text", "context"]
    assert [block["type"] for block in buttons.blocks] == ["actions"]
    assert buttons.text == "Yes"


def test_the_choice_stands_in_place_of_the_buttons() -> None:
    (message,) = renderer().messages(
        [Reply("Sure?", buttons=(Button("Yes", "/yes"),))], CONVERSATION
    )
    kept, choice = with_choice(message.blocks, "Yes")
    assert kept == message.blocks[0]
    assert choice["elements"][0]["text"] == "Chosen: Yes"


def test_a_reply_of_files_alone_is_no_message() -> None:
    assert renderer().messages([Reply("")], CONVERSATION) == []
