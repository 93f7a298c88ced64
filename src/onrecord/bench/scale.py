"""``onrecord bench scale``: cost by documents, both engines' tables, and a killed run resumed."""

from __future__ import annotations

import math
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onrecord.bench.reuse import Run, command, measured
from onrecord.bench.reuse_corpus import FORMS, make, source
from onrecord.bench.reuse_sample import write_sample
from onrecord.bench.reuse_scores import Scores, scores
from onrecord.engines.spark import require_java
from onrecord.errors import UsageError
from onrecord.plan import read_table, shards
from onrecord.reuse.steps import reuse_steps
from onrecord.reuse.translations import translation_steps

_SMALLEST, _STEP = 1000, 10
_SPARK_DOCUMENTS = 200
_EVERY = 0.02


@dataclass(frozen=True, slots=True)
class Sample:
    """How many pairs of the largest run a person wants to judge, and where they go (JSON Lines)."""

    pairs: int
    to: Path


def bench_scale(shared: Path, largest: int, sample: Sample | None, out: Console) -> None:
    """Print all three. Spark is left out, and that is said, where it cannot run."""
    sizes = [_SMALLEST]
    while sizes[-1] * _STEP <= largest:
        sizes.append(sizes[-1] * _STEP)
    sizes += [largest] if largest > sizes[-1] else []
    origin = source(shared)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for size in (*sizes, _SPARK_DOCUMENTS):
            # As dense in every pile as there are statements for, to be able to compare.
            make(origin, size, folder / str(size), statements=min(size // 10, len(origin.statements)))
        runs = []
        for size in sizes:
            runs.append(_Grown.of(folder / str(size), folder / f"out{size}"))
            out.print(runs[-1].line(runs[0].run), markup=False)
        _print(runs, out)
        if sample:
            write_sample(folder / str(sizes[-1]), folder / f"out{sizes[-1]}", sample.pairs, sample.to)
        _resume(folder / str(_SMALLEST), folder / "resumed", folder / f"out{_SMALLEST}", out)
        _compare(folder / str(_SPARK_DOCUMENTS), out)


@dataclass(frozen=True, slots=True)
class _Grown:
    run: Run
    found: Scores

    @classmethod
    def of(cls, folder: Path, out: Path) -> _Grown:
        run = measured(folder, out)
        return cls(run, scores(run.figures["tables"]["reuse"], str(folder / "gold")))

    def exponent(self, smallest: Run) -> str:
        """Of processor time by documents; "" for the smallest itself."""
        grown = math.log(self.run.figures["documents"] / smallest.figures["documents"])
        return f"{math.log(self.run.seconds / smallest.seconds) / grown:.2f}" if grown else ""

    def line(self, smallest: Run) -> str:
        """For who waits."""
        number, exponent = self.run.figures["documents"], self.exponent(smallest) or "-"
        return f"{number}: {self.run.seconds:.1f} s, {self.run.peak / 1e6:.0f} MB, exponent {exponent}"


def _print(runs: list[_Grown], out: Console) -> None:
    table = Table("", *(f"{grown.run.figures['documents']} documents" for grown in runs))
    table.add_row("processor seconds", *(f"{grown.run.seconds:.1f}" for grown in runs))
    table.add_row("documents a processor second", *(f"{grown.run.rate:.0f}" for grown in runs))
    table.add_row("exponent from the smallest", *(grown.exponent(runs[0].run) for grown in runs))
    table.add_row("peak MB", *(f"{grown.run.peak / 1e6:.0f}" for grown in runs))
    for form in FORMS:
        table.add_row(f"found, {form}", *(f"{100 * grown.found.found[form]:.1f} %" for grown in runs))
    table.add_row("pairs that were planted", *(f"{grown.found.precision:.3f}" for grown in runs))
    out.print(table)


def _resume(folder: Path, resumed: Path, whole: Path, out: Console) -> None:
    """Kill a run once a shard of its second map is written; the next one must keep all that was finished."""
    process = subprocess.Popen(command(folder, resumed), stdout=subprocess.DEVNULL)
    while not shards(str(resumed / "grams")) and process.poll() is None:
        time.sleep(_EVERY)
    process.kill()
    process.wait()
    kept = {path: path.stat().st_mtime_ns for path in resumed.glob("*/*.parquet") if path.name[0] != "_"}
    measured(folder, resumed)
    again = sum(path.stat().st_mtime_ns != before for path, before in kept.items())
    same = all(_rows(resumed, name) == _rows(whole, name) for name in ("reuse", "clusters"))
    out.print(
        f"killed and resumed: {again} of {len(kept)} finished shards written again; same result: {same}"
    )


def _compare(folder: Path, out: Console) -> None:
    try:
        require_java()
    except UsageError as error:
        out.print(f"Spark not compared: {error}", markup=False)
        return
    names = [step.name for step in (*reuse_steps(), *translation_steps())]
    for engine in ("local", "spark"):
        measured(folder, folder / engine, "--engine", engine, "--translations")
    equal = [name for name in names if _rows(folder / "local", name) == _rows(folder / "spark", name)]
    out.print(f"tables equal on both engines, {_SPARK_DOCUMENTS} documents: {len(equal)} of {len(names)}")


def _rows(folder: Path, table: str) -> list[str]:
    rows = read_table(str(folder / table))
    return sorted(map(repr, rows.select(sorted(rows.column_names)).to_pylist()))
