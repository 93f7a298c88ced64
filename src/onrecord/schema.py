"""The JSON Lines schema: one object a line, field ``kind``, offsets in code points.

Every record of a document comes after that document's own record, so a reader can stream.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.model import (
    Anchor,
    BlockKind,
    DateCandidate,
    DateInterval,
    Derivation,
    Event,
    Extraction,
    Family,
    Figure,
    Finding,
    Omission,
    Profile,
    Quotation,
    Reading,
    Relay,
    Speaker,
    Statement,
    Story,
    Turn,
)

Record = dict[str, Any]
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def dumps(records: Iterable[Record]) -> Iterator[str]:
    """Each record as one line of JSON, without the line end."""
    return map(_ENCODER.encode, records)


def story_records(story: Story) -> Iterator[Record]:
    """The whole story: documents with their parts first, then what was found between documents."""
    profiles = {profile.doc: profile for profile in story.profiles}
    events = {doc: event for event in story.events for doc in event.docs}
    for extraction in story.extractions:
        doc = extraction.document.id
        yield from extraction_records(extraction, profiles.get(doc), events.get(doc))
    texts = {extraction.document.id: extraction.document.text for extraction in story.extractions}
    yield from (_speaker(speaker, texts) for speaker in story.speakers)
    yield from (_event(event) for event in story.events)
    yield from (_rendering(reading, texts) for reading in story.readings)
    yield from (_statement(statement, texts) for statement in story.statements)
    yield from (_omission(omission, texts) for omission in story.omissions)
    yield from (_derivation(derivation, texts) for derivation in story.derivations)
    yield from (_family(family) for family in story.families)
    yield from (_finding(finding, texts) for finding in story.findings)
    for failure in story.failures:
        yield {"kind": "failure", "path": failure.path, "reason": failure.reason, "tried": failure.tried}


def extraction_records(
    extraction: Extraction, profile: Profile | None = None, event: Event | None = None
) -> Iterator[Record]:
    """One document, its turns, quotations and figures."""
    text = extraction.document.text
    yield _document(extraction, profile, event)
    yield from (_turn(turn, text) for turn in extraction.turns)
    yield from (_quotation(quotation, text) for quotation in extraction.quotations)
    yield from (_figure(figure, text) for figure in extraction.figures)


def _document(extraction: Extraction, profile: Profile | None, event: Event | None) -> Record:
    document = extraction.document
    return {
        "kind": "document",
        "doc": document.id,
        "path": document.path,
        "text": document.text,
        "language": document.language,
        "title": extraction.title,
        "outlet": document.outlet,
        "authors": list(document.authors),
        "url": document.url,
        "role": profile.role.value if profile else None,
        "role_reason": profile.role_reason if profile else None,
        "published": _day(profile.published) if profile else None,
        "published_reason": profile.published_reason if profile else None,
        "event_date": _day(profile.event_date) if profile else None,
        "event_date_reason": profile.event_date_reason if profile else None,
        "updated": _day(profile.updated) if profile else None,
        "dates": [_date(candidate) for candidate in (profile.dates if profile else document.dates)],
        "event": event.id if event else None,
        "primary": event is not None and document.id in (event.primary, *event.records),
        "declared_sources": list(dict.fromkeys(credit.name for credit in extraction.credits)),
        "boilerplate": [
            {"start": block.span.start, "text": block.span.of(document.text)}
            for block in extraction.blocks
            if block.kind is BlockKind.BOILERPLATE
        ],
        "raw_sha256": document.raw_sha256,
        "text_sha256": document.text_sha256,
        "extractor": document.extractor,
        "method": extraction.method,
        "notes": list(document.notes),
    }


def _date(candidate: DateCandidate) -> Record:
    span = candidate.span
    return {
        "date": _day(candidate.interval),
        "about": candidate.about,
        "source": candidate.source,
        "precision": candidate.precision,
        "moment": candidate.moment,
        "zone": candidate.zone,
        "start": span.start if span else None,
        "end": span.end if span else None,
    }


def _day(interval: DateInterval | None) -> str | None:
    """The schema's date: the day where it is known, the month where only that is, else an interval."""
    if interval is None:
        return None
    if interval.day:
        return interval.day.isoformat()
    start, end = interval.start.isoformat(), interval.end.isoformat()
    return start[:7] if start[:7] == end[:7] else f"{start}/{end}"


def _turn(turn: Turn, text: str) -> Record:
    return {
        "kind": "turn",
        "id": turn.id,
        "doc": turn.doc,
        "start": turn.span.start,
        "text": turn.span.of(text),
        "speaker": turn.speaker,
        "labelled": turn.labelled,
        "evidence": [{"doc": a.doc, "start": a.span.start, "end": a.span.end} for a in turn.evidence],
    }


def _quotation(quotation: Quotation, text: str) -> Record:
    source, cue = quotation.source, quotation.cue
    return {
        "kind": "quotation",
        "id": quotation.id,
        "doc": quotation.doc,
        "start": quotation.extent.start,
        "content": " ".join(span.of(text) for span in quotation.spans),
        "spans": [[span.start, span.end] for span in quotation.spans],
        "form": quotation.form.value,
        "speaker": quotation.speaker,
        "speaker_text": source.of(text) if source else None,
        "speaker_start": source.start if source else None,
        "source_spans": [[source.start, source.end]] if source else [],
        "cue": cue.of(text) if cue else None,
        "cue_start": cue.start if cue else None,
        "cue_spans": [[cue.start, cue.end]] if cue else [],
        "nested_in": quotation.nested_in,
        "continues": quotation.continues,
        "confidence": round(quotation.confidence, 4),
        "via": [_relay(relay, text) for relay in quotation.via],
        "role": quotation.role,
        "cites": _relay(quotation.cites, text) if quotation.cites else None,
    }


def _relay(relay: Relay, text: str) -> Record:
    source = relay.source
    return {
        "speaker": relay.speaker,
        "text": source.of(text) if source else None,
        "start": source.start if source else None,
    }


def _figure(figure: Figure, text: str) -> Record:
    value = figure.value
    return {
        "kind": "figure",
        "id": figure.id,
        "doc": figure.doc,
        "start": figure.span.start,
        "text": figure.span.of(text),
        "value": list(value) if isinstance(value, tuple) else value,
        "unit": figure.unit,
        "of": figure.of,
        "claimed_by": figure.claimed_by,
        "as_of": figure.as_of,
        "approximate": figure.approximate,
    }


def _anchor(anchor: Anchor, texts: dict[str, str]) -> Record:
    return {"doc": anchor.doc, "start": anchor.span.start, "text": anchor.span.of(texts[anchor.doc])}


def _anchors(anchors: tuple[Anchor, ...], texts: dict[str, str]) -> list[Record]:
    return [_anchor(anchor, texts) for anchor in anchors]


def _speaker(speaker: Speaker, texts: dict[str, str]) -> Record:
    return {
        "kind": "speaker",
        "name": speaker.name,
        "aliases": list(speaker.aliases),
        "titles": list(speaker.titles),
        "mentions": _anchors(speaker.mentions, texts),
    }


def _event(event: Event) -> Record:
    return {
        "kind": "event",
        "id": event.id,
        "docs": list(event.docs),
        "date": _day(event.date),
        "place": event.place,
        "title": event.title,
        "persons": list(event.persons),
        "topics": list(event.topics),
        "primary": event.primary,
        "primary_reason": event.primary_reason,
        "memberships": [
            {"doc": m.doc, "score": round(m.score, 4), "reason": m.reason} for m in event.memberships
        ],
    }


def _rendering(reading: Reading, texts: dict[str, str]) -> Record:
    return {
        "kind": "rendering",
        "id": reading.id,
        "quotation": reading.quotation,
        "spans": [[span.start, span.end] for span in reading.spans],
        "references": _anchors(reading.references, texts),
        "attested": reading.attested.value,
        "changes": sorted({change.kind.value for change in reading.changes}),
        "details": [
            {
                "change": change.kind.value,
                "explanation": change.explanation,
                "reading": _anchors(change.reading, texts),
                "reference": _anchors(change.reference, texts),
            }
            for change in reading.changes
        ],
        "score": round(reading.score, 4),
        "nearest": _anchor(reading.nearest, texts) if reading.nearest else None,
    }


def _statement(statement: Statement, texts: dict[str, str]) -> Record:
    return {
        "kind": "statement",
        "id": statement.id,
        "event": statement.event,
        "speaker": statement.speaker,
        "reference": _anchor(statement.reference, texts),
        "quotations": list(statement.quotations),
    }


def _omission(omission: Omission, texts: dict[str, str]) -> Record:
    return {
        "kind": "omission",
        "doc": omission.doc,
        "reference": _anchor(omission.reference, texts),
        "weight": round(omission.weight, 4),
        "note": omission.reason,
    }


def _derivation(derivation: Derivation, texts: dict[str, str]) -> Record:
    return {
        "kind": "derivation",
        "doc": derivation.doc,
        "from": derivation.source,
        "source_name": derivation.source_name,
        "confidence": round(derivation.confidence, 4),
        "note": derivation.reason,
        "evidence": _anchors(derivation.evidence, texts),
        "missing": derivation.missing,
        "undecided": derivation.undecided,
    }


def _family(family: Family) -> Record:
    return {
        "kind": "family",
        "id": family.id,
        "docs": list(family.docs),
        "source_name": family.source_name,
        "note": family.reason,
    }


def _finding(finding: Finding, texts: dict[str, str]) -> Record:
    return {
        "kind": "finding",
        "doc": finding.doc,
        "type": finding.type.value,
        "severity": finding.severity,
        "note": finding.note,
        "evidence": _anchors(finding.evidence, texts),
    }
