"""The trained model: where it is, whether it is still right, and training it anew."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import AssistantError, ModelError
from bot.knowledge.library import load_library
from bot.settings import PROJECT_ROOT, get_settings

if TYPE_CHECKING:
    from rasa.model_training import TrainingResult

MODELS_DIR = PROJECT_ROOT / "models"
# Contacts are looked up when an answer is given; a new phone number needs no training.
NOT_TRAINED_ON = {"contacts.yml"}


def model_path() -> Path:
    """Return where the model of the present data, documents and code is, or will be."""
    digest = hashlib.sha256()
    for path in _files_it_depends_on():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return MODELS_DIR / f"travel-assistant-{digest.hexdigest()[:16]}.tar.gz"


def train_if_needed(*, force: bool = False) -> Path:
    """Train the model unless that of the present data, documents and code is there.

    Args:
        force: Train in any case.

    Returns:
        The model. Older ones of this name are removed.

    Raises:
        ModelError: The training failed.
        AssistantError: The documents or fact files do not hold together.
    """
    path = model_path()
    if path.exists() and not force:
        return path
    load_library(get_settings().documents_dir)  # what is wrong with it is said before minutes pass
    MODELS_DIR.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=MODELS_DIR, prefix=".training-") as folder:
        trained = _train(Path(folder))
        # Only a whole model ever has its final name.
        shutil.move(trained, path)
    for older in MODELS_DIR.glob("travel-assistant-*.tar.gz"):
        if older != path:
            older.unlink()
    return path


def _train(folder: Path) -> Path:
    from rasa.engine.exceptions import GraphComponentException
    from rasa.shared.exceptions import RasaException

    try:
        result = _train_quietly(folder)
    except (RasaException, GraphComponentException) as error:
        # Rasa wraps what one of our components raises.
        if isinstance(error.__cause__, AssistantError):
            raise error.__cause__ from None
        raise ModelError(
            f"The training failed: {error}. `rasa data validate` checks the training data."
        ) from error
    if result.code != 0 or result.model is None:
        raise ModelError(
            f"The training failed (code {result.code}): see the messages above; "
            "`rasa data validate` checks the training data."
        )
    return Path(result.model)


def _train_quietly(folder: Path) -> TrainingResult:
    """Train with Rasa, whose own words would drown the progress that is shown on stderr."""
    os.environ.setdefault("LOG_LEVEL", "ERROR")
    with (
        open(os.devnull, "w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        warnings.catch_warnings(),
    ):
        # Sanic resets the filters of warnings when it is imported.
        warnings.showwarning = lambda *_, **__: None
        from rasa.model_training import train

        return train(
            domain=str(PROJECT_ROOT / "domain.yml"),
            config=str(PROJECT_ROOT / "config.yml"),
            training_files=[str(PROJECT_ROOT / "data")],
            output=str(folder),
            fixed_model_name="model",
        )


def _files_it_depends_on() -> Iterator[Path]:
    yield from (PROJECT_ROOT / name for name in ("config.yml", "domain.yml", "requirements.lock"))
    yield from sorted((PROJECT_ROOT / "data").rglob("*.yml"))
    for path in sorted(get_settings().documents_dir.glob("*")):
        if path.is_file() and path.name not in NOT_TRAINED_ON:
            yield path
    for package in ("nlu", "knowledge"):
        yield from sorted((PROJECT_ROOT / "bot" / package).glob("*.py"))
    # Of bot/emergencies what the gate is made of; the words of the replies need no training.
    for name in ("alarm", "kinds", "phrases", "said"):
        yield PROJECT_ROOT / "bot" / "emergencies" / f"{name}.py"
    yield PROJECT_ROOT / "bot" / "embedding.py"
