"""Which documents are near each other in meaning, kept up to date while documents arrive.

A document's vector is the static embedding (:mod:`onrecord.text.static`) of its title and lead, rounded to
whole numbers: their products are exact, so what is nearest does not depend on the order of arrival, on the
machine, or on how many are compared at a time. Only documents of the same weeks are compared; one without a
date is compared with all. Documents are taken in some at a time, which costs one matrix product for each
stretch of time instead of one product a document. The products are small: threads of their own would wait for
each other longer than they work.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from onrecord.group.bags import Numbers, distinct, key
from onrecord.text.embedding import Vectors

NEAREST = 30
"""Neighbours that are kept of each document: a pile of so many is compared whole."""
SCALE = 127
STRETCH = 28
"""Days of one slot of time; neighbours are looked for in a document's own slot and the two beside it."""
_TIE_BITS = 40
_AT_ONCE = 256
"""Documents that are taken in together."""
_ACROSS = 1024
"""Documents that those are compared with at a time: what comes of it stays in the processor's cache."""
_MET = 1 << 14
"""Pairs that may wait to be weighed: what is near enough depends on those that were."""
_NONE = -1
_ANY = np.float32(-2 * SCALE * SCALE)
"""Less than any product."""
_UNDATED = -2
"""In place of the number of a slot: days are counted from 1, so no slot is beside it."""

_Met = tuple[Numbers, Numbers, NDArray[np.float32]]
"""Documents that meet others, those others, and how like they are."""


def rounded(vectors: Vectors) -> NDArray[np.int8]:
    """Unit vectors as whole numbers from -127 to 127."""
    return np.rint(vectors * SCALE).astype(np.int8)


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


class _Nearest:
    """The nearest of each document, by number, in arrays that grow."""

    def __init__(self) -> None:
        self.ties: Numbers = np.zeros(0, dtype=np.int64)
        # Likeness in the high bits, a number drawn from the other's id below: no two are equal.
        self._ranks: Numbers = np.zeros((0, NEAREST), dtype=np.int64)
        self.near: Numbers = np.zeros((0, NEAREST), dtype=np.int64)
        self._lowest: Numbers = np.zeros(0, dtype=np.int64)
        self.least: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        """How like another has to be to be among them, at least."""

    def grow(self, size: int) -> None:
        """Make room for ``size`` documents."""
        more = size - len(self.ties)
        if more > 0:
            more = max(more, len(self.ties) // 2)
            self.ties = np.pad(self.ties, (0, more))
            self._ranks = np.pad(self._ranks, ((0, more), (0, 0)), constant_values=_NONE)
            self.near = np.pad(self.near, ((0, more), (0, 0)), constant_values=_NONE)
            self._lowest = np.pad(self._lowest, (0, more), constant_values=_NONE)
            self.least = np.pad(self.least, (0, more), constant_values=_ANY)

    def meet(self, met: Sequence[_Met]) -> None:
        """Let documents meet others; each pair comes once."""
        if not sum(len(part[0]) for part in met):
            return
        own, others, likeness = (np.concatenate(parts) for parts in zip(*met, strict=True))
        # The unlike are as good as each other.
        ranked = (np.maximum(likeness, 0).astype(np.int64) << _TIE_BITS) | self.ties[others]
        better = np.flatnonzero(ranked > self._lowest[own])
        order = better[np.argsort(own[better], kind="stable")]
        if len(order):
            self._keep(own[order], others[order], ranked[order])

    def _keep(self, own: Numbers, others: Numbers, ranked: Numbers) -> None:
        """Let ``others`` come near, or nearer than some; ``own`` ascends."""
        # A line for each document: those it has, and those it meets.
        firsts = np.flatnonzero(np.concatenate([[True], own[1:] != own[:-1]]))
        counts = np.diff(np.append(firsts, len(own)))
        docs = own[firsts]
        ranks = np.full((len(docs), NEAREST + counts.max()), _NONE, dtype=np.int64)
        near = np.full_like(ranks, _NONE)
        ranks[:, :NEAREST], near[:, :NEAREST] = self._ranks[docs], self.near[docs]
        lines = np.repeat(np.arange(len(docs)), counts)
        places = NEAREST + np.arange(len(own)) - np.repeat(firsts, counts)
        ranks[lines, places], near[lines, places] = ranked, others
        best = np.argpartition(ranks, -NEAREST, axis=1)[:, -NEAREST:]
        ranks = np.take_along_axis(ranks, best, axis=1)
        self._ranks[docs], self.near[docs] = ranks, np.take_along_axis(near, best, axis=1)
        self._lowest[docs] = ranks.min(axis=1)
        least = self._lowest[docs] >> _TIE_BITS
        self.least[docs] = np.where(least > 0, least, _ANY)


class _Slot:
    """Documents of one stretch of time: their numbers, ascending, and vectors."""

    def __init__(self, width: int) -> None:
        self._size = 0
        self._numbers: Numbers = np.zeros(0, dtype=np.int64)
        self._vectors: NDArray[np.float32] = np.zeros((0, width), dtype=np.float32)

    def extend(self, numbers: Numbers, vectors: NDArray[np.float32]) -> None:
        """Take in documents."""
        size = self._size + len(numbers)
        more = size - len(self._numbers)
        if more > 0:
            more = max(more, self._size // 2)
            self._numbers = np.pad(self._numbers, (0, more))
            self._vectors = np.pad(self._vectors, ((0, more), (0, 0)))
        self._numbers[self._size : size], self._vectors[self._size : size] = numbers, vectors
        self._size = size

    def __len__(self) -> int:
        return self._size

    def parts(self) -> Iterator[tuple[Numbers, NDArray[np.float32]]]:
        """Numbers and vectors, some at a time."""
        for start in range(0, self._size, _ACROSS):
            part = slice(start, min(self._size, start + _ACROSS))
            yield self._numbers[part], self._vectors[part]


class Nearby:
    """The nearest documents of each document, by number in order of arrival."""

    def __init__(self) -> None:
        self._nearest = _Nearest()
        self._slots: dict[int, _Slot] = {}
        self._waiting: list[tuple[str, NDArray[np.int8], int]] = []
        self._size = 0

    def add(self, doc: str, vector: NDArray[np.int8], day: date | None) -> None:
        """Take in a document; its number is how many came before, its id breaks ties."""
        self._waiting.append((doc, vector, day.toordinal() // STRETCH if day else _UNDATED))
        if len(self._waiting) == _AT_ONCE:
            self._take_in()

    def pairs(self) -> Numbers:
        """Pairs of numbers, lower first, one a row and each once: one is among the nearest of the other."""
        self._take_in()
        near = self._nearest.near[: self._size]
        own, columns = np.nonzero(near >= 0)
        other = near[own, columns]
        codes = distinct(np.minimum(own, other) * self._size + np.maximum(own, other))
        return np.column_stack(np.divmod(codes, max(self._size, 1)))

    def _take_in(self) -> None:
        """Those who wait meet all who came before, and each other."""
        if not self._waiting:
            return
        numbers = self._size + np.arange(len(self._waiting))
        vectors = np.array([vector for _, vector, _ in self._waiting], dtype=np.float32)
        homes = np.array([home for _, _, home in self._waiting], dtype=np.int64)
        self._size += len(numbers)
        self._nearest.grow(self._size)
        self._nearest.ties[numbers] = [key(doc) >> (64 - _TIE_BITS) for doc, _, _ in self._waiting]
        self._waiting = []
        for home in np.unique(homes).tolist():
            rows = homes == home
            self._slots.setdefault(home, _Slot(vectors.shape[1])).extend(numbers[rows], vectors[rows])
        with _threads().limit(limits=1, user_api="blas"):
            self._introduce(numbers, vectors, homes)

    def _introduce(self, numbers: Numbers, vectors: NDArray[np.float32], homes: Numbers) -> None:
        """The new meet all of the slots who came before them and are near enough."""
        of_new, of_known, waiting = [], [], 0
        # Who has met many is hard to get near to: the large slots first.
        for home, slot in sorted(self._slots.items(), key=lambda found: -len(found[1])):
            rows = np.flatnonzero(_within_reach(homes, home))
            if not len(rows):
                continue
            own, new = numbers[rows], vectors[rows]
            for known, others in slot.parts():
                likeness = new @ others.T
                late = np.searchsorted(known, numbers[0])
                likeness[:, late:][known[late:] >= own[:, None]] = -np.inf
                row, column = _places(likeness >= self._enough(own, likeness)[:, None])
                of_new.append((own[row], known[column], likeness[row, column]))
                row, column = _places(likeness >= self._nearest.least[known])
                of_known.append((known[column], own[row], likeness[row, column]))
                waiting += len(of_new[-1][0]) + len(of_known[-1][0])
                if waiting > _MET:
                    self._nearest.meet(of_new)
                    self._nearest.meet(of_known)
                    of_new, of_known, waiting = [], [], 0
        self._nearest.meet(of_new)
        self._nearest.meet(of_known)

    def _enough(self, own: Numbers, likeness: NDArray[np.float32]) -> NDArray[np.float32]:
        """How like others have to be to come near, at least: who is not near of some is not near of all."""
        least = self._nearest.least[own]
        if likeness.shape[1] > NEAREST and (least == _ANY).any():
            least = np.maximum(least, np.partition(likeness, -NEAREST, axis=1)[:, -NEAREST])
        return np.where(least > 0, least, _ANY)


def _within_reach(homes: Numbers, home: int) -> NDArray[np.bool_]:
    """Which of ``homes`` are ``home`` or beside it; the undated are within reach of all."""
    if home == _UNDATED:
        return np.ones(len(homes), dtype=bool)
    return np.asarray((homes == _UNDATED) | ((homes >= home - 1) & (homes <= home + 1)))


def _places(mask: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    """Rows and columns of what is true; a flat array is looked through several times as fast."""
    row, column = np.divmod(np.flatnonzero(mask), mask.shape[1])
    return row, column
