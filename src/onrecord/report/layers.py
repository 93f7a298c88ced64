"""A layered drawing of a directed graph, left to right (Sugiyama, Tagawa and Toda 1981).

"Methods for visual understanding of hierarchical system structures", in four phases: layers by longest
paths from the roots, edges that would close a circle left out of the count; a point on each layer that a
long edge crosses; fewer crossings by the mean place of neighbours, swept forth and back; places. Lengths
are in SVG user units.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_SWEEPS = 6
_POINT = 0.4
"""Height of the point of a long edge, as a share of a node's."""

Edge = tuple[str, str]
_Key = str | tuple[str, str, int]
"""A node, or a point of the edge between two on a layer."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The upper left corner of every node, and the points every edge passes between its ends."""

    places: dict[str, tuple[int, int]]
    bends: dict[Edge, tuple[tuple[int, int], ...]]


def layered(
    nodes: Sequence[str], edges: Sequence[Edge], size: tuple[int, int], gaps: tuple[int, int]
) -> Drawing:
    """``nodes`` in layers along ``edges`` (source, taker), in their order where edges leave it open.

    ``size``: width and height of a node; ``gaps``: between layers, and between nodes of a layer.
    """
    depth = _depths(nodes, edges)
    chains = {edge: _chain(edge, depth) for edge in dict.fromkeys(edges)}
    steps = [(chain[i], chain[i + 1]) for chain in chains.values() for i in range(len(chain) - 1)]
    levels: dict[_Key, int] = dict(depth.items())
    for chain in chains.values():
        levels.update({point: point[2] for point in chain if isinstance(point, tuple)})
    layers: list[list[_Key]] = [[] for _ in range(max(levels.values(), default=-1) + 1)]
    for key, level in levels.items():
        layers[level].append(key)
    _uncross(layers, steps)
    found = _places(layers, size, gaps)
    bends = {
        edge: tuple(found[point] for point in chain if isinstance(point, tuple))
        for edge, chain in chains.items()
    }
    return Drawing({node: found[node] for node in nodes}, bends)


def _depths(nodes: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    depth = dict.fromkeys(nodes, 0)
    for _ in nodes:
        moved = False
        for source, taker in edges:
            # A circle would raise depths for ever; a path has at most len(nodes) nodes.
            if depth[source] + 1 > depth[taker] and depth[source] + 1 < len(nodes):
                depth[taker] = depth[source] + 1
                moved = True
        if not moved:
            break
    used = {level: rank for rank, level in enumerate(sorted(set(depth.values())))}
    return {node: used[level] for node, level in depth.items()}


def _chain(edge: Edge, depth: dict[str, int]) -> list[_Key]:
    source, taker = edge
    between = range(depth[source] + 1, depth[taker])
    return [source, *((source, taker, level) for level in between), taker]


def _uncross(layers: list[list[_Key]], steps: Sequence[tuple[_Key, _Key]]) -> None:
    """Orders each layer by the mean place of its neighbours in the one before, then in the one after."""
    before: dict[_Key, list[_Key]] = {}
    after: dict[_Key, list[_Key]] = {}
    for one, other in steps:
        before.setdefault(other, []).append(one)
        after.setdefault(one, []).append(other)
    for sweep in range(_SWEEPS):
        forth = sweep % 2 == 0
        near = before if forth else after
        numbers = range(1, len(layers)) if forth else range(len(layers) - 2, -1, -1)
        for number in numbers:
            beside = layers[number - 1 if forth else number + 1]
            rank = {key: place for place, key in enumerate(beside)}
            here = {key: place for place, key in enumerate(layers[number])}
            means = {key: _mean([rank[n] for n in near.get(key, ()) if n in rank], here[key]) for key in here}
            layers[number].sort(key=lambda key: (means[key], here[key]))


def _mean(values: Sequence[int], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _places(
    layers: Sequence[Sequence[_Key]], size: tuple[int, int], gaps: tuple[int, int]
) -> dict[_Key, tuple[int, int]]:
    out: dict[_Key, tuple[int, int]] = {}
    for number, layer in enumerate(layers):
        y = 0
        for key in layer:
            high = size[1] if isinstance(key, str) else int(size[1] * _POINT)
            out[key] = (number * (size[0] + gaps[0]), y if isinstance(key, str) else y + high // 2)
            y += high + gaps[1]
    return out
