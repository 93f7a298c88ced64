"""The record: one portable SQLite file that holds a whole story and gives it back unchanged.

One STRICT table a noun. Plain values are plain columns, so that the file reads well in any SQLite tool;
nested values (spans, anchors, changes) are JSON. ``quotation_text`` is a full-text index (FTS5, trigram)
over what was quoted.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from cattrs.preconf.json import make_converter

from onrecord.errors import RecordError
from onrecord.model import (
    Block,
    Credit,
    Derivation,
    Document,
    Event,
    Extraction,
    Failure,
    Figure,
    Finding,
    Omission,
    Profile,
    Quotation,
    Reading,
    Span,
    Speaker,
    Statement,
    Story,
    Turn,
)

SCHEMA_VERSION = 2
_APPLICATION_ID = 0x6F6E7263  # "onrc", so that `file` and other tools can tell a record
_COLUMN_TYPES = {"str": "TEXT", "str | None": "TEXT", "int": "INTEGER", "float": "REAL", "bool": "INTEGER"}

_STORY_TABLES: dict[str, type] = {
    "profiles": Profile,
    "speakers": Speaker,
    "events": Event,
    "statements": Statement,
    "readings": Reading,
    "derivations": Derivation,
    "omissions": Omission,
    "findings": Finding,
    "failures": Failure,
}
# What hangs on one document: table name, class, and the field of Extraction it comes from.
_DOCUMENT_TABLES: dict[str, tuple[type, str]] = {
    "blocks": (Block, "blocks"),
    "turns": (Turn, "turns"),
    "quotations": (Quotation, "quotations"),
    "figures": (Figure, "figures"),
    "credits": (Credit, "credits"),
    "mentioned": (Speaker, "speakers"),
}


def _number_or_range(value: Any, _: Any) -> float | tuple[float, float]:
    return (float(value[0]), float(value[1])) if isinstance(value, list | tuple) else float(value)


_converter = make_converter()
_converter.register_structure_hook(float | tuple[float, float], _number_or_range)


def write_record(story: Story, path: str | os.PathLike[str]) -> None:
    """Write ``story`` as a new record; an older record at ``path`` is replaced only once this one is whole.

    Raises RecordError when ``path`` holds something that is not a record, or cannot be written.
    """
    target = Path(path)
    if target.exists() and not is_record(target):
        raise RecordError(f"{target} exists and is not an onrecord record; choose another name for --record")
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite3.connect(partial)) as db, db:
            _create(db)
            _fill(db, story)
        os.replace(partial, target)
    except (sqlite3.Error, OSError) as error:
        partial.unlink(missing_ok=True)
        raise RecordError(f"{target} cannot be written: {error}") from error


def read_record(path: str | os.PathLike[str]) -> Story:
    """The story a record holds. Raises RecordError when it is missing, damaged or of another version."""
    target = Path(path)
    if not target.is_file():
        raise RecordError(f"{target} does not exist; make one with: onrecord trace PATH... --record {target}")
    if not is_record(target):
        raise RecordError(f"{target} is not an onrecord record")
    try:
        with contextlib.closing(sqlite3.connect(f"{target.resolve().as_uri()}?mode=ro", uri=True)) as db:
            db.row_factory = sqlite3.Row
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version != SCHEMA_VERSION:
                raise RecordError(f"{target} has record version {version}, not {SCHEMA_VERSION}; trace again")
            return _load(db)
    except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{target} is damaged ({error}); trace the sources again") from error


def is_record(path: Path) -> bool:
    """True when ``path`` is an SQLite file that carries onrecord's application id."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        header = file.read(100)
    return header.startswith(b"SQLite format 3\x00") and header[68:72] == _APPLICATION_ID.to_bytes(4, "big")


def _columns(kind: type, *extra: str) -> list[tuple[str, str]]:
    own = [
        (f.name, _COLUMN_TYPES.get(str(f.type), "TEXT")) for f in fields(kind) if not f.name.startswith("_")
    ]
    return [(name, "TEXT") for name in extra] + own


def _create(db: sqlite3.Connection) -> None:
    db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    extra = [("method", "TEXT"), ("unbalanced", "TEXT")]
    _create_table(db, "documents", _columns(Document) + extra)
    for name, (kind, _) in _DOCUMENT_TABLES.items():
        _create_table(db, name, _columns(kind, *(() if "doc" in kind.__annotations__ else ("doc",))))
    for name, kind in _STORY_TABLES.items():
        _create_table(db, name, _columns(kind))
    _create_table(db, "notes", [("note", "TEXT")])
    for name in _DOCUMENT_TABLES:
        db.execute(f'CREATE INDEX "{name}_doc" ON "{name}" (doc)')
    db.execute("CREATE VIRTUAL TABLE quotation_text USING fts5(id UNINDEXED, content, tokenize='trigram')")


def _create_table(db: sqlite3.Connection, name: str, columns: Sequence[tuple[str, str]]) -> None:
    listed = ", ".join(f'"{column}" {kind}' for column, kind in columns)
    db.execute(f'CREATE TABLE "{name}" ({listed}) STRICT')


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float):
        return value
    return json.dumps(value, ensure_ascii=False)


def _row(item: Any, **extra: Any) -> dict[str, Any]:
    data = _converter.unstructure(item)
    texts = {f.name for f in fields(item) if _COLUMN_TYPES.get(str(f.type)) is None}
    # A column declared TEXT because its type is a union or an enum still has to receive text.
    cells = {
        key: json.dumps(value) if key in texts and isinstance(value, int | float) else _cell(value)
        for key, value in data.items()
    }
    return {**extra, **cells}


def _insert(db: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    for row in rows:
        names = ", ".join(f'"{name}"' for name in row)
        db.execute(
            f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(row))})', list(row.values())
        )


def _fill(db: sqlite3.Connection, story: Story) -> None:
    for extraction in story.extractions:
        doc = extraction.document.id
        unbalanced = json.dumps(_converter.unstructure(extraction.unbalanced))
        _insert(
            db,
            "documents",
            iter([_row(extraction.document, method=extraction.method, unbalanced=unbalanced)]),
        )
        for table, (kind, attribute) in _DOCUMENT_TABLES.items():
            extra = {} if "doc" in kind.__annotations__ else {"doc": doc}
            _insert(db, table, (_row(item, **extra) for item in getattr(extraction, attribute)))
        db.executemany(
            "INSERT INTO quotation_text (id, content) VALUES (?, ?)",
            [
                (q.id, " ".join(s.of(extraction.document.text) for s in q.spans))
                for q in extraction.quotations
            ],
        )
    for table in _STORY_TABLES:
        _insert(db, table, (_row(item) for item in getattr(story, table)))
    db.executemany("INSERT INTO notes VALUES (?)", [(note,) for note in story.notes])


def _reader(kind: type) -> Callable[[sqlite3.Row], Any]:
    plain = {f.name: str(f.type) in _COLUMN_TYPES for f in fields(kind) if not f.name.startswith("_")}

    def read(row: sqlite3.Row) -> Any:
        data = {name: row[name] if is_plain else _value(row[name]) for name, is_plain in plain.items()}
        return _converter.structure(data, kind)

    return read


def _value(cell: str | None) -> Any:
    if cell is None:
        return None
    try:
        return json.loads(cell)
    except ValueError:
        return cell  # an enum's plain word


def _items(db: sqlite3.Connection, table: str, kind: type, doc: str | None = None) -> tuple[Any, ...]:
    where, values = ("WHERE doc = ?", (doc,)) if doc is not None else ("", ())
    rows = db.execute(f'SELECT * FROM "{table}" {where} ORDER BY rowid', values)
    return tuple(map(_reader(kind), rows))


def _load(db: sqlite3.Connection) -> Story:
    extractions = tuple(_extraction(db, row) for row in db.execute("SELECT * FROM documents ORDER BY rowid"))
    tables = {name: _items(db, name, kind) for name, kind in _STORY_TABLES.items()}
    notes = tuple(row["note"] for row in db.execute("SELECT note FROM notes ORDER BY rowid"))
    return Story(extractions, notes=notes, **tables)


def _extraction(db: sqlite3.Connection, row: sqlite3.Row) -> Extraction:
    document: Document = _reader(Document)(row)
    parts = {
        attribute: _items(db, table, kind, document.id)
        for table, (kind, attribute) in _DOCUMENT_TABLES.items()
    }
    unbalanced = _converter.structure(json.loads(row["unbalanced"]), tuple[Span, ...])
    return Extraction(document, unbalanced=unbalanced, method=row["method"], **parts)
