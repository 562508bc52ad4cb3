"""What the action server has to load."""

from __future__ import annotations

import subprocess
import sys

from bot.settings import PROJECT_ROOT

SCRIPT = """
import importlib, pkgutil, sys
import actions
names = [module.name for module in pkgutil.iter_modules(actions.__path__)]
for name in names:
    importlib.import_module(f"actions.{name}")
print(*names)
heavy = {"rasa", "tensorflow", "onnxruntime", "spacy", "sklearn"}
print(*sorted(heavy & set(sys.modules)))
"""


def test_the_actions_need_neither_rasa_nor_a_model_library() -> None:
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    names, heavy = result.stdout.splitlines()
    assert {"answer_question", "keep_unanswered_question", "report_emergency"} <= set(names.split())
    assert heavy == ""
