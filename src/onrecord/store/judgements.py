"""What people decided about a record: kept through every rerun, undone but never erased."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from onrecord.errors import UsageError
from onrecord.store import file
from onrecord.store.rows import dumps
from onrecord.store.write import now


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as it stands in the record. Times are UTC; ``undone_at`` is None while it holds."""

    number: int
    kind: str
    content: dict[str, Any]
    note: str
    made_at: str
    undone_at: str | None


def decide(db: sqlite3.Connection, kind: str, content: dict[str, Any], note: str = "") -> int:
    """Add a decision; the story is stale until it is compared again. Returns its number."""
    with file.transaction(db):
        row = db.execute(
            "INSERT INTO judgements (kind, content, note, made_at) VALUES (?, ?, ?, ?) RETURNING number",
            (kind, dumps(content), note, now()),
        ).fetchone()
        file.set_setting(db, "stale", "1")
    return int(row[0])


def undo(db: sqlite3.Connection, number: int) -> None:
    """Take back a decision. Raises UsageError where there is none of that number that holds."""
    with file.transaction(db):
        sql = "UPDATE judgements SET undone_at = ? WHERE number = ? AND undone_at IS NULL"
        if not db.execute(sql, (now(), number)).rowcount:
            raise UsageError(f"there is no judgement {number} to undo; list them with: onrecord judgements")
        file.set_setting(db, "stale", "1")


def decisions(db: sqlite3.Connection, *, undone: bool = False) -> tuple[Decision, ...]:
    """Decisions that hold, in the order they were made; with ``undone``, those taken back too."""
    where = "" if undone else "WHERE undone_at IS NULL"
    rows = db.execute(f"SELECT * FROM judgements {where} ORDER BY number")
    return tuple(
        Decision(r["number"], r["kind"], json.loads(r["content"]), r["note"], r["made_at"], r["undone_at"])
        for r in rows
    )
