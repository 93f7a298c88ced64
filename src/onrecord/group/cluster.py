"""Average-link clustering of a sparse graph of pair scores."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping

FLOOR = -7.0
"""Score in logits of a pair that was not looked at, and the least any pair can count."""


def average_link(
    size: int, scores: Mapping[tuple[int, int], float], threshold: float
) -> tuple[tuple[int, ...], ...]:
    """Groups of ``range(size)``, merged while the mean pair score of two groups is at least ``threshold``.

    The method is group-average agglomeration (Sokal & Michener 1958). Ties go to the lowest numbers, so the
    result depends on the numbering alone. Every number is in exactly one group; groups are in order of
    their first member.
    """
    members = {i: [i] for i in range(size)}
    excess: dict[int, dict[int, float]] = defaultdict(dict)
    for (i, j), score in sorted(scores.items()):
        if score > FLOOR:
            excess[i][j] = excess[j][i] = score - FLOOR
    heap = [(-(FLOOR + e), i, j, 1, 1) for i in excess for j, e in excess[i].items() if i < j]
    heapq.heapify(heap)
    while heap and -heap[0][0] >= threshold:
        _, i, j, i_size, j_size = heapq.heappop(heap)
        if len(members.get(i, ())) != i_size or len(members.get(j, ())) != j_size:
            continue
        _merge(members, excess, i, j)
        for k, e in sorted(excess[i].items()):
            low, high = min(i, k), max(i, k)
            mean = FLOOR + e / (len(members[i]) * len(members[k]))
            heapq.heappush(heap, (-mean, low, high, len(members[low]), len(members[high])))
    return tuple(sorted(tuple(sorted(group)) for group in members.values()))


def _merge(members: dict[int, list[int]], excess: dict[int, dict[int, float]], i: int, j: int) -> None:
    """Group ``j`` goes into group ``i``."""
    members[i] += members.pop(j)
    for k, e in excess.pop(j).items():
        del excess[k][j]
        if k != i:
            excess[i][k] = excess[k][i] = excess[i].get(k, 0.0) + e
