"""What the tests take from outside: packages of npm, and what a machine may not be able to do."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path
from typing import NoReturn

import pytest


def cannot(reason: str) -> NoReturn:
    """Skip what this machine cannot do; where everything is to be tested, fail."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def file_from_npm(package: str, name: str, folder: Path) -> str:
    """Return the text of a file of a package, or say that it cannot be had here.

    Args:
        package: With its version, such as "axe-core@4.14.1".
        name: Of the file in the package.
        folder: An empty one, where the package is put.
    """
    try:
        subprocess.run(
            ["npm", "pack", package], cwd=folder, check=True, capture_output=True, timeout=120
        )
    except (OSError, subprocess.SubprocessError):
        cannot(f"npm cannot fetch {package}")
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as files:
        source = files.extractfile(f"package/{name}")
        assert source is not None
        return source.read().decode()
