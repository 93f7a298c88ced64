"""Which documents are near each other in meaning, kept up to date while documents arrive.

A document's vector is the static embedding (:mod:`onrecord.text.static`) of its title and lead, rounded to
whole numbers: their products are exact, so what is nearest does not depend on the order of arrival, on the
machine, or on how many are compared at a time. Only documents of the same weeks are compared; one without a
date is compared with all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from onrecord.group.bags import Numbers, key
from onrecord.text.embedding import Vectors

NEAREST = 30
"""Neighbours that are kept of each document: a pile of so many is compared whole."""
SCALE = 127
STRETCH = 28
"""Days of one slot of time; neighbours are looked for in a document's own slot and the two beside it."""
_TIE_BITS = 40


def rounded(vectors: Vectors) -> NDArray[np.int8]:
    """Unit vectors as whole numbers from -127 to 127."""
    return np.rint(vectors * SCALE).astype(np.int8)


class _Slot:
    """The documents of one stretch of time, in arrays that grow."""

    def __init__(self, width: int) -> None:
        self.size = 0
        self.numbers: Numbers = np.zeros(0, dtype=np.int64)
        self.ties: Numbers = np.zeros(0, dtype=np.int64)
        self.vectors: NDArray[np.float32] = np.zeros((0, width), dtype=np.float32)
        # Likeness in the high bits, a number drawn from the other's id below: no two are equal.
        self.ranks: Numbers = np.zeros((0, NEAREST), dtype=np.int64)
        self.near: Numbers = np.zeros((0, NEAREST), dtype=np.int64)

    def ranked(self, vector: NDArray[np.float32]) -> Numbers:
        """Rank of each document beside ``vector``, its own tie-breaker not yet in it."""
        likeness = self.vectors[: self.size] @ vector
        return np.asarray(np.maximum(likeness, 0).astype(np.int64) << _TIE_BITS, dtype=np.int64)

    def meet(self, number: int, tie: int, likeness: Numbers) -> None:
        """A new document takes the place of the least near one, wherever it is nearer."""
        ranks = likeness | tie
        rows = np.flatnonzero(ranks > self.ranks[: self.size].min(axis=1)) if self.size else ranks
        places = self.ranks[rows].argmin(axis=1)
        self.ranks[rows, places] = ranks[rows]
        self.near[rows, places] = number

    def append(
        self, number: int, tie: int, vector: NDArray[np.float32], ranks: Numbers, near: Numbers
    ) -> None:
        if self.size == len(self.numbers):
            self._grow(max(64, 2 * self.size))
        at = self.size
        self.numbers[at], self.ties[at], self.vectors[at] = number, tie, vector
        self.ranks[at, : len(ranks)], self.near[at, : len(near)] = ranks, near
        self.size += 1

    def _grow(self, size: int) -> None:
        more = size - len(self.numbers)
        self.numbers = np.pad(self.numbers, (0, more))
        self.ties = np.pad(self.ties, (0, more))
        self.vectors = np.pad(self.vectors, ((0, more), (0, 0)))
        self.ranks = np.pad(self.ranks, ((0, more), (0, 0)), constant_values=-1)
        self.near = np.pad(self.near, ((0, more), (0, 0)), constant_values=-1)


class Nearby:
    """The nearest documents of each document, by number in order of arrival."""

    def __init__(self) -> None:
        self._slots: dict[int | None, _Slot] = {}

    def add(self, number: int, doc: str, vector: NDArray[np.int8], day: date | None) -> None:
        """Take in a document; its id breaks ties."""
        tie = key(doc) >> (64 - _TIE_BITS)
        own = vector.astype(np.float32)
        home = day.toordinal() // STRETCH if day else None
        ranks, near = [], []
        for slot in self._within_reach(home):
            likeness = slot.ranked(own)
            slot.meet(number, tie, likeness)
            ranks.append(likeness | slot.ties[: slot.size])
            near.append(slot.numbers[: slot.size])
        every = np.concatenate(ranks) if ranks else np.zeros(0, dtype=np.int64)
        numbers = np.concatenate(near) if near else np.zeros(0, dtype=np.int64)
        if len(every) > NEAREST:
            best = np.argpartition(every, -NEAREST)[-NEAREST:]
            every, numbers = every[best], numbers[best]
        self._slots.setdefault(home, _Slot(len(own))).append(number, tie, own, every, numbers)

    def pairs(self) -> set[tuple[int, int]]:
        """Pairs of numbers (lower first) of which one is among the nearest of the other."""
        out: set[tuple[int, int]] = set()
        for slot in self._slots.values():
            near = slot.near[: slot.size]
            rows, columns = np.nonzero(near >= 0)
            own, other = slot.numbers[rows], near[rows, columns]
            out.update(zip(np.minimum(own, other).tolist(), np.maximum(own, other).tolist(), strict=True))
        return out

    def _within_reach(self, home: int | None) -> Iterable[_Slot]:
        if home is None:
            return list(self._slots.values())
        return [self._slots[at] for at in (home - 1, home, home + 1, None) if at in self._slots]
