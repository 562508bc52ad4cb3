"""Figures, addresses and links among the assistant's own words, which belong in a fact file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.emergencies.words import FOLDER, load_words
from bot.errors import DataError
from bot.settings import PROJECT_ROOT

DOMAIN = PROJECT_ROOT / "domain.yml"

_FACT = re.compile(r"\S*\d\S*|\S+@\S+|https?://\S*|www\.\S*")
_PLACEHOLDER = re.compile(r"\{\w+\}")


def facts_in(text: str) -> list[str]:
    """Return the figures, addresses and links of a text; what is filled in later is none."""
    found: list[str] = _FACT.findall(_PLACEHOLDER.sub("", text))
    return found


def loose_facts(domain: Path = DOMAIN, words: Path = FOLDER) -> list[str]:
    """Return where such a fact stands in the responses and the emergency replies, with its mend.

    Args:
        domain: The file of the responses.
        words: The folder of the words of the emergency replies.

    Raises:
        DataError: A file cannot be read, or has another form.
    """
    texts = [*_of_responses(domain), *_of_emergencies(words)]
    return [
        f"{place}: “{fact}” stands among the words. Take it out: figures, addresses and links are "
        "said from the fact files in documents/ only."
        for place, text in texts
        for fact in facts_in(text)
    ]


def _of_responses(domain: Path) -> Iterator[tuple[str, str]]:
    """Yield each text and button of the responses, with its place."""
    try:
        responses = yaml.safe_load(domain.read_text(encoding="utf-8"))["responses"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError) as error:
        raise DataError(f"{domain.name} cannot be used: {error!r}") from error
    for name, variants in responses.items():
        for variant in variants:
            yield f"{domain.name}: {name}", variant.get("text", "")
            for button in variant.get("buttons", []):
                yield f"{domain.name}: {name}, a button", button["title"]


def _of_emergencies(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each text of the emergency replies, with its place."""
    for language, words in load_words(folder).items():
        for name, text in _flat(words.dict()):
            yield f"{folder.name}/{language}.yml: {name}", text


def _flat(texts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, text in texts.items():
        if isinstance(text, str):
            yield name, text
        else:
            yield from ((f"{name}.{part}", inner) for part, inner in _flat(text))
