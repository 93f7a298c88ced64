"""Steps on this machine: a process for each core over the shards of a table, and DuckDB for queries."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from fsspec.core import url_to_fs

from onrecord.errors import OnrecordError
from onrecord.plan import Batches, MapStep, shards
from onrecord.pool import Lost, cores, ordered_map

ROWS = 256
"""Rows of a record batch given to a function; fewer of a row group whose rows are long."""
_BATCH = 16_000_000
"""Bytes of a batch, by the mean length of a row in its row group; one row may be more."""
_BUFFER = 1_000_000
"""Bytes of a column that are read at a time."""
_COMPRESSION = "snappy"
_GROUP = 8_000_000
"""Bytes of a row group."""
_SHARD = "32MB"
_SQL_TYPES = {
    pa.int64(): "BIGINT",
    pa.int32(): "INTEGER",
    pa.float64(): "DOUBLE",
    pa.string(): "VARCHAR",
    pa.binary(): "BLOB",
}


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """``memory`` is what DuckDB may hold before it goes to disk ("2GB"), ``jobs`` how many processes."""

    jobs: int = cores()
    memory: str = "2GB"

    def map(self, step: MapStep, source: str, target: str) -> None:
        """One shard a file of ``source``; a shard stands under its name only once it is whole.

        Raises OnrecordError where the function fails on a shard.
        """
        files, folder = url_to_fs(target)
        files.makedirs(folder, exist_ok=True)
        had = {shard.rsplit("/", 1)[-1] for shard in shards(target)}
        missing = [shard for shard in shards(source) if shard.rsplit("/", 1)[-1] not in had]
        work = [_Shard(step, shard, target) for shard in missing]
        with closing(ordered_map(_work, work, self.jobs, preload=step.function.__module__)) as results:
            for item, result in results:
                if isinstance(result, Lost):
                    raise OnrecordError(
                        f"{step.name} failed on {item.path}: {result.reason}; run again to go on from there"
                    )

    def query(
        self, sql: str, sources: Mapping[str, str], schema: pa.Schema, target: str, rows: int | None = None
    ) -> None:
        """DuckDB, streaming to shards; what does not fit in memory goes to a temporary folder.

        Shards for another file system are written there first, too: not every store has the folders that
        DuckDB wants to see.
        """
        files, folder = url_to_fs(target)
        files.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as base:
            base.execute(f"SET temp_directory = '{scratch}'")
            base.execute(f"SET memory_limit = '{self.memory}'")
            base.execute(f"SET threads = {self.jobs}")
            base.execute("SET preserve_insertion_order = false")
            for remote in {url_to_fs(path)[0] for path in sources.values() if not _is_local(path)}:
                base.register_filesystem(remote)
            for name, path in sources.items():
                found = ", ".join(_quoted(_plain(shard)) for shard in shards(path))
                base.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{found}])")
            columns = ", ".join(f"CAST({f.name} AS {_SQL_TYPES[f.type]}) AS {f.name}" for f in schema)
            size = f"FILE_SIZE_BYTES '{_SHARD}', ROW_GROUP_SIZE_BYTES {_GROUP}"
            if rows is not None:
                size = f"ROW_GROUP_SIZE {rows}, ROW_GROUPS_PER_FILE 1"
            written = folder if _is_local(target) else f"{scratch}/table"
            base.execute(
                f"COPY (SELECT {columns} FROM ({sql}) AS result) TO {_quoted(written)} "
                f"(FORMAT parquet, COMPRESSION {_COMPRESSION}, {size})"
            )
            if written != folder:
                for shard in shards(written):
                    files.put_file(shard, f"{folder}/{shard.rsplit('/', 1)[-1]}")


@dataclass(frozen=True, slots=True)
class _Shard:
    step: MapStep
    path: str
    target: str


def _work(shard: _Shard) -> None:
    files, source = url_to_fs(shard.path)
    name = source.rsplit("/", 1)[-1]
    out, folder = url_to_fs(shard.target)
    unfinished = f"{folder}/_{name}"
    schema = shard.step.schema
    # A dictionary of keys that hardly ever repeat costs more than the keys.
    repeated = [column.name for column in schema if column.type == pa.string()]
    with (
        files.open(source, "rb") as file,
        out.open(unfinished, "wb") as sink,
        pq.ParquetWriter(sink, schema, compression=_COMPRESSION, use_dictionary=repeated) as writer,
    ):
        for table in _groups(
            shard.step.function(_batches(pq.ParquetFile(file, buffer_size=_BUFFER)), *shard.step.arguments)
        ):
            writer.write_table(table)
    out.mv(unfinished, f"{folder}/{name}")


def _groups(batches: Batches) -> Iterator[pa.Table]:
    """Batches joined to row groups of some megabytes."""
    held: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        held.append(batch)
        size += batch.nbytes
        if size >= _GROUP:
            yield pa.Table.from_batches(held)
            held, size = [], 0
    if held:
        yield pa.Table.from_batches(held)


def _batches(file: pq.ParquetFile) -> Batches:
    """Batches that do not cross row groups, of bounded size however large those are."""
    for number in range(file.num_row_groups):
        group = file.metadata.row_group(number)
        rows = max(1, min(ROWS, _BATCH * group.num_rows // max(1, group.total_byte_size)))
        yield from file.iter_batches(rows, row_groups=[number], use_threads=False)


def _is_local(path: str) -> bool:
    protocol = url_to_fs(path)[0].protocol
    return "file" in ((protocol,) if isinstance(protocol, str) else protocol)


def _plain(path: str) -> str:
    """The path as DuckDB wants it: without protocol where the file lies on this machine."""
    return str(url_to_fs(path)[1]) if _is_local(path) else path


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
