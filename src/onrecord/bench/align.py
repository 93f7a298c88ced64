"""``onrecord bench align``: does alignment find what human translations say, and at what cost."""

from __future__ import annotations

import json
import math
import os
import random
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onrecord import steps
from onrecord.align.texts import texts
from onrecord.bench.lines import Counting, places
from onrecord.bench.parallel import translations
from onrecord.bench.pile import write_pile
from onrecord.compare import event_readings
from onrecord.errors import UsageError
from onrecord.model import Story
from onrecord.text.embedding import Embedder, load_embedder
from onrecord.text.static import static_embedder

_SEED = 1
_ASKED = 50
"""Sentences that are sought, of each pair of translations."""
_MESSAGES = 8
_CHAPTERS = ("Mark 2", "Mark 5", "Mark 8", "Mark 12")
_SIZES = (10, 30, 100, 300, 1000, 10_000)
_TRANSLATIONS = (("de", "R1", "R2"), ("fr", "R1", "R2"), ("de", "S", "R1"), ("fr", "R1", "S"))
"""Language of a WMT file, the translation asked for and the one it is sought in; S: the English source."""


Result = tuple[int, int]
"""Right answers, cases."""


def bench_align(shared: Path, embedding: str | None, largest: int, out: Console) -> None:
    """Alignment of human translations of one text, the speed of deciding pairs, the growth of the whole cost.

    ``largest``: documents of the largest made-up pile. Raises UsageError when the data is not there,
    ModelError for an embedding that cannot be loaded.
    """
    data = shared / "data"
    if not (data / "reuse").is_dir() or not (data / "crosslingual").is_dir():
        raise UsageError(f"{data} lacks reuse or crosslingual; name the evaluation data with --shared")
    embedder = Counting(load_embedder(embedding), set())
    table = Table("measured", "cases", "right", "texts embedded", "CPU seconds")
    for name, run in _accuracies(data, embedder):
        embedder.seen.clear()
        start = _used()
        right, cases = run()
        used = _used() - start
        table.add_row(
            name, str(cases), f"{right / max(cases, 1):.3f}", str(len(embedder.seen)), f"{used:.1f}"
        )
    out.print(table)
    out.print(_speed(data, embedder.inner))
    out.print(_growth(largest, embedding))


def _used() -> float:
    """CPU seconds of this process and of those it has waited for."""
    return sum(os.times()[:4])


def _accuracies(data: Path, embedder: Embedder) -> Iterator[tuple[str, Callable[[], Result]]]:
    """What is measured; every second row of WMT, without the cascade, finds most of its vectors made."""
    for way in _TRANSLATIONS:
        name = "WMT {}: {} among 500 {}".format(*way)
        yield name, partial(_wmt, data, way, embedder, thorough=False)
        yield f"{name}, all embedded", partial(_wmt, data, way, embedder, thorough=True)
    yield "messages: Ukrainian paragraph to English", partial(_messages, data, embedder)
    yield "verses of a chapter: KJV to Twentieth Century, static", partial(_verses, data, static_embedder())
    yield "verses of a chapter: KJV to Twentieth Century", partial(_verses, data, embedder)


def _wmt(data: Path, way: tuple[str, str, str], embedder: Embedder, *, thorough: bool) -> Result:
    language, asked, sought = way
    rows = _complete(data, language)
    record = [row[sought] for row in rows]
    chosen = sorted(random.Random(_SEED).sample(range(len(rows)), _ASKED))
    spoken = ["en" if name == "S" else language for name in (asked, sought)]
    found = places([rows[n][asked] for n in chosen], record, spoken, embedder, thorough=thorough)
    return sum(f == n for f, n in zip(found, chosen, strict=True)), len(chosen)


def _complete(data: Path, language: str) -> list[Mapping[str, str]]:
    return [row for row in translations(data, language) if {"S", "R1", "R2"} <= row.keys()]


def _messages(data: Path, embedder: Embedder) -> Result:
    sides = []
    for ending in ("", "-en"):
        path = data / "crosslingual" / "resistinua_ua_en" / f"messages{ending}.json"
        messages = json.loads(path.read_text(encoding="utf-8"))
        sides.append({m["id"]: [p for p in m["text"].splitlines() if p.strip()] for m in messages})
    same = sorted(id_ for id_ in sides[0] if len(sides[0][id_]) == len(sides[1].get(id_, ())) > 5)
    right = cases = 0
    for id_ in same[:_MESSAGES]:
        found = places(sides[0][id_], sides[1][id_], ("uk", "en"), embedder)
        right += sum(n == place for n, place in enumerate(found))
        cases += len(found)
    return right, cases


def _verses(data: Path, embedder: Embedder) -> Result:
    right = cases = 0
    for chapter in _CHAPTERS:
        one, other = (_chapter(data, version, chapter) for version in ("KJVPCE", "Twenty"))
        names = list(other)
        found = {
            list(one)[n]: names[slice(*pair.right)]
            for pair in texts(list(one.values()), list(other.values()), embedder)
            for n in range(*pair.left)
        }
        shared = [verse for verse in one if verse in other]
        right += sum(found.get(verse) == [verse] for verse in shared)
        cases += len(shared)
    return right, cases


def _chapter(data: Path, version: str, chapter: str) -> dict[str, str]:
    path = data / "reuse" / "bible_lineage" / f"{version}.tsv"
    rows = (line.partition("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {verse: text for verse, _, text in rows if verse.startswith(f"{chapter}:")}


def _speed(data: Path, embedder: Embedder) -> Table:
    """Pairs of a quotation and a sentence it might render, decided each second of one core."""
    rows = _complete(data, "de")
    asked, record = ([row[name] for row in rows] for name in ("R3", "R4"))
    table = Table("pairs decided a second", "")
    for name in ("end to end", "vectors cached"):
        start = _used()
        places(asked[:_ASKED], record, ("de", "de"), embedder)
        used = max(_used() - start, 0.01)
        table.add_row(name, f"{_ASKED * len(record) / used:,.0f}")
    return table


def _growth(largest: int, embedding: str | None) -> Table:
    """CPU seconds of a whole trace of made-up piles, and how they grow with events of one size.

    "Cached": grouping and alignment alone, once every vector has been made. Memory is that of one event.
    """
    table = Table("documents", "events", "CPU seconds", "exponent", "cached", "exponent", "MB an event")
    last: tuple[int, float, float] | None = None
    for size in (size for size in _SIZES if size <= largest):
        with tempfile.TemporaryDirectory() as folder:
            write_pile(Path(folder), size, _SEED)
            start = _used()
            story = steps.trace([folder], embedding=embedding)
            used = max(_used() - start, 0.01)
        cached = _compared(story, embedding)
        slopes = [
            f"{math.log(now / then) / math.log(size / last[0]):.2f}" if last else ""
            for now, then in zip((used, cached), last[1:] if last else (0.0, 0.0), strict=True)
        ]
        memory = f"{_memory(story, embedding) / 2**20:.1f}"
        row = (f"{used:.1f}", slopes[0], f"{cached:.1f}", slopes[1], memory)
        table.add_row(str(size), str(len(story.events)), *row)
        last = size, used, cached
    return table


def _compared(story: Story, embedding: str | None) -> float:
    """CPU seconds of grouping and of alignment, for a story whose texts this process has embedded."""
    tools = steps.Tools(load_embedder(embedding), None, steps.unseen)
    start = _used()
    for step in (steps.events, steps.turns, steps.readings):
        story = step(story, tools)
    return max(_used() - start, 0.01)


def _memory(story: Story, embedding: str | None) -> int:
    """Bytes that the readings of the largest event take at most, on top of what was there."""
    event = max(story.events, key=lambda e: len(e.docs))
    docs = [story.extraction(doc) for doc in event.docs]
    tracemalloc.start()
    event_readings(docs, event, story.speakers, load_embedder(embedding))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
