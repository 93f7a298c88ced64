"""``onrecord bench record``: documents a second, bytes of a record, changed bytes."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from onrecord.bench.transcripts import transcripts
from onrecord.store import How, add, verify

_READ = How(extract=False, jobs=2)


def bench_record(shared: Path, documents: int, flips: int, out: Console) -> None:
    """Add ``documents`` transcripts, change ``flips`` bytes; print what came of it."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        size = _write_transcripts(shared, folder / "pile", documents)
        record = folder / "r.sqlite"
        _speed(record, folder / "pile", size, out)
        found = sum(_flips(record, flips))
        out.print(f"{found} of {flips} changed bytes found by verify, each at its place")


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
