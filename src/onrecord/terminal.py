"""What the commands print: progress, the summary of a story, the verdict on a quote, what is new."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from onrecord.compare import by_quotation
from onrecord.model import Attested, Event, Failure, Finding, Form, Reading, Story
from onrecord.steps import Progress as Tell
from onrecord.steps import unseen
from onrecord.store import Added
from onrecord.verdict import Verdict
from onrecord.watch.news import Held, News
from onrecord.watch.rounds import Round

ERRORS = Console(stderr=True, highlight=False)
OUT = Console(highlight=False)
_SEVERITY = {3: ("serious", "bold red"), 2: ("notable", "yellow"), 1: ("note", "dim")}
_SHOWN_FINDINGS = 12


def put(lines: str) -> None:
    """To stdout, as UTF-8 in any locale, at once; a lone surrogate as the escape that JSON has for it."""
    sys.stdout.buffer.write(lines.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


@contextmanager
def leaving_allowed() -> Iterator[None]:
    """Whoever reads our output (head) may have enough: then Python must not complain when it ends."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tell_failure(failure: Failure) -> None:
    """One line on stderr."""
    verb = "not read" if failure.tried else "left out"
    ERRORS.print(f"{verb}: {failure.path}: {failure.reason}", markup=False, soft_wrap=True)


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Tell]:
    """A bar on stderr, as long as this lasts."""
    if quiet:
        yield unseen
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=ERRORS, transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def tell(name: str, done: int, total: int | None) -> None:
            bar.update(task, description=name, completed=done, total=total)

        yield tell


def document_counts(story: Story) -> dict[str, Counter[str]]:
    """Per document: ``quotations``, and of these ``verbatim``, ``changed``, ``absent``, ``uncompared``.

    ``absent`` is "not in this record". Turn paragraphs of a document count as quotations only where they
    were compared with a reference.
    """
    readings = by_quotation(story.readings)
    counts: dict[str, Counter[str]] = {}
    for extraction in story.extractions:
        counter = counts.setdefault(extraction.document.id, Counter())
        for quotation in extraction.quotations:
            reading = readings.get(quotation.id)
            if reading is None and quotation.form is Form.TURN:
                continue
            counter["quotations"] += 1
            counter[_outcome(reading)] += 1
    return counts


def _outcome(reading: Reading | None) -> str:
    if reading is None:
        return "uncompared"
    if reading.attested is Attested.NO:
        return "absent"
    return "changed" if reading.changes else "verbatim"


def print_summary(story: Story, out: Console) -> None:
    """Events with their primary and why, documents with their counts, findings, most serious first."""
    counts = document_counts(story)
    for event in story.events:
        _print_event(story, event, counts, out)
    _print_findings(story.findings, out)
    for note in story.notes:
        out.print(f"[dim]{escape(note)}[/dim]")
    if not story.extractions:
        out.print("Nothing could be read, so there is nothing to report.")


def print_reuse(figures: Mapping[str, Any], out: Console) -> None:
    """What a run of ``reuse`` found, what its limits left out, where the tables are."""
    out.print(f"{figures['documents']:,} documents, {figures['pairs']:,} pairs of shared stretches")
    out.print(f"{figures['clustered']:,} stretches in clusters")
    if figures["boilerplate_runs"] or figures["pairs_left_out"]:
        out.print(
            f"[dim]left out: {figures['boilerplate_runs']:,} runs of words that too many documents have "
            f"({figures['boilerplate_places']:,} places); {figures['pairs_left_out']:,} pairs within large "
            "blocks, whose members are compared with some of the others[/dim]"
        )
    if "translations" in figures:
        out.print(f"{figures['translations']:,} pairs of sentences that may be translations of each other")
        out.print(
            f"[dim]left out: {figures['common_marks']:,} names, numbers and words that too many sentences "
            f"have, {figures['crowded_buckets']:,} crowded buckets; {figures['meetings_left_out']:,} pairs "
            "under both[/dim]"
        )
    for name, folder in figures["tables"].items():
        out.print(f"{name}: {folder}", markup=False, soft_wrap=True)


def summary_record(story: Story) -> dict[str, Any]:
    """The same summary as one JSON-ready object."""
    counts = document_counts(story)
    return {
        "events": [
            {
                "id": event.id,
                "title": event.title,
                "date": event.date.start.isoformat() if event.date else None,
                "docs": list(event.docs),
                "primary": event.primary,
                "primary_reason": event.primary_reason,
            }
            for event in story.events
        ],
        "documents": [{"doc": doc, **dict(counter)} for doc, counter in counts.items()],
        "findings": [
            {"doc": f.doc, "type": f.type.value, "severity": f.severity, "note": f.note}
            for f in story.findings
        ],
        "failures": [{"path": f.path, "reason": f.reason, "tried": f.tried} for f in story.failures],
        "notes": list(story.notes),
    }


def print_added(added: Added, out: Console) -> None:
    """What a run of ``add`` did, in one line."""
    compared = ", the story worked out again" if added.compared else ""
    failed = sum(failure.tried for failure in added.failures)
    out.print(f"{len(added.new)} documents added, {added.known} known, {failed} not read{compared}")


def added_record(added: Added) -> dict[str, Any]:
    """The same as one JSON-ready object."""
    return {
        "new": list(added.new),
        "known": added.known,
        "failures": [{"path": f.path, "reason": f.reason, "tried": f.tried} for f in added.failures],
        "compared": added.compared,
    }


def _print_event(story: Story, event: Event, counts: dict[str, Counter[str]], out: Console) -> None:
    date = f" · {event.date.start.isoformat()}" if event.date else ""
    place = f" · {event.place}" if event.place else ""
    out.print(f"[bold]{escape(event.title)}[/bold]{date}{escape(place)}")
    primary = f"primary: {event.primary} ({event.primary_reason})" if event.primary else event.primary_reason
    out.print(f"  {escape(primary)}")
    roles = {profile.doc: profile.role.value for profile in story.profiles}
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("document", overflow="fold", min_width=min(20, max(len(doc) for doc in event.docs)))
    table.add_column("role")
    for heading in ("quotes", "verbatim", "changed", "not in\nrecord", "not\ncompared"):
        table.add_column(heading, justify="right")
    for doc in event.docs:
        row = (str(counts[doc][key]) for key in ("quotations", "verbatim", "changed", "absent", "uncompared"))
        table.add_row(escape(doc), roles.get(doc, ""), *row)
    out.print(Padding(table, (0, 0, 1, 2)))


def _print_findings(findings: tuple[Finding, ...], out: Console) -> None:
    if not findings:
        return
    out.print("[bold]Findings[/bold]")
    for finding in sorted(findings, key=lambda finding: -finding.severity)[:_SHOWN_FINDINGS]:
        word, style = _SEVERITY[finding.severity]
        out.print(
            f"  [{style}]{word:8}[/{style}] {finding.type.value} · {escape(f'{finding.doc}: {finding.note}')}"
        )
    if len(findings) > _SHOWN_FINDINGS:
        out.print(f"  [dim]… and {len(findings) - _SHOWN_FINDINGS} more in the report[/dim]")


def verdict_record(verdict: Verdict, story: Story) -> dict[str, Any]:
    """A verdict as one JSON-ready object, every place with its document, offsets and words."""
    return {
        "quote": verdict.quote,
        "by": verdict.by,
        "verdict": verdict.kind.value,
        "faithful": verdict.faithful,
        "explanation": verdict.explanation,
        "places": [
            {
                "doc": place.doc,
                "start": place.span.start,
                "end": place.span.end,
                "text": story.text(place),
            }
            for place in verdict.places
        ],
        "speakers": list(verdict.speakers),
        "changes": [{"change": c.kind.value, "explanation": c.explanation} for c in verdict.changes],
        "score": round(verdict.score, 4),
    }


def print_verdict(verdict: Verdict, story: Story, out: Console) -> None:
    """The verdict, what changed, and each place beside it."""
    out.print(f"[bold]{verdict.kind.value}[/bold]: {escape(verdict.explanation)}")
    for change in verdict.changes:
        out.print(f"  {change.kind.value}: {escape(change.explanation)}")
    for place in verdict.places:
        out.print(
            f"  [dim]{place.doc} {place.span.start}–{place.span.end}[/dim]  {escape(story.text(place))}"
        )


def print_round(done: Round, quiet: bool, as_json: bool) -> None:
    """What a round of ``watch`` found, a line each, on stdout; what was added and not read, on stderr."""
    for news in done.news:
        put(json.dumps(news_record(news), ensure_ascii=False) + "\n" if as_json else news_line(news))
    for failure in done.failures:
        tell_failure(failure)
    if quiet:
        return
    if done.added:
        later = "; they are compared when watch or add runs next" if done.stopped else ""
        ERRORS.print(f"{datetime.now():%H:%M} {len(done.added)} documents added{later}")
    if done.stopped:
        ERRORS.print(f"stopped; {done.total} documents added in all")


def news_line(news: News) -> str:
    """One line: when, where, who, which words, and what became of what was said."""
    when = (news.time or "no date").replace("T", " ")
    found = " | ".join(map(_held_line, news.held)) or (
        f"the wording of {news.statement}" if news.statement else "nothing to hold it against"
    )
    said = f"{news.speaker or 'speaker unknown'}: “{news.words}”"
    return _one_line(f"{when} · {news.outlet} · {said} · {found}") + "\n"


def _held_line(held: Held) -> str:
    if not held.said:
        return "not in this record"
    said = " […] ".join(f"“{words}”" for words, _ in held.said)
    there = ", ".join(dict.fromkeys(doc for _, doc in held.said))
    if not held.changes:
        return f"as said in {there}"
    changes = "; ".join(f"{kind}: {explanation}" for kind, explanation in held.changes)
    return f"{changes} · said: {said} ({there})"


def _one_line(text: str) -> str:
    """Without line ends and without what a terminal would obey."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def news_record(news: News) -> dict[str, Any]:
    """The same as one JSON-ready object."""
    return {
        "time": news.time,
        "outlet": news.outlet,
        "doc": news.doc,
        "url": news.url,
        "title": news.title,
        "speaker": news.speaker,
        "words": news.words,
        "form": news.form,
        "quotation": news.quotation,
        "statement": news.statement,
        "readings": [
            {
                "attested": held.attested,
                "said": [{"doc": doc, "text": words} for words, doc in held.said],
                "changes": [{"change": kind, "explanation": told} for kind, told in held.changes],
            }
            for held in news.held
        ],
    }
