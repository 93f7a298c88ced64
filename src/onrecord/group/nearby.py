"""Which documents are near each other in meaning, kept up to date while documents arrive.

A document's vector is the static embedding (:mod:`onrecord.text.static`) of its title and lead, rounded to
whole numbers: their products are exact, so what is nearest does not depend on the order of arrival, on the
machine, or on how many are compared at a time. Only documents of the same weeks are compared; one without a
date is compared with all. Documents are taken in some at a time, which costs one matrix product for each
stretch of time instead of one product a document.
"""

from __future__ import annotations

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
_AT_ONCE = 64
"""Documents that are taken in together."""
_SOME = 4096
"""Documents among which is looked first for the nearest."""
_NONE = -1


def rounded(vectors: Vectors) -> NDArray[np.int8]:
    """Unit vectors as whole numbers from -127 to 127."""
    return np.rint(vectors * SCALE).astype(np.int8)


class _Table:
    """Documents in arrays that grow, and the nearest of each."""

    def __init__(self, width: int) -> None:
        self.size = 0
        self.numbers: Numbers = np.zeros(0, dtype=np.int64)
        self.ties: Numbers = np.zeros(0, dtype=np.int64)
        self.vectors: NDArray[np.float32] = np.zeros((0, width), dtype=np.float32)
        # Likeness in the high bits, a number drawn from the other's id below: no two are equal.
        self.ranks: Numbers = np.zeros((0, NEAREST), dtype=np.int64)
        self.near: Numbers = np.zeros((0, NEAREST), dtype=np.int64)
        self.least: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        """How like the least near of each is; less than nothing where there is room."""

    def append(self, number: int, tie: int, vector: NDArray[np.float32]) -> None:
        """Take in a document that has met nobody."""
        if self.size == len(self.numbers):
            self._grow(max(_AT_ONCE, 2 * self.size))
        at = self.size
        self.numbers[at], self.ties[at], self.vectors[at] = number, tie, vector
        self.size += 1

    def copy(self, other: _Table, row: int) -> None:
        """Take in a document of another table, with those it has met."""
        self.append(int(other.numbers[row]), int(other.ties[row]), other.vectors[row])
        at = self.size - 1
        self.ranks[at], self.near[at], self.least[at] = other.ranks[row], other.near[row], other.least[row]

    def likeness(self, other: _Table, rows: Numbers) -> NDArray[np.float32]:
        """How like each of ``rows`` of another table is to each document here (column); the unlike are 0."""
        return np.asarray(np.maximum(other.vectors[rows] @ self.vectors[: self.size].T, 0))

    def meet(self, rows: Numbers, other: _Table, others: Numbers, likeness: NDArray[np.float32]) -> None:
        """``others[i]`` of another table may be one of the nearest of ``rows[i]``; each pair comes once."""
        order = np.argsort(rows, kind="stable")
        rows, others, likeness = rows[order], others[order], likeness[order]
        met, firsts, counts = np.unique(rows, return_index=True, return_counts=True)
        if not len(met):
            return
        # A line for each document: those it has, and those it meets.
        ranks = np.full((len(met), NEAREST + counts.max()), _NONE, dtype=np.int64)
        near = np.full_like(ranks, _NONE)
        ranks[:, :NEAREST], near[:, :NEAREST] = self.ranks[met], self.near[met]
        lines = np.repeat(np.arange(len(met)), counts)
        places = NEAREST + np.arange(len(rows)) - np.repeat(firsts, counts)
        ranks[lines, places] = (likeness.astype(np.int64) << _TIE_BITS) | other.ties[others]
        near[lines, places] = other.numbers[others]
        best = np.argpartition(ranks, -NEAREST, axis=1)[:, -NEAREST:]
        self.ranks[met] = np.take_along_axis(ranks, best, axis=1)
        self.near[met] = np.take_along_axis(near, best, axis=1)
        self.least[met] = self.ranks[met].min(axis=1) >> _TIE_BITS

    def _grow(self, size: int) -> None:
        more = size - len(self.numbers)
        self.numbers = np.pad(self.numbers, (0, more))
        self.ties = np.pad(self.ties, (0, more))
        self.vectors = np.pad(self.vectors, ((0, more), (0, 0)))
        self.ranks = np.pad(self.ranks, ((0, more), (0, 0)), constant_values=_NONE)
        self.near = np.pad(self.near, ((0, more), (0, 0)), constant_values=_NONE)
        self.least = np.pad(self.least, (0, more), constant_values=_NONE)


class Nearby:
    """The nearest documents of each document, by number in order of arrival."""

    def __init__(self) -> None:
        self._slots: dict[int | None, _Table] = {}
        self._waiting: _Table | None = None
        self._homes: list[int | None] = []

    def add(self, number: int, doc: str, vector: NDArray[np.int8], day: date | None) -> None:
        """Take in a document; its id breaks ties."""
        self._waiting = self._waiting or _Table(len(vector))
        self._waiting.append(number, key(doc) >> (64 - _TIE_BITS), vector.astype(np.float32))
        self._homes.append(day.toordinal() // STRETCH if day else None)
        if len(self._homes) == _AT_ONCE:
            self._take_in(self._waiting)

    def pairs(self) -> set[tuple[int, int]]:
        """Pairs of numbers (lower first) of which one is among the nearest of the other."""
        if self._waiting:
            self._take_in(self._waiting)
        out: set[tuple[int, int]] = set()
        for slot in self._slots.values():
            near = slot.near[: slot.size]
            rows, columns = np.nonzero(near >= 0)
            own, other = slot.numbers[rows], near[rows, columns]
            out.update(zip(np.minimum(own, other).tolist(), np.maximum(own, other).tolist(), strict=True))
        return out

    def _take_in(self, new: _Table) -> None:
        """Those who wait meet all who are here, and each other."""
        for home, slot in self._slots.items():
            rows = np.flatnonzero([_is_within_reach(own, home) for own in self._homes])
            if len(rows):
                _introduce(slot, new, rows)
        likeness = new.likeness(new, np.arange(new.size))
        apart = [[not _is_within_reach(a, b) for a in self._homes] for b in self._homes]
        likeness[apart] = _NONE
        np.fill_diagonal(likeness, _NONE)
        left, right = np.nonzero(likeness >= 0)
        new.meet(left, new, right, likeness[left, right])
        for row, home in enumerate(self._homes):
            self._slots.setdefault(home, _Table(new.vectors.shape[1])).copy(new, row)
        self._waiting, self._homes = None, []


def _is_within_reach(left: int | None, right: int | None) -> bool:
    return left is None or right is None or abs(left - right) <= 1


def _introduce(slot: _Table, new: _Table, rows: Numbers) -> None:
    """Documents of a slot and ``rows`` of the new ones meet those who are near enough."""
    likeness = slot.likeness(new, rows)
    columns, known = np.nonzero(likeness >= slot.least[: slot.size])
    slot.meet(known, new, rows[columns], likeness[columns, known])
    enough = new.least[rows]
    # Whoever is not among the nearest of some is not among the nearest of all.
    some = likeness[:, :: max(1, slot.size // _SOME)]
    if some.shape[1] > NEAREST:
        enough = np.maximum(enough, np.partition(some, -NEAREST, axis=1)[:, -NEAREST])
    columns, known = np.nonzero(likeness >= enough[:, None])
    new.meet(rows[columns], slot, known, likeness[columns, known])
