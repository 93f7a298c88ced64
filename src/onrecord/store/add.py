"""Adding to a record: what is new is read and stored one input at a time, then the story is worked out again.

Every input is stored whole or not at all, and committed before more than a moment's work waits for it, so a
run that ends early, however it ends, has lost nothing but that moment; the next run finds the rest by its
content. What was found in a document alone is kept with the version of the extractor; the story is a function
of that and of what people decided, so it does not matter in how many runs, or in which order, the documents
came.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord import steps
from onrecord.extract.extraction import Model
from onrecord.model import Document, Extraction, Failure
from onrecord.read.containers import Options
from onrecord.read.fetch import is_address
from onrecord.read.inputs import MAX_BYTES, STDIN, Input, inputs
from onrecord.store import file, search, write
from onrecord.store.blobs import Raws
from onrecord.store.judgements import confirmed, ledger
from onrecord.store.migrate import migrate
from onrecord.store.rows import DOCUMENTS, FAILURES, failure_of
from onrecord.store.version import comparison, extractor
from onrecord.stream import extract_inputs, read_inputs

_SHIPPED: Model = "shipped"
WAIT = 60.0
"""Seconds to wait for another process that writes the same record."""


@dataclass(frozen=True, slots=True)
class Added:
    """What a run did: new documents by id, how many inputs were known, what failed now or before."""

    new: tuple[str, ...]
    known: int
    failures: tuple[Failure, ...]
    compared: bool


@dataclass(frozen=True, slots=True)
class How:
    """What is done with new documents.

    ``extract``: look for quotations; ``compare``: work out the story, which needs that. ``retry``: read again
    what failed before; all of it, where no paths are given. ``raw``: where a new record keeps raw bytes,
    "beside" or "inside". ``reference``, which is remembered, ``embedding`` and ``options`` as in
    ``onrecord.trace``.
    """

    extract: bool = True
    compare: bool = True
    retry: bool = False
    jobs: int = 1
    raw: str = "beside"
    wait: float = WAIT
    reference: str | None = None
    embedding: str | None = None
    options: Options | None = None


def add(
    path: str | os.PathLike[str],
    paths: Sequence[str | Path],
    how: How = How(),
    progress: steps.Progress = steps.unseen,
) -> Added:
    """Add ``paths`` to the record at ``path``, made where there is none.

    An input is known by its place and content, or by its name and content: adding it again does nothing. The
    same place with new content is a new document beside the old one. Raises UsageError for a path that does
    not exist, before anything is read; RecordError where the record cannot be written.
    """
    target, given = Path(path), inputs(paths, how.options)
    with file.locked(target, how.wait):
        migrate(target)
        with file.writing(target, how.raw) as db:
            run = _Run(db, Raws(db, file.raw_folder(db, target)), how, progress)
            run.forget(paths)
            run.read(given)
            if how.retry and not paths:
                run.read(_failed(db, how.options))
            if how.extract:
                run.look()
            with file.transaction(db):
                search.index_texts(db)
            return Added(
                tuple(run.new), run.known, tuple(run.failures), how.extract and how.compare and run.compare()
            )


def _failed(db: sqlite3.Connection, options: Options | None) -> Iterator[Input | Failure]:
    """Files and addresses that failed before; what lies in a container is found again by naming that."""
    rows = db.execute("SELECT name, location FROM failures WHERE tried ORDER BY location").fetchall()
    for row in rows:
        if is_address(row["location"]):
            yield from inputs([row["location"]], options)
        elif row["name"] is not None and os.path.exists(row["location"]):
            yield Input(row["name"], row["location"])


class _Run:
    """One run of :func:`add` over an open record."""

    def __init__(self, db: sqlite3.Connection, raws: Raws, how: How, progress: steps.Progress) -> None:
        self._db = db
        self._raws = raws
        self._how = how
        self._progress = progress
        self._batch = file.Batch(db)
        self.new: list[str] = []
        self.known = 0
        self.failures: list[Failure] = []
        self._names: dict[str, str] = {}

    # -------------------------------------------------------------------- reading

    def forget(self, paths: Sequence[str | Path]) -> None:
        """What is named is asked for again, so that it could not be had before no longer counts."""
        sql = "DELETE FROM failures WHERE location = ? AND raw_sha256 IS NULL"
        with file.transaction(self._db):
            self._db.executemany(sql, ((_location(str(path)),) for path in paths))

    def read(self, given: Iterator[Input | Failure]) -> None:
        """Store what is new among ``given``, each on its own."""
        fresh, jobs = self._fresh(given), self._how.jobs
        pairs = extract_inputs(fresh, _SHIPPED, jobs) if self._how.extract else read_inputs(fresh, jobs)
        self._raws.heal()
        try:
            for number, (source, found) in enumerate(pairs, 1):
                self._progress("reading", number, None)
                try:
                    self._store(source, found)
                except UnicodeEncodeError:
                    reason = "its text has half a character (a lone surrogate); save it again as UTF-8"
                    self._store(source, Failure(source.path, reason))
        finally:
            self._batch.commit()
        self._raws.settle()

    def _fresh(self, given: Iterator[Input | Failure]) -> Iterator[Input | Failure]:
        """Inputs that are not known yet, with their bytes and the id they will have."""
        for item in given:
            loaded = item if isinstance(item, Failure) else _loaded(item)
            if isinstance(loaded, Failure):
                yield loaded
            elif (new := self._unless_known(loaded)) is not None:
                yield new

    def _unless_known(self, item: Input) -> Input | None:
        assert item.data is not None
        sha256, place = hashlib.sha256(item.data).hexdigest(), _location(item.path)
        row = self._db.execute(
            "SELECT doc FROM sources WHERE raw_sha256 = ? AND (location = ? OR name = ?)",
            (sha256, place, item.id),
        ).fetchone()
        if row is not None:
            with self._batch.change():
                self._raws.put(item.data)
                self._sight(place, sha256, item.id, row["doc"])
            self.known += 1
            return None
        failed = self._db.execute(
            "SELECT * FROM failures WHERE location = ? AND raw_sha256 = ?", (place, sha256)
        ).fetchone()
        if failed is not None and not self._how.retry:
            self.failures.append(failure_of(failed))
            return None
        doc = self._free(item.id, sha256)
        self._names[doc] = item.id
        return replace(item, id=doc)

    def _free(self, name: str, sha256: str) -> str:
        """``name``, or with the beginning of the content's hash where another document has it."""
        taken = self._db.execute("SELECT 1 FROM documents WHERE id = ?", (name,)).fetchone()
        return f"{name}-{sha256[:8]}" if taken else name

    def _sight(self, place: str, sha256: str, name: str, doc: str) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO sources (location, raw_sha256, name, doc, seen_at) VALUES (?, ?, ?, ?, ?)",
            (place, sha256, name, doc, write.now()),
        )
        self._db.execute("DELETE FROM failures WHERE location = ?", (place,))

    def _store(self, source: Input | Failure, found: Document | Extraction | Failure) -> None:
        place = _location(source.path)
        data = source.data if isinstance(source, Input) else None
        if isinstance(found, Failure) or data is None or isinstance(source, Failure):
            assert isinstance(found, Failure)
            if data is not None:
                found = replace(found, raw_sha256=hashlib.sha256(data).hexdigest())
            name = self._names.pop(source.id) if isinstance(source, Input) else None
            with self._batch.change():
                write.put_failure(self._db, found, place, name)
            self.failures.append(found)
            return
        document = found.document if isinstance(found, Extraction) else found
        with self._batch.change():
            sha256 = self._raws.put(data)
            write.put_document(self._db, document)
            if isinstance(found, Extraction):
                write.put_extraction(self._db, found, extractor(), write.packed(found))
            self._sight(place, sha256, self._names[document.id], document.id)
            file.set_setting(self._db, "stale", "1")
        del self._names[document.id]
        self.new.append(document.id)

    # -------------------------------------------------------------------- looking and comparing

    def look(self) -> None:
        """Find the quotations of documents in which this extractor has not looked yet."""
        sql = """SELECT d.id FROM documents d LEFT JOIN extractions x ON x.doc = d.id
          WHERE x.version IS NOT ? OR x.found IS NULL ORDER BY d.id"""
        docs = [row["id"] for row in self._db.execute(sql, (extractor(),)).fetchall()]
        pairs = extract_inputs(map(self._document, docs), _SHIPPED, self._how.jobs)
        try:
            for number, (document, found) in enumerate(pairs, 1):
                self._progress("looking", number, len(docs))
                self._looked(document, found)
        finally:
            self._batch.commit()

    def _looked(self, document: Document, found: Extraction | Failure) -> None:
        with self._batch.change():
            if isinstance(found, Extraction):
                write.put_extraction(self._db, found, extractor(), write.packed(found))
                file.set_setting(self._db, "stale", "1")
            else:
                write.put_failure(self._db, found, f"{document.path}#quotations")
        if isinstance(found, Failure):
            self.failures.append(found)

    def _document(self, doc: str) -> Document:
        row = self._db.execute("SELECT * FROM documents WHERE id = ?", (doc,)).fetchone()
        document: Document = DOCUMENTS.item(self._db, row)
        return document

    def compare(self) -> bool:
        """Work out the story again, where anything it depends on has changed; True where it was."""
        if self._how.reference is not None:
            file.set_setting(self._db, "reference", self._how.reference)
        reference = file.setting(self._db, "reference")
        by = f"{comparison()} embedding={self._how.embedding} reference={reference}"
        if file.setting(self._db, "stale") is None and file.setting(self._db, "compared_by") == by:
            return False
        story = steps.story_of(
            list(self._extractions()),
            failures=self._all_failures(),
            reference=reference,
            embedding=self._how.embedding,
            progress=self._progress,
            judgements=ledger(self._db),
            confirmed=confirmed(self._db),
        )
        with file.transaction(self._db):
            write.put_story(self._db, story)
            file.set_setting(self._db, "stale", None)
            file.set_setting(self._db, "compared_by", by)
            file.set_setting(self._db, "compared_at", write.now())
        return True

    def _extractions(self) -> Iterator[Extraction]:
        sql = "SELECT doc, found FROM extractions WHERE version = ? AND found IS NOT NULL ORDER BY doc"
        for row in self._db.execute(sql, (extractor(),)).fetchall():
            yield write.unpacked(self._document(row["doc"]), row["found"])

    def _all_failures(self) -> list[Failure]:
        return list(map(failure_of, self._db.execute(FAILURES)))


def _location(path: str) -> str:
    if path == STDIN or is_address(path):
        return path
    return write.plain(os.path.abspath(path))


def _loaded(item: Input) -> Input | Failure:
    """``item`` with its bytes, one more than is allowed at most."""
    if item.data is not None:
        return item
    try:
        with open(item.path, "rb") as source:
            return replace(item, data=source.read(MAX_BYTES + 1))
    except OSError as error:
        return Failure(item.path, f"cannot be opened: {error.strerror}")
