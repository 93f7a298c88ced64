"""``onrecord bench stream``: memory and processor time of ``onrecord extract`` on many small documents."""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onrecord.bench.fuzz import STORIES
from onrecord.errors import UsageError
from onrecord.pool import cores

_SEED = 1
_FEW = 1000
_EVERY = 0.2
"""Seconds between two looks at the processes."""
_FOLDER = 1000
"""Files in one folder."""


def bench_stream(cases: int, out: Console) -> None:
    """Extract 1,000 and then ``cases`` generated files, in one process and on all cores; print a table.

    Memory is the resident set of the largest process, and of all of them at one time. Raises UsageError
    where the command fails, and where psutil is not installed.
    """
    if find_spec("psutil") is None:
        raise UsageError("bench stream looks at processes with psutil: install onrecord[dev]")
    table = Table("files", "jobs", "MB, largest process", "MB, all at once", "processor s", "seconds")
    with tempfile.TemporaryDirectory() as scratch:
        for count in dict.fromkeys((min(_FEW, cases), cases)):
            folder = Path(scratch) / str(count)
            _write(folder, count)
            for jobs in dict.fromkeys((1, cores())):
                table.add_row(str(count), str(jobs), *_measured(folder, jobs))
    out.print(table)


def _write(folder: Path, count: int) -> None:
    """Stories of one to three of the bundled ones, each with a number of its own."""
    rng = random.Random(_SEED)
    for number in range(count):
        path = folder / f"{number // _FOLDER:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join(rng.sample(STORIES, rng.randrange(1, 4)))
        path.write_text(text.replace("30", str(number + 2)), encoding="utf-8")


def _measured(folder: Path, jobs: int) -> tuple[str, ...]:
    command = [sys.executable, "-m", "onrecord", "extract", "--jobs", str(jobs), str(folder)]
    start = time.perf_counter()
    largest = together = 0
    used: dict[int, float] = {}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None:
            looked = _look(running.pid)
            sizes = [size for size, _ in looked.values()]
            largest, together = max([largest, *sizes]), max(together, sum(sizes))
            used.update({pid: seconds for pid, (_, seconds) in looked.items()})
            time.sleep(_EVERY)
    if running.returncode:
        raise UsageError(f"{' '.join(command)} ended with status {running.returncode}")
    seconds = time.perf_counter() - start
    return f"{largest / 1e6:.0f}", f"{together / 1e6:.0f}", f"{sum(used.values()):.0f}", f"{seconds:.0f}"


def _look(pid: int) -> dict[int, tuple[int, float]]:
    """Resident bytes and processor seconds so far of a process and all below it, by process id."""
    import psutil  # of the extra "dev": nothing else that users run needs it

    found = {}
    with suppress(psutil.Error):
        whole = psutil.Process(pid)
        for process in (whole, *whole.children(recursive=True)):
            with suppress(psutil.Error):
                times = process.cpu_times()
                found[process.pid] = process.memory_info().rss, times.user + times.system
    return found
