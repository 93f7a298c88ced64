"""Average-link clustering of a sparse graph of pair scores."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from onrecord.group.bags import Numbers, Values

FLOOR = -7.0
"""Score in logits of a pair that was not looked at, and the least any pair can count."""

Pair = tuple[int, int]


def average_link(
    size: int,
    pairs: Numbers,
    scores: Values,
    threshold: float,
    apart: Iterable[Pair] = (),
) -> tuple[tuple[int, ...], ...]:
    """Groups of ``range(size)``, merged while the mean pair score of two groups is at least ``threshold``.

    ``pairs``: one a row, lower number first, each once, with their ``scores``; ``threshold``: above
    :data:`FLOOR`. The method is group-average agglomeration (Sokal & Michener 1958), with pairs that must
    stay ``apart`` (Davidson & Ravi 2005, "Agglomerative Hierarchical Clustering with Constraints"). Ties go
    to the lowest numbers, so the result depends on the numbering alone. Every number is in exactly one group;
    groups are in order of their first member.
    """
    # No group grows beyond those that scores of the threshold or more connect: a mean of less is not enough.
    close = scores >= threshold
    whole = _connected(size, pairs[close])
    counted = (whole[pairs[:, 0]] == whole[pairs[:, 1]]) & (scores > FLOOR)
    clusters = _Clusters(size, pairs[counted], scores[counted] - FLOOR)
    for i, j in sorted(apart):
        clusters.barred[i].add(j)
        clusters.barred[j].add(i)
    means = (FLOOR + (scores[close] - FLOOR)).tolist()
    heap = [(-mean, i, j, 1, 1) for mean, (i, j) in zip(means, pairs[close].tolist(), strict=True)]
    heapq.heapify(heap)
    while heap:
        _, i, j, *sizes = heapq.heappop(heap)
        if sizes != [clusters.sizes[i], clusters.sizes[j]] or j in clusters.barred[i]:
            continue
        clusters.merge(i, j)
        for found in clusters.close_to(i, threshold):
            heapq.heappush(heap, found)
    return tuple(sorted(tuple(sorted(group)) for group in clusters.members if group))


def _connected(size: int, pairs: Numbers) -> Numbers:
    """For each number the lowest one that ``pairs`` connect it with."""
    lowest = list(range(size))
    for ends in pairs.tolist():
        i, j = (_lowest(lowest, end) for end in ends)
        lowest[max(i, j)] = min(i, j)
    return np.array([_lowest(lowest, i) for i in range(size)], dtype=np.int64)


def _lowest(lowest: list[int], i: int) -> int:
    while lowest[i] != i:
        lowest[i] = lowest[lowest[i]]
        i = lowest[i]
    return i


class _Clusters:
    """Groups, each named by its lowest number, and by how much the scores between two exceed the floor."""

    def __init__(self, size: int, pairs: Numbers, excess: Values) -> None:
        self.members = [[i] for i in range(size)]
        self.sizes = [1] * size
        """How many members each has; 0 of one that is no more."""
        self.barred: dict[int, set[int]] = defaultdict(set)
        ends = np.concatenate([pairs[:, 0], pairs[:, 1]])
        order = np.argsort(ends, kind="stable")
        others = np.concatenate([pairs[:, 1], pairs[:, 0]])[order]
        between = np.concatenate([excess, excess])[order]
        bounds = np.searchsorted(ends[order], np.arange(size + 1)).tolist()
        self._excess = [
            dict(zip(others[start:end].tolist(), between[start:end].tolist(), strict=True))
            for start, end in pairwise(bounds)
        ]

    def close_to(self, i: int, threshold: float) -> Iterator[tuple[float, int, int, int, int]]:
        """The groups whose mean score with ``i`` is at least ``threshold``.

        Each with ``i`` as the mean, less than nothing, both names, lower first, and their sizes.
        """
        own = self.sizes[i]
        for k, excess in self._excess[i].items():
            mean = FLOOR + excess / (own * self.sizes[k])
            if mean >= threshold:
                low, high = (i, k) if i < k else (k, i)
                yield -mean, low, high, self.sizes[low], self.sizes[high]

    def merge(self, i: int, j: int) -> None:
        """Group ``j`` goes into group ``i``, the lower number."""
        self.members[i] += self.members[j]
        self.members[j] = []
        self.sizes[i], self.sizes[j] = len(self.members[i]), 0
        gone, self._excess[j] = self._excess[j], {}
        own = self._excess[i]
        for k, e in gone.items():
            del self._excess[k][j]
            if k != i:
                own[k] = self._excess[k][i] = own.get(k, 0.0) + e
        for k in self.barred.pop(j, set()):
            self.barred[k].discard(j)
            self.barred[k].add(i)
            self.barred[i].add(k)
