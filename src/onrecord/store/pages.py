"""Page sums: a checksum of every page of a record, kept beside it, so that no byte changes unseen.

SQLite reads past what it does not use (free pages, gaps in pages, parts of the header), and a changed byte
there shows nowhere else. The file of sums holds its own sum too.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterator
from pathlib import Path

NAME = "pages.sums"
_MAGIC = b"onrecord sums 1\n"
_SIZE, _OWN = 8, 16
_HEAD = struct.Struct(">II")


def write(path: Path, sums: Path) -> None:
    """Write the sums of the file at ``path``; they are whole or not there."""
    size = _page_size(path)
    listed = b"".join(_sums(path, size))
    body = _MAGIC + _HEAD.pack(size, len(listed) // _SIZE) + listed
    partial = sums.with_name(sums.name + ".partial")
    partial.write_bytes(body + _own(body))
    os.replace(partial, sums)


def differing(path: Path, sums: Path) -> list[tuple[int, int]] | None:
    """Byte ranges of ``path`` that are not as written; None where the file of sums is itself spoilt."""
    data = sums.read_bytes()
    body, own = data[:-_OWN], data[-_OWN:]
    if not body.startswith(_MAGIC) or own != _own(body):
        return None
    size, count = _HEAD.unpack_from(body, len(_MAGIC))
    listed = body[len(_MAGIC) + _HEAD.size :]
    wanted = [listed[at : at + _SIZE] for at in range(0, len(listed), _SIZE)]
    have = list(_sums(path, size))
    wrong = [n for n, (a, b) in enumerate(zip(wanted, have, strict=False)) if a != b]
    wrong += range(min(count, len(have)), max(count, len(have)))
    return [(n * size, (n + 1) * size) for n in wrong]


def _page_size(path: Path) -> int:
    with path.open("rb") as file:
        size = int.from_bytes(file.read(18)[16:], "big")
    return 65536 if size == 1 else size


def _sums(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while page := file.read(size):
            yield hashlib.blake2b(page, digest_size=_SIZE).digest()


def _own(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=_OWN).digest()
