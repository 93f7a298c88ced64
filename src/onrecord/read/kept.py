"""The WARC file beside a record in which every fetched response is kept, and its index.

The index (``NAME.warc.gz.index``, JSON Lines) says where in the file the last response of an address is and
with what it can be asked for again; it can be deleted, and then pages are fetched in full again.
"""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from onrecord.errors import UnreadableError, UsageError
from onrecord.read.connection import Answer
from onrecord.read.limits import Budget, Gunzip, Lines, read_capped
from onrecord.read.source import MAX_BYTES
from onrecord.read.warc import http_message, response_record, warcinfo_record

_SOFTWARE = "onrecord"
_MAX_INDEX = 100_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """Where the last response of an address lies, in bytes of the file, and its validators."""

    offset: int
    length: int
    moment: str
    etag: str | None = None
    modified: str | None = None

    @property
    def conditions(self) -> dict[str, str]:
        """Headers that ask for the page only if it changed; none where the server gave no validator."""
        said = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in said.items() if value}


@dataclass(slots=True)
class Archive:
    """A .warc.gz file that responses are appended to, one gzip member each."""

    path: Path
    _index: dict[str, Kept] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the index, where there is one. Raises UsageError for a name that is not .warc.gz."""
        if not self.path.name.endswith(".warc.gz"):
            raise UsageError(f"{self.path}: an archive of fetched pages is a .warc.gz file; name it so")
        index = self._index_path()
        if index.is_file() and index.stat().st_size <= _MAX_INDEX:
            for line in index.read_text("utf-8", "replace").splitlines():
                self._remember(line)

    def find(self, url: str) -> Kept | None:
        """Where the last good response of ``url`` is, if one is kept."""
        return self._index.get(url)

    def add(self, url: str, answer: Answer) -> None:
        """Append one response. Raises UsageError where the file cannot be written."""
        record = response_record(url, answer.moment, _head(answer), answer.body)
        try:
            with self.path.open("ab") as file:
                if file.tell() == 0:
                    file.write(warcinfo_record(_SOFTWARE, answer.moment))
                offset = file.tell()
                file.write(record)
                file.flush()
                os.fsync(file.fileno())
            if answer.status == 200:
                self._note(url, answer, offset, len(record))
        except OSError as error:
            raise UsageError(f"{self.path} cannot be written: {error.strerror}") from error

    def load(self, kept: Kept) -> Answer:
        """A response as it was kept. Raises UnreadableError where the file has changed since."""
        try:
            with self.path.open("rb") as file:
                file.seek(kept.offset)
                data = file.read(min(kept.length, 2 * MAX_BYTES))
            lines = Lines(BytesIO(read_capped(Gunzip(BytesIO(data), Budget(len(data))), 2 * MAX_BYTES)))
            while lines.line().strip():
                pass
            status, headers, body = http_message(lines.read(2 * MAX_BYTES).removesuffix(b"\r\n\r\n"))
            return Answer(status, "", headers, body, datetime.fromisoformat(kept.moment))
        except (OSError, ValueError, zlib.error) as error:
            raise UnreadableError(f"{self.path} has changed; delete its .index and read again") from error

    def _note(self, url: str, answer: Answer, offset: int, length: int) -> None:
        entry = {
            "url": url,
            "offset": offset,
            "length": length,
            "moment": answer.moment.astimezone(UTC).isoformat(timespec="seconds"),
            "etag": answer.headers.get("etag"),
            "modified": answer.headers.get("last-modified"),
        }
        line = json.dumps(entry)
        with self._index_path().open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        self._remember(line)

    def _remember(self, line: str) -> None:
        """One line of the index; what is malformed is as good as not there: the page is fetched again."""
        try:
            entry = json.loads(line)
            url = str(entry.pop("url"))
            self._index[url] = Kept(**entry)
        except (ValueError, TypeError, KeyError, AttributeError):
            return

    def _index_path(self) -> Path:
        return self.path.with_name(self.path.name + ".index")


def _head(answer: Answer) -> bytes:
    fields = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
    return f"HTTP/1.1 {answer.status} {answer.reason}\r\n{fields}".encode("latin-1", "replace")
