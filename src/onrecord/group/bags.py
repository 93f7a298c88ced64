"""Words of many documents as arrays, small enough to keep a hundred thousand documents in memory.

A word is a key of 64 bits (blake2b, RFC 7693), so a pile needs no vocabulary and no order of arrival shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
Numbers = NDArray[np.int64]
Values = NDArray[np.float64]

PRIOR_DOCUMENTS = 40
"""Imagined documents beside those of the pile: a pile of two still tells a rare word from a common one."""
PRIOR_FREQUENCY = 0.8
"""How many of the imagined documents hold any given word that is not a stop word."""
_PRIME = np.uint64(0x9E3779B97F4A7C15)


@lru_cache(maxsize=1 << 18)
def key(word: str) -> int:
    """The key of a word: the same in every process."""
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def keys(words: Iterable[str]) -> Keys:
    """Keys in the order of ``words``."""
    return np.fromiter((key(word) for word in words), dtype=np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Bag:
    """Keys, ascending and each once, and how often each occurs."""

    keys: Keys
    counts: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.keys)


def bag(counts: Mapping[str, int]) -> Bag:
    """The bag of counted words."""
    found = keys(counts)
    order = np.argsort(found)
    numbers = np.fromiter((min(n, 0xFFFF) for n in counts.values()), dtype=np.uint16, count=len(found))
    return Bag(found[order], numbers[order])


def runs(paragraphs: Iterable[Sequence[str]], length: int) -> Keys:
    """Keys, ascending and each once, of all runs of ``length`` words that lie inside one paragraph."""
    found = []
    for words in paragraphs:
        if len(words) >= length:
            own = keys(words)
            run = np.zeros(len(own) - length + 1, dtype=np.uint64)
            for at in range(length):
                run = run * _PRIME + own[at : at + len(run)]
            found.append(run)
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.uint64)


def shared_with(own: Keys, others: Sequence[Keys]) -> Numbers:
    """How many keys of ascending ``own`` each of ``others`` has, which hold each of theirs once."""
    sizes = [len(other) for other in others]
    if not len(own) or not sum(sizes):
        return np.zeros(len(others), dtype=np.int64)
    found = np.concatenate(others)
    hits = own[np.minimum(np.searchsorted(own, found), len(own) - 1)] == found
    return np.bincount(np.repeat(np.arange(len(others)), sizes)[hits], minlength=len(others))


def places_of(start: Numbers, rows: Numbers) -> tuple[Numbers, Numbers]:
    """Places that ``rows`` take, row ``r`` from ``start[r]`` on, and which of ``rows`` each belongs to."""
    sizes = start[rows + 1] - start[rows]
    ends = np.cumsum(sizes)
    places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(start[rows] - ends + sizes, sizes)
    return places, np.repeat(np.arange(len(rows)), sizes)


class Weighted:
    """Unit vectors of logarithmic term frequency times inverse document frequency (Salton & Buckley 1988)."""

    def __init__(self, bags: Sequence[Bag]) -> None:
        sizes = np.array([len(b) for b in bags], dtype=np.int64)
        self._start = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(sizes)])
        every = np.concatenate([np.zeros(0, dtype=np.uint64), *(b.keys for b in bags)])
        counts = np.concatenate([np.zeros(0, dtype=np.uint16), *(b.counts for b in bags)])
        self._keys, self._terms, self.frequency = np.unique(every, return_inverse=True, return_counts=True)
        rarity = np.log((len(bags) + PRIOR_DOCUMENTS) / (self.frequency + PRIOR_FREQUENCY))
        weights = (1 + np.log(counts)) * rarity[self._terms]
        rows = np.repeat(np.arange(len(bags)), sizes)
        norms = np.sqrt(np.bincount(rows, weights * weights, minlength=len(bags)))
        self._weights: Values = weights / norms[rows] if len(rows) else weights
        self._rows: Numbers = rows
        self._scratch: Values = np.zeros(len(self._keys))

    def dots(self, row: int, others: Numbers) -> Values:
        """Cosines of ``row`` with each of ``others``."""
        own = slice(self._start[row], self._start[row + 1])
        places, whose = places_of(self._start, others)
        self._scratch[self._terms[own]] = self._weights[own]
        products = self._scratch[self._terms[places]] * self._weights[places]
        self._scratch[self._terms[own]] = 0.0
        found = np.bincount(whose, products, minlength=len(others))
        return np.asarray(found, dtype=np.float64)

    def common(self, row: int, other: int, most: int) -> list[int]:
        """Keys that two rows share, those that count most first."""
        own, its = (slice(self._start[r], self._start[r + 1]) for r in (row, other))
        both, left, right = np.intersect1d(self._terms[own], self._terms[its], True, True)
        products = self._weights[own][left] * self._weights[its][right]
        return [int(self._keys[t]) for t in both[np.argsort(-products, kind="stable")][:most]]

    def sharers(self, most_frequent: int, terms: int, most: int) -> list[Numbers]:
        """For each row the rows that share most of its rarest words: at most ``most``.

        Rare is what is in 2 to ``most_frequent`` rows; the ``terms`` weightiest of a row are asked for.
        """
        rare = np.flatnonzero((self.frequency >= 2) & (self.frequency <= most_frequent))
        listed = np.flatnonzero(np.isin(self._terms, rare))
        by_term = listed[np.argsort(self._terms[listed], kind="stable")]
        first = np.searchsorted(self._terms[by_term], np.arange(len(self._keys) + 1))
        bounds = np.searchsorted(listed, self._start)
        return [
            self._sharers(row, listed[bounds[row] : bounds[row + 1]], by_term, first, terms, most)
            for row in range(len(self._start) - 1)
        ]

    def _sharers(
        self, row: int, own: Numbers, by_term: Numbers, first: Numbers, terms: int, most: int
    ) -> Numbers:
        weightiest = own[np.argsort(-self._weights[own], kind="stable")[:terms]]
        places = [by_term[first[self._terms[p]] : first[self._terms[p] + 1]] for p in weightiest]
        if not places:
            return np.zeros(0, dtype=np.int64)
        found = np.concatenate(places)
        products = self._weights[found] * np.repeat(self._weights[weightiest], [len(p) for p in places])
        rows, at = np.unique(self._rows[found], return_inverse=True)
        total = np.bincount(at, products)
        total[rows == row] = 0.0
        ranked = rows[np.argsort(-total, kind="stable")[: most + 1]]
        return np.asarray(ranked[ranked != row][:most], dtype=np.int64)
