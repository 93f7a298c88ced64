"""Inputs in, what is found inside each out, one document at a time and in order, on any number of processes.

Memory does not grow with the number of inputs: nothing is kept of a document that has been given out.
Whatever goes wrong with one document is a Failure in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from onrecord import schema
from onrecord.extract.extraction import Model, extract
from onrecord.group.profile import profile
from onrecord.model import Extraction, Failure
from onrecord.pool import Lost, ordered_map
from onrecord.read.containers import Options
from onrecord.read.files import read_input
from onrecord.read.inputs import Input, inputs

R = TypeVar("R")


def extract_paths(
    paths: Sequence[str | Path], model: Model = "shipped", jobs: int = 1, options: Options | None = None
) -> Generator[Extraction | Failure, None, None]:
    """What is found inside each document of ``paths``; ``model`` as in :func:`onrecord.extract`.

    ``jobs``: processes to use, 1 for none but this one; ``options``: how to read. Raises UsageError for a
    path that does not exist, before anything is read.
    """
    return _stream(partial(_extraction, model=model), inputs(paths, options), jobs)


def extract_lines(
    paths: Sequence[str | Path], model: Model = "shipped", jobs: int = 1, options: Options | None = None
) -> Generator[str | Failure, None, None]:
    """The same as JSON Lines: all lines of one document, each with its line end, in one string.

    The document's own record has the role and the dates that the document itself tells.
    """
    return _stream(partial(_lines, model=model), inputs(paths, options), jobs)


def _stream(
    work: Callable[[Input | Failure], R | Failure], items: Iterable[Input | Failure], jobs: int
) -> Generator[R | Failure, None, None]:
    for item, found in ordered_map(work, items, jobs, preload=__name__):
        if isinstance(found, Lost):
            yield Failure(item.path, f"a fault of onrecord, please report it with this file: {found.reason}")
        else:
            yield found


def _extraction(item: Input | Failure, model: Model) -> Extraction | Failure:
    document = item if isinstance(item, Failure) else read_input(item)
    return document if isinstance(document, Failure) else extract(document, model)


def _lines(item: Input | Failure, model: Model) -> str | Failure:
    found = _extraction(item, model)
    if isinstance(found, Failure):
        return found
    return "".join(line + "\n" for line in schema.dumps(schema.extraction_records(found, profile(found))))
