"""Average-link clustering of a sparse graph of pair scores."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable

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

    ``pairs``: one a row, lower number first, each once; ``scores``: one for each; ``threshold``: above
    :data:`FLOOR`. The method is group-average agglomeration (Sokal & Michener 1958), with pairs that must stay ``apart``
    (Davidson & Ravi 2005, "Agglomerative Hierarchical Clustering with Constraints"). Ties go to the lowest
    numbers, so the result depends on the numbering alone. Every number is in exactly one group; groups are in
    order of their first member.
    """
    # No group grows beyond those that scores of the threshold or more connect: a mean of less is not enough.
    whole = _connected(size, pairs[scores >= threshold])
    counted = (whole[pairs[:, 0]] == whole[pairs[:, 1]]) & (scores > FLOOR)
    clusters = _Clusters(size, pairs[counted], scores[counted])
    for i, j in sorted(apart):
        clusters.barred[i].add(j)
        clusters.barred[j].add(i)
    heap = [(-mean, i, j, *clusters.sizes(i, j)) for i, j, mean in clusters.means() if mean >= threshold]
    heapq.heapify(heap)
    while heap:
        _, i, j, *sizes = heapq.heappop(heap)
        if tuple(sizes) != clusters.sizes(i, j) or j in clusters.barred[i]:
            continue
        clusters.merge(i, j)
        for low, high, mean in clusters.means_of(i):
            if mean >= threshold:
                heapq.heappush(heap, (-mean, low, high, *clusters.sizes(low, high)))
    return tuple(sorted(tuple(sorted(group)) for group in clusters.members.values()))


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

    def __init__(self, size: int, pairs: Numbers, scores: Values) -> None:
        self.members = {i: [i] for i in range(size)}
        self.excess: dict[int, dict[int, float]] = defaultdict(dict)
        self.barred: dict[int, set[int]] = defaultdict(set)
        for (i, j), excess in zip(pairs.tolist(), (scores - FLOOR).tolist(), strict=True):
            self.excess[i][j] = self.excess[j][i] = excess

    def sizes(self, i: int, j: int) -> tuple[int, int]:
        """Members of two groups; 0 for one that is no more."""
        return len(self.members.get(i, ())), len(self.members.get(j, ()))

    def means(self) -> Iterable[tuple[int, int, float]]:
        """Pairs of groups and their mean scores, each pair once."""
        return (found for i in list(self.members) for found in self.means_of(i) if found[0] == i)

    def means_of(self, i: int) -> Iterable[tuple[int, int, float]]:
        """The same for pairs with group ``i``, lower number first."""
        for k, excess in sorted(self.excess[i].items()):
            mean = FLOOR + excess / (len(self.members[i]) * len(self.members[k]))
            yield min(i, k), max(i, k), mean

    def merge(self, i: int, j: int) -> None:
        """Group ``j`` goes into group ``i``, the lower number."""
        self.members[i] += self.members.pop(j)
        for k, e in self.excess.pop(j, {}).items():
            del self.excess[k][j]
            if k != i:
                self.excess[i][k] = self.excess[k][i] = self.excess[i].get(k, 0.0) + e
        for k in self.barred.pop(j, set()):
            self.barred[k].discard(j)
            self.barred[k].add(i)
            self.barred[i].add(k)
