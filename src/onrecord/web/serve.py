"""The application on a socket."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable
from contextlib import closing

import uvicorn

from onrecord.errors import UsageError
from onrecord.web.app import Settings, create_app

_WAITING = 2048
"""Connections that may wait to be taken up."""
_KEPT = 75
"""Seconds for which a connection is kept for the next page: as long as somebody may look at one."""


def run(settings: Settings, host: str, port: int, browser: bool, tell: Callable[[str], None]) -> None:
    """Serve until interrupted. ``port`` 0 takes any; ``tell`` gets the address to open.

    Raises UsageError where the port is taken or the host is not this machine's.
    """
    app = create_app(settings)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named in full: of a socket whose protocol is not TCP by number, asyncio leaves small packets waiting for
    # one another, forty milliseconds a page.
    with closing(socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"cannot listen on {host} port {port}: {error.strerror}; try --port 0"
            ) from error
        # Before the address is told, so that nobody who opens it at once is turned away.
        listening.listen(_WAITING)
        name = f"[{host}]" if ":" in host else host
        key = f"/?token={settings.token}" if settings.token else "/"
        address = f"http://{name}:{listening.getsockname()[1]}{key}"
        tell(address)
        if browser:
            webbrowser.open(address)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=_KEPT
        )
        uvicorn.Server(config).run([listening])
