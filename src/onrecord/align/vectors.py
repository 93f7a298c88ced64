"""Sentence vectors of one event, with what all of them share taken out.

Vectors of one model lie in a narrow cone, and those of one story in a narrower one; without their common
mean, unrelated sentences of a story have a cosine near 0 (Mu & Viswanath 2018, "All-but-the-Top"). Between
languages, directions in which translations of one sentence differ count for less (within-class covariance
normalisation, Hatch et al. 2006; ``training/alignment/within.py``).
"""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from onrecord.align.evidence import settings
from onrecord.text.embedding import Embedder, Vectors

_PAUSES = " \t\n\u00a0,;:–—-"
_PRIOR = 10
"""How many sentences of the story the model's general mean counts for."""


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """What is known of the vectors of a model: their general mean, and a matrix they are multiplied with."""

    mean: Vectors | None = None
    within: Vectors | None = None


@cache
def space_of(model: str) -> Space:
    """The space of the vectors of a model, by its name without the version; one of which nothing is known."""
    code = settings().get("mean", {}).get(model)
    if code is None:
        return Space()
    mean = np.frombuffer(base64.b64decode(code), dtype="<f2").astype(np.float32)
    with (files("onrecord") / "data" / "models" / "within" / f"{model}.npy").open("rb") as file:
        return Space(mean, np.load(file).astype(np.float32))


class Meanings:
    """Centred unit vectors of texts, computed once each.

    A clause is one text with and without the comma or colon that ends it.
    """

    def __init__(self, embedder: Embedder, space: Space) -> None:
        self._embedder = embedder
        self._space = space
        self._means: dict[str, Vectors] = {}
        self._vectors: dict[tuple[str, str], Vectors] = {}
        self._across: dict[tuple[str, str], Vectors] = {}

    def learn(self, texts: Iterable[tuple[str, str]]) -> None:
        """Embed (language, text) pairs in one batch and take the mean of each language from them."""
        pairs = list(dict.fromkeys(_bare(texts)))
        raw = self._embedder.embed([text for _, text in pairs])
        rows: dict[str, list[int]] = defaultdict(list)
        for row, (language, _) in enumerate(pairs):
            rows[language].append(row)
        for language, numbers in rows.items():
            self._means[language] = self._mean(raw[numbers])
        self._keep(pairs, raw)

    def add(self, texts: Iterable[tuple[str, str]]) -> None:
        """Embed more texts, centred on the means already learnt."""
        pairs = [p for p in dict.fromkeys(_bare(texts)) if p not in self._vectors]
        if pairs:
            self._keep(pairs, self._embedder.embed([text for _, text in pairs]))

    def _mean(self, raw: Vectors) -> Vectors:
        general = self._space.mean
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
            self._vectors[language, text] = _unit(centred)

    def get(self, language: str, text: str, across: bool = False) -> Vectors | None:
        """The centred vector of a text, None where it was not embedded; ``across``: to compare languages."""
        key = language, _without_pause(text)
        vector = self._vectors.get(key)
        if vector is None or not across or self._space.within is None:
            return vector
        found = self._across.get(key)
        if found is None:
            found = self._across[key] = _unit(vector @ self._space.within)
        return found


def _bare(texts: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    return ((language, _without_pause(text)) for language, text in texts)


def _without_pause(text: str) -> str:
    return text.rstrip(_PAUSES) or text


def _unit(vector: Vectors) -> Vectors:
    norm = float(np.linalg.norm(vector))
    return vector / norm if norm > 0 else vector
