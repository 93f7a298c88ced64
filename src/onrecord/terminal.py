"""What the commands print: the summary of a story and the verdict on a quote."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from onrecord.check import Verdict
from onrecord.compare import by_quotation
from onrecord.model import Attested, Event, Finding, Form, Reading, Story
from onrecord.store import Added

_SEVERITY = {3: ("serious", "bold red"), 2: ("notable", "yellow"), 1: ("note", "dim")}
_SHOWN_FINDINGS = 12


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
