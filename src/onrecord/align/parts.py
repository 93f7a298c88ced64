"""What is sought of a quotation: its sentences, words inside quote marks apart from the others."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.align.units import cuts, pieces
from onrecord.model import Extraction, Form, Quotation, Span
from onrecord.text.sentences import trim
from onrecord.text.tokens import tokenize

_MARKED = re.compile(r"[\"“„«「『]([^\"“”„«»「」『』\n]{2,})")
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a quotation that is sought as one.

    ``marked`` are the stretches of it inside quote marks, where the rest is the reporter's own wording.
    ``number`` counts the parts of the quotation.
    """

    quotation: str
    number: int
    doc: str
    span: Span
    text: str
    marked: tuple[Span, ...]
    speaker: str | None
    turn: bool

    @property
    def marked_text(self) -> str:
        """The words inside quote marks, joined by a space; empty where none are told apart."""
        return " ".join(self.text[m.start - self.span.start : m.end - self.span.start] for m in self.marked)


def parts(extraction: Extraction, quotation: Quotation) -> tuple[Part, ...]:
    """The sentences of a quotation; a very short one goes with its neighbour."""
    text = extraction.document.text
    found: list[Span] = []
    for content in quotation.spans:
        begin = len(found)
        for sentence in pieces(text, content):
            short = len(tokenize(text, sentence.start, sentence.end)) < _SHORT
            if len(found) > begin and (short or _is_short(text, found[-1])):
                found[-1] = Span(found[-1].start, sentence.end)
            else:
                found.append(sentence)
    return tuple(_part(text, quotation, n, span) for n, span in enumerate(found))


def _is_short(text: str, span: Span) -> bool:
    return len(tokenize(text, span.start, span.end)) < _SHORT


def _part(text: str, quotation: Quotation, number: int, span: Span) -> Part:
    marked = _marked(text, span) if quotation.form in (Form.MIXED, Form.HEADLINE, Form.INDIRECT) else ()
    turn = quotation.form is Form.TURN
    return Part(quotation.id, number, quotation.doc, span, span.of(text), marked, quotation.speaker, turn)


def _marked(text: str, span: Span) -> tuple[Span, ...]:
    found = (Span(*m.span(1)) for m in _MARKED.finditer(text, span.start, span.end))
    # Between a closing and the next opening straight mark the pattern sees a quotation as well: every
    # second stretch is kept by resuming after the closing mark.
    kept: list[Span] = []
    for stretch in found:
        mark = text[stretch.start - 1]
        if mark == '"' and text.count('"', span.start, stretch.start - 1) % 2:
            continue
        kept.append(stretch)
    return tuple(kept)


def clauses(text: str, part: Part, language: str) -> tuple[Span, ...]:
    """The clauses of a part that hold at least three words each, in order."""
    out: list[Span] = []
    begin = part.span.start
    for cut in cuts(text, part.span, language)[1:]:
        if len(tokenize(text, begin, cut)) >= _SHORT:
            out.append(trim(text, Span(begin, cut)))
            begin = cut
    if out and begin < part.span.end:
        out[-1] = trim(text, Span(out[-1].start, part.span.end))
    return tuple(out)
