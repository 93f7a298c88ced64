"""Stopping when asked: the first signal between two inputs, the second at once.

A handler that raised wherever it happened to be called could leave a file half written or a lock held; so it
takes note, and what works looks (:meth:`Stop.check`) where it can stop. Only what waits is woken.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_TOLD = "\nstopping after what is being read; once more stops at once\n"
_SHOW_CURSOR = "\x1b[?25h"


class StopAsked(KeyboardInterrupt):
    """Somebody asked to stop. No error: what handles those must let it through."""


@dataclass(slots=True)
class Stop:
    """Whether somebody asked to stop."""

    asked: bool = False
    _waiting: bool = False

    def check(self) -> None:
        """Raises StopAsked where somebody did."""
        if self.asked:
            raise StopAsked

    def sleep(self, seconds: float) -> None:
        """Wait, unless somebody asked to stop or does so meanwhile: raises StopAsked."""
        self._waiting = True
        try:
            self.check()
            time.sleep(max(0.0, seconds))
        finally:
            self._waiting = False

    def ask(self, number: int, _: FrameType | None = None) -> None:
        """What a signal does. The second ends the process, with the status that shells give to its death."""
        if self.asked:
            _say(_SHOW_CURSOR if os.isatty(2) else "")
            os._exit(128 + number)
        self.asked = True
        if self._waiting:
            raise StopAsked
        _say(_TOLD)


def _say(text: str) -> None:
    """To stderr by the descriptor: a handler may have come in the middle of a write to the stream."""
    os.write(2, text.encode())


@contextmanager
def stopping() -> Iterator[Stop]:
    """Ctrl-C and SIGTERM ask to stop, as long as this lasts; only in the main thread."""
    stop = Stop()
    before = {number: signal.signal(number, stop.ask) for number in _SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
