"""The words of the emergency replies, in every language."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.emergencies.case import QUESTIONS
from bot.emergencies.kinds import KINDS
from bot.emergencies.words import ENGLISH, FOLDER, Words, load_words, words_in
from bot.errors import DataError

LANGUAGES = sorted(load_words())
BUTTONS = (
    "called",
    "cannot_reach",
    "false_alarm",
    "local_number",
    "continue_task",
    "skip",
    "stop",
    "consent_yes",
    "consent_no",
)
LONGEST_BUTTON = 45
# Of the lines that are read with one eye: two on a narrow phone. The second line names the hotline
# in two languages, and has its number in place of the placeholder.
LONGEST_LINE = 130
LONGEST_CALL_LINE = 150


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the words, to change at will."""
    return Path(shutil.copytree(FOLDER, tmp_path / "words"))


def texts_of(words: Words) -> dict[str, str]:
    """Return every text of a language by its name."""
    texts = {name: text for name, text in words.dict().items() if isinstance(text, str)}
    for group in ("safety", "further", "script"):
        texts |= {f"{group}.{name}": text for name, text in getattr(words, group).items()}
    return texts


def test_english_is_there_and_stands_in_for_every_other_language() -> None:
    assert ENGLISH in LANGUAGES
    for language in ("xx", "", "EN", "../en", "sw"):
        assert words_in(language) == load_words()[ENGLISH]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_that_english_says(language: str) -> None:
    english, words = load_words()[ENGLISH], load_words()[language]
    assert list(words.safety) == list(KINDS)
    assert set(words.further) == set(english.further)
    assert [name for name, text in texts_of(words).items() if not text.strip()] == []
    assert words.script == ({} if language != ENGLISH else english.script)


def test_the_script_for_the_phone_is_in_english_and_has_a_line_for_every_question() -> None:
    script = load_words()[ENGLISH].script
    assert set(script) == {"opening", *QUESTIONS, "authorization"}
    for question in QUESTIONS:
        assert script[question].count("{value}") == 1


@pytest.mark.parametrize("language", sorted({*LANGUAGES} - {ENGLISH}))
def test_no_language_has_texts_that_were_left_in_english(language: str) -> None:
    english, words = texts_of(load_words()[ENGLISH]), texts_of(load_words()[language])
    same = {name for name, text in words.items() if english.get(name) == text}
    assert same <= {"consent_no"}  # "No" is the same in several


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_button_is_short_enough_and_says_something_else(language: str) -> None:
    titles = [getattr(load_words()[language], name) for name in BUTTONS]
    assert [title for title in titles if not 0 < len(title) <= LONGEST_BUTTON] == []
    assert len({title.casefold() for title in titles}) == len(titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_lines_are_lines_that_can_be_read_with_one_eye(language: str) -> None:
    words = load_words()[language]
    short = [*words.safety.values(), words.say]
    assert [line for line in short if len(line) > LONGEST_LINE] == []
    call = [words.call_isos, words.call_hotline]
    assert [line for line in call if len(line) > LONGEST_CALL_LINE] == []
    assert [line for line in (*short, *call) if "\n" in line] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_first_is_bold_and_no_bold_is_left_open(language: str) -> None:
    words = load_words()[language]
    for line in (*words.safety.values(), words.call_isos, words.call_hotline, words.line):
        assert line.startswith("**"), line
    assert [text for text in texts_of(words).values() if text.count("**") % 2] == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("ask_country:", "ask_land:", "ask_country"),
        ("called: I've called", "called: I've called {isos_phone}", "placeholders must be: none"),
        ('now:** {isos_phone}"', 'now:**"', r"call_isos: its placeholders must be: {isos_phone}"),
        (
            "}: {numbers}",
            "}: {n}",
            r"local_numbers: its placeholders must be: {country}, {numbers}",
        ),
        ("called: I've called", "called: I've called {}", "placeholders must be: none"),
        ("Call International SOS now:** {", "Call { now:** {", "unmatched '{'"),
        ("  stranded:", "  lost:", "lost"),
        ("language: English", "language: English\nlanguages: 2", "languages"),
        ("language: English", "language: [", "words/en.yml"),
    ],
)
def test_a_malformed_file_is_named_with_what_is_wrong(
    folder: Path, old: str, new: str, reason: str
) -> None:
    path = folder / "en.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=r"words/en\.yml cannot be used") as caught:
        load_words(folder)
    assert reason in str(caught.value)


def test_a_kind_without_its_line_is_named(folder: Path) -> None:
    path = folder / "de.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("  arrest: ")]
    path.write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(DataError, match=r"words/de\.yml cannot be used(.|\n)*no line for arrest"):
        load_words(folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff\xfe"])
def test_a_file_of_another_form_is_named(folder: Path, content: bytes) -> None:
    (folder / "de.yml").write_bytes(content)
    with pytest.raises(DataError, match=r"words/de\.yml cannot be used"):
        load_words(folder)


def test_without_english_nothing_is_said(folder: Path) -> None:
    (folder / "en.yml").unlink()
    with pytest.raises(DataError, match=r"has no en\.yml: put it back"):
        load_words(folder)
