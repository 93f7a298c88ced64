"""``onrecord bench record``: documents a second, bytes of a record, killed runs, changed bytes."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console

from onrecord.bench.pile import write_pile
from onrecord.bench.transcripts import transcripts
from onrecord.store import How, add, verify
from onrecord.store.dump import dump

_READ = How(extract=False, jobs=2)
_KILLED = How(extract=False)
_KILLED_WHOLE = How(embedding="none")
_MANY, _FEW = 150, 10
"""Documents of the piles whose adding is killed: read and stored, or the whole job."""
_WHOLE_EVERY = 5
"""Which of the kills hits the whole job."""


def bench_record(shared: Path, documents: int, kills: int, flips: int, out: Console) -> None:
    """Add ``documents`` transcripts, kill ``kills`` runs, change ``flips`` bytes; print what came of it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        size = _write_transcripts(shared, folder / "pile", documents)
        record = folder / "r.sqlite"
        _speed(record, folder / "pile", size, out)
        found = sum(_flips(record, flips))
        out.print(f"{found} of {flips} changed bytes found by verify, each at its place")
        equal = sum(_kills(folder, shared, kills))
        out.print(f"{equal} of {kills} killed runs ended, after one more, with the record of one left alone")


def _write_transcripts(shared: Path, folder: Path, most: int) -> int:
    """Write each transcript as a file; returns the bytes of their text."""
    rows = islice(transcripts(shared), most)
    folder.mkdir()
    size = 0
    for number, row in enumerate(rows):
        data = f"{row['title']}\n{row['date']}\n\n{row['text']}\n".encode()
        (folder / f"{number:05}.txt").write_bytes(data)
        size += len(data)
    return size


def _speed(record: Path, pile: Path, size: int, out: Console) -> None:
    start, used = time.perf_counter(), time.process_time()
    added = add(record, [pile], _READ)
    wall, processor = time.perf_counter() - start, time.process_time() - used
    start = time.perf_counter()
    again = add(record, [pile], _READ)
    count, stored, known = len(added.new), _bytes(record), again.known / _since(start)
    out.print(
        f"{count} documents, {size / 1e6:.1f} MB of text: {count / wall:.0f} documents/s "
        f"({wall:.1f} s, {processor:.1f} s of processor in the process that stores), again {known:.0f}/s"
    )
    file = record.stat().st_size
    out.print(
        f"{stored / size:.2f} bytes of record per byte of text ({file / size:.2f} the file, "
        f"{(stored - file) / size:.2f} raw bytes and sums beside it)"
    )
    start = time.perf_counter()
    faults = len(list(verify(record)))
    out.print(f"verify: {faults} faults, {_since(start):.1f} s")


def _since(start: float) -> float:
    return time.perf_counter() - start


def _bytes(record: Path) -> int:
    beside = (path for path in record.with_name(record.name + ".files").rglob("*") if path.is_file())
    return record.stat().st_size + sum(path.stat().st_size for path in beside)


def _flips(record: Path, count: int) -> Iterator[bool]:
    """Whether verify finds each changed byte, and says the right place."""
    rng, size = random.Random(1), record.stat().st_size
    for _ in range(count):
        at, by = rng.randrange(size), rng.randrange(1, 256)
        _flip(record, at, by)
        first = next(verify(record), None)
        _flip(record, at, by)
        places = first.where.partition("bytes ")[2].split(" to ") if first else []
        yield len(places) == 2 and int(places[0]) <= at <= int(places[1])


def _flip(path: Path, at: int, by: int) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        old = file.read(1)[0]
        file.seek(at)
        file.write(bytes([old ^ by]))


@dataclass(frozen=True, slots=True)
class _Job:
    """A pile, what is done with it, what the record then says, and how long that takes alone."""

    pile: Path
    how: How
    whole: dict[str, str]
    seconds: float


def _kills(folder: Path, shared: Path, count: int) -> Iterator[bool]:
    """Whether each run that was killed at a random moment was finished by the next."""
    (folder / "few").mkdir()
    write_pile(folder / "few", _FEW, seed=1)
    _write_transcripts(shared, folder / "many", _MANY)
    jobs = [_alone(folder / "many", _KILLED), _alone(folder / "few", _KILLED_WHOLE)]
    rng = random.Random(1)
    for number in range(count):
        job = jobs[number % _WHOLE_EVERY == 0]
        record = folder / f"killed-{number}.sqlite"
        _killed(record, job, rng.uniform(0, job.seconds))
        add(record, [job.pile], job.how)
        yield dump(record) == job.whole and not list(verify(record))


def _alone(pile: Path, how: How) -> _Job:
    record = pile.with_suffix(".sqlite")
    start = time.perf_counter()
    _killed(record, _Job(pile, how, {}, 0), None)
    return _Job(pile, how, dump(record), time.perf_counter() - start)


def _killed(record: Path, job: _Job, after: float | None) -> None:
    """Add in a process of its own, which is killed ``after`` so many seconds (None: never)."""
    context: Any = get_context("spawn" if sys.platform == "win32" else "forkserver")
    if sys.platform != "win32":
        context.set_forkserver_preload(["onrecord.store"])
    process = context.Process(target=add, args=(os.fspath(record), [job.pile], job.how))
    process.start()
    process.join(after)
    process.kill()
    process.join()
