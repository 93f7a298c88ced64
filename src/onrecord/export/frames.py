"""The tables of a story as data frames, for notebooks."""

from __future__ import annotations

import importlib
from typing import Any

from onrecord.errors import UsageError
from onrecord.export.tables import tables
from onrecord.model import Story


def to_pandas(story: Story) -> dict[str, Any]:
    """A pandas.DataFrame for each table that has rows, by name. Raises UsageError without pandas."""
    return _frames(story, "pandas")


def to_polars(story: Story) -> dict[str, Any]:
    """A polars.DataFrame for each table that has rows, by name. Raises UsageError without polars."""
    return _frames(story, "polars")


def _frames(story: Story, library: str) -> dict[str, Any]:
    try:
        make = importlib.import_module(library).DataFrame
    except ImportError as error:
        raise UsageError(f"{library} is missing; install it with: pip install 'onrecord[tables]'") from error
    return {name: make([dict(row) for row in rows]) for name, rows in tables(story).items() if rows}
