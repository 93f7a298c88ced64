"""A story looked up from every side: what the finders share, built once per run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from onrecord.find.first_hand import first_hand, is_statement
from onrecord.model import (
    Anchor,
    Attested,
    BlockKind,
    Change,
    ChangeKind,
    DateInterval,
    Event,
    Extraction,
    Form,
    Profile,
    Quotation,
    Reading,
    Role,
    Span,
    Story,
    Turn,
)
from onrecord.text.dates import dates
from onrecord.text.sentences import sentences

MARKED = (Form.DIRECT, Form.MIXED)


@dataclass(frozen=True, slots=True)
class View:
    """Lookup tables over one story; nothing here decides anything."""

    story: Story
    docs: dict[str, Extraction]
    profiles: dict[str, Profile]
    events: dict[str, Event]
    """Event by document id."""
    quotations: dict[str, Quotation]
    rendered: dict[str, list[tuple[Reading, Quotation]]]
    """By document, its readings with their quotations."""
    turns: dict[str, Turn]
    firsthand: frozenset[str]
    """Statements, and dispatches in events without a primary."""

    def text(self, doc: str) -> str:
        """The text of document ``doc``."""
        return self.docs[doc].document.text

    def language(self, doc: str) -> str:
        """The language of document ``doc``."""
        return self.docs[doc].document.language

    def readings(self) -> Iterator[tuple[Reading, Quotation]]:
        """The readings of all reports with their quotations."""
        return chain.from_iterable(map(self.readings_of, self.rendered))

    def readings_of(self, doc: str) -> Sequence[tuple[Reading, Quotation]]:
        """The readings of one report with their quotations; a record does not render another one."""
        return () if self.is_record(doc) else self.rendered.get(doc, ())

    def is_primary(self, doc: str) -> bool:
        """True for the record an event's other documents are read against."""
        event = self.events.get(doc)
        return event is not None and event.primary == doc

    def is_record(self, doc: str) -> bool:
        """True for a primary, for another version of the occasion beside it, and for words at first hand."""
        profile = self.profiles.get(doc)
        version = profile is not None and profile.role in (Role.TRANSCRIPT, Role.OTHER)
        return self.is_primary(doc) or doc in self.firsthand or (version and self.has_record(doc))

    def has_record(self, doc: str) -> bool:
        """True for a report whose event has a primary, or words at first hand."""
        event = self.events.get(doc)
        if event is None or event.primary == doc or doc in self.firsthand:
            return False
        return event.primary is not None or any(other in self.firsthand for other in event.docs)

    def turn_at(self, anchor: Anchor) -> Turn | None:
        """The turn most of ``anchor`` lies in."""
        return next((t for t in self.docs[anchor.doc].turns if t.span.overlaps(anchor.span)), None)

    def speaker_of(self, outer: str) -> str | None:
        """Who says the quotation or turn with the id ``outer``."""
        quotation = self.quotations.get(outer)
        if quotation is not None:
            return quotation.speaker
        turn = self.turns.get(outer)
        return turn.speaker if turn else None

    def sentence_at(self, doc: str, span: Span) -> Span:
        """The sentence around the start of ``span``."""
        text = self.text(doc)
        begin = text.rfind("\n", 0, span.start) + 1
        end = text.find("\n", span.start)
        found = sentences(text, begin, end if end >= 0 else len(text))
        return next((s for s in found if s.end > span.start), span)

    def headline(self, doc: str) -> Span | None:
        """The headline of ``doc``, as a block or as a quotation's place."""
        for block in self.docs[doc].blocks:
            if block.kind is BlockKind.HEADLINE:
                return block.span
        return next((q.extent for q in self.docs[doc].quotations if q.form is Form.HEADLINE), None)

    def date_place(self, doc: str, interval: DateInterval | None) -> Anchor | None:
        """Where ``doc`` itself writes the day ``interval``."""
        if interval is None:
            return None
        for mention in dates(self.text(doc), self.language(doc)):
            if mention.interval == interval:
                return Anchor(doc, mention.span)
        return None


def view(story: Story) -> View:
    """The lookup tables of ``story``."""
    docs = {x.document.id: x for x in story.extractions}
    gathered = [(e, [docs[doc] for doc in e.docs]) for e in story.events if len(e.docs) > 1]
    found = [
        x
        for event, members in gathered
        for x in (filter(is_statement, members) if event.primary else first_hand(members))
    ]
    quotations = {q.id: q for x in story.extractions for q in x.quotations}
    rendered: dict[str, list[tuple[Reading, Quotation]]] = defaultdict(list)
    for reading in story.readings:
        if quotation := quotations.get(reading.quotation):
            rendered[quotation.doc].append((reading, quotation))
    return View(
        story,
        docs,
        {p.doc: p for p in story.profiles},
        {doc: event for event in story.events for doc in event.docs},
        quotations,
        rendered,
        {turn.id: turn for x in story.extractions for turn in x.turns},
        frozenset(x.document.id for x in found),
    )


def places(quotation: Quotation) -> tuple[Anchor, ...]:
    """Where a quotation stands."""
    return tuple(Anchor(quotation.doc, span) for span in quotation.spans)


def changes(reading: Reading, *kinds: ChangeKind) -> tuple[Change, ...]:
    """The changes of a reading that are of one of ``kinds``."""
    return tuple(change for change in reading.changes if change.kind in kinds)


def change_evidence(change: Change, reading: Reading, quotation: Quotation) -> tuple[Anchor, ...]:
    """The exact places of a change; where it has none, the whole quotation and its references."""
    here = change.reading or places(quotation)
    there = change.reference or reading.references
    return (*here, *there)


def is_attested(reading: Reading) -> bool:
    """True where the record carries the reading at least in part."""
    return reading.attested is not Attested.NO


def is_name(speaker: str | None) -> bool:
    """False for nobody and for an unnamed questioner or source."""
    return speaker is not None and speaker[:1] != speaker[:1].lower()
