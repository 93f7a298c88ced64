"""Plans: tables written once, resumed where they were stopped, the same on both engines."""

from __future__ import annotations

import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from onrecord.engines.local import LocalEngine
from onrecord.engines.spark import require_java, spark
from onrecord.errors import OnrecordError, UsageError
from onrecord.plan import Batches, Engine, FixpointStep, MapStep, QueryStep, Step, read_table, run, shards
from onrecord.reuse.components import components
from onrecord.reuse.steps import Limits, reuse_steps
from onrecord.reuse.translations import translation_steps

_PATIENCE = 120.0
_MOMENT = 0.05
NUMBERS = pa.schema([("number", pa.int64())])
EDGES = pa.schema([("a", pa.int64()), ("b", pa.int64())])
WORDS = (
    "harbour",
    "gates",
    "closed",
    "winter",
    "inspectors",
    "measured",
    "seven",
    "cranes",
    "near",
    "a",
    "quiet",
)

BOILERPLATE = "All rights to what stands here are kept by those who wrote it down and by nobody else."
TRANSLATED = (
    "The council of Port Amber will spend 40 million crowns on new harbour gates before the winter storms.",
    "Der Rat von Port Amber will 40 Millionen Kronen für neue Hafentore ausgeben, vor den Winterstürmen.",
)


def written(folder: Path, shards: list[pa.Table]) -> str:
    folder.mkdir(parents=True)
    for number, shard in enumerate(shards):
        pq.write_table(shard, folder / f"{number}.parquet")
    return str(folder)


def numbers(folder: Path, shards: int = 3) -> str:
    return written(folder, [pa.table({"number": [3 * n, 3 * n + 1]}, NUMBERS) for n in range(shards)])


def doubled(batches: Batches, factor: int = 2) -> Batches:
    for batch in batches:
        values = [factor * value for value in batch.column("number").to_pylist()]
        yield pa.RecordBatch.from_arrays([pa.array(values, pa.int64())], schema=NUMBERS)


def fragile(batches: Batches, forbidden: str, number: int = 3) -> Batches:
    """Fails on ``number`` as long as the file ``forbidden`` is there."""
    for batch in batches:
        if Path(forbidden).exists() and number in batch.column("number").to_pylist():
            raise ValueError(f"not {number}")
        yield batch


def sizes(batches: Batches) -> Batches:
    """Rows of each batch."""
    for batch in batches:
        yield pa.RecordBatch.from_pydict({"number": [batch.num_rows]}, NUMBERS)


def plan(factor: int = 2) -> tuple[Step, ...]:
    return (
        MapStep("doubled", "numbers", doubled, NUMBERS, (factor,)),
        QueryStep("summed", "SELECT SUM(number) AS number FROM doubled", ("doubled",), NUMBERS),
    )


@dataclass
class Counting:
    """An engine that notes what it was asked to do."""

    engine: Engine
    asked: list[str] = field(default_factory=list)

    def map(self, step: MapStep, source: str, target: str) -> None:
        self.asked.append(step.name)
        self.engine.map(step, source, target)

    def query(
        self, sql: str, sources: Mapping[str, str], schema: pa.Schema, target: str, rows: int | None = None
    ) -> None:
        self.asked.append(Path(target).name)
        self.engine.query(sql, sources, schema, target, rows)


def test_a_plan_is_worked_once(tmp_path: Path) -> None:
    """A rerun does nothing; a step with another argument is worked again, and what rests on it."""
    inputs = {"numbers": numbers(tmp_path / "in")}
    engine = Counting(LocalEngine(1))
    for factor in (2, 2, 3):
        folders = run(plan(factor), inputs, str(tmp_path / "out"), engine)
        assert read_table(folders["summed"])["number"].to_pylist() == [factor * 21]
    assert engine.asked == ["doubled", "summed"] * 2


def test_a_changed_input_is_seen(tmp_path: Path) -> None:
    """A file added to the input makes the plan work again."""
    inputs = {"numbers": numbers(tmp_path / "in")}
    run(plan(), inputs, str(tmp_path / "out"), LocalEngine(1))
    pq.write_table(pa.table({"number": [100]}, NUMBERS), tmp_path / "in" / "more.parquet")
    folders = run(plan(), inputs, str(tmp_path / "out"), LocalEngine(1))
    assert read_table(folders["summed"])["number"].to_pylist() == [242]


def test_finished_shards_are_kept(tmp_path: Path) -> None:
    """A run that failed in the second of three shards goes on there: the first is not written again."""
    forbidden = tmp_path / "forbidden"
    forbidden.touch()
    steps = (MapStep("kept", "numbers", fragile, NUMBERS, (str(forbidden),)),)
    inputs = {"numbers": numbers(tmp_path / "in")}
    with pytest.raises(OnrecordError, match="not 3"):
        run(steps, inputs, str(tmp_path / "out"), LocalEngine(1))
    first = tmp_path / "out" / "kept" / "0.parquet"
    before = first.stat().st_mtime_ns
    forbidden.unlink()
    folders = run(steps, inputs, str(tmp_path / "out"), LocalEngine(1))
    assert sorted(read_table(folders["kept"])["number"].to_pylist()) == [0, 1, 3, 4, 6, 7]
    assert first.stat().st_mtime_ns == before


def test_what_only_served_others_may_be_deleted(tmp_path: Path) -> None:
    """A rerun without it does nothing; where a step that reads it is changed, it is made again."""
    inputs = {"numbers": numbers(tmp_path / "in")}
    engine = Counting(LocalEngine(1))
    last = "SELECT MAX(number) AS number FROM doubled"
    for sql in (plan()[1], plan()[1], QueryStep("summed", last, ("doubled",), NUMBERS)):
        folders = run((plan()[0], sql), inputs, str(tmp_path / "out"), engine)
        shutil.rmtree(folders["doubled"], ignore_errors=True)
    assert engine.asked == ["doubled", "summed", "doubled", "summed"]
    assert read_table(folders["summed"])["number"].to_pylist() == [14]


def test_long_rows_come_a_few_at_a_time(tmp_path: Path) -> None:
    """Batches are bounded in bytes, not in rows alone, though a row group holds the whole pile."""
    texts = pa.table({"text": [f"{n} " * 1_000_000 for n in range(10, 50)]})
    (tmp_path / "in").mkdir()
    pq.write_table(texts, tmp_path / "in" / "0.parquet", use_dictionary=False, write_batch_size=1)
    steps = (MapStep("sizes", "texts", sizes, NUMBERS),)
    folders = run(steps, {"texts": str(tmp_path / "in")}, str(tmp_path / "out"), LocalEngine(1))
    found = read_table(folders["sizes"])["number"].to_pylist()
    assert sum(found) == 40
    assert max(found) <= 5


def test_an_input_without_tables_is_told(tmp_path: Path) -> None:
    """A folder without Parquet files is the user's mistake, not an empty result."""
    with pytest.raises(UsageError, match="no Parquet"):
        run(plan(), {"numbers": str(tmp_path)}, str(tmp_path / "out"), LocalEngine(1))


def test_tables_on_any_file_system(tmp_path: Path) -> None:
    """Input and output may lie wherever fsspec reaches: here, in memory."""
    source = pq.read_table(numbers(tmp_path / "in"))
    with fsspec.open("memory://pile/0.parquet", "wb") as file:
        pq.write_table(source, file)
    folders = run(plan(), {"numbers": "memory://pile"}, "memory://out", LocalEngine(1))
    assert read_table(folders["summed"])["number"].to_pylist() == [42]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bucket of an S3 store on this machine, in a process of its own."""
    pytest.importorskip("s3fs")
    pytest.importorskip("moto.server")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    for name, value in (("ACCESS_KEY_ID", "x"), ("SECRET_ACCESS_KEY", "x"), ("DEFAULT_REGION", "us-east-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (tmp_path / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            waited = time.monotonic() + _PATIENCE
            while "Running on" not in (tmp_path / "log").read_text():
                assert server.poll() is None, (tmp_path / "log").read_text()
                assert time.monotonic() < waited
                time.sleep(_MOMENT)
            fsspec.filesystem("s3").mkdir("archive")
            yield "s3://archive"
        finally:
            server.terminate()


@pytest.mark.filterwarnings("default")
def test_tables_in_an_object_store(store: str, tmp_path: Path) -> None:
    """Read from a store and written to it, in several processes; from it to here; resumed."""
    fsspec.filesystem("s3").put(f"{numbers(tmp_path / 'in', 5)}/", f"{store}/pile/", recursive=True)
    forbidden = tmp_path / "forbidden"
    forbidden.touch()
    steps = (MapStep("kept", "numbers", fragile, NUMBERS, (str(forbidden), 9)), *plan())
    for root in (f"{store}/out", str(tmp_path / "out")):
        engine = Counting(LocalEngine(2))
        with pytest.raises(OnrecordError, match="not 9"):
            run(steps, {"numbers": f"{store}/pile"}, root, engine)
        first = read_table(f"{root}/kept").num_rows
        forbidden.unlink()
        for _ in range(2):
            folders = run(steps, {"numbers": f"{store}/pile"}, root, engine)
        forbidden.touch()
        assert first >= 6
        assert engine.asked == ["kept", "kept", "doubled", "summed"]
        assert read_table(folders["kept"]).num_rows == 10
        assert read_table(folders["summed"])["number"].to_pylist() == [130]


def chain(length: int) -> list[tuple[int, int]]:
    order = list(range(length))
    random.Random(1).shuffle(order)
    return list(pairwise(order))


@pytest.mark.parametrize(
    ("edges", "nodes"),
    [
        pytest.param(chain(20_000), 20_000, id="a long chain in random order"),
        pytest.param([(n, n + 1) for n in range(20_000)], 20_001, id="a long chain in order"),
        pytest.param(
            [(50_000, n) for n in range(50_000)], 50_001, id="a giant star, its middle the greatest"
        ),
        pytest.param([(7, 7), (1, 2), (2, 1)], 2, id="loops and double edges"),
    ],
)
def test_components_settle_in_few_rounds(edges: list[tuple[int, int]], nodes: int, tmp_path: Path) -> None:
    """Every node of one component has its smallest node as root, after few rounds."""
    left, right = zip(*edges, strict=True)
    inputs = {"links": written(tmp_path / "in", [pa.table({"a": left, "b": right}, EDGES)])}
    engine = Counting(LocalEngine(1))
    folders = run((components("stars", "links"),), inputs, str(tmp_path / "out"), engine)
    stars = read_table(folders["stars"])
    least = min(min(edge) for edge in edges if edge[0] != edge[1])
    assert set(stars["root"].to_pylist()) == {least}
    assert len(set(stars["node"].to_pylist())) == stars.num_rows == nodes - 1
    assert sum("round" in name for name in engine.asked) <= 20


@pytest.fixture(scope="module")
def engines() -> Iterator[list[Engine]]:
    """Both engines; skips where there is no Java or no pyspark."""
    pytest.importorskip("pyspark")
    try:
        require_java()
    except UsageError as error:
        pytest.skip(str(error))
    with pytest.MonkeyPatch.context() as environment:
        # Functions of this file are looked up by name there; compiling well does not pay in so short a life.
        environment.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
        environment.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1")
        with spark() as engine:
            yield [LocalEngine(2), engine]


@pytest.mark.filterwarnings("default")
def test_finished_pieces_are_kept_on_spark(engines: list[Engine], tmp_path: Path) -> None:
    """A map that failed in its last piece goes on there; the error says on which step and why."""
    forbidden = tmp_path / "forbidden"
    forbidden.touch()
    steps = (MapStep("kept", "numbers", fragile, NUMBERS, (str(forbidden), 27)),)
    inputs = {"numbers": numbers(tmp_path / "in", 17)}
    with pytest.raises(OnrecordError, match=r"kept failed: .*not 27"):
        run(steps, inputs, str(tmp_path / "out"), engines[1])
    before = {shard: Path(shard).stat().st_mtime_ns for shard in shards(str(tmp_path / "out" / "kept"))}
    assert {Path(shard).name[:2] for shard in before} == {"00", "01"}
    forbidden.unlink()
    folders = run(steps, inputs, str(tmp_path / "out"), engines[1])
    expected = sorted(n for k in range(17) for n in (3 * k, 3 * k + 1))
    assert sorted(read_table(folders["kept"])["number"].to_pylist()) == expected
    assert {shard: Path(shard).stat().st_mtime_ns for shard in before} == before


@pytest.mark.filterwarnings("default")
def test_shards_are_small_where_rows_take_long(engines: list[Engine], tmp_path: Path) -> None:
    """A query may say how many rows its shards hold, so that there are some to share out and to keep."""
    many = pa.table({"number": list(range(10_000))}, NUMBERS)
    inputs = {"numbers": written(tmp_path / "in", [many])}
    steps = (QueryStep("spread", "SELECT number FROM numbers", ("numbers",), NUMBERS, rows=2048),)
    for number, engine in enumerate(engines):
        folder = run(steps, inputs, str(tmp_path / f"out{number}"), engine)["spread"]
        found = [pq.read_metadata(shard).num_rows for shard in shards(folder)]
        assert sum(found) == 10_000
        assert max(found) <= 2048


@pytest.mark.filterwarnings("default")
def test_another_engine_begins_a_step_anew(engines: list[Engine], tmp_path: Path) -> None:
    """What one engine left of a step is nothing the other one could go on with; whole steps are."""
    forbidden = tmp_path / "forbidden"
    steps = (*plan()[:1], MapStep("kept", "doubled", fragile, NUMBERS, (str(forbidden), 54)))
    inputs = {"numbers": numbers(tmp_path / "in", 17)}
    for engine in engines:
        forbidden.touch()
        with pytest.raises(OnrecordError, match="not 54"):
            run(steps, inputs, str(tmp_path / "out"), engine)
    whole = {shard: Path(shard).stat().st_mtime_ns for shard in shards(str(tmp_path / "out" / "doubled"))}
    forbidden.unlink()
    folders = run(steps, inputs, str(tmp_path / "out"), engines[0])
    assert {shard: Path(shard).stat().st_mtime_ns for shard in whole} == whole
    assert read_table(folders["kept"]).num_rows == 34


@pytest.mark.parametrize(
    ("script", "told"),
    [
        pytest.param(None, "no Java found", id="none"),
        pytest.param("""echo 'openjdk version "11.0.2"' >&2""", "Java 17 or newer", id="too old"),
    ],
)
def test_how_to_get_java_is_told(
    script: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a Java that Spark can use, the error says how to get one."""
    if script:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "java").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "bin" / "java").chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UsageError, match=f"{told}.*default-jre-headless"):
        require_java()


def test_queries_hold_no_text_functions() -> None:
    """Engines disagree on what functions make of texts: queries count, and compare numbers, no more."""
    words = "AS AND OR ON IN OVER FROM JOIN WHERE DISTINCT UNION ALL VALUES"
    functions = "COUNT SUM MIN MAX COALESCE CAST FLOOR ROW_NUMBER"
    for step in (*reuse_steps(), *translation_steps()):
        written = [step.sql] if isinstance(step, QueryStep) else []
        written += [step.seed, step.sql] if isinstance(step, FixpointStep) else []
        called = {name for sql in written for name in re.findall(r"(\w+)\s*\(", sql)}
        assert called <= {*words.split(), *functions.split(), "n"}, step.name  # n(step) names a column


def pile(folder: Path) -> str:
    """Forty documents of made-up words; every fifth carries one of two statements, some of them edited."""
    dice = random.Random(3)
    said = [" ".join(dice.choices(WORDS, k=30)) for _ in range(2)]
    docs = []
    for number in range(40):
        text = " ".join(f"{dice.choice(WORDS)}{dice.randrange(500)}" for _ in range(80))
        if number % 5 == 0:
            text += ". " + said[number % 2].replace("seven", "nine" if number % 3 else "seven")
        if number % 3 == 0:
            text += ". " + BOILERPLATE
        docs.append({"doc": f"dépêche {number}", "text": text})
    schema = pa.schema([("doc", pa.string()), ("text", pa.string())])
    docs += [{"doc": f"dépêche {50 + n}", "text": text} for n, text in enumerate(TRANSLATED)]
    return written(folder, [pa.Table.from_pylist(docs[k::3], schema) for k in range(3)])


@pytest.mark.filterwarnings("default")
def test_both_engines_make_the_same_tables(engines: list[Engine], tmp_path: Path) -> None:
    """Every step of text reuse and of translations, on both engines: equal tables, order aside.

    The limits are so low that they leave something out.
    """
    inputs = {"documents": pile(tmp_path / "in")}
    steps = (*reuse_steps(Limits(documents=10, neighbours=2)), *translation_steps())
    results = [run(steps, inputs, str(tmp_path / f"out{n}"), engine) for n, engine in enumerate(engines)]
    for step in steps:
        local, distributed = (
            sorted(map(repr, read_table(folders[step.name]).select(step.schema.names).to_pylist()))
            for folders in results
        )
        assert local == distributed, step.name
    assert read_table(results[0]["clusters"]).num_rows >= 8
    assert all(read_table(results[0]["caps"]).to_pylist()[0].values())
    assert read_table(results[0]["translations"]).num_rows >= 1
