"""What is sought of a quotation: its sentences, words inside quote marks apart from the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.align.units import pieces
from onrecord.model import Extraction, Form, Quotation, Span
from onrecord.text.sentences import trim
from onrecord.text.tokens import tokenize

_MARKED = re.compile(
    r"„([^„“”\n]{2,})[“”]|»([^«»\n]{2,})«|«([^«»\n]{2,})»|“([^“”\n]{2,})”|「([^「」\n]{2,})」|『([^『』\n]{2,})』"
    r"|\"([^\"\n]{2,})\""
)
_OPEN = re.compile(r"[\"“„«「『]([^\"“”„«»「」『』\n]{2,})$")
"""Words in quote marks; what is opened and goes on past the end of a stretch."""
_NOTE = re.compile(
    r"\s*[(\[][^()\[\]\n]{1,300}?\s[-–—]{1,2}\s*[^\W\d_][\w. ]{1,30}[)\]]|\s*\[[^\[\]\n]*\w[^\[\]\n]*\]"
)
"""What a report has put in: signed ("he (the minister. - AGENCY)"), or in square brackets."""
_GAP = re.compile(r"[\[(]\s*(?:…|\.{3})\s*[\])]")
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a quotation that is sought as one.

    ``marked`` are the stretches of it inside quote marks, where the rest is the reporter's own wording.
    ``notes`` are those that a report has put into words it gives as the speaker's; ``text`` is without them.
    ``number`` counts the parts of the quotation; ``piece`` is the index of its span that holds the part.
    ``verbatim``: the report gives it as the speaker's own words.
    """

    quotation: str
    number: int
    doc: str
    span: Span
    text: str
    marked: tuple[Span, ...]
    speaker: str | None
    turn: bool
    piece: int = 0
    verbatim: bool = False
    notes: tuple[Span, ...] = ()

    @property
    def marked_text(self) -> str:
        """The words inside quote marks, joined by a space; empty where none are told apart."""
        return " ".join(self.text[m.start - self.span.start : m.end - self.span.start] for m in self.marked)


def parts(extraction: Extraction, quotation: Quotation) -> tuple[Part, ...]:
    """The sentences of a quotation; a very short one goes with its neighbour."""
    text = extraction.document.text
    found: list[Span] = []
    pieces_of: list[int] = []
    for piece, content in enumerate(quotation.spans):
        begin = len(found)
        notes = [m.span() for m in _NOTE.finditer(text, content.start, content.end)]
        for sentence in _stretches(text, content):
            if len(found) > begin and any(a < sentence.start < b for a, b in notes):
                found[-1] = Span(found[-1].start, sentence.end)
                continue
            short = len(tokenize(text, sentence.start, sentence.end)) < _SHORT
            if len(found) > begin and (short or _is_short(text, found[-1])):
                found[-1] = Span(found[-1].start, sentence.end)
            else:
                found.append(sentence)
                pieces_of.append(piece)
    return tuple(_part(text, quotation, n, span, pieces_of[n]) for n, span in enumerate(found))


def _stretches(text: str, content: Span) -> Iterator[Span]:
    """The sentences of a stretch, cut where a report marks that it has left something out."""
    for sentence in pieces(text, content):
        start = sentence.start
        for gap in _GAP.finditer(text, sentence.start, sentence.end):
            if gap.start() > start:
                yield trim(text, Span(start, gap.start()))
            start = gap.end()
        if start < sentence.end:
            yield trim(text, Span(start, sentence.end))


def _is_short(text: str, span: Span) -> bool:
    return len(tokenize(text, span.start, span.end)) < _SHORT


def _part(text: str, quotation: Quotation, number: int, span: Span, piece: int) -> Part:
    marked = _marked(text, span) if quotation.form in (Form.MIXED, Form.HEADLINE, Form.INDIRECT) else ()
    turn = quotation.form is Form.TURN
    direct = quotation.form is Form.DIRECT
    notes = _notes(text, span) if direct else ()
    said = "".join(text[a:b] for a, b in _without(span, notes))
    return Part(
        quotation.id, number, quotation.doc, span, said, marked, quotation.speaker, turn, piece, direct, notes
    )


def _notes(text: str, span: Span) -> tuple[Span, ...]:
    """The notes in a stretch that has words of its own beside them."""
    found = tuple(Span(*m.span()) for m in _NOTE.finditer(text, span.start, span.end))
    beside = sum(len(tokenize(text, a, b)) for a, b in _without(span, found))
    return found if beside >= _SHORT else ()


def _without(span: Span, notes: tuple[Span, ...]) -> list[tuple[int, int]]:
    edges = [span.start, *(edge for note in notes for edge in (note.start, note.end)), span.end]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _marked(text: str, span: Span) -> tuple[Span, ...]:
    stretch = span.of(text)
    found = [Span(*m.span(m.lastindex or 0)) for m in _MARKED.finditer(stretch)]
    last = _OPEN.search(stretch, found[-1].end + 1 if found else 0)
    if last is not None:
        found.append(Span(*last.span(1)))
    return tuple(Span(span.start + s.start, span.start + s.end) for s in found)
