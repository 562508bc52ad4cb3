"""Everything that can be set from the environment, read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import BaseSettings, Field, SecretStr, ValidationError

from bot.errors import SettingsError

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings of the assistant: the environment variables ``TRAVEL_ASSISTANT_<NAME>``."""

    documents_dir: Path = Field(
        PROJECT_ROOT / "documents", description="Folder of the documents and the fact files."
    )
    database_url: str = Field(
        f"sqlite:///{PROJECT_ROOT / 'travel_assistant.db'}",
        description="SQLAlchemy address of the database.",
    )
    max_message_characters: int = Field(
        2000, ge=100, le=10_000, description="Longest message that is read, in characters."
    )
    max_body_bytes: int = Field(
        16_384, ge=1024, description="Largest HTTP request body that is accepted, in bytes."
    )
    reply_timeout_seconds: float = Field(
        8.0, gt=0, description="After this time a turn answers with the fallback text."
    )
    session_secret: SecretStr = Field(
        SecretStr(""),
        description="Key that signs the web page's session ids. Empty: a new one at every start, "
        "so that an open page begins a new conversation after a restart.",
    )

    class Config:
        env_prefix = "TRAVEL_ASSISTANT_"


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process.

    Raises:
        SettingsError: A variable has a value that cannot be used; the message names all of them.
    """
    try:
        return Settings()
    except ValidationError as error:
        problems = "; ".join(
            f"TRAVEL_ASSISTANT_{str(item['loc'][0]).upper()}: {item['msg']}"
            for item in error.errors()
        )
        raise SettingsError(f"Wrong settings in the environment: {problems}") from error
