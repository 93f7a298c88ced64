"""Rows of JSON Lines, JSON and CSV: each is one document, its fields mapped by name.

Presets know the names that programs which collect news write: trafilatura (JSON and CSV), news-please,
fundus, Media Cloud, and plain ``text``/``content``/``body``. A preset is chosen by the names in a row: for
each field of ours the first of its names that is there and not empty.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from onrecord.errors import UnreadableError
from onrecord.model import DateCandidate, Facet
from onrecord.read.limits import MAX_LINE, Lines, Readable
from onrecord.read.moments import candidate
from onrecord.read.source import MAX_BYTES, Fields, Known

Row = dict[str, Any]

_NAMES: dict[str, tuple[str, ...]] = {
    "text": ("text", "raw_text", "maintext", "plaintext", "plain_text", "content", "article_text", "body"),
    "html": ("html", "raw_html", "content_html", "raw_content"),
    "title": ("title", "headline", "name"),
    "url": ("url", "source", "source-url", "link", "canonical_url"),
    "outlet": ("outlet", "sitename", "source_domain", "media_name", "publisher", "source-hostname"),
    "language": ("language", "lang"),
    "author": ("authors", "author", "byline", "creator"),
    "published": ("published", "date_publish", "publishing_date", "publish_date", "date_published", "date"),
    "updated": ("date_modify", "filedate_modified", "date_modified", "updated"),
    "topic": ("topics", "tags", "keywords"),
}  # fmt: skip
_PARTS = ("summary", "headline", "paragraphs", "sections")
_DEEPEST = 8


def json_rows(data: bytes) -> list[Row] | Row:
    """The rows of a JSON file: a list of objects, objects under one key of the whole, or one object.

    Raises UnreadableError for what is not JSON or holds no object.
    """
    value = _json(data)
    if isinstance(value, list):
        return [row for row in value if isinstance(row, dict)]
    if not isinstance(value, dict):
        raise UnreadableError("this JSON holds no objects; each document must be one, with a text field")
    lists = [v for v in value.values() if isinstance(v, list) and v and all(isinstance(x, dict) for x in v)]
    has_text = known_text(value, Fields()) is not None
    return lists[0] if len(lists) == 1 and not has_text and "version" not in value else value


def json_lines(raw: Readable) -> Iterator[tuple[int, bytes]]:
    """The lines of JSON Lines that are not empty, with their numbers from 1.

    Raises UnreadableError where a line is longer than one report may be.
    """
    lines, number = Lines(raw), 0
    while line := lines.line(MAX_BYTES):
        number += 1
        if line.strip():
            yield number, line


def table_rows(raw: Readable, name: str) -> Iterator[tuple[int, Row]]:
    """The rows of a CSV or TSV file (RFC 4180) by column name, with their numbers from 1.

    Raises UnreadableError where it has no header line or is not UTF-8.
    """
    decoded = _decoded(Lines(raw))
    first = next(decoded, "")
    delimiter = "\t" if name.lower().endswith(".tsv") else _delimiter(first)
    csv.field_size_limit(MAX_BYTES)
    try:
        rows = csv.DictReader(chain([first], decoded), delimiter=delimiter)
        for number, row in enumerate(rows, 1):
            yield number, {key: value for key, value in row.items() if isinstance(key, str)}
    except csv.Error as error:
        raise UnreadableError(f"the table cannot be read ({error}); save it as CSV in UTF-8") from error


def _decoded(lines: Lines) -> Iterator[str]:
    start = True
    while line := lines.line(MAX_BYTES):
        try:
            text = line.decode("utf-8-sig" if start else "utf-8")
        except UnicodeDecodeError as error:
            raise UnreadableError("the table is not UTF-8; save it as 'CSV UTF-8'") from error
        start = False
        yield text.replace("\x00", "")


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header[:MAX_LINE].count)


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"this is not JSON ({error}); check the file") from error


# ------------------------------------------------------------------------ one row


def row_bytes(row: Row) -> bytes:
    """A row as the bytes that are kept of it."""
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass")


def read_row(data: bytes, fields: Fields) -> tuple[str, bool, Known]:
    """Text of a row, whether that is HTML, and what else the row says.

    Raises UnreadableError for a row that is no object or has no text in a field of a known name.
    """
    row = _json(data)
    if not isinstance(row, dict):
        raise UnreadableError("this row is no JSON object; each document must be one, with a text field")
    found = known_text(row, fields)
    if found is None:
        names = ", ".join(sorted(str(name) for name in row)[:12])
        raise UnreadableError(f"no text in this row (it has: {names}); name the field with --field text=NAME")
    text, is_html = found
    return text, is_html, _known(row, fields)


def known_text(row: Mapping[str, Any], fields: Fields) -> tuple[str, bool] | None:
    """The text of a row, and whether it is HTML; None where it has none."""
    text = _text(_value(row, "text", fields))
    if text:
        return text, False
    html = _text(_value(row, "html", fields))
    return (html, True) if html else None


def _value(row: Mapping[str, Any], ours: str, fields: Fields) -> Any:
    chosen = dict(fields.names).get(ours)
    if chosen is not None:
        return row.get(chosen)
    return next((row[name] for name in _NAMES[ours] if row.get(name)), None)


def _text(value: Any, depth: int = 0) -> str:
    """A string; of fundus' nested bodies the parts in their order, one paragraph each."""
    if isinstance(value, str):
        return value.strip()
    if depth > _DEEPEST:
        return ""
    if isinstance(value, list):
        return "\n\n".join(filter(None, (_text(item, depth + 1) for item in value)))
    if isinstance(value, dict):
        return "\n\n".join(filter(None, (_text(value.get(part), depth + 1) for part in _PARTS)))
    return ""


def _known(row: Row, fields: Fields) -> Known:
    def line(ours: str) -> str | None:
        value = _value(row, ours, fields)
        return value.strip() or None if isinstance(value, str) else None

    return Known(
        title=line("title"),
        outlet=line("outlet"),
        url=line("url"),
        language=(line("language") or "")[:2].lower() or None,
        authors=tuple(_names(_value(row, "author", fields), ";")),
        dates=tuple(_dates(row, fields)),
        facets=tuple(Facet("topic", topic) for topic in _names(_value(row, "topic", fields), ";,")),
    )


def _dates(row: Row, fields: Fields) -> Iterator[DateCandidate]:
    for about in ("published", "updated"):
        yield from candidate(_value(row, about, fields), "row", about)


def _names(value: Any, separators: str) -> Iterator[str]:
    if isinstance(value, str):
        for separator in separators[1:]:
            value = value.replace(separator, separators[0])
        value = value.split(separators[0])
    for item in value if isinstance(value, list) else []:
        if isinstance(item, str) and item.strip():
            yield item.strip()
