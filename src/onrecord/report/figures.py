"""Figures of an event side by side: those that count the same thing, grouped, conflicts marked.

Two figures count the same when a finding sets them against each other, when a word alignment pairs them,
when they are equal within one statement, or when both the thing counted and the unit are named alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from onrecord.model import Anchor, Event, Figure, FindingType
from onrecord.report.pile import Pile, Place


@dataclass(frozen=True, slots=True)
class FigureView:
    """One number as one document gives it."""

    place: Place
    value: str
    unit: str
    claimed_by: str
    as_of: str
    odd: bool
    """Differs from the value of the primary (else from the most frequent one) of its group."""


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Figures that count the same thing. ``conflict``: one of them is odd."""

    of: str
    conflict: bool
    figures: tuple[FigureView, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """``shared``: given by two documents or more, conflicts first; ``single``: given by one."""

    shared: tuple[FigureGroup, ...]
    single: tuple[FigureGroup, ...]


class _Groups:
    """Union-find over figure positions."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, item: int) -> int:
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, items: list[int]) -> None:
        for one, other in pairwise(items):
            low, high = sorted((self.find(one), self.find(other)))
            self._parent[high] = low


class _Found:
    """The figures of an event, by place."""

    def __init__(self, figures: list[Figure]) -> None:
        self.figures = figures
        self._by_doc: dict[str, list[int]] = {}
        for position, figure in enumerate(figures):
            self._by_doc.setdefault(figure.doc, []).append(position)

    def at(self, anchor: Anchor) -> list[int]:
        """Positions of the figures that ``anchor`` touches."""
        return [i for i in self._by_doc.get(anchor.doc, ()) if self.figures[i].span.overlaps(anchor.span)]

    def only_one_at(self, anchors: Iterable[Anchor | None]) -> list[int]:
        """Figures that stand alone in one of ``anchors``; of several it is unknown which is meant."""
        hits = [self.at(anchor) for anchor in anchors if anchor is not None]
        return [positions[0] for positions in hits if len(positions) == 1]


def figures(pile: Pile, event: Event) -> Figures:
    """The figures in the documents of ``event``."""
    found = [f for doc in pile.docs_of(event) for f in pile.story.extraction(doc).figures]
    groups = _Groups(len(found))
    for alike in _alike(pile, event, _Found(found)):
        groups.join(alike)
    members: dict[int, list[Figure]] = {}
    for position, figure in enumerate(found):
        members.setdefault(groups.find(position), []).append(figure)
    views = [(_view(pile, event, group), len({f.doc for f in group})) for group in members.values()]
    shared = sorted((view for view, docs in views if docs > 1), key=lambda view: not view.conflict)
    return Figures(tuple(shared), tuple(view for view, docs in views if docs == 1))


def _alike(pile: Pile, event: Event, found: _Found) -> list[list[int]]:
    conflicts = (f for f in pile.story.findings if f.type is FindingType.NUMBER_CONFLICT)
    links = (link for reading in pile.story.readings for link in reading.links)
    return [
        *_named_alike(found.figures),
        *_in_one_statement(pile, event, found),
        *(found.only_one_at(finding.evidence) for finding in conflicts),
        *(found.only_one_at((link.reading, link.reference)) for link in links),
    ]


def _named_alike(found: list[Figure]) -> list[list[int]]:
    named: dict[tuple[str, str], list[int]] = {}
    for position, figure in enumerate(found):
        if figure.of:
            named.setdefault((figure.of.casefold(), (figure.unit or "").casefold()), []).append(position)
    return list(named.values())


def _in_one_statement(pile: Pile, event: Event, found: _Found) -> list[list[int]]:
    out: list[list[int]] = []
    for statement in pile.statements.get(event.id, ()):
        anchors = [statement.reference]
        for quotation in (pile.quotations[q] for q in statement.quotations if q in pile.quotations):
            anchors.extend(Anchor(quotation.doc, span) for span in quotation.spans)
        equal: dict[str, list[int]] = {}
        for position in (i for anchor in anchors for i in found.at(anchor)):
            equal.setdefault(number(found.figures[position].value), []).append(position)
        out.extend(equal.values())
    return out


def _view(pile: Pile, event: Event, group: list[Figure]) -> FigureGroup:
    values = [number(f.value) for f in group]
    of_primary = [number(f.value) for f in group if f.doc == event.primary]
    standard = set(of_primary) or {max(dict.fromkeys(values), key=values.count)}
    views = tuple(
        FigureView(
            pile.place(Anchor(f.doc, f.span)),
            ("about " if f.approximate else "") + number(f.value),
            f.unit or "",
            f.claimed_by or "",
            f.as_of or "",
            number(f.value) not in standard,
        )
        for f in group
    )
    of = next((f.of for f in group if f.of), None) or next((f.unit for f in group if f.unit), None)
    return FigureGroup(of or "", any(view.odd for view in views), views)


def number(value: float | tuple[float, float]) -> str:
    """A value as written in English: thousands apart, no trailing zeros, an en dash in a range."""
    if isinstance(value, tuple):
        return "–".join(f"{end:,.15g}" for end in value)
    return f"{value:,.15g}"
