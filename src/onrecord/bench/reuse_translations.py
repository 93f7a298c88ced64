"""``onrecord bench translations``: planted translations found in a pile of six languages, and the cost.

Of ten documents, eight are those of :mod:`onrecord.bench.reuse_corpus`; one is English and carries a real
English sentence, one carries its translation by a person: into German or French (the reference translations
of WMT 2014) or Spanish, Italian or Dutch (MEANTIME, Minard et al. 2016). What stands around a translation is
drawn from the shorter sentences of the same collection, as for English.
"""

from __future__ import annotations

import gzip
import random
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from onrecord.bench.reuse import Run, measured
from onrecord.bench.reuse_corpus import GOLD, ORIGINAL, Plant, Source, chained, composed, make, put, source
from onrecord.bench.reuse_scores import Row, common_items, covered, paired, plants_by_document
from onrecord.errors import UsageError
from onrecord.plan import read_table
from onrecord.reuse.parts import DOCUMENTS

_WMT = "data/reuse/wmt14_10refs/wmt14-en-{}.extra_refs.gz"
_MEANTIME = "data/stories/meantime/meantime.{}.conll.gz"
_SHORTEST, _LONGEST = 20, 45
_OPENING = 30
_LENGTHS = (250, 600)
_SHARE = 10
"""One document in so many carries a translation, one its original."""
_PER_SHARD = 500
_LEFT_OUT = ("common_marks", "crowded_buckets", "meetings_left_out")


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its translation into ``language``."""

    language: str
    english: str
    other: str


def bench_translations(shared: Path, documents: int, out: Console) -> None:
    """Print what was found by language, precision, and processor time with and without the search."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make_translated(shared, documents, folder)
        plain = measured(folder, folder / "plain")
        run = measured(folder, folder / "out", "--translations")
        rows = read_table(run.figures["tables"]["translations"]).to_pylist()
        planted = plants_by_document(str(folder / "gold"))
        _print(plain, run, _found(rows, planted), _precision(rows, planted), out)


def make_translated(shared: Path, documents: int, folder: Path, seed: int = 8) -> None:
    """Write ``folder/documents`` and ``folder/gold``; the form of a translation is its language."""
    origin = source(shared)
    carriers = documents // _SHARE
    make(origin, documents - 2 * carriers, folder, min(documents // _SHARE, len(origin.statements)), seed)
    dice, chain_dice = random.Random(seed), np.random.default_rng(seed)
    pairs = list(_pairs(shared))
    chains = _chains(pairs)
    chosen = _planted(pairs, dice)[:carriers]
    languages = cycle(sorted(chains))
    gold: list[tuple[object, ...]] = []
    for begin in range(0, carriers, _PER_SHARD):
        rows: list[tuple[str, str]] = []
        for number in range(begin, min(begin + _PER_SHARD, carriers)):
            pair = chosen[number] if number < len(chosen) else None
            language = pair.language if pair else next(languages)
            for side, chain in (("e", origin), ("f", chains[language])):
                doc, form = f"{side}{number:07}", ORIGINAL if side == "e" else language
                text = pair and (pair.english if side == "e" else pair.other)
                here = [Plant(f"t{number}", form, text)] if text else []
                filler = chain.drawn([dice.randint(*_LENGTHS)], chain_dice)[0]
                whole, places = composed(filler, here, dice)
                rows.append((doc, whole))
                gold += [(p.item, p.form, doc, start, start + len(p.text)) for p, start in places]
        put(rows, DOCUMENTS, folder / "documents" / f"t{begin:07}.parquet")
    put(gold, GOLD, folder / "gold" / "1.parquet")


def _pairs(shared: Path) -> Iterator[Pair]:
    """Every sentence with every translation of it, the first of each being the one to plant."""
    for language in ("de", "fr"):
        sources: dict[str, str] = {}
        for line in _lines(shared / _WMT.format(language)):
            (kind, number), said = line.split("\t")[0].split("-"), line.split("\t")[1]
            if kind == "S":
                sources[number] = said
            else:
                yield Pair(language, sources[number], said)
    english = _meantime(shared, "en")
    for language in ("es", "it", "nl"):
        for doc, sentences in _meantime(shared, language).items():
            # Where one sentence was made two, numbers no longer say which belong together.
            if len(sentences) == len(english.get(doc, ())):
                yield from (Pair(language, *pair) for pair in zip(english[doc], sentences, strict=True))


def _meantime(shared: Path, language: str) -> dict[str, list[str]]:
    """The sentences of each document."""
    words: defaultdict[str, defaultdict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in _lines(shared / _MEANTIME.format(language)):
        cells = line.split("\t")
        if len(cells) > 3:
            words[cells[0]][int(cells[1])].append(cells[3])
    return {doc: [" ".join(of[number]) for number in sorted(of)] for doc, of in words.items()}


def _lines(path: Path) -> Iterator[str]:
    if not path.is_file():
        raise UsageError(f"{path} is missing; name the folder with the evaluation data with --shared")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")


def _planted(pairs: Sequence[Pair], dice: random.Random) -> list[Pair]:
    """Sentences of some length, each once and in one language, in random order."""
    found: dict[str, Pair] = {}
    for pair in dice.sample(pairs, len(pairs)):
        if _SHORTEST <= len(pair.english.split()) <= _LONGEST:
            found.setdefault(pair.english[:_OPENING], pair)
    return list(found.values())


def _chains(pairs: Sequence[Pair]) -> dict[str, Source]:
    """By language, from the translations of shorter sentences."""
    running: defaultdict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        if len(pair.english.split()) < _SHORTEST:
            running[pair.language] += pair.other.split()
    return {language: chained(words, ()) for language, words in running.items()}


def _found(rows: Sequence[Row], planted: Mapping[str, Sequence[Row]]) -> dict[str, list[bool]]:
    """By language, which of the planted translations stand beside their originals."""
    every = [plant for plants in planted.values() for plant in plants if plant["item"].startswith("t")]
    originals = {plant["item"]: plant for plant in every if plant["form"] == ORIGINAL}
    pairs = paired(rows)
    hits: defaultdict[str, list[bool]] = defaultdict(list)
    for plant in every:
        if plant["form"] != ORIGINAL:
            original = originals[plant["item"]]
            hits[plant["form"]].append(covered(original, plant, pairs[original["doc"], plant["doc"]]))
    return dict(sorted(hits.items()))


def _precision(rows: Sequence[Row], planted: Mapping[str, Sequence[Row]]) -> float:
    return sum(bool(common_items(row, planted)) for row in rows) / max(1, len(rows))


def _print(plain: Run, run: Run, found: Mapping[str, list[bool]], precision: float, out: Console) -> None:
    table = Table("figure", "measured")
    for language, hits in found.items():
        table.add_row(f"translations found, {language}", f"{sum(hits)} of {len(hits)}")
    every = [hit for hits in found.values() for hit in hits]
    table.add_row(
        "translations found", f"{sum(every)} of {len(every)}, {100 * sum(every) / len(every):.1f} %"
    )
    table.add_row(f"pairs that were planted, of {run.figures['translations']}", f"{precision:.3f}")
    table.add_row("documents a processor second", f"{run.rate:.0f}; without translations {plain.rate:.0f}")
    table.add_row("processor seconds", f"{run.seconds:.1f}; without translations {plain.seconds:.1f}")
    table.add_row("peak memory", f"{run.peak / 1e6:.0f} MB; without translations {plain.peak / 1e6:.0f} MB")
    left_out = ", ".join(f"{run.figures[n]} {n.replace('_', ' ')}" for n in _LEFT_OUT)
    out.print(table)
    out.print(f"left out by the limits: {left_out}")
