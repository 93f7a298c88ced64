"""One document of each format: its bytes to text, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from html import escape

from onrecord.errors import UnreadableError
from onrecord.model import Block, BlockKind, Span
from onrecord.read import pdf
from onrecord.read.captions import read_captions
from onrecord.read.decode import Decoded, decode
from onrecord.read.docx import read_docx
from onrecord.read.html import looks_like_html, read_html
from onrecord.read.mhtml import read_mhtml
from onrecord.read.sniff import CONTAINERS, MEDIA_TYPES, Kind
from onrecord.read.source import Input, Known
from onrecord.read.tables import read_row


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text, what its source says of it, how it was had, and the blocks that markup tells."""

    text: str
    media_type: str
    encoding: str = "utf-8"
    extractor: str = "plain"
    known: Known = field(default_factory=Known)
    marks: tuple[Block, ...] = ()


def parse(data: bytes, kind: Kind, source: Input) -> Parsed:
    """``data``, which is of ``kind``, as text. Raises UnreadableError where there is none to be had."""
    if kind is Kind.URLS:
        kind = Kind.TEXT
    if kind in CONTAINERS:
        raise UnreadableError(
            f"this is a file of kind {kind.value} under another name; name it to have it opened"
        )
    if not data.strip():
        raise UnreadableError("the file is empty")
    return _PARSERS[kind](data, source)


def _text(data: bytes, source: Input) -> Parsed:
    decoded = decode(data, source.known.charset)
    if looks_like_html(decoded.text):
        return _page(decoded, source)
    return Parsed(decoded.text, MEDIA_TYPES[Kind.TEXT], decoded.encoding, known=Known(notes=decoded.notes))


def _html(data: bytes, source: Input) -> Parsed:
    return _page(decode(data, source.known.charset), source)


def _page(decoded: Decoded, source: Input) -> Parsed:
    markup = decoded.text if looks_like_html(decoded.text) else _wrapped(decoded.text, source)
    page = read_html(markup, source.known.url)
    known = replace(page.known, notes=(*decoded.notes, *page.known.notes))
    return Parsed(page.text, MEDIA_TYPES[Kind.HTML], decoded.encoding, page.extractor, known, page.marks)


def _wrapped(fragment: str, source: Input) -> str:
    """A fragment, as feeds and tables carry them, as a page of its own."""
    title = escape(source.known.title or "")
    head = f"<h1>{title}</h1>" if title else ""
    return f"<!doctype html><html><body><article>{head}{fragment}</article></body></html>"


def _mhtml(data: bytes, source: Input) -> Parsed:
    body, known = read_mhtml(data)
    inner = replace(source, known=known.over(source.known))
    parsed = _html(body, inner)
    return replace(parsed, media_type=MEDIA_TYPES[Kind.MHTML], known=parsed.known.over(known))


def _captions(data: bytes, source: Input) -> Parsed:
    decoded = decode(data, source.known.charset)
    text = read_captions(decoded.text)
    known = Known(notes=decoded.notes)
    return Parsed(text, MEDIA_TYPES[Kind.CAPTIONS], decoded.encoding, "captions", known)


def _pdf(data: bytes, _: Input) -> Parsed:
    text, known = pdf.read_pdf(data)
    return Parsed(text, MEDIA_TYPES[Kind.PDF], extractor=pdf.EXTRACTOR, known=known)


def _docx(data: bytes, _: Input) -> Parsed:
    paragraphs, known = read_docx(data)
    text, marks = _marked(paragraphs)
    return Parsed(text, MEDIA_TYPES[Kind.DOCX], extractor="docx", known=known, marks=marks)


def _marked(paragraphs: Iterable[tuple[str, BlockKind | None]]) -> tuple[str, tuple[Block, ...]]:
    """Paragraphs with blank lines between them, and where those of a known kind lie."""
    parts, marks, at = [], [], 0
    for text, kind in paragraphs:
        parts.append(text)
        if kind is not None:
            marks.append(Block(kind, Span(at, at + len(text))))
        at += len(text) + 2
    return "\n\n".join(parts), tuple(marks)


def _row(data: bytes, source: Input) -> Parsed:
    text, is_html, known = read_row(data, source.fields)
    if not is_html:
        return Parsed(_under_title(text, known), MEDIA_TYPES[Kind.ROW], extractor="row", known=known)
    parsed = _page(Decoded(text, "utf-8"), replace(source, known=known))
    return replace(parsed, media_type=MEDIA_TYPES[Kind.ROW], known=known.over(parsed.known))


def _under_title(text: str, known: Known) -> str:
    """The title first, as a page has it, where the text does not begin with it."""
    title = known.title
    return text if not title or title in text[: 2 * len(title) + 200] else f"{title}\n\n{text}"


_PARSERS: dict[Kind, Callable[[bytes, Input], Parsed]] = {
    Kind.TEXT: _text,
    Kind.HTML: _html,
    Kind.MHTML: _mhtml,
    Kind.CAPTIONS: _captions,
    Kind.PDF: _pdf,
    Kind.DOCX: _docx,
    Kind.ROW: _row,
}
