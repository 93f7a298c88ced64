"""The family tree of an event's documents, laid out on the server as a small left-to-right layered drawing.

Layers are longest paths from the roots (the first phase of Sugiyama, Tagawa and Toda 1981, "Methods for
visual understanding of hierarchical system structures"); edges that would close a circle are drawn but not
counted. Within a layer, nodes follow the mean place of their sources. Places are in SVG user units.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Derivation, Event
from onrecord.report.labels import confidence_words
from onrecord.report.pile import Pile, Place, beginning

WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 210, 46, 110, 16, 6
_DECIDED = 0.5


@dataclass(frozen=True, slots=True)
class Node:
    """A document or a named source outside the pile. ``kind``: primary, document, outside, undecided."""

    key: str
    kind: str
    siglum: str
    name: str
    detail: str
    href: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Edge:
    """From source to the document that took from it, as an SVG path."""

    path: str
    decided: bool
    title: str


@dataclass(frozen=True, slots=True)
class Line:
    """One derivation in words. ``source`` is empty where the origin is undecided."""

    doc: str
    source: str
    certainty: str
    reason: str
    evidence: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """The drawing, and the same in words."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    lines: tuple[Line, ...]


def tree(pile: Pile, event: Event) -> Tree:
    """The family tree of the documents of ``event``."""
    docs = list(pile.docs_of(event))
    derivations = [d for d in pile.story.derivations if d.doc in docs]
    keys = list(docs)
    for derivation in derivations:
        source = _source(derivation)
        if source and source not in keys:
            keys.append(source)
    edges = [(source, d) for d in derivations if (source := _source(d)) and source != d.doc]
    layers = _layers(keys, [(source, d.doc) for source, d in edges], event.primary)
    places = _places(layers, [(source, d.doc) for source, d in edges])
    nodes = tuple(_node(pile, event, key, places[key], derivations) for key in places)
    return Tree(
        max((x + WIDTH for x, _ in places.values()), default=0) + MARGIN,
        max((y + HEIGHT for _, y in places.values()), default=0) + MARGIN,
        nodes,
        tuple(_edge(pile, source, d, places) for source, d in edges),
        tuple(_line(pile, d) for d in derivations),
    )


def _source(derivation: Derivation) -> str | None:
    if derivation.source:
        return derivation.source
    return f"outside {derivation.source_name}" if derivation.source_name else None


def _layers(keys: list[str], edges: list[tuple[str, str]], primary: str | None) -> list[list[str]]:
    """Nodes by longest path from a root; ``primary`` leads its layer."""
    depth = dict.fromkeys(keys, 0)
    for _ in keys:
        moved = False
        for source, doc in edges:
            # A circle would raise depths for ever; a path has at most len(keys) nodes.
            if depth[source] + 1 > depth[doc] and depth[source] + 1 < len(keys):
                depth[doc] = depth[source] + 1
                moved = True
        if not moved:
            break
    used = sorted(set(depth.values()))
    order = sorted(keys, key=lambda key: key != primary)
    return [[key for key in order if depth[key] == level] for level in used]


def _places(layers: list[list[str]], edges: list[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    places: dict[str, tuple[int, int]] = {}
    for level, layer in enumerate(layers):
        ranked = sorted(layer, key=lambda key: _mean_source(key, edges, places)) if level else layer
        for row, key in enumerate(ranked):
            places[key] = (MARGIN + level * (WIDTH + GAP_X), MARGIN + row * (HEIGHT + GAP_Y))
    return places


def _mean_source(key: str, edges: list[tuple[str, str]], places: dict[str, tuple[int, int]]) -> float:
    rows = [places[source][1] for source, doc in edges if doc == key and source in places]
    return sum(rows) / len(rows) if rows else float("inf")


def _node(pile: Pile, event: Event, key: str, place: tuple[int, int], derivations: list[Derivation]) -> Node:
    x, y = place
    if key not in pile.labels:
        name = beginning(key.removeprefix("outside "), 24)
        return Node(key, "outside", "", name, "named, not in this pile", "", x, y)
    label = pile.labels[key]
    kind = "primary" if key == event.primary else "document"
    if any(d.doc == key and _source(d) is None for d in derivations):
        kind = "undecided"
    detail = {"primary": "primary", "undecided": "origin undecided"}.get(kind, label.role.lower())
    return Node(key, kind, label.siglum, beginning(label.name, 22), detail, label.href, x, y)


def _edge(pile: Pile, source: str, derivation: Derivation, places: dict[str, tuple[int, int]]) -> Edge:
    (x1, y1), (x2, y2) = places[source], places[derivation.doc]
    start, end = (x1 + WIDTH, y1 + HEIGHT // 2), (x2, y2 + HEIGHT // 2)
    if end[0] <= start[0]:
        # Same layer or backwards (a circle): loop round the right-hand side.
        end = (x2 + WIDTH, y2 + HEIGHT // 2)
        bend = max(start[0], end[0]) + GAP_X // 2
        path = f"M{start[0]} {start[1]} C{bend} {start[1]} {bend} {end[1]} {end[0]} {end[1]}"
    else:
        middle = end[0] - GAP_X // 2
        path = f"M{start[0]} {start[1]} C{middle} {start[1]} {middle} {end[1]} {end[0]} {end[1]}"
    line = _line(pile, derivation)
    title = f"{line.doc} ← {line.source}: {line.certainty}. {line.reason}"
    return Edge(path, derivation.confidence >= _DECIDED, title)


def _line(pile: Pile, derivation: Derivation) -> Line:
    if derivation.source:
        known = pile.labels.get(derivation.source)
        source = f"{known.siglum} {known.name}" if known else derivation.source
    else:
        source = derivation.source_name or ""
    label = pile.labels[derivation.doc]
    return Line(
        f"{label.siglum} {label.name}",
        source,
        confidence_words(derivation.confidence) if source else "undecided",
        derivation.reason,
        pile.evidence(derivation.evidence),
    )
