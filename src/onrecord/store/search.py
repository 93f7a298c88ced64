"""Search: words in quotations and in whole texts, exactly or nearly, by speaker, outlet and date.

Both indexes hold trigrams (FTS5), case folded. Words of fewer than three characters, of which Chinese and
Japanese have many, are in no trigram and are looked for by reading along.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from onrecord.model import Anchor, Span
from onrecord.store import file
from onrecord.store.rows import Cell

_TRIGRAM = 3
_RAREST = 8
"""Trigrams of a query that choose the candidates of a search for nearly the same words."""
_CANDIDATES = 400
_NEAR = 70.0
"""Of 100: how alike words must be (rapidfuzz partial ratio) to count as nearly the same."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A quotation that was found; ``score`` in [0, 1] is 1 where it has the very words asked for."""

    number: int
    quotation: str
    doc: str
    words: str
    speaker: str | None
    outlet: str | None
    published: str | None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search is narrowed to; days as ISO 8601."""

    speaker: str | None = None
    outlet: str | None = None
    language: str | None = None
    since: str | None = None
    until: str | None = None

    def conditions(self) -> tuple[str, list[Cell]]:
        """SQL over quotations q, documents d and profiles p, beginning with AND."""
        tests = {
            "q.speaker = ?": self.speaker,
            "d.outlet = ?": self.outlet,
            "d.language = ?": self.language,
            "p.published_to >= ?": self.since,
            "p.published_from <= ?": self.until,
        }
        used = {test: value for test, value in tests.items() if value is not None}
        return "".join(f" AND {test}" for test in used), list(used.values())


ANYTHING = Asked()
_ROWS = """
SELECT q.number, q.id, q.doc, q.words, q.speaker, d.outlet, p.published_from
FROM quotations q JOIN documents d ON d.id = q.doc LEFT JOIN profiles p ON p.doc = q.doc
"""


def quotations(
    db: sqlite3.Connection, words: str, asked: Asked, after: int = 0, limit: int = 50
) -> tuple[Hit, ...]:
    """Quotations that hold ``words`` as they stand, case aside, numbered above ``after``.

    Without words, every quotation that is asked for.
    """
    narrowed, values = asked.conditions()
    words = _clean(words)
    if len(words) >= _TRIGRAM:
        # The index gives its rows in order, so that a page of a phrase that is everywhere ends early.
        rows = _ROWS.replace("FROM", "FROM quotation_index i CROSS JOIN", 1)
        sql = f"{rows} WHERE quotation_index MATCH ? AND i.rowid > ? AND q.number = i.rowid{narrowed}"
        sql, key = f"{sql} ORDER BY i.rowid LIMIT ?", _quoted(words)
    else:
        sql = f"{_ROWS} WHERE instr(lower(q.words), lower(?)) > 0 AND q.number > ?{narrowed}"
        sql, key = f"{sql} ORDER BY q.number LIMIT ?", words
    return tuple(_hit(row) for row in db.execute(sql, [key, after, *values, limit]))


def near(db: sqlite3.Connection, words: str, asked: Asked, limit: int = 50) -> tuple[Hit, ...]:
    """Quotations in which nearly the same words stand, best first.

    Candidates share one of the rarest trigrams of ``words``; rapidfuzz decides how alike they are.
    """
    chosen = _rarest(db, "quotation_trigrams", _clean(words))
    if not chosen:
        return ()
    narrowed, values = asked.conditions()
    match = " OR ".join(map(_quoted, chosen))
    inner = (
        f"SELECT rowid FROM quotation_index WHERE quotation_index MATCH ? ORDER BY rank LIMIT {_CANDIDATES}"
    )
    rows = db.execute(f"{_ROWS} WHERE q.number IN ({inner}){narrowed}", [match, *values])
    scored = ((fuzz.partial_ratio(words.lower(), row["words"].lower()), row) for row in rows)
    found = sorted(((s, row) for s, row in scored if s >= _NEAR), key=lambda f: (-f[0], f[1]["number"]))
    return tuple(_hit(row, score / 100) for score, row in found[:limit])


def texts(
    db: sqlite3.Connection, words: str, after: int = 0, limit: int = 50
) -> tuple[tuple[int, Anchor], ...]:
    """Documents numbered above ``after`` that hold ``words``, case aside: number and the first place."""
    words = _clean(words)
    if not words:
        return ()
    pattern = re.compile(re.escape(words), re.IGNORECASE)
    found: list[tuple[int, Anchor]] = []
    for row in _candidates(db, words, after):
        place = pattern.search(row["text"])
        if place:
            found.append((row["number"], Anchor(row["id"], Span(*place.span()))))
            if len(found) == limit:
                break
    return tuple(found)


def _candidates(db: sqlite3.Connection, words: str, after: int) -> sqlite3.Cursor:
    # What was read since the index was last brought up to date has to be read along.
    fresh = int(file.setting(db, "indexed") or 0)
    sql, values = "SELECT number, id, text FROM documents WHERE number > ?", [after]
    if len(words) < _TRIGRAM:
        return db.execute(f"{sql} ORDER BY number", values)
    match = " AND ".join(map(_quoted, _rarest(db, "text_trigrams", words) or _trigrams(words)))
    inner = "SELECT rowid FROM text_index WHERE text_index MATCH ?"
    return db.execute(
        f"{sql} AND (number > ? OR number IN ({inner})) ORDER BY number", [*values, fresh, match]
    )


def index_texts(db: sqlite3.Connection) -> None:
    """Bring the index of texts up to date; the caller holds a transaction."""
    fresh = int(file.setting(db, "indexed") or 0)
    last = db.execute("SELECT coalesce(max(number), 0) FROM documents").fetchone()[0]
    if last == fresh:
        return
    sql = "INSERT INTO text_index (rowid, text) SELECT number, text FROM texts WHERE number > ?"
    db.execute(sql, (fresh,))
    # One segment is smaller and faster than many, but costs the whole index: only where most of it is new.
    if last - fresh > fresh:
        db.execute("INSERT INTO text_index (text_index) VALUES ('optimize')")
    file.set_setting(db, "indexed", str(last))


def _hit(row: sqlite3.Row, score: float = 1.0) -> Hit:
    return Hit(
        number=row["number"],
        quotation=row["id"],
        doc=row["doc"],
        words=row["words"],
        speaker=row["speaker"],
        outlet=row["outlet"],
        published=row["published_from"],
        score=score,
    )


def _clean(words: str) -> str:
    return words.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8").strip()


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _trigrams(words: str) -> list[str]:
    return list(dict.fromkeys(words[at : at + _TRIGRAM] for at in range(len(words) - _TRIGRAM + 1)))


def _rarest(db: sqlite3.Connection, vocabulary: str, words: str) -> Sequence[str]:
    """The trigrams of ``words`` that fewest rows have; those that none has are left out."""
    grams = _trigrams(words.lower())
    marks = ", ".join("?" * len(grams))
    rows = db.execute(f"SELECT term, doc FROM {vocabulary} WHERE term IN ({marks})", grams)
    return [row["term"] for row in sorted(rows, key=lambda row: (row["doc"], row["term"]))][:_RAREST]
