"""The family tree of an event's documents, laid out on the server (:mod:`onrecord.report.layers`).

Sources outside the pile and missing common sources are nodes of their own; a derivation whose direction
is open is dashed and has no head. In a crowded tree each family of near copies is one node; the words
below always name every document. Places are in SVG user units.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.model import Derivation, Event, Family
from onrecord.report.labels import confidence_words
from onrecord.report.layers import Edge as Ends
from onrecord.report.layers import layered
from onrecord.report.pile import Pile, Place, beginning

WIDTH, HEIGHT, GAP_X, GAP_Y, MARGIN = 210, 46, 110, 16, 6
_DECIDED = 0.5
_CROWDED = 12
"""Documents above which families are drawn as one node."""


@dataclass(frozen=True, slots=True)
class Node:
    """A document, a family, or a source outside. ``kind``: primary, document, family, outside, missing."""

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
    """From source to the document that took from it, as an SVG path; ``directed``: with a head."""

    path: str
    decided: bool
    directed: bool
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
class Copies:
    """One family of near copies in words: its documents, and what says so."""

    docs: tuple[str, ...]
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Tree:
    """The drawing, and the same in words."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    lines: tuple[Line, ...]
    families: tuple[Copies, ...]


def tree(pile: Pile, event: Event) -> Tree:
    """The family tree of the documents of ``event``."""
    docs = sorted(pile.docs_of(event), key=lambda doc: doc != event.primary)
    derivations = [d for d in pile.story.derivations if d.doc in docs]
    families = [f for f in pile.story.families if set(f.docs) <= set(docs)]
    drawn_as = _drawn_as(families if len(docs) > _CROWDED else ())
    ends = [(_source(d), d) for d in derivations]
    edges = [((drawn_as.get(source, source), drawn_as.get(d.doc, d.doc)), d) for source, d in ends if source]
    edges = [(pair, d) for pair, d in edges if pair[0] != pair[1]]
    keys = [doc for doc in docs if drawn_as.get(doc, doc) == doc]
    keys = list(dict.fromkeys(keys + [source for (source, _), _ in edges]))
    drawing = layered(keys, [pair for pair, _ in edges], (WIDTH, HEIGHT), (GAP_X, GAP_Y))
    places = {key: (x + MARGIN, y + MARGIN) for key, (x, y) in drawing.places.items()}
    sizes = {f.docs[0]: len(f.docs) for f in families if f.docs[0] in drawn_as}
    return Tree(
        max((x + WIDTH for x, _ in places.values()), default=0) + MARGIN,
        max((y + HEIGHT for _, y in places.values()), default=0) + MARGIN,
        tuple(_node(pile, event, key, places[key], derivations, sizes) for key in places),
        tuple(_edge(pile, pair, d, places, drawing.bends[pair]) for pair, d in edges),
        tuple(_line(pile, d) for d in derivations),
        tuple(_copies(pile, family) for family in families),
    )


def _drawn_as(families: Sequence[Family]) -> dict[str, str]:
    """For each near copy the document that stands for its family."""
    return {doc: family.docs[0] for family in families for doc in family.docs}


def _source(derivation: Derivation) -> str | None:
    if derivation.source:
        return derivation.source
    if derivation.missing:
        return f"missing {derivation.missing}"
    return f"outside {derivation.source_name}" if derivation.source_name else None


def _node(
    pile: Pile,
    event: Event,
    key: str,
    place: tuple[int, int],
    derivations: Sequence[Derivation],
    sizes: Mapping[str, int],
) -> Node:
    x, y = place
    if key not in pile.labels:
        return _outside(key, place, derivations)
    label = pile.labels[key]
    kind = "primary" if key == event.primary else "family" if key in sizes else "document"
    if any(d.doc == key and _source(d) is None for d in derivations):
        kind = "undecided"
    detail = {"primary": "primary", "undecided": "origin undecided"}.get(kind, label.role.lower())
    if key in sizes:
        detail = f"and {sizes[key] - 1} near cop{'ies' if sizes[key] > 2 else 'y'}"
    return Node(key, kind, label.siglum, beginning(label.name, 22), detail, label.href, x, y)


def _outside(key: str, place: tuple[int, int], derivations: Sequence[Derivation]) -> Node:
    x, y = place
    if key.startswith("missing "):
        name = next((d.source_name for d in derivations if _source(d) == key and d.source_name), None)
        known = beginning(name, 24) if name else "a common source"
        return Node(key, "missing", "", known, "inferred, not in this pile", "", x, y)
    name = beginning(key.removeprefix("outside "), 24)
    return Node(key, "outside", "", name, "named, not in this pile", "", x, y)


def _edge(
    pile: Pile,
    pair: Ends,
    derivation: Derivation,
    places: Mapping[str, tuple[int, int]],
    bends: Sequence[tuple[int, int]],
) -> Edge:
    (x1, y1), (x2, y2) = places[pair[0]], places[pair[1]]
    start, end = (x1 + WIDTH, y1 + HEIGHT // 2), (x2, y2 + HEIGHT // 2)
    if end[0] <= start[0]:
        # Same layer or backwards (a circle): loop round the right-hand side.
        end = (x2 + WIDTH, y2 + HEIGHT // 2)
        bend = max(start[0], end[0]) + GAP_X // 2
        path = f"M{start[0]} {start[1]} C{bend} {start[1]} {bend} {end[1]} {end[0]} {end[1]}"
    else:
        path = f"M{start[0]} {start[1]}"
        for x, y in bends:
            path += f"{_curve(start, (x + MARGIN, y + MARGIN))} H{x + MARGIN + WIDTH}"
            start = (x + MARGIN + WIDTH, y + MARGIN)
        path += _curve(start, end)
    line = _line(pile, derivation)
    title = (
        f"{line.doc} {'–' if derivation.undecided else '←'} {line.source}: {line.certainty}. {line.reason}"
    )
    decided = derivation.confidence >= _DECIDED and not derivation.undecided
    return Edge(path, decided, not derivation.undecided, title)


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    middle = (start[0] + end[0]) // 2
    return f" C{middle} {start[1]} {middle} {end[1]} {end[0]} {end[1]}"


def _line(pile: Pile, derivation: Derivation) -> Line:
    if derivation.source:
        known = pile.labels.get(derivation.source)
        source = f"{known.siglum} {known.name}" if known else derivation.source
    else:
        source = derivation.source_name or ("a missing common source" if derivation.missing else "")
    decided = source and not derivation.undecided
    return Line(
        _name(pile, derivation.doc),
        source,
        confidence_words(derivation.confidence) if decided else "undecided",
        derivation.reason,
        pile.evidence(derivation.evidence),
    )


def _name(pile: Pile, doc: str) -> str:
    return f"{pile.labels[doc].siglum} {pile.labels[doc].name}"


def _copies(pile: Pile, family: Family) -> Copies:
    return Copies(tuple(_name(pile, doc) for doc in family.docs), family.source_name or "", family.reason)
