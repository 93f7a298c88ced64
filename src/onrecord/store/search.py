"""Search: words in quotations and in whole texts, exactly or nearly, by speaker, outlet and date.

Both indexes hold trigrams (FTS5), case folded. Words of fewer than three characters, of which Chinese and
Japanese have many, are in no trigram and are looked for by reading along.

How many quotations have a trigram is estimated from a sample of them (:func:`_shares`): counting costs as
much as reading everything that the index holds for it.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from onrecord.model import Anchor, Span
from onrecord.store import file
from onrecord.store.rows import Cell

_TRIGRAM = 3
_SAMPLE = 2000
"""Quotations that tell how common a trigram is."""
_FEWEST, _GRAMS, _ROWS_READ = 6, 16, 20_000
"""Trigrams that stand for a query: how many at least, at most, and how many quotations those above the least
may have between them."""
_CANDIDATES = 60
"""Quotations with the most votes that are compared with a query."""
_WORDS_ALONE = 0.97
"""How like a quotation is that has all the words asked for, but not together."""
_MARKS = str.maketrans(
    dict.fromkeys("\u00a0\u202f", " ") | dict.fromkeys("\u2011–—", "-") | dict.fromkeys("‘’ʼ", "'")
)
_WORD = re.compile(r"\w+")
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

    Candidates share most of the rarer trigrams of ``words``; rapidfuzz decides how alike they are.
    """
    numbers = _voted(db, _clean(words).lower())
    narrowed, values = asked.conditions()
    found = []
    for row in db.execute(f"{_ROWS} WHERE q.number IN ({_listed(numbers)}){narrowed}", values):
        alike = fuzz.partial_ratio(words.lower(), row["words"].lower(), score_cutoff=_NEAR)
        if alike:
            found.append((-alike, row["number"], row))
    return tuple(_hit(row, -alike / 100) for alike, _, row in sorted(found, key=lambda f: f[:2])[:limit])


@dataclass(frozen=True, slots=True)
class Like:
    """A stretch of a document that is like certain words; ``score`` in [0, 1]: how like."""

    place: Anchor
    score: float


def like(db: sqlite3.Connection, words: str) -> tuple[Like, ...]:
    """The stretches of quotations that are most like ``words``, best first: one of each quotation.

    Each is the whole of the quotation where that stands in several pieces.
    """
    wanted = _plain(_clean(words))
    sought = frozenset(_WORD.findall(wanted))
    numbers = _listed(_voted(db, wanted))
    found = []
    for row in db.execute(f"SELECT * FROM quotations WHERE number IN ({numbers})"):
        there = _plain(row["words"])
        best = fuzz.partial_ratio_alignment(wanted, there)
        if best is None:
            continue
        span, extent = Span(best.dest_start, best.dest_end), Span(row["start"], row["end"])
        whole = len(row["words"]) != len(extent) or len(there) != len(extent) or len(wanted) > len(there)
        place = extent if whole else Span(extent.start + span.start, extent.start + span.end)
        # What was cut out of the middle leaves all its words, and no stretch that is much like it.
        shared = len(sought.intersection(_WORD.findall(there))) / max(len(sought), 1)
        score = max(best.score / 100, _WORDS_ALONE * shared)
        found.append((-score, row["number"], Anchor(row["doc"], place)))
    return tuple(Like(place, -score) for score, _, place in sorted(found))


def _plain(words: str) -> str:
    """``words`` in lower case and plain marks; seldom is a character not left in its place."""
    return words.lower().translate(_MARKS)


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _voted(db: sqlite3.Connection, words: str) -> list[int]:
    """The quotations that have most of the rarer trigrams of ``words``, which are in lower case."""
    shares = _shares(db)
    votes: list[NDArray[np.int64]] = []
    weights: list[NDArray[np.float64]] = []
    for gram in _telling(shares, words):
        sql = "SELECT group_concat(rowid) FROM quotation_index WHERE quotation_index MATCH ?"
        listed = db.execute(sql, (_quoted(gram),)).fetchone()[0]
        rows = np.array(listed.split(","), dtype=np.int64) if listed else np.zeros(0, dtype=np.int64)
        votes.append(rows)
        weights.append(np.full(len(rows), -math.log(max(shares.get(gram), 1 / (2 * _SAMPLE)))))
    if not votes:
        return []
    numbers, owners = np.unique(np.concatenate(votes), return_inverse=True)
    total = np.bincount(owners, np.concatenate(weights), len(numbers))
    best = np.argsort(-total, kind="stable")[:_CANDIDATES]
    return sorted(int(n) for n in numbers[best])


def _telling(shares: Shares, words: str) -> list[str]:
    """Rare trigrams of letters from all over ``words``, as many as are worth their rows."""
    every = _trigrams(words)
    # Spaces, apostrophes and dashes are of many kinds, and the index tells them apart.
    letters = [gram for gram in every if gram.isalnum()]
    out: list[str] = []
    rows = 0.0
    for gram in _spread(shares, letters if len(letters) >= _FEWEST else every):
        rows += shares.get(gram) * shares.quotations
        if len(out) >= _FEWEST and rows > _ROWS_READ:
            break
        out.append(gram)
    return out


def _spread(shares: Shares, grams: Sequence[str]) -> list[str]:
    """The rarest of each stretch of ``grams``, rarest first: those of one word may be of a changed one."""
    width = max(_TRIGRAM, len(grams) // _GRAMS + 1)
    stretches = (grams[at : at + width] for at in range(0, len(grams), width))
    rarest = {min(found, key=lambda gram: (shares.get(gram), gram)) for found in stretches}
    return sorted(rarest, key=lambda gram: (shares.get(gram), gram))


@dataclass(frozen=True, slots=True)
class Shares:
    """Of how many of ``quotations`` a trigram is a part, as a share; 0 where no sampled one has it."""

    quotations: int
    of: Mapping[str, float]

    def get(self, gram: str) -> float:
        """The share of quotations that have a trigram, in lower case."""
        return self.of.get(gram, 0.0)


def _shares(db: sqlite3.Connection) -> Shares:
    last = db.execute("SELECT coalesce(max(number), 0) FROM quotations").fetchone()[0]
    path = db.execute("PRAGMA database_list").fetchone()["file"]
    # A record that grew by less than a fifth is as good as the one that was sampled.
    return _sampled(path, int(math.log(last + 1, 1.2)))


@lru_cache(maxsize=8)
def _sampled(path: str, size: int) -> Shares:
    """The shares among evenly spread quotations of the record at ``path``, of about that ``size``."""
    with closing(file.connect(Path(path), "ro")) as db:
        last = db.execute("SELECT coalesce(max(number), 0) FROM quotations").fetchone()[0]
        numbers = range(1, last + 1, max(1, last // _SAMPLE))
        rows = db.execute(f"SELECT words FROM quotations WHERE number IN ({_listed(numbers)})").fetchall()
    counts: Counter[str] = Counter()
    for row in rows:
        counts.update(_trigrams(row["words"].lower()))
    return Shares(last, {gram: n / max(len(rows), 1) for gram, n in counts.items()})


def texts(
    db: sqlite3.Connection, words: str, after: int = 0, limit: int = 50
) -> tuple[tuple[int, Anchor], ...]:
    """Documents numbered above ``after`` that hold ``words``, case aside: number and the first place."""
    words = _clean(words)
    if not words:
        return ()
    pattern, lower = re.compile(re.escape(words), re.IGNORECASE), words.lower()
    found: list[tuple[int, Anchor]] = []
    for number in _candidates(db, words, after):
        row = db.execute("SELECT id, text FROM documents WHERE number = ?", (number,)).fetchone()
        place = pattern.search(row["text"]) if lower in row["text"].lower() else None
        if place:
            found.append((number, Anchor(row["id"], Span(*place.span()))))
            if len(found) == limit:
                break
    return tuple(found)


def _candidates(db: sqlite3.Connection, words: str, after: int) -> Iterator[int]:
    """Documents numbered above ``after`` that may hold ``words``, in order."""
    # What was read since the index was last brought up to date has to be read along.
    fresh = after
    if len(words) >= _TRIGRAM:
        fresh = max(after, int(file.setting(db, "indexed") or 0))
        match = " AND ".join(map(_quoted, _spread(_shares(db), _trigrams(words.lower()))))
        sql = "SELECT rowid FROM text_index WHERE text_index MATCH ? AND rowid > ? ORDER BY rowid"
        yield from (row[0] for row in db.execute(sql, (match, after)))
    sql = "SELECT number FROM documents WHERE number > ? ORDER BY number"
    yield from (row[0] for row in db.execute(sql, (fresh,)))


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
