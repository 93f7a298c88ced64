"""A stretch of a document with what is found in it, without reading the rest of the document."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.model import Anchor, Document, Extraction, Quotation, Span, Turn
from onrecord.store.rows import FOUND, QUOTATIONS

_AROUND = 400
"""Characters kept before and after a place, at most to the end of its line."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """``extraction`` is the stretch as a document of its own: its offsets count from ``start`` in ``doc``."""

    doc: str
    start: int
    extraction: Extraction

    def there(self, place: Anchor) -> Anchor:
        """A place of the excerpt as a place of the whole document."""
        return Anchor(self.doc, _moved(place.span, self.start))


def excerpt(db: sqlite3.Connection, place: Anchor) -> Excerpt:
    """``place`` with its line, or as much of that as is near; quotations and turns are cut to it."""
    begin = max(0, place.span.start - _AROUND)
    row = db.execute(
        "SELECT language, substr(text, ?, ?) AS text FROM documents WHERE id = ?",
        (begin + 1, place.span.end + _AROUND - begin, place.doc),
    ).fetchone()
    kept = _line(row["text"], _moved(place.span, -begin))
    stretch = _moved(kept, begin)
    text = kept.of(row["text"])
    document = Document(f"{place.doc}@{stretch.start}", "", text, "", "", row["language"])
    overlapping = ('doc = ? AND start < ? AND "end" > ?', (place.doc, stretch.end, stretch.start))
    said: Sequence[Quotation] = QUOTATIONS.select(db, *overlapping)
    turns: Sequence[Turn] = FOUND["turns"].select(db, *overlapping)
    return Excerpt(
        place.doc,
        stretch.start,
        Extraction(
            document,
            (),
            tuple(_turn(t, document.id, stretch) for t in turns),
            tuple(_quotation(q, document.id, stretch) for q in said),
            (),
            (),
            (),
        ),
    )


def _line(text: str, place: Span) -> Span:
    """The line that ``place`` begins and the one that it ends in; whole words where the text was cut."""
    start = text.rfind("\n", 0, place.start) + 1
    end = text.find("\n", place.end)
    if not start and place.start >= _AROUND:
        start = text.find(" ", 0, place.start) + 1
    if end < 0:
        end = len(text)
        if end - place.end >= _AROUND:
            end = max(place.end, text.rfind(" ", place.end))
    return Span(start, end)


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _within(spans: Sequence[Span], stretch: Span) -> tuple[Span, ...]:
    cut = (Span(max(s.start, stretch.start), min(s.end, stretch.end)) for s in spans if s.overlaps(stretch))
    return tuple(_moved(s, -stretch.start) for s in cut)


def _quotation(said: Quotation, doc: str, stretch: Span) -> Quotation:
    spans = _within(said.spans, stretch) or _within((said.extent,), stretch)
    return replace(said, doc=doc, spans=spans, cue=None, source=None, via=(), cites=None)


def _turn(turn: Turn, doc: str, stretch: Span) -> Turn:
    (span,) = _within((turn.span,), stretch)
    paragraphs = _within(turn.paragraphs, stretch)
    return replace(turn, doc=doc, span=span, paragraphs=paragraphs, label=None, evidence=())
