"""Reading the fact files: YAML checked entry by entry, with messages that say how to mend it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.errors import FactError

Entry = TypeVar("Entry", bound=BaseModel)


def read_entries(path: Path, entry_type: type[Entry]) -> dict[str, Entry]:
    """Read a fact file: a mapping from names to entries.

    Args:
        path: The YAML file.
        entry_type: The pydantic model of an entry.

    Returns:
        The entries by name, in the order of the file.

    Raises:
        FactError: The file is missing, is not YAML, or an entry is malformed; all faults are named.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise FactError(f"{path.name}: the file cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise FactError(f"{path.name}: this is not valid YAML: {error}") from error
    if not isinstance(content, dict):
        raise FactError(
            f"{path.name}: expected names with entries, found {type(content).__name__}."
        )
    entries: dict[str, Entry] = {}
    faults: list[str] = []
    for name, fields in content.items():
        try:
            entries[str(name)] = entry_type.parse_obj(fields)
        except ValidationError as error:
            faults.extend(
                f"{path.name}: {name}.{fault['loc'][0]}: {fault['msg']}" for fault in error.errors()
            )
    if faults:
        raise FactError("\n".join(faults))
    return entries
