"""The report as plain data: what each part of the page shows, before any markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.align.witness import further_records
from onrecord.model import Attested, DateCandidate, Document, Event, Extraction, Failure, Finding, Story
from onrecord.report.coverage import Coverage, coverage
from onrecord.report.figures import Figures, figures
from onrecord.report.labels import FINDINGS, Label, severity
from onrecord.report.pile import REPORT, DocLabel, Links, Pile, Place, date_words, path_end
from onrecord.report.sources import Source, sources
from onrecord.report.synopsis import ReadingView, Synopsis, reading_view, status, synopsis
from onrecord.report.tree import Tree, tree
from onrecord.text.tokens import tokenize

_SHOWN_OMISSIONS = 5
_WEB = ("http://", "https://")
_MOSTLY = 0.6
"""Share of its words from which a quotation is said to stand in another place."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The summary row."""

    documents: int
    quotations: int
    verbatim: int
    changed: int
    altered: int
    absent: int
    findings: int
    failures: int

    @property
    def compared(self) -> int:
        """Quotations that were held against the record."""
        return self.verbatim + self.changed + self.altered + self.absent


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding."""

    severity: Label
    name: str
    label: DocLabel
    note: str
    evidence: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class DateView:
    """One date of a document and why it is believed."""

    what: str
    when: str
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One line of the table of documents."""

    label: DocLabel
    path: str
    primary: bool
    role_reason: str
    membership: str
    url: str
    authors: str
    dates: tuple[DateView, ...]
    candidates: tuple[DateView, ...]
    credits: tuple[str, ...]
    notes: tuple[str, ...]
    method: str
    sha256: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class Absent:
    """A quotation that the record does not carry, and the nearest wording there is.

    ``elsewhere``: it is mostly the same words, in another report.
    """

    label: DocLabel
    reading: ReadingView
    nearest: Place | None
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class OmissionView:
    """One thing left out; ``strength`` from 1 to 5 shows its weight."""

    place: Place
    strength: int
    reason: str


@dataclass(frozen=True, slots=True)
class Omissions:
    """What one document leaves out, the weightiest first."""

    label: DocLabel
    shown: tuple[OmissionView, ...]
    more: tuple[OmissionView, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """One event with all its parts. ``number`` is part of the ids of its sections."""

    number: int
    title: str
    date: str
    place: str
    persons: tuple[str, ...]
    topics: tuple[str, ...]
    primary: DocLabel | None
    primary_reason: str
    further: tuple[DocLabel, ...]
    """Other transcripts on the matter, which the reports are held against too."""
    documents: tuple[DocLabel, ...]
    synopsis: Synopsis
    coverage: Coverage
    absent: tuple[Absent, ...]
    figures: Figures
    omissions: tuple[Omissions, ...]
    tree: Tree


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """One speaker and how often quotations are given to them."""

    name: str
    aliases: tuple[str, ...]
    titles: tuple[str, ...]
    quotations: int


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report."""

    title: str
    lead: EventView | None
    totals: Totals
    findings: tuple[FindingView, ...]
    documents: tuple[DocumentView, ...]
    events: tuple[EventView, ...]
    singles: tuple[DocumentView, ...]
    speakers: tuple[SpeakerView, ...]
    unresolved: int
    sources: tuple[Source, ...]
    notes: tuple[str, ...]
    failures: tuple[Failure, ...]


def page(story: Story, links: Links = REPORT) -> Page:
    """Everything the report says about ``story``."""
    pile = Pile(story, links)
    shared = [event for event in pile.events if len(event.docs) > 1]
    events = tuple(_event(pile, event, number) for number, event in enumerate(shared, 1))
    documents = tuple(_document(pile, x) for x in pile.extractions)
    grouped = {label.doc for event in events for label in event.documents}
    findings = tuple(_finding(pile, f) for f in _most_serious_first(story) if f.doc in pile.labels)
    speakers, unresolved = _speakers(story)
    return Page(
        _title(events, documents),
        events[0] if events else None,
        _totals(pile, story.extractions, len(story.findings), len(story.failures)),
        findings,
        documents,
        events,
        tuple(d for d in documents if d.label.doc not in grouped),
        speakers,
        unresolved,
        # Last: by now every link to a place in a text has been made.
        sources(pile),
        story.notes,
        tuple(replace(failure, path=path_end(failure.path)) for failure in story.failures),
    )


def _title(events: tuple[EventView, ...], documents: tuple[DocumentView, ...]) -> str:
    if events:
        return events[0].title
    return documents[0].label.title if len(documents) == 1 else "Report on a pile of documents"


def _most_serious_first(story: Story) -> list[Finding]:
    return sorted(story.findings, key=lambda finding: -finding.severity)


def _finding(pile: Pile, finding: Finding) -> FindingView:
    return FindingView(
        severity(finding.severity),
        FINDINGS[finding.type],
        pile.labels[finding.doc],
        finding.note,
        pile.evidence(finding.evidence),
    )


def _totals(pile: Pile, extractions: tuple[Extraction, ...], findings: int, failures: int = 0) -> Totals:
    quotations = [q for x in extractions for q in x.quotations]
    readings = [r for q in quotations if (r := pile.reading(q.id))]
    carried = [status(r) for r in readings if r.attested is not Attested.NO]
    return Totals(
        len(extractions),
        len(quotations),
        carried.count("verbatim"),
        carried.count("changed"),
        carried.count("partly"),
        len(readings) - len(carried),
        findings,
        failures,
    )


def _document(pile: Pile, extraction: Extraction) -> DocumentView:
    document = extraction.document
    event = pile.event_of.get(document.id)
    member = next((m for m in event.memberships if m.doc == document.id), None) if event else None
    profile = pile.profile(document.id)
    return DocumentView(
        pile.labels[document.id],
        path_end(document.path, 1),
        event is not None and event.primary == document.id,
        profile.role_reason if profile else "",
        member.reason if member else "",
        document.url if document.url and document.url.startswith(_WEB) else "",
        ", ".join(document.authors),
        _dates(pile, document),
        _candidates(profile.dates if profile else document.dates),
        tuple(dict.fromkeys(credit.name for credit in extraction.credits)),
        document.notes,
        extraction.method,
        document.text_sha256,
        _totals(pile, (extraction,), sum(f.doc == document.id for f in pile.story.findings)),
    )


def _dates(pile: Pile, document: Document) -> tuple[DateView, ...]:
    profile = pile.profile(document.id)
    if profile is None:
        return ()
    rows = (
        ("Published", profile.published, profile.published_reason),
        ("Updated", profile.updated, profile.updated_reason),
        ("Event", profile.event_date, profile.event_date_reason),
    )
    return tuple(DateView(what, date_words(when), why) for what, when, why in rows if when or why)


def _candidates(dates: Sequence[DateCandidate]) -> tuple[DateView, ...]:
    return tuple(DateView(c.about, c.moment or date_words(c.interval), c.source) for c in dates)


def _event(pile: Pile, event: Event, number: int) -> EventView:
    table = synopsis(pile, event)
    return EventView(
        number,
        event.title,
        date_words(event.date),
        event.place or "",
        event.persons,
        event.topics,
        table.primary,
        event.primary_reason,
        _further(pile, event),
        tuple(pile.labels[d] for d in pile.docs_of(event)),
        table,
        coverage(table),
        _absent(pile, event),
        figures(pile, event),
        _omissions(pile, event),
        tree(pile, event),
    )


def _further(pile: Pile, event: Event) -> tuple[DocLabel, ...]:
    if event.primary is None:
        return ()
    docs = [pile.story.extraction(doc) for doc in pile.docs_of(event)]
    return tuple(pile.labels[doc] for doc in further_records(docs, event.primary))


def _absent(pile: Pile, event: Event) -> tuple[Absent, ...]:
    out = []
    for doc in pile.docs_of(event):
        for quotation in pile.story.extraction(doc).quotations:
            reading = pile.reading(quotation.id)
            if reading and reading.attested is Attested.NO:
                nearest = pile.place(reading.nearest) if reading.nearest else None
                view = reading_view(pile, quotation)
                other = nearest if nearest and nearest.label.doc != event.primary else None
                same = other is not None and _are_mostly_in(pile.quoted(quotation), other.text)
                out.append(Absent(pile.labels[doc], view, nearest, same))
    return tuple(out)


def _are_mostly_in(quoted: str, other: str) -> bool:
    """True where most words of one text are in the other: no mere look-alike."""
    words, there = ({t.form for t in tokenize(text)} for text in (quoted, other))
    return len(words & there) >= _MOSTLY * max(1, len(words))


def _omissions(pile: Pile, event: Event) -> tuple[Omissions, ...]:
    out = []
    for doc in pile.docs_of(event):
        mine = sorted((o for o in pile.story.omissions if o.doc == doc), key=lambda o: -o.weight)
        views = tuple(
            OmissionView(pile.place(o.reference), 1 + min(4, int(o.weight * 5)), o.reason) for o in mine
        )
        if views:
            out.append(Omissions(pile.labels[doc], views[:_SHOWN_OMISSIONS], views[_SHOWN_OMISSIONS:]))
    return tuple(out)


def _speakers(story: Story) -> tuple[tuple[SpeakerView, ...], int]:
    """Speakers by number of quotations, and how many quotations have none."""
    said: dict[str, int] = {}
    unresolved = 0
    for quotation in (q for x in story.extractions for q in x.quotations):
        if quotation.speaker is None:
            unresolved += 1
        else:
            said[quotation.speaker] = said.get(quotation.speaker, 0) + 1
    known = {s.name: s for s in story.speakers}
    views = [
        SpeakerView(
            name,
            known[name].aliases if name in known else (),
            known[name].titles if name in known else (),
            said.get(name, 0),
        )
        for name in dict.fromkeys([*known, *said])
    ]
    return tuple(sorted(views, key=lambda v: (-v.quotations, v.name))), unresolved
