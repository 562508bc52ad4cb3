"""The words of the emergency replies, in every language that has a file in `words/`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml
from pydantic import BaseModel, Extra, ValidationError, root_validator, validator

from bot.emergencies.kinds import KINDS, Kind
from bot.errors import DataError

FOLDER = Path(__file__).with_name("words")
ENGLISH = "en"

_CONTACTS = frozenset({"isos_phone", "incident_hotline"})
# What each text names; all others name nothing.
_PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "call_isos": frozenset({"isos_phone"}),
    "call_hotline": frozenset({"incident_hotline"}),
    "also_isos": frozenset({"isos_phone"}),
    "also_hotline": frozenset({"incident_hotline"}),
    "line": _CONTACTS,
    "try_again": _CONTACTS,
    "local_numbers": frozenset({"country", "numbers"}),
    "no_local_numbers": frozenset({"country"}),
}


class Words(BaseModel):
    """What is said in one language; `words/en.yml` says what each text is for."""

    language: str
    safety: Mapping[Kind, str]
    call_isos: str
    call_hotline: str
    say: str
    isos_phone_blank: str
    incident_hotline_blank: str
    also_isos: str
    also_hotline: str
    further: Mapping[Kind, str]
    local_numbers: str
    no_local_numbers: str
    ask_country: str
    called: str
    cannot_reach: str
    false_alarm: str
    local_number: str
    line: str
    try_again: str
    false_alarm_heard: str
    task_waits: str
    continue_task: str
    case_intro: str
    ask_case_person: str
    ask_case_place: str
    ask_case_event: str
    ask_case_callback: str
    skip: str
    stop: str
    case_script: str
    case_kept: str
    case_stopped: str
    staff_alerted: str
    ask_consent: str
    consent_yes: str
    consent_no: str
    consent_given: str
    consent_refused: str
    english_only: str
    script: Mapping[str, str] = {}

    class Config:
        extra = Extra.forbid
        frozen = True

    @validator("safety")
    def _for_every_kind(cls, safety: Mapping[Kind, str]) -> Mapping[Kind, str]:
        if missing := set(KINDS) - set(safety):
            raise ValueError(f"there is no line for {', '.join(sorted(missing))}")
        return safety

    @root_validator(skip_on_failure=True)
    def _with_its_placeholders(cls, values: dict[str, Any]) -> dict[str, Any]:
        for name, text in values.items():
            if name == "script":
                continue
            texts = text.values() if isinstance(text, Mapping) else [text]
            expected = _PLACEHOLDERS.get(name, frozenset())
            for said in texts:
                if {place for _, place, _, _ in Formatter().parse(said)} - {None} != expected:
                    names = ", ".join(f"{{{place}}}" for place in sorted(expected)) or "none"
                    raise ValueError(f"{name}: its placeholders must be: {names}")
        return values


@lru_cache(maxsize=1)
def load_words(folder: Path = FOLDER) -> dict[str, Words]:
    """Return the words by the ISO 639-1 code of the language.

    Raises:
        DataError: A file cannot be read, has another form, or English is missing.
    """
    words = {path.stem: _read(path) for path in sorted(folder.glob("*.yml"))}
    if ENGLISH not in words:
        raise DataError(f"{folder} has no {ENGLISH}.yml: put it back.")
    return words


def words_in(language: str) -> Words:
    """Return the words in a language, or in English where it has none.

    Args:
        language: ISO 639-1 code; anything else is taken for a language without words.

    Raises:
        DataError: See `load_words`.
    """
    words = load_words()
    return words.get(language, words[ENGLISH])


def _read(path: Path) -> Words:
    try:
        return Words.parse_obj(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise DataError(f"words/{path.name} cannot be used: {error}") from error
