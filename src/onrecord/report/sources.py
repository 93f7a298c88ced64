"""Source texts as shown: paragraphs of the unchanged text, with quotations and quoted places marked in it.

Marks nest where their stretches nest. Where two cross, the later one is cut in two and its first piece keeps
the id. A paragraph is a line of the text; nothing but white space between lines is left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from onrecord.model import Anchor, Block, Document, Extraction, Quotation, Span, Statement, Turn
from onrecord.report.labels import FORMS, STATUSES, source_words
from onrecord.report.pile import DocLabel, Pile, quotation_id
from onrecord.report.synopsis import status
from onrecord.text.sentences import paragraphs

_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Reference:
    """A small link after a quotation: to its statement in the synopsis."""

    href: str
    number: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch to be marked. ``permalink`` is set on the last piece of a quotation."""

    span: Span
    id: str
    kind: str
    title: str = ""
    permalink: str = ""
    statements: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """Plain text (no mark), or a mark around further nodes."""

    text: str = ""
    mark: Mark | None = None
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line. ``speaker`` is given where a turn begins; ``inferred`` where the document does not say it."""

    kind: str
    speaker: str
    inferred: bool
    spaced: bool
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One document's text."""

    label: DocLabel
    paragraphs: tuple[Paragraph, ...]


def sources(pile: Pile) -> tuple[Source, ...]:
    """The marked texts of all documents. To be called after every link to a place has been made."""
    said, stated = _statement_links(pile), _stated(pile)
    return tuple(_source(pile, extraction, said, stated) for extraction in pile.extractions)


def source(pile: Pile, doc: str) -> Source:
    """The marked text of one document. Raises KeyError for an unknown id."""
    return _source(pile, pile.story.extraction(doc), _statement_links(pile), _stated(pile))


def _source(
    pile: Pile,
    extraction: Extraction,
    said: dict[str, tuple[Reference, ...]],
    stated: dict[Anchor, tuple[Reference, ...]],
) -> Source:
    document = extraction.document
    lines = paragraphs(document.text) or (Span(0, 0),)
    pieces = _by_line(_marks(pile, extraction, said, stated), lines)
    out = []
    for number, line in enumerate(lines):
        turn = _turn_from(extraction.turns, line)
        before = lines[number - 1].end if number else 0
        out.append(
            Paragraph(
                _kind(extraction.blocks, line),
                (turn.speaker or "speaker unknown") if turn else "",
                turn is not None and not turn.labelled,
                document.text.count("\n", before, line.start) > 1,
                nest(document.text, line, pieces[number]),
            )
        )
    return Source(pile.labels[document.id], tuple(out))


def _marks(
    pile: Pile,
    extraction: Extraction,
    said: dict[str, tuple[Reference, ...]],
    stated: dict[Anchor, tuple[Reference, ...]],
) -> list[Mark]:
    document = extraction.document
    marks = [
        Mark(_clamped(anchor.span, document), identifier, "place", statements=stated.get(anchor, ()))
        for anchor, identifier in pile.places.items()
        if anchor.doc == document.id
    ]
    for quotation in extraction.quotations:
        marks.extend(_quotation_marks(pile, quotation, document, said.get(quotation.id, ())))
    return marks


def _reference(pile: Pile, statement: Statement) -> Reference:
    return Reference(pile.links.statement(statement.id), pile.statement_numbers[statement.id])


def _statement_links(pile: Pile) -> dict[str, tuple[Reference, ...]]:
    """The statements each quotation carries."""
    links: dict[str, tuple[Reference, ...]] = {}
    for group in pile.statements.values():
        for statement in group:
            for quotation in statement.quotations:
                links[quotation] = (*links.get(quotation, ()), _reference(pile, statement))
    return links


def _stated(pile: Pile) -> dict[Anchor, tuple[Reference, ...]]:
    """The statements whose reference wording each anchor is."""
    links: dict[Anchor, tuple[Reference, ...]] = {}
    for statement in (s for group in pile.statements.values() for s in group):
        links[statement.reference] = (*links.get(statement.reference, ()), _reference(pile, statement))
    return links


def _quotation_marks(
    pile: Pile, quotation: Quotation, document: Document, links: tuple[Reference, ...]
) -> list[Mark]:
    reading = pile.reading(quotation.id)
    fidelity = status(reading) if reading else "plain"
    words = STATUSES[fidelity].name if reading else ""
    said = ", ".join(filter(None, (FORMS[quotation.form], source_words(quotation), words)))
    identifier = quotation_id(quotation.id)
    last = len(quotation.spans) - 1
    return [
        Mark(
            _clamped(span, document),
            "" if number else identifier,
            f"quote {fidelity}",
            said,
            pile.links.quotation(quotation) if number == last else "",
            links if number == last else (),
        )
        for number, span in enumerate(quotation.spans)
    ]


def _clamped(span: Span, document: Document) -> Span:
    end = len(document.text)
    return Span(min(span.start, end), min(span.end, end))


def _by_line(marks: list[Mark], lines: tuple[Span, ...]) -> list[list[Mark]]:
    """The pieces of every mark, by line; what lies between lines becomes an empty mark at the next one."""
    starts, ends = [line.start for line in lines], [line.end for line in lines]
    pieces: list[list[Mark]] = [[] for _ in lines]
    for mark in marks:
        first = min(bisect_right(ends, mark.span.start), len(lines) - 1)
        last = max(bisect_left(starts, mark.span.end) - 1, first)
        for number in range(first, last + 1):
            pieces[number].append(_piece(mark, lines[number], number == first, number == last))
    return pieces


def _piece(mark: Mark, line: Span, first: bool, last: bool) -> Mark:
    start = min(max(mark.span.start, line.start), line.end)
    return replace(
        mark,
        span=Span(start, max(start, min(mark.span.end, line.end))),
        id=mark.id if first else "",
        permalink=mark.permalink if last else "",
        statements=mark.statements if last else (),
    )


def nest(text: str, line: Span, marks: list[Mark], depth: int = 0) -> tuple[Node, ...]:
    """``line`` of ``text`` as nodes; beyond a fixed depth marks keep their ids but hold no text."""
    out: list[Node] = []
    position = line.start
    waiting = sorted(marks, key=_outer_first)
    while waiting:
        mark, *rest = waiting
        if depth >= _DEEPEST:
            out.append(Node(mark=mark))
            waiting = rest
            continue
        if mark.span.start > position:
            out.append(Node(text[position : mark.span.start]))
        inner, waiting = _split(rest, mark.span.end)
        out.append(Node(mark=mark, children=nest(text, mark.span, inner, depth + 1)))
        position = mark.span.end
    if position < line.end:
        out.append(Node(text[position : line.end]))
    return tuple(out)


def _outer_first(mark: Mark) -> tuple[int, int, bool]:
    return mark.span.start, -mark.span.end, mark.kind == "place"


def _split(marks: list[Mark], end: int) -> tuple[list[Mark], list[Mark]]:
    """Marks (parts of marks) before ``end``, and those from there on, each in order."""
    inner, outer = [], []
    for mark in marks:
        if mark.span.start >= end:
            outer.append(mark)
        elif mark.span.end <= end:
            inner.append(mark)
        else:
            inner.append(replace(mark, span=Span(mark.span.start, end), permalink="", statements=()))
            outer.append(replace(mark, span=Span(end, mark.span.end), id=""))
    return inner, sorted(outer, key=_outer_first)


def _turn_from(turns: tuple[Turn, ...], line: Span) -> Turn | None:
    return next((t for t in turns if line.start <= t.span.start < max(line.end, line.start + 1)), None)


def _kind(blocks: tuple[Block, ...], line: Span) -> str:
    for block in blocks:
        shared = min(block.span.end, line.end) - max(block.span.start, line.start)
        if shared * 2 > len(line):
            return str(block.kind)
    return "body"
