"""The coverage picture: documents down, statements across, one glyph each, so that gaps are seen at a glance.

Statements run in bands of a fixed width, so that a long event stays readable; the text alternative gives
the counts of every document.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.report.labels import STATUSES, Label
from onrecord.report.pile import DocLabel, fitting
from onrecord.report.synopsis import Synopsis

BAND = 48
"""Most statements in one band."""
STEP, HEAD, SIDE, ROW = 20, 30, 190, 24
"""In user units: width of a statement, height of the head, width of the names, height of a document."""
_LONGEST_NAME = 24
"""In letters, beside the siglum."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One statement in one document."""

    x: int
    y: int
    status: Label
    title: str


@dataclass(frozen=True, slots=True)
class Column:
    """One statement: its link, its number, its glyphs from top to bottom."""

    href: str
    number: int
    x: int
    title: str
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A document's name beside its row."""

    label: DocLabel
    text: str
    y: int


@dataclass(frozen=True, slots=True)
class Band:
    """Up to :data:`BAND` statements."""

    width: int
    height: int
    names: tuple[Name, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How much of the statements one document carries, as text."""

    label: DocLabel
    carried: int
    total: int
    parts: tuple[tuple[Label, int], ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The picture and its text alternative."""

    bands: tuple[Band, ...]
    counts: tuple[Count, ...]


def coverage(synopsis: Synopsis) -> Coverage:
    """Which document carries which statement, and how."""
    starts = range(0, len(synopsis.rows), BAND) if synopsis.columns else range(0)
    counts = tuple(_count(synopsis, position) for position in range(len(synopsis.columns)))
    return Coverage(tuple(_band(synopsis, start) for start in starts), counts)


def _band(synopsis: Synopsis, start: int) -> Band:
    rows = synopsis.rows[start : start + BAND]
    columns = []
    for place, row in enumerate(rows):
        x = SIDE + place * STEP + STEP // 2
        glyphs = tuple(
            Glyph(x, HEAD + i * ROW + ROW // 2, cell.status, f"{cell.label.name}: {cell.status.name}")
            for i, cell in enumerate(row.cells)
        )
        who = f"{row.speaker}: " if row.speaker else ""
        columns.append(
            Column(f"#{row.id}", row.number, x, f"{row.number}. {who}{row.reference.text}", glyphs)
        )
    names = tuple(
        Name(label, fitting(label.name, _LONGEST_NAME), HEAD + i * ROW + ROW // 2)
        for i, label in enumerate(synopsis.columns)
    )
    return Band(SIDE + len(rows) * STEP + 4, HEAD + len(names) * ROW + 4, names, tuple(columns))


def _count(synopsis: Synopsis, position: int) -> Count:
    tally: dict[str, int] = {}
    for row in synopsis.rows:
        key = row.cells[position].status.key
        tally[key] = tally.get(key, 0) + 1
    total = len(synopsis.rows)
    parts = tuple((s, tally[s.key]) for s in STATUSES.values() if s.key in tally and s.key != "absent")
    return Count(synopsis.columns[position], total - tally.get("absent", 0), total, parts)
