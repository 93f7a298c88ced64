"""Files that hold several documents, as a stream of them: archives, feeds, tables, lists of addresses.

Ids are numbered within a container, so that a record of a million rows needs no memory of their names;
members of a ZIP archive keep their names, as files of a folder do. An entry of a feed is named by what the
feed knows it by: when the feed is read again it stands elsewhere, and is the same entry.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO
from urllib.parse import urlsplit

from anyascii import anyascii

from onrecord.errors import UnreadableError
from onrecord.model import Failure
from onrecord.read.archives import members, opened
from onrecord.read.docx import is_docx
from onrecord.read.feeds import Entry, feed_entries, is_json_feed, json_feed_entries
from onrecord.read.fetch import Fetcher, is_address
from onrecord.read.limits import Budget, Gunzip, Lines, Readable, read_capped
from onrecord.read.moments import candidate
from onrecord.read.sniff import CONTAINERS, HEAD, MEDIA_TYPES, ROW_TYPE, Kind, kind_of, suffix_kind
from onrecord.read.source import MAX_BYTES, Fields, Input, Known
from onrecord.read.tables import Row, json_lines, json_rows, known_text, row_bytes, table_rows
from onrecord.read.warc import Captured, captured

LEVEL = "--"
"""Stands between the names of an id; no single name holds it."""
_INSIDE = "!/"
_DEEPEST = 3
_NO_FEED = "no feed is there; name the address of the feed itself (RSS, Atom or JSON Feed)"
_NOT_FOLLOWED = "links to the page, and has no text of its own; read with --follow to fetch it"

Items = Iterator[Input | Failure]


@dataclass(slots=True)
class Options:
    """What the user said about reading.

    ``fields``: which field of a row is what. ``follow``: fetch the pages that feeds and rows link to.
    ``fetcher``: what fetches. ``entries``: where given, what the user named must be feeds, and of their
    entries only those for which it is true are read.
    """

    fields: Fields = field(default_factory=Fields)
    follow: bool = False
    fetcher: Fetcher = field(default_factory=Fetcher)
    entries: Callable[[Entry], bool] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of input that may turn out to be a document or a container of some.

    ``name`` ends in the suffix that tells the kind; ``named`` is True where the user named it, who then also
    named the addresses it lists. ``depth``: containers around it.
    """

    id: str
    path: str
    name: str
    raw: Readable
    budget: Budget
    named: bool = False
    media_type: str | None = None
    known: Known = field(default_factory=Known)
    depth: int = 0
    file: BinaryIO | None = None
    """What ``raw`` reads, where that is a file that can be read from anywhere."""

    def inner(self, doc: str, path: str, name: str, raw: Readable) -> Part:
        """What lies one level further in, on the same budget."""
        return Part(doc, path, name, raw, self.budget, depth=self.depth + 1)


def expanded(part: Part, options: Options) -> Items:
    """The documents of ``part``: itself, or those inside; what cannot be read is a Failure in its place."""
    try:
        head = read_capped(part.raw, HEAD - 1)
        part = replace(part, raw=_Rewound(head, part.raw))
        kind = kind_of(head, part.name, part.media_type)
        if options.entries is not None and kind not in (Kind.FEED, Kind.JSON):
            raise UnreadableError(_NO_FEED)
        if kind not in CONTAINERS:
            yield _document(part, options)
        elif part.depth >= _DEEPEST:
            yield Failure(part.path, f"archives more than {_DEEPEST} deep are not opened; unpack it yourself")
        else:
            yield from _READERS[kind](part, options)
    except UnreadableError as error:
        yield Failure(part.path, str(error))


def _document(part: Part, options: Options) -> Input:
    data = read_capped(part.raw, MAX_BYTES)
    return Input(part.id, part.path, data, part.media_type, part.known, options.fields)


class _Rewound:
    """A stream with its beginning put back."""

    def __init__(self, head: bytes, raw: Readable) -> None:
        self._head = head
        self._raw = raw

    def read(self, size: int = -1, /) -> bytes:
        if self._head:
            count = len(self._head) if size < 0 else size
            out, self._head = self._head[:count], self._head[count:]
            return out
        return self._raw.read(size)


def slug(name: str) -> str:
    """``name`` as part of an id."""
    return re.sub(r"[^A-Za-z0-9_.]+", "-", anyascii(name)).strip("-.") or "document"


def claimed(name: str, taken: set[str]) -> str:
    """``name``, or ``name-2`` and so on where it is taken; taken from now on."""
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}-{number}", number + 1
    taken.add(unique)
    return unique


# ------------------------------------------------------------------------ archives


def _gzip(part: Part, options: Options) -> Items:
    name = part.name[:-3] if part.name.lower().endswith(".gz") else part.name
    inner = part.inner(part.id, part.path, name, Gunzip(part.raw, part.budget))
    yield from expanded(replace(inner, named=part.named, known=part.known), options)


def _zip(part: Part, options: Options) -> Items:
    file = _seekable(part)
    with opened(file) as archive:
        if is_docx(archive):
            file.seek(0)
            yield _document(replace(part, raw=file, media_type=MEDIA_TYPES[Kind.DOCX]), options)
            return
        warcs = _warcs_of_wacz(archive.namelist())
        taken: set[str] = set()
        for member in members(archive, part.budget):
            path = f"{part.path}{_INSIDE}{member.name}"
            at = PurePosixPath(member.name)
            if warcs and member.name not in warcs:
                continue
            if at.suffix and suffix_kind(at.suffix) is None:
                yield Failure(path, f"not a kind of file that is read ({at.suffix})", tried=False)
                continue
            doc = LEVEL.join(slug(name) for name in (*at.parts[:-1], stem(at.name)))
            doc = part.id + LEVEL + claimed(doc, taken)
            yield from expanded(part.inner(doc, path, member.name, member.opened), options)


def _warcs_of_wacz(names: list[str]) -> frozenset[str]:
    """The WARC files of a WACZ package; empty for another ZIP archive."""
    if "datapackage.json" not in names:
        return frozenset()
    return frozenset(n for n in names if n.startswith("archive/") and n.endswith((".warc", ".warc.gz")))


def stem(name: str) -> str:
    """A file's name without its suffix, and without ``.gz`` before that."""
    return PurePosixPath(name.removesuffix(".gz")).stem or name


def _seekable(part: Part) -> BinaryIO:
    """The whole of ``part`` as a file that can be read from anywhere."""
    if part.file is not None:
        part.file.seek(0)
        return part.file
    data = read_capped(part.raw, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise UnreadableError(
            f"an archive above {MAX_BYTES / 1e6:.0f} MB inside another; unpack the outer one"
        )
    return BytesIO(data)


def _warc(part: Part, options: Options) -> Items:
    for page in captured(part.raw):
        path = f"{part.path}{_INSIDE}{page.number}"
        if page.problem is not None:
            yield Failure(f"{path} ({page.url})", page.problem)
        else:
            yield _archived(page, part, path, options)


def _archived(page: Captured, part: Part, path: str, options: Options) -> Input:
    known = Known(
        url=page.url or None,
        charset=_charset(page.media_type),
        dates=tuple(candidate(page.moment, "archive", "updated")),
    )
    doc = f"{part.id}{LEVEL}{page.number}"
    return Input(doc, path, page.body, page.media_type, known, options.fields)


def _charset(media_type: str) -> str | None:
    found = re.search(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", media_type, re.I)
    return found.group(1) if found else None


# ------------------------------------------------------------------------ feeds and tables


def _feed(part: Part, options: Options) -> Items:
    yield from _entries(part, feed_entries(_whole(part)), options)


def _entries(part: Part, entries: Iterator[Entry], options: Options) -> Items:
    taken: set[str] = set()
    for number, entry in enumerate(entries, 1):
        if options.entries is not None and not options.entries(entry):
            continue
        doc = f"{part.id}{LEVEL}{claimed(_entry_name(entry, number), taken)}"
        path = f"{part.path}{_INSIDE}{entry.key or number}"
        if options.follow and entry.known.url:
            known, whole = replace(entry.known, notes=()), replace(options, entries=None)
            yield from _fetched(entry.known.url, doc, whole, known)
        elif entry.body:
            media_type = "text/html" if "<" in entry.body else "text/plain"
            data = entry.body.encode("utf-8", "surrogatepass")
            yield Input(doc, path, data, media_type, replace(entry.known, charset="utf-8"), options.fields)
        else:
            yield Failure(path, _NOT_FOLLOWED, tried=False)


def _entry_name(entry: Entry, number: int) -> str:
    """The path of its address, else what the feed calls it, else its number."""
    if entry.key is None:
        return str(number)
    try:
        path = urlsplit(entry.known.url or "").path
    except ValueError:
        path = ""
    return slug(path.strip("/") or entry.key)[:80]


def _json_lines(part: Part, options: Options) -> Items:
    for number, line in json_lines(part.raw):
        yield _line(part, number, line, options)


def _line(part: Part, number: int, line: bytes, options: Options) -> Input:
    doc, path = f"{part.id}{LEVEL}{number}", f"{part.path}{_INSIDE}{number}"
    return Input(doc, path, line.strip(), ROW_TYPE, Known(), options.fields)


def _json(part: Part, options: Options) -> Items:
    """A JSON file: a feed, a list of rows, one row, or JSON Lines under another name."""
    data = _whole(part)
    try:
        found = json_rows(data)
    except UnreadableError:
        if b"\n{" not in data or options.entries is not None:
            raise
        yield from _json_lines(replace(part, raw=BytesIO(data)), options)
        return
    if isinstance(found, dict) and is_json_feed(found):
        yield from _entries(part, json_feed_entries(found), options)
    elif options.entries is not None:
        raise UnreadableError(_NO_FEED)
    elif isinstance(found, dict):
        doc = Input(part.id, part.path, row_bytes(found), ROW_TYPE, Known(), options.fields)
        yield from _row(doc, found, options)
    else:
        yield from _rows(part, enumerate(found, 1), options)


def _table(part: Part, options: Options) -> Items:
    yield from _rows(part, table_rows(part.raw, part.name), options)


def _rows(part: Part, rows: Iterator[tuple[int, Row]], options: Options) -> Items:
    for number, row in rows:
        yield from _row(_line(part, number, row_bytes(row), options), row, options)


def _row(item: Input, row: Row, options: Options) -> Items:
    """A row as a document; one with an address alone (Media Cloud's lists) is fetched where asked for."""
    address = row.get("url")
    if known_text(row, options.fields) is None and isinstance(address, str) and is_address(address):
        if options.follow:
            yield from _fetched(address, item.id, options, Known())
        else:
            yield Failure(item.path, _NOT_FOLLOWED, tried=False)
    else:
        yield item


def _whole(part: Part) -> bytes:
    data = read_capped(part.raw, MAX_BYTES)
    if len(data) > MAX_BYTES:
        raise UnreadableError(
            f"above {MAX_BYTES / 1e6:.0f} MB; such files are read as JSON Lines (one object a line) or CSV"
        )
    return data


# ------------------------------------------------------------------------ addresses


def _addresses(part: Part, options: Options) -> Items:
    if not part.named:
        yield Failure(
            part.path, "a list of addresses; name the list itself to have them fetched", tried=False
        )
        return
    lines, taken = Lines(part.raw), set[str]()
    while line := lines.line():
        text = line.decode("utf-8", "replace").strip()
        if text and not text.startswith("#"):
            yield from fetched(text, claimed(f"{part.id}{LEVEL}{url_slug(text)}", taken), options)


def fetched(url: str, doc: str, options: Options) -> Items:
    """The page at ``url``, or the entries of the feed that is there."""
    yield from _fetched(url, doc, options, Known())


def _fetched(url: str, doc: str, options: Options, known: Known) -> Items:
    try:
        page = options.fetcher.get(url)
    except UnreadableError as error:
        yield Failure(url, str(error))
        return
    said = Known(url=page.url, charset=_charset(page.media_type))
    body = BytesIO(page.body)
    part = Part(
        doc,
        url,
        urlsplit(page.url).path,
        body,
        Budget(len(page.body)),
        False,
        page.media_type,
        said.over(known),
    )
    yield from expanded(part, options)


def url_slug(url: str) -> str:
    """An address as part of an id: host and path."""
    try:
        at = urlsplit(url)
    except ValueError:
        return slug(url)[:80]
    return slug(f"{(at.hostname or '').removeprefix('www.')}{at.path}")[:80]


_READERS: dict[Kind, Callable[[Part, Options], Items]] = {
    Kind.GZIP: _gzip,
    Kind.ZIP: _zip,
    Kind.WARC: _warc,
    Kind.FEED: _feed,
    Kind.JSON: _json,
    Kind.JSON_LINES: _json_lines,
    Kind.TABLE: _table,
    Kind.URLS: _addresses,
}
