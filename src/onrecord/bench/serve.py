"""``onrecord bench serve``: the first page of a large record, and many readers while documents are added."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

from onrecord.bench.check_large import share
from onrecord.bench.large import transcript_sentences, write_large
from onrecord.bench.pile import write_pile
from onrecord.bench.scoring import COMMAND
from onrecord.model import Anchor
from onrecord.store import How, Record, add

_EACH = 10
"""Quotations of a document of the large record."""
_HELD, _ADDED = 200, 40
"""Documents of the record that is read, and of the piles that are added meanwhile."""
_PAUSES = (1.0, 5.0)
"""Seconds between two pages of one reader, at least and at most."""
_FIRST = 20
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)")


@dataclass(slots=True)
class _Load:
    """What readers saw: seconds by page, and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def bench_serve(shared: Path, documents: int, readers: int, seconds: float, out: Console) -> None:
    """Time the first page of a record of ``documents``; then let ``readers`` read for ``seconds``."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _first_page(shared, folder / "large.sqlite", documents, out)
        _load(folder, readers, seconds, out)


def _first_page(shared: Path, path: Path, documents: int, out: Console) -> None:
    write_large(path, transcript_sentences(shared), documents * _EACH, each=_EACH)
    with _server(path) as (port, pid):
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        sizes, times = [], []
        _get(connection, "/")
        used = _processor(pid)
        for _ in range(_FIRST):
            begun = time.perf_counter()
            sizes.append(len(_get(connection, "/")))
            times.append(time.perf_counter() - begun)
        cost = (_processor(pid) - used) / _FIRST
    out.print(
        f"first page of {documents} documents: {_spread(times)}, {1000 * cost:.0f} ms of processor, "
        f"{max(sizes) / 1e3:.0f} KB"
    )


def _spread(times: Sequence[float]) -> str:
    return f"p50 {1000 * share(times, 0.5):.0f} ms, p95 {1000 * share(times, 0.95):.0f} ms"


def _load(folder: Path, readers: int, seconds: float, out: Console) -> None:
    record, how = folder / "read.sqlite", How(embedding="none")
    (folder / "held").mkdir()
    write_pile(folder / "held", _HELD, seed=1)
    add(record, [folder / "held"], how)
    pages = _pages(record)
    load, until = _Load(), threading.Event()
    with _server(record) as (port, pid):
        threads = [
            threading.Thread(target=_read, args=(port, pages, random.Random(n), until, load))
            for n in range(readers)
        ]
        used = _processor(pid)
        for thread in threads:
            thread.start()
        added = _adding(folder, record, time.monotonic() + seconds)
        until.set()
        for thread in threads:
            thread.join()
        used = _processor(pid) - used
    _print(load, out)
    every = [t for times in load.seconds.values() for t in times]
    out.print(
        f"{readers} readers, {seconds:.0f} s, a page every {sum(_PAUSES) / 2:.0f} s: {len(every)} pages, "
        f"{len(load.faults)} errors, {_spread(every)}, {1000 * used / max(len(every), 1):.0f} ms of "
        f"processor a page; {added} documents added meanwhile"
    )
    for fault in sorted(set(load.faults)):
        out.print(f"    {fault}", markup=False)


def _adding(folder: Path, record: Path, until: float) -> int:
    """Add piles, one after another, for as long as the readers read; at least one."""
    number = 0
    while number == 0 or time.monotonic() < until:
        number += 1
        pile = folder / f"more{number}"
        pile.mkdir()
        write_pile(pile, _ADDED, seed=1 + number)
        with subprocess.Popen([*COMMAND, "add", str(record), str(pile), "--quiet"]) as adding:
            while adding.poll() is None and time.monotonic() < until:
                time.sleep(0.2)
            adding.wait()
    return number * _ADDED


def _pages(record: Path) -> dict[str, list[str]]:
    """Addresses by kind of page."""
    with Record(record) as held:
        events = [row.id for row in held.events(limit=20).rows]
        docs = [row.id for row in held.documents(limit=40).rows]
        names = [row.name for row in held.speakers(limit=40).rows]
        said = [q for name in names[:10] for q in held.said_by(name, limit=4).rows]
        words = [held.text(Anchor(q.doc, q.spans[0])) for q in said]
        statements = [s.id for event in events[:5] for s in held.story(event).statements]
    return {
        "first page": ["/"],
        "lists": ["/stories", "/documents", "/speakers"],
        "story": [f"/stories/{quote(event, safe='')}" for event in events],
        "document": [f"/documents/{quote(doc, safe='')}" for doc in docs],
        "speaker": [f"/speakers/{quote(name, safe='')}" for name in names],
        "statement": [f"/statements/{quote(s, safe='')}" for s in statements],
        "search": [f"/search?q={quote(w[:30])}" for w in words],
        "check": [f"/check?quote={quote(w)}" for w in words],
    }


def _read(
    port: int, pages: dict[str, list[str]], rng: random.Random, until: threading.Event, load: _Load
) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    until.wait(rng.uniform(0, _PAUSES[1]))
    while not until.is_set():
        kind = rng.choice([kind for kind in pages if pages[kind]])
        begun = time.perf_counter()
        try:
            _get(connection, rng.choice(pages[kind]))
        except (OSError, HTTPException) as error:
            load.faults.append(f"{kind}: {error}")
            connection.close()
        load.seconds.setdefault(kind, []).append(time.perf_counter() - begun)
        until.wait(rng.uniform(*_PAUSES))


def _get(connection: HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise HTTPException(f"status {response.status} at {path}")
    return body


@contextmanager
def _server(record: Path) -> Iterator[tuple[int, int]]:
    """The application on a free port, in a process of its own: port and process number."""
    command = [*COMMAND, "serve", str(record), "--port", "0", "--read-only"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = _ADDRESS.search(process.stderr.readline())
        assert found is not None
        port = int(found.group(1))
        try:
            yield port, process.pid
        finally:
            process.send_signal(signal.SIGINT)
            process.stderr.read()


def _processor(pid: int) -> float:
    """Seconds of processor time of a process, where the system tells; else 0."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _print(load: _Load, out: Console) -> None:
    table = Table("page", "asked", "p50 ms", "p95 ms")
    for kind, times in sorted(load.seconds.items()):
        cells: Sequence[str] = [f"{1000 * share(times, at):.0f}" for at in (0.5, 0.95)]
        table.add_row(kind, str(len(times)), *cells)
    out.print(table)
