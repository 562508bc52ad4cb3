"""What the Rasa components of this package share."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

SPACY_DOC = "text_spacy_doc"


def code_of(*modules: ModuleType) -> list[Path]:
    """Return the source files of modules, and of all modules of a package."""
    files: list[Path] = []
    for module in modules:
        assert module.__file__ is not None  # none of ours is a namespace package
        path = Path(module.__file__)
        files.extend(sorted(path.parent.glob("*.py")) if path.name == "__init__.py" else [path])
    return files
