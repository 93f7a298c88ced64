"""What a report leaves out of what it reports on, the weightiest first.

Only what the report does not render of the record is looked at - whole sentences, and the clauses left of a
sentence that it renders in part - and only for a report that renders something. Words count by what they
give: numbers, what other reports found worth carrying, what they deny, limit or set against something.
Questions, short answers and what the report's own narration has count little. The weight is a logistic sum
of these signs (:data:`_WORTH`, :data:`_LITTLE`), fitted on stories with complete gold and rounded.

Without a record, a report is read against what it draws on: a dispatch, a written statement, the report that
it has its words from, else the fullest witness (:mod:`onrecord.find.drawn_on`). Whatever it is read against,
the other half of a sentence is listed where the report carries the first half and what it leaves off turns or
limits it.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from onrecord.align.witness import is_transcript
from onrecord.find.drawn_on import drawn_on
from onrecord.find.first_hand import Rendered, clauses, first_hand, is_statement
from onrecord.find.markers import marked
from onrecord.group.sketch import content_spans, term_keys
from onrecord.model import Anchor, BlockKind, Derivation, Event, Extraction, Omission, Reading, Span
from onrecord.text.sentences import sentences
from onrecord.text.tokens import Token, tokenize

MOST = 30
"""Omissions listed per report; a flash leaves out nearly everything."""
FEW, LEAST_OF_FEW, LEAST_WEIGHT = 16, 0.16, 0.36
"""A list of a few lines is read to its end, so it may go on to what weighs less than a long one does."""
LEAST_OF_REPORTS = 0.25
"""What is left out of another report's narrative is mostly colour."""
CLAUSE = 4
"""Words that the rest of a rendered sentence needs to say something."""
RENDERED = 0.3
"""Share of a sentence in references from which it is rendered."""
TOLD = 0.6
"""Share of its content words that one sentence of the report has, from which half a sentence is told."""
SHORT, FULL = 6, 12
_QUESTION = ("?", "？")
_MARKS = {
    "contrasts": "sets something against it",
    "negations": "denies something",
    "qualifiers": "limits it",
}
_BASE = -1.55
_WORTH = {
    "much is said in it": 0.65,
    "gives a number": 0.65,
    "another report has it": 0.9,
    "several reports have it": 0.4,
    "denies something": 0.65,
    "sets something against it": 0.3,
    "limits it": 0.3,
}
_LITTLE = {"short": -0.85, "question": -1.75, "numbers told": -1.1, "told": -1.2}
_HALF = "the report has the rest of the sentence"
_HALF_WEIGHT = 0.6
_OPENING = 12
"""Characters in which a half sentence says that it turns the other."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of the record: its place and who says it."""

    span: Span
    speaker: str | None
    clauses: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Record:
    """What there was to report: the sentences of the primary, and which reports carry which."""

    source: Extraction
    spoken: tuple[_Sentence, ...]
    carried: Mapping[str, frozenset[int]]
    """By document, the sentences it renders."""
    clauses: Mapping[str, frozenset[Span]]
    """By document, the clauses it renders."""
    least: float
    """The least weight of what is listed."""


def omissions(
    event: Event,
    extractions: Sequence[Extraction],
    readings: Sequence[Reading],
    derivations: Sequence[Derivation] = (),
) -> tuple[Omission, ...]:
    """Per report, in the order of the event's documents, at most :data:`MOST`, heaviest first.

    ``derivations`` say what a report draws on where there is no record; they may be missing.
    """
    docs = {x.document.id: x for x in extractions if x.document.id in event.docs}
    rendered = Rendered(docs, readings)
    drawn = drawn_on(event, docs, derivations)
    records = {
        source: _record(event, docs, docs[source], rendered)
        for source in sorted({source for sources in drawn.values() for source in sources})
    }
    halves = () if event.primary else _halves(event, docs, readings)
    out: list[Omission] = []
    for doc in event.docs:
        own = [records[source] for source in drawn.get(doc, ())]
        found = [o for record in own if record.carried.get(doc) for o in _of(docs[doc], record)]
        mine = [half for half in halves if half.doc == doc]
        out += _heaviest([*mine, *(o for o in found if not any(_is_same(o, half) for half in mine))])
    return tuple(out)


def _is_same(one: Omission, other: Omission) -> bool:
    return one.reference.doc == other.reference.doc and one.reference.span.overlaps(other.reference.span)


def _heaviest(found: Sequence[Omission]) -> list[Omission]:
    """At most :data:`MOST`; what weighs little only while the list is short."""
    ranked = sorted(found, key=lambda o: -o.weight)[:MOST]
    return [o for i, o in enumerate(ranked) if o.weight >= (LEAST_WEIGHT if i >= FEW else LEAST_OF_FEW)]


def _record(event: Event, docs: Mapping[str, Extraction], source: Extraction, rendered: Rendered) -> _Record:
    spoken = tuple(_sentences(source))
    carried: dict[str, frozenset[int]] = {}
    clauses: dict[str, frozenset[Span]] = {}
    for doc in event.docs:
        if doc not in docs or docs[doc] is source:
            continue
        spans = rendered.of(doc, source.document.id)
        carried[doc] = frozenset(i for i, s in enumerate(spoken) if _is_rendered(s.span, spans))
        clauses[doc] = frozenset(c for s in spoken for c in s.clauses if _is_rendered(c, spans))
    least = 0.0 if _is_record(source, event) else LEAST_OF_REPORTS
    return _Record(source, spoken, carried, clauses, least)


def _is_record(source: Extraction, event: Event) -> bool:
    """True for a primary and for words at first hand or in full turns; another report is neither."""
    return source.document.id == event.primary or bool(first_hand([source])) or is_transcript(source)


def _sentences(source: Extraction) -> list[_Sentence]:
    """The sentences of the turns; of the whole text where there are none, there without who said so."""
    text = source.document.text
    stretches = [(t.speaker, p) for t in source.turns for p in t.paragraphs or (t.span,)]
    if not stretches:
        heads = [b.span for b in source.blocks if b.kind is not BlockKind.BODY]
        bodies = (s for s in content_spans(source) if not any(s.overlaps(head) for head in heads))
        stretches = [(None, span) for span in bodies]
    return [
        _Sentence(span, speaker, clauses(text, span))
        for speaker, stretch in stretches
        for sentence in sentences(text, stretch.start, stretch.end)
        for span in ((sentence,) if source.turns else _said(source, sentence))
    ]


def _said(source: Extraction, sentence: Span) -> list[Span]:
    """What somebody says in a sentence of a dispatch; all of it where nobody does, or all is one's words."""
    if is_statement(source):
        return [sentence]
    found: list[Span] = []
    spans = (s for q in source.quotations if q.nested_in is None for s in q.spans if s.overlaps(sentence))
    for span in sorted(spans):
        inside = Span(max(span.start, sentence.start), min(span.end, sentence.end))
        if not found or not found[-1].overlaps(inside):
            found.append(inside)
    return found or [sentence]


def _asks(words: str) -> bool:
    return any(mark in words for mark in _QUESTION)


def _is_rendered(sentence: Span, rendered: Sequence[Span]) -> bool:
    common = (min(sentence.end, r.end) - max(sentence.start, r.start) for r in rendered)
    return any(c >= RENDERED * len(sentence) for c in common)


def _of(report: Extraction, record: _Record) -> list[Omission]:
    doc, own = report.document.id, record.carried[report.document.id]
    told = _told(report)
    rendered = {i: frozenset(term_keys(_words(record, record.spoken[i].span))) for i in sorted(own)}
    values = {figure.value for figure in report.figures}
    found = []
    for i, sentence in enumerate(record.spoken):
        for span in _unsaid(i, doc, record) if _is_statement(sentence.speaker) else ():
            reasons = _reasons(i, span, doc, record)
            # What is left of a sentence is not told by its own first half.
            others = [words for j, words in rendered.items() if j != i]
            against = _against(span, record, [*told, *others], values)
            weight = _BASE + sum(_WORTH[why] * share for why, share in reasons.items())
            weight += sum(_LITTLE[why] * share for why, share in against.items())
            why = "; ".join((*([_HALF] if span != sentence.span else ()), *reasons))
            anchor = Anchor(record.source.document.id, span)
            found.append(Omission(doc, anchor, round(1 / (1 + math.exp(-weight)), 3), why))
    return [o for o in found if o.weight >= record.least]


def _unsaid(i: int, doc: str, record: _Record) -> list[Span]:
    """Sentence ``i`` where ``doc`` does not render it; else the runs of its clauses that ``doc`` does not."""
    sentence, own = record.spoken[i], record.clauses[doc]
    if i not in record.carried[doc] and not own.intersection(sentence.clauses):
        return [sentence.span]
    out = []
    for said, run in groupby(sentence.clauses, key=lambda clause: clause in own):
        stretch = tuple(run)
        span = Span(stretch[0].start, stretch[-1].end)
        if not said and len(_words(record, span)) >= CLAUSE and span != sentence.span:
            out.append(span)
    return out


def _is_statement(speaker: str | None) -> bool:
    """False for questions of unnamed journalists; who is not known yet may have said something."""
    return speaker is None or speaker[:1] != speaker[:1].lower()


def _reasons(i: int, span: Span, doc: str, record: _Record) -> dict[str, float]:
    """What makes these words worth telling, each with how far it holds (0 to 1)."""
    document = record.source.document
    content = set(term_keys(_words(record, span)))
    out = {"much is said in it": min(len(content), FULL) / FULL}
    others = sum(_carries(other, i, span, record) for other in record.carried if other != doc)
    if others:
        out["another report has it"] = 1.0
    if others > 1:
        out["several reports have it"] = 1.0
    if any(c.isdigit() for c in span.of(document.text)):
        out["gives a number"] = 1.0
    for key, why in _MARKS.items():
        if marked(document.text, span, key, document.language):
            out[why] = 1.0
    return out


def _carries(doc: str, i: int, span: Span, record: _Record) -> bool:
    sentence = record.spoken[i]
    if span == sentence.span:
        return i in record.carried[doc]
    return any(span.holds(clause) for clause in sentence.clauses if clause in record.clauses[doc])


def _words(record: _Record, span: Span) -> Sequence[Token]:
    return tokenize(record.source.document.text, span.start, span.end)


def _against(
    span: Span, record: _Record, told: Sequence[frozenset[str]], values: Collection[object]
) -> dict[str, float]:
    """What says that little is missing, each with how far it holds: a question, a few words, words told."""
    words = _words(record, span)
    content = frozenset(term_keys(words))
    figures = [f for f in record.source.figures if span.holds(f.span)]
    return {
        "short": float(len(words) < SHORT),
        "question": float(_asks(span.of(record.source.document.text))),
        "numbers told": float(bool(figures) and all(f.value in values for f in figures)),
        "told": max((len(content & has) for has in told), default=0) / max(1, len(content)),
    }


def _told(report: Extraction) -> list[frozenset[str]]:
    """The content words of each sentence of the report, narration included."""
    text = report.document.text
    return [frozenset(term_keys(tokenize(text, s.start, s.end))) for s in sentences(text)]


def _halves(
    event: Event, docs: Mapping[str, Extraction], readings: Sequence[Reading]
) -> tuple[Omission, ...]:
    """Where there is no record: the rest of a sentence of another report, if it turns what was carried."""
    owners = {q.id: doc for doc, x in docs.items() for q in x.quotations}
    found: dict[tuple[str, Anchor], Omission] = {}
    for reading in readings:
        owner = owners.get(reading.quotation)
        if owner is None or not reading.references or reading.references[-1].doc not in docs:
            continue
        rest = _rest(docs[reading.references[-1].doc], reading.references[-1])
        if rest and not _renders(owner, rest, owners, readings) and not _is_told(docs[owner], rest, docs):
            found.setdefault((owner, rest), Omission(owner, rest, _HALF_WEIGHT, _HALF))
    order = {doc: i for i, doc in enumerate(event.docs)}
    return tuple(sorted(found.values(), key=lambda o: (order[o.doc], o.reference)))


def _rest(witness: Extraction, reference: Anchor) -> Anchor | None:
    """What of the quotation around ``reference`` follows it in its sentence and opens by turning it."""
    text, language = witness.document.text, witness.document.language
    end = reference.span.end
    spans = [s for q in witness.quotations for s in q.spans if s.overlaps(reference.span)]
    for sentence in (s for span in spans for s in sentences(text, span.start, span.end)):
        start = end
        while start < sentence.end and not text[start].isalnum():
            start += 1
        if sentence.start < end and start < sentence.end:
            rest = Span(start, sentence.end)
            turns = marked(text, Span(start, min(start + _OPENING, rest.end)), "contrasts", language)
            if turns and len(tokenize(text, rest.start, rest.end)) >= SHORT - 2:
                return Anchor(reference.doc, rest)
    return None


def _is_told(report: Extraction, anchor: Anchor, docs: Mapping[str, Extraction]) -> bool:
    """True where the narration has the words."""
    words = tokenize(docs[anchor.doc].document.text, anchor.span.start, anchor.span.end)
    content = frozenset(term_keys(words))
    return any(len(content & has) >= TOLD * max(1, len(content)) for has in _told(report))


def _renders(doc: str, anchor: Anchor, owners: Mapping[str, str], readings: Sequence[Reading]) -> bool:
    return any(
        owners.get(reading.quotation) == doc
        and any(a.doc == anchor.doc and _is_rendered(anchor.span, [a.span]) for a in reading.references)
        for reading in readings
    )
