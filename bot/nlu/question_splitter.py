"""Dividing a message into the questions that are asked in it."""

from __future__ import annotations

import re
from functools import lru_cache

from spacy.pipeline import Sentencizer
from spacy.tokens import Doc

# A message this short asks one thing.
SHORT_MESSAGE_WORDS = 5
# More pieces are no letter but noise, and reading each of them would hold up everybody else.
MOST_PIECES = 30
# What a second question in a sentence begins with: "... and how", "... and do I", not "and must
# stay longer".
_BEGINNING = (
    r"(?:also\s+)?(?:(?:who|whom|what|whats|which|where|when|why|how|if|whether|the|my|for|about|so|"
    r"then)\b|(?:is|are|am|do|does|did|can|could|will|would|should|must|may)\s+(?:i|we|you|they|he|"
    r"she|it|there|that|this|my|our|the|isos|umb|students?|any\w*|some\w*)\b)"
)
_JOINT = re.compile(
    r"\s*(?:[,;]\s*|\s)(?:and also|and then|and|also|plus|as well as|another thing|&|\+)\s+"
    rf"(?={_BEGINNING})"
    r"|\s*[;\n]+\s*|\s+(?=\(?\d[.)]\s)|,\s+(?=(?:who|what|where|when|why|how|do|does|is|are|can)\b)",
    re.IGNORECASE,
)
# The only single words that ask something by themselves: "must I register, and how?"
_INTERROGATIVE = re.compile(r"(?:how|why|when|where|who)\W*", re.IGNORECASE)
_NUMBER = re.compile(r"^\W*\(?\d[.)]\s*")


def split_questions(message: Doc) -> list[str]:
    """Divide a message into sentences and clauses that may each ask something.

    Args:
        message: The message as spaCy has read it.

    Returns:
        The pieces in their order; empty if the message cannot be divided.
    """
    if len(message.text.split()) <= SHORT_MESSAGE_WORDS:
        return []
    pieces: list[str] = []
    for sentence in _sentencizer()(message).sents:
        for piece in _JOINT.split(sentence.text):
            text = _NUMBER.sub("", piece).strip(" ,;\n")
            if len(text.split()) > 1 or _INTERROGATIVE.fullmatch(text):
                pieces.append(text)
    return pieces if 1 < len(pieces) <= MOST_PIECES else []


@lru_cache(maxsize=1)
def _sentencizer() -> Sentencizer:
    """Return what finds sentences by their punctuation: Rasa loads spaCy without its parser."""
    return Sentencizer()
