"""A tiny vocabulary for piles of invented reports: documents, turns and quotations located by their words."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.model import (
    Anchor,
    Attested,
    Change,
    ChangeKind,
    Credit,
    Document,
    Event,
    Extraction,
    Figure,
    Form,
    Quotation,
    Reading,
    Span,
    Turn,
)


def span(text: str, words: str, after: int = 0) -> Span:
    """Where ``words`` stand in ``text``; a test that names words that are not there is wrong."""
    start = text.index(words, after)
    return Span(start, start + len(words))


def transcript(doc: str, head: str, *said: tuple[str, str], language: str = "en") -> Extraction:
    """A document of labelled turns under a head."""
    text, turns = head, []
    for number, (speaker, words) in enumerate(said):
        text += f"\n{speaker}: "
        at = Span(len(text), len(text) + len(words))
        name = None if speaker == "Question" else speaker
        turns.append(Turn(f"{doc}-t{number}", doc, at, (at,), None, name or "journalist", True))
        text += words
    return Extraction(document(doc, text, language), (), tuple(turns), (), (), (), ())


def report(
    doc: str,
    text: str,
    *quotes: tuple[str, str | None, Form],
    credits: Sequence[str] = (),
    figures: Sequence[tuple[str, float]] = (),
    outlet: str | None = None,
    language: str = "en",
) -> Extraction:
    """An article with quotations given as (words, speaker, form)."""
    found = tuple(
        Quotation(f"{doc}-q{i}", doc, (span(text, words),), form, speaker=speaker)
        for i, (words, speaker, form) in enumerate(quotes)
    )
    named = tuple(Credit(name, span(text, name)) for name in credits)
    counted = tuple(Figure(f"{doc}-f{i}", doc, span(text, w), v) for i, (w, v) in enumerate(figures))
    return Extraction(document(doc, text, language, outlet), (), (), found, counted, named, ())


def document(doc: str, text: str, language: str = "en", outlet: str | None = None) -> Document:
    """A plain document."""
    return Document(doc, f"{doc}.txt", text, "", "", language, outlet=outlet)


def anchor(extraction: Extraction, words: str) -> Anchor:
    """The place of ``words`` in a document."""
    return Anchor(extraction.document.id, span(extraction.document.text, words))


def reading(
    quotation: str,
    *references: Anchor,
    attested: Attested = Attested.YES,
    changes: Sequence[ChangeKind] = (),
) -> Reading:
    """What a quotation renders, with changes by their kind alone."""
    return Reading(
        f"r-{quotation}", quotation, references, attested, 1.0, tuple(Change(k, "") for k in changes)
    )


def event(primary: str | None, *docs: str) -> Event:
    """An event of these documents."""
    return Event("e", docs, "An event", primary=primary)
