"""Quotations to the wording they carry: minimal reference spans in the primary, or in the other reports.

Near-verbatim passages decide first, by words alone. The rest is scored with a sentence embedding, in one
batch per event. The order of quotations is evidence, not a rule: digests reorder.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from onrecord.align.company import Finding
from onrecord.align.evidence import probability
from onrecord.align.matching import Matching
from onrecord.align.witness import places_of
from onrecord.model import Anchor, Extraction, Form, Quotation, Span
from onrecord.text.embedding import Embedder
from onrecord.text.tokens import tokenize

_THRESHOLD = 0.0
"""Log odds from which a window counts as a reference."""
_GAP = 40
"""Characters between two stretches of one turn that are still one reference."""
_PIECE = 3
"""Words from which a piece of a quotation is looked at on its own."""
_STOP = re.compile(r"[.!?…。！？][\"”’»)]*\s+\w.*[.!?…。！？]", re.DOTALL)
"""A whole sentence between two stretches: what was said there is left out, not passed over."""
_CUE = re.compile(r"[\"“”„«»‟「」『』].*\w.*[\"“”„«»‟「」『』]", re.DOTALL)
"""Words between a closing and an opening quote mark: those of a reporter, and no part of what was said."""

_EDGES = frozenset("\"“”„‟«»‹›「」『』,;:，、；：–—-'‘’")


@dataclass(frozen=True, slots=True)
class Alignment:
    """A quotation and the wording it renders.

    ``references`` are minimal, disjoint and in the order of the quotation; more than one where separate
    stretches were joined. ``score`` in [0, 1] is the probability that they are right, or that ``nearest``,
    the closest wording, is where there are none. ``attested_guess``: a reference was found. ``spans``: the
    pieces of the quotation that this is about, where it stands in several; a reporter's words between them
    ("..., he said, ...") join nothing.
    """

    quotation: str
    references: tuple[Anchor, ...]
    score: float
    attested_guess: bool
    nearest: Anchor | None
    spans: tuple[Span, ...] = ()


def align(
    event_docs: Sequence[Extraction],
    primary: str | None,
    embedder: Embedder,
    thorough: bool = False,
    seeking: Collection[str] = (),
) -> tuple[Alignment, ...]:
    """The references of the quotations of the documents of one event, in document order.

    With a primary, references are sought in it, and in what its speakers have handed out in writing; its own
    quotations are left out, or sought in a second transcript where the event has one. Without one (or where
    no document has that id) they are sought in every other document of the event, the likelier origin first.
    ``thorough``: embed every sentence, however many there are, and not only those that words and static
    vectors point to; more work in a large event, for nearly the same answer. ``seeking``: the documents whose
    quotations are wanted, all of them where none is named.
    """
    places, records = places_of(event_docs, primary)
    asked = [x for x in event_docs if places[x.document.id] and (not seeking or x.document.id in seeking)]
    texts = {x.document.id: x.document.text for x in event_docs}
    matching = Matching(event_docs, places, embedder, records, thorough, alone=bool(seeking))
    sought = {x.document.id: _sought(x, primary, records) for x in asked}
    found = matching.findings([(x, sought[x.document.id]) for x in asked])
    return tuple(
        _alignment(q.id, [f for f in found.get(q.id, []) if f.piece in pieces], texts, spans)
        for x in asked
        for q in sought[x.document.id]
        for pieces, spans in _apart(x.document.text, q)
    )


def _sought(x: Extraction, primary: str | None, records: Collection[str]) -> Sequence[Quotation]:
    """The quotations of a document; what is said in a record beside the primary stands there for itself."""
    if x.document.id == primary or x.document.id not in records:
        return x.quotations
    return [q for q in x.quotations if q.form is not Form.TURN]


def _apart(text: str, quotation: Quotation) -> Iterator[tuple[range, tuple[Span, ...]]]:
    """The pieces of a quotation that are looked at on their own, by number and by place.

    A piece of a word or two goes with the one before it, the first with the one after it.
    """
    sizes = [len(tokenize(text, span.start, span.end)) for span in quotation.spans]
    begins = [n for n, size in enumerate(sizes) if n and size >= _PIECE and max(sizes[:n]) >= _PIECE]
    for begin, end in pairwise((0, *begins, len(sizes))):
        yield range(begin, end), quotation.spans[begin:end]


def _alignment(
    quotation: str, findings: Sequence[Finding], texts: Mapping[str, str], spans: tuple[Span, ...]
) -> Alignment:
    good = [f for f in findings if f.log_odds >= _THRESHOLD]
    if good:
        total = sum(f.size for f in good)
        score = sum(probability(f.log_odds) * f.size for f in good) / max(total, 1e-9)
        return Alignment(quotation, _merged(good, texts), score, True, None, spans)
    if not findings:
        return Alignment(quotation, (), 0.0, False, None, spans)
    best = max(findings, key=lambda f: f.log_odds)
    nearest = Anchor(best.candidate.doc, _bare(texts[best.candidate.doc], best.candidate.span))
    return Alignment(quotation, (), probability(best.log_odds), False, nearest, spans)


def _merged(findings: Sequence[Finding], texts: Mapping[str, str]) -> tuple[Anchor, ...]:
    """The windows as references: those of one stretch that touch or nearly touch become one.

    Pieces of a quotation with the reporter's words between them keep a reference each.
    """
    kept: list[tuple[Finding, Span]] = []
    for finding in findings:
        span = finding.candidate.span
        for at, (other, known) in enumerate(kept):
            if _one_place(finding, other) and _close(texts[finding.candidate.doc], span, known):
                joined = Span(min(span.start, known.start), max(span.end, known.end))
                kept[at] = (other, joined)
                break
        else:
            kept.append((finding, span))
    found = (Anchor(f.candidate.doc, _bare(texts[f.candidate.doc], span)) for f, span in kept)
    return tuple(dict.fromkeys(found))


def _one_place(one: Finding, other: Finding) -> bool:
    here, there = one.candidate, other.candidate
    if (here.doc, here.stretch) != (there.doc, there.stretch):
        return False
    return one.piece == other.piece or here.span.overlaps(there.span)


def _bare(text: str, span: Span) -> Span:
    """``span`` without quote marks, dashes and pauses at its ends."""
    start, end = span.start, span.end
    while start < end and (text[start].isspace() or text[start] in _EDGES):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in _EDGES):
        end -= 1
    return Span(start, end) if start < end else span


def _skips(text: str, first: Span, between: str) -> bool:
    return _STOP.search(text[max(0, first.end - 1) : first.end] + between) is not None


def _close(text: str, one: Span, other: Span) -> bool:
    first, second = sorted((one, other))
    between = text[first.end : second.start]
    return len(between) <= _GAP and not _CUE.search(between) and not _skips(text, first, between)
