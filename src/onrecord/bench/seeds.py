"""``onrecord bench seeds``: time, memory and scores of the whole job on a small real pile."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from rich.console import Console

from onrecord.bench.scoring import COMMAND, score_record
from onrecord.errors import UsageError


def bench_seeds(shared: Path, runs: int, out: Console) -> None:
    """Trace ``shared/seeds`` ``runs`` times in fresh processes; print times, peak memory and the scores.

    Raises UsageError when the evaluation data is not there.
    """
    folder, gold = shared / "seeds", shared / "gold" / "seeds.jsonl"
    if not folder.is_dir() or not gold.is_file():
        raise UsageError(f"{folder} or {gold} is missing; name the evaluation data with --shared")
    with tempfile.TemporaryDirectory() as scratch:
        record = Path(scratch) / "seeds.sqlite"
        times = [_timed(["trace", str(folder), "--record", str(record), "--quiet"]) for _ in range(runs)]
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        out.print(f"cores: {os.cpu_count()}; runs: {runs}")
        out.print(
            f"seconds: median {statistics.median(times):.2f}, min {min(times):.2f}, max {max(times):.2f}"
        )
        out.print(f"peak memory: {peak:.0f} MB")
        out.print(score_record(shared, gold, record)[1], markup=False, highlight=False)


def _timed(arguments: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([*COMMAND, *arguments], check=True)
    return time.perf_counter() - start
