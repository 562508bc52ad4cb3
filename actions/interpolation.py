"""Words of a person in the placeholders of a response."""

from __future__ import annotations


def as_value(text: str) -> str:
    """Return a text that can stand in a response.

    Rasa takes "0[", wherever it stands, for a placeholder that it could not fill, and then shows
    the names of all of them.
    """
    return text.replace("0[", "0 [")
