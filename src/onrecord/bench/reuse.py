"""``onrecord bench reuse``: planted statements found, and what it costs, by the command as users run it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from onrecord.bench.reuse_corpus import make, source
from onrecord.bench.reuse_scores import Scores, scores
from onrecord.errors import OnrecordError
from onrecord.plan import read_table

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Run:
    """One run of ``onrecord reuse`` in a process of its own: what it said, processor seconds, peak bytes."""

    figures: dict[str, Any]
    seconds: float
    peak: int

    @property
    def rate(self) -> float:
        """Documents a processor second."""
        return float(self.figures["documents"]) / self.seconds


def command(folder: Path, out: Path, *options: str) -> list[str]:
    """The command line for the pile that :func:`make` wrote to ``folder``, in one process to be timed."""
    pile = str(folder / "documents")
    return [
        sys.executable,
        "-m",
        "onrecord",
        "reuse",
        pile,
        "--out",
        str(out),
        "-j",
        "1",
        "--json",
        "-q",
        *options,
    ]


_APART = """
import json, resource, subprocess, sys
status = subprocess.run(sys.argv[2:]).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w") as told:
    json.dump((status, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024), told)
"""
# The peak that Linux tells of a process is no less than that of the process which started it was: a benchmark
# that holds a pile must have a small one start what is measured.


def measured(folder: Path, out: Path, *options: str) -> Run:
    """Run the command. Raises OnrecordError where it fails."""
    with tempfile.TemporaryDirectory() as scratch:
        used, told = Path(scratch) / "used", Path(scratch) / "told"
        apart = [sys.executable, "-I", "-S", "-c", _APART, str(used)]
        with told.open("w") as sink:
            subprocess.run([*apart, *command(folder, out, *options)], stdout=sink, check=True)
        status, seconds, peak = json.loads(used.read_text())
        if status:
            raise OnrecordError(f"onrecord reuse ended with status {status}; see above")
        return Run(json.loads(told.read_text()), seconds, peak)


def bench_reuse(shared: Path, documents: int, out: Console) -> None:
    """Print what was found of each form, precision, cost, and some of the pairs that were not planted."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make(source(shared), documents, folder)
        run = measured(folder, folder / "out")
        result = scores(run.figures["tables"]["reuse"], str(folder / "gold"))
        _print(run, result, out)
        texts = read_table(str(folder / "documents"))
        by_doc = dict(zip(texts["doc"].to_pylist(), texts["text"].to_pylist(), strict=True))
    for row in result.wrong[:_SHOWN]:
        stretches = (by_doc[row[f"{s}_doc"]][row[f"{s}_start"] : row[f"{s}_end"]] for s in ("left", "right"))
        out.print(" | ".join(" ".join(stretch.split()) for stretch in stretches), markup=False)


def _print(run: Run, result: Scores, out: Console) -> None:
    table = Table("figure", "measured")
    for form, share in result.found.items():
        table.add_row(f"found, {form}", f"{100 * share:.1f} %")
    table.add_row(f"pairs of stretches that were planted, of {result.judged}", f"{result.precision:.3f}")
    table.add_row("documents a processor second", f"{run.rate:.0f}")
    table.add_row("peak memory", f"{run.peak / 1e6:.0f} MB")
    out.print(table)
