"""Caps on what compressed input may grow to.

Ordinary text shrinks to a tenth, very repetitive pages to a hundredth; a decompression bomb (Fifield 2019,
WOOT "A better zip bomb") grows a thousand times and more. One budget is kept for a named file and everything
inside it, so that nesting and overlapping members gain nothing.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Protocol

from onrecord.errors import UnreadableError

MAX_RATIO = 200
"""How many times its size a compressed file may grow to."""
FLOOR = 20_000_000
"""Bytes that even the smallest file may grow to."""
MAX_LINE = 65_536
_CHUNK = 65_536


class Readable(Protocol):
    """What is read from front to back."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes, none at the end."""


@dataclass(slots=True)
class Budget:
    """The decompressed bytes that a file of ``size`` bytes may still give."""

    size: int
    spent: int = 0

    def spend(self, count: int) -> None:
        """Count ``count`` bytes. Raises UnreadableError when there have been too many."""
        self.spent += count
        if self.spent > FLOOR + MAX_RATIO * self.size:
            raise UnreadableError(
                f"grows to more than {MAX_RATIO} times its size, as decompression bombs do; "
                "unpack it yourself if you trust it, and read the files"
            )


class Gunzip:
    """The content of a gzip stream of any number of members (RFC 1952), never more than asked for."""

    def __init__(self, raw: Readable, budget: Budget) -> None:
        self._raw = raw
        self._budget = budget
        self._inflate = zlib.decompressobj(31)
        self._pending = b""
        self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes. Raises UnreadableError for damage and for bombs."""
        wanted = size if size >= 0 else _CHUNK
        while wanted and not self._ended:
            chunk = self._pending or self._raw.read(_CHUNK)
            if not chunk:
                self._ended = True
                if not self._inflate.eof:
                    raise UnreadableError("the gzip data ends too early; copy or download the file again")
                break
            found = self._step(chunk, wanted)
            if found:
                self._budget.spend(len(found))
                return found
        return b""

    def _step(self, chunk: bytes, wanted: int) -> bytes:
        if self._inflate.eof:
            chunk = chunk.lstrip(b"\x00")  # padding after the last member
            if not chunk:
                self._pending = b""
                return b""
            self._inflate = zlib.decompressobj(31)
        try:
            found = self._inflate.decompress(chunk, wanted)
        except zlib.error as error:
            raise UnreadableError(
                f"the gzip data is damaged ({error}); copy or download the file again"
            ) from error
        self._pending = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        return found


class Lines:
    """A stream read by lines and by counts, with a cap on the length of a line."""

    def __init__(self, raw: Readable) -> None:
        self._raw = raw
        self._buffer = bytearray()
        self._at = 0

    def line(self, limit: int = MAX_LINE) -> bytes:
        """The next line with its end; empty at the end. Raises UnreadableError when it is too long."""
        searched = self._at
        while True:
            found = self._buffer.find(b"\n", searched)
            end = found + 1 if found >= 0 else len(self._buffer)
            if end - self._at > limit:
                raise UnreadableError(f"a line is longer than {limit} bytes; the file is not what it seems")
            searched = len(self._buffer)
            before = self._at
            if found >= 0 or not self._fill():
                return self._take(end)
            searched -= before - self._at

    def read(self, count: int, /) -> bytes:
        """``count`` bytes, or fewer at the end of the stream."""
        while len(self._buffer) - self._at < count and self._fill():
            pass
        return self._take(min(self._at + count, len(self._buffer)))

    def skip(self, count: int) -> int:
        """Pass over ``count`` bytes without keeping them; how many there were."""
        left = count
        while left > 0:
            passed = len(self.read(min(left, _CHUNK)))
            if not passed:
                break
            left -= passed
        return count - left

    def _take(self, end: int) -> bytes:
        out = bytes(self._buffer[self._at : end])
        self._at = end
        return out

    def _fill(self) -> bool:
        if self._at:
            del self._buffer[: self._at]
            self._at = 0
        chunk = self._raw.read(_CHUNK)
        self._buffer += chunk
        return bool(chunk)


def read_capped(raw: Readable | BinaryIO, limit: int) -> bytes:
    """All of ``raw``, but at most one byte more than ``limit``."""
    parts, left = [], limit + 1
    while left > 0:
        chunk = raw.read(min(left, _CHUNK))
        if not chunk:
            break
        parts.append(chunk)
        left -= len(chunk)
    return b"".join(parts)


def inflated(data: bytes, encoding: str, limit: int) -> bytes:
    """``data`` without an HTTP content coding (gzip, deflate, identity); at most ``limit`` + 1 bytes.

    Raises UnreadableError for damage, bombs and other codings.
    """
    budget = Budget(len(data))
    coding = encoding.strip().lower()
    if coding in ("", "identity"):
        return data
    if coding in ("gzip", "x-gzip"):
        return read_capped(Gunzip(BytesIO(data), budget), limit)
    if coding == "deflate":
        return _deflated(data, limit, budget)
    raise UnreadableError(f"its content coding ({coding}) is not known here; save the page uncompressed")


def _deflated(data: bytes, limit: int, budget: Budget) -> bytes:
    for window in (
        15,
        -15,
    ):  # some servers send raw deflate, some with the zlib header that RFC 9110 asks for
        inflate = zlib.decompressobj(window)
        try:
            found = inflate.decompress(data, limit + 1)
        except zlib.error:
            continue
        budget.spend(len(found))
        return found
    raise UnreadableError("the deflate data is damaged; fetch the page again")
