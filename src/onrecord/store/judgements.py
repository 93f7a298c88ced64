"""What people decided about a record: kept through every rerun, undone but never erased.

A kind and a JSON object, which is the model's to define; every change makes the story stale, and the next
comparison takes it into account.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.errors import UsageError
from onrecord.store import file
from onrecord.store.migrate import migrate
from onrecord.store.rows import dumps
from onrecord.store.write import now

_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as it stands in the record. Times are UTC; ``undone_at`` is None while it holds."""

    number: int
    kind: str
    content: dict[str, Any]
    note: str
    made_at: str
    undone_at: str | None


def decide(
    path: str | os.PathLike[str], kind: str, content: dict[str, Any], note: str = "", wait: float = _WAIT
) -> int:
    """Add a decision to the record at ``path``; returns its number. ``wait``: seconds for another writer."""
    with _changing(Path(path), wait) as db:
        row = db.execute(
            "INSERT INTO judgements (kind, content, note, made_at) VALUES (?, ?, ?, ?) RETURNING number",
            (kind, dumps(content), note, now()),
        ).fetchone()
        return int(row[0])


def undo(path: str | os.PathLike[str], number: int, wait: float = _WAIT) -> None:
    """Take back a decision. Raises UsageError where there is none of that number that holds."""
    with _changing(Path(path), wait) as db:
        sql = "UPDATE judgements SET undone_at = ? WHERE number = ? AND undone_at IS NULL"
        if not db.execute(sql, (now(), number)).rowcount:
            raise UsageError(f"there is no judgement {number} to undo in {path}")


@contextmanager
def _changing(path: Path, wait: float) -> Iterator[sqlite3.Connection]:
    file.must_be_record(path)
    with file.locked(path, wait):
        migrate(path)
        with file.writing(path) as db, file.transaction(db):
            yield db
            file.set_setting(db, "stale", "1")


def decisions(db: sqlite3.Connection, *, undone: bool = False) -> tuple[Decision, ...]:
    """Decisions that hold, in the order they were made; with ``undone``, those taken back too."""
    where = "" if undone else "WHERE undone_at IS NULL"
    rows = db.execute(f"SELECT * FROM judgements {where} ORDER BY number")
    return tuple(
        Decision(r["number"], r["kind"], json.loads(r["content"]), r["note"], r["made_at"], r["undone_at"])
        for r in rows
    )
