"""Replies as Teams shows them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.emergency_turns import emergency_buttons
from bot.channels.reply import Button, Reply, Split
from bot.channels.teams.cards import (
    LONGEST_OPEN_QUOTE,
    LONGEST_QUOTE,
    activity_of,
    activity_without_card,
    after_choice,
    is_of_emergency,
    words_first,
)
from bot.channels.teams.markdown import escaped, message, plain
from bot.emergencies.words import words_in

LONG = "The benefit pays. " * 20


def show(reply: Reply) -> dict[str, Any]:
    return activity_of(reply, lambda payload: f"signed {payload}")


def card_of(activity: dict[str, Any]) -> dict[str, Any]:
    (attachment,) = activity["attachments"]
    return dict(attachment["content"])


def elements(card: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [element for element in card["body"] if element["type"] == kind]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Call now:** _please_", "**Call now:** _please_"),
        ("one\ntwo\n\nthree", "one\n\ntwo\n\nthree"),
        ("Ask:\n- one\n* two\n• three\nThen go.", "Ask:\n\n- one\n- two\n- three\n\nThen go."),
        ("1. one\n2) two", "1. one\n2. two"),
        ("snake_case * 2 [x] `y` ~z", "snake\\_case \\* 2 \\[x\\] \\`y\\` \\~z"),
        ("# no heading\n> no quote\n+ no list", "\\# no heading\n\n\\> no quote\n\n\\+ no list"),
        ("<at>all</at> & <b>", "&lt;at>all&lt;/at> &amp; &lt;b>"),
        ("call +1 (410) 706-0000.", "call [+1 (410) 706-0000](tel:+14107060000)."),
        ("[911](tel:911)", "[911](tel:911)"),
        ("see https://x.org/a_b.", "see [https://x.org/a\\_b](https://x.org/a_b)."),
        ("[here](https://x.org/a_(b))", "[here](https://x.org/a_%28b%29)"),
        ("[here](javascript:alert)", "\\[here\\](javascript:alert)"),
        ("**a [b](https://x.org) c**", "**a [b](https://x.org) c**"),
        ("first_last_x@umaryland.edu", "first\\_last\\_x@umaryland.edu"),
        ("\\*", "\\\\\\*"),
    ],
)
def test_markdown_is_what_teams_reads(text: str, shown: str) -> None:
    assert message(text) == shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("**Call** _now_\n[911](tel:911)", "Call now 911"),
        ("a_b **c [d](https://x.org)**", "a_b c d"),
        ("+1 410 706 0000", "+1 410 706 0000"),
    ],
)
def test_a_notification_has_words_only(text: str, words: str) -> None:
    assert plain(text) == words


@given(st.text())
def test_no_text_breaks_the_conversion(text: str) -> None:
    message(text)
    plain(text)
    assert "<" not in escaped(text)


def test_a_short_text_is_a_plain_message() -> None:
    assert show(Reply("You're **welcome**.")) == {
        "text": "You're **welcome**.",
        "textFormat": "markdown",
        "summary": "You're welcome.",
    }


def test_an_emergency_is_plain_and_its_first_lines_are_in_the_notification() -> None:
    activity = show(Reply("**Get to safety.**\nCall +1 410 706 0000.\nSay that you are from UMB."))
    assert "attachments" not in activity
    assert activity["summary"].startswith("Get to safety. Call +1 410 706 0000.")
    assert activity["text"].split("\n\n")[0] == "**Get to safety.**"


@pytest.mark.parametrize("language", ["en", "es", "zh"])
def test_what_is_said_in_an_emergency_is_known_by_its_buttons(language: str) -> None:
    asked = emergency_buttons(words_in(language), with_local_number=True)
    buttons = tuple(Button(**button) for button in asked)
    assert is_of_emergency(Reply("Call now.", buttons=buttons))
    assert not is_of_emergency(Reply("Sure?", buttons=(Button("Yes", "/affirm"),)))


def test_words_first_and_then_what_needs_a_card() -> None:
    buttons = (Button("I have called", "/emergency_called"), Button("Mistake", "/false_alarm"))
    first, second = map(show, words_first(Reply("**Call** now.", buttons=buttons)))
    assert (first["text"], first.get("attachments")) == ("**Call** now.", None)
    assert elements(card_of(second), "TextBlock") == []
    assert second["summary"] == "I have called · Mistake"
    for whole in (Reply("Call now."), Reply("", buttons=buttons)):
        assert words_first(whole) == (whole,)


def test_what_a_card_says_can_be_said_without_it() -> None:
    reply = Reply(
        "So **much**:",
        quote="It is.",
        source="UMB's page, “Teeth”",
        buttons=(Button("Yes", "/affirm"), Button("No_way", "/deny")),
        split=Split("10.00", "5.00", "Covered $10, you pay $5"),
    )
    said = activity_without_card(reply)
    assert "attachments" not in said
    assert said["text"].split("\n\n") == [
        "So **much**:",
        "Covered $10, you pay $5",
        "Source: UMB's page, “Teeth”",
        "- Yes\n- No\\_way",
    ]
    quote = activity_without_card(Reply("", quote="words " * LONGEST_QUOTE, source="UMB's page"))
    assert quote["text"].startswith("words words")
    assert len(quote["text"]) < LONGEST_QUOTE


def test_a_short_quote_is_open_and_the_source_is_small() -> None:
    card = card_of(show(Reply("Yes.", quote="It *is*.\nSo.", source="UMB's page, “Teeth”")))
    (quote,) = elements(card, "Container")
    assert quote["style"] == "emphasis"
    assert quote.get("isVisible", True)
    assert [line["text"] for line in quote["items"]] == ["It \\*is\\*.", "So."]
    source = elements(card, "TextBlock")[-1]
    assert (source["text"], source["isSubtle"]) == ("Source: UMB's page, “Teeth”", True)


def test_a_long_quote_opens_and_closes() -> None:
    assert len(LONG) > LONGEST_OPEN_QUOTE
    card = card_of(show(Reply("Yes.", quote=LONG)))
    shown, hidden = elements(card, "ActionSet")
    (quote,) = elements(card, "Container")
    assert (shown["isVisible"], hidden["isVisible"], quote["isVisible"]) == (True, False, False)
    for element in (shown, hidden):
        (action,) = element["actions"]
        assert action["type"] == "Action.ToggleVisibility"
        assert set(action["targetElements"]) == {"quote", "show", "hide"}


@pytest.mark.parametrize(
    ("covered", "own", "widths"),
    [
        ("1470.00", "1050.00", ["58", "41"]),
        ("0.00", "80.00", ["100"]),
        ("2000.00", "0.01", ["99", "1"]),
        ("0.00", "0.00", []),
    ],
)
def test_a_bill_is_a_bar_as_wide_as_its_shares_and_words(
    covered: str, own: str, widths: list[str]
) -> None:
    label = f"Covered ${covered}, you pay ${own}"
    card = card_of(show(Reply("So:", split=Split(covered, own, label))))
    columns = [column for bar in elements(card, "ColumnSet") for column in bar["columns"]]
    assert [column["width"] for column in columns] == widths
    assert elements(card, "TextBlock")[-1]["text"] == label


def test_short_choices_stand_in_a_row_and_six_at_most_are_seen_at_once() -> None:
    card = card_of(show(Reply("Which?", buttons=tuple(Button(f"{n}", f"/n{n}") for n in range(8)))))
    (row,) = elements(card, "ActionSet")
    assert [action.get("mode") for action in row["actions"]] == [None] * 6 + ["secondary"] * 2
    assert row["actions"][3] == {
        "type": "Action.Submit",
        "title": "3",
        "data": {"token": "signed /n3"},
    }


def test_long_choices_stand_below_each_other() -> None:
    buttons = (Button("What medical coverage do I have abroad?", "/a"), Button("No", "/b"))
    assert len(elements(card_of(show(Reply("Which?", buttons=buttons))), "ActionSet")) == 2


@pytest.mark.parametrize("titles", [("Yes", "No"), ("What medical coverage do I have?", "No")])
def test_after_a_choice_only_that_one_is_left(titles: tuple[str, ...]) -> None:
    buttons = tuple(Button(title, f"/{number}") for number, title in enumerate(titles))
    before = show(Reply("Sure?", quote=LONG, buttons=buttons))
    after = after_choice(before, "signed /0")
    assert after is not None
    assert "signed" not in json.dumps(after)
    assert elements(card_of(after), "TextBlock")[-1]["text"] == f"✓ {titles[0]}"
    assert len(elements(card_of(after), "ActionSet")) == 2, "the quote still opens"
    assert "signed /0" in json.dumps(before), "what was shown before is not changed"
    assert after_choice(before, "another") is None


def test_a_card_says_what_it_says_also_without_being_seen() -> None:
    card = card_of(show(Reply("**Yes**.", quote="It is.", buttons=(Button("Ok", "/ok"),))))
    assert card["version"] == "1.5"
    assert card["speak"] == "Yes. It is."
    assert card["fallbackText"] == "Yes."
    assert all(block["wrap"] for block in elements(card, "TextBlock"))


def test_a_huge_quote_is_not_too_large_for_teams() -> None:
    activity = show(Reply("x", quote="word " * 10_000))
    assert len(json.dumps(activity)) < 28_000
