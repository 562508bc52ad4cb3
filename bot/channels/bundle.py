"""The files of the widget as browsers get them: its modules in one, without comments and spaces.

So the page of somebody on a slow line makes one request instead of one for each module, and for
fewer bytes. The modules import names of each other (`import { a, b } from "./other.js"`), rename
none, and no two of them give the same name to different things.
"""

from __future__ import annotations

import re
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin

_IMPORT = re.compile(r'^import (?:\{[^{}]*\} from )?"\./([\w.-]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:class|const|function) )", re.MULTILINE)


def bundled_script(entry: Path) -> str:
    """Return a module and all that it imports, each after what it needs itself.

    Args:
        entry: The module; what it exports as a list, `export { a };`, stays exported.
    """
    parts: dict[Path, str] = {}
    _collect(entry, parts)
    return str(jsmin("".join(parts.values())))


def small_style(path: Path) -> str:
    """Return a style sheet."""
    return str(cssmin(path.read_text(encoding="utf-8")))


def _collect(module: Path, parts: dict[Path, str]) -> None:
    if module in parts:
        return
    text = module.read_text(encoding="utf-8")
    parts[module] = ""  # two modules may import each other: what they do first needs neither
    for name in _IMPORT.findall(text):
        _collect(module.with_name(name), parts)
    del parts[module]
    parts[module] = _EXPORT.sub("", _IMPORT.sub("", text))
