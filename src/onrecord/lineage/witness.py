"""A document as a witness, as editions of texts use the word: its passages, in order, as folded words.

A passage is a sentence of the document's own text. ``said`` marks what stands as somebody's words:
everybody who was there can have them, so having them says little about copying. Headlines are written anew
for each printing and left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.group.sketch import content_spans
from onrecord.model import BlockKind, DateInterval, Extraction, Form, Span
from onrecord.text.sentences import sentences
from onrecord.text.tokens import word_forms

SHORTEST = 4
"""Words that a passage must have to tell one text from another."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence: where it stands (in code points) and its folded words."""

    span: Span
    words: tuple[str, ...]
    said: bool


@dataclass(frozen=True, slots=True)
class Witness:
    """One text. ``dated``: when it was published, where known."""

    doc: str
    language: str
    passages: tuple[Passage, ...]
    dated: DateInterval | None = None


def witness(extraction: Extraction, dated: DateInterval | None = None) -> Witness:
    """The witness that ``extraction`` is: sentences of :data:`SHORTEST` words and more, no headlines."""
    text = extraction.document.text
    said = sorted(
        [s for q in extraction.quotations if q.form is not Form.INDIRECT for s in q.spans]
        + [turn.span for turn in extraction.turns]
    )
    heads = [b.span for b in extraction.blocks if b.kind is BlockKind.HEADLINE]
    found: list[Passage] = []
    for paragraph in content_spans(extraction):
        if any(head.overlaps(paragraph) for head in heads):
            continue
        for span in sentences(text, paragraph.start, paragraph.end):
            words = tuple(word_forms(text, span.start, span.end))
            if len(words) >= SHORTEST:
                found.append(Passage(span, words, _is_said(span, said)))
    return Witness(extraction.document.id, extraction.document.language, tuple(found), dated)


def _is_said(span: Span, said: Sequence[Span]) -> bool:
    """True where some of the sentence is somebody's words."""
    return any(other.overlaps(span) for other in said)
