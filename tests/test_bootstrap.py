"""How scripts/bootstrap.py chooses a Python, judges an environment, and reads pip's settings."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("requirements", "requirements-dev", "requirements-full"):
        (tmp_path / f"{name}.lock").write_text(f"pins of {name}\n")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "bootstrap.py").write_text("# the script\n")
    return tmp_path


@pytest.mark.parametrize(
    ("versions", "chosen"),
    [
        ({"a": (3, 10), "b": (3, 10)}, "a"),
        ({"a": (3, 11), "b": (3, 10)}, "b"),
        ({"a": None, "b": (3, 10)}, "b"),  # a shim that fails
        ({"a": None, "b": (3, 9)}, None),
        ({}, None),
    ],
)
def test_the_first_python_that_runs_and_is_3_10_is_chosen(bootstrap, versions, chosen):
    assert bootstrap.choose_python(versions, versions.get) == chosen


def test_a_python_named_by_the_user_comes_first(bootstrap, tmp_path):
    environ = {"PYTHON310": "/my/python", "PATH": "/one:/two", "HOME": str(tmp_path)}

    candidates = bootstrap.python_candidates(environ)

    assert candidates[0] == "/my/python"
    assert candidates.index("/one/python3.10") < candidates.index("/two/python3.10")


def test_pythons_of_pyenv_are_found_where_its_shim_is_not_on_the_path(bootstrap, tmp_path):
    python = tmp_path / "versions" / "3.10.13" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()

    assert str(python) in bootstrap.python_candidates({"PYENV_ROOT": str(tmp_path)})


def test_a_file_that_fails_or_does_not_exist_is_no_python(bootstrap, tmp_path):
    shim = tmp_path / "python3.10"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)

    assert bootstrap.python_version(str(shim)) is None
    assert bootstrap.python_version(str(tmp_path / "nowhere")) is None
    assert bootstrap.python_version(sys.executable) == (3, 10)


@pytest.mark.parametrize(
    ("installed", "wanted", "fresh"),
    [
        ("runtime", "runtime", True),
        ("dev", "runtime", True),
        ("full", "dev", True),
        ("runtime", "dev", False),
        ("dev", "full", False),
    ],
)
def test_an_environment_serves_every_smaller_kind(bootstrap, checkout, installed, wanted, fresh):
    stamp = bootstrap.make_stamp(installed, checkout)

    assert bootstrap.is_fresh(stamp, wanted, checkout) is fresh


def test_running_the_assistant_does_not_remove_the_test_tools(bootstrap):
    assert bootstrap.kind_to_install("dev 123\n", "runtime") == "dev"
    assert bootstrap.kind_to_install("dev 123\n", "full") == "full"
    assert bootstrap.kind_to_install("", "runtime") == "runtime"
    assert bootstrap.kind_to_install("nonsense\n", "runtime") == "runtime"


@pytest.mark.parametrize("changed", ["requirements-dev.lock", "scripts/bootstrap.py"])
def test_a_change_makes_the_environment_stale(bootstrap, checkout, changed):
    stamp = bootstrap.make_stamp("dev", checkout)
    (checkout / changed).write_text("changed\n")

    assert not bootstrap.is_fresh(stamp, "dev", checkout)


@pytest.mark.parametrize("stamp", ["", "dev", "dev \n", "nonsense 123\n"])
def test_an_unfinished_environment_is_not_taken_for_whole(bootstrap, checkout, stamp):
    assert not bootstrap.is_fresh(stamp, "dev", checkout)


def test_a_moved_checkout_makes_the_environment_stale(bootstrap, checkout, tmp_path):
    stamp = bootstrap.make_stamp("runtime", checkout)
    moved = checkout.rename(tmp_path.with_name("moved"))

    assert not bootstrap.is_fresh(stamp, "runtime", moved)


@pytest.mark.parametrize(
    ("text", "recent"),
    [
        ("uv 0.13.9 (x86_64-unknown-linux-gnu)", True),
        ("uv 1.0.0", True),
        ("uv 0.4.30", False),
        ("", False),  # a shim that fails
    ],
)
def test_an_old_or_broken_uv_is_not_used(bootstrap, text, recent):
    assert bootstrap.uv_is_recent(text) is recent


@pytest.mark.parametrize(
    ("environ", "pip_config", "settings"),
    [
        ({}, "", {}),
        ({"PIP_INDEX_URL": "I"}, "", {"UV_DEFAULT_INDEX": "I"}),
        ({}, "global.index-url='I'", {"UV_DEFAULT_INDEX": "I"}),
        ({"PIP_INDEX_URL": "I"}, "global.index-url='J'", {"UV_DEFAULT_INDEX": "I"}),
        ({"PIP_INDEX_URL": "I", "UV_INDEX_URL": "J"}, "", {}),
        ({"PIP_CERT": "C"}, "", {"SSL_CERT_FILE": "C"}),
        ({"PIP_CERT": "C", "SSL_CERT_FILE": "D"}, "", {}),
    ],
)
def test_the_index_of_pip_is_handed_on_to_uv(bootstrap, environ, pip_config, settings):
    assert bootstrap.index_settings(environ, pip_config) == settings


@pytest.mark.parametrize(
    "arguments", [[], ["everything"], ["dev", "--upgrade"], ["lock", "--check"]]
)
def test_wrong_arguments_show_how_it_is_used(bootstrap, arguments, capsys):
    assert bootstrap.main(arguments) == 2
    assert "bootstrap.py" in capsys.readouterr().err
