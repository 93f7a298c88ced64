"""Putting things into a record: a document, what was found in it, a whole story."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import zlib
from dataclasses import fields, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_type_hints

from onrecord.errors import RecordError
from onrecord.model import Document, Extraction, Facet, Failure, Story
from onrecord.store import file, search
from onrecord.store.rows import DOCUMENTS, FACETS, FOUND, QUOTATIONS, STORY, Cell, converter, dumps

BY = version("onrecord")
KEPT_AS_WRITTEN = ""
"""Extractor version of what came from a story and not from a document alone."""


def text_hash(text: str) -> str:
    """SHA-256 of a text as UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def now() -> str:
    """The time, UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_record(story: Story, path: str | os.PathLike[str]) -> None:
    """Write ``story`` as a new record; an older record at ``path`` is replaced only once this one is whole.

    Such a record has no raw bytes. Raises RecordError when ``path`` holds something that is not a record, or
    cannot be written.
    """
    target = Path(path)
    if target.exists() and not file.is_record(target):
        raise RecordError(f"{target} exists and is not an onrecord record; choose another name for --record")
    partial = target.with_name(target.name + ".partial")
    file.remove(partial)
    try:
        with file.writing(partial) as db, file.transaction(db):
            put_pile(db, story)
        file.move(partial, target)
    finally:
        file.remove(partial)


def put_pile(db: sqlite3.Connection, story: Story) -> None:
    """Everything of ``story`` into an empty record."""
    for extraction in story.extractions:
        put_document(db, extraction.document)
        put_extraction(db, extraction, KEPT_AS_WRITTEN, None)
    for failure in story.failures:
        put_failure(db, failure)
    put_story(db, story)
    search.index_texts(db)


def put_document(db: sqlite3.Connection, document: Document) -> None:
    """One document as read. Raises UnicodeEncodeError where its text cannot be stored as UTF-8.

    A facet with a place was found by extraction and is no part of that.
    """
    own = tuple(facet for facet in document.facets if facet.span is None)
    safe = replace(document, path=plain(document.path), facets=own)
    more: dict[str, list[Cell]] = {"characters": [len(document.text)], "read_at": [now()], "read_by": [BY]}
    DOCUMENTS.insert(db, [safe], more=more)


def plain(path: str) -> str:
    """A path as text that any program can store; a byte that is no letter becomes an escape."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def put_failure(
    db: sqlite3.Connection,
    failure: Failure,
    location: str | None = None,
    name: str | None = None,
) -> None:
    """One input that could not be read; what was known of the same place is replaced."""
    if location is not None:
        db.execute("DELETE FROM failures WHERE location = ?", (location,))
    values = (
        plain(failure.path),
        plain(failure.reason),
        int(failure.tried),
        location,
        name,
        failure.raw_sha256,
        now(),
    )
    db.execute(
        "INSERT INTO failures (path, reason, tried, location, name, raw_sha256, failed_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        values,
    )


def put_extraction(db: sqlite3.Connection, extraction: Extraction, version: str, found: bytes | None) -> None:
    """What was found in a document of the record, in place of what was known before.

    ``found``: :func:`packed` of what was found in the document alone, by ``version`` of the extractor.
    """
    doc, shown = extraction.document.id, shown_digest(extraction)
    _unread(db, doc)
    _clear(db, doc)
    db.execute(
        "INSERT OR REPLACE INTO extractions VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            doc,
            extraction.method,
            dumps(converter.unstructure(extraction.unbalanced)),
            extraction.document.text_sha256,
            version,
            now(),
            shown,
            found,
        ),
    )
    _show(db, extraction)


def _show(db: sqlite3.Connection, extraction: Extraction) -> None:
    doc, text = extraction.document.id, extraction.document.text
    said = extraction.quotations
    more: dict[str, list[Cell]] = {
        "words": [" ".join(span.of(text) for span in q.spans) for q in said],
        "start": [q.extent.start for q in said],
        "end": [q.extent.end for q in said],
    }
    for field, table in FOUND.items():
        table.insert(db, getattr(extraction, field), doc, more if table is QUOTATIONS else {})
    FACETS.insert(db, extraction.document.facets, doc)


def _unread(db: sqlite3.Connection, doc: str) -> None:
    """Take what was made of a document's quotations out of the story: another extractor may not find them."""
    said = "(SELECT id FROM quotations WHERE doc = ?)"
    readings = f"(SELECT id FROM readings WHERE quotation IN {said})"
    for table, column, those in (
        ("changes", "owner", readings),
        ("reading_references", "reading", readings),
        ("readings", "quotation", said),
        ("statement_quotations", "quotation", said),
    ):
        db.execute(f'DELETE FROM {table} WHERE "{column}" IN {those}', (doc,))


def _clear(db: sqlite3.Connection, doc: str) -> None:
    for table in (*FOUND.values(), FACETS):
        db.execute(f"DELETE FROM {table.name} WHERE doc = ?", (doc,))


def shown_digest(extraction: Extraction) -> str:
    """Digest of everything that is shown of one document besides its text."""
    data = {f.name: converter.unstructure(getattr(extraction, f.name)) for f in fields(extraction)}
    data["document"] = converter.unstructure(extraction.document.facets)
    return hashlib.blake2b(dumps(data).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def put_story(db: sqlite3.Connection, story: Story) -> None:
    """What was found between the documents of the record, in place of what was known before.

    Rows of a document in which nothing changed are left alone.
    """
    _empty(db)
    shown = dict(db.execute("SELECT doc, shown FROM extractions").fetchall())
    for extraction in story.extractions:
        doc, digest = extraction.document.id, shown_digest(extraction)
        if shown.get(doc) != digest:
            _clear(db, doc)
            _show(db, extraction)
            db.execute("UPDATE extractions SET shown = ? WHERE doc = ?", (digest, doc))
    for field, table in STORY.items():
        table.insert(db, getattr(story, field))
    db.executemany("INSERT INTO notes (note) VALUES (?)", ((note,) for note in story.notes))


def _empty(db: sqlite3.Connection) -> None:
    for table in reversed(STORY.values()):
        for child in table.children.values():
            db.execute(f"DELETE FROM {child.table}")
        db.execute(f"DELETE FROM {table.name}")
    db.execute("DELETE FROM notes")


_PARTS = ("blocks", "turns", "quotations", "figures", "credits", "speakers", "unbalanced", "method")


def packed(extraction: Extraction) -> bytes:
    """What was found in a document, without the document."""
    data: dict[str, Any] = {name: converter.unstructure(getattr(extraction, name)) for name in _PARTS}
    data["facets"] = converter.unstructure(extraction.document.facets)
    return zlib.compress(dumps(data).encode("utf-8", "surrogatepass"))


def unpacked(document: Document, found: bytes) -> Extraction:
    """The extraction behind :func:`packed`."""
    data = json.loads(zlib.decompress(found).decode("utf-8", "surrogatepass"))
    facets = converter.structure(data.pop("facets"), tuple[Facet, ...])
    hints = get_type_hints(Extraction)
    parts = {name: converter.structure(value, hints[name]) for name, value in data.items()}
    return Extraction(replace(document, facets=facets), **parts)
