"""Raw bytes by their SHA-256, gzipped, in the folder beside a record or in the record itself."""

from __future__ import annotations

import gzip
import hashlib
import os
import sqlite3
import zlib
from pathlib import Path

from onrecord.store import file

_LEVEL = 6


def digest(data: bytes) -> str:
    """Digest of stored bytes: BLAKE2b, 16 bytes, in hex."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


class Raws:
    """The raw bytes of one record; ``folder`` is None where they are kept inside."""

    def __init__(self, db: sqlite3.Connection, folder: Path | None) -> None:
        self._db = db
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep ``data``; what is there already is left alone. Returns its SHA-256.

        A file is in its place, whole, before its row is written. Only a loss of power can part the two: what
        was written since the last :meth:`settle` is looked at again by :meth:`heal`.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        row = self._db.execute("SELECT * FROM raws WHERE sha256 = ?", (sha256,)).fetchone()
        if row is not None and (self._folder is None or self._stands(row)):
            return sha256
        packed = gzip.compress(data, _LEVEL, mtime=0)
        if self._folder is not None:
            _write(self.path(sha256), packed)
        self._db.execute(
            "INSERT OR REPLACE INTO raws (sha256, bytes, stored_bytes, stored_digest, content) "
            "VALUES (?, ?, ?, ?, ?)",
            (sha256, len(data), len(packed), digest(packed), None if self._folder else packed),
        )
        return sha256

    def settle(self) -> None:
        """Wait until everything that was put is on disk, and note it."""
        if self._folder is not None and hasattr(os, "sync"):
            os.sync()  # one call for thousands of small files
        elif self._folder is not None:
            for row in self._unsettled():
                _flush(self.path(row["sha256"]))
        newest = self._db.execute("SELECT coalesce(max(number), 0) FROM raws").fetchone()[0]
        file.set_setting(self._db, "settled", str(newest))

    def heal(self) -> None:
        """Forget the bytes that a loss of power has spoilt, so that they are kept anew when read again."""
        if self._folder is None:
            return
        for row in self._unsettled():
            try:
                whole = digest(self.path(row["sha256"]).read_bytes()) == row["stored_digest"]
            except OSError:
                whole = False
            if not whole:
                self._db.execute("DELETE FROM raws WHERE sha256 = ?", (row["sha256"],))

    def _unsettled(self) -> list[sqlite3.Row]:
        settled = int(file.setting(self._db, "settled") or 0)
        return self._db.execute("SELECT * FROM raws WHERE number > ?", (settled,)).fetchall()

    def path(self, sha256: str) -> Path:
        """Where the gzipped bytes lie; only for a record that keeps them beside it."""
        assert self._folder is not None
        return self._folder / sha256[:2] / f"{sha256}.gz"

    def _stands(self, row: sqlite3.Row) -> bool:
        try:
            return self.path(row["sha256"]).stat().st_size == int(row["stored_bytes"])
        except OSError:
            return False

    def get(self, sha256: str) -> bytes | None:
        """The raw bytes; None where there never were any. Raises OSError when they are gone or spoilt."""
        packed = self.packed(sha256)
        try:
            return None if packed is None else gzip.decompress(packed)
        except (EOFError, zlib.error) as error:
            raise OSError(f"the stored bytes of {sha256} are damaged: {error}") from error

    def packed(self, sha256: str) -> bytes | None:
        """The bytes as stored."""
        row = self._db.execute("SELECT content FROM raws WHERE sha256 = ?", (sha256,)).fetchone()
        if row is None:
            return None
        if row["content"] is not None:
            return bytes(row["content"])
        if self._folder is None:
            raise OSError(f"the raw bytes of {sha256} lie in a folder that is not there")
        return self.path(sha256).read_bytes()


def _write(path: Path, data: bytes) -> None:
    """No row speaks of a file before it is whole: half of one, of a killed process, is written anew."""
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _flush(path: Path) -> None:
    with path.open("r+b") as written:
        os.fsync(written.fileno())
