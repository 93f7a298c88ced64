"""One request to one address that has been looked at, with caps on bytes and time."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import SplitResult, quote

from onrecord.errors import UnreadableError

_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: header names in lower case, body as it came, transfer coding taken off."""

    status: int
    reason: str
    headers: dict[str, str]
    body: bytes
    moment: datetime


class Limits(Protocol):
    """What of the manners of fetching matters here."""

    @property
    def timeout(self) -> float:
        """Seconds for the whole answer."""

    @property
    def tls(self) -> ssl.SSLContext | None:
        """How to trust servers; None: as this machine does."""


class _Pinned(http.client.HTTPConnection):
    """A connection to a given address under the name it was found by."""

    def __init__(
        self, host: str, port: int, address: str, timeout: float, tls: ssl.SSLContext | None
    ) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address = address
        self._tls = tls

    def connect(self) -> None:
        """To the address that was looked at; the certificate must be for the name."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._tls is not None:
            self.sock = self._tls.wrap_socket(self.sock, server_hostname=self.host)


def ask(
    at: SplitResult, address: str, port: int, headers: dict[str, str], limit: int, limits: Limits
) -> Answer:
    """The answer of ``address`` to a GET for ``at``; redirects are not followed.

    Raises OSError or http.client.HTTPException where there is none, UnreadableError where it is too large,
    too slow, or not as long as it says.
    """
    tls = (limits.tls or ssl.create_default_context()) if at.scheme == "https" else None
    with closing(_Pinned(at.hostname or "", port, address, limits.timeout, tls)) as connection:
        connection.connect()
        watch = threading.Timer(limits.timeout, _cut, (connection.sock,))
        watch.daemon = True
        watch.start()
        try:
            return _exchanged(connection, at, headers, limit)
        finally:
            watch.cancel()


def _cut(sock: socket.socket) -> None:
    """End a connection that has had its time; whoever reads from it gets an end or an error."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _exchanged(connection: _Pinned, at: SplitResult, headers: dict[str, str], limit: int) -> Answer:
    path = quote(at.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = "?" + quote(at.query, safe="/%:@!$&'()*+,;=~-._?[]") if at.query else ""
    connection.request(
        "GET", path + query, headers={"Accept-Encoding": "gzip", "Connection": "close", **headers}
    )
    response = connection.getresponse()
    body = _body(response, limit)
    names = {name.lower(): value for name, value in reversed(response.getheaders())}
    names.pop("transfer-encoding", None)
    return Answer(response.status, response.reason, names, body, datetime.now(UTC))


def _body(response: http.client.HTTPResponse, limit: int) -> bytes:
    if (response.length or 0) > limit:
        raise UnreadableError(
            f"the server announces {(response.length or 0) / 1e6:.0f} MB, too large for one page"
        )
    parts, size = [], 0
    while chunk := response.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise UnreadableError(f"the server sends more than {limit / 1e6:.1f} MB, too large for one page")
        parts.append(chunk)
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)
