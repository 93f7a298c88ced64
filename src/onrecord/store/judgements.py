"""What people decided about a record: kept through every rerun, undone but never erased.

A decision is a kind and what was said: ``pin`` a document to an event, ``split`` a document off, ``merge``
two events, ``speaker``: who speaks in a quotation. Ids of events and quotations can change when the story is
worked out again, so what they stood for is kept beside them: documents, a place. Every decision makes the
story stale; the next comparison takes it into account.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from onrecord.errors import UsageError
from onrecord.model import Anchor, Judgement, JudgementKind, Span
from onrecord.store import file
from onrecord.store.migrate import migrate
from onrecord.store.rows import dumps
from onrecord.store.write import now

T = TypeVar("T")
_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as it stands in the record. Times are UTC; ``undone_at`` is None while it holds.

    ``content`` is what was said, ``meant`` the documents or the place that its ids stood for.
    """

    number: int
    kind: str
    content: dict[str, Any]
    meant: dict[str, Any]
    note: str
    made_at: str
    undone_at: str | None


def decide(
    path: str | os.PathLike[str], kind: str, content: dict[str, Any], note: str = "", wait: float = _WAIT
) -> int:
    """Add a decision to the record at ``path``; returns its number. ``wait``: seconds for another writer.

    ``content`` by kind: ``pin`` doc and event, ``split`` doc, ``merge`` event and other, ``speaker``
    quotation and speaker. Raises UsageError for an unknown kind and for ids that are not in the record.
    """
    with _changing(Path(path), wait) as db:
        row = db.execute(
            "INSERT INTO judgements (kind, content, meant, note, made_at) "
            "VALUES (?, ?, ?, ?, ?) RETURNING number",
            (kind, dumps(content), dumps(_meant(db, kind, content)), note, now()),
        ).fetchone()
        return int(row[0])


def undo(path: str | os.PathLike[str], number: int, wait: float = _WAIT) -> None:
    """Take back a decision. Raises UsageError where there is none of that number that holds."""
    with _changing(Path(path), wait) as db:
        sql = "UPDATE judgements SET undone_at = ? WHERE number = ? AND undone_at IS NULL"
        if not db.execute(sql, (now(), number)).rowcount:
            raise UsageError(f"there is no judgement {number} to undo in {path}")


def _meant(db: sqlite3.Connection, kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """What the ids in ``content`` stand for now."""
    try:
        if kind == "pin":
            doc = _document(db, content["doc"])
            return {"docs": [doc], "beside": [d for d in _members(db, content["event"]) if d != doc]}
        if kind == "split":
            doc = _document(db, content["doc"])
            sql = "SELECT event FROM event_documents WHERE doc = ?"
            of = db.execute(sql, (doc,)).fetchone()
            return {"docs": [doc], "beside": [d for d in _members(db, of["event"]) if d != doc] if of else []}
        if kind == "merge":
            return {"docs": _members(db, content["event"]), "beside": _members(db, content["other"])}
        if kind == "speaker":
            sql = 'SELECT doc, start, "end" FROM quotations WHERE id = ?'
            at = db.execute(sql, (content["quotation"],)).fetchone()
            return {"at": list(_there(at, content["quotation"])), "speaker": str(content["speaker"])}
    except KeyError as error:
        raise UsageError(f"a judgement of kind {kind} needs {error}") from error
    raise UsageError(f"no such kind of judgement: {kind}; there are pin, split, merge, speaker")


def _there(row: T | None, name: str) -> T:
    if row is None:
        raise UsageError(f"there is no {name} in this record")
    return row


def _document(db: sqlite3.Connection, doc: str) -> str:
    return str(_there(db.execute("SELECT id FROM documents WHERE id = ?", (doc,)).fetchone(), doc)["id"])


def _members(db: sqlite3.Connection, event: str) -> list[str]:
    sql = "SELECT doc FROM event_documents WHERE event = ? ORDER BY position"
    rows = db.execute(sql, (event,)).fetchall()
    return [row["doc"] for row in _there(rows or None, event)]


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
        Decision(
            number=row["number"],
            kind=row["kind"],
            content=json.loads(row["content"]),
            meant=json.loads(row["meant"]),
            note=row["note"],
            made_at=row["made_at"],
            undone_at=row["undone_at"],
        )
        for row in rows
    )


def ledger(db: sqlite3.Connection) -> tuple[Judgement, ...]:
    """What holds of what was decided about events."""
    kinds = set(JudgementKind)
    return tuple(
        Judgement(f"j{d.number}", JudgementKind(d.kind), tuple(d.meant["docs"]), tuple(d.meant["beside"]))
        for d in decisions(db)
        if d.kind in kinds
    )


def confirmed(db: sqlite3.Connection) -> dict[Anchor, str]:
    """Who speaks where, as people decided; the later decision holds."""
    spoken = ((d.meant["at"], d.meant["speaker"]) for d in decisions(db) if d.kind == "speaker")
    return {Anchor(doc, Span(start, end)): name for (doc, start, end), name in spoken}
