"""What came into a record lately: for those who want to be told what is new in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from onrecord.model import Anchor
from onrecord.store.read import Record


def uncompared(record: Record) -> frozenset[str]:
    """The documents that are in no story yet, by id."""
    sql = "SELECT d.id FROM documents d LEFT JOIN profiles p ON p.doc = d.id WHERE p.doc IS NULL"
    return frozenset(row["id"] for row in record.db.execute(sql))


def compared(record: Record, docs: Iterable[str]) -> tuple[str, ...]:
    """Those of ``docs`` that are in a story, in the order in which they came."""
    sql = "SELECT d.number FROM documents d JOIN profiles p ON p.doc = d.id WHERE d.id = ?"
    rows = ((record.db.execute(sql, (doc,)).fetchone(), doc) for doc in docs)
    return tuple(doc for _, doc in sorted((row["number"], doc) for row, doc in rows if row is not None))


def seen_pages(record: Record) -> dict[str, str]:
    """When the page at each address came, last of all: ISO 8601, UTC."""
    sql = (
        "SELECT location, max(seen_at) AS seen_at FROM sources WHERE location LIKE 'http%' GROUP BY location"
    )
    return {row["location"]: row["seen_at"] for row in record.db.execute(sql)}


def new_in(record: Record, doc: str) -> Iterator[str]:
    """The quotations of ``doc``, by id, without those whose words the same speaker has in an earlier version.

    A version is another document that was found in the same place.
    """
    sql = """SELECT q.id FROM quotations q JOIN documents new ON new.id = q.doc
      WHERE q.doc = ? AND NOT EXISTS (
        SELECT 1 FROM sources here JOIN sources there ON there.location = here.location
        JOIN documents old ON old.id = there.doc AND old.number < new.number
        JOIN quotations p ON p.doc = old.id AND p.speaker IS q.speaker AND p.words = q.words
        WHERE here.doc = q.doc)
      ORDER BY q.start, q.id"""
    yield from (row["id"] for row in record.db.execute(sql, (doc,)))


def read_against(record: Record, doc: str) -> Iterator[str]:
    """The quotations of other documents that render words of ``doc``, by id."""
    sql = """SELECT DISTINCT q.doc, q.start, q.id FROM reading_references r
      JOIN readings g ON g.id = r.reading JOIN quotations q ON q.id = g.quotation
      WHERE r.doc = ? AND q.doc <> r.doc ORDER BY q.doc, q.start, q.id"""
    yield from (row["id"] for row in record.db.execute(sql, (doc,)))


def statements_at(record: Record, place: Anchor) -> frozenset[str]:
    """The statements whose reference, or a quotation that carries it, stands at ``place``, wholly or in part.

    Ids of statements are given anew whenever documents are compared; places stay.
    """
    sql = """SELECT id FROM statements WHERE reference_doc = ? AND reference_start < ? AND ? < reference_end
      UNION SELECT c.statement FROM quotations q JOIN statement_quotations c ON c.quotation = q.id
      WHERE q.doc = ? AND q.start < ? AND ? < q."end" """
    where = (place.doc, place.span.end, place.span.start)
    return frozenset(row[0] for row in record.db.execute(sql, (*where, *where)))


def words_of(record: Record, quotation: str) -> str:
    """The words of a quotation, its pieces joined by a blank."""
    row = record.db.execute("SELECT words FROM quotations WHERE id = ?", (quotation,)).fetchone()
    return str(row["words"])
