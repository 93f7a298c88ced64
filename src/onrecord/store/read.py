"""Reading a record: a page, a document, a story or a statement at a time; the whole only on demand.

Lists come in pages: a row has what a list shows, ``Page.next`` is what to go on with (None: that was all).
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Literal, TypeVar

from onrecord.errors import RecordError
from onrecord.model import (
    Anchor,
    DateInterval,
    Derivation,
    Document,
    Event,
    Extraction,
    Failure,
    Finding,
    Omission,
    Quotation,
    Reading,
    Span,
    Speaker,
    Statement,
    Story,
)
from onrecord.store import file, search
from onrecord.store.blobs import Raws
from onrecord.store.excerpt import Excerpt, excerpt
from onrecord.store.judgements import Decision, decisions
from onrecord.store.rows import (
    DOCUMENTS,
    FACETS,
    FAILURES,
    FOUND,
    QUOTATIONS,
    STORY,
    Cell,
    Table,
    converter,
    failure_of,
)
from onrecord.store.search import ANYTHING, Asked, Hit, Like

T = TypeVar("T")
Facet = Literal["outlet", "language", "role", "speaker", "change", "finding", "form"]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, and from where to go on."""

    rows: tuple[T, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in a list. Days are ISO 8601."""

    id: str
    title: str | None
    outlet: str | None
    language: str
    role: str | None
    published: str | None
    event: str | None
    characters: int
    quotations: int


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event in a list."""

    id: str
    title: str
    date: str | None
    place: str | None
    primary: str | None
    documents: int
    statements: int


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """A speaker in a list, with how many quotations carry the name."""

    name: str
    aliases: tuple[str, ...]
    titles: tuple[str, ...]
    quotations: int


@dataclass(frozen=True, slots=True)
class Witness:
    """A quotation beside its readings: one, one for each piece, or none where it is the reference itself."""

    quotation: Quotation
    readings: tuple[Reading, ...]

    @property
    def reading(self) -> Reading | None:
        """The reading of the whole, or of the first piece."""
        return self.readings[0] if self.readings else None


_TITLE = """coalesce(d.title, (
  SELECT substr(d.text, b.start + 1, b."end" - b.start) FROM blocks b
  WHERE b.doc = d.id AND b.kind = 'headline' ORDER BY b.start LIMIT 1))"""
_DOCUMENT_ROW = f"""
SELECT d.id, {_TITLE}, d.outlet, d.language, p.role, p.published_from, m.event, d.characters,
  (SELECT count(*) FROM quotations q WHERE q.doc = d.id)
FROM documents d LEFT JOIN profiles p ON p.doc = d.id LEFT JOIN event_documents m ON m.doc = d.id
"""
_EVENT_ROW = """
SELECT e.id, e.title, e.date_from, e.place, e."primary",
  (SELECT count(*) FROM event_documents m WHERE m.event = e.id),
  (SELECT count(*) FROM statements s WHERE s.event = e.id)
FROM events e
"""
_SPEAKER_ROW = """
SELECT s.name, s.aliases, s.titles, (SELECT count(*) FROM quotations q WHERE q.speaker = s.name)
FROM speakers s
"""
_COUNTS: dict[str, str] = {
    "outlet": "SELECT outlet, count(*) FROM documents WHERE outlet IS NOT NULL GROUP BY outlet",
    "language": "SELECT language, count(*) FROM documents GROUP BY language",
    "role": "SELECT role, count(*) FROM profiles GROUP BY role",
    "speaker": "SELECT speaker, count(*) FROM quotations WHERE speaker IS NOT NULL GROUP BY speaker",
    "change": "SELECT kind, count(*) FROM changes GROUP BY kind",
    "finding": "SELECT type, count(*) FROM findings GROUP BY type",
    "form": "SELECT form, count(*) FROM quotations GROUP BY form",
}


class Record:
    """A record open for reading, also while another process adds to it. Use it in a ``with`` statement.

    Unknown ids raise KeyError; a file that is missing, damaged or of another version raises RecordError.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._opened: AbstractContextManager[sqlite3.Connection] = file.reading(self.path)
        self.db = self._opened.__enter__()

    def __enter__(self) -> Record:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._opened.__exit__(kind, error, trace)

    # -------------------------------------------------------------------- lists

    def documents(
        self,
        after: str = "",
        limit: int = 50,
        *,
        outlet: str | None = None,
        language: str | None = None,
        role: str | None = None,
        event: str | None = None,
        facet: tuple[str, str] | None = None,
    ) -> Page[DocumentRow]:
        """Documents by id. ``facet``: name and value that a document must carry."""
        tests: dict[str, Cell] = {
            "d.outlet = ?": outlet,
            "d.language = ?": language,
            "p.role = ?": role,
            "m.event = ?": event,
        }
        used = {test: value for test, value in tests.items() if value is not None}
        where, values = [*used, "d.id > ?"], [*used.values(), after]
        if facet is not None:
            where.append("d.id IN (SELECT doc FROM facets WHERE name = ? AND value = ?)")
            values += facet
        sql = f"{_DOCUMENT_ROW} WHERE {' AND '.join(where)} ORDER BY d.id LIMIT ?"
        return self._page(sql, values, limit, _document_row, lambda row: row.id)

    def events(self, after: str = "", limit: int = 50) -> Page[EventRow]:
        """Events, the latest first, those without a date last."""
        day, _, event = after.partition("|")
        sql = (
            f"{_EVENT_ROW} WHERE ? = '' OR (coalesce(e.date_from, '0'), e.id) < (?, ?) "
            "ORDER BY coalesce(e.date_from, '0') DESC, e.id DESC LIMIT ?"
        )
        return self._page(
            sql,
            [after, day, event],
            limit,
            lambda row: EventRow(*row),
            lambda row: f"{row.date or 0}|{row.id}",
        )

    def speakers(self, after: str = "", limit: int = 50) -> Page[SpeakerRow]:
        """Speakers by name."""
        sql = f"{_SPEAKER_ROW} WHERE s.name > ? ORDER BY s.name LIMIT ?"
        return self._page(sql, [after], limit, _speaker_row, lambda row: row.name)

    def said_by(self, speaker: str, after: str = "", limit: int = 50) -> Page[Quotation]:
        """Quotations that carry a speaker's name, by id."""
        sql = "SELECT * FROM quotations WHERE speaker = ? AND id > ? ORDER BY id LIMIT ?"
        return self._page(
            sql, [speaker, after], limit, lambda row: QUOTATIONS.item(self.db, row), lambda row: row.id
        )

    def _page(
        self,
        sql: str,
        values: Sequence[Cell],
        limit: int,
        made: Callable[[sqlite3.Row], T],
        key: Callable[[T], str],
    ) -> Page[T]:
        rows = tuple(made(row) for row in self.db.execute(sql, [*values, limit + 1]))
        more = len(rows) > limit
        return Page(rows[:limit], key(rows[limit - 1]) if more else None)

    def counts(self, of: Facet, limit: int = 100) -> tuple[tuple[str, int], ...]:
        """How many documents, quotations, changes or findings each value has, the commonest first."""
        rows = self.db.execute(f"{_COUNTS[of]} ORDER BY 2 DESC, 1 LIMIT ?", (limit,))
        return tuple((str(row[0]), int(row[1])) for row in rows)

    def facet_names(self, limit: int = 6) -> tuple[str, ...]:
        """The facets that most documents carry ("topics", "persons", as their pages call them)."""
        sql = "SELECT name FROM facets GROUP BY name ORDER BY count(DISTINCT doc) DESC, name LIMIT ?"
        return tuple(str(row[0]) for row in self.db.execute(sql, (limit,)))

    def facets(self, name: str, limit: int = 100) -> tuple[tuple[str, int], ...]:
        """The values that pages give for a facet ("topic", "person"), with how many documents carry each."""
        sql = "SELECT value, count(DISTINCT doc) FROM facets WHERE name = ? GROUP BY value ORDER BY 2 DESC, 1"
        return tuple((str(r[0]), int(r[1])) for r in self.db.execute(f"{sql} LIMIT ?", (name, limit)))

    def totals(self) -> dict[str, int]:
        """How many documents, quotations, events, statements, readings, speakers, findings and failures."""
        names = (
            "documents",
            "quotations",
            "events",
            "statements",
            "readings",
            "speakers",
            "findings",
            "failures",
        )
        return {n: int(self.db.execute(f"SELECT count(*) FROM {n}").fetchone()[0]) for n in names}

    def is_larger(self, documents: int) -> bool:
        """Whether the record holds more than so many documents."""
        return (
            self.db.execute("SELECT 1 FROM documents LIMIT 1 OFFSET ?", (documents,)).fetchone() is not None
        )

    def settings(self) -> dict[str, str]:
        """What the record says about itself; ``stale`` is "1" while documents wait to be compared."""
        return {row["key"]: row["value"] for row in self.db.execute("SELECT * FROM record")}

    def lengths(self) -> dict[str, int]:
        """How many characters each document has, by id."""
        return dict(self.db.execute("SELECT id, characters FROM documents ORDER BY id").fetchall())

    # -------------------------------------------------------------------- one of a kind

    def document(self, doc: str) -> Document:
        """One document as it was read."""
        row = self.db.execute("SELECT * FROM documents WHERE id = ?", (doc,)).fetchone()
        if row is None:
            raise KeyError(doc)
        document: Document = DOCUMENTS.item(self.db, row)
        return document

    def extraction(self, doc: str) -> Extraction:
        """One document with everything found in it; without parts where it was only read so far."""
        document = self.document(doc)
        row = self.db.execute("SELECT * FROM extractions WHERE doc = ?", (doc,)).fetchone()
        if row is None:
            return Extraction(document, (), (), (), (), (), (), method="not looked at yet")
        document = replace(document, facets=FACETS.select(self.db, "doc = ?", (doc,)))
        parts = {field: table.select(self.db, "doc = ?", (doc,)) for field, table in FOUND.items()}
        unbalanced = converter.structure(json.loads(row["unbalanced"]), tuple[Span, ...])
        return Extraction(document, unbalanced=unbalanced, method=row["method"], **parts)

    def raw(self, doc: str) -> bytes | None:
        """The bytes a document was read from; None where the record never had them."""
        raws = Raws(self.db, file.raw_folder(self.db, self.path))
        return raws.get(self.document(doc).raw_sha256)

    def event(self, event: str) -> Event:
        """One event."""
        found: Event = self._one(STORY["events"], "id", event)
        return found

    def event_of(self, doc: str) -> str | None:
        """The event a document belongs to, None while it is not compared."""
        row = self.db.execute("SELECT event FROM event_documents WHERE doc = ?", (doc,)).fetchone()
        return None if row is None else str(row[0])

    def title(self, doc: str) -> str | None:
        """The title a document gives, else the words of its headline, on one line."""
        row = self.db.execute(f"SELECT {_TITLE} FROM documents d WHERE d.id = ?", (doc,)).fetchone()
        return None if row is None else _line(row[0])

    def published(self, doc: str) -> str | None:
        """The day a document is from (of several the first), as ISO 8601; None where that is not known."""
        row = self.db.execute("SELECT published_from FROM profiles WHERE doc = ?", (doc,)).fetchone()
        return None if row is None else row[0]

    def speaker(self, name: str) -> Speaker:
        """One speaker with every mention."""
        found: Speaker = self._one(STORY["speakers"], "name", name)
        return found

    def speakers_like(self, name: str, limit: int = 50) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Speakers, with their other names, that share the last word of ``name``."""
        last = f"%{name.split()[-1] if name.split() else name}%"
        sql = "SELECT name, aliases FROM speakers WHERE name LIKE ? OR aliases LIKE ? ORDER BY name LIMIT ?"
        return tuple((row[0], tuple(json.loads(row[1]))) for row in self.db.execute(sql, (last, last, limit)))

    def day_of(self, doc: str) -> DateInterval | None:
        """When the occasion was that a document tells of; None where that is not known."""
        event = self.event_of(doc)
        return None if event is None else self.event(event).date

    def excerpt(self, place: Anchor) -> Excerpt:
        """A place with the line it is in, and what is quoted there, without the rest of its document."""
        return excerpt(self.db, place)

    def statement(self, statement: str) -> tuple[Statement, tuple[Witness, ...]]:
        """One statement, and its quotations with how each renders it, in order."""
        found: Statement = self._one(STORY["statements"], "id", statement)
        return found, tuple(self.witness(quotation) for quotation in found.quotations)

    def witness(self, quotation: str) -> Witness:
        """One quotation with its readings."""
        said: Quotation = self._one(QUOTATIONS, "id", quotation)
        readings = STORY["readings"].select(self.db, "quotation = ?", (quotation,))
        return Witness(said, readings)

    def statement_of(self, quotation: str) -> str | None:
        """The statement a quotation carries."""
        sql = "SELECT statement FROM statement_quotations WHERE quotation = ?"
        row = self.db.execute(sql, (quotation,)).fetchone()
        return None if row is None else str(row[0])

    def text(self, anchor: Anchor) -> str:
        """The characters an anchor points at."""
        return anchor.span.of(self.document(anchor.doc).text)

    def _one(self, table: Table, column: str, value: str) -> Any:
        found = table.select(self.db, f"{column} = ?", (value,))
        if not found:
            raise KeyError(value)
        return found[0]

    # -------------------------------------------------------------------- search

    def search(
        self, words: str, asked: Asked = ANYTHING, *, after: int = 0, limit: int = 50
    ) -> tuple[Hit, ...]:
        """Quotations that hold ``words`` as they stand, case aside; go on ``after`` the last hit's number."""
        return search.quotations(self.db, words, asked, after, limit)

    def search_near(self, words: str, asked: Asked = ANYTHING, *, limit: int = 50) -> tuple[Hit, ...]:
        """Quotations in which nearly the same words stand, best first."""
        return search.near(self.db, words, asked, limit)

    def search_like(self, words: str) -> tuple[Like, ...]:
        """The stretches of quotations that are most like ``words``, best first, however like that is."""
        return search.like(self.db, words)

    def search_texts(self, words: str, *, after: int = 0, limit: int = 50) -> tuple[tuple[int, Anchor], ...]:
        """Documents whose text holds ``words``: their numbers and the first place in each."""
        return search.texts(self.db, words, after, limit)

    # -------------------------------------------------------------------- stories

    def story(self, event: str) -> Story:
        """One event as a story of its own: its documents, and those its readings and findings point into.

        Of its speakers, the mentions in these documents.
        """
        found = self.event(event)
        docs, marks = list(found.docs), ", ".join("?" * len(found.docs))
        of_docs = f"doc IN ({marks})"
        said = f"quotation IN (SELECT id FROM quotations WHERE doc IN ({marks}))"
        readings: tuple[Reading, ...] = STORY["readings"].select(self.db, said, docs)
        findings: tuple[Finding, ...] = STORY["findings"].select(self.db, of_docs, docs)
        omissions: tuple[Omission, ...] = STORY["omissions"].select(self.db, of_docs, docs)
        derivations: tuple[Derivation, ...] = STORY["derivations"].select(self.db, of_docs, docs)
        pointed = _pointed_into(readings, (*findings, *derivations), omissions)
        held = [*docs, *sorted(pointed - set(docs))]
        named = f"name IN (SELECT speaker FROM quotations WHERE doc IN ({marks}))"
        speakers: tuple[Speaker, ...] = STORY["speakers"].select(self.db, named, docs)
        return Story(
            tuple(self.extraction(doc) for doc in held),
            profiles=STORY["profiles"].select(self.db, of_docs, docs),
            speakers=tuple(_seen_in(speaker, set(held)) for speaker in speakers),
            events=(found,),
            statements=STORY["statements"].select(self.db, "event = ?", (event,)),
            readings=readings,
            derivations=derivations,
            families=STORY["families"].select(
                self.db, f"id IN (SELECT family FROM family_documents WHERE {of_docs})", docs
            ),
            omissions=omissions,
            findings=findings,
            notes=self.notes(),
        )

    def whole(self) -> Story:
        """The story of the whole record, documents by id; those only read so far are not in it."""
        sql = "SELECT doc FROM extractions ORDER BY doc"
        docs = [row["doc"] for row in self.db.execute(sql)]
        tables = {field: table.select(self.db) for field, table in STORY.items()}
        extractions = tuple(self.extraction(doc) for doc in docs)
        return Story(extractions, failures=self.failures(), notes=self.notes(), **tables)

    def failures(self) -> tuple[Failure, ...]:
        """Inputs that could not be read, and why."""
        return tuple(map(failure_of, self.db.execute(FAILURES)))

    def notes(self) -> tuple[str, ...]:
        """What the last comparison tells its reader."""
        return tuple(row["note"] for row in self.db.execute("SELECT note FROM notes ORDER BY number"))

    def judgements(self, *, undone: bool = False) -> tuple[Decision, ...]:
        """What people decided, oldest first; with ``undone``, what was taken back too."""
        return decisions(self.db, undone=undone)


def _pointed_into(
    readings: Iterable[Reading], proven: Iterable[Finding | Derivation], omissions: Iterable[Omission]
) -> set[str]:
    """The documents that any of these has a place in."""
    places = [omission.reference for omission in omissions]
    places += [place for noun in proven for place in noun.evidence]
    for reading in readings:
        places += (*reading.references, *([reading.nearest] if reading.nearest else ()))
        places += (a for change in reading.changes for a in (*change.reading, *change.reference))
    return {place.doc for place in places}


def _seen_in(speaker: Speaker, docs: set[str]) -> Speaker:
    return replace(speaker, mentions=tuple(m for m in speaker.mentions if m.doc in docs))


def _document_row(row: sqlite3.Row) -> DocumentRow:
    doc, title, *rest = row
    return DocumentRow(doc, _line(title), *rest)


def _line(title: str | None) -> str | None:
    return " ".join(title.split()) or None if title else None


def _speaker_row(row: sqlite3.Row) -> SpeakerRow:
    return SpeakerRow(
        row["name"], tuple(json.loads(row["aliases"])), tuple(json.loads(row["titles"])), row[3]
    )


def read_record(path: str | os.PathLike[str]) -> Story:
    """The story a record holds. Raises RecordError when it is missing, damaged or of another version."""
    with Record(path) as record:
        try:
            return record.whole()
        except (ValueError, KeyError, TypeError) as error:
            raise RecordError(f"{path} is damaged ({error}); onrecord verify {path} says where") from error
