"""Sentence vectors of one event, with what all of them share taken out.

Vectors of one model lie in a narrow cone, and those of one story in a narrower one; without their common
mean, unrelated sentences of a story have a cosine near 0 (Mu & Viswanath 2018, "All-but-the-Top").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from onrecord.text.embedding import Embedder, Vectors

_PRIOR = 10
"""How many sentences of the story the model's general mean counts for."""


class Meanings:
    """Centred unit vectors of texts, computed once each."""

    def __init__(self, embedder: Embedder, mean: Vectors | None) -> None:
        self._embedder = embedder
        self._general = mean
        self._means: dict[str, Vectors] = {}
        self._vectors: dict[tuple[str, str], Vectors] = {}

    def learn(self, texts: Iterable[tuple[str, str]]) -> None:
        """Embed (language, text) pairs in one batch and take the mean of each language from them."""
        pairs = list(dict.fromkeys(texts))
        raw = self._embedder.embed([text for _, text in pairs])
        rows: dict[str, list[int]] = defaultdict(list)
        for row, (language, _) in enumerate(pairs):
            rows[language].append(row)
        for language, numbers in rows.items():
            self._means[language] = self._mean(raw[numbers])
        self._keep(pairs, raw)

    def add(self, texts: Iterable[tuple[str, str]]) -> None:
        """Embed more texts, centred on the means already learnt."""
        pairs = [p for p in dict.fromkeys(texts) if p not in self._vectors]
        if pairs:
            self._keep(pairs, self._embedder.embed([text for _, text in pairs]))

    def _mean(self, raw: Vectors) -> Vectors:
        general = self._general
        if general is None:
            # Without a general mean, a handful of texts would be centred on little but themselves.
            mean = raw.mean(axis=0) * (len(raw) / (len(raw) + _PRIOR))
        else:
            mean = (raw.sum(axis=0) + _PRIOR * general) / (len(raw) + _PRIOR)
        return np.asarray(mean, dtype=np.float32)

    def _keep(self, pairs: list[tuple[str, str]], raw: Vectors) -> None:
        for (language, text), vector in zip(pairs, raw, strict=True):
            mean = self._means.get(language)
            centred = vector - mean if mean is not None else vector
            norm = float(np.linalg.norm(centred))
            self._vectors[language, text] = centred / norm if norm > 0 else centred

    def get(self, language: str, text: str) -> Vectors | None:
        """The centred vector of a text, None where it was not embedded."""
        return self._vectors.get((language, text))
