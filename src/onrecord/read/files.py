"""Inputs to documents. What cannot be read is reported as a Failure; the rest of the pile goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.errors import UnreadableError
from onrecord.model import Document, Failure
from onrecord.read.containers import Options
from onrecord.read.inputs import inputs
from onrecord.read.single import parse
from onrecord.read.sniff import HEAD, kind_of
from onrecord.read.source import MAX_BYTES, Input
from onrecord.text.language import detect_language


@dataclass(frozen=True, slots=True)
class Read:
    """One input as read: the document or why there is none, and the bytes it was read from.

    ``raw`` is None where the bytes could not be had or were too many; its SHA-256 stands in the document or
    failure. ``media_type`` is what the bytes are, as far as known; ``origin`` the file (and place in it) or
    address they came from.
    """

    result: Document | Failure
    raw: bytes | None
    media_type: str
    origin: str


def read_paths(paths: Sequence[str | Path], options: Options | None = None) -> Iterator[Document | Failure]:
    """Documents of everything ``paths`` name, in the order of :func:`~onrecord.read.inputs.inputs`.

    Raises UsageError for a path that does not exist, before anything is read.
    """
    return (read.result for read in read_all(paths, options))


def read_all(paths: Sequence[str | Path], options: Options | None = None) -> Iterator[Read]:
    """The same with the bytes that each document was read from."""
    for item in inputs(paths, options):
        yield Read(item, None, "", item.path) if isinstance(item, Failure) else read_whole(item)


def read_input(source: Input) -> Document | Failure:
    """One input as a Document, or why it is none."""
    return read_whole(source).result


def read_whole(source: Input) -> Read:
    """One input as a Document, or why it is none, with its bytes."""
    origin = source.path
    try:
        data = _data(source)
    except UnreadableError as error:
        return Read(Failure(origin, str(error)), None, source.media_type or "", origin)
    except OSError as error:
        return Read(Failure(origin, f"cannot be opened: {error.strerror}"), None, "", origin)
    try:
        document = _document(data, source)
    except UnreadableError as error:
        failure = Failure(origin, str(error), raw_sha256=_sha256(data))
        return Read(failure, data, source.media_type or "", origin)
    return Read(document, data, document.media_type, origin)


def read_bytes(data: bytes, doc_id: str, path: str = "") -> Document:
    """Raw bytes as a Document. Raises UnreadableError when there is no text to be had."""
    return _document(data, Input(doc_id, path))


def _data(source: Input) -> bytes:
    if source.data is not None:
        _refuse_large(len(source.data))
        return source.data
    path = Path(source.path)
    _refuse_large(path.stat().st_size)
    return path.read_bytes()


def _refuse_large(size: int) -> None:
    if size > MAX_BYTES:
        raise UnreadableError(
            f"{size / 1e6:.0f} MB is too large for one report (limit {MAX_BYTES / 1e6:.0f} MB); "
            "split it into one file a document"
        )


def _document(data: bytes, source: Input) -> Document:
    kind = kind_of(data[:HEAD], source.path, source.media_type)
    parsed = parse(data, kind, source)
    known = parsed.known.over(source.known)
    if not parsed.text.strip():
        raise UnreadableError("the file is empty")
    return Document(
        id=source.id,
        path=source.path,
        text=parsed.text,
        raw_sha256=_sha256(data),
        text_sha256=_sha256(parsed.text.encode("utf-8", "surrogatepass")),
        language=detect_language(parsed.text, known.language),
        media_type=parsed.media_type,
        encoding=parsed.encoding,
        extractor=parsed.extractor,
        title=known.title,
        outlet=known.outlet,
        url=known.url,
        authors=known.authors,
        dates=known.dates,
        facets=known.facets,
        notes=known.notes,
        marks=parsed.marks,
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
