"""The transcripts of the evaluation data, which several benchmarks are made from."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from onrecord.errors import UsageError
from onrecord.text.sentences import sentences

_FILE = Path("data/transcripts/kremlin_en/kremlin_en_text.jsonl.gz")
_LENGTH = range(60, 400)


def transcripts(shared: Path) -> Iterator[dict[str, Any]]:
    """The rows of the collection (``title``, ``date``, ``text``), in its order.

    Raises UsageError, before the first of them, when ``shared`` does not hold it.
    """
    source = shared / _FILE
    if not source.is_file():
        raise UsageError(f"{source} is missing; name the folder with the evaluation data with --shared")
    return _rows(source)


def _rows(source: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def whole_sentences(text: str) -> Iterator[str]:
    """The sentences of a transcript that stand for themselves: of moderate length, without a label."""
    for span in sentences(text):
        said = span.of(text)
        if len(said) in _LENGTH and said[0].isupper() and said[-1] in ".?!" and ":" not in said:
            yield said
