"""Raw bytes by their SHA-256, gzipped, in the folder beside a record or in the record itself."""

from __future__ import annotations

import gzip
import hashlib
import os
import sqlite3
import zlib
from pathlib import Path

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

        The file is whole and on disk before its row is written: a row never names bytes that are not there.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        row = self._db.execute("SELECT * FROM raws WHERE sha256 = ?", (sha256,)).fetchone()
        if row is not None and (self._folder is None or self._stands(row)):
            return sha256
        packed = gzip.compress(data, _LEVEL, mtime=0)
        if self._folder is not None:
            _write(self.path(sha256), packed)
        self._db.execute(
            "INSERT OR REPLACE INTO raws VALUES (?, ?, ?, ?, ?)",
            (sha256, len(data), len(packed), digest(packed), None if self._folder else packed),
        )
        return sha256

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
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
