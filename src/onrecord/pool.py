"""An ordered map over worker processes, bounded in memory, in which a failure costs one item.

``concurrent.futures`` gives up a whole pool when one worker dies and cannot say on which item. Here every
worker has a pipe of its own and one item at a time: a worker that dies is replaced, its item is reported,
and the rest goes on.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, count, islice
from multiprocessing import get_all_start_methods, get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 8
"""Items per worker that may be finished before the one whose turn it is."""
_MOMENT = 5.0
"""Seconds a worker that was told to end may take."""
# A fork server imports the package once for all workers and, unlike a plain fork, copies no threads.
CONTEXT = get_context("forkserver") if "forkserver" in get_all_start_methods() else get_context("spawn")


@dataclass(frozen=True, slots=True)
class Lost:
    """In place of the result of an item: why there is none, in one line."""

    reason: str


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def ordered_map(
    work: Callable[[T], R], items: Iterable[T], jobs: int, preload: str | None = None
) -> Generator[tuple[T, R | Lost], None, None]:
    """Each item with ``work(item)``, in order; at most ``jobs`` processes and a bounded number of items.

    ``work`` must be importable by name, items and results picklable. ``jobs`` 1, and a single item, are
    worked in this process. ``preload``: a module that every worker needs. An exception of ``work`` or the
    death of its process gives a Lost. Closing the iterator ends the workers.
    """
    source = iter(items)
    first = list(islice(source, 2))
    if jobs == 1 or len(first) < 2:
        for item in chain(first, source):
            yield item, _guarded(work, item)
        return
    if preload is not None:
        CONTEXT.set_forkserver_preload([preload])
    pool = _Pool(work, jobs)
    try:
        yield from pool.run(chain(first, source))
    finally:
        pool.close()


def _guarded(work: Callable[[T], R], item: T) -> R | Lost:
    try:
        return work(item)
    except Exception as error:
        return Lost(f"{type(error).__name__}: {error}")


def _serve(pipe: Connection, work: Callable[[T], R], environment: Mapping[str, str]) -> None:
    """What a worker does until its pipe closes. Ctrl-C is the parent's to handle.

    What the first item has loaded stays, and is set apart from what is looked through for garbage.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The fork server was started with the environment of that time: keys to a store may have come since.
    os.environ.clear()
    os.environ.update(environment)
    for number in count():
        try:
            pipe.send(_guarded(work, pipe.recv()))
        except (EOFError, OSError):
            return
        if not number:
            gc.freeze()


@dataclass(slots=True)
class _Worker(Generic[T, R]):
    process: BaseProcess
    pipe: Connection
    number: int
    """Of the item it is working on."""

    def result(self) -> R | Lost:
        """What it made of its item; waits for it."""
        try:
            outcome: R | Lost = self.pipe.recv()
        except (EOFError, OSError):
            self.end()
            return Lost(f"its worker process died ({_how(self.process.exitcode)})")
        return outcome

    def end(self) -> None:
        self.pipe.close()
        self.process.join(_MOMENT)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


@contextmanager
def _deaf() -> Iterator[None]:
    """Ctrl-C is held back here, and for good in processes started meanwhile, which inherit the mask.

    A worker that were to ignore it only once it runs would write a traceback if it came before.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # its start, which the first process brings about, would end the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _how(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit status {code}"
    return signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"


class _Pool(Generic[T, R]):
    def __init__(self, work: Callable[[T], R], jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        self._busy: list[_Worker[T, R]] = []
        self._idle: list[_Worker[T, R]] = []

    def run(self, items: Iterator[T]) -> Iterator[tuple[T, R | Lost]]:
        """Every item with its result, in order."""
        pending: dict[int, T] = {}
        done: dict[int, R | Lost] = {}
        numbered = enumerate(items)
        given = 0
        while True:
            room = min(self._jobs - len(self._busy), self._jobs * _AHEAD - len(pending))
            for number, item in islice(numbered, max(0, room)):
                pending[number] = item
                self._give(number, item)
            if not pending:
                return
            done.update(self._collect())
            while given in done:
                yield pending.pop(given), done.pop(given)
                given += 1

    def _give(self, number: int, item: T) -> None:
        worker = self._idle.pop() if self._idle else self._started()
        worker.number = number
        self._busy.append(worker)
        try:
            worker.pipe.send(item)
        except OSError:
            return  # it died while idle: collecting will say so

    def _collect(self) -> Iterator[tuple[int, R | Lost]]:
        """The results that are there, at least one."""
        ready = set(map(id, wait([worker.pipe for worker in self._busy])))
        for worker in [w for w in self._busy if id(w.pipe) in ready]:
            self._busy.remove(worker)
            outcome = worker.result()
            if not worker.pipe.closed:
                self._idle.append(worker)
            yield worker.number, outcome

    def _started(self) -> _Worker[T, R]:
        ours, theirs = CONTEXT.Pipe()
        process = CONTEXT.Process(target=_serve, args=(theirs, self._work, dict(os.environ)), daemon=True)
        with _deaf():
            process.start()
        theirs.close()
        return _Worker(process, ours, -1)

    def close(self) -> None:
        """End every worker: the idle ones by their pipe, the busy ones at once."""
        for worker in self._busy:
            worker.process.terminate()
        for worker in (*self._busy, *self._idle):
            worker.end()
