"""Text reuse on a real Spark cluster on this machine: a master, two workers, and drivers that are killed."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

import onrecord
from onrecord.engines.spark import require_java
from onrecord.errors import UsageError
from onrecord.plan import read_table, shards
from onrecord.reuse.steps import reuse_steps
from test_plan import pile

_PATIENCE = 120.0
_MOMENT = 0.05


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def daemon(log: Path, said: str, environment: Mapping[str, str], *command: str) -> Iterator[None]:
    """A process that runs as long as the block, which begins once it has ``said`` that it is ready."""
    with log.open("w") as sink:
        process = subprocess.Popen(command, env=environment, stdout=sink, stderr=subprocess.STDOUT)
    try:
        waited = time.monotonic() + _PATIENCE
        while not re.search(said, log.read_text()):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < waited, log.read_text()
            time.sleep(_MOMENT)
        yield
    finally:
        process.terminate()
        process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The address of a master with two workers of one core each, and the environment of whoever uses it."""
    pyspark = pytest.importorskip("pyspark")
    try:
        require_java()
    except UsageError as error:
        pytest.skip(str(error))
    port = free_port()
    environment = {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYTHONPATH": str(Path(onrecord.__file__).parents[1]),
        "PYSPARK_SUBMIT_ARGS": "--conf spark.sql.shuffle.partitions=4 pyspark-shell",
        "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1",  # compiling well does not pay in so short a life
        "OMP_NUM_THREADS": "1",
    }
    address = f"spark://127.0.0.1:{port}"
    start = str(Path(pyspark.__file__).parent / "bin" / "spark-class")
    deploy = "org.apache.spark.deploy"
    with ExitStack() as running:
        here = ("--host", "127.0.0.1", "--webui-port", "0")
        master = (start, f"{deploy}.master.Master", *here, "--port", str(port))
        running.enter_context(daemon(tmp_path / "master.log", "New state: ALIVE", environment, *master))
        for number in range(2):
            worker = (start, f"{deploy}.worker.Worker", *here, "--cores", "1", "--memory", "1g")
            folder = ("--work-dir", str(tmp_path / f"worker{number}"), address)
            log = tmp_path / f"worker{number}.log"
            running.enter_context(daemon(log, "Successfully registered", environment, *worker, *folder))
        yield address, environment


def reuse(documents: str, out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "onrecord", "reuse", documents, "--out", str(out), "--json", "-q", *options]


def rows(folder: Path, table: str) -> list[str]:
    found = read_table(str(folder / table))
    return sorted(map(repr, found.select(sorted(found.column_names)).to_pylist()))


@pytest.mark.slow
def test_a_killed_driver_is_taken_up_again(cluster: tuple[str, Mapping[str, str]], tmp_path: Path) -> None:
    """The driver is killed within a query and within a map; what was finished stays, and every table is equal
    to that of this machine's own engine."""
    address, environment = cluster
    documents = pile(tmp_path / "in")
    local, out = tmp_path / "local", tmp_path / "out"
    subprocess.run(reuse(documents, local, "-j", "1"), env=environment, check=True, stdout=subprocess.DEVNULL)
    command = reuse(documents, out, "--engine", "spark", "--master", address)
    kept: dict[str, int] = {}
    for begun in ("keys", "spans"):
        driver = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        while not (out / f"{begun}.started").exists():
            assert driver.poll() is None
            time.sleep(_MOMENT)
        os.killpg(driver.pid, signal.SIGKILL)
        driver.wait()
        assert not (out / f"{begun}.done").exists()
        finished = [step.name for step in reuse_steps() if (out / f"{step.name}.done").exists()]
        kept |= {
            shard: Path(shard).stat().st_mtime_ns for name in finished for shard in shards(f"{out}/{name}")
        }
    told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout
    assert json.loads(told)["documents"] == 42
    assert kept
    assert [shard for shard, before in kept.items() if Path(shard).stat().st_mtime_ns != before] == []
    assert [step.name for step in reuse_steps() if rows(out, step.name) != rows(local, step.name)] == []
