"""A server on loopback whose answers a test chooses, and what fetches from it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from onrecord.read.fetch import Fetcher, Manners
from onrecord.read.kept import Archive

Reply = Callable[[BaseHTTPRequestHandler], None]


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    """One answer; ``Content_Type`` stands for ``Content-Type``."""
    handler.send_response(status)
    usual = {"Content_Type": "text/html", "Content_Length": str(len(body))}
    for name, value in {**usual, **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@dataclass
class Site:
    """A server on loopback and what it was asked."""

    port: int
    replies: dict[str, Reply]
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of ``path``, under a name of the host."""
        return f"http://{host}:{self.port}{path}"


@contextmanager
def serving() -> Iterator[Site]:
    """A site that has nothing yet."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            found.agents.add(self.headers["User-Agent"])
            reply = found.replies.get(self.path)
            try:
                reply(self) if reply else send(self, 404, b"")
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Site(server.server_address[1], {})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def fetcher(archive: Archive | None = None, **manners: object) -> Fetcher:
    """What asks this machine, and does not wait."""
    settings = {"pause": 0.0, "timeout": 2.0, "allow_loopback": True, "sleep": lambda _: None, **manners}
    return Fetcher(Manners(**settings), archive)  # type: ignore[arg-type]
