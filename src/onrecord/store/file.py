"""The file behind a record: making, opening, locking, and closing it so that every byte is accounted for."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager, suppress
from importlib.resources import files
from pathlib import Path

from onrecord.errors import RecordError
from onrecord.store import pages

VERSION = 3
APPLICATION_ID = 0x6F6E7263
"""``onrc``, so that ``file`` and other tools can tell a record."""
_HEADER = b"SQLite format 3\x00"
_LOCK = "lock"
_AT_RISK = 0.25
"""Seconds of work that may wait to be committed together with what comes next."""
_LOG_PAGES = 8192
"""Pages of the log that are worth carrying over into the file: each time costs three waits for the disk."""


def is_record(path: Path) -> bool:
    """True when ``path`` is an SQLite file that carries onrecord's application id."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        header = file.read(100)
    return header.startswith(_HEADER) and header[68:72] == APPLICATION_ID.to_bytes(4, "big")


def folder(path: Path) -> Path:
    """The folder beside a record: raw bytes, page sums, lock."""
    return path.with_name(path.name + ".files")


def raw_folder(db: sqlite3.Connection, path: Path) -> Path | None:
    """Where the raw bytes of an open record lie; None: inside."""
    return None if setting(db, "raw") == "inside" else folder(path) / "raw"


def setting(db: sqlite3.Connection, key: str) -> str | None:
    """What table ``record`` says under ``key``."""
    row = db.execute("SELECT value FROM record WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def set_setting(db: sqlite3.Connection, key: str, value: str | None) -> None:
    """Write one line of table ``record``, or take it away."""
    if value is None:
        db.execute("DELETE FROM record WHERE key = ?", (key,))
    else:
        db.execute("INSERT OR REPLACE INTO record VALUES (?, ?)", (key, value))


def must_be_record(path: Path) -> None:
    """Raises RecordError, which says what to do, where ``path`` is no record."""
    if not path.is_file():
        raise RecordError(f"{path} does not exist; make one with: onrecord add {path} PATH...")
    if not is_record(path):
        raise RecordError(f"{path} is not an onrecord record")


def version_of(path: Path) -> int:
    """The schema version a record was written with. Raises RecordError for what cannot be opened."""
    must_be_record(path)
    try:
        _roll_back(path)
        with closing(connect(path, "ro")) as db:
            return int(db.execute("PRAGMA user_version").fetchone()[0])
    except (sqlite3.Error, UnicodeError) as error:
        raise RecordError(f"{path} is damaged ({error}); onrecord verify {path} says where") from error


def _roll_back(path: Path) -> None:
    """Undo what a killed process has left half written.

    SQLite does so by itself, but not for those who only read, and they would be refused.
    """
    if path.with_name(path.name + "-journal").exists():
        with suppress(sqlite3.OperationalError), closing(connect(path, "rw")) as db:
            db.execute("PRAGMA user_version").fetchone()


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """A plain connection; ``mode`` as in SQLite's addresses: ro, rw, rwc."""
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    db = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30, check_same_thread=False)
    db.row_factory = sqlite3.Row
    return db


@contextmanager
def reading(path: Path) -> Generator[sqlite3.Connection, None, None]:
    """A record open for reading, also while another process adds to it.

    Raises RecordError for what is missing, damaged or of another version, then and while it is used.
    """
    version = version_of(path)
    if version != VERSION:
        raise RecordError(f"{path} has record version {version}, not {VERSION}; {_way_out(version, path)}")
    try:
        with closing(connect(path, "ro")) as db:
            yield db
    except (sqlite3.Error, UnicodeError) as error:
        raise RecordError(f"{path} is damaged ({error}); onrecord verify {path} says where") from error


def _way_out(version: int, path: Path) -> str:
    if version > VERSION:
        return "a newer onrecord wrote it; upgrade onrecord"
    return f"bring it up to date with: onrecord add {path}"


@contextmanager
def locked(path: Path, wait: float) -> Iterator[None]:
    """Hold the one lock a record has. Raises RecordError when another process has it for ``wait`` seconds.

    The lock is SQLite's own, on an empty file, so that it works on every system and ends with the process.
    """
    folder(path).mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(folder(path) / _LOCK, timeout=wait, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise RecordError(
                f"another onrecord is writing {path}; let it finish, or wait longer for it (--wait SECONDS)"
            ) from error
        yield


@contextmanager
def writing(path: Path, raw: str = "beside") -> Generator[sqlite3.Connection, None, None]:
    """A record open for writing, made where there is none; the caller holds its lock.

    ``raw``: where a new record keeps raw bytes. While it is open there are no page sums; they are written
    when it is closed in order. Raises RecordError when it cannot be written, then and while it is used.
    """
    if path.exists() and not is_record(path):
        raise RecordError(f"{path} exists and is not an onrecord record; choose another name")
    try:
        (folder(path) / pages.NAME).unlink(missing_ok=True)
        folder(path).mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make(path, raw)
        with closing(connect(path, "rw")) as db:
            _prepare(db)
            try:
                yield db
            except (sqlite3.Error, OSError):
                raise  # a file that cannot be written cannot be tidied either
            except BaseException:
                _close(db, path)
                raise
            _close(db, path)
    except (sqlite3.Error, OSError) as error:
        raise RecordError(f"{path} cannot be written: {error}; what was added before is kept") from error


def _make(path: Path, raw: str) -> None:
    """An empty record, put in its place only once it is whole: nothing else ever stands there."""
    partial = folder(path) / "new.sqlite"
    for part in (partial, partial.with_name(partial.name + "-journal")):
        part.unlink(missing_ok=True)
    script = (files("onrecord") / "store" / "schema.sql").read_text("utf-8")
    with closing(connect(partial, "rwc")) as db:
        db.executescript(
            f"PRAGMA auto_vacuum = INCREMENTAL;\nBEGIN;\n{script}\n"
            f"INSERT INTO record VALUES ('raw', '{raw}'), ('indexed', '0');\n"
            f"PRAGMA application_id = {APPLICATION_ID};\nPRAGMA user_version = {VERSION};\nCOMMIT;"
        )
    os.replace(partial, path)


def _prepare(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA secure_delete = OFF")
    db.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")


@contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing, references checked at the end."""
    db.execute("BEGIN IMMEDIATE")
    try:
        db.execute("PRAGMA defer_foreign_keys = ON")
        yield
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


class Batch:
    """Changes that are whole each, several to a transaction where they come fast.

    What is open when a process is killed has taken it no more than :data:`_AT_RISK`, and is wholly undone:
    where a change follows much work, it is committed at once, with what came before it.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._committed = time.monotonic()

    @contextmanager
    def change(self) -> Iterator[None]:
        """All of one change or nothing of it, references checked when it is committed."""
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("PRAGMA defer_foreign_keys = ON")
        self._db.execute("SAVEPOINT change")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a full disk undoes all of it
                self._db.execute("ROLLBACK TO change")
            raise
        self._db.execute("RELEASE change")
        if time.monotonic() - self._committed > _AT_RISK:
            self.commit()

    def commit(self) -> None:
        """Commit what is open. To be called before anything else is written, and in the end."""
        if self._db.in_transaction:
            self._db.execute("COMMIT")
        self._committed = time.monotonic()


def remove(path: Path) -> None:
    """Take a record away, with everything that lies beside it."""
    for part in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        part.unlink(missing_ok=True)
    shutil.rmtree(folder(path), ignore_errors=True)


def move(path: Path, target: Path) -> None:
    """Put a whole record, closed in order, in the place of another. Raw bytes beside the other stay."""
    try:
        for end in ("-wal", "-shm"):
            target.with_name(target.name + end).unlink(missing_ok=True)
        folder(target).mkdir(exist_ok=True)
        (folder(target) / pages.NAME).unlink(missing_ok=True)
        os.replace(path, target)
        os.replace(folder(path) / pages.NAME, folder(target) / pages.NAME)
    except OSError as error:
        raise RecordError(f"{target} cannot be written: {error}") from error


def _close(db: sqlite3.Connection, path: Path) -> None:
    """Give back what is free, empty the log into the file, and write down what every page holds."""
    for _ in db.execute("PRAGMA incremental_vacuum"):
        pass
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    # At rest a record is one file that can be read from anywhere; with a reader at it, it keeps its log.
    with suppress(sqlite3.OperationalError):
        db.execute("PRAGMA journal_mode = DELETE")
    pages.write(path, folder(path) / pages.NAME)
