"""Pairs of parts to the stretches they share: seeds, regions, alignment, the best of each region.

Seeds are runs of three words that stand in both parts. Seeds on nearby diagonals and near each other make a
region; the words of the region, with some before and after, are aligned natively (longest common subsequence,
rapidfuzz), and the stretch of the alignment with the highest score is kept (Smith & Waterman 1981 without its
quadratic table). A word that both have gains its weight; words that only one has, or that differ, cost
:data:`COST` of theirs. Words of up to three letters, the little words of most languages, weigh half.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from onrecord.plan import Batches
from onrecord.reuse.grams import WIDTH, runs

COST = 0.6
GAP_COST = 0.2
"""What any break in a run costs, besides the words it holds."""
_SHORT_WORD = 3
_BAND = 8
"""Diagonals (words put in or left out) between seeds of one region."""
_REACH = 24
"""Words between seeds of one region."""
_MARGIN = 16
"""Words aligned before the first and after the last seed of a region."""
_KEPT = 2000
"""Parts kept ready, since a part stands in many pairs."""

SPANS = pa.schema(
    [
        ("left_doc", pa.string()),
        ("left_start", pa.int64()),
        ("left_end", pa.int64()),
        ("right_doc", pa.string()),
        ("right_start", pa.int64()),
        ("right_end", pa.int64()),
        ("words", pa.int32()),
        ("score", pa.float64()),
    ]
)
"""Half-open code-point offsets into the documents; ``words`` is how many words the two share in order. Of two
documents, the left one has the id that comes first in code-point order."""


class Found(NamedTuple):
    """Words ``[left, left_end)`` of one part beside ``[right, right_end)`` of the other."""

    left: int
    left_end: int
    right: int
    right_end: int
    words: int
    score: float


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a part, as alignment needs them."""

    text: str
    """A character a word."""
    keys: NDArray[np.int64]
    order: NDArray[np.int64]
    sorted_keys: NDArray[np.int64]
    weight: NDArray[np.float64]
    """Weight of the words before each, and of all."""

    @classmethod
    def of(cls, words: bytes, lengths: bytes) -> Words:
        """From the columns of PARTS."""
        keys = runs(np.frombuffer(words, "<u2"))
        order = np.argsort(keys, kind="stable")
        heavy = np.frombuffer(lengths, "u1") > _SHORT_WORD
        weight = np.concatenate(([0.0], np.cumsum(np.where(heavy, 1.0, 0.5))))
        return cls(words.decode("utf-16-le"), keys, order, keys[order], weight)


def spans(batches: Batches, least: float) -> Batches:
    """Rows of PAIRS to rows of :data:`SPANS` whose score is at least ``least``."""
    ready: dict[int, Words] = {}
    for batch in batches:
        found = [row for pair in batch.to_pylist() for row in _rows(pair, least, ready)]
        if found:
            columns = (pa.array(c, f.type) for c, f in zip(zip(*found, strict=True), SPANS, strict=True))
            yield pa.RecordBatch.from_arrays(list(columns), schema=SPANS)


def shared(left: Words, right: Words, least: float) -> Iterator[Found]:
    """The stretches two parts share; at most one a region."""
    for region in _regions(left, right):
        best = _best(left, right, *region)
        if best is not None and best.score >= least:
            yield best


def _rows(pair: dict[str, Any], least: float, ready: dict[int, Words]) -> Iterator[tuple[object, ...]]:
    left, right = _words(pair, "left", ready), _words(pair, "right", ready)
    for found in shared(left, right, least):
        here = (pair["left_doc"], *_offsets(pair, "left", found.left, found.left_end))
        there = (pair["right_doc"], *_offsets(pair, "right", found.right, found.right_end))
        yield (*min(here, there), *max(here, there), found.words, found.score)


def _words(pair: dict[str, Any], side: str, ready: dict[int, Words]) -> Words:
    part = pair[f"{side}_part"]
    if part not in ready:
        if len(ready) >= _KEPT:
            ready.clear()
        ready[part] = Words.of(pair[f"{side}_words"], pair[f"{side}_lengths"])
    return ready[part]


def _offsets(pair: dict[str, Any], side: str, first: int, end: int) -> tuple[int, int]:
    places = np.frombuffer(pair[f"{side}_places"], "<u2")
    start = pair[f"{side}_start"]
    return start + int(places[first]), start + int(places[end - 1]) + pair[f"{side}_lengths"][end - 1]


def _regions(left: Words, right: Words) -> Iterator[tuple[int, int, int, int]]:
    """First and last seed on the left, least and greatest on the right, of each region."""
    if not len(left.keys) or not len(right.keys):
        return
    at = np.searchsorted(right.sorted_keys, left.keys)
    at[at == len(right.order)] = 0
    seeds = np.flatnonzero(right.sorted_keys[at] == left.keys)
    others = right.order[at[seeds]]
    diagonal = seeds - others
    order = np.argsort(diagonal, kind="stable")
    band = np.zeros(len(seeds), np.int64)
    band[order] = np.cumsum(np.diff(diagonal[order], prepend=diagonal[order[:1]]) > _BAND)
    order = np.lexsort((seeds, band))
    seeds, others, band = seeds[order], others[order], band[order]
    breaks = np.flatnonzero((np.diff(band) != 0) | (np.diff(seeds) > _REACH)) + 1
    edges = [0, *breaks.tolist(), len(seeds)]
    for begin, end in pairwise(edges):
        if end - begin > 1:
            there = others[begin:end]
            yield int(seeds[begin]), int(seeds[end - 1]), int(there.min()), int(there.max())


def _best(left: Words, right: Words, first: int, last: int, low: int, high: int) -> Found | None:
    """The stretch of a region's alignment with the highest score; None where no word is shared."""
    a, b = max(0, first - _MARGIN), max(0, low - _MARGIN)
    here = left.text[a : last + WIDTH + _MARGIN]
    there = right.text[b : high + WIDTH + _MARGIN]
    best: Found | None = None
    begin, words, score, end, other_end = (a, b), 0, 0.0, a, b
    for i, j, size in LCSseq.editops(here, there).as_matching_blocks():
        i, j = i + a, j + b
        gap = max(left.weight[i] - left.weight[end], right.weight[j] - right.weight[other_end])
        score -= COST * gap + GAP_COST
        if score <= 0:
            begin, words, score = (i, j), 0, 0.0
        end, other_end = i + size, j + size
        words, score = words + size, score + float(left.weight[end] - left.weight[i])
        if best is None or score > best.score:
            best = Found(begin[0], end, begin[1], other_end, words, round(score, 3))
    return best
