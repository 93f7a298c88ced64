"""What is checked before any page is made, and the headers that every answer carries.

- Host: only names the server was started for, so that a page elsewhere whose name is made to point here (DNS
  rebinding) gets nothing.
- Token: a secret made at start, in the address that is printed; it becomes a cookie that other sites cannot
  send (SameSite=Strict). Programs send it as ``Authorization: Bearer``. A read-only server has none, and
  style sheets need none.
- Changes: only from our own pages, told by Sec-Fetch-Site, else by Origin (OWASP, "Cross-Site Request
  Forgery Prevention"); a program with the token sends neither.
- Size: a body longer than allowed is refused before it is read.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.web.answer import trouble

COOKIE = "onrecord-token"
_STATIC = "/static/"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """``hosts``: names without port. ``token``: None asks for none. ``longest``: bytes of a body."""

    hosts: frozenset[str]
    token: str | None
    read_only: bool
    longest: int


class Guard:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the module."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        refused = self._refused(request)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if refused is not None:
            await refused(scope, receive, sending)
        else:
            await self._app(scope, _limited(receive, self._rules.longest), sending)

    def _refused(self, request: Request) -> Response | None:
        rules = self._rules
        if _host(request.headers) not in rules.hosts:
            return trouble(request, 421, "This server does not go by that name; start it with --host NAME.")
        # Style and scripts tell nothing of a record, and the page that asks for the key needs them.
        open_ = request.method in _SAFE and request.url.path.startswith(_STATIC)
        if rules.token is not None and not open_ and not self._known(request):
            return self._entered(request)
        if request.method in _SAFE:
            return None
        if rules.read_only:
            return trouble(request, 403, "This server is for reading only.")
        if not _own(request) and not self._bearer(request):
            return trouble(request, 403, "A change has to come from one of this server's own pages.")
        if int(request.headers.get("content-length") or 0) > rules.longest:
            return trouble(request, 413, f"More than {rules.longest >> 20} MB at once; send less.")
        return None

    def _known(self, request: Request) -> bool:
        return self._same(request.cookies.get(COOKIE)) or self._bearer(request)

    def _bearer(self, request: Request) -> bool:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        return kind.lower() == "bearer" and self._same(token)

    def _entered(self, request: Request) -> Response:
        """The cookie for whoever comes with the token in the address; the address without it."""
        if not self._same(request.query_params.get("token")):
            return trouble(request, 401, "Open the address that onrecord serve printed: it holds the key.")
        bare = request.url.remove_query_params("token")
        answer = RedirectResponse(f"{bare.path}?{bare.query}" if bare.query else bare.path, 303)
        answer.set_cookie(COOKIE, str(self._rules.token), httponly=True, samesite="strict")
        return answer

    def _same(self, token: str | None) -> bool:
        wanted = self._rules.token
        return bool(token and wanted) and hmac.compare_digest(str(token).encode(), str(wanted).encode())


def _host(headers: Headers) -> str:
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _own(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host")


def _limited(receive: Receive, longest: int) -> Receive:
    """``receive``, cut off where a body that did not say its length goes on for too long."""
    read = 0

    async def limited() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        return {"type": "http.disconnect"} if read > longest else message

    return limited


def names(hosts: Iterable[str]) -> frozenset[str]:
    """Names the server answers to: those given, and this machine's own for itself."""
    return frozenset({"localhost", "127.0.0.1", "::1", *(host.lower() for host in hosts)})
