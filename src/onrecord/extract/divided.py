"""Quotations that their own credit interrupts, as the continuous stretches they are.

An attribution has one content, in several stretches where "she said" stands inside it: that is how
attributions are found, and counted by PolNeAR (Newell et al. 2018). A reading is held against a record
stretch by stretch, since what stands on either side of a credit need not be one sentence there. So in a pile
each stretch in quote marks, and each that begins a sentence, is a quotation of its own that ``continues`` the
one before it. A clause that is only interrupted ("the plan, he said, will fail") stays one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from onrecord.extract.rules.marks import Marks, marked
from onrecord.extract.rules.sources import word_count
from onrecord.model import Extraction, Form, Quotation, Span

_SENTENCE_END = re.compile(r"[.!?…。！？]")
_FEWEST = 2  # words of a stretch that stands alone


def divided(extraction: Extraction) -> Extraction:
    """``extraction`` with each quotation of several stretches taken apart where one of them stands alone.

    The first part keeps the id, the others add ".2", ".3" to it. What goes on from the whole goes on from its
    last part.
    """
    if all(len(q.spans) < 2 for q in extraction.quotations):
        return extraction
    document = extraction.document
    quoted = marked(document.text, extraction.blocks, document.language)
    parts = {q.id: tuple(_parts(q, document.text, quoted)) for q in extraction.quotations}
    last = {id_: made[-1].id for id_, made in parts.items()}
    out = (
        replace(part, continues=last.get(part.continues or "", part.continues)) if part.id == q.id else part
        for q in extraction.quotations
        for part in parts[q.id]
    )
    ordered = sorted(out, key=lambda q: (q.extent.start, -q.extent.end))
    return replace(extraction, quotations=tuple(ordered))


def _parts(quotation: Quotation, text: str, quoted: Marks) -> Iterator[Quotation]:
    groups: list[list[Span]] = []
    for span in quotation.spans:
        if groups and not _stands_alone(groups[-1][-1], span, text, quoted):
            groups[-1].append(span)
        else:
            groups.append([span])
    if len(groups) == 1 or quotation.form is Form.TURN:
        yield quotation
        return
    before = quotation.continues
    for number, group in enumerate(groups, 1):
        id_ = quotation.id if number == 1 else f"{quotation.id}.{number}"
        form = _form(quotation.form, group, quoted)
        spans = tuple(_unmarked(s, quoted) for s in group) if form is Form.DIRECT else tuple(group)
        yield replace(quotation, id=id_, spans=spans, form=form, continues=before)
        before = id_


def _stands_alone(before: Span, span: Span, text: str, quoted: Marks) -> bool:
    if min(word_count(text, before), word_count(text, span)) < _FEWEST:
        return False
    whole = _is_quoted(before, quoted) or _is_quoted(span, quoted)
    new = text[span.start].isupper() and _SENTENCE_END.search(text, before.end - 1, span.start)
    return whole or bool(new)


def _is_quoted(span: Span, quoted: Marks) -> bool:
    return any(s.content.holds(span) or s.outer == span for s in quoted.stretches)


def _unmarked(span: Span, quoted: Marks) -> Span:
    return next((s.content for s in quoted.stretches if s.outer == span), span)


def _form(form: Form, group: list[Span], quoted: Marks) -> Form:
    """What the words of one part are, where those of the whole were mixed."""
    if form is not Form.MIXED:
        return form
    if all(_is_quoted(span, quoted) for span in group):
        return Form.DIRECT
    held = any(s.outer.overlaps(span) for s in quoted.stretches for span in group)
    return Form.MIXED if held else Form.INDIRECT
