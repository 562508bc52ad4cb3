"""Make `.venv` with everything that the locked requirements list, on a machine that has nothing.

    python3 scripts/bootstrap.py runtime|dev|full   make or update the environment
    python3 scripts/bootstrap.py dev --check        only tell, by the exit status, if it is there
    python3 scripts/bootstrap.py lock [--upgrade]   make the lock files from pyproject.toml

Only the standard library is used, from Python 3.8 on. When `.venv` is already what was asked for,
this returns at once. The steps: find or install uv, find or install a Python 3.10, make `.venv`,
install the hash-checked lock file, put the checkout on that Python's path, and write the stamp
`.venv/.installed`. An environment without the stamp was left unfinished, and is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
STAMP = VENV / ".installed"
PYTHON = VENV / "bin" / "python"
UV_LOCK = ROOT / "scripts" / "uv.lock"

# Smallest first: each has all of the one before it.
LOCKS = {
    "runtime": "requirements.lock",
    "dev": "requirements-dev.lock",
    "full": "requirements-full.lock",
}
OLDEST_UV = (0, 5)  # older ones do not know all options that are used here

NO_PYTHON = """No Python 3.10 was found, and uv could not download one (its message is above).
Rasa 3.6 runs on Python 3.10 only. Install one in whichever way suits this machine, then run the
same command again:
  Ubuntu 22.04       sudo apt-get install python3.10
  Fedora             sudo dnf install python3.10
  macOS (Homebrew)   brew install python@3.10
  pyenv              pyenv install 3.10
  conda              conda create -p ~/python3.10 python=3.10
An interpreter in an unusual place is found when PYTHON310 holds its path:
  make run PYTHON310=/path/to/python3.10"""

NO_UV = """uv, which installs the packages, could not be installed (the messages are above).
Either install it yourself (https://docs.astral.sh/uv), or give this Python what it lacks, then
run the same command again:
  no pip or venv?            sudo apt-get install python3-pip python3-venv
  a package index of yours?  export PIP_INDEX_URL=...
  behind a proxy?            export HTTPS_PROXY=..."""

NO_PACKAGES = """The packages could not be installed (uv's message is above). Common reasons: no
connection to the package index (PIP_INDEX_URL, HTTPS_PROXY), less than 3 GB of free disk space,
or no wheel for this platform. Nothing half-made is kept in use: run the same command again."""

NO_LOCK = "The lock files could not be made (uv's message is above)."


class BootstrapError(Exception):
    """Something that only a person can put right; the message says how."""


def main(arguments: list[str]) -> int:
    """Do what the arguments say (see the module's text) and return the exit status."""
    command, options = (arguments or [""])[0], arguments[1:]
    allowed = {"lock": ["--upgrade"]}.get(command, ["--check"] if command in LOCKS else None)
    if allowed is None or options not in ([], allowed):
        print(__doc__, file=sys.stderr)
        return 2
    if command in LOCKS and is_fresh(read_stamp(), command, ROOT):
        return 0
    if options == ["--check"]:
        return 1
    try:
        with only_one():
            if command == "lock":
                make_locks(options)
            elif not is_fresh(read_stamp(), command, ROOT):  # another `make` may just have done it
                install(kind_to_install(read_stamp(), command))
    except BootstrapError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to start over.", file=sys.stderr)
        return 130
    return 0


def install(kind: str) -> None:
    """Make `.venv` hold exactly the lock file of this kind."""
    started = time.monotonic()
    uv = find_uv()
    unfinished = not STAMP.exists()
    if not unfinished:
        STAMP.unlink()
    if unfinished or python_version(str(PYTHON)) != (3, 10):
        if VENV.exists():
            say("Starting .venv over: it was left unfinished, or made by something else")
        python = find_python(uv)
        say(f"Python 3.10: {python}")
        run([uv, "venv", "--quiet", "--clear", "--python", python, str(VENV)], NO_PACKAGES)
    lock = LOCKS[kind]
    say(f"Installing {lock} into .venv: some minutes the first time, seconds later on")
    # The few packages that come as source only are built with the setuptools of the lock file.
    command = [uv, "pip", "sync", "--python", str(PYTHON), "--require-hashes"]
    command += ["--compile-bytecode", "--build-constraints", lock, lock]
    if not sys.stderr.isatty():
        command += ["--quiet"]  # a log needs no list of two hundred packages
    run(command, NO_PACKAGES)
    write_launchers()
    STAMP.write_text(make_stamp(kind, ROOT), encoding="utf-8")
    say(f"Ready after {time.monotonic() - started:.0f} s")


def make_locks(options: list[str]) -> None:
    """Write the lock files: the same pins in each, but where TensorFlow forces older ones."""
    command = [find_uv(), "pip", "compile", "pyproject.toml", "--quiet", "--generate-hashes"]
    command += ["--no-annotate", "--custom-compile-command", "make lock"]
    command += ["--python-version", "3.10", "--python-platform", "x86_64-manylinux_2_28"]
    runtime, dev, full = LOCKS.values()
    run([*command, *options, "--output-file", runtime], NO_LOCK)
    extra = ["--group", "dev", "--constraints", runtime]
    run([*command, *options, *extra, "--output-file", dev], NO_LOCK)
    # uv keeps the versions that it finds in the file it is to write, wherever it can.
    shutil.copy(ROOT / dev, ROOT / full)
    extra = ["--group", "dev", "--overrides", "requirements-full.in"]
    run([*command, *extra, "--output-file", full], NO_LOCK)


def make_stamp(kind: str, root: Path) -> str:
    """Return what `.installed` says: the kind, and a hash of all that the environment is made of.

    The checkout's path is part of it, because the environment's scripts contain that path.
    """
    digest = hashlib.sha256(str(root).encode())
    for name in (LOCKS[kind], "scripts/bootstrap.py"):
        digest.update((root / name).read_bytes())
    return f"{kind} {digest.hexdigest()}\n"


def is_fresh(stamp: str, wanted: str, root: Path) -> bool:
    """Tell whether the environment with this stamp has all of the wanted kind, up to date."""
    kind = stamp.partition(" ")[0]
    return kind_to_install(stamp, wanted) == kind and stamp == make_stamp(kind, root)


def kind_to_install(stamp: str, wanted: str) -> str:
    """Return the larger kind of what is there and what is wanted: `run` removes no test tool."""
    there = stamp.partition(" ")[0]
    kinds = list(LOCKS)
    return max(wanted, there, key=lambda kind: kinds.index(kind) if kind in kinds else -1)


def read_stamp() -> str:
    """Return the stamp of the environment that is there, or an empty text."""
    try:
        return STAMP.read_text(encoding="utf-8")
    except OSError:
        return ""


def find_python(uv: str) -> str:
    """Return the path of a Python 3.10 that runs, after letting uv download one if need be."""
    python = choose_python(python_candidates(os.environ), python_version)
    if python is None:
        say("No Python 3.10 here: asking uv to download one")
        subprocess.run([uv, "python", "install", "3.10"], cwd=ROOT, check=False)
        # uv's own look-up also knows the Pythons that it installed earlier.
        found = output([uv, "python", "find", "--no-python-downloads", "3.10"])
        python = choose_python([found], python_version) if found else None
    if python is None:
        raise BootstrapError(NO_PYTHON)
    return python


def python_candidates(environ: Mapping[str, str]) -> list[str]:
    """Return the paths where a Python 3.10 may be, the most wanted first."""
    home = Path(environ.get("HOME", "/"))
    pyenv = Path(environ.get("PYENV_ROOT", home / ".pyenv"))
    folders = environ.get("PATH", "").split(os.pathsep)
    folders += ["/usr/local/bin", "/usr/bin", "/opt/homebrew/bin", str(home / "python3.10/bin")]
    candidates = [environ.get("PYTHON310", ""), sys.executable]
    candidates += [str(Path(folder) / "python3.10") for folder in folders if folder]
    candidates += sorted(map(str, pyenv.glob("versions/3.10*/bin/python")), reverse=True)
    return [path for path in candidates if path]


def choose_python(
    candidates: Iterable[str], version_of: Callable[[str], tuple[int, int] | None]
) -> str | None:
    """Return the first candidate that really runs and is a Python 3.10, or None.

    A file of the right name proves nothing: pyenv's `python3.10` fails where pyenv has no 3.10.
    """
    return next((path for path in candidates if version_of(path) == (3, 10)), None)


def python_version(python: str) -> tuple[int, int] | None:
    """Return the version of an interpreter, (3, 10) for example, or None when it does not run."""
    if not os.access(python, os.X_OK):
        return None
    found = output([python, "-Sc", "import sys; print('%d %d' % sys.version_info[:2])"])
    numbers = found.split()
    return (int(numbers[0]), int(numbers[1])) if len(numbers) == 2 else None


def find_uv() -> str:
    """Return the path of uv: the one on PATH, or the pinned one installed into `.tools`."""
    own = TOOLS / "uv" / "bin" / "uv"
    for path in (shutil.which("uv"), str(own)):
        if path and uv_is_recent(output([path, "--version"])):
            return path
    say("Installing uv into .tools")
    target = TOOLS / "uv"
    shutil.rmtree(target, ignore_errors=True)
    options = ["--quiet", "--no-deps", "--require-hashes", "-r", str(UV_LOCK)]
    # Plain pip first. Where it is missing, as on Debian, a virtual environment may still have it.
    if not uv_after([sys.executable, "-m", "pip", "install", "--target", str(target), *options]):
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(target)], check=False)
        if not uv_after([str(target / "bin" / "python"), "-m", "pip", "install", *options]):
            raise BootstrapError(NO_UV)
    return str(own)


def uv_after(command: list[str]) -> bool:
    """Run a command that installs uv into `.tools`, and tell whether uv now works."""
    quiet = {"PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    try:
        subprocess.run(command, env={**os.environ, **quiet}, check=False)
    except OSError:
        return False
    return uv_is_recent(output([str(TOOLS / "uv" / "bin" / "uv"), "--version"]))


def uv_is_recent(text: str) -> bool:
    """Tell from what `uv --version` printed whether that uv works and is recent enough."""
    version = re.match(r"uv (\d+)\.(\d+)", text)
    return version is not None and (int(version[1]), int(version[2])) >= OLDEST_UV


def index_settings(environ: Mapping[str, str], pip_config: str) -> dict[str, str]:
    """Return uv's names for the package index and certificate that pip is set up to use.

    Args:
        environ: The environment; a setting of uv itself that is in it is left as it is.
        pip_config: What `pip config list` prints.
    """
    configured = dict(
        re.findall(r"^(?:global|install)\.([\w-]+)='(.*)'$", pip_config, re.MULTILINE)
    )
    index = environ.get("PIP_INDEX_URL") or configured.get("index-url")
    certificate = environ.get("PIP_CERT") or configured.get("cert")
    settings = {}
    if index and not any(environ.get(name) for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL")):
        settings["UV_DEFAULT_INDEX"] = index
    if certificate and not environ.get("SSL_CERT_FILE"):
        settings["SSL_CERT_FILE"] = certificate
    return settings


def write_launchers() -> None:
    """Put the checkout on the environment's path, and write the command `bot`."""
    site_packages = VENV / "lib" / "python3.10" / "site-packages"
    # Python runs a line of a .pth file that starts with `import` whenever it starts.
    (site_packages / "travel_assistant.pth").write_text(
        f"{ROOT}\nimport bot.server.without_tensorflow as stand_ins; stand_ins.install()\n",
        encoding="utf-8",
    )
    launcher = VENV / "bin" / "bot"
    # Through sh, because a `#!` line bears neither spaces nor long paths.
    launcher.write_text(
        f"#!/bin/sh\n'''exec' {shlex.quote(str(PYTHON))} \"$0\" \"$@\"\n' '''\n"
        "import sys\n\nfrom bot.cli import main\n\nsys.exit(main())\n",
        encoding="utf-8",
    )
    launcher.chmod(0o755)


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let a second run wait until this one has finished; on Windows it does not."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("w") as lock:
        with contextlib.suppress(ImportError):
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(command: list[str], advice: str) -> None:
    """Run a command of uv with the user's index settings; raise with the advice when it fails."""
    pip_config = output([sys.executable, "-m", "pip", "config", "list"])
    environ = {"UV_HTTP_TIMEOUT": "180", **os.environ, **index_settings(os.environ, pip_config)}
    environ.pop("VIRTUAL_ENV", None)
    if subprocess.run(command, cwd=ROOT, env=environ, check=False).returncode != 0:
        raise BootstrapError(advice)


def output(command: list[str]) -> str:
    """Return what a command prints, or an empty text when it fails."""
    try:
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return result.stdout.strip() if result.returncode == 0 else ""


def say(text: str) -> None:
    """Print a line about progress at once."""
    print(f"==> {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
