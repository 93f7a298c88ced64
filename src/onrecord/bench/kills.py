"""``onrecord bench kills``: runs of ``add`` that are killed at a random moment, each finished by one more.

A kill counts only where it hits a run that has not ended. Its moment is drawn over the whole run: one in
:data:`_EARLY` while the process and its models come up, the others between the first document and the end,
through reading, comparing, the commit of the story and the closing of the file.
"""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from onrecord.bench.pile import write_pile
from onrecord.pool import CONTEXT
from onrecord.store import How, add, verify
from onrecord.store.dump import dump

_STORED = How(extract=False)
_WHOLE = How(embedding="none")
_EARLY = 8
_FEW, _MORE, _MANY = 5, 10, 150
"""Documents of the made-up piles: one event, two of them, and many that are only read and stored."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What is done with a pile, how the record begins (None: there is none), what it says in the end."""

    name: str
    pile: Path
    how: How
    begun: Path | None
    whole: dict[str, str]
    before: float
    """Seconds until the first document ..."""
    rest: float
    """... and from there to the end."""


@dataclass(frozen=True, slots=True)
class _Kill:
    """Whether a run was hit before it ended, and the last step it had told of."""

    hit: bool
    step: str


def bench_kills(kills: int, out: Console) -> None:
    """Kill ``kills`` runs of three kinds; print how many were finished to the record of one left alone."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        jobs, rng = _jobs(folder), random.Random(1)
        steps: Counter[str] = Counter()
        equal, done = 0, 0
        while done < kills:
            job, record = jobs[done % len(jobs)], folder / "killed" / "r.sqlite"
            early = rng.randrange(_EARLY) == 0
            kill = _killed(record, job, early, rng.uniform(0, job.before if early else job.rest))
            if kill.hit:
                done += 1
                steps[f"{job.name}: {kill.step}"] += 1
                equal += _finished(record, job, done, out)
            shutil.rmtree(record.parent)
    out.print(f"{equal} of {kills} killed runs ended, after one more, with the record of one left alone")
    for step, count in sorted(steps.items()):
        out.print(f"  {count} {step}")


def _finished(record: Path, job: _Job, number: int, out: Console) -> bool:
    """Whether one more run makes the record what it should be; says where it differs."""
    add(record, [job.pile], job.how)
    found = dump(record)
    differs = [table for table in job.whole if found.get(table) != job.whole[table]]
    faults = [f"{fault.where}: {fault.what}" for fault in verify(record)]
    if differs or faults:
        out.print(f"kill {number} ({job.name}): differs in {differs}, faults {faults}", soft_wrap=True)
    return not differs and not faults


def _jobs(folder: Path) -> list[_Job]:
    for size in (_FEW, _MORE, _MANY):
        (folder / str(size)).mkdir()
        write_pile(folder / str(size), size, seed=1)
    begun = folder / "begun" / "r.sqlite"
    begun.parent.mkdir()
    add(begun, [folder / str(_FEW)], _WHOLE)
    return [
        _alone("read and stored", folder / str(_MANY), _STORED, None),
        _alone("the whole job", folder / str(_MORE), _WHOLE, None),
        _alone("the whole job, on a record of half of it", folder / str(_MORE), _WHOLE, begun),
    ]


def _alone(name: str, pile: Path, how: How, begun: Path | None) -> _Job:
    """A job, timed on a second run: the first starts the server that processes are forked from."""
    record = pile.parent / "killed" / "r.sqlite"
    job = _Job(name, pile, how, begun, {}, 0, 0)
    for _ in range(2):
        shutil.rmtree(record.parent, ignore_errors=True)
        with _run(record, job) as (process, told):
            start = time.perf_counter()
            told.poll(None)
            first = time.perf_counter()
            process.join()
            end = time.perf_counter()
    done = _Job(name, pile, how, begun, dump(record), first - start, end - first)
    shutil.rmtree(record.parent)
    return done


def _killed(record: Path, job: _Job, early: bool, after: float) -> _Kill:
    """A run that is killed ``after`` so many seconds, counted from its first document unless ``early``."""
    with _run(record, job) as (process, told):
        if not early:
            told.poll(None)
        process.join(after)
        process.kill()
        process.join()
        return _Kill(process.exitcode != 0, _last(told))


@contextmanager
def _run(record: Path, job: _Job) -> Iterator[tuple[BaseProcess, Connection]]:
    """Adding in a process of its own, and where it tells its steps."""
    if job.begun is not None:
        shutil.copytree(job.begun.parent, record.parent)
    else:
        record.parent.mkdir()
    CONTEXT.set_forkserver_preload([__name__])
    here, there = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_adding, args=(record, job, there))
    process.start()
    there.close()
    with here:
        yield process, here


def _adding(record: Path, job: _Job, out: Connection) -> None:
    add(record, [job.pile], job.how, partial(_tell, out))


def _tell(out: Connection, name: str, done: int, total: int | None) -> None:
    out.send(name)


def _last(told: Connection) -> str:
    """The step that a run told of last. What is killed while it tells leaves half a line."""
    step = "before the first document"
    with suppress(EOFError, OSError):
        while told.poll():
            step = told.recv()
    return step
