"""Statements: one thing said once, and the quotations that carry it.

Where an event has a primary, a statement is a run of sentences of one of its turns. Sentences that one short
reference covers together belong together; a long reference (a report that prints whole answers) carries every
statement it covers without welding them into one. What nobody carries is listed as well, so that what was
left out shows. Without a primary, and for what the primary does not hold, quotations that render each other
are one statement, its reference the fullest of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.model import Anchor, Event, Extraction, Quotation, Reading, Span, Statement
from onrecord.text.sentences import sentences
from onrecord.text.tokens import tokenize, word_forms

SHORT_REFERENCE = 2
"""Sentences a reference may cover and still make them one statement."""
SUBSTANTIAL = 8
"""Words a stretch that nobody carries needs to be listed."""
COVERED = 0.5


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence of a turn. ``paragraph`` tells where a run must end."""

    span: Span
    speaker: str | None
    paragraph: int


def statements(
    event: Event, extractions: Sequence[Extraction], readings: Sequence[Reading]
) -> tuple[Statement, ...]:
    """The statements of one event: those of the primary in its order, then those only reports hold."""
    docs = {x.document.id: x for x in extractions if x.document.id in event.docs}
    quotations = {q.id: q for doc in event.docs if doc in docs for q in docs[doc].quotations}
    own = [r for r in readings if r.quotation in quotations]
    found: list[tuple[Anchor, str | None, tuple[str, ...]]] = []
    if event.primary in docs:
        found += _of_primary(docs[event.primary], own)
    found += _of_reports(event, docs, quotations, own)
    return tuple(
        Statement(f"{event.id}:s{number}", event.id, speaker, reference, carried)
        for number, (reference, speaker, carried) in enumerate(found, 1)
    )


def _of_primary(
    primary: Extraction, readings: Sequence[Reading]
) -> list[tuple[Anchor, str | None, tuple[str, ...]]]:
    doc, text = primary.document.id, primary.document.text
    units = _units(primary)
    carried: dict[int, list[str]] = defaultdict(list)
    joined: set[int] = set()
    for reading in readings:
        for reference in reading.references:
            if reference.doc != doc:
                continue
            covered = [i for i, unit in enumerate(units) if _covers(reference.span, unit.span)]
            for i in covered:
                if reading.quotation not in carried[i]:
                    carried[i].append(reading.quotation)
            if len(covered) <= SHORT_REFERENCE:
                joined.update(i for i in covered if i + 1 in covered)
    out = []
    for run in _runs(units, carried, joined):
        span = Span(units[run[0]].span.start, units[run[-1]].span.end)
        by = tuple(dict.fromkeys(q for i in run for q in carried.get(i, ())))
        speaker = units[run[0]].speaker
        if by or (_is_said(speaker) and len(tokenize(text, span.start, span.end)) >= SUBSTANTIAL):
            out.append((Anchor(doc, span), speaker, by))
    return out


def _units(primary: Extraction) -> list[_Unit]:
    text = primary.document.text
    out = []
    paragraph = 0
    for turn in primary.turns:
        for stretch in turn.paragraphs or (turn.span,):
            paragraph += 1
            out += [_Unit(s, turn.speaker, paragraph) for s in sentences(text, stretch.start, stretch.end)]
    return out


def _runs(
    units: Sequence[_Unit], carried: Mapping[int, Sequence[str]], joined: Iterable[int]
) -> list[list[int]]:
    """Successive sentences joined by a short reference or carried by exactly the same quotations."""
    together = set(joined)
    runs: list[list[int]] = []
    for i, unit in enumerate(units):
        before = runs[-1][-1] if runs else -1
        same = before >= 0 and units[before].paragraph == unit.paragraph
        if same and (before in together or _alike(before, i, carried, together)):
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _alike(before: int, after: int, carried: Mapping[int, Sequence[str]], joined: set[int]) -> bool:
    if after in joined:
        return False
    return sorted(carried.get(before, ())) == sorted(carried.get(after, ()))


def _covers(reference: Span, sentence: Span) -> bool:
    common = min(reference.end, sentence.end) - max(reference.start, sentence.start)
    return common > 0 and common >= COVERED * min(len(reference), len(sentence))


def _is_said(speaker: str | None) -> bool:
    """False for questions of unnamed journalists, which nobody is expected to carry."""
    return speaker is not None and speaker[:1] != speaker[:1].lower()


def _of_reports(
    event: Event,
    docs: Mapping[str, Extraction],
    quotations: Mapping[str, Quotation],
    readings: Sequence[Reading],
) -> list[tuple[Anchor, str | None, tuple[str, ...]]]:
    """Groups of quotations that render each other and not the primary."""
    in_primary = {r.quotation for r in readings if any(a.doc == event.primary for a in r.references)}
    free = {key: q for key, q in quotations.items() if key not in in_primary and q.doc != event.primary}
    leader = {key: key for key in free}

    def find(key: str) -> str:
        while leader[key] != key:
            key = leader[key]
        return key

    places = _by_doc(free.values())
    for reading in readings:
        if reading.quotation not in free:
            continue
        for anchor in reading.references:
            for other in places.get(anchor.doc, ()):
                if any(_covers(anchor.span, span) for span in other.spans):
                    low, high = sorted((find(reading.quotation), find(other.id)))
                    leader[high] = low
    first_with: dict[tuple[str, ...], str] = {}
    for key, quotation in free.items():
        low, high = sorted((find(key), find(first_with.setdefault(_wording(quotation, docs), key))))
        leader[high] = low
    groups: dict[str, list[Quotation]] = defaultdict(list)
    for key, quotation in free.items():
        groups[find(key)].append(quotation)
    return sorted(
        (_statement_of(group) for group in groups.values() if _stands(group, event, docs)),
        key=lambda found: found[0],
    )


def _wording(quotation: Quotation, docs: Mapping[str, Extraction]) -> tuple[str, ...]:
    text = docs[quotation.doc].document.text
    return tuple(form for span in quotation.spans for form in word_forms(text, span.start, span.end))


def _by_doc(quotations: Iterable[Quotation]) -> dict[str, list[Quotation]]:
    out: dict[str, list[Quotation]] = defaultdict(list)
    for quotation in quotations:
        out[quotation.doc].append(quotation)
    return out


def _stands(group: Sequence[Quotation], event: Event, docs: Mapping[str, Extraction]) -> bool:
    """Two reports, or, where nothing nearer to the occasion exists, one attributed report."""
    if len({q.doc for q in group}) > 1:
        return True
    return event.primary not in docs and any(q.speaker for q in group if q.nested_in is None)


def _statement_of(group: Sequence[Quotation]) -> tuple[Anchor, str | None, tuple[str, ...]]:
    fullest = min(group, key=lambda q: (-sum(map(len, q.spans)), q.doc, q.extent))
    speaker = fullest.speaker or next((q.speaker for q in group if q.speaker), None)
    return Anchor(fullest.doc, fullest.extent), speaker, tuple(q.id for q in group)
