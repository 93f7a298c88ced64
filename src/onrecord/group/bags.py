"""Words of many documents as arrays, small enough to keep a hundred thousand documents in memory.

A word is a key of 64 bits (blake2b, RFC 7693), so a pile needs no vocabulary and no order of arrival shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

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
    """Rows of keys, each with a value, for the products of pairs of rows."""

    def __init__(self, table: Table, values: Values) -> None:
        self._table = table
        self._values = values
        self._width = len(table.known)
        self._together = min(_TOGETHER, max(1, _SCRATCH // max(1, self._width)))
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
        own, line = places_of(self._table.start, rows)
        used = line * self._width + self._table.which[own]
        self._scratch[used] = self._values[own]
        places, whose = places_of(self._table.start, others)
        products = self._scratch[offsets[whose] + self._table.which[places]] * self._values[places]
        self._scratch[used] = 0.0
        return np.asarray(np.bincount(whose, products, minlength=len(others)), dtype=np.float64)


def distinct(numbers: Numbers) -> Numbers:
    """``numbers``, ascending and each once."""
    ordered = np.sort(numbers)
    return np.asarray(ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]])


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Keys of many rows. ``which`` of the ``known`` keys, ascending, each of a row is; rows with each key.

    ``start``: where each row starts and the last one ends.
    """

    start: Numbers
    known: Keys
    which: Numbers
    frequency: Numbers

    @classmethod
    def of(cls, rows: Sequence[Keys]) -> Table:
        """The table of rows that hold each of their keys once."""
        start = np.cumsum([0, *map(len, rows)], dtype=np.int64)
        every = np.concatenate([np.zeros(0, dtype=np.uint64), *rows])
        order = np.argsort(every)
        ordered = every[order]
        first = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
        which = np.empty(len(every), dtype=np.int64)
        which[order] = np.cumsum(first) - 1
        starts = np.flatnonzero(first)
        return cls(start, ordered[first], which, np.diff(np.append(starts, len(every))))

    def shared(self) -> tuple[Table, NDArray[np.bool_]]:
        """The table without keys that only one row has, and which places stay: no product needs others."""
        several = self.frequency > 1
        kept = several[self.which]
        start = np.append(0, np.cumsum(kept))[self.start]
        which = (np.cumsum(several) - 1)[self.which[kept]]
        return Table(start, self.known[several], which, self.frequency[several]), kept


class Weighted:
    """Unit vectors of logarithmic term frequency times inverse document frequency (Salton & Buckley 1988)."""

    def __init__(self, bags: Sequence[Bag]) -> None:
        table = Table.of([b.keys for b in bags])
        counts = np.concatenate([np.zeros(0, dtype=np.uint16), *(b.counts for b in bags)])
        rarity = np.log((len(bags) + PRIOR_DOCUMENTS) / (table.frequency + PRIOR_FREQUENCY))
        weights = (1 + np.log(counts)) * rarity[table.which]
        rows = np.repeat(np.arange(len(bags)), np.diff(table.start))
        norms = np.sqrt(np.bincount(rows, weights * weights, minlength=len(bags)))
        self._table, kept = table.shared()
        self._rows = rows[kept]
        self._weights = weights[kept] / norms[self._rows]
        self._crossed = Crossed(self._table, self._weights)

    def dots(self, left: Numbers, right: Numbers) -> Values:
        """Cosines of pairs of rows, ``left`` ascending."""
        return self._crossed.dots(left, right)

    def common(self, row: int, other: int, most: int) -> list[int]:
        """Keys that two rows share, those that count most first."""
        start, which = self._table.start, self._table.which
        own, its = (slice(start[r], start[r + 1]) for r in (row, other))
        terms, others = which[own], which[its]
        if not len(terms):
            return []
        at = np.minimum(np.searchsorted(terms, others), len(terms) - 1)
        both = np.flatnonzero(terms[at] == others)
        products = self._weights[own][at[both]] * self._weights[its][both]
        return [int(self._table.known[t]) for t in others[both[np.argsort(-products, kind="stable")][:most]]]

    def sharers(self, most_frequent: int, terms: int, most: int) -> list[Numbers]:
        """For each row the rows that share most of its rarest words: at most ``most``.

        Rare is what is in 2 to ``most_frequent`` rows; the ``terms`` weightiest of a row are asked for.
        """
        which = self._table.which
        listed = np.flatnonzero(self._table.frequency[which] <= most_frequent)
        by_term = listed[np.argsort(which[listed], kind="stable")]
        first = np.searchsorted(which[by_term], np.arange(len(self._table.known) + 1))
        bounds = np.searchsorted(listed, self._table.start)
        return [
            self._sharers(row, listed[start:end], by_term, first, terms, most)
            for row, (start, end) in enumerate(pairwise(bounds.tolist()))
        ]

    def _sharers(
        self, row: int, own: Numbers, by_term: Numbers, first: Numbers, terms: int, most: int
    ) -> Numbers:
        if not len(own):
            return np.zeros(0, dtype=np.int64)
        weightiest = own[np.argsort(-self._weights[own], kind="stable")[:terms]]
        places, whose = places_of(first, self._table.which[weightiest])
        found = by_term[places]
        products = self._weights[found] * self._weights[weightiest][whose]
        rows, at = np.unique(self._rows[found], return_inverse=True)
        total = np.bincount(at, products)
        total[rows == row] = 0.0
        ranked = rows[np.argsort(-total, kind="stable")[: most + 1]]
        return np.asarray(ranked[ranked != row][:most], dtype=np.int64)


def common_keys(rows: Sequence[Keys]) -> Crossed:
    """The products are how many keys two rows, which hold each of theirs once, have in common."""
    table, _ = Table.of(rows).shared()
    return Crossed(table, np.ones(len(table.which)))
