"""The trained model and its name."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import FactError, ModelError
from bot.server import model
from bot.server.model import model_path, train_if_needed
from bot.settings import PROJECT_ROOT

FEW_QUESTIONS = """
nlu:
- intent: greet
  examples: |
    - hello
    - good morning
- intent: ask_dental_amount
  examples: |
    - how much for teeth
    - is the dentist covered
"""


@pytest.fixture
def project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_settings: Callable[..., None]
) -> Path:
    """A copy of what the model depends on."""
    root = tmp_path / "project"
    for folder in ("data", "documents", "bot/nlu", "bot/knowledge", "bot/emergencies"):
        shutil.copytree(PROJECT_ROOT / folder, root / folder)
    for name in ("config.yml", "domain.yml", "requirements.lock", "bot/embedding.py"):
        shutil.copy(PROJECT_ROOT / name, root / name)
    monkeypatch.setattr(model, "PROJECT_ROOT", root)
    monkeypatch.setattr(model, "MODELS_DIR", root / "models")
    set_settings(documents_dir=root / "documents")
    return root


def test_the_name_is_that_of_the_present_state(project: Path) -> None:
    assert model_path() == model_path()
    assert model_path().parent == project / "models"
    assert not (project / "models").exists()


@pytest.mark.parametrize(
    "name",
    [
        "data/nlu.yml",
        "data/rules.yml",
        "data/follow_ups.yml",
        "data/more/nlu.yml",
        "documents/isos-at-umb.md",
        "documents/benefits.yml",
        "documents/answers.yml",
        "documents/questions.yml",
        "documents/new.txt",
        "bot/nlu/decision.py",
        "bot/knowledge/library.py",
        "bot/emergencies/phrases.py",
        "data/emergencies/es.yml",
        "bot/embedding.py",
        "config.yml",
        "domain.yml",
        "requirements.lock",
    ],
)
def test_the_name_changes_with_data_documents_and_code(name: str, project: Path) -> None:
    before = model_path()
    (project / name).parent.mkdir(exist_ok=True)
    with (project / name).open("a", encoding="utf-8") as file:
        file.write("\n# A remark.\n")
    assert model_path() != before


@pytest.mark.parametrize(
    "name",
    [
        "documents/contacts.yml",
        "documents/originals/isos-at-umb.txt",
        "bot/emergencies/words/es.yml",
    ],
)
def test_a_new_phone_number_needs_no_training(name: str, project: Path) -> None:
    before = model_path()
    with (project / name).open("a", encoding="utf-8") as file:
        file.write("\n# A remark.\n")
    assert model_path() == before


def test_a_model_that_is_there_is_not_trained_again(project: Path) -> None:
    model_path().parent.mkdir()
    model_path().write_bytes(b"trained before")
    assert train_if_needed() == model_path()
    assert model_path().read_bytes() == b"trained before"


def train_quietly() -> Path:
    with warnings.catch_warnings():  # Rasa warns of slots, however they are written
        warnings.simplefilter("ignore")
        return train_if_needed()


def test_no_half_model_is_left_when_the_documents_contradict_the_figures(project: Path) -> None:
    (project / "data" / "nlu.yml").write_text(FEW_QUESTIONS, encoding="utf-8")
    page = project / "documents" / "isos-at-umb.md"
    page.write_text(page.read_text("utf-8").replace("$250,000", "$300,000"), encoding="utf-8")
    older = project / "models" / "travel-assistant-older.tar.gz"
    older.parent.mkdir()
    older.write_bytes(b"trained before")
    with pytest.raises(FactError, match=r"isos-at-umb\.md now says .*\$300,000"):
        train_quietly()
    # The older model stays until there is a better one.
    assert list((project / "models").iterdir()) == [older]


def test_training_data_that_cannot_be_read_is_a_model_error(project: Path) -> None:
    (project / "domain.yml").write_text('version: "3.1"\nresponses: [\n', encoding="utf-8")
    with pytest.raises(ModelError, match="The training failed"):
        train_quietly()
    assert list((project / "models").iterdir()) == []
