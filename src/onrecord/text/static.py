"""Static sentence vectors: the weighted mean of one vector per token, thousands of sentences a second.

The table in ``data/models/static`` was distilled from the vocabulary and the vectors of multilingual-e5-small
by ``training/embedding`` (after Tulkens & van Dongen 2024, "Model2Vec"; weights after Arora et al. 2017, "A
Simple but Tough-to-Beat Baseline for Sentence Embeddings"): near enough to rank sentences, not to judge them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer, models, normalizers, pre_tokenizers

from onrecord.text.embedding import Vectors

_BATCH = 2048
_FEW = 16
"""Texts that are not worth a batch."""
_LONGEST = 4000
"""Characters of a text that are looked at."""


class StaticEmbedder:
    """Token vectors of the packaged table; an :class:`onrecord.text.embedding.Embedder`."""

    def __init__(self) -> None:
        path = files("onrecord") / "data" / "models" / "static" / "tokens.npz"
        with path.open("rb") as file, np.load(file) as table:
            pieces = bytes(table["pieces"]).decode().split("\n")
            scores = table["scores"].astype(np.float64).tolist()
            self._codes: NDArray[np.int8] = table["codes"]
            self._scales: NDArray[np.float32] = table["scales"].astype(np.float32)
        self._tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), 0, False))
        self._tokenizer.normalizer = normalizers.NFKC()
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()

    def name(self) -> str:
        """Says that the vectors are static."""
        return "static (distilled from multilingual-e5-small)"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors; a text without a known token gives a zero vector."""
        out = np.zeros((len(texts), self._codes.shape[1]), dtype=np.float32)
        for start in range(0, len(texts), _BATCH):
            batch = [text[:_LONGEST] for text in texts[start : start + _BATCH]]
            out[start : start + len(batch)] = self._sums(batch)
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        out /= np.where(norms == 0, np.float32(1), norms)
        return out

    def _sums(self, texts: Sequence[str]) -> Vectors:
        # The first piece is the unknown one, with a scale of 0; it also keeps every row from being empty.
        ids = [[0, *encoded.ids] for encoded in self._encoded(texts)]
        tokens = np.concatenate([np.array(row, dtype=np.int64) for row in ids])
        rows = self._codes[tokens] * self._scales[tokens, None]
        starts = np.cumsum([0, *(len(row) for row in ids[:-1])])
        return np.asarray(np.add.reduceat(rows, starts, axis=0), dtype=np.float32)

    def _encoded(self, texts: Sequence[str]) -> Sequence[Encoding]:
        # A batch is spread over threads, whose start takes longer than a few texts.
        if len(texts) <= _FEW:
            return [self._tokenizer.encode(text) for text in texts]
        return self._tokenizer.encode_batch_fast(list(texts))


@cache
def static_embedder() -> StaticEmbedder:
    """The packaged static embedding, loaded once per process."""
    return StaticEmbedder()
