"""What people say in an emergency and what only sounds like it: `data/emergencies/`, by language.

Each file holds, for the language in its name:

- `phrases`: by kind, what makes a case certain; see `bot.emergencies.phrases`
- `unless`: phrases beside which no other phrase is certain
- `emergencies`: by kind, examples to learn from
- `others`: examples of what is no emergency
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, Extra, ValidationError

from bot.emergencies.kinds import Kind
from bot.errors import DataError
from bot.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / "data" / "emergencies"


class Said(BaseModel):
    """What is said in one language; see the module's text."""

    phrases: Mapping[Kind, tuple[str, ...]]
    unless: tuple[str, ...]
    emergencies: Mapping[Kind, tuple[str, ...]]
    others: tuple[str, ...]

    class Config:
        extra = Extra.forbid
        frozen = True


@lru_cache(maxsize=1)
def load_said(folder: Path = FOLDER) -> dict[str, Said]:
    """Return what is said, by the ISO 639-1 code of the language.

    Raises:
        DataError: A file cannot be read, or has another form.
    """
    return {path.stem: _read(path) for path in sorted(folder.glob("*.yml"))}


def _read(path: Path) -> Said:
    try:
        # The C parser: these are thousands of lines, which every process of the assistant reads.
        return Said.parse_obj(yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise DataError(f"data/emergencies/{path.name} cannot be used: {error}") from error
