"""The application: what is where, and with which settings it runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from onrecord.errors import OnrecordError, UsageError
from onrecord.report.page import style_sheet
from onrecord.store import Record
from onrecord.web import adding, browse, decide, inquire, lists
from onrecord.web.adding import Jobs
from onrecord.web.answer import JSON, Answer, no_such, respond, trouble
from onrecord.web.guard import Guard, Rules, names
from onrecord.web.openapi import openapi

_LONGEST = 64 << 20

Page = Callable[[Request, Record], Answer | Response]


@dataclass(frozen=True, slots=True)
class Settings:
    """``record``: the file that is shown. ``token``: what visitors must know, None: nothing.

    ``hosts``: names the server goes by beside this machine's own. ``read_only``: nothing can be changed.
    ``longest``: bytes of an upload.
    """

    record: Path
    token: str | None = None
    hosts: tuple[str, ...] = ()
    read_only: bool = False
    longest: int = _LONGEST


def create_app(settings: Settings) -> Starlette:
    """The application over one record. Raises RecordError where that cannot be read."""
    with Record(settings.record):
        pass
    rules = Rules(names(settings.hosts), settings.token, settings.read_only, settings.longest)
    app = Starlette(
        routes=_routes(settings.record),
        middleware=[Middleware(Guard, rules=rules)],
        exception_handlers={HTTPException: _told, OnrecordError: _told_own, Exception: _told_fault},
    )
    app.state.record = settings.record
    app.state.read_only = settings.read_only
    app.state.jobs = Jobs(settings.record)
    return app


def _routes(record: Path) -> list[BaseRoute]:
    pages: list[BaseRoute] = []
    for path, page in _PAGES.items():
        endpoint = _endpoint(page)
        if path != "/":
            pages.append(Route(path + JSON, endpoint, methods=["GET"]))
        pages.append(Route(path, endpoint, methods=["GET"]))
    return [
        Route("/openapi.json", _endpoint(lambda _request, _record: openapi()), methods=["GET"]),
        *(Route(f"/{name}.csv", _streaming(table), methods=["GET"]) for name, table in lists.STREAMS.items()),
        Route("/judgements", decide.decided, methods=["POST"]),
        Route("/add", adding.started, methods=["POST"]),
        Route("/static/report.css", _style, methods=["GET"]),
        Mount("/static", StaticFiles(directory=str(files("onrecord.web") / "static"))),
        *pages,
    ]


_PAGES: dict[str, Page] = {
    **browse.PAGES,
    "/search": inquire.search,
    "/check": inquire.check_page,
    "/judgements": decide.judgements,
    "/add": adding.form,
    "/add/{job}": adding.job,
}


def _endpoint(page: Page) -> Callable[[Request], Response]:
    def answered(request: Request) -> Response:
        try:
            with Record(request.app.state.record) as record:
                made = page(request, record)
        except KeyError as missing:
            return respond(request, no_such(missing))
        except UsageError as wrong:
            return trouble(request, 400, str(wrong))
        return made if isinstance(made, Response) else respond(request, made)

    return answered


def _streaming(stream: lists.Stream) -> Callable[[Request], Response]:
    def answered(request: Request) -> Response:
        # Open for as long as rows are sent; closed when the last one is, or the reader has gone.
        record = Record(request.app.state.record)
        return stream(request, record)

    return answered


def _style(_: Request) -> Response:
    return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": "max-age=3600"})


def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return trouble(request, error.status_code, error.detail)


def _told_own(request: Request, error: Exception) -> Response:
    return trouble(request, 400, str(error))


def _told_fault(request: Request, error: Exception) -> Response:
    return trouble(request, 500, f"This page could not be made ({type(error).__name__}); please report it.")
