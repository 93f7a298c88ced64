"""Two versions of one whole text, sentence to sentence: meaning decides, order is evidence.

Dynamic programming over the likeness of sentence vectors, with gaps and many-to-one (Gale & Church 1993, "A
Program for Aligning Sentences in Bilingual Corpora"; vectors after Thompson & Koehn 2019, "Vecalign").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.text.embedding import Embedder

_FLOOR = 0.1
"""Likeness of centred vectors under which two stretches are no versions of each other."""
_JOINED = 0.1
"""What each sentence more than one costs, on either side."""
_LENGTH = 0.05
"""What a log ratio of 1 between the lengths of two stretches, beyond the texts' own, costs."""
_SHAPES = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))
"""How many sentences of either text may be one pair."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Half-open ranges of sentences of either text that say the same; ``score``: how alike, at most 1."""

    left: tuple[int, int]
    right: tuple[int, int]
    score: float


def texts(left: Sequence[str], right: Sequence[str], embedder: Embedder) -> tuple[Pair, ...]:
    """The sentences of ``left`` with those of ``right`` that are another version of them, in order.

    Neither text may change the order of what it says; what only one of them has stays out. Time and memory
    grow with the product of the two lengths: meant for a chapter or a talk, not for a library.
    """
    if not left or not right:
        return ()
    sides = [_centred(embedder, side) for side in (left, right)]
    lengths = [np.array([max(len(s), 1) for s in side], dtype=np.float64) for side in (left, right)]
    usual = float(np.log(lengths[0].sum() / lengths[1].sum()))
    scores = {shape: _scores(shape, sides, lengths, usual) for shape in _SHAPES}
    return _best(scores, len(left), len(right))


def _centred(embedder: Embedder, side: Sequence[str]) -> Array:
    vectors = embedder.embed(side).astype(np.float64)
    # A few sentences have no mean of their own worth taking out.
    vectors -= vectors.mean(axis=0) * (len(side) / (len(side) + 2))
    return vectors


def _scores(shape: tuple[int, int], sides: Sequence[Array], lengths: Sequence[Array], usual: float) -> Array:
    """For every pair of places at which stretches of this shape may begin, what pairing them is worth."""
    one, other = (_runs(side, count) for side, count in zip(sides, shape, strict=True))
    long, wide = (_runs(length[:, None], count)[:, 0] for length, count in zip(lengths, shape, strict=True))
    if not len(one) or not len(other):
        return np.zeros((len(one), len(other)))
    alike = _unit(one) @ _unit(other).T
    uneven = np.abs(np.log(long)[:, None] - np.log(wide)[None, :] - usual)
    found: Array = alike - _FLOOR - _LENGTH * uneven - _JOINED * (sum(shape) - 2)
    return found * sum(shape)


def _runs(rows: Array, count: int) -> Array:
    """Sums of every ``count`` rows in a row."""
    if count > len(rows):
        return rows[:0]
    sums = np.vstack([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)])
    found: Array = sums[count:] - sums[:-count]
    return found


def _unit(rows: Array) -> Array:
    found: Array = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return found


def _best(scores: dict[tuple[int, int], Array], rows: int, columns: int) -> tuple[Pair, ...]:
    total = np.zeros((rows + 1, columns + 1))
    for i in range(1, rows + 1):
        best = total[i - 1].copy()
        for (a, b), found in scores.items():
            if i >= a and found.shape[1]:
                np.maximum(best[b:], total[i - a, : columns + 1 - b] + found[i - a], out=best[b:])
        total[i] = np.maximum.accumulate(best)
    return tuple(_traced(scores, total))


def _traced(scores: dict[tuple[int, int], Array], total: Array) -> list[Pair]:
    i, j = total.shape[0] - 1, total.shape[1] - 1
    out: list[Pair] = []
    while i and j:
        if total[i, j] in (total[i, j - 1], total[i - 1, j]):
            i, j = (i, j - 1) if total[i, j] == total[i, j - 1] else (i - 1, j)
            continue
        (a, b), worth = _taken(scores, total, i, j)
        out.append(Pair((i - a, i), (j - b, j), worth / (a + b) + _FLOOR))
        i, j = i - a, j - b
    return out[::-1]


def _taken(
    scores: dict[tuple[int, int], Array], total: Array, i: int, j: int
) -> tuple[tuple[int, int], float]:
    """The shape whose pair ends at this place on the best way, with its worth."""
    ways = [
        (total[i - a, j - b] + found[i - a, j - b], shape, float(found[i - a, j - b]))
        for shape, found in scores.items()
        for a, b in (shape,)
        if i >= a and j >= b
    ]
    _, shape, worth = max(ways)
    return shape, worth
