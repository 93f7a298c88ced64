"""What a report can be read against where no document records the occasion: words at first hand.

An agency's own dispatch and a written statement are such words; another paper's article is not. What a report
renders of them may have reached it through a third document, which is followed for one step.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from onrecord.extract.layout.credits import masthead
from onrecord.find.markers import marked
from onrecord.model import Anchor, BlockKind, Extraction, Quotation, Reading, Span

_HEADS = (BlockKind.HEADLINE, BlockKind.SUBHEADING)
_CLAUSE_END = re.compile(r"[,;:](?=\s)|\s[—–-](?=\s)|[，、；：]")
LONGER = 1.5
"""How much longer words may be than those through which they are followed: more was not carried by them."""
_OPENING = 40
"""Characters of a heading in which it says that it heads a statement."""


def first_hand(extractions: Sequence[Extraction]) -> tuple[Extraction, ...]:
    """Dispatches under an agency's own name alone, and written statements, in the given order."""
    return tuple(x for x in extractions if _is_dispatch(x) or is_statement(x))


def _is_dispatch(extraction: Extraction) -> bool:
    """True where nothing but a headline stands before a dateline that names the agency: no paper's page."""
    first = next((b for b in extraction.blocks if b.kind not in _HEADS), None)
    if first is None or first.kind is not BlockKind.DATELINE or masthead(extraction.document):
        return False
    return any(first.span.overlaps(credit.span) for credit in extraction.credits)


def is_statement(extraction: Extraction) -> bool:
    """True where a heading calls the text a statement and no other source is named."""
    text, language = extraction.document.text, extraction.document.language
    heads = [b.span for b in extraction.blocks if b.kind in _HEADS]
    openings = (Span(s.start, min(s.end, s.start + _OPENING)) for s in heads)
    return not extraction.credits and any(
        m.start == s.start for s in openings for m in marked(text, s, "statements", language)
    )


def clauses(text: str, sentence: Span) -> tuple[Span, ...]:
    """``sentence`` cut at its commas, semicolons, colons and dashes."""
    ends = [m.end() for m in _CLAUSE_END.finditer(text, sentence.start, sentence.end)]
    starts = [sentence.start, *ends]
    found = []
    for start, end in zip(starts, [*ends, sentence.end], strict=True):
        while start < end and text[start].isspace():
            start += 1
        if start < end:
            found.append(Span(start, end))
    return tuple(found)


class Rendered:
    """Which stretches of a document another one renders, by itself or through a third."""

    def __init__(self, docs: Mapping[str, Extraction], readings: Sequence[Reading]) -> None:
        self._references: dict[str, list[Anchor]] = defaultdict(list)
        self._through: dict[str, list[tuple[Anchor, Anchor]]] = defaultdict(list)
        quotations = {q.id: q for x in docs.values() for q in x.quotations}
        for reading in readings:
            quotation = quotations.get(reading.quotation)
            for anchor in reading.references if quotation else ():
                if quotation:
                    self._references[quotation.doc].append(anchor)
                    self._link(quotation, anchor)

    def _link(self, quotation: Quotation, reference: Anchor) -> None:
        here = Anchor(quotation.doc, quotation.extent)
        self._through[here.doc].append((here, reference))
        self._through[reference.doc].append((reference, here))

    def of(self, doc: str, source: str) -> list[Span]:
        """The stretches of ``source`` that quotations of ``doc`` render."""
        found = []
        for anchor in self._references[doc]:
            if anchor.doc == source:
                found.append(anchor.span)
                continue
            for here, there in self._through[anchor.doc]:
                alike = len(there.span) <= LONGER * len(here.span)
                if there.doc == source and alike and _is_mostly(here.span, anchor.span):
                    found.append(there.span)
        return found


def _is_mostly(left: Span, right: Span) -> bool:
    """True where the two have half of the shorter one in common."""
    common = min(left.end, right.end) - max(left.start, right.start)
    return 2 * common >= min(len(left), len(right))
