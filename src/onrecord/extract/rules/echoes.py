"""Words that stand twice in a report, of which one place says whose they are.

A headline quotes what the body gives to somebody ("‘Nobody asked me’: director questioned over bridge"), and
so does a pull quote between paragraphs. Only the same words in the same order count, and only where all
places that name a speaker name the same one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from onrecord.extract.layout.labels import UNNAMED
from onrecord.model import Document, Form, Quotation, Span
from onrecord.text.tokens import word_forms

_SHORTEST = 3  # words
_SHORTEST_PULLED = 5
_INFERRED = 0.9


def wording(text: str, spans: Iterable[Span]) -> str:
    """The words of ``spans`` in one form: folded, each between spaces."""
    forms = (form for span in spans for form in word_forms(text, span.start, span.end))
    return f" {' '.join(forms)} "


def is_echoed(words: str, bodies: Iterable[str]) -> bool:
    """True for a :func:`wording` of some length that one of ``bodies`` holds."""
    return _size(words) >= _SHORTEST and any(words in body for body in bodies)


def echoed(document: Document, quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """``quotations``, those of headlines and pull quotes with the speaker of the same words elsewhere."""
    open_to = [q for q in quotations if _is_open(q)]
    if not open_to:
        return tuple(quotations)
    said = [
        (wording(document.text, q.spans), q.speaker, q.role)
        for q in quotations
        if q.speaker and q.form is not Form.HEADLINE and not _is_open(q)
    ]
    found: dict[str, Quotation] = {}
    for quotation in open_to:
        words = wording(document.text, quotation.spans)
        least = _SHORTEST if quotation.form is Form.HEADLINE else _SHORTEST_PULLED
        voices = {(name, role) for body, name, role in said if _size(words) >= least and words in body}
        if len(voices) == 1:
            name, role = next(iter(voices))
            sure = round(quotation.confidence * _INFERRED, 3)
            found[quotation.id] = replace(quotation, speaker=name, role=role, confidence=sure)
    return tuple(found.get(q.id, q) for q in quotations)


def _is_open(quotation: Quotation) -> bool:
    """True for words that no source beside them names the speaker of."""
    if quotation.form is Form.HEADLINE:
        return quotation.cue is None or quotation.speaker in (None, UNNAMED)
    bare = quotation.source is None and quotation.cue is None and quotation.nested_in is None
    return quotation.form is Form.DIRECT and bare and quotation.speaker is None


def _size(words: str) -> int:
    return len(words.split())
