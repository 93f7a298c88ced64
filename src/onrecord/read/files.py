"""Paths to documents. What cannot be read is reported as a Failure; the rest of the pile goes on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from anyascii import anyascii

from onrecord.errors import UnreadableError, UsageError
from onrecord.model import Document, Failure
from onrecord.read.decode import decode
from onrecord.read.html import Page, looks_like_html, read_html
from onrecord.text.language import detect_language

MAX_BYTES = 20_000_000
"""A larger file is not a report; it would hold a worker for minutes."""

_REPORT_SUFFIXES = {".txt", ".text", ".html", ".htm", ".xhtml", ""}


def read_paths(paths: Sequence[str | Path]) -> Iterator[Document | Failure]:
    """Documents of files and folders (recursive, sorted, hidden files left out), in a stable order.

    A file found in a folder whose suffix is not that of text or HTML is not tried (``Failure.tried`` is
    False); named itself, it is. Document ids are made from file names and unique within one call.
    Raises UsageError for a path that does not exist, before anything is read.
    """
    files = dict.fromkeys(file for path in paths for file in _expand(Path(path)))
    named = {Path(path) for path in paths}
    taken: set[str] = set()
    for file in files:
        if file not in named and file.suffix.lower() not in _REPORT_SUFFIXES:
            yield Failure(
                str(file), f"not a text or HTML file ({file.suffix}); name it to read it", tried=False
            )
            continue
        try:
            document = read_file(file, _unique(_slug(file.stem), taken))
        except UnreadableError as error:
            yield Failure(str(file), str(error))
        except OSError as error:
            yield Failure(str(file), f"cannot be opened: {error.strerror}")
        else:
            taken.add(document.id)
            yield document


def read_file(path: Path, doc_id: str) -> Document:
    """One file as a Document called ``doc_id``. Raises UnreadableError when there is no text to be had."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UnreadableError(
            f"{size / 1e6:.0f} MB is too large for one report (limit {MAX_BYTES / 1e6:.0f} MB); "
            "split it into one file a document"
        )
    return read_bytes(path.read_bytes(), doc_id, str(path))


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


def _expand(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(
            file
            for file in path.rglob("*")
            if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
        )
    elif path.exists():
        yield path
    else:
        raise UsageError(f"{path} does not exist; check the spelling, or run from the folder it lies in")


def _slug(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.]+", "-", anyascii(name)).strip("-.") or "document"


def _unique(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
