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
from onrecord.model import DateInterval
from onrecord.report import labels
from onrecord.report.page import clean
from onrecord.report.pile import date_words, path_end
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
    read_only = request.app.state.read_only
    if wants_json(request):
        data = plain({"ok": answer.status < 400, **answer.data})
        return as_json(published(data) if read_only else data, answer.status)
    json_url = f"{_path(request).rstrip('/') or '/stories'}{JSON}"
    query = request.url.query
    about = {"served": True, "read_only": read_only, "json_url": f"{json_url}?{query}" if query else json_url}
    return HTMLResponse(as_html(answer, **about), answer.status)


def as_html(answer: Answer, *, served: bool, read_only: bool, json_url: str) -> str:
    """``answer`` as a page. ``served``: by a server, which can search; ``json_url``: the same as JSON."""
    context = {"served": served, "read_only": read_only, "json_url": json_url, **answer.shown}
    return clean(environment().get_template(answer.template).render(context))


def as_json(data: Mapping[str, Any], status: int = 200) -> Response:
    """``data`` as JSON, as :func:`json_text` writes it."""
    return Response(json_text(plain(data)), status, media_type="application/json")


def json_text(data: Any) -> bytes:
    """Plain ``data`` as JSON in UTF-8; a lone surrogate is the escape that JSON has for it."""
    return json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8", "backslashreplace")


def published(data: Any) -> Any:
    """Plain ``data`` without folders: what is passed on should not tell where a desk keeps its files."""
    if isinstance(data, dict):
        return {k: path_end(v, 1) if k == "path" else published(v) for k, v in data.items()}
    return [published(item) for item in data] if isinstance(data, list) else data


def trouble(request: Request, status: int, error: str) -> Response:
    """The one shape of an error."""
    answer = error_page(status, error)
    if request.scope.get("app") is None:
        # Refused before the application was reached: no page, no links into it.
        body = as_json({"ok": False, **answer.data}, status) if wants_json(request) else None
        return body or HTMLResponse(environment().get_template("refused.html").render(answer.shown), status)
    return respond(request, answer)


def error_page(status: int, error: str) -> Answer:
    """What tells of an error."""
    shown = {"status": status, "error": error}
    return Answer("error.html", shown, shown, status)


def no_such(missing: KeyError) -> Answer:
    """What tells that the record has no document, story, speaker or statement of this id."""
    return error_page(404, f"This record has no {missing.args[0]!r}; search for it, or add it.")


def listed(request: Request, page: Page[Any], **more: Any) -> dict[str, Any]:
    """A page of a list as JSON."""
    return {"rows": page.rows, "next": page.next, "next_url": next_url(request, page.next), **more}


def next_url(request: Request, following: str | None) -> str | None:
    """The address of the next page of a list."""
    if following is None:
        return None
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "_next"]
    return f"{_path(request)}?{urlencode([*kept, ('_next', following)])}"


def _path(request: Request) -> str:
    """The path as it was asked for: a question mark in a name stays part of it."""
    path: bytes = request.scope["raw_path"]
    return path.decode("ascii", "replace")


def as_csv(name: str, rows: Iterable[Row]) -> Response:
    """``rows`` as a CSV file, sent while it is made."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    lines: Iterator[bytes] = (line.encode("utf-8", "backslashreplace") for line in csv_lines(rows))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def url(*parts: str) -> str:
    """A path of the application; every part is one stretch of it, whatever characters it holds."""
    return "/" + "/".join(quote(part.encode("utf-8", "replace"), safe="") for part in parts)


def plain(value: Any) -> Any:
    """``value`` as JSON has it: dataclasses are objects, enumerations and days their text."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def _day(iso: str | None) -> str:
    """A day of a list, in words; a list has it as ISO 8601."""
    return date_words(DateInterval(found, found)) if iso and (found := date.fromisoformat(iso)) else ""


def _language(code: str) -> str:
    return labels.LANGUAGES.get(code, code)


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
    functions: dict[str, Callable[..., Any]] = {
        "url": url,
        "date_words": date_words,
        "day": _day,
        "language": _language,
    }
    made.globals.update(functions)
    made.globals["changes"] = tuple(labels.CHANGES.values())
    made.globals["statuses"] = tuple(labels.STATUSES.values())
    return made
