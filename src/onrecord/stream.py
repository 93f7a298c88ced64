"""Inputs in, what is found inside each out, one document at a time and in order, on any number of processes.

Memory does not grow with the number of inputs: nothing is kept of a document that has been given out.
Whatever goes wrong with one document is a Failure in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeVar

from onrecord import schema
from onrecord.extract.extraction import Model, extract
from onrecord.group.profile import profile
from onrecord.model import Document, Extraction, Failure
from onrecord.pool import Lost, ordered_map
from onrecord.read.containers import Options
from onrecord.read.files import read_input
from onrecord.read.inputs import Input, inputs

R = TypeVar("R")
Source = TypeVar("Source", Input | Failure, Document)


def extract_paths(
    paths: Sequence[str | Path], model: Model = "shipped", jobs: int = 1, options: Options | None = None
) -> Generator[Extraction | Failure, None, None]:
    """What is found inside each document of ``paths``; ``model`` as in :func:`onrecord.extract`.

    ``jobs``: processes to use, 1 for none but this one; ``options``: how to read. Raises UsageError for a
    path that does not exist, before anything is read.
    """
    return _results(extract_inputs(inputs(paths, options), model, jobs))


def extract_lines(
    paths: Sequence[str | Path], model: Model = "shipped", jobs: int = 1, options: Options | None = None
) -> Generator[str | Failure, None, None]:
    """The same as JSON Lines: all lines of one document, each with its line end, in one string.

    The document's own record has the role and the dates that the document itself tells.
    """
    return _results(_stream(partial(_lines, model=model), inputs(paths, options), jobs))


def extract_inputs(
    items: Iterable[Source], model: Model, jobs: int
) -> Generator[tuple[Source, Extraction | Failure], None, None]:
    """Each input, or document that is read already, with what is found inside it."""
    return _stream(partial(_extraction, model=model), items, jobs)


def read_inputs(
    items: Iterable[Source], jobs: int
) -> Generator[tuple[Source, Document | Failure], None, None]:
    """Each input with its document: reading alone."""
    return _stream(_document, items, jobs)


def _results(pairs: Generator[tuple[Source, R | Failure], None, None]) -> Generator[R | Failure, None, None]:
    with closing(pairs):
        for _, found in pairs:
            yield found


def _stream(
    work: Callable[[Source], R | Failure], items: Iterable[Source], jobs: int
) -> Generator[tuple[Source, R | Failure], None, None]:
    with closing(ordered_map(work, items, jobs, preload=__name__)) as results:
        for item, found in results:
            if isinstance(found, Lost):
                reason = f"a fault of onrecord, please report it with this file: {found.reason}"
                yield item, Failure(item.path, reason)
            else:
                yield item, found


def _document(item: Input | Document | Failure) -> Document | Failure:
    return read_input(item) if isinstance(item, Input) else item


def _extraction(item: Input | Document | Failure, model: Model) -> Extraction | Failure:
    document = _document(item)
    return document if isinstance(document, Failure) else extract(document, model)


def _lines(item: Input | Document | Failure, model: Model) -> str | Failure:
    found = _extraction(item, model)
    if isinstance(found, Failure):
        return found
    return "".join(line + "\n" for line in schema.dumps(schema.extraction_records(found, profile(found))))
