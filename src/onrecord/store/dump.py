"""What a record says, as digests: the same for two records that say the same, however they came about."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from onrecord.store import file
from onrecord.store.rows import dumps

_TIMES = frozenset({"number", "read_at", "seen_at", "failed_at", "found_at", "made_at", "undone_at"})
"""Columns that tell when and in which order, not what."""
_ALONE = frozenset({"compared_at", "indexed", "settled"})


def dump(path: str | os.PathLike[str]) -> dict[str, str]:
    """A digest of the rows of each table, without times and row numbers. Raises RecordError."""
    with file.reading(Path(path)) as db:
        return {table: _digest(db, table) for table in _tables(db)}


def _tables(db: sqlite3.Connection) -> Iterator[str]:
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%STRICT%' ORDER BY name"
    yield from (row["name"] for row in db.execute(sql).fetchall())


def _digest(db: sqlite3.Connection, table: str) -> str:
    names = [row["name"] for row in db.execute(f"PRAGMA table_info({table})")]
    kept = [name for name in names if name not in _TIMES]
    listed = ", ".join(f'"{name}"' for name in kept)
    rows = db.execute(f"SELECT {listed} FROM {table}")
    lines = sorted(dumps([_text(cell) for cell in row]) for row in rows if row[0] not in _ALONE)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _text(cell: object) -> object:
    return hashlib.sha256(cell).hexdigest() if isinstance(cell, bytes) else cell
