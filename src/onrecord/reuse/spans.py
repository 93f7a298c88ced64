"""Pairs of parts to the stretches they share: seeds, regions, alignment, the best of each region.

Seeds are runs of three words that stand in both parts. Seeds on nearby diagonals and near each other make a
region; the words of the region, with some before and after, are aligned natively (longest common subsequence,
rapidfuzz), and the stretch of the alignment with the highest score is kept (Smith & Waterman 1981 without its
quadratic table). A word that both have gains its weight; words that only one has, or that differ, cost
:data:`COST` of theirs. Words of up to three letters, the little words of most languages, weigh half.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from onrecord.plan import Batches
from onrecord.reuse.grams import WIDTH, runs
from onrecord.reuse.parts import batch_of

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
_KEY_BITS = 48
_KEPT = 5000
"""Parts kept ready, since a part stands in many pairs."""

Places = NDArray[np.int64]

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

    score: float
    left: int
    left_end: int
    right: int
    right_end: int
    words: int


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a part, as alignment needs them."""

    text: str
    """A character a word."""
    order: Places
    """Where the runs begin, in the order of their keys."""
    sorted_keys: NDArray[np.int64]
    weight: array[float]
    """Weight of the words before each, and of all."""

    @classmethod
    def of(cls, words: bytes, lengths: bytes) -> Words:
        """From the columns of PARTS."""
        keys = runs(np.frombuffer(words, "<u2"))
        order = np.argsort(keys, kind="stable")
        heavy = np.frombuffer(lengths, "u1") > _SHORT_WORD
        weight = array("d", [0.0])
        weight.frombytes(np.cumsum(np.where(heavy, 1.0, 0.5)).tobytes())
        return cls(words.decode("utf-16-le"), order, keys[order], weight)


def spans(batches: Batches, least: float) -> Batches:
    """Rows of PAIRS to rows of :data:`SPANS` whose score is at least ``least``."""
    ready: dict[int, Words] = {}
    for batch in batches:
        if not batch.num_rows:
            continue
        rows = batch.to_pylist()
        pairs = [(_words(row, "left", ready), _words(row, "right", ready)) for row in rows]
        found = [_span(rows[number], stretch) for number, stretch in shared(pairs, least)]
        yield from batch_of(found, SPANS)


def shared(pairs: Sequence[tuple[Words, Words]], least: float) -> Iterator[tuple[int, Found]]:
    """The stretches that the two of each pair share, at most one a region, with the number of the pair.

    At most 32,767 pairs at a time.
    """
    for number, *region in _regions(pairs):
        left, right = pairs[number]
        best = _best(left, right, *region)
        if best.score >= least:
            yield number, best


def _words(row: dict[str, Any], side: str, ready: dict[int, Words]) -> Words:
    part = row[f"{side}_part"]
    if part not in ready:
        if len(ready) >= _KEPT:
            ready.clear()
        ready[part] = Words.of(row[f"{side}_words"], row[f"{side}_lengths"])
    return ready[part]


def _span(row: dict[str, Any], found: Found) -> tuple[object, ...]:
    here = (row["left_doc"], *_offsets(row, "left", found.left, found.left_end))
    there = (row["right_doc"], *_offsets(row, "right", found.right, found.right_end))
    return (*min(here, there), *max(here, there), found.words, round(found.score, 3))


def _offsets(row: dict[str, Any], side: str, first: int, end: int) -> tuple[int, int]:
    places = np.frombuffer(row[f"{side}_places"], "<u2")
    start = row[f"{side}_start"]
    return start + int(places[first]), start + int(places[end - 1]) + row[f"{side}_lengths"][end - 1]


def _regions(pairs: Sequence[tuple[Words, Words]]) -> Iterator[tuple[int, int, int, int, int]]:
    """Number of the pair, first and last seed on the left, least and greatest on the right, of each region.

    All pairs at once: the number of the pair stands above the 48 bits of a key, so that the sorted keys of
    the parts, one after the other, are sorted as a whole.
    """
    number, seeds, others = _seeds(pairs)
    if not len(seeds):
        return
    diagonal = seeds - others
    order = np.lexsort((diagonal, number))
    apart = (np.diff(number[order]) != 0) | (np.diff(diagonal[order]) > _BAND)
    band = np.zeros(len(seeds), np.int64)
    band[order[1:]] = np.cumsum(apart)
    order = np.lexsort((seeds, band))
    number, seeds, others, band = number[order], seeds[order], others[order], band[order]
    breaks = np.flatnonzero((np.diff(band) != 0) | (np.diff(seeds) > _REACH)) + 1
    begins, ends = np.append(0, breaks), np.append(breaks, len(seeds))
    low, high = np.minimum.reduceat(others, begins), np.maximum.reduceat(others, begins)
    columns = (number[begins], seeds[begins], seeds[ends - 1], low, high)
    several = ends - begins > 1
    yield from zip(*(column[several].tolist() for column in columns), strict=True)


def _seeds(pairs: Sequence[tuple[Words, Words]]) -> tuple[Places, Places, Places]:
    """Number of the pair, place on the left, first place on the right, of every run that both have."""
    left = np.concatenate([(n << _KEY_BITS) | here.sorted_keys for n, (here, _) in enumerate(pairs)])
    right = np.concatenate([(n << _KEY_BITS) | there.sorted_keys for n, (_, there) in enumerate(pairs)])
    at = np.searchsorted(right, left)  # both are sorted
    both = np.flatnonzero(np.append(right, -1)[at] == left)
    seeds = np.concatenate([here.order for here, _ in pairs])[both]
    others = np.concatenate([there.order for _, there in pairs])[at[both]]
    return left[both] >> _KEY_BITS, seeds, others


def _best(left: Words, right: Words, first: int, last: int, low: int, high: int) -> Found:
    """The stretch of a region's alignment with the highest score."""
    a, b = max(0, first - _MARGIN), max(0, low - _MARGIN)
    here = left.text[a : last + WIDTH + _MARGIN]
    there = right.text[b : high + WIDTH + _MARGIN]
    best = (0.0, a, a, b, b, 0)
    begin, other_begin, words, score, end, other_end = a, b, 0, 0.0, a, b
    for i, j, size in LCSseq.editops(here, there).as_matching_blocks():
        i, j = i + a, j + b
        gap = max(left.weight[i] - left.weight[end], right.weight[j] - right.weight[other_end])
        score -= COST * gap + GAP_COST
        if score <= 0:
            begin, other_begin, words, score = i, j, 0, 0.0
        end, other_end = i + size, j + size
        words, score = words + size, score + left.weight[end] - left.weight[i]
        if score > best[0]:
            best = (score, begin, end, other_begin, other_end, words)
    return Found(*best)
