"""Long lists as CSV, sent row by row while they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from onrecord.export.tables import Row
from onrecord.store import Record
from onrecord.store.read import Page
from onrecord.store.search import Asked
from onrecord.web.answer import as_csv
from onrecord.web.browse import asked_facet

Stream = Callable[[Request, Record], Response]
_PAGE = 500
NARROWED = ("speaker", "outlet", "language", "since", "until")
"""What a search for quotations can be narrowed to."""


def _documents(request: Request, record: Record) -> Response:
    given = request.query_params
    outlet, language, role = (given.get(name) or None for name in ("outlet", "language", "role"))
    facet = asked_facet(given)
    pages = _pages(
        lambda after: record.documents(after, _PAGE, outlet=outlet, language=language, role=role, facet=facet)
    )
    return as_csv("documents", _closing(record, (_row(item) for page in pages for item in page.rows)))


def _speakers(_: Request, record: Record) -> Response:
    pages = _pages(lambda after: record.speakers(after, _PAGE))
    return as_csv("speakers", _closing(record, (_row(item) for page in pages for item in page.rows)))


def _stories(_: Request, record: Record) -> Response:
    pages = _pages(lambda after: record.events(after, _PAGE))
    return as_csv("stories", _closing(record, (_row(item) for page in pages for item in page.rows)))


def _quotations(request: Request, record: Record) -> Response:
    given = request.query_params
    asked = Asked(**{name: given.get(name) or None for name in NARROWED})
    return as_csv("quotations", _closing(record, _hits(record, given.get("q", ""), asked)))


def _hits(record: Record, words: str, asked: Asked) -> Iterator[Row]:
    after = 0
    while found := record.search(words, asked, after=after, limit=_PAGE):
        yield from (_row(hit) for hit in found)
        after = found[-1].number


def _pages(asked: Callable[[str], Page[Any]]) -> Iterator[Page[Any]]:
    after: str | None = ""
    while after is not None:
        page = asked(after)
        yield page
        after = page.next


def _row(item: Any) -> Row:
    values = {name: getattr(item, name) for name in item.__slots__}
    return {name: "; ".join(v) if isinstance(v, tuple) else v for name, v in values.items()}


def _closing(record: Record, rows: Iterator[Row]) -> Iterator[Row]:
    with record:
        yield from rows


STREAMS: Mapping[str, Stream] = {
    "documents": _documents,
    "speakers": _speakers,
    "stories": _stories,
    "quotations": _quotations,
}
