"""Paths to documents. What cannot be read is reported as a Failure; the rest of the pile goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from onrecord.errors import UnreadableError
from onrecord.model import Document, Failure
from onrecord.read.decode import decode
from onrecord.read.html import Page, looks_like_html, read_html
from onrecord.read.inputs import MAX_BYTES, Input, inputs
from onrecord.text.language import detect_language


def read_paths(paths: Sequence[str | Path]) -> Iterator[Document | Failure]:
    """Documents of files and folders, in the order of :func:`~onrecord.read.inputs.inputs`.

    Raises UsageError for a path that does not exist, before anything is read.
    """
    for item in inputs(paths):
        yield item if isinstance(item, Failure) else read_input(item)


def read_input(source: Input) -> Document | Failure:
    """One input as a Document, or why it is none."""
    try:
        if source.data is not None:
            _refuse_large(len(source.data))
            return read_bytes(source.data, source.id, source.path)
        path = Path(source.path)
        _refuse_large(path.stat().st_size)
        return read_bytes(path.read_bytes(), source.id, source.path)
    except UnreadableError as error:
        return Failure(source.path, str(error))
    except OSError as error:
        return Failure(source.path, f"cannot be opened: {error.strerror}")


def _refuse_large(size: int) -> None:
    if size > MAX_BYTES:
        raise UnreadableError(
            f"{size / 1e6:.0f} MB is too large for one report (limit {MAX_BYTES / 1e6:.0f} MB); "
            "split it into one file a document"
        )


def read_bytes(data: bytes, doc_id: str, path: str = "") -> Document:
    """Raw bytes as a Document. Raises UnreadableError when there is no text to be had."""
    decoded = decode(data)
    if not decoded.text.strip():
        raise UnreadableError("the file is empty")
    plain = Document(
        id=doc_id,
        path=path,
        text=decoded.text,
        raw_sha256=hashlib.sha256(data).hexdigest(),
        text_sha256=_text_hash(decoded.text),
        language="und",
        encoding=decoded.encoding,
        notes=decoded.notes,
    )
    if looks_like_html(decoded.text):
        return _from_page(plain, read_html(decoded.text))
    return replace(plain, language=detect_language(decoded.text))


def _from_page(source: Document, page: Page) -> Document:
    facts = page.metadata
    return replace(
        source,
        text=page.text,
        text_sha256=_text_hash(page.text),
        language=detect_language(page.text, facts.language),
        media_type="text/html",
        extractor=page.extractor,
        title=page.title,
        outlet=facts.outlet,
        url=facts.url,
        authors=facts.authors,
        dates=facts.dates,
        facets=facts.facets,
    )


def _text_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
