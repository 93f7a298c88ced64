"""Bringing an older record up to date, forwards only: the old file stays until the new one is whole."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
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
from onrecord.store import file
from onrecord.store.rows import number_or_range
from onrecord.store.write import write_record


def migrate(path: Path) -> None:
    """Bring the record at ``path`` to the version of this code; nothing is done where there is none.

    Raises RecordError for a newer version, for one before 2, and for a damaged record.
    """
    if not file.is_record(path):
        return
    version = file.version_of(path)
    if version == file.VERSION:
        return
    if version not in _STEPS:
        raise RecordError(f"{path} has record version {version}; this onrecord knows 2 to {file.VERSION}")
    try:
        _STEPS[version](path)
    except (sqlite3.Error, ValueError, KeyError, TypeError) as error:
        raise RecordError(f"{path} is damaged ({error}); trace the sources again") from error
    migrate(path)


# ------------------------------------------------------------------------ version 2: a whole story at once

_PLAIN = frozenset({"str", "str | None", "int", "float", "bool"})
_V2_STORY: dict[str, type] = {
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
_V2_DOCUMENT: dict[str, tuple[str, type]] = {
    "blocks": ("blocks", Block),
    "turns": ("turns", Turn),
    "quotations": ("quotations", Quotation),
    "figures": ("figures", Figure),
    "credits": ("credits", Credit),
    "speakers": ("mentioned", Speaker),
}
_v2 = make_converter()
_v2.register_structure_hook(float | tuple[float, float], number_or_range)


def _from_2(path: Path) -> None:
    """Version 2 held one story, nested values as JSON objects, no raw bytes and no times."""
    with closing(file.connect(path, "ro")) as db:
        documents = db.execute("SELECT * FROM documents ORDER BY rowid").fetchall()
        story = Story(
            tuple(_extraction(db, row) for row in documents),
            notes=tuple(row["note"] for row in db.execute("SELECT note FROM notes ORDER BY rowid")),
            **{name: _items(db, name, kind) for name, kind in _V2_STORY.items()},
        )
    write_record(story, path)


def _extraction(db: sqlite3.Connection, row: sqlite3.Row) -> Extraction:
    document: Document = _noun(row, Document)
    parts = {field: _items(db, table, kind, document.id) for field, (table, kind) in _V2_DOCUMENT.items()}
    unbalanced = _v2.structure(json.loads(row["unbalanced"]), tuple[Span, ...])
    return Extraction(document, unbalanced=unbalanced, method=row["method"], **parts)


def _items(db: sqlite3.Connection, table: str, kind: type, doc: str | None = None) -> tuple[Any, ...]:
    where, values = ("WHERE doc = ?", (doc,)) if doc is not None else ("", ())
    rows = db.execute(f"SELECT * FROM {table} {where} ORDER BY rowid", values)
    return tuple(_noun(row, kind) for row in rows)


def _noun(row: sqlite3.Row, kind: type) -> Any:
    """A row as the noun it was; fields that version 2 did not know have their defaults."""
    have = set(row.keys())
    plain = {f.name: str(f.type) in _PLAIN for f in fields(kind) if f.name in have}
    return _v2.structure({n: row[n] if is_plain else _value(row[n]) for n, is_plain in plain.items()}, kind)


def _value(cell: str | None) -> Any:
    if cell is None:
        return None
    try:
        return json.loads(cell)
    except ValueError:
        return cell  # an enum's plain word


_STEPS: dict[int, Callable[[Path], None]] = {2: _from_2}
