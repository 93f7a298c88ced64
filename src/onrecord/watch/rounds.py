"""Round after round: the feeds are read, what they bring is added, what is new is found.

A round is one run of :func:`onrecord.store.add` over the feeds whose turn it is, so it is incremental,
idempotent and resumable as that is, and documents are compared anew only where one came. New is what a round
compares for the first time: what its feeds brought, and what an earlier round that was stopped had read.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from onrecord import store
from onrecord.errors import OnrecordError, UsageError
from onrecord.model import Failure
from onrecord.read.containers import Options
from onrecord.read.feeds import Entry
from onrecord.read.fetch import is_address
from onrecord.steps import Progress, unseen
from onrecord.store import How, Record
from onrecord.store.arrivals import seen_pages, uncompared
from onrecord.watch.news import News, Watched
from onrecord.watch.stop import Stop, StopAsked

_LONGEST = 16
"""Rounds that what keeps failing is left in peace at most."""


@dataclass(frozen=True, slots=True)
class Round:
    """What one round did. ``added``: documents that are new in the record, by id.

    ``failures``: what could not be read and was not told before. ``failing``: feeds that failed this time.
    ``stopped``: it is the last, and may have ended early, because somebody asked; what it added is compared
    by the next. ``total``: documents added since the first round.
    """

    added: tuple[str, ...]
    news: tuple[News, ...]
    failures: tuple[Failure, ...]
    failing: int = 0
    stopped: bool = False
    total: int = 0


@dataclass(slots=True)
class _Patience:
    """What failed is tried again in the next round, then after 2, 4, 8 ... rounds."""

    number: int = 0
    _missed: dict[str, int] = field(default_factory=dict)
    _due: dict[str, int] = field(default_factory=dict)

    def may(self, place: str) -> bool:
        """Whether it is the turn of ``place``."""
        return self._due.get(place, 0) <= self.number

    def missing(self, place: str) -> bool:
        """Whether it failed when it was tried last."""
        return place in self._missed

    def missed(self, place: str) -> None:
        """It failed."""
        times = self._missed[place] = self._missed.get(place, 0) + 1
        self._due[place] = self.number - 1 + min(1 << min(times - 1, 10), _LONGEST)

    def went_well(self, place: str) -> None:
        """It did not."""
        self._missed.pop(place, None)
        self._due.pop(place, None)


class Rounds:
    """Watching ``feeds``, addresses or files, for the record at ``path``.

    ``how``: as for adding; its options tell whether pages behind entries are fetched. ``showing`` opens a
    view of how far a round is. Raises UsageError for a file that does not exist.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        feeds: Sequence[str],
        how: How,
        watched: Watched,
        stop: Stop,
        showing: Callable[[], AbstractContextManager[Progress]] = lambda: nullcontext(unseen),
    ) -> None:
        for feed in feeds:
            if not is_address(feed) and not Path(feed).is_file():
                raise UsageError(
                    f"{feed} is no address of a feed (https://...), and no file; check the spelling"
                )
        options = how.options or Options()
        self._path = Path(path)
        self._feeds = tuple(dict.fromkeys(feeds))
        self._how = replace(how, options=replace(options, entries=self._wants))
        self._follow = options.follow
        self._watched = watched
        self._stop = stop
        self._showing = showing
        self._patience = _Patience()
        self._told: set[tuple[str, str]] = set()
        self._handled: dict[str, str] = {}
        self._asked: list[str] = []
        self._total = 0
        self._seen = self._pages()

    def run(self, every: float, clock: Callable[[], float] = time.monotonic) -> Iterator[Round]:
        """A round every so many seconds, from start to start, until somebody asks to stop.

        From the second on, what goes wrong with the record (another process writes it, the disk is full) is a
        failure of that round. Raises OnrecordError in the first.
        """
        start = clock()
        last = self.once()
        while True:
            yield last
            try:
                if last.stopped:
                    return
                self._stop.sleep(start + every - clock())
            except StopAsked:
                yield Round((), (), (), stopped=True, total=self._total)
                return
            start = clock()
            try:
                last = self.once()
            except OnrecordError as error:
                last = Round((), (), (Failure(str(self._path), str(error)),), total=self._total)

    def once(self) -> Round:
        """One round. Raises OnrecordError where the record cannot be written; what was added is kept."""
        before, self._asked = self._uncompared(), []
        due = [feed for feed in self._feeds if self._patience.may(feed)]
        there = [feed for feed in due if is_address(feed) or Path(feed).is_file()]
        try:
            with self._showing() as progress:
                done = store.add(self._path, there, self._how, partial(self._tell, progress))
        except StopAsked:
            read = tuple(sorted(self._uncompared() - before))
            self._total += len(read)
            return Round(read, (), (), stopped=True, total=self._total)
        except OnrecordError:
            for page in self._asked:
                self._handled.pop(page, None)
            raise
        with Record(self._path) as record:
            news = self._watched.finds(record, before.union(done.new))
        gone = (Failure(feed, "there is no such file now") for feed in due if feed not in there)
        failures = (*gone, *done.failures)
        self._note(due, {failure.path for failure in failures if failure.tried})
        self._total += len(done.new)
        return Round(done.new, news, self._untold(failures), self._failing(due), total=self._total)

    # -------------------------------------------------------------------- what is read

    def _wants(self, entry: Entry) -> bool:
        """Whether an entry is read. A page behind one is fetched once, and again when its entry changes."""
        self._stop.check()
        page = entry.known.url
        if not self._follow or page is None:
            return True
        said = hashlib.blake2b(repr(entry).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        if self._handled.get(page) == said or not self._patience.may(page):
            return False
        had = page not in self._handled and page in self._seen and not _later(entry, self._seen[page])
        self._handled[page] = said
        if not had:
            self._asked.append(page)
        return not had

    def _tell(self, progress: Progress, name: str, done: int, total: int | None) -> None:
        self._stop.check()
        progress(name, done, total)

    def _pages(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        with Record(self._path) as record:
            return seen_pages(record)

    def _uncompared(self) -> frozenset[str]:
        if not self._path.exists():
            return frozenset()
        with Record(self._path) as record:
            return uncompared(record)

    # -------------------------------------------------------------------- what failed

    def _note(self, due: Sequence[str], failed: set[str]) -> None:
        self._patience.number += 1
        for place in (*due, *self._asked):
            if place in failed:
                self._patience.missed(place)
                self._handled.pop(place, None)
            else:
                self._patience.went_well(place)
                self._told = {told for told in self._told if told[0] != place}

    def _untold(self, failures: Sequence[Failure]) -> tuple[Failure, ...]:
        new = tuple(f for f in failures if (f.path, f.reason) not in self._told)
        self._told.update((f.path, f.reason) for f in new)
        return new

    def _failing(self, due: Sequence[str]) -> int:
        return sum(self._patience.missing(feed) for feed in due)


def _later(entry: Entry, seen: str) -> bool:
    """Whether an entry says that it was updated after its page was ``seen``; UTC where it names no zone."""
    for date in entry.known.dates:
        if date.about == "updated" and date.moment:
            moment = datetime.fromisoformat(date.moment)
            if moment.replace(tzinfo=moment.tzinfo or UTC) > datetime.fromisoformat(seen):
                return True
    return False
