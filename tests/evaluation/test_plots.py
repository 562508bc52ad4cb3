from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.evaluation import plots
from bot.evaluation.figures import separation
from bot.evaluation.run import Run

TOPICS = ["dental_amount", "quarantine_cover", "how_to_register"]
PICTURES: dict[str, Callable[[Run, Path], None]] = {
    "confusion": lambda run, path: plots.plot_confusion(run, TOPICS, path),
    "coverage": lambda run, path: plots.plot_coverage(run, path),
    "reliability": lambda run, path: plots.plot_reliability(separation(run), run.name, path),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_written(name: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.png"

    PICTURES[name](run, path)

    header = path.read_bytes()[:24]
    assert header.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", header[16:])
    assert width > 400
    assert height > 300


def test_drawing_leaves_no_global_state() -> None:
    source = Path(plots.__file__).read_text(encoding="utf-8")

    assert "pyplot" not in source
