"""A quotation, or a place in a text, as a line of a list."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Anchor, Document, Quotation
from onrecord.report.pile import name_of, shortened, title_of
from onrecord.store import Record
from onrecord.store.search import Hit
from onrecord.web.links import AppLinks

_BEFORE, _AFTER = 80, 120


@dataclass(frozen=True, slots=True)
class Quoted:
    """``quotation`` is None for a place in a text; ``score`` in [0, 1] is how alike the words are.

    ``source``: what the document is called.
    """

    words: str
    doc: str
    href: str
    source: str
    outlet: str | None = None
    quotation: str | None = None
    speaker: str | None = None
    published: str | None = None
    form: str | None = None
    statement: str | None = None
    attested: str | None = None
    changes: tuple[str, ...] = ()
    score: float = 1.0
    number: int = 0


def of_quotation(record: Record, quotation: Quotation) -> Quoted:
    """A quotation with how it stands to the record."""
    document = record.document(quotation.doc)
    reading = record.witness(quotation.id).reading
    return Quoted(
        " […] ".join(span.of(document.text) for span in quotation.spans),
        document.id,
        AppLinks().quotation(quotation),
        _called(record, document),
        document.outlet,
        quotation.id,
        quotation.speaker,
        record.published(document.id),
        form=quotation.form.value,
        statement=record.statement_of(quotation.id),
        attested=reading.attested.value if reading else None,
        changes=tuple(sorted({change.kind.value for change in reading.changes})) if reading else (),
    )


def of_hit(record: Record, hit: Hit) -> Quoted:
    """A quotation that a search found."""
    return Quoted(
        hit.words,
        hit.doc,
        AppLinks().quotation(record.witness(hit.quotation).quotation),
        _called(record, record.document(hit.doc)),
        hit.outlet,
        hit.quotation,
        hit.speaker,
        hit.published,
        statement=record.statement_of(hit.quotation),
        score=round(hit.score, 3),
        number=hit.number,
    )


def of_place(record: Record, place: Anchor, number: int) -> Quoted:
    """A place in a text, with the words around it."""
    document = record.document(place.doc)
    start = max(0, place.span.start - _BEFORE)
    words = shortened(document.text[start : place.span.end + _AFTER])
    return Quoted(
        f"… {words}" if start else words,
        place.doc,
        AppLinks().place(place),
        _called(record, document),
        document.outlet,
        number=number,
    )


def _called(record: Record, document: Document) -> str:
    return name_of(document, title_of(document, record.title(document.id)))
