"""What the user names, as the table of documents: Parquet as it stands; anything else is read and written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.core import url_to_fs

from onrecord.errors import UsageError
from onrecord.model import Document, Failure
from onrecord.plan import SUFFIX, materialise, read_table, shards
from onrecord.pool import Lost, ordered_map
from onrecord.read.fetch import is_address
from onrecord.read.files import read_input
from onrecord.read.inputs import Input, inputs
from onrecord.reuse.parts import DOCUMENTS

_GROUP = 4_000_000
"""Characters of text in a row group, which is what a worker holds at a time; one document may be more."""
_GROUPS = 8
"""Row groups of a shard."""
_UNREAD = pa.schema([("path", pa.string()), ("reason", pa.string()), ("tried", pa.bool_())])


def documents_of(paths: Sequence[str], out: str, jobs: int) -> tuple[str, list[Failure]]:
    """The folder of the table of documents, and what could not be read.

    One path to a folder of Parquet files with the columns ``doc`` and ``text`` (on any file system) is that
    table; otherwise files and folders are read as everywhere. Raises UsageError for other columns or no path.
    """
    if len(paths) == 1 and not is_address(paths[0]) and shards(paths[0]):
        _check_columns(paths[0])
        return paths[0], []
    for path in paths:
        if "://" in path and not is_address(path):
            raise UsageError(
                f"{path} is no folder of Parquet files; files of other kinds must lie on this machine"
            )
    local = [Path(path) for path in paths]
    folder, unread = f"{out.rstrip('/')}/documents", f"{out.rstrip('/')}/unread"

    def read(target: str) -> None:
        failures = _write(ordered_map(_read, inputs(local), jobs, preload=_read.__module__), target)
        _write_table([(f.path, f.reason, f.tried) for f in failures], _UNREAD, f"{unread}/0{SUFFIX}")

    materialise(folder, _fingerprint(local), read)
    return folder, _failures(unread)


def _check_columns(folder: str) -> None:
    files, path = url_to_fs(shards(folder)[0])
    with files.open(path, "rb") as file:
        names = pq.read_schema(file).names
    if not {"doc", "text"} <= set(names):
        raise UsageError(f"{folder} has the columns {', '.join(names)}; it needs doc and text")


def _fingerprint(paths: Sequence[Path]) -> str:
    """Of names, sizes and times: enough to see that a file was added or changed."""
    digest = hashlib.sha256()
    for item in inputs(paths):
        digest.update(item.path.encode("utf-8", "surrogateescape"))
        if isinstance(item, Input) and item.data is None:
            status = Path(item.path).stat()
            digest.update(f" {item.id} {status.st_size} {status.st_mtime_ns}\n".encode())
        elif isinstance(item, Input):
            digest.update(item.data or b"")
    return digest.hexdigest()


def _read(item: Input | Failure) -> tuple[str, str] | Failure:
    if isinstance(item, Failure):
        return item
    found: Document | Failure = read_input(item)
    return found if isinstance(found, Failure) else (found.id, found.text)


def _write(
    results: Iterable[tuple[Input | Failure, tuple[str, str] | Failure | Lost]], target: str
) -> list[Failure]:
    """Documents to shards below ``target``; the failures."""
    failures: list[Failure] = []
    rows: list[tuple[str, str]] = []
    size = number = 0
    for item, result in results:
        if isinstance(result, Lost):
            failures.append(Failure(item.path, result.reason))
        elif isinstance(result, Failure):
            failures.append(result)
        else:
            rows.append((result[0], result[1].encode("utf-8", "replace").decode("utf-8")))
            size += len(result[1])
        if size >= _GROUP * _GROUPS:
            _write_table(rows, DOCUMENTS, f"{target}/{number:06}{SUFFIX}")
            rows, size, number = [], 0, number + 1
    if rows or not number:
        _write_table(rows, DOCUMENTS, f"{target}/{number:06}{SUFFIX}")
    return failures


def _write_table(rows: Sequence[tuple[object, ...]], schema: pa.Schema, path: str) -> None:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    files, name = url_to_fs(path)
    files.makedirs(files._parent(name), exist_ok=True)
    with files.open(name, "wb") as file, pq.ParquetWriter(file, schema) as writer:
        arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        table = pa.Table.from_arrays(arrays, schema=schema)
        for begin, end in _groups([sum(len(v) for v in row if isinstance(v, str)) for row in rows]):
            writer.write_table(table.slice(begin, end - begin))


def _groups(sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    begin = held = 0
    for number, size in enumerate(sizes):
        if held and held + size > _GROUP:
            yield begin, number
            begin, held = number, 0
        held += size
    yield begin, len(sizes)


def _failures(folder: str) -> list[Failure]:
    return [Failure(**row) for row in read_table(folder).to_pylist()]
