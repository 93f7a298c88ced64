"""Steps on Spark: ``mapInArrow`` for functions, Spark SQL for queries. Needs ``onrecord[spark]`` and Java 17.

Workers of a cluster need this package installed, as the driver does, and all must see the paths of the
tables. Spark itself repeats tasks that fail. A map is worked in up to :data:`PIECES` pieces, a query in one:
where the driver was killed, the piece that was under way is worked again.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
from fsspec.core import url_to_fs

from onrecord.errors import OnrecordError, UsageError
from onrecord.plan import Batches, MapStep, shards

PIECES = 16
_FEWEST = 8
"""Shards of a piece, if there are so many: starting a job takes a while."""
_OLDEST_JAVA = 17
_BATCH = "256"
_BY_COLUMN = "spark.sql.parquet.enableVectorizedReader"
"""Reads some thousand rows at once: good for numbers, but documents may be of many megabytes each."""
_GET_JAVA = (
    f"Spark needs Java {_OLDEST_JAVA} or newer: install it (Debian and Ubuntu: apt-get install "
    "default-jre-headless; macOS: brew install openjdk; elsewhere: https://adoptium.net) "
    "or point JAVA_HOME at one"
)


@dataclass(frozen=True, slots=True)
class SparkEngine:
    """``session`` is a pyspark.sql.SparkSession; :func:`spark` makes one."""

    session: Any

    def map(self, step: MapStep, source: str, target: str) -> None:
        """The function over every partition of ``source``, some shards at a time.

        What a piece makes is written aside, then moved to names that begin with its number, and a mark says
        that all of it was. Raises OnrecordError where the function fails.
        """
        from pyspark.sql.pandas.types import from_arrow_schema

        work, schema = partial(_with_arguments, step=step), from_arrow_schema(step.schema)
        files, folder = url_to_fs(target)
        self.session.conf.set(_BY_COLUMN, "false")
        aside = f"{target}/_aside"
        for number, piece in enumerate(_pieces(shards(source))):
            name, mark = f"{folder}/{number:02}", f"{folder}/_{number:02}.whole"
            if files.exists(mark):
                continue
            for moved in files.glob(f"{name}-*"):
                files.rm(moved)
            with _told(step.name):
                rows = self.session.read.parquet(*piece).mapInArrow(work, schema)
                rows.write.mode("overwrite").parquet(aside)
            for shard in shards(aside):
                files.mv(url_to_fs(shard)[1], f"{name}-{shard.rsplit('/', 1)[-1]}")
            files.touch(mark)

    def query(
        self, sql: str, sources: Mapping[str, str], schema: pa.Schema, target: str, rows: int | None = None
    ) -> None:
        """Spark SQL; the result is cast to ``schema``."""
        from pyspark.sql.pandas.types import from_arrow_schema

        self.session.conf.set(_BY_COLUMN, "true")
        for name, path in sources.items():
            self.session.read.parquet(path).createOrReplaceTempView(name)
        with _told(target.rsplit("/", 1)[-1]):
            result = self.session.sql(sql).to(from_arrow_schema(schema)).write.mode("overwrite")
            result.option("maxRecordsPerFile", rows or 0).parquet(target)  # 0: any number


@contextmanager
def spark(master: str | None = None) -> Iterator[SparkEngine]:
    """An engine on a session that ends with the block; ``master`` as Spark names it, default all cores here.

    Raises UsageError where pyspark or Java is missing.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UsageError("pyspark is missing; install it with: pip install 'onrecord[spark]'") from error
    require_java()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("onrecord").config("spark.ui.enabled", "false")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", _BATCH)
    if master is None:
        # A machine's worth of partitions; a cluster's are for the cluster's configuration to say.
        builder = builder.master("local[*]").config("spark.sql.shuffle.partitions", "8")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.driver.host", "127.0.0.1")
    else:
        builder = builder.master(master)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield SparkEngine(session)
    finally:
        session.stop()


def require_java() -> None:
    """Raises UsageError, saying how to get it, where there is no Java that Spark can use."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None or not Path(java).exists():
        raise UsageError(f"no Java found. {_GET_JAVA}")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(?:1\.)?(\d+)', told)
    if version is None or int(version[1]) < _OLDEST_JAVA:
        raise UsageError(f"{java} is {told.splitlines()[0] if told else 'not a Java'}. {_GET_JAVA}")


def _pieces(found: Sequence[str]) -> Iterator[Sequence[str]]:
    size = max(_FEWEST, -(-len(found) // PIECES))
    for begin in range(0, len(found), size):
        yield found[begin : begin + size]


@contextmanager
def _told(name: str) -> Iterator[None]:
    """A failure on Spark as ours, without the plans and traces around what it says."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException, PythonException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        lines = str(error).strip().splitlines()
        reason = lines[-1 if isinstance(error, PythonException) else 0]
        raise OnrecordError(f"{name} failed: {reason}; run again to go on from there") from error


def _with_arguments(batches: Batches, step: MapStep) -> Batches:
    return step.function(batches, *step.arguments)
