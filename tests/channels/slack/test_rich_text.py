"""Markdown as rich text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.slack.rich_text import LONGEST_BLOCK, RichText, plain_text
from bot.emergencies.kinds import KINDS
from bot.emergencies.reply import first_lines, further_lines
from bot.emergencies.words import load_words
from bot.knowledge.compose import compose_answer
from bot.knowledge.library import get_library
from bot.settings import get_settings

PORTAL = "https://umb.example/portal"
RICH = RichText({PORTAL, "hub@umb.example"})


def sections(markdown: str) -> list[dict[str, object]]:
    return [block["elements"][0] for block in RICH.blocks(markdown)]


def words(part: object) -> str:
    if isinstance(part, dict):
        return str(part["text"]) if "text" in part else words(part.get("elements"))
    return "".join(map(words, part)) if isinstance(part, list) else ""


def links(markdown: str) -> list[str]:
    found: list[str] = []

    def collect(part: object) -> None:
        if isinstance(part, dict):
            if part.get("type") == "link":
                found.append(part["url"])
            collect(part.get("elements"))
        for inner in part if isinstance(part, list) else ():
            collect(inner)

    collect(RICH.blocks(markdown))
    return found


def test_bold_and_italic_are_styles_and_single_stars_are_words() -> None:
    (section,) = sections("**Call now:** it is _urgent_, 5*3*2 a_b_c")
    assert section["elements"] == [
        {"type": "text", "text": "Call now:", "style": {"bold": True}},
        {"type": "text", "text": " it is "},
        {"type": "text", "text": "urgent", "style": {"italic": True}},
        {"type": "text", "text": ", 5*3*2 a_b_c"},
    ]


def test_bold_stands_beside_chinese_characters() -> None:
    (section,) = sections("请**立即致电\uff1a**号码")
    assert section["elements"][1] == {
        "type": "text",
        "text": "立即致电\uff1a",
        "style": {"bold": True},
    }


def test_paragraphs_lists_and_quotes_are_blocks_of_their_own() -> None:
    kinds = [
        (section["type"], section.get("style"), section.get("offset"))
        for section in sections("One\ntwo\n- a\n- **b**\n\n3. x\n4. y\n\n> q\n> r\n\nEnd")
    ]
    assert kinds == [
        ("rich_text_section", None, None),
        ("rich_text_list", "bullet", None),
        ("rich_text_list", "ordered", 2),
        ("rich_text_quote", None, None),
        ("rich_text_section", None, None),
    ]
    assert [len(s["elements"]) for s in sections("- a\n- b\n- c")] == [3]


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        (f"[the portal]({PORTAL})", [PORTAL]),
        (f"See {PORTAL}.", [PORTAL]),
        ("[+1 (215) 555-0100](tel:+12155550100)", ["tel:+12155550100"]),
        ("Call +1 215 555-0100, now", ["tel:+12155550100"]),
        ("[112](tel:112)", ["tel:112"]),
        ("jane_doe@umaryland.edu", ["mailto:jane_doe@umaryland.edu"]),
        (
            "[Open the draft](mailto:hub@umb.example?subject=Trip)",
            [*("mailto:hub@umb.example?subject=Trip",)],
        ),
        ("[Open the draft](mailto:?subject=Trip)", ["mailto:?subject=Trip"]),
    ],
)
def test_addresses_of_the_documents_and_open_numbers_are_links(
    markdown: str, found: list[str]
) -> None:
    assert links(markdown) == found


@pytest.mark.parametrize(
    "markdown",
    [
        "[UMB's portal](https://evil.example/login)",
        "https://evil.example/a",
        "[International SOS](tel:+900123456)",
        "[the hub](mailto:evil@evil.example)",
        "[x](javascript:alert(1))",
        "[x](slack://user?team=T1&id=U1)",
        f"[x]({PORTAL}@evil.example)",
    ],
)
def test_what_somebody_may_have_typed_is_no_link_and_hides_nothing(markdown: str) -> None:
    assert links(markdown) == []
    assert words(RICH.blocks(markdown)) == markdown


@pytest.mark.parametrize("mention", ["<!channel>", "<@U123>", "@here", "<#C1>", "<https://a|b>"])
def test_nothing_that_was_typed_mentions_anybody(mention: str) -> None:
    (section,) = sections(f"About “{mention}”")
    assert {element["type"] for element in section["elements"]} == {"text"}
    assert words(section) == f"About “{mention}”"
    assert "<" not in plain_text(mention)


@given(st.text(alphabet="ab *_[]()>-1.\n+@:/<&!", max_size=60))
def test_no_text_loses_its_letters_or_makes_an_empty_element(text: str) -> None:
    blocks = RICH.blocks(text)
    assert '"text": ""' not in json.dumps(blocks)
    shown = words(blocks)
    assert [c for c in shown if c in "ab"] == [c for c in text if c in "ab"]


def test_long_texts_are_cut_at_spaces_into_blocks_that_slack_takes() -> None:
    for markdown in ("word " * 3000, "x" * 10_000, "\n".join(f"- item {n}" for n in range(900))):
        blocks = RICH.blocks(markdown)
        assert all(len(words(block)) <= LONGEST_BLOCK for block in blocks)
        assert words(blocks).replace(" ", "") == (
            markdown.replace("- ", "").replace(" ", "").replace("\n", "")
        )


def test_a_list_that_is_cut_goes_on_counting() -> None:
    items = "\n".join(f"{n}. {'word ' * 30}" for n in range(1, 41))
    lists = sections(items)
    assert [part.get("offset", 0) for part in lists] == [0, 20]


def test_every_answer_of_the_documents_is_shown_whole() -> None:
    library = get_library(get_settings().documents_dir)
    for topic in library.answers:
        text = compose_answer(library, topic).text
        shown = words(RICH.blocks(text))
        assert "**" not in shown
        assert len(shown) > 0.8 * len(text)


def test_every_emergency_reply_is_shown_without_marks_in_every_language() -> None:
    contacts = get_library(get_settings().documents_dir).contacts
    for language in load_words():
        for kind in KINDS:
            text = "\n\n".join(
                (
                    first_lines(kind, language, contacts),
                    further_lines(kind, language, contacts, "FR"),
                )
            )
            assert "**" not in words(RICH.blocks(text))
            assert "tel:112" in links(text)


def test_the_words_for_notifications_have_no_marks() -> None:
    text = "**Call** [+1 215](tel:+1215) & _now_ <!channel>\n> said"
    assert plain_text(text) == "Call +1 215 &amp; now &lt;!channel&gt;\nsaid"
