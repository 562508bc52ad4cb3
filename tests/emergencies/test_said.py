"""What is said in an emergency: the files of every language, and the phrases in them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.embedding import VOCABULARY
from bot.emergencies.kinds import KINDS
from bot.emergencies.phrases import Cry, Phrases, load_phrases
from bot.emergencies.said import FOLDER, Said, load_said
from bot.emergencies.words import load_words
from bot.errors import DataError

LANGUAGES = {"ar", "de", "en", "es", "fr", "hi", "it", "ja", "ko", "pt", "ru", "zh"}
FEWEST_OTHERS = 100
FEWEST_OF_A_KIND = 10


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of two of the files, to change at will."""
    for name in ("en.yml", "fr.yml"):
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


def every_phrase() -> list[tuple[str, str]]:
    """Return each phrase of each language, those that make uncertain included."""
    return [
        (language, phrase)
        for language, said in load_said().items()
        for phrases in (*said.phrases.values(), said.unless)
        for phrase in phrases
    ]


def test_every_language_has_its_file() -> None:
    assert set(load_said()) == LANGUAGES


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_examples_of_every_kind_and_of_none(language: str) -> None:
    said = load_said()[language]
    assert set(said.emergencies) == set(KINDS)
    assert {kind: len(texts) >= FEWEST_OF_A_KIND for kind, texts in said.emergencies.items()} == (
        dict.fromkeys(KINDS, True)
    )
    assert len(said.others) >= FEWEST_OTHERS


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_example_is_both_an_emergency_and_none(language: str) -> None:
    said = load_said()[language]
    emergencies = {text.casefold() for texts in said.emergencies.values() for text in texts}
    assert not emergencies & {text.casefold() for text in said.others}


def test_a_language_that_has_phrases_has_them_for_every_kind() -> None:
    for language, said in load_said().items():
        if any(said.phrases.values()):
            assert {kind for kind, phrases in said.phrases.items() if phrases} == set(KINDS), (
                language
            )
            assert said.unless, language


def test_who_is_replied_to_in_a_language_is_understood_in_it() -> None:
    assert set(load_words()) <= LANGUAGES


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("phrases:", "phrases: [", id="no YAML"),
        pytest.param("phrases:", "sentences:", id="a part of another name"),
        pytest.param("  medical:", "  illness:", id="an unknown kind"),
        pytest.param("unless:", "unless: {}\nrest:", id="a part too many"),
    ],
)
def test_a_malformed_file_is_named(folder: Path, old: str, new: str) -> None:
    path = folder / "fr.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError, match=r"data/emergencies/fr\.yml cannot be used: "):
        load_said(folder)


@pytest.mark.parametrize("content", ["", "[]", "- a", "phrases: 3"])
def test_a_file_of_another_form_is_named(folder: Path, content: str) -> None:
    (folder / "fr.yml").write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"data/emergencies/fr\.yml cannot be used: "):
        load_said(folder)


def test_a_file_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "fr.yml").unlink()
    (folder / "fr.yml").mkdir()
    with pytest.raises(DataError, match=r"data/emergencies/fr\.yml cannot be used: "):
        load_said(folder)


def test_every_phrase_compiles_and_matches_neither_the_empty_text_nor_one_letter() -> None:
    assert len(every_phrase()) > 1000
    for language, phrase in every_phrase():
        said = Said(phrases={"medical": (phrase,)}, unless=(), emergencies={}, others=())
        alone = Phrases({language: said})
        assert [text for text in ("", " ", "a", "?", "我") if alone.find(text)] == [], phrase


def test_every_sign_in_a_phrase_stands_where_it_means_something() -> None:
    # Brackets in brackets; a gap that is not between words; any ending of no word.
    misplaced = re.compile(r"\([^()]*\(|[^\s]\.\.\.|\.\.\.[^\s]|…|(^|[\s(|])\*($|[\s)|])")
    assert [
        (language, phrase)
        for language, phrase in every_phrase()
        if misplaced.search(phrase) or phrase.count("(") != phrase.count(")")
    ] == []


def test_no_phrase_alone_matches_one_word_of_english() -> None:
    words = VOCABULARY.read_text(encoding="utf-8").split()
    english = [word for word in words if word.isascii() and word.isalpha()]
    assert len(english) > 20_000
    assert {word: cry for word in english if (cry := load_phrases().find(word))} == {}


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("my friend is unconscious and not breathing", "medical", "en"),
        ("HELP WE HAVE BEEN KIDNAPPED", "missing", "en"),
        ("mi compañera no respira, ayuda", "medical", "es"),
        ("meu amigo nao respira", "medical", "pt"),
        ("mon ami ne respire plus", "medical", "fr"),
        ("mein freund atmet nicht mehr", "medical", "de"),
        ("il mio amico non respira", "medical", "it"),
        ("صديقي لا يتنفس", "medical", "ar"),
        ("我朋友没有呼吸了", "medical", "zh"),
        ("友達が息をしていません", "medical", "ja"),
    ],
)
def test_a_cry_in_so_many_words_is_certain_without_a_model(
    text: str, kind: str, language: str
) -> None:
    assert load_phrases().find(text) == Cry(kind, language, True)


@pytest.mark.parametrize(
    "text",
    [
        "Is a heart attack covered?",
        "Who do I call if I get arrested?",
        "Register my trip to Nairobi, please",
        "hello",
        "thanks a lot",
        "¿Está cubierto el dentista?",
        "Was zahlt die Versicherung beim Zahnarzt?",
    ],
)
def test_a_question_is_no_certain_emergency(text: str) -> None:
    cry = load_phrases().find(text)
    assert cry is None or not cry.is_certain
