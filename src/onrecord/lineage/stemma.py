"""The family tree of texts of one language: who came from whom, with missing ancestors and second parents.

The principle is that of common errors (Lachmann; Maas 1958): what two texts share against the primary has
one origin, what one of them has alone came later. It is put to work as parsimony with sampled ancestors:
the cheapest arborescence (:mod:`onrecord.lineage.arborescence`) over the costs of
:mod:`onrecord.lineage.costs`, from the primary or, where the pile has none, from nowhere. A common ancestor
that is not in the pile is put in where the tree gets cheaper by more than :data:`HIDDEN` (a Steiner point
of three texts, as in the median networks of Bandelt et al. 1999); its readings are those that two of its
neighbours have. Before that, a text whose passages two others explain between them gets both as sources
(contamination); one that had a report and the primary only after it, since a missing ancestor looks alike.
Direction is as sure as the tree gets dearer when source and taker change places.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from onrecord.lineage.arborescence import arborescence
from onrecord.lineage.collation import Collation, collation
from onrecord.lineage.costs import Prices, Row, Versions, choice, prices, row
from onrecord.lineage.witness import Witness

HIDDEN = 9.0
"""Nats that a missing ancestor must save to be put in."""
SECOND = 14.0
"""Nats that a second source must explain."""
_NEARLY = 0.25
"""Share of what another source leaves open that one which explains a passage nearly whole leaves open."""
_AGAINST_TIME = 30.0
_LOOKED_AT = 12
"""Places looked at for a missing ancestor, in each round."""

Bias = Callable[[str, str], float]
"""Nats to add where the first document is the source of the second: what is known besides the texts."""


@dataclass(frozen=True, slots=True)
class Link:
    """``doc`` has from ``source``: a document, or a missing one (its number in the stemma).

    ``gain``: nats by which this source explains the text better than the primary, or chance, does.
    ``sure``: nats by which this direction is better than the other; 0 is undecided.
    ``units``: the numbers of the units that speak for it, best first. ``second``: a source besides another.
    """

    doc: str
    source: str | int
    gain: float
    sure: float
    units: tuple[int, ...]
    second: bool = False


@dataclass(frozen=True, slots=True)
class Stemma:
    """The links, those of missing ancestors left out, and where each missing ancestor itself comes from."""

    found: Collation
    links: tuple[Link, ...]
    missing: tuple[str | int | None, ...]


@dataclass(slots=True)
class _Tree:
    """Nodes by number: the witnesses, the root where it is none of them, then missing ancestors."""

    table: Prices
    bias: Callable[[int, int], float]
    root: int
    first_hidden: int
    nodes: list[Versions]
    costs: list[list[float]] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    total: float = math.inf
    mixed: dict[int, list[int]] = field(default_factory=dict)
    rows: dict[tuple[int, int], Row] = field(default_factory=dict)

    def grow(self, versions: Versions) -> None:
        """One more node, with its costs from and to all others."""
        new = len(self.nodes)
        self.nodes.append(versions)
        for number, line in enumerate(self.costs):
            line.append(self._cost(number, new))
        to = [math.inf if number in self.mixed else self._cost(new, number) for number in range(new)]
        self.costs.append([*to, 0.0])

    def _cost(self, source: int, taker: int) -> float:
        cost = self.price(source, taker)
        if taker >= self.first_hidden:
            return cost + HIDDEN
        return cost + (self.bias(source, taker) if source < self.first_hidden else 0.0)

    def solve(self) -> None:
        """The cheapest tree over the nodes."""
        self.parent = arborescence(self.costs, self.root)
        self.total = sum(self.costs[p][c] for c, p in enumerate(self.parent) if p >= 0)

    def price(self, source: int, taker: int) -> float:
        """What the whole of ``taker`` costs with ``source`` alone, by the texts."""
        chosen = choice(self.nodes[source], self.nodes[taker], self.table)
        return float(self.row(source, taker).sum()) + chosen

    def row(self, source: int, taker: int) -> Row:
        """What each unit of ``taker`` costs with ``source``."""
        if (source, taker) not in self.rows:
            self.rows[source, taker] = row(self.nodes[source], self.nodes[taker], self.table)
        return self.rows[source, taker]

    def sources(self, node: int) -> list[int]:
        """The parent of ``node``, or its two."""
        above = self.parent[node]
        return self.mixed.get(node, [above] if above >= 0 else [])

    def descendants(self, node: int) -> set[int]:
        """All that come from ``node``."""
        found: set[int] = set()
        waiting = [node]
        while waiting:
            above = waiting.pop()
            below = {n for n in range(len(self.nodes)) if above in self.sources(n)} - found
            found |= below
            waiting += sorted(below)
        return found

    def children(self, node: int) -> list[int]:
        """The nodes that have ``node`` as parent."""
        return [c for c, p in enumerate(self.parent) if p == node]


def stemma(
    witnesses: Sequence[Witness],
    primary: str | None = None,
    bias: Bias = lambda _source, _taker: 0.0,
    heard: float = 1.0,
) -> Stemma:
    """The family tree of ``witnesses``, which are of one language and have names of their own.

    ``primary``: the one all others go back to, where it is among them; ``heard``: what evidence counts in
    sentences it has (:func:`onrecord.lineage.costs.prices`). Time grows with the cube of their
    number and with the words of a sentence.
    """
    found = collation(witnesses, primary)
    if not witnesses:
        return Stemma(found, (), ())
    tree = _planted(found, primary, bias, heard)
    while better := _mended(tree):
        tree = better
    # A missing ancestor looks like a report mixed with the primary: the second is looked for when all the
    # first are found.
    while better := _best_mixed(tree, set()):
        tree = better
    return _written(found, tree)


def _planted(found: Collation, primary: str | None, bias: Bias, heard: float) -> _Tree:
    docs = [w.doc for w in found.witnesses]
    size = len(docs)
    root = docs.index(primary) if primary in docs else size
    nodes: list[Versions] = [
        {n: unit.versions[w] for n, unit in enumerate(found.units) if w in unit.versions} for w in range(size)
    ]

    def known(source: int, taker: int) -> float:
        if source >= size or taker >= size:
            return 0.0
        early, late = found.witnesses[source].dated, found.witnesses[taker].dated
        against = _AGAINST_TIME if early and late and late.end < early.start else 0.0
        return against + bias(docs[source], docs[taker])

    first_hidden = size + (root == size)
    tree = _Tree(prices(found, root if root < size else None, heard), known, root, first_hidden, [])
    for versions in nodes + ([{}] if root == size else []):
        tree.grow(versions)
    tree.solve()
    return tree


def _mended(tree: _Tree) -> _Tree | None:
    """``tree`` with a missing ancestor or a second source, whichever makes it cheaper; None for neither."""
    options = [t for t in (_best_missing(tree), _best_mixed(tree, {tree.root})) if t is not None]
    return min(options, key=lambda t: t.total, default=None)


def _best_missing(tree: _Tree) -> _Tree | None:
    """The cheapest tree with one more missing ancestor, where it is cheaper than ``tree``."""
    best: _Tree | None = None
    for three in _places(tree)[:_LOOKED_AT]:
        tried = _with_missing(tree, three)
        if tried.total < (best or tree).total - 1e-9 and all(
            len(tried.children(n)) > 1 for n in range(tried.first_hidden, len(tried.nodes))
        ):
            best = tried
    return best


def _places(tree: _Tree) -> list[tuple[int, int, int]]:
    """Three nodes in a row or about a fork, by how much a point between them would save at most.

    In a space of single departures that is half of what two sides are longer than the third (Gromov).
    """
    scored: list[tuple[float, tuple[int, int, int]]] = []
    for above in range(len(tree.nodes)):
        below = [n for n in tree.children(above) if n not in tree.mixed]
        for i, a in enumerate(below):
            near, rest = tree.costs[above][a], below[i + 1 :]
            for b in rest:
                apart = min(tree.costs[a][b], tree.costs[b][a])
                scored.append(((apart - near - tree.costs[above][b]) / 2, (above, a, b)))
            scored += [
                ((tree.costs[above][b] - near - tree.costs[a][b]) / 2, (above, a, b))
                for b in tree.children(a)
                if b not in tree.mixed
            ]
    return [three for longer, three in sorted(scored) if -longer > HIDDEN / 2]


def _with_missing(tree: _Tree, three: tuple[int, int, int]) -> _Tree:
    """``tree`` with a node between ``three``, whose readings are then made those of its real neighbours."""
    tried = _copy(tree)
    tried.grow(_median([tree.nodes[n] for n in three], tree.table))
    tried.solve()
    new = len(tried.nodes) - 1
    around = tried.children(new)
    if len(around) > 2:
        again = _copy(tree)
        neighbours = [tried.parent[new], *around]
        again.grow(_median([tried.nodes[n] for n in neighbours], tree.table))
        again.solve()
        tried = min(tried, again, key=lambda t: t.total)
    return tried


def _copy(tree: _Tree) -> _Tree:
    # The number of the node that is tried may be another's later: its rows are not kept.
    copies = [list(line) for line in tree.costs]
    return replace(tree, nodes=list(tree.nodes), costs=copies, rows=dict(tree.rows), mixed=dict(tree.mixed))


def _median(around: Sequence[Versions], table: Prices) -> Versions:
    """What most of ``around`` have, of which the first is the parent; all that the children have is there."""
    out: dict[int, frozenset[tuple[int, str]]] = {}
    for unit in sorted({u for versions in around[1:] for u in versions}):
        if not table.gained[unit]:
            continue
        having = [versions[unit] for versions in around if unit in versions]
        counts = Counter(d for version in having for d in version)
        # Of two, the departures of both: what one has alone is its own.
        out[unit] = frozenset(d for d, count in counts.items() if 2 * count > len(having))
    return out


def _best_mixed(tree: _Tree, barred: set[int]) -> _Tree | None:
    """The cheapest tree with one second source more, not of ``barred``, if cheaper than ``tree``."""
    nodes = [n for n in range(tree.first_hidden) if n != tree.root and n not in tree.mixed]
    options = [(option[0], -n, option[1]) for n in nodes if (option := _pair(tree, n, barred))]
    best: _Tree | None = None
    for _, node, pair in sorted(options, reverse=True)[:_LOOKED_AT]:
        tried = _settled(tree, -node, pair)
        if tried.total < (best or tree).total - 1e-9 and not tried.descendants(-node) & set(pair):
            best = tried
    return best


def _pair(tree: _Tree, node: int, barred: set[int]) -> tuple[float, list[int]] | None:
    """The two sources that explain ``node`` best, and by how much better than its one does."""
    closed = barred | {node}
    rows = {n: tree.row(n, node) for n in range(len(tree.nodes)) if n not in closed and tree.nodes[n]}
    alone = tree.costs[tree.parent[node]][node]
    best: tuple[float, list[int]] | None = None
    for a, one in rows.items():
        for b, other in rows.items():
            if b <= a or min(_only(one, other), _only(other, one)) < SECOND:
                continue
            chosen = min(choice(tree.nodes[n], tree.nodes[node], tree.table) for n in (a, b))
            gain = alone - float(np.minimum(one, other).sum()) - SECOND - chosen
            if gain > 0 and (best is None or gain > best[0]):
                best = gain, [a, b] if one.sum() <= other.sum() else [b, a]
    return best


def _only(one: Row, other: Row) -> float:
    """What ``one`` explains of the passages that it explains nearly whole and ``other`` does not."""
    return float((other - one)[one <= _NEARLY * other].sum())


def _settled(tree: _Tree, node: int, pair: list[int]) -> _Tree:
    """``tree`` with two sources for ``node``: it stays under the first, at what both together cost."""
    tried = _copy(tree)
    both = np.minimum(tree.row(pair[0], node), tree.row(pair[1], node))
    for line in tried.costs:
        line[node] = math.inf
    for source in pair:
        tried.costs[node][source] = math.inf
    tried.costs[pair[0]][node] = float(both.sum()) + SECOND
    tried.mixed[node] = pair
    tried.solve()
    return tried


def _written(found: Collation, tree: _Tree) -> Stemma:
    docs = [w.doc for w in found.witnesses]

    def name(node: int) -> str | int | None:
        if node < len(docs):
            return docs[node]
        return node - tree.first_hidden if node >= tree.first_hidden else None

    links: list[Link] = []
    for node, doc in enumerate(docs):
        for place, source in enumerate(tree.sources(node)):
            called = name(source)
            if called is not None:
                links.append(_link(tree, node, source, doc, called, second=place > 0))
    missing = tuple(name(tree.parent[n]) for n in range(tree.first_hidden, len(tree.nodes)))
    return Stemma(found, tuple(links), missing)


def _link(tree: _Tree, node: int, source: int, doc: str, called: str | int, *, second: bool) -> Link:
    others = [n for n in tree.sources(node) if n != source]
    better = tree.row(others[0] if others else tree.root, node) - tree.row(source, node)
    units = list(tree.nodes[node])
    telling = sorted((n for n in range(len(units)) if better[n] > 0), key=lambda n: (-better[n], n))
    gain = float(better.clip(0).sum()) if others else float(better.sum())
    sure = math.inf
    if source < tree.first_hidden and source != tree.root and not others:
        above = tree.parent[source]
        kept = tree.costs[above][source] + tree.costs[source][node]
        turned = tree.price(above, node) + tree.price(node, source)
        sure = turned + tree.bias(node, source) - kept
    return Link(doc, called, gain, sure, tuple(units[n] for n in telling), second)
