"""Word and character n-grams, weighted by TF-IDF, that can be kept as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer


def character_ngrams(
    vocabulary: Sequence[str] | None = None,
    idf: npt.NDArray[Any] | None = None,
    *,
    shortest: int = 2,
) -> TfidfVectorizer:
    """Return a vectorizer of pieces of words, to be fitted or as it was fitted before.

    Args:
        vocabulary: What `vocabulary_of` returned; None to fit.
        idf: The weights that belong to it.
        shortest: Characters of the shortest piece; the longest has four.
    """
    vectorizer = TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(shortest, 4),
        min_df=2 if vocabulary is None else 1,
        sublinear_tf=True,
        vocabulary=vocabulary,
    )
    if idf is not None:
        vectorizer.idf_ = idf
    return vectorizer


def word_ngrams(
    vocabulary: Sequence[str] | None = None, idf: npt.NDArray[Any] | None = None
) -> TfidfVectorizer:
    """Return a vectorizer of words and pairs of words; see `character_ngrams`."""
    vectorizer = TfidfVectorizer(
        token_pattern=r"\w+", ngram_range=(1, 2), sublinear_tf=True, vocabulary=vocabulary
    )
    if idf is not None:
        vectorizer.idf_ = idf
    return vectorizer


def vocabulary_of(vectorizer: TfidfVectorizer) -> list[str]:
    """Return the n-grams of a fitted vectorizer in the order of its columns."""
    return sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
