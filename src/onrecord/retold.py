"""Words that stand in a report only: what the record has in their place.

No report answers for itself. Where a record of the occasion is in the pile, or another report that is
likelier the origin, what a report prints was held against it when the story was made, with everything around
it to go by; that reading is what a quote that repeats the report is judged by.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.align.align import Alignment
from onrecord.align.units import units
from onrecord.align.witness import places_of, witnesses
from onrecord.compare import Pile
from onrecord.model import Anchor, Event, Quotation, Reading, Span, Story
from onrecord.text.tokens import tokenize

_PART, _WHOLE = 0.5, 0.9
"""Shares of a quotation's words from which a quote is taken for a part of it, and for all of it."""

_CLEARLY = 0.05
"""How much likelier the origin one report must be than another, so that the other is no witness beside it."""


@dataclass(frozen=True, slots=True)
class Retelling:
    """What a story holds of words that stand at ``place``, in a report.

    ``reading``: the report's, collated with those words alone where they are a part of it; None where the
    words are in no quotation that was held against anything. ``repeats``: what it renders are the same words,
    at another place.
    """

    place: Anchor
    quotation: Quotation | None = None
    reading: Reading | None = None
    repeats: bool = False

    @property
    def rendered(self) -> Reading | None:
        """The reading, where it has references."""
        return self.reading if self.reading is not None and self.reading.references else None


class Reports:
    """The places of a story at which a report repeats what is on record elsewhere."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._events = {doc: event for event in story.events for doc in event.docs}
        self._likely: dict[str, Mapping[str, float]] = {}
        self._records: dict[str, Collection[str]] = {}

    def retelling(self, place: Anchor, others: Sequence[Anchor]) -> Retelling | None:
        """What stands behind the words at ``place``; None where they speak for themselves.

        They do in a record of the occasion; where there is none, in the report that is likeliest the others'
        origin, and in one likelier so than what it was held against; and in a document that is alone with its
        occasion and renders no other. ``others``: the places of the same words.
        """
        event = self._events.get(place.doc)
        if event is None or self._is_record(event, place.doc):
            return None
        told = self._told(place)
        if told is not None and told.rendered:
            if event.primary is None and self._is_origin(event, place.doc, told.rendered):
                return None
            return replace(told, repeats=any(_meet(told.rendered, other) for other in others))
        if len(event.docs) == 1 or (event.primary is None and self._is_first(event, place.doc)):
            return None
        return told or Retelling(place)

    def is_one_of_many(self, doc: str) -> bool:
        """Whether ``doc`` is a report on an occasion of which the pile has other reports, and no record."""
        event = self._events.get(doc)
        return (
            event is not None
            and event.primary is None
            and len(event.docs) > 1
            and not self._is_record(event, doc)
        )

    def version(self, place: Anchor) -> Reading | None:
        """What was found in another report for the words at ``place``, or for those they are a part of."""
        told = self._told(place, 0.0)
        return told.rendered if told else None

    def _is_record(self, event: Event, doc: str) -> bool:
        if event.id not in self._records:
            self._records[event.id] = _records(event, self._story)
        return doc in self._records[event.id]

    def _is_origin(self, event: Event, doc: str, reading: Reading) -> bool:
        """Whether a report is about as likely the origin as the reports its words were found in.

        Where it is known which of them took from the other, that decides.
        """
        others = {a.doc for a in reading.references} & set(event.docs)
        known = [d for d in self._story.derivations if d.source and not d.undecided]
        if any(d.doc == doc and d.source in others for d in known):
            return False
        if any(d.doc in others and d.source == doc for d in known):
            return True
        likely = self._witnesses(event)
        return bool(others) and likely[doc] >= max(likely[other] for other in others) - _CLEARLY

    def _is_first(self, event: Event, doc: str) -> bool:
        likely = self._witnesses(event)
        return likely[doc] >= max(likely.values()) - _CLEARLY

    def _witnesses(self, event: Event) -> Mapping[str, float]:
        if event.id not in self._likely:
            docs = [self._story.extraction(doc) for doc in event.docs]
            self._likely[event.id] = witnesses(docs, [units(x) for x in docs])
        return self._likely[event.id]

    def is_second_hand(self, doc: str) -> bool:
        """Whether the pile has a record of what ``doc`` reports on, or the report whose words it took."""
        taken = (d.source for d in self._story.derivations if d.doc == doc and d.source and not d.undecided)
        return self._events[doc].primary is not None or any(
            self._language(source) == self._language(doc) for source in taken
        )

    def _language(self, doc: str) -> str:
        return self._story.extraction(doc).document.language

    def _told(self, place: Anchor, least: float = _PART) -> Retelling | None:
        """The quotation at a place with what it renders: of several, the one most of which is there.

        ``least``: the share of words that place and quotation have in common from which it counts.
        """
        wanted = _size(self._story, place.doc, place.span)
        there = {q.id: q for q in self._story.extraction(place.doc).quotations if _touches(q, place)}
        best: tuple[float, Quotation, Reading] | None = None
        for reading in self._story.readings if there else ():
            quotation = there.get(reading.quotation)
            if quotation is None:
                continue
            share = self._shared(place, reading.spans or quotation.spans, wanted)
            if share >= least and (best is None or share > best[0]):
                best = (share, quotation, reading)
        if best is None:
            return None
        share, quotation, reading = best
        return Retelling(
            place, quotation, reading if share >= _WHOLE else self._part(place, quotation, reading)
        )

    def _shared(self, place: Anchor, spans: Sequence[Span], wanted: int) -> float:
        """Words that place and quotation share, of those of whichever has more."""
        shared = sum(
            _size(self._story, place.doc, Span(max(s.start, place.span.start), min(s.end, place.span.end)))
            for s in spans
            if s.overlaps(place.span)
        )
        whole = sum(_size(self._story, place.doc, s) for s in spans)
        return shared / max(wanted, whole, 1)

    def _part(self, place: Anchor, quotation: Quotation, reading: Reading) -> Reading:
        """The reading of the words at ``place``, where a quotation has more or fewer, in its own report."""
        cut = replace(quotation, spans=(place.span,))
        docs = tuple(
            replace(x, quotations=tuple(cut if q.id == cut.id else q for q in x.quotations))
            for x in self._story.extractions
        )
        alignment = Alignment(cut.id, reading.references, reading.score, bool(reading.references), None)
        found = Pile(docs, self._story.speakers).reading(alignment)
        return replace(found, nearest=reading.nearest)


def _touches(quotation: Quotation, place: Anchor) -> bool:
    return any(span.overlaps(place.span) for span in quotation.spans)


def _meet(reading: Reading, place: Anchor) -> bool:
    return any(a.doc == place.doc and a.span.overlaps(place.span) for a in reading.references)


def _records(event: Event, story: Story) -> tuple[str, ...]:
    """The documents of an event that are no reports of it: the primary, and what is as good."""
    docs = [story.extraction(doc) for doc in event.docs]
    return (*places_of(docs, event.primary)[1], *event.records)


def _size(story: Story, doc: str, span: Span) -> int:
    return len(tokenize(story.extraction(doc).document.text, span.start, span.end))
