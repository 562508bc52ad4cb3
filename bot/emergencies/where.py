"""The country that a message speaks of, in any language of the replies."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from bot.emergencies.phrases import WITHOUT_SPACES, fold
from bot.emergencies.words import ENGLISH, load_words
from bot.trips.found_place import FoundPlace
from bot.trips.places import find_places

# Names of countries that are also something else: "they will go", a first name, "of that", a
# grenade. They count only as the answer to "which country are you in?".
_ORDINARY_WORDS = {
    "ar": {"عمان", "مالي"},
    "es": {"iran", "mauricio"},
    "fr": {"maurice", "dominique", "grenade"},
    "hi": {"माली"},
    "ko": {"오만"},
    "pt": {"ira", "mauricio"},
    "ru": {"того"},
}
# The city in Spain is meant, or a weapon.
_NEVER = {"granada"}
_KOREAN_ENDING = "(?:에서|에|의|으로|로|은|는|이|가|도|입니다|이에요|예요|인데)?"
# Of the first case, and of all others; folded, so that a short i is an i.
_RUSSIAN_NOMINATIVE = re.compile("(?:ая|ые|ие|ыи|(?<=а)и|(?<=[^аеиоуыэюя])[аяыь]|(?<=и)я)$")
_RUSSIAN_ENDING = "(?:[аеиуыьюя]|[ое][июм]|[аяые][хм]|ая|ов|ую|ии|ию)?"
# What stands before the name of a place that is typed without its capital: "mover las manos" is
# not Manaus, and "el rio" is any river.
_LEADS = {
    "de": re.compile(r"\b(?:in|bei|nach|aus)\s+$", re.IGNORECASE),
    "es": re.compile(r"\ben\s+$", re.IGNORECASE),
    "fr": re.compile(r"\b(?:à|a|au|aux|en)\s+$", re.IGNORECASE),
    "hi": re.compile(r"(?!)"),
    "it": re.compile(r"\b(?:a|ad|in)\s+$", re.IGNORECASE),
    "pt": re.compile(r"\bem\s+$", re.IGNORECASE),
}


def country_of(text: str, language: str, *, whole: bool = False) -> str | None:
    """Return the country that a text names, or whose city it names; None unless there is just one.

    Args:
        text: What somebody wrote.
        language: ISO 639-1 code of its language.
        whole: Whether it answers "which country are you in?".

    Returns:
        ISO 3166-1 alpha-2.
    """
    known = language if language in load_words() else ENGLISH
    if whole and (code := _names(known).get(_joined(text, known))):
        return code
    # The gazetteer knows English, with its cities and nicknames.
    named = set() if known == ENGLISH else _named(text, known)
    if not named:
        named = {
            place.leg.country_code
            for place in find_places(text, whole=whole)
            if place.leg and (whole or _is_meant(text, place, known))
        }
    return named.pop() if len(named) == 1 else None


def _is_meant(text: str, place: FoundPlace, language: str) -> bool:
    """Tell whether what looks like a place is one in this language."""
    if fold(text[place.start : place.end]).strip() in _ORDINARY_WORDS.get(language, ()):
        return False
    lead = _LEADS.get(language)
    return lead is None or text[place.start].isupper() or bool(lead.search(text[: place.start]))


def _named(text: str, language: str) -> set[str]:
    folded = _joined(text, language) if language in WITHOUT_SPACES else fold(text)
    found = [
        (match.span(), len(pattern.pattern), code)
        for code, pattern in _patterns(language).items()
        for match in pattern.finditer(folded)
    ]
    # "South Sudan" is not Sudan as well, nor is Nigeria in Russian Niger with an ending.
    return {
        code
        for (start, end), length, code in found
        if not any(
            start >= first and end <= last and (last - first, longer) > (end - start, length)
            for (first, last), longer, _ in found
        )
    }


def _joined(text: str, language: str) -> str:
    folded = fold(text).strip()
    return folded.replace(" ", "") if language in WITHOUT_SPACES else folded


@lru_cache(maxsize=16)
def _names(language: str) -> dict[str, str]:
    """Return the codes of the countries by their folded names."""
    names = {
        _joined(name, language): code
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
    return {name: code for name, code in names.items() if name not in _NEVER}


@lru_cache(maxsize=16)
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    """Return what finds each country in a folded text."""
    ordinary = _ORDINARY_WORDS.get(language, set())
    return {
        code: _pattern(name, language)
        for name, code in _names(language).items()
        if name not in ordinary
    }


def _pattern(name: str, language: str) -> re.Pattern[str]:
    if language == "zh":
        return re.compile(name)
    if language == "ja":
        # Thailand is no part of a tyre, which is written with more letters of the same kind.
        return re.compile(f"(?<![ァ-ヺー]){re.escape(name)}(?![ァ-ヺー])")
    words = "".join(f" {_declined(word, language)}" for word in name.split())
    return re.compile(f"{words}(?= )")


def _declined(word: str, language: str) -> str:
    """Return the pattern of a word with the endings that it can have."""
    if language == "ko":
        return re.escape(word) + _KOREAN_ENDING
    if language == "ru" and len(word) > 2:
        stem = _RUSSIAN_NOMINATIVE.sub("", word)
        if stem != word or word[-1] not in "аеиоуыэюя":
            return re.escape(stem) + _RUSSIAN_ENDING
    return re.escape(word)
