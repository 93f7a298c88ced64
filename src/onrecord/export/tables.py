"""A story as flat tables: one row a thing, plain values only, the words beside the offsets.

Offsets are half-open code-point offsets into the text of the document that a row names. Several values of
one cell (the spans of a quotation, the kinds of change) are joined by ``; ``; a missing value is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from onrecord.model import Anchor, DateInterval, Quotation, Story

Value = str | int | float | bool | None
Row = Mapping[str, Value]

_JOIN = "; "


def tables(story: Story) -> dict[str, list[Row]]:
    """Every table of ``story`` by name, rows in the order of the story."""
    return {name: list(rows(story)) for name, rows in _TABLES.items()}


def _documents(story: Story) -> Iterator[Row]:
    profiles = {profile.doc: profile for profile in story.profiles}
    events = {doc: event.id for event in story.events for doc in event.docs}
    for extraction in story.extractions:
        document = extraction.document
        profile = profiles.get(document.id)
        yield {
            "document": document.id,
            "path": document.path,
            "title": extraction.title,
            "outlet": document.outlet,
            "authors": _JOIN.join(document.authors) or None,
            "url": document.url,
            "language": document.language,
            "role": profile.role.value if profile else None,
            "published": _date(profile.published) if profile else None,
            "event": events.get(document.id),
            "characters": len(document.text),
            "raw_sha256": document.raw_sha256,
            "text_sha256": document.text_sha256,
        }


def _quotations(story: Story) -> Iterator[Row]:
    for extraction in story.extractions:
        for quotation in extraction.quotations:
            yield {
                "quotation": quotation.id,
                "document": quotation.doc,
                "speaker": quotation.speaker,
                "form": quotation.form.value,
                "start": quotation.extent.start,
                "end": quotation.extent.end,
                "words": words(quotation, extraction.document.text),
                "cue": quotation.cue.of(extraction.document.text) if quotation.cue else None,
                "nested_in": quotation.nested_in,
                "continues": quotation.continues,
                "confidence": round(quotation.confidence, 4),
            }


def _readings(story: Story) -> Iterator[Row]:
    quotations = {q.id: q for extraction in story.extractions for q in extraction.quotations}
    for reading in story.readings:
        quotation = quotations[reading.quotation]
        text = story.extraction(quotation.doc).document.text
        yield {
            "reading": reading.id,
            "quotation": reading.quotation,
            "document": quotation.doc,
            "speaker": quotation.speaker,
            "words": words(quotation, text),
            "attested": reading.attested.value,
            "changes": _JOIN.join(dict.fromkeys(c.kind.value for c in reading.changes)) or None,
            "explanations": _JOIN.join(c.explanation for c in reading.changes) or None,
            "reference_document": _JOIN.join(dict.fromkeys(a.doc for a in reading.references)) or None,
            "reference_start": min((a.span.start for a in reading.references), default=None),
            "reference_end": max((a.span.end for a in reading.references), default=None),
            "reference_words": " […] ".join(story.text(a) for a in reading.references) or None,
            "score": round(reading.score, 4),
        }


def _statements(story: Story) -> Iterator[Row]:
    for statement in story.statements:
        yield {
            "statement": statement.id,
            "event": statement.event,
            "speaker": statement.speaker,
            **_place(story, statement.reference),
            "quotations": len(statement.quotations),
        }


def _figures(story: Story) -> Iterator[Row]:
    for extraction in story.extractions:
        for figure in extraction.figures:
            low, high = figure.value if isinstance(figure.value, tuple) else (figure.value, figure.value)
            yield {
                "figure": figure.id,
                **_place(story, Anchor(figure.doc, figure.span)),
                "low": low,
                "high": high,
                "unit": figure.unit,
                "of": figure.of,
                "claimed_by": figure.claimed_by,
                "as_of": figure.as_of,
                "approximate": figure.approximate,
            }


def _omissions(story: Story) -> Iterator[Row]:
    for omission in story.omissions:
        yield {
            "left_out_by": omission.doc,
            **_place(story, omission.reference),
            "weight": round(omission.weight, 4),
            "reason": omission.reason,
        }


def _findings(story: Story) -> Iterator[Row]:
    for finding in story.findings:
        yield {
            "document": finding.doc,
            "type": finding.type.value,
            "severity": finding.severity,
            "note": finding.note,
            "evidence": " | ".join(story.text(anchor) for anchor in finding.evidence) or None,
        }


def _derivations(story: Story) -> Iterator[Row]:
    for derivation in story.derivations:
        yield {
            "document": derivation.doc,
            "source": derivation.source,
            "source_name": derivation.source_name,
            "confidence": round(derivation.confidence, 4),
            "reason": derivation.reason,
            "missing": derivation.missing,
            "undecided": derivation.undecided,
        }


def _events(story: Story) -> Iterator[Row]:
    for event in story.events:
        yield {
            "event": event.id,
            "title": event.title,
            "date": _date(event.date),
            "place": event.place,
            "primary": event.primary,
            "primary_reason": event.primary_reason,
            "documents": _JOIN.join(event.docs),
            "persons": _JOIN.join(event.persons) or None,
            "topics": _JOIN.join(event.topics) or None,
        }


def _speakers(story: Story) -> Iterator[Row]:
    for speaker in story.speakers:
        yield {
            "speaker": speaker.name,
            "aliases": _JOIN.join(speaker.aliases) or None,
            "titles": _JOIN.join(speaker.titles) or None,
            "mentions": len(speaker.mentions),
        }


_TABLES: Mapping[str, Callable[[Story], Iterator[Row]]] = {
    "documents": _documents,
    "events": _events,
    "speakers": _speakers,
    "quotations": _quotations,
    "statements": _statements,
    "readings": _readings,
    "figures": _figures,
    "omissions": _omissions,
    "findings": _findings,
    "derivations": _derivations,
}


def words(quotation: Quotation, text: str) -> str:
    """The words of ``quotation``, its stretches joined by `` […] ``."""
    return " […] ".join(span.of(text) for span in quotation.spans)


def _place(story: Story, anchor: Anchor) -> Row:
    start, end = anchor.span.start, anchor.span.end
    return {"document": anchor.doc, "start": start, "end": end, "words": story.text(anchor)}


def _date(interval: DateInterval | None) -> str | None:
    """ISO 8601: a day, or an interval of days with a solidus."""
    if interval is None:
        return None
    return interval.day.isoformat() if interval.day else f"{interval.start}/{interval.end}"
