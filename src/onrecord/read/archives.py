"""ZIP archives (and WACZ, which is one): their members, in the order of their names.

Nothing is ever written out of an archive, so a path like ``../../etc/passwd`` is a name and no more; it is
cleaned all the same. Format: APPNOTE.TXT 6.3; WACZ 1.1.1 (Webrecorder).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from onrecord.errors import UnreadableError
from onrecord.read.limits import Budget

MAX_MEMBERS = 100_000
_MAX_DIRECTORY = 32_000_000
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others are rare, and Python unpacks them without a cap on memory."""
_END = b"PK\x05\x06"
_END64 = b"PK\x06\x06"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
            struct.error, UnicodeError, LookupError, OverflowError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive."""

    name: str
    size: int
    opened: Content


class Content:
    """What a member holds, read from front to back; counted against the budget of the whole archive."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> None:
        self._archive = archive
        self._info = info
        self._budget = budget
        self._file: zipfile.ZipExtFile | None = None

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes. Raises UnreadableError for damage, bombs and encrypted members."""
        try:
            if self._file is None:
                if self._info.compress_type not in _PACKINGS:
                    raise NotImplementedError(f"packing method {self._info.compress_type}")
                self._file = self._archive.open(self._info)  # type: ignore[assignment]
            found = self._file.read(min(size, 1 << 20) if size >= 0 else 1 << 20)  # type: ignore[union-attr]
        except RuntimeError as error:
            raise UnreadableError(
                "it is encrypted or packed in a way not known here; unpack it first"
            ) from error
        except _DAMAGED as error:
            raise UnreadableError(f"damaged in the archive ({error}); copy or download it again") from error
        self._budget.spend(len(found))
        return found


def opened(file: BinaryIO) -> zipfile.ZipFile:
    """The archive in ``file``. Raises UnreadableError for what is none, is damaged or has too many files."""
    _refuse_large_directory(file)
    try:
        return zipfile.ZipFile(file)
    except _DAMAGED as error:
        raise UnreadableError(f"the ZIP archive is damaged ({error}); copy or download it again") from error


def members(archive: zipfile.ZipFile, budget: Budget) -> Iterator[Member]:
    """Its files sorted by name, hidden ones and those of the archive's own bookkeeping left out."""
    for info in sorted(archive.infolist(), key=lambda info: info.filename):
        name = clean_name(info.filename)
        if not info.is_dir() and name and not _is_hidden(name):
            yield Member(name, info.file_size, Content(archive, info, budget))


def clean_name(name: str) -> str:
    """``name`` as a relative path that stays where it is: no drive, no root, no ``..``."""
    parts = name.replace("\\", "/").replace("\x00", "").split("/")
    return "/".join(part for part in parts if part not in ("", ".", "..") and not part.endswith(":"))


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _refuse_large_directory(file: BinaryIO) -> None:
    """zipfile holds the whole directory in memory, so what it says of its own size is looked at first."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 70_000))
    tail = file.read(70_000)
    file.seek(0)
    at = tail.rfind(_END)
    if at < 0 or at + 16 > len(tail):
        raise UnreadableError("the ZIP archive is cut off; copy or download it again")
    count, length = struct.unpack_from("<HL", tail, at + 10)
    at64 = tail.rfind(_END64)
    if at64 >= 0 and at64 + 48 <= len(tail):
        count, length = max((count, length), struct.unpack_from("<QQ", tail, at64 + 32))
    if count > MAX_MEMBERS or (length > _MAX_DIRECTORY and length != 0xFFFFFFFF):
        raise UnreadableError(f"more than {MAX_MEMBERS} files in one archive; unpack it and read the folder")
