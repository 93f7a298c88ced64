"""Is a record still what was written, and does everything in it point where it says?

In this order: every page of the file against its sum; what SQLite itself can tell; every raw byte, text,
place and reference. What is wrong is listed with where it is, and checking goes on.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any

from onrecord.errors import RecordError
from onrecord.model import Anchor, Document, Extraction, Span
from onrecord.store import file, pages, write
from onrecord.store.blobs import Raws, digest
from onrecord.store.read import Record
from onrecord.store.rows import STORY, Table

_SPOILT = (RecordError, sqlite3.Error, ValueError, TypeError, KeyError)
"""What reading a file may raise whose bytes were changed."""
_MOST = 20
"""Messages of one of SQLite's own checks that are passed on."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a record, and where."""

    where: str
    what: str


def verify(path: str | os.PathLike[str], wait: float = 60.0) -> Iterator[Fault]:
    """Everything that is wrong with the record at ``path``; nothing for a sound one.

    Raises RecordError where there is no file, or where another process is writing it for ``wait`` seconds.
    """
    target = Path(path)
    if not target.is_file():
        raise RecordError(f"{target} does not exist; check the spelling")
    with file.locked(target, wait):
        yield from _changed_pages(target)
        try:
            yield from _by_sqlite(target)
            with Record(target) as record:
                yield from _contents(record)
        except _SPOILT as error:
            yield Fault(str(target), f"cannot be read any further: {error}")


# ------------------------------------------------------------------------ bytes


def _changed_pages(path: Path) -> Iterator[Fault]:
    sums = file.folder(path) / pages.NAME
    if not sums.exists():
        yield Fault(str(sums), f"missing: the last run ended early; finish it with: onrecord add {path}")
        return
    if _log(path):
        yield Fault(f"{path}-wal", "another program has written here, or the last run ended early")
    try:
        wrong = pages.differing(path, sums)
    except OSError as error:
        yield Fault(str(sums), f"cannot be read: {error.strerror}")
        return
    if wrong is None:
        yield Fault(str(sums), "the file of page sums is not as it was written")
        return
    owners = _owners(path) if wrong else {}
    for start, end in wrong:
        number = start // (end - start) + 1
        owner = owners.get(number, "the header and the schema" if number == 1 else "no table (free space)")
        yield Fault(f"{path}, bytes {start} to {end - 1}", f"not as written: page {number}, {owner}")


def _log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _owners(path: Path) -> dict[int, str]:
    """Which table or index each page belongs to, where this SQLite can tell and the file still lets it."""
    try:
        with closing(file.connect(path, "ro")) as db:
            return {row[0]: f"of {row[1]}" for row in db.execute("SELECT pageno, name FROM dbstat")}
    except _SPOILT:
        return {}


# ------------------------------------------------------------------------ what SQLite can tell


def _by_sqlite(path: Path) -> Iterator[Fault]:
    with closing(file.connect(path, "ro")) as db:
        for row in db.execute(f"PRAGMA integrity_check({_MOST})"):
            if row[0] != "ok":
                yield Fault(str(path), f"SQLite: {row[0]}")
        for row in db.execute("PRAGMA foreign_key_check").fetchmany(_MOST):
            yield Fault(f"table {row[0]}, row {row[1]}", f"names a row of {row[2]} that is not there")
    if os.access(path, os.W_OK):
        yield from _indexes(path)


def _indexes(path: Path) -> Iterator[Fault]:
    """The full-text indexes against what they index, by a statement of SQLite's that writes nothing."""
    with closing(file.connect(path, "rw")) as db:
        current = int(file.setting(db, "indexed") or 0)
        newest = db.execute("SELECT coalesce(max(number), 0) FROM documents").fetchone()[0]
        for name in ("quotation_index", *(["text_index"] if current == newest else [])):
            db.execute("BEGIN")
            try:
                db.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
            except _SPOILT as error:
                yield Fault(f"table {name}", f"does not match what it indexes: {error}")
            finally:
                db.execute("ROLLBACK")


# ------------------------------------------------------------------------ what it says


def _contents(record: Record) -> Iterator[Fault]:
    lengths = record.lengths()
    for doc in lengths:
        yield from _guarded(f"document {doc}", partial(_document, record, doc, lengths))
    yield from _raws(record)
    for table in STORY.values():
        yield from _guarded(f"table {table.name}", partial(_nouns, record, table, lengths))


def _nouns(record: Record, table: Table, lengths: dict[str, int]) -> Iterator[str]:
    for item in table.each(record.db):
        name = next(str(getattr(item, n)) for n in ("id", "name", "doc") if hasattr(item, n))
        yield from (f"{name}: {what}" for what in misplaced(item, lengths))


def _guarded(where: str, check: Callable[[], Iterator[str]]) -> Iterator[Fault]:
    """The faults ``check`` finds; whatever a spoilt row makes it stumble over is one too."""
    try:
        yield from (Fault(where, what) for what in check())
    except Exception as error:
        yield Fault(where, f"cannot be read: {type(error).__name__}: {error}")


def _document(record: Record, doc: str, lengths: dict[str, int]) -> Iterator[str]:
    document = record.document(doc)
    if write.text_hash(document.text) != document.text_sha256:
        yield "its text does not have the hash it was stored with"
    if len(document.text) != lengths[doc]:
        yield "its text is not as long as it says"
    found = record.extraction(doc)
    yield from misplaced(found, lengths)
    yield from _misworded(record, found)
    yield from _unlinked(found)
    row = record.db.execute("SELECT * FROM extractions WHERE doc = ?", (doc,)).fetchone()
    if row is None:
        return
    if row["text_sha256"] != document.text_sha256:
        yield "its quotations were found in another text"
    if row["shown"] != write.shown_digest(found):
        yield "what was found in it is not as it was written"
    if row["found"] is not None:
        yield from misplaced(write.unpacked(document, row["found"]), lengths)


def _misworded(record: Record, found: Extraction) -> Iterator[str]:
    text = found.document.text
    rows = record.db.execute("SELECT id, words FROM quotations WHERE doc = ?", (found.document.id,))
    words = {row["id"]: row["words"] for row in rows}
    for quotation in found.quotations:
        if words[quotation.id] != " ".join(span.of(text) for span in quotation.spans):
            yield f"quotation {quotation.id}: its words are not those at its place"


def _unlinked(found: Extraction) -> Iterator[str]:
    said = {q.id for q in found.quotations}
    around = said | {turn.id for turn in found.turns}
    for q in found.quotations:
        if q.nested_in is not None and q.nested_in not in around:
            yield f"quotation {q.id}: nested in {q.nested_in}, which is not there"
        if q.continues is not None and q.continues not in said:
            yield f"quotation {q.id}: continues {q.continues}, which is not there"


def misplaced(item: Any, lengths: dict[str, int], doc: str | None = None) -> Iterator[str]:
    """Every stretch and place in a noun that lies outside its document; ``lengths`` in characters by id."""
    if isinstance(item, Anchor):
        if item.doc not in lengths:
            yield f"a place in {item.doc}, which is not there"
        else:
            yield from misplaced(item.span, lengths, item.doc)
    elif isinstance(item, Span):
        if doc is None or item.end > lengths.get(doc, -1):
            yield f"[{item.start}, {item.end}) lies outside {doc}"
    else:
        for part in _parts(item):
            yield from misplaced(part, lengths, _home(item) or doc)


def _parts(item: Any) -> Iterator[Any]:
    if isinstance(item, tuple):
        yield from item
    elif is_dataclass(item):
        yield from (getattr(item, field.name) for field in fields(item))


def _home(item: Any) -> str | None:
    """The document that the stretches of a noun lie in."""
    if isinstance(item, Extraction):
        return item.document.id
    if isinstance(item, Document):
        return item.id
    doc = getattr(item, "doc", None)
    return doc if isinstance(doc, str) else None


def _raws(record: Record) -> Iterator[Fault]:
    raws = Raws(record.db, file.raw_folder(record.db, record.path))
    for row in record.db.execute("SELECT sha256, bytes, stored_digest FROM raws ORDER BY sha256"):
        sha256 = row["sha256"]
        try:
            packed, data = raws.packed(sha256), raws.get(sha256)
        except OSError as error:
            yield Fault(f"raw bytes {sha256}", f"cannot be read: {error}")
            continue
        if packed is None or data is None or digest(packed) != row["stored_digest"]:
            yield Fault(f"raw bytes {sha256}", "are not as they were stored")
        elif hashlib.sha256(data).hexdigest() != sha256 or len(data) != row["bytes"]:
            yield Fault(f"raw bytes {sha256}", "do not have the hash they are kept under")
    sql = """SELECT DISTINCT d.id FROM sources s JOIN documents d ON d.id = s.doc
      LEFT JOIN raws r ON r.sha256 = d.raw_sha256 WHERE r.sha256 IS NULL"""
    for row in record.db.execute(sql):
        yield Fault(f"document {row['id']}", "its raw bytes are not in the record")
