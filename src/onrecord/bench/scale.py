"""``onrecord bench scale``: cost by documents, both engines' tables, and a killed run resumed."""

from __future__ import annotations

import math
import subprocess
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onrecord.bench.reuse import Run, command, measured
from onrecord.bench.reuse_corpus import make, source
from onrecord.engines.spark import require_java
from onrecord.errors import UsageError
from onrecord.plan import read_table, shards
from onrecord.reuse.steps import reuse_steps

_SMALLEST, _STEP = 1000, 10
_SPARK_DOCUMENTS = 200
_EVERY = 0.02


def bench_scale(shared: Path, largest: int, out: Console) -> None:
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
        _print([measured(folder / str(size), folder / f"out{size}") for size in sizes], out)
        _resume(folder / str(_SMALLEST), folder / "resumed", folder / f"out{_SMALLEST}", out)
        _compare(folder / str(_SPARK_DOCUMENTS), out)


def _print(runs: list[Run], out: Console) -> None:
    table = Table(
        "documents", "processor s", "documents a processor s", "peak MB", "exponent from the smallest"
    )
    for run in runs:
        number = run.figures["documents"]
        grown = math.log(number / runs[0].figures["documents"])
        exponent = f"{math.log(run.seconds / runs[0].seconds) / grown:.2f}" if grown else ""
        cells = (f"{run.seconds:.0f}", f"{run.rate:.0f}", f"{run.peak / 1e6:.0f}", exponent)
        table.add_row(str(number), *cells)
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
    names = [step.name for step in reuse_steps()]
    for engine in ("local", "spark"):
        measured(folder, folder / engine, "--engine", engine)
    equal = [name for name in names if _rows(folder / "local", name) == _rows(folder / "spark", name)]
    out.print(f"tables equal on both engines, {_SPARK_DOCUMENTS} documents: {len(equal)} of {len(names)}")


def _rows(folder: Path, table: str) -> list[str]:
    rows = read_table(str(folder / table))
    return sorted(map(repr, rows.select(sorted(rows.column_names)).to_pylist()))
