"""PDF documents that hold text, by pypdf: paragraphs put together again from lines.

A page that is a picture has no text; nothing is guessed about it.
"""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

import pypdf
from pypdf.generic import PdfObject

from onrecord.errors import UnreadableError
from onrecord.read.moments import candidate
from onrecord.read.source import Known

EXTRACTOR = f"pypdf {pypdf.__version__}"
_MAX_PAGES = 2000
_SECONDS = 60.0
_END = re.compile(r"[.!?…:。！？：][\"”’»)\]」』]*$")
_NUMBER = re.compile(r"\d+")
_BULLET = re.compile(r"(?:[•·▪‣–—-]|\(?\d{1,3}[.)])\s")
_LABEL = re.compile(r"[^\W\d_a-z][^:\n]{1,60}:\s|[QA][.:]\s")
_SHORT = 0.75
"""A line shorter than this share of a full one ends its paragraph, if it also ends a sentence."""

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of damage, we say in our own error


def read_pdf(data: bytes) -> tuple[str, Known]:
    """Text of a PDF, one paragraph a line with blank lines between, and what its properties say.

    Raises UnreadableError where it is damaged, encrypted, too long, or holds pictures of text only.
    """
    try:
        pages, known = _opened(data)
    except UnreadableError:
        raise
    except Exception as error:  # pypdf promises no closed list of what damaged files raise
        raise UnreadableError(f"the PDF is damaged ({type(error).__name__}); save it again") from error
    text = "\n\n".join(_paragraphs(_without_running_heads(pages)))
    if not any(character.isalpha() for character in text):
        raise UnreadableError("this PDF holds no text, only pictures of it; run text recognition (OCR) first")
    return text, known


def _opened(data: bytes) -> tuple[list[list[str]], Known]:
    reader = pypdf.PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableError("this PDF asks for a password; save it without one")
    if len(reader.pages) > _MAX_PAGES:
        raise UnreadableError(f"more than {_MAX_PAGES} pages are no report; split the file")
    pages, start = [], time.process_time()
    for page in reader.pages:
        pages.append((page.extract_text() or "").splitlines())
        if time.process_time() - start > _SECONDS:
            raise UnreadableError(f"its pages take more than {_SECONDS:.0f} s; save its text and read that")
    return pages, _known(reader.metadata)


def _known(said: pypdf.DocumentInformation | None) -> Known:
    if said is None:
        return Known()
    title, author = (_line(said.get(key)) for key in ("/Title", "/Author"))
    created, modified = (_moment(said.get(key)) for key in ("/CreationDate", "/ModDate"))
    return Known(
        title=title,
        authors=(author,) if author else (),
        dates=(
            *candidate(created, "properties", "published"),
            *candidate(modified, "properties", "updated"),
        ),
    )


def _line(value: PdfObject | None) -> str | None:
    return " ".join(str(value).split()) or None if isinstance(value, str) else None


def _moment(value: PdfObject | None) -> str:
    """ "D:20310502093000+02'00'" as ISO 8601 writes it (ISO 32000-1, 7.9.4)."""
    text = str(value).removeprefix("D:").replace("'", "") if isinstance(value, str) else ""
    return text if len(text) >= 8 else ""


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Pages without the lines that stand on most of them, numbers apart: headers, footers, page numbers."""
    edges = Counter(
        key for page in pages for key in {_NUMBER.sub("#", line.strip()) for line in (*page[:2], *page[-2:])}
    )
    running = {key for key, count in edges.items() if count >= 3 and count > len(pages) / 2} | {"#"}
    return [
        [
            line
            for i, line in enumerate(page)
            if not (min(i, len(page) - 1 - i) < 2 and _NUMBER.sub("#", line.strip()) in running)
        ]
        for page in pages
    ]


def _paragraphs(pages: list[list[str]]) -> Iterator[str]:
    lines = [line.rstrip() for page in pages for line in page]
    lengths = sorted(len(line) for line in lines if line.strip())
    full = lengths[int(len(lengths) * 0.8)] if lengths else 0
    kept: list[str] = []
    for line, following in pairwise([*lines, ""]):
        if line.strip():
            kept.append(line.strip())
        if kept and _is_last(line, following, full):
            yield _joined(kept)
            kept = []
    if kept:
        yield _joined(kept)


def _is_last(line: str, following: str, full: int) -> bool:
    """True where a paragraph ends with ``line``: a blank line, a short last line, or a new start below."""
    if not line.strip() or not following.strip():
        return not _runs_on(line)
    if _BULLET.match(following.strip()) or _LABEL.match(following.strip()):
        return True
    return len(line) < full * _SHORT and bool(_END.search(line) or following.strip()[0].isupper())


def _runs_on(line: str) -> bool:
    """True for a full line that ends inside a sentence, with a page break below it."""
    return bool(line.strip()) and not _END.search(line.rstrip()) and len(line) > 60


def _joined(lines: list[str]) -> str:
    """Lines as one; a word divided at a line end is put together."""
    out = lines[0]
    for line in lines[1:]:
        divided = out.endswith(("-", "\u00ad")) and line[:1].islower() and out[-2:-1].isalpha()
        out = out[:-1] + line if divided else f"{out} {line}"
    return out
