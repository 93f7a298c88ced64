"""The cheapest tree in which every node has one parent (Chu & Liu 1965; Edmonds 1967, "Optimum
branchings").
"""

from __future__ import annotations

from collections.abc import Sequence


def arborescence(costs: Sequence[Sequence[float]], root: int) -> list[int]:
    """The parent of every node in the cheapest tree from ``root``; its own parent is -1.

    ``costs[parent][child]``: what that edge costs, ``inf`` where there is none. Ties go to the lower number.
    Time grows with the cube of the number of nodes at worst.
    """
    nodes = list(range(len(costs)))
    table = {(p, c): costs[p][c] for p in nodes for c in nodes if p != c and c != root}
    parent = _solve(nodes, root, table)
    return [parent.get(node, -1) for node in nodes]


def _solve(nodes: list[int], root: int, table: dict[tuple[int, int], float]) -> dict[int, int]:
    best = {
        c: min((p for p in nodes if (p, c) in table), key=lambda p: (table[p, c], p))
        for c in nodes
        if c != root
    }
    circle = _circle(best, root)
    if not circle:
        return best
    joined, inside = max(nodes) + 1, set(circle)
    shrunk: dict[tuple[int, int], float] = {}
    way: dict[tuple[int, int], tuple[int, int]] = {}
    for (p, c), cost in sorted(table.items()):
        if p in inside and c in inside:
            continue
        edge = (joined, c) if p in inside else (p, joined) if c in inside else (p, c)
        price = cost - table[best[c], c] if c in inside else cost
        if edge not in shrunk or price < shrunk[edge]:
            shrunk[edge], way[edge] = price, (p, c)
    outer = _solve([n for n in nodes if n not in inside] + [joined], root, shrunk)
    found = {node: best[node] for node in circle}
    for c, p in outer.items():
        real_parent, real_child = way[p, c]
        found[real_child] = real_parent
    return found


def _circle(best: dict[int, int], root: int) -> list[int]:
    done = {root}
    for start in sorted(best):
        path: list[int] = []
        node = start
        while node not in done and node not in path:
            path.append(node)
            node = best[node]
        if node in path:
            return path[path.index(node) :]
        done.update(path)
    return []
