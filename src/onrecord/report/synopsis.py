"""The synopsis: statements down, documents across, each reading with its differences word by word."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onrecord.model import Attested, ChangeKind, Event, Quotation, Reading, Span, Statement
from onrecord.report.labels import CHANGES, FORMS, STATUSES, Label, source_words
from onrecord.report.pile import DocLabel, Pile, Place, shortened, statement_id

_LONGEST_DELETION = 90
_WORDING_ONLY = {ChangeKind.REWORDED, ChangeKind.OMITTED, ChangeKind.INSERTION}
_ORDER = ("reference", "verbatim", "changed", "partly", "none")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a reading. ``op``: same, insert, replace, delete (words of the record), gap.

    ``note`` is the wording of the record for ``replace``, all the words for a shortened ``delete``.
    """

    op: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """A change as shown, with the sentence that explains it."""

    label: Label
    explanation: str


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One quotation as a witness. ``given_to`` says whose it is where that is not the statement's speaker."""

    href: str
    form: str
    segments: tuple[Segment, ...]
    badges: tuple[Badge, ...]
    status: Label
    given_to: str
    uncertain: bool
    translated: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What one document makes of one statement; ``status`` is that of its most faithful reading."""

    label: DocLabel
    readings: tuple[ReadingView, ...]
    status: Label


@dataclass(frozen=True, slots=True)
class Row:
    """One statement."""

    id: str
    number: int
    speaker: str
    reference: Place
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Synopsis:
    """All statements of an event. ``columns`` are its documents without the primary."""

    primary: DocLabel | None
    columns: tuple[DocLabel, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    span: Span
    op: str
    note: str


def synopsis(pile: Pile, event: Event) -> Synopsis:
    """The synopsis of ``event``, in the order of its statements."""
    primary = pile.labels.get(event.primary) if event.primary else None
    columns = tuple(pile.labels[d] for d in pile.docs_of(event) if d != event.primary)
    statements = pile.statements.get(event.id, ())
    return Synopsis(primary, columns, tuple(_row(pile, s, columns) for s in statements))


def _row(pile: Pile, statement: Statement, columns: tuple[DocLabel, ...]) -> Row:
    return Row(
        statement_id(statement.id),
        pile.statement_numbers[statement.id],
        statement.speaker or "",
        pile.place(statement.reference),
        tuple(_cell(pile, statement, column) for column in columns),
    )


def _cell(pile: Pile, statement: Statement, column: DocLabel) -> Cell:
    quotations = [pile.quotations[q] for q in statement.quotations if q in pile.quotations]
    views = tuple(reading_view(pile, q, statement) for q in quotations if q.doc == column.doc)
    keys = {view.status.key for view in views}
    if statement.reference.doc == column.doc:
        keys.add("reference")
    best = next((key for key in _ORDER if key in keys), "absent")
    return Cell(column, views, STATUSES[best])


def reading_view(pile: Pile, quotation: Quotation, statement: Statement | None = None) -> ReadingView:
    """A quotation with its differences from the wording it carries."""
    reading = pile.reading(quotation.id)
    given_to = f"given to {source_words(quotation)}" if quotation.speaker else "no speaker named"
    told = statement is not None and quotation.speaker == statement.speaker
    return ReadingView(
        pile.links.quotation(quotation),
        FORMS[quotation.form],
        segments(pile, quotation, reading),
        tuple(Badge(CHANGES[c.kind], c.explanation) for c in reading.changes) if reading else (),
        STATUSES[status(reading)],
        "" if told and not quotation.via else given_to,
        reading is not None and reading.score < 0.6 and reading.attested is not Attested.NO,
        _translated(pile, quotation, statement),
    )


def _translated(pile: Pile, quotation: Quotation, statement: Statement | None) -> bool:
    if statement is None or statement.reference.doc not in pile.labels:
        return False
    return pile.labels[quotation.doc].language != pile.labels[statement.reference.doc].language


def status(reading: Reading | None) -> str:
    """Key of :data:`STATUSES`: how faithful a reading is, seen from afar.

    Only rewording, omission and an outlet's own note in brackets count as "in other words"; every other
    change, and every reading the record carries in part only, counts as altered.
    """
    if reading is None:
        return "reference"
    if reading.attested is Attested.NO:
        return "none"
    if reading.attested is Attested.PARTLY:
        return "partly"
    kinds = {change.kind for change in reading.changes}
    if not kinds:
        return "verbatim"
    return "changed" if kinds <= _WORDING_ONLY else "partly"


def segments(pile: Pile, quotation: Quotation, reading: Reading | None) -> tuple[Segment, ...]:
    """The words of ``quotation`` cut where they differ, words left out put in at their place."""
    text = pile.story.extraction(quotation.doc).document.text
    marks, deletions = _marks(pile, quotation, reading)
    out: list[Segment] = []
    for number, span in enumerate(quotation.spans):
        if number:
            out.append(Segment("gap", " … "))
        final = number == len(quotation.spans) - 1
        out.extend(_cut(text, span, marks, deletions, final))
    return tuple(out)


def _marks(pile: Pile, quotation: Quotation, reading: Reading | None) -> tuple[list[_Mark], dict[int, str]]:
    """Marks of the reading, in order; and words left out, by the offset after which they are missing."""
    text = pile.story.extraction(quotation.doc).document.text
    marks: list[_Mark] = []
    deletions: dict[int, str] = {}
    position = quotation.extent.start
    for link in reading.links if reading else ():
        note = pile.story.text(link.reference) if link.reference else ""
        if link.reading is not None and link.reading.doc == quotation.doc:
            span = link.reading.span
            if span.start >= position:
                _append(marks, _Mark(span, link.op, note), text)
                position = span.end
        elif link.op == "delete" and note.strip():
            place = _past_punctuation(text, position, quotation.extent.end)
            deletions[place] = f"{deletions[place]} {note}" if place in deletions else note
    return marks, deletions


def _past_punctuation(text: str, position: int, end: int) -> int:
    while position < end and not (text[position].isalnum() or text[position].isspace()):
        position += 1
    return position


def _append(marks: list[_Mark], mark: _Mark, text: str) -> None:
    last = marks[-1] if marks else None
    if last and last.op == mark.op and not text[last.span.end : mark.span.start].strip():
        note = " ".join(filter(None, (last.note, mark.note)))
        marks[-1] = replace(last, span=Span(last.span.start, mark.span.end), note=note)
    else:
        marks.append(mark)


def _cut(text: str, span: Span, marks: list[_Mark], deletions: dict[int, str], final: bool) -> list[Segment]:
    """One stretch of a quotation; ``final`` takes what is left out after its end as well."""
    inside = [mark for mark in marks if span.holds(mark.span) and mark.op in ("insert", "replace")]
    pieces = [(mark.span.start, 1, _marked(text, mark), mark.span.end) for mark in inside]
    for place, words in deletions.items():
        if span.start <= place < span.end or (final and place >= span.end):
            at = min(place, span.end)
            pieces.append((at, 0, _deletion(words), at))
    out: list[Segment] = []
    position = span.start
    for start, _, segment, end in sorted(pieces, key=lambda piece: piece[:2]):
        if start > position:
            out.append(Segment("same", text[position:start]))
        out.append(segment)
        position = max(position, end)
    if position < span.end:
        out.append(Segment("same", text[position : span.end]))
    return out


def _marked(text: str, mark: _Mark) -> Segment:
    return Segment(mark.op, mark.span.of(text), shortened(mark.note) if mark.op == "replace" else "")


def _deletion(words: str) -> Segment:
    return Segment("delete", shortened(words, _LONGEST_DELETION), shortened(words, 1000))
