"""The whole job: a pile, an engine, and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from enum import StrEnum

import pyarrow.parquet as pq
from fsspec.core import url_to_fs

from onrecord.engines.local import LocalEngine
from onrecord.engines.spark import spark
from onrecord.errors import UsageError
from onrecord.model import Failure
from onrecord.plan import Engine, Progress, read_table, run, shards
from onrecord.reuse.pile import documents_of
from onrecord.reuse.steps import Limits, reuse_steps
from onrecord.reuse.translations import Reach, translation_steps


class EngineName(StrEnum):
    """The engines, as the command names them."""

    LOCAL = "local"
    SPARK = "spark"


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the work is done. ``memory`` is what queries may hold here before they go to disk ("2GB");
    ``master`` is a Spark master, None for one on this machine."""

    engine: EngineName = EngineName.LOCAL
    jobs: int = 1
    memory: str = "2GB"
    master: str | None = None

    @contextmanager
    def started(self) -> Iterator[Engine]:
        """The engine. Raises UsageError where what it needs is missing."""
        if self.engine is EngineName.SPARK:
            with spark(self.master) as engine:
                yield engine
        else:
            yield LocalEngine(self.jobs, self.memory)


def machine(engine: str, jobs: int, memory: str, master: str | None) -> Machine:
    """From what a user says. Raises UsageError for an engine that there is not."""
    if engine not in set(EngineName):
        raise UsageError(f"there is no engine {engine}; there are {' and '.join(EngineName)}")
    return Machine(EngineName(engine), jobs, memory, master)


@dataclass(frozen=True, slots=True)
class Across:
    """Pairs of sentences that may be translations of each other, and what the limits left out of the search:
    marks that too many sentences have, buckets too crowded however fine, and the pairs under both."""

    translations: int
    common_marks: int
    crowded_buckets: int
    meetings_left_out: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run found. Folders by name of the table; ``boilerplate_runs`` to ``pairs_left_out`` are what the
    limits left out (see docs/scaling.md)."""

    folders: dict[str, str]
    documents: int
    pairs: int
    clustered: int
    """Stretches that stand in some cluster."""
    boilerplate_runs: int
    boilerplate_places: int
    pairs_left_out: int
    across: Across | None
    """None where translations were not asked for."""
    failures: tuple[Failure, ...]

    def record(self) -> dict[str, object]:
        """The figures, and where the tables are, for people and for JSON."""
        figures = {f.name: getattr(self, f.name) for f in fields(self) if f.type in ("int", int)}
        across = asdict(self.across) if self.across else {}
        results = ("reuse", "clusters", "caps", "translations", "translation_caps")
        tables = {name: self.folders[name] for name in results if name in self.folders}
        return {**figures, **across, "tables": tables}


def find_reuse(
    paths: Sequence[str],
    out: str,
    machine: Machine = Machine(),
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    reach: Reach | None = None,
    progress: Progress = lambda _name, _done, _total: None,
) -> Summary:
    """Stretches that documents of ``paths`` share, and their clusters, as Parquet below ``out``.

    With ``reach``, sentences that may be translations of each other as well, in piles of several languages.
    A run that was stopped goes on where it was; a rerun on the same documents does nothing.
    Raises UsageError for a path that does not exist and for a missing engine.
    """
    progress("reading", 0, None)
    documents, failures = documents_of(paths, out, machine.jobs)
    with machine.started() as engine:
        steps = (*reuse_steps(limits), *(translation_steps(reach) if reach else ()))
        folders = run(steps, {"documents": documents}, out, engine, progress)
    caps = read_table(folders["caps"]).to_pylist()[0]
    return Summary(
        folders=folders,
        documents=_rows(documents),
        pairs=_rows(folders["reuse"]),
        clustered=_rows(folders["clusters"]),
        failures=tuple(failures),
        across=_across(folders) if reach else None,
        **caps,
    )


def _across(folders: dict[str, str]) -> Across:
    left_out = read_table(folders["translation_caps"]).to_pylist()[0]
    return Across(_rows(folders["translations"]), **left_out)


def _rows(folder: str) -> int:
    total = 0
    for shard in shards(folder):
        files, path = url_to_fs(shard)
        with files.open(path, "rb") as file:
            total += pq.ParquetFile(file).metadata.num_rows
    return total
