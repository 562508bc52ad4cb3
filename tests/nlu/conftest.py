"""What the tests of the Rasa components share."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage

from bot.embedding import SentenceEmbedding, load_embedding


@pytest.fixture(scope="session")
def embedding() -> SentenceEmbedding:
    return load_embedding()


@pytest.fixture
def model_storage(tmp_path: Path) -> LocalModelStorage:
    folder = tmp_path / "storage"
    folder.mkdir()
    return LocalModelStorage(folder)


@pytest.fixture
def execution_context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}), "a model")
