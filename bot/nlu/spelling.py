"""Mending slips of hurried thumbs in the words that matter: "regsiter my tirp"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from bot.embedding import VOCABULARY

_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
SHORTEST_WORD = 4
# A word of the training questions that stands there this often may be what was meant ...
OFTEN = 4
# ... and one this rare there may be a slip itself.
RARE = 2
LONG_WORD = 8


class Spelling:
    """Puts the nearest frequent word of the training questions in the place of an unknown word."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """Keep the words.

        Args:
            counts: Words of the training questions in lower case, and how often they stand there.
        """
        self.counts = dict(counts)
        self._targets = [
            word
            for word, count in self.counts.items()
            if count >= OFTEN and len(word) >= SHORTEST_WORD
        ]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Spelling:
        """Learn the words of texts."""
        return cls(Counter(word for text in texts for word in _WORD.findall(text.lower())))

    def correct(self, text: str) -> str:
        """Return the text with unknown words replaced where a frequent word is very near."""
        return _WORD.sub(lambda match: self._correct_word(match.group(0)), text)

    def _correct_word(self, word: str) -> str:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        lower = word.lower()
        is_known = self.counts.get(lower, 0) > RARE or _is_english(lower)
        if is_known or len(lower) < SHORTEST_WORD:
            return word
        most_slips = 1 if len(lower) < LONG_WORD else 2
        nearest = process.extractOne(
            lower, self._targets, scorer=OSA.distance, score_cutoff=most_slips
        )
        return nearest[0] if nearest else word


def _is_english(word: str) -> bool:
    """Tell whether the word, or a longer form of it ("injured"), is in the model's vocabulary."""
    words, beginnings = _english_words()
    return word in words or word in beginnings


@lru_cache(maxsize=1)
def _english_words() -> tuple[frozenset[str], frozenset[str]]:
    words: Sequence[str] = VOCABULARY.read_text(encoding="utf-8").split()
    long_words = [word for word in words if word.isalpha() and len(word) > SHORTEST_WORD]
    beginnings = {word[:-cut] for word in long_words for cut in (1, 2)}
    return frozenset(words), frozenset(beginnings)
