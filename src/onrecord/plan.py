"""A pipeline over tables as data: a tuple of steps, run by an engine, materialised and resumable.

A table is a folder of Parquet files (shards) under any path that fsspec knows (local, ``s3://``, ``gs://``,
``hdfs://``). Each step writes one table; beside its folder stand two small files that hold the fingerprint
of the step and of everything before it: ``NAME.started`` and ``NAME.done``. A run that was stopped goes on
where it was, a rerun does nothing, and a changed step is worked again with all that rests on it. A table that
only served others may be deleted once they are done: it is made again when one of them is.

SQL joins, filters, groups, counts and takes minima of numbers; it holds no text functions, since engines
disagree on them (lower-casing, splitting, regular expressions, the order of texts): text is for functions.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.core import url_to_fs

from onrecord.errors import UsageError

Batches = Iterator[pa.RecordBatch]
SUFFIX = ".parquet"


@dataclass(frozen=True, slots=True)
class MapStep:
    """``function(batches, *arguments)`` over the record batches of each shard of ``source``.

    The function must be importable by name and give the same rows however the rows are batched.
    """

    name: str
    source: str
    function: Callable[..., Batches]
    schema: pa.Schema
    arguments: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class QueryStep:
    """One SQL query over ``sources``, whose columns are cast to ``schema``.

    ``rows``: about how many a shard of the result holds at most, where the step that reads it takes long over
    each: shards are what is shared out among processes, and kept of a step that was stopped.
    """

    name: str
    sql: str
    sources: tuple[str, ...]
    schema: pa.Schema
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class FixpointStep:
    """``seed``, then ``sql`` over the result (under the name of the step) until the rows stay the same.

    Rows are compared as sets. More than ``rounds`` rounds are an error, not a wrong answer.
    """

    name: str
    seed: str
    sql: str
    sources: tuple[str, ...]
    schema: pa.Schema
    rounds: int = 60


Step = MapStep | QueryStep | FixpointStep
Progress = Callable[[str, int, int | None], None]
"""Told the name of the step, how many are done, and of how many."""


class Engine(Protocol):
    """Where steps are worked. Both methods write a whole table to the folder ``target``."""

    def map(self, step: MapStep, source: str, target: str) -> None:
        """Work a MapStep over the table ``source``.

        ``target`` holds nothing but what this method of the same class left there when it was stopped.
        """

    def query(
        self, sql: str, sources: Mapping[str, str], schema: pa.Schema, target: str, rows: int | None = None
    ) -> None:
        """Work one query; ``sources`` are the folders of the tables it names, ``rows`` is for QueryStep."""


def run(
    steps: Sequence[Step],
    inputs: Mapping[str, str],
    root: str,
    engine: Engine,
    progress: Progress = lambda _name, _done, _total: None,
) -> dict[str, str]:
    """Work ``steps`` in order below the folder ``root``; the folder of every table, by name.

    ``inputs`` are the folders of the tables the first steps read. Raises UsageError for an input without
    Parquet files and for a fixpoint that is not reached.
    """
    tables = {name: _Table(folder, _contents(folder)) for name, folder in inputs.items()}
    for step in steps:
        fingerprint = _digest(_definition(step), *(tables[name].fingerprint for name in _read_by(step)))
        tables[step.name] = _Table(f"{root.rstrip('/')}/{step.name}", fingerprint)
    needed = _needed(steps, tables)
    for number, step in enumerate(steps):
        if step.name in needed:
            progress(step.name, number, len(steps))
            _work(step, tables, engine)
    return {name: table.folder for name, table in tables.items()}


def shards(folder: str) -> list[str]:
    """The Parquet files of a table, sorted by name, as paths that begin as ``folder`` does."""
    files, path = url_to_fs(folder)
    files.invalidate_cache(path)  # other processes write, too
    found = files.find(path, maxdepth=1) if files.exists(path) else []
    names = sorted(_base(name) for name in found)
    return [f"{folder.rstrip('/')}/{name}" for name in names if name.endswith(SUFFIX) and name[0] not in "_."]


def read_table(folder: str) -> pa.Table:
    """A whole table in memory: for small ones. Raises UsageError for a folder without Parquet files."""
    tables = []
    for shard in shards(folder):
        files, path = url_to_fs(shard)
        with files.open(path, "rb") as file:
            # A thread of Arrow that reads through Python may outlive the interpreter, which then aborts.
            tables.append(pq.ParquetFile(file).read(use_threads=False))
    if not tables:
        raise UsageError(f"{folder} holds no Parquet files")
    return pa.concat_tables(tables)


@dataclass(frozen=True, slots=True)
class _Table:
    folder: str
    fingerprint: str


def _read_by(step: Step) -> tuple[str, ...]:
    return (step.source,) if isinstance(step, MapStep) else step.sources


def _needed(steps: Sequence[Step], tables: Mapping[str, _Table]) -> set[str]:
    """The steps to be worked: what is not done, and what that rests on where it was deleted."""
    needed: set[str] = set()
    asked = {step.name for step in steps}.difference(*map(_read_by, steps))
    for step in reversed(steps):
        table = tables[step.name]
        there = _read(f"{table.folder}.done") == table.fingerprint
        if not there or (step.name in asked and not shards(table.folder)):
            needed.add(step.name)
            asked.update(_read_by(step))
    return needed


def _work(step: Step, tables: Mapping[str, _Table], engine: Engine) -> None:
    table = tables[step.name]
    sources = {name: tables[name].folder for name in _read_by(step)}
    match step:
        case MapStep():
            work = partial(engine.map, step, sources[step.source])
            materialise(table.folder, table.fingerprint, work, keep=type(engine).__name__)
        case QueryStep():
            query = partial(engine.query, step.sql, sources, step.schema, rows=step.rows)
            materialise(table.folder, table.fingerprint, query)
        case FixpointStep():
            _settle(step, sources, table, engine)


def materialise(folder: str, fingerprint: str, work: Callable[[str], None], *, keep: str = "") -> None:
    """Let ``work`` write the table ``folder`` unless it is there under this fingerprint.

    With ``keep``, what ``work`` left behind when it was stopped under the same fingerprint and the same
    ``keep`` stays for it.
    """
    done, begun = _read(f"{folder}.done"), f"{fingerprint} {keep}"
    if done == fingerprint and shards(folder):
        return
    if done or not keep or _read(f"{folder}.started") != begun:
        _remove(folder)
    _write(f"{folder}.started", begun)
    work(folder)
    _write(f"{folder}.done", fingerprint)


def _settle(step: FixpointStep, sources: Mapping[str, str], table: _Table, engine: Engine) -> None:
    """Every round is a table of its own until the last: a run that was stopped goes on at its round."""

    def query(sql: str, earlier: Mapping[str, str], to: _Table) -> None:
        work = partial(engine.query, sql, {**sources, **earlier}, step.schema)
        materialise(to.folder, to.fingerprint, work)

    rounds = [_Table(f"{table.folder}.round0", table.fingerprint)]
    query(step.seed, {}, rounds[0])
    while len(rounds) <= step.rounds:
        here = rounds[-1].folder
        rounds.append(_Table(f"{table.folder}.round{len(rounds)}", table.fingerprint))
        query(step.sql, {step.name: here}, rounds[-1])
        if _same(here, rounds[-1].folder, f"{table.folder}.changed", engine):
            query(f"SELECT * FROM {step.name}", {step.name: here}, table)
            for spent in rounds:
                _remove(spent.folder)
            return
    raise UsageError(f"{step.name} was not settled after {step.rounds} rounds; allow it more")


def _same(left: str, right: str, scratch: str, engine: Engine) -> bool:
    changed = (
        "SELECT COUNT(*) AS changed FROM ((SELECT * FROM l EXCEPT SELECT * FROM r) "
        "UNION ALL (SELECT * FROM r EXCEPT SELECT * FROM l)) AS d"
    )
    _remove(scratch)
    engine.query(changed, {"l": left, "r": right}, pa.schema([("changed", pa.int64())]), scratch)
    settled = not read_table(scratch)["changed"][0].as_py()
    _remove(scratch)
    return settled


def _definition(step: Step) -> str:
    """Everything that decides what a step makes of its inputs; of a function, the module it stands in."""
    if isinstance(step, MapStep):
        module = sys.modules[step.function.__module__]
        parts: tuple[object, ...] = (step.function.__qualname__, inspect.getsource(module), step.arguments)
    elif isinstance(step, QueryStep):
        parts = (step.sql,)
    else:
        parts = (step.seed, step.sql)
    return repr((step.name, str(step.schema), parts))


def _contents(folder: str) -> str:
    """Fingerprint of an input table: its files, with what tells that one was changed (time, size, tag)."""
    files, _ = url_to_fs(folder)
    found = [url_to_fs(shard)[1] for shard in shards(folder)]
    if not found:
        raise UsageError(f"{folder} holds no Parquet files")
    return _digest(*(f"{_base(shard)} {files.checksum(shard)}" for shard in found))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def _base(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _read(path: str) -> str | None:
    files, name = url_to_fs(path)
    content: Any = files.cat_file(name) if files.exists(name) else None
    return None if content is None else str(content, "utf-8")


def _write(path: str, content: str) -> None:
    files, name = url_to_fs(path)
    files.makedirs(files._parent(name), exist_ok=True)
    files.pipe_file(name, content.encode())


def _remove(folder: str) -> None:
    """A table with its marks; the mark of completion first."""
    for path in (f"{folder}.done", f"{folder}.started", folder):
        files, name = url_to_fs(path)
        if files.exists(name):
            files.rm(name, recursive=True)
