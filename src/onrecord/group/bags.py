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
_SCRATCH = 1 << 17
"""Values of rows that are held at a time while others are multiplied with them."""
_TOGETHER = 32
"""Rows of which that is done at a time at most."""
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


def places_of(start: Numbers, rows: Numbers) -> tuple[Numbers, Numbers]:
    """Places that ``rows`` take, row ``r`` from ``start[r]`` on, and which of ``rows`` each belongs to."""
    sizes = start[rows + 1] - start[rows]
    ends = np.cumsum(sizes)
    places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(start[rows] - ends + sizes, sizes)
    return places, np.repeat(np.arange(len(rows)), sizes)


class Crossed:
    """Rows of numbered things, each with a value, for the products of pairs of rows."""

    def __init__(self, start: Numbers, things: Numbers, values: Values) -> None:
        self._start = start
        self._things = things
        self._values = values
        self._width = int(things.max()) + 1 if len(things) else 1
        self._together = min(_TOGETHER, max(1, _SCRATCH // self._width))
        self._scratch: Values = np.zeros(self._together * self._width)

    def dots(self, left: Numbers, right: Numbers) -> Values:
        """For each pair of rows, ``left`` ascending, the sum of the products of what both hold."""
        out = np.zeros(len(left))
        rows, starts = np.unique(left, return_index=True)
        ends = np.append(starts[1:], len(left))
        for first in range(0, len(rows), self._together):
            some = slice(first, first + self._together)
            part = slice(starts[first], ends[some][-1])
            lines = np.repeat(np.arange(len(rows[some])), ends[some] - starts[some])
            out[part] = self._products(rows[some], lines * self._width, right[part])
        return out

    def _products(self, rows: Numbers, offsets: Numbers, others: Numbers) -> Values:
        """Those of ``others``, each with the row of ``rows`` that lies from its offset on in the scratch."""
        own, line = places_of(self._start, rows)
        used = line * self._width + self._things[own]
        self._scratch[used] = self._values[own]
        places, whose = places_of(self._start, others)
        products = self._scratch[offsets[whose] + self._things[places]] * self._values[places]
        self._scratch[used] = 0.0
        return np.bincount(whose, products, minlength=len(others))


def numbered(rows: Sequence[Keys]) -> tuple[Numbers, Keys, Numbers, Numbers]:
    """Where each row starts (and the last ends), the different keys, which of them each is, rows with each."""
    start = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
    every = np.concatenate([np.zeros(0, dtype=np.uint64), *rows])
    known, which, frequency = np.unique(every, return_inverse=True, return_counts=True)
    return start, known, which, frequency


def of_several(start: Numbers, which: Numbers, frequency: Numbers) -> tuple[Numbers, NDArray[np.bool_]]:
    """Where rows start without what is in one row alone, which no other shares; and what is left."""
    kept = frequency[which] > 1
    return np.concatenate([[0], np.cumsum(kept)])[start], kept


def common_keys(rows: Sequence[Keys]) -> Crossed:
    """The products are how many keys two rows, which hold each of theirs once, have in common."""
    start, _, which, frequency = numbered(rows)
    start, kept = of_several(start, which, frequency)
    return Crossed(start, np.unique(which[kept], return_inverse=True)[1], np.ones(np.count_nonzero(kept)))


class Weighted:
    """Unit vectors of logarithmic term frequency times inverse document frequency (Salton & Buckley 1988)."""

    def __init__(self, bags: Sequence[Bag]) -> None:
        start, self._keys, terms, self.frequency = numbered([b.keys for b in bags])
        counts = np.concatenate([np.zeros(0, dtype=np.uint16), *(b.counts for b in bags)])
        rarity = np.log((len(bags) + PRIOR_DOCUMENTS) / (self.frequency + PRIOR_FREQUENCY))
        weights = (1 + np.log(counts)) * rarity[terms]
        rows = np.repeat(np.arange(len(bags)), np.diff(start))
        norms = np.sqrt(np.bincount(rows, weights * weights, minlength=len(bags)))
        weights = weights / norms[rows] if len(rows) else weights
        self._start, kept = of_several(start, terms, self.frequency)
        self._terms, self._weights, self._rows = terms[kept], weights[kept], rows[kept]
        self._crossed = Crossed(self._start, np.unique(self._terms, return_inverse=True)[1], self._weights)

    def dots(self, left: Numbers, right: Numbers) -> Values:
        """Cosines of pairs of rows, ``left`` ascending."""
        return self._crossed.dots(left, right)

    def common(self, row: int, other: int, most: int) -> list[int]:
        """Keys that two rows share, those that count most first."""
        own, its = (slice(self._start[r], self._start[r + 1]) for r in (row, other))
        terms, others = self._terms[own], self._terms[its]
        if not len(terms):
            return []
        at = np.minimum(np.searchsorted(terms, others), len(terms) - 1)
        both = np.flatnonzero(terms[at] == others)
        products = self._weights[own][at[both]] * self._weights[its][both]
        return [int(self._keys[t]) for t in others[both[np.argsort(-products, kind="stable")][:most]]]

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
