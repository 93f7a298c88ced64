"""``onrecord bench events``: grouping on collections with gold, in any order of arrival, and as a stream."""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onrecord.bench.pile import reports
from onrecord.errors import UsageError
from onrecord.extract.extraction import extract
from onrecord.group.events import Group, Grouping, group
from onrecord.group.profile import profile
from onrecord.group.sketch import Sketch, sketch
from onrecord.model import Extraction
from onrecord.pool import Lost, ordered_map
from onrecord.read.files import read_bytes
from onrecord.stream import extract_paths
from onrecord.text.embedding import Embedder, load_embedder

_SETS = (("allsides", "all", 0.87), ("ecbplus", "test", 0.94))
_PAIRS_BAR = 0.94
_ORDERS = 10
_SEED = 5
_LEAD = 600
"""Characters of a streamed document: title and lead."""
_BATCH = 64
"""Streamed documents that a process is given at a time."""


def bench_events(shared: Path, stream: int, jobs: int, out: Console) -> None:
    """Print B-cubed of the collections, F1 of the pairs, order of arrival, and a ``stream`` of documents.

    ``jobs``: processes that read the collections and the stream. Raises UsageError when the evaluation
    data is not there.
    """
    scorer = shared / "eval" / "score_events.py"
    pairs = shared / "data" / "crosslingual" / "tgcontest_pairs"
    if not scorer.is_file() or not pairs.is_dir():
        raise UsageError(f"{scorer} or {pairs} is missing; name the evaluation data with --shared")
    embedder = load_embedder()
    table = Table("figure", "bar", "measured")
    with tempfile.TemporaryDirectory() as scratch:
        for name, half, bar in _SETS:
            found, score = _collection(scorer, name, half, Path(scratch), embedder, jobs)
            table.add_row(f"{name}, {half} given, without dates: B-cubed F1", f"{bar}", score)
            if name == "allsides":
                table.add_row(f"{name}: groups in {_ORDERS} orders of arrival", "identical", _orders(found))
    for language in ("ru", "en"):
        figures = _pairs(pairs / f"{language}_train_pool.tsv", language, embedder)
        table.add_row(f"pairs of news, {language}: same event or not", f"{_PAIRS_BAR}", figures)
    if stream:
        table.add_row(f"{stream} documents one by one", "200 a second, 4 GB", _streamed(stream, jobs))
    out.print(table)


def _collection(
    scorer: Path, name: str, half: str, scratch: Path, embedder: Embedder, jobs: int
) -> tuple[list[Sketch], str]:
    folder = scratch / name
    command = [sys.executable, str(scorer)]
    convert = ["convert", "--set", name, "--half", half, "--no-dates", "--out", str(folder)]
    subprocess.run([*command, *convert], check=True, stdout=subprocess.DEVNULL)
    docs = [x for x in extract_paths([folder], jobs=jobs) if isinstance(x, Extraction)]
    profiles = tuple(map(profile, docs))
    exported = scratch / f"{name}.jsonl"
    with exported.open("w", encoding="utf-8") as file:
        for event in group(docs, profiles, embedder):
            for doc in event.docs:
                file.write(
                    json.dumps({"kind": "document", "doc": doc, "path": f"{doc}.txt", "event": event.id})
                    + "\n"
                )
    score = [*command, "score", "--gold", f"{folder}.tsv", "--system", str(exported), "--json"]
    done = subprocess.run(score, check=True, capture_output=True, text=True)
    figures = json.loads(done.stdout)
    precision, recall = f"{figures['precision']:.3f}", f"{figures['recall']:.3f}"
    shown = f"{figures['f1']:.3f} (P {precision}, R {recall}; {figures['items']} documents)"
    return [sketch(x, p) for x, p in zip(docs, profiles, strict=True)], shown


def _grouped(sketches: Sequence[Sketch]) -> tuple[Group, ...]:
    grouping = Grouping()
    for found in sketches:
        grouping.add(found)
    return grouping.groups()


def _orders(sketches: Sequence[Sketch]) -> str:
    """How many random orders of arrival give the same groups, scores and reasons as that of the files."""
    rng = random.Random(_SEED)
    expected = _grouped(sketches)
    same = sum(_grouped(rng.sample(sketches, len(sketches))) == expected for _ in range(_ORDERS))
    return f"{same} of {_ORDERS} identical"


def _pairs(path: Path, language: str, embedder: Embedder) -> str:
    """F1 of "same event" over pairs of news, each pair a pile of its own."""
    right = found = wanted = total = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["GOLDEN:quality"] not in ("OK", "BAD"):
                continue
            docs = [
                extract(
                    read_bytes(f"{row[f'INPUT:{side}_title']}\n\n{row[f'INPUT:{side}_text']}".encode(), side)
                )
                for side in ("first", "second")
            ]
            one = len(group(docs, tuple(map(profile, docs)), embedder)) == 1
            same = row["GOLDEN:quality"] == "OK"
            right, found, wanted, total = right + (one and same), found + one, wanted + same, total + 1
    f1 = 2 * right / max(found + wanted, 1)
    return f"{f1:.3f} ({right} of {wanted} found, {found - right} false; {total} pairs)"


def _streamed(size: int, jobs: int) -> str:
    """Documents a second from text to groups, by the clock and by processor time, and peak memory."""
    start = time.perf_counter()
    grouping = Grouping()
    arriving = enumerate(_arriving(size))
    batches = iter(lambda: list(islice(arriving, _BATCH)), [])
    for _, found in ordered_map(_sketches, batches, jobs, preload=__name__):
        if isinstance(found, Lost):
            raise UsageError(f"the stream broke off: {found.reason}")
        for one in found:
            grouping.add(one)
    taken = time.perf_counter()
    groups = grouping.groups()
    done = time.perf_counter()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    busy = sum(one.ru_utime + one.ru_stime for one in used)
    return (
        f"{size / (done - start):.0f} a second with {jobs} processes ({taken - start:.0f} s to take in, "
        f"{done - taken:.0f} s to group; {busy:.0f} s of processor time so far; {len(groups)} groups); "
        f"{used[0].ru_maxrss / 1e6:.1f} GB"
    )


def _sketches(batch: Sequence[tuple[int, str]]) -> list[Sketch]:
    """Sketches of numbered texts."""
    found = []
    for number, text in batch:
        extraction = Extraction(read_bytes(text.encode(), f"d{number:06}"), (), (), (), (), (), ())
        found.append(sketch(extraction, profile(extraction)))
    return found


def _arriving(size: int) -> Iterator[str]:
    """Titles and leads of invented reports, in no order."""
    texts = [text[:_LEAD] for text in reports(size, _SEED)]
    random.Random(_SEED).shuffle(texts)
    return iter(texts)
