"""WARC files, read as a stream and written.

Format: ISO 28500:2017 (WARC 1.1; 1.0 and 0.18 read alike). Every HTML, text or PDF page that was served with
status 200 is one document. Records are read with a cap on every line and count, which the WARC libraries do
not give; tests compare with warcio.
"""

from __future__ import annotations

import gzip
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from onrecord.errors import UnreadableError
from onrecord.read.limits import Lines, Readable, inflated
from onrecord.read.source import MAX_BYTES

_MAX_HEADERS = 200
_PAGES = (
    "text/html",
    "application/xhtml+xml",
    "text/plain",
    "application/pdf",
    "multipart/related",
    "text/vtt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
_STORED = ("response", "resource", "conversion")


@dataclass(frozen=True, slots=True)
class Captured:
    """One archived page: its number among all records (from 1), address, moment of capture and bytes.

    ``problem`` says why there are no bytes, where a page could not be had from its record.
    """

    number: int
    url: str
    moment: str
    media_type: str
    body: bytes
    problem: str | None = None


def captured(raw: Readable) -> Iterator[Captured]:
    """The pages of an uncompressed WARC stream, in order; other records are passed over.

    Raises UnreadableError where the stream stops being WARC; pages before that have been given by then.
    """
    lines = Lines(raw)
    number = 0
    while True:
        version = _after_blank(lines)
        if not version:
            return
        if not version.startswith(b"WARC/"):
            raise UnreadableError(f"record {number + 1} does not begin as WARC does; the rest is not read")
        number += 1
        headers = _headers(lines)
        length = _length(headers, number)
        page = _page(lines, headers, length, number)
        if page is not None:
            yield page


def _after_blank(lines: Lines) -> bytes:
    while True:
        line = lines.line()
        if line.strip() or not line:
            return line


def _headers(lines: Lines) -> dict[str, str]:
    """Header fields by lower-case name; the first of several wins."""
    found: dict[str, str] = {}
    for _ in range(_MAX_HEADERS):
        line = lines.line().decode("utf-8", "replace").rstrip("\r\n")
        if not line:
            return found
        name, _, value = line.partition(":")
        found.setdefault(name.strip().lower(), value.strip())
    raise UnreadableError(f"a record has more than {_MAX_HEADERS} header lines; the file is damaged")


def _length(headers: Mapping[str, str], number: int) -> int:
    value = headers.get("content-length", "")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise UnreadableError(f"record {number} does not say how long it is; the rest is not read")
    return int(value)


def _page(lines: Lines, headers: Mapping[str, str], length: int, number: int) -> Captured | None:
    if headers.get("warc-type") not in _STORED or length > 2 * MAX_BYTES:
        skipped = lines.skip(length)
        too_large = length > MAX_BYTES and headers.get("warc-type") in _STORED
        if skipped < length:
            raise UnreadableError(f"the file ends inside record {number}; copy or download it again")
        return (
            _refused(headers, number, f"{length / 1e6:.0f} MB is too large for one report")
            if too_large
            else None
        )
    block = lines.read(length)
    if len(block) < length:
        raise UnreadableError(f"the file ends inside record {number}; copy or download it again")
    try:
        return _opened(block, headers, number)
    except UnreadableError as error:
        return _refused(headers, number, str(error))


def _opened(block: bytes, headers: Mapping[str, str], number: int) -> Captured | None:
    media_type = headers.get("content-type", "")
    if "application/http" in media_type:
        status, http, body = http_message(block)
        if status != 200:
            return None
        media_type, block = http.get("content-type", ""), body_of(http, body)
    if not media_type.partition(";")[0].strip().lower().startswith(_PAGES):
        return None
    return Captured(number, _target(headers), headers.get("warc-date", ""), media_type, block)


def _refused(headers: Mapping[str, str], number: int, why: str) -> Captured:
    return Captured(number, _target(headers), headers.get("warc-date", ""), "", b"", why)


def _target(headers: Mapping[str, str]) -> str:
    return headers.get("warc-target-uri", "").strip("<>")


# ------------------------------------------------------------------------ HTTP inside WARC


def http_message(block: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, header fields by lower-case name, and body of an HTTP response as it was sent (RFC 9112)."""
    head, gap, body = block.partition(b"\r\n\r\n")
    if not gap:
        head, gap, body = block.partition(b"\n\n")
    first, *rest = head.decode("latin-1").splitlines() or [""]
    parts = first.split(None, 2)
    status = int(parts[1]) if len(parts) > 1 and parts[1].isascii() and parts[1].isdigit() else 0
    found: dict[str, str] = {}
    for line in rest[:_MAX_HEADERS]:
        name, _, value = line.partition(":")
        found.setdefault(name.strip().lower(), value.strip())
    return status, found, body


def body_of(headers: Mapping[str, str], body: bytes) -> bytes:
    """``body`` without its transfer and content codings. Raises UnreadableError for damage and bombs."""
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    for coding in reversed(headers.get("content-encoding", "").split(",")):
        body = inflated(body, coding, MAX_BYTES)
    return body


def _unchunked(body: bytes) -> bytes:
    """The chunks of ``body`` joined; what is not chunked, as some archives store it, is kept."""
    out, at = bytearray(), 0
    while True:
        end = body.find(b"\r\n", at, at + 100)
        size = body[at:end].partition(b";")[0].strip() if end >= 0 else b""
        try:
            count = int(size, 16) if size.isalnum() else -1
        except ValueError:
            count = -1
        if count <= 0:
            return bytes(out) if out or count == 0 else body
        out += body[end + 2 : end + 2 + count]
        at = end + 2 + count + 2


# ------------------------------------------------------------------------ writing


def response_record(url: str, moment: datetime, head: bytes, body: bytes) -> bytes:
    """One response as a gzip member, to be appended to a .warc.gz file.

    ``head``: status line and headers as they came, without the blank line; ``body`` as it came.
    """
    block = head.rstrip(b"\r\n") + b"\r\n\r\n" + body
    return _record("response", url, moment, "application/http; msgtype=response", block)


def warcinfo_record(software: str, moment: datetime) -> bytes:
    """The record that stands first in a file and says what wrote it, as a gzip member."""
    block = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    return _record("warcinfo", "", moment, "application/warc-fields", block)


def _record(kind: str, url: str, moment: datetime, media_type: str, block: bytes) -> bytes:
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
        "WARC-Date": moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "WARC-Target-URI": url,
        "Content-Type": media_type,
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return gzip.compress(b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n")
