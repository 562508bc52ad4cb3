"""Rasa's commands start without TensorFlow, and step aside for a TensorFlow that is there."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.server.without_tensorflow import STAND_INS

needs_stand_ins = pytest.mark.skipif(
    importlib.util.find_spec("tensorflow") is not None, reason="TensorFlow is installed"
)


def python(code: str, *path: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a new process of this environment, with folders put in front of its path."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))}
    environ.pop("RASA_TELEMETRY_ENABLED", None)
    return subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=False
    )


@needs_stand_ins
def test_the_commands_of_rasa_load_no_tensorflow():
    result = python(
        "import sys\n"
        "import rasa.__main__, rasa.cli.run, rasa.cli.shell, rasa.cli.test, rasa.cli.train\n"
        "import rasa.core.agent, rasa.core.test, rasa.model_training, rasa.nlu.test, rasa.server\n"
        "import rasa.engine.recipes.default_components\n"
        "print({name.partition('.')[0] for name in sys.modules} & {'tensorflow', 'keras'})"
    )

    assert result.returncode == 0, result.stderr
    assert result.stdout == "set()\n"


@needs_stand_ins
@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in STAND_INS.items() for name in names]
)
def test_a_stand_in_says_on_use_what_to_do(module: str, name: str):
    stand_in = getattr(importlib.import_module(module), name)

    with pytest.raises(Exception, match=f"{name} needs TensorFlow: run `make full`"):
        stand_in()


@needs_stand_ins
@pytest.mark.parametrize("name", ["DIETClassifier", "TEDPolicy", "LanguageModelFeaturizer"])
def test_a_stand_in_can_be_named_in_the_configuration(name: str):
    from rasa.engine.recipes.default_recipe import DefaultV1Recipe

    component = DefaultV1Recipe._from_registry(name).clazz

    with pytest.raises(Exception, match=f"{name} needs TensorFlow: run `make full`"):
        component.required_packages()


def test_the_stand_ins_step_aside_for_tensorflow(tmp_path: Path):
    (tmp_path / "tensorflow").mkdir()
    (tmp_path / "tensorflow" / "__init__.py").write_text("print('the real one')\n")

    result = python("import rasa.nlu.classifiers.diet_classifier", tmp_path)

    assert result.stdout.startswith("the real one")
    assert "make full" not in result.stderr


def test_nothing_heavy_is_imported_at_start():
    result = python("import sys; print(sorted({'rasa', 'numpy', 'pydantic'} & set(sys.modules)))")

    assert result.stdout == "[]\n"


def test_telemetry_is_off_unless_asked_for():
    result = python("import os; print(os.environ['RASA_TELEMETRY_ENABLED'])")

    assert result.stdout == "false\n"
