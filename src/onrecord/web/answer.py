"""One page, two forms: HTML for people, JSON for programs at the same address with ``.json`` after it.

Every JSON answer is one object with ``ok``; a list has ``rows``, ``next`` and ``next_url`` (null: that was
all); an error has ``status`` and ``error``, a sentence that says what to do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from onrecord.export.spreadsheet import csv_lines
from onrecord.export.tables import Row
from onrecord.report import labels
from onrecord.report.page import clean
from onrecord.report.pile import date_words
from onrecord.store.read import Page

JSON = ".json"


@dataclass(frozen=True, slots=True)
class Answer:
    """``template`` with ``shown`` as HTML; ``data`` as JSON."""

    template: str
    shown: Mapping[str, Any]
    data: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200


def wants_json(request: Request) -> bool:
    """True where the address ends in ``.json`` or the request asks for JSON before HTML."""
    return request.url.path.endswith(JSON) or request.headers.get("accept", "").startswith("application/json")


def respond(request: Request, answer: Answer) -> Response:
    """``answer`` in the form that was asked for."""
    if wants_json(request):
        return as_json({"ok": answer.status < 400, **answer.data}, answer.status)
    context = {"request": request, "read_only": request.app.state.read_only, **answer.shown}
    html = environment().get_template(answer.template).render(context)
    return HTMLResponse(clean(html), answer.status)


def as_json(data: Mapping[str, Any], status: int = 200) -> Response:
    """``data`` as JSON; dataclasses are objects, a lone surrogate is the escape that JSON has for it."""
    body = json.dumps(_plain(data), ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")
    return Response(body, status, media_type="application/json")


def trouble(request: Request, status: int, error: str) -> Response:
    """The one shape of an error."""
    shown = {"status": status, "error": error}
    if request.scope.get("app") is None:
        # Refused before the application was reached: no page, no links into it.
        body = as_json({"ok": False, **shown}, status) if wants_json(request) else None
        return body or HTMLResponse(environment().get_template("refused.html").render(shown), status)
    return respond(request, Answer("error.html", shown, shown, status))


def listed(request: Request, page: Page[Any], **more: Any) -> dict[str, Any]:
    """A page of a list as JSON."""
    return {"rows": page.rows, "next": page.next, "next_url": next_url(request, page.next), **more}


def next_url(request: Request, following: str | None) -> str | None:
    """The address of the next page of a list."""
    if following is None:
        return None
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "_next"]
    return f"{request.url.path}?{urlencode([*kept, ('_next', following)])}"


def as_csv(name: str, rows: Iterable[Row]) -> Response:
    """``rows`` as a CSV file, sent while it is made."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    lines: Iterator[bytes] = (line.encode("utf-8", "backslashreplace") for line in csv_lines(rows))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def url(*parts: str) -> str:
    """A path of the application; every part is one stretch of it, whatever characters it holds."""
    return "/" + "/".join(quote(part.encode("utf-8", "replace"), safe="") for part in parts)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


@cache
def environment() -> Environment:
    """The templates of the application, and those of the report that it shares."""
    made = Environment(
        loader=ChoiceLoader(
            [PackageLoader("onrecord.web", "templates"), PackageLoader("onrecord.report", "templates")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions: dict[str, Callable[..., Any]] = {"url": url, "date_words": date_words}
    made.globals.update(functions)
    made.globals["changes"] = tuple(labels.CHANGES.values())
    made.globals["statuses"] = tuple(labels.STATUSES.values())
    return made
