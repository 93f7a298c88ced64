"""``onrecord bench seeds``: time, memory and scores of the whole job on a small real pile."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

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
        out.print(_scores(shared, gold, record, Path(scratch) / "seeds.jsonl"), markup=False, highlight=False)


def _timed(arguments: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "onrecord", *arguments], check=True)
    return time.perf_counter() - start


def _scores(shared: Path, gold: Path, record: Path, exported: Path) -> str:
    with exported.open("wb") as file:
        subprocess.run([sys.executable, "-m", "onrecord", "export", str(record)], check=True, stdout=file)
    scorer = [sys.executable, str(shared / "eval" / "score_story.py")]
    done = subprocess.run(
        [*scorer, "--gold", str(gold), "--system", str(exported)], check=True, capture_output=True, text=True
    )
    first, _, table = done.stdout.partition("\n")
    json.loads(first)  # the scorer's own contract: one JSON object, then the table
    return table
