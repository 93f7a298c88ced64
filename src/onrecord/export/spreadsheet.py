"""Tables for spreadsheets and data tools: CSV (RFC 4180) and Parquet, one file a table.

A cell of a CSV file that a spreadsheet would run as a formula is written with an apostrophe before it
(OWASP, "CSV Injection"); Parquet has no formulas and keeps the cell as it is.
"""

from __future__ import annotations

import csv
import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from onrecord.errors import UsageError
from onrecord.export.tables import Row, Value, tables
from onrecord.model import Story

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(story: Story, folder: Path) -> None:
    """Write every table that has rows to ``folder``/NAME.csv, as UTF-8. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables(story).items():
        if rows:
            with (folder / f"{name}.csv").open(
                "w", encoding="utf-8", errors="backslashreplace", newline=""
            ) as file:
                file.writelines(csv_lines(rows))


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """``rows``, which share their keys, as lines of CSV with a header line; nothing without rows."""
    line = _Line()
    writer = csv.writer(line)
    for number, row in enumerate(rows):
        if not number:
            writer.writerow(row)
            yield line.text
        writer.writerow([_safe(value) for value in row.values()])
        yield line.text


class _Line:
    """What a CSV writer writes to: keeps the line it was given."""

    text = ""

    def write(self, text: str) -> None:
        """The next line."""
        self.text = text


def _safe(value: Value) -> Value:
    """``value`` as no spreadsheet can mistake it; numbers are no text and stay as they are."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write_parquet(story: Story, folder: Path) -> None:
    """Likewise ``folder``/NAME.parquet. Raises OSError, and UsageError where pyarrow is not installed."""
    arrow, parquet = _arrow()
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables(story).items():
        if rows:
            parquet.write_table(
                arrow.Table.from_pylist([dict(row) for row in rows]), folder / f"{name}.parquet"
            )


def _arrow() -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow; install it with: pip install 'onrecord[tables]'") from error
