"""``onrecord bench quotes``: the whole ``extract`` beside textacy, and its accuracy on PolNeAR dev."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from onrecord.bench import textacy_peer
from onrecord.errors import UsageError

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_HOW_TO = f"""textacy: not measured. To have it beside this:
  python -m venv PEERS
  PEERS/bin/pip install textacy "spacy~=3.8.0" {textacy_peer.MODEL.replace("_", "-")}
  onrecord bench quotes --peer-python PEERS/bin/python"""

_Run = Mapping[str, float]


def bench_quotes(shared: Path, runs: int, peer_python: Path | None, out: Console) -> None:
    """Extract PolNeAR dev ``runs`` times on one core; print documents a second, peak memory and the scores.

    ``peer_python``: an interpreter with textacy, which reads the same documents between our runs, each
    process alone and bound to one core and one thread. Medians are printed. Raises UsageError when the
    evaluation data or that interpreter is not there.
    """
    split = shared / "data" / "quotes" / "polnear" / "data" / "dev"
    if not (split / "text").is_dir():
        raise UsageError(f"{split} is missing; name the evaluation data with --shared")
    if peer_python is not None and not peer_python.is_file():
        raise UsageError(f"{peer_python} is no interpreter; --peer-python takes the path of one with textacy")
    ours: list[_Run] = []
    theirs: list[_Run] = []
    with tempfile.TemporaryDirectory() as scratch:
        system = Path(scratch) / "dev.jsonl"
        for _ in range(runs):
            ours.append(_timed([sys.executable, "-m", "onrecord.bench.own_run", split / "text", system]))
            if peer_python is not None:
                theirs.append(_timed([peer_python, textacy_peer.__file__, split / "text"]))
        _print_speed(ours, theirs, out)
        out.print(_scores(shared, split, system), markup=False, highlight=False)


def _timed(command: list[str | Path]) -> _Run:
    environment = {**os.environ, **dict.fromkeys(_ONE_THREAD, "1")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UsageError(f"{command[0]} failed: {done.stderr.strip().splitlines()[-1:]}")
    run: _Run = json.loads(done.stdout.splitlines()[-1])
    return run


def _print_speed(ours: list[_Run], theirs: list[_Run], out: Console) -> None:
    table = Table("", "documents", "raise", "docs/s", "docs/s of processor time", "peak MB")
    for name, found in (("onrecord extract", ours), ("textacy, per paragraph", theirs)):
        if found:
            counts = (f"{found[0][key]:.0f}" for key in ("documents", "raised"))
            rates = (f"{_rate(found, key):.2f}" for key in ("wall", "cpu"))
            table.add_row(name, *counts, *rates, f"{max(run['peak'] for run in found):.0f}")
    out.print(table)
    if theirs:
        wall, cpu = (_rate(ours, key) / _rate(theirs, key) for key in ("wall", "cpu"))
        out.print(f"times textacy's documents a second: {wall:.2f} (of processor time: {cpu:.2f})")
    else:
        out.print(_HOW_TO, markup=False, highlight=False)


def _rate(runs: list[_Run], key: str) -> float:
    return statistics.median(run["documents"] / run[key] for run in runs)


def _scores(shared: Path, split: Path, system: Path) -> str:
    scorer = [sys.executable, str(shared / "eval" / "score_quotes.py")]
    done = subprocess.run(
        [*scorer, "--split", str(split), "--system", str(system)], check=True, capture_output=True, text=True
    )
    return done.stdout.partition("\n")[2]
