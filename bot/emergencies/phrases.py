"""Phrases that make an emergency certain, in every language that has a file.

A phrase is text without regard to case, accents, apostrophes and punctuation. `(a|b|)` stands for
one of several words, or for none; `*` for any ending or beginning of a word; ` ... ` for up to five
words in between. In Chinese and Japanese, which write no spaces, a phrase is found anywhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.emergencies.kinds import Kind
from bot.emergencies.said import Said, load_said

WITHOUT_SPACES = frozenset({"zh", "ja"})
MOST_WORDS_BETWEEN = 5
MOST_CHARACTERS_BETWEEN = 12

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`\u00b4]")
_BETWEEN_WORDS = rf"(?: [^ ]+){{0,{MOST_WORDS_BETWEEN}}}"
_ITEM = re.compile(r"\.\.\.|(?:\([^()]*\)|[^\s()])+")
_CHOICE = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True)
class Cry:
    """An emergency that a message names in so many words.

    Attributes:
        kind: Which.
        language: ISO 639-1 code of the phrase's language.
        is_certain: Whether nothing beside it says that it is not happening now.
    """

    kind: Kind
    language: str
    is_certain: bool


class Phrases:
    """The phrases of several languages."""

    def __init__(self, said: Mapping[str, Said]) -> None:
        """Compile the phrases.

        Args:
            said: What is said, by language.
        """
        self._phrases = {
            language: {kind: _any_of(phrases, language) for kind, phrases in words.phrases.items()}
            for language, words in said.items()
        }
        self._unless = {
            language: _any_of(words.unless, language) for language, words in said.items()
        }

    def find(self, text: str) -> Cry | None:
        """Return the emergency that a text names: a certain one before any other."""
        spaced = fold(text)
        unspaced = spaced.replace(" ", "")
        cries = []
        for language, kinds in self._phrases.items():
            folded = unspaced if language in WITHOUT_SPACES else spaced
            found = [
                (match.end() - match.start(), kind)
                for kind, pattern in kinds.items()
                if (match := pattern.search(folded))
            ]
            if found:
                length, kind = max(found)
                is_certain = self._unless[language].search(folded) is None
                cries.append((is_certain, length, Cry(kind, language, is_certain)))
        return max(cries, key=lambda cry: cry[:2])[2] if cries else None

    def doubts(self, text: str) -> bool:
        """Tell whether a text says of itself, in any language, that it may be no emergency."""
        spaced = fold(text)
        unspaced = spaced.replace(" ", "")
        return any(
            pattern.search(unspaced if language in WITHOUT_SPACES else spaced)
            for language, pattern in self._unless.items()
        )


@lru_cache(maxsize=1)
def load_phrases() -> Phrases:
    """Return the phrases of `data/emergencies/`.

    Raises:
        DataError: A file cannot be used.
    """
    return Phrases(load_said())


def fold(text: str) -> str:
    """Return the words of a text in lower case, without accents, each between single spaces."""
    bare = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text.casefold()))
    # Accents on letters go; the marks that are letters of their own, as in Hindi, stay.
    bare = "".join(c for c in bare if not "\u0300" <= c <= "\u036f")
    bare = unicodedata.normalize("NFC", bare)
    words = "".join(" " if unicodedata.category(c)[0] in "PZSC" else c for c in bare).split()
    return f" {' '.join(words)} "


def _any_of(phrases: Iterable[str], language: str) -> re.Pattern[str]:
    pattern = _unspaced_pattern if language in WITHOUT_SPACES else _spaced_pattern
    # A pattern of nothing would match everywhere.
    return re.compile("|".join(pattern(phrase) for phrase in phrases) or r"(?!)")


def _spaced_pattern(phrase: str) -> str:
    """Return the pattern of a phrase, every word of which follows a space of the folded text."""
    pattern = ""
    for item in _ITEM.findall(phrase):
        if item == "...":
            pattern += _BETWEEN_WORDS
        elif choice := _CHOICE.fullmatch(item):
            pattern += _one_of(choice[1], lead=" ")
        else:
            pattern += " " + _mixed(item)
    return pattern + "(?= )"


def _unspaced_pattern(phrase: str) -> str:
    """Return the pattern of a phrase in a folded text without spaces."""
    return "".join(
        rf".{{0,{MOST_CHARACTERS_BETWEEN}}}" if item == "..." else _mixed(item).replace(" ", "")
        for item in _ITEM.findall(phrase)
    )


def _mixed(item: str) -> str:
    """Return the pattern of a word that may contain choices: "(un|)conscious"."""
    return "".join(
        _one_of(part[1:-1]) if part.startswith("(") else _literal(part)
        for part in re.findall(r"\([^()]*\)|[^()]+", item)
    )


def _one_of(alternatives: str, *, lead: str = "") -> str:
    patterns = [_literal(words) for words in alternatives.split("|")]
    return f"(?:{'|'.join(f'{lead}{words}' if words else '' for words in patterns)})"


def _literal(words: str) -> str:
    return f"{_BETWEEN_WORDS} ".join(_words(part) for part in words.split(" ... "))


def _words(words: str) -> str:
    return " ".join(
        "[^ ]*".join(re.escape(fold(part).strip()) for part in word.split("*"))
        for word in words.split()
    )
