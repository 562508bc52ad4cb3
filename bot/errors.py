"""The errors of the assistant. A message says what is wrong, which value, and what to do."""

from __future__ import annotations


class AssistantError(Exception):
    """Base of every error that the assistant raises on purpose."""


class SettingsError(AssistantError, ValueError):
    """A setting in the environment is missing or wrong."""


class DocumentError(AssistantError, ValueError):
    """A document cannot be read."""


class FactError(AssistantError, ValueError):
    """A fact file contradicts the documents or is malformed."""


class DataError(AssistantError, ValueError):
    """A file of the training data, or of the words of the assistant, is malformed."""


class ModelError(AssistantError, RuntimeError):
    """A trained model or the embedding model is missing or damaged."""


class ServerError(AssistantError, RuntimeError):
    """A server of the assistant cannot be started or kept running."""
