"""``onrecord bench stories``: the scores of the whole job on every story that has gold, side by side."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from onrecord.bench.scoring import COMMAND, score_record, scorer_of
from onrecord.errors import UsageError

# What a row is called, and where the scorer's JSON has it.
_ROWS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("quotations found", ("quotations", "overlap", "recall")),
    ("quotations, overlap F1", ("quotations", "overlap", "f1")),
    ("speaker, of those found", ("quotations", "speaker", "accuracy_matched")),
    ("references found, over all", ("alignment", "references_all")),
    ("the same, IoU at least 0.5", ("alignment", "references_all_iou50")),
    ("attested, over all", ("attested", "accuracy_all")),
    ('"not in this record" recall', ("attested", "no_recall_all")),
    ("false attestations", ("attested", "false_attestations")),
    ("changes, micro-F1", ("changes", "micro", "f1")),
    ("changes, macro-F1", ("changes", "macro_f1")),
    ("changes, exact set", ("changes", "exact_set")),
    ("must-not-flag violations", ("must_not_flag", "violations")),
    ("of must-not-flag items", ("must_not_flag", "items")),
    ("omissions, precision", ("omissions", "precision")),
    ("omissions, recall", ("omissions", "recall")),
    ("findings, precision", ("findings", "precision")),
    ("findings, recall", ("findings", "recall")),
    ("figures, F1", ("figures", "f1")),
    ("events, B-cubed F1", ("events", "f1")),
    ("derivations, F1", ("derivations", "f1")),
)
_TITLE, _WIDTH = 32, 12
"""Characters of the first column, and of each story's, so that no figure is cut on a narrow terminal."""


@dataclass(frozen=True, slots=True)
class Told:
    """A folder of documents and its gold; ``partial`` gold gives recall-type figures only."""

    name: str
    folder: Path
    gold: Path
    partial: bool


def bench_stories(shared: Path, own: Path, only: Sequence[str], out: Console) -> None:
    """Trace the stories of ``shared`` and of ``own`` (NAME/ beside NAME.gold.jsonl); print a table.

    ``only``: the names of the stories wanted, all of them where it is empty. Raises UsageError where there
    is no such story, or no scorer in ``shared/eval``.
    """
    scorer = scorer_of(shared)
    wanted = stories_with_gold(shared, own, only)
    if not scorer.is_file():
        raise UsageError(f"no scorer at {scorer}")
    with tempfile.TemporaryDirectory() as scratch:
        scores = {s.name: _scores(s, shared, Path(scratch)) for s in wanted}
    table = Table(Column(no_wrap=True), *(Column(name, no_wrap=True) for name in scores))
    for title, path in _ROWS:
        table.add_row(title, *(_cell(found, path) for found in scores.values()))
    out.print(table, width=_TITLE + _WIDTH * len(scores), crop=False, soft_wrap=True)


def stories_with_gold(shared: Path, own: Path, only: Sequence[str]) -> list[Told]:
    """The stories of both folders, those named ``only`` where any are. Raises UsageError where none is."""
    wanted = [story for story in _stories(shared, own) if not only or story.name in only]
    if not wanted:
        raise UsageError(f"no story with gold in {shared} or {own}")
    return wanted


def _stories(shared: Path, own: Path) -> Iterator[Told]:
    seeds = shared / "seeds"
    if seeds.is_dir():
        yield Told("seeds", seeds, shared / "gold" / "seeds.jsonl", partial=False)
    clusters = shared / "data" / "clusters"
    for folder in sorted(clusters.iterdir()) if clusters.is_dir() else ():
        gold = shared / "gold" / f"{folder.name}.jsonl"
        if gold.is_file():
            yield Told(folder.name.partition("_")[0], folder, gold, partial=True)
    for gold in sorted(own.glob("*.gold.jsonl")):
        name = gold.name.removesuffix(".gold.jsonl")
        yield Told(name, own / name, gold, partial=False)


def _scores(story: Told, shared: Path, scratch: Path) -> Mapping[str, Any]:
    record = scratch / f"{story.name}.sqlite"
    # Exit status 1 says that something could not be read, such as the notes beside a story.
    traced = subprocess.run([*COMMAND, "trace", str(story.folder), "--record", str(record), "--quiet"])
    if traced.returncode > 1:
        raise UsageError(f"{story.folder} cannot be traced")
    return score_record(shared, story.gold, record, partial=story.partial)[0]


def _cell(scores: Mapping[str, Any], path: Sequence[str]) -> str:
    value: Any = scores
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if value is None:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}"
