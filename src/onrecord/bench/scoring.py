"""The scores of a record against the gold of its story, by the evaluation data's own scorer."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "onrecord")


def scorer_of(shared: Path) -> Path:
    """Where the scorer of stories lies in the evaluation data."""
    return shared / "eval" / "score_story.py"


def score_record(
    shared: Path, gold: Path, record: Path, *, partial: bool = False
) -> tuple[Mapping[str, Any], str]:
    """What the scorer says of ``record``, exported beside it: its JSON, and its table.

    ``partial``: the gold is not complete, so there are recall-type figures only.
    """
    exported = record.with_suffix(".jsonl")
    with exported.open("wb") as file:
        subprocess.run([*COMMAND, "export", str(record)], check=True, stdout=file)
    options = ["--gold", str(gold), "--system", str(exported), *(["--partial"] if partial else [])]
    done = subprocess.run(
        [sys.executable, str(scorer_of(shared)), *options], check=True, capture_output=True, text=True
    )
    first, _, table = done.stdout.partition(
        "\n"
    )  # the scorer's own contract: one JSON object, then the table
    found: Mapping[str, Any] = json.loads(first)
    return found, table
