"""Documents to events: by what is said, by whom, where and when, not by topic.

Documents may arrive one by one and in any order (:class:`Grouping`); events are worked out from the set of
them and the ledger of judgements, and from nothing else. Pairs get a score with its reasons
(:mod:`onrecord.group.evidence`); average-link clustering makes groups of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from onrecord.group.bags import Numbers, Values
from onrecord.group.cluster import average_link
from onrecord.group.describe import event_date, event_id, persons, place, title, topics
from onrecord.group.evidence import Comparison
from onrecord.group.judgements import Decided, decided, settle
from onrecord.group.meaning import Meaning
from onrecord.group.nearby import Nearby
from onrecord.group.primary import choose_primary, other_records
from onrecord.group.sketch import Sketch, sketch
from onrecord.group.wording import Pair
from onrecord.model import Event, Extraction, Judgement, Membership, Profile
from onrecord.text.embedding import Embedder

THRESHOLD = -0.8
"""Mean pair score in logits from which two groups are one event."""
ALONE = "alone: no other document reports this occasion"


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of one event, by id, and why each belongs to it."""

    memberships: tuple[Membership, ...]

    @property
    def docs(self) -> tuple[str, ...]:
        """Ids, ascending."""
        return tuple(m.doc for m in self.memberships)


class Grouping:
    """Documents as they arrive. What is near what is kept up to date, groups are worked out on demand."""

    def __init__(self) -> None:
        self._sketches: list[Sketch] = []
        self._nearby = Nearby()

    def add(self, found: Sketch) -> None:
        """Take in one document. Its id must be new."""
        day = found.published.start if found.published else None
        self._nearby.add(found.doc, found.vectors[1], day)
        self._sketches.append(found)

    def groups(self, embedder: Embedder | None = None, ledger: Sequence[Judgement] = ()) -> tuple[Group, ...]:
        """Every document in exactly one group, groups in the order of their first id.

        ``embedder`` compares titles, and what is said where they and words leave a pair open; without one
        neither is compared.
        """
        order = sorted(range(len(self._sketches)), key=lambda i: self._sketches[i].doc)
        sketches = [self._sketches[i] for i in order]
        near = np.sort(np.argsort(order)[self._nearby.pairs()], axis=1)
        return _Pile.of(sketches, near, embedder, decided(ledger, [s.doc for s in sketches])).groups()


@dataclass(frozen=True, slots=True)
class _Pile:
    """The documents of a grouping in the order of their ids, compared; ``scores`` are those of the pairs."""

    sketches: Sequence[Sketch]
    comparison: Comparison
    said: Mapping[Pair, float]
    scores: Values
    judged: Decided

    @classmethod
    def of(
        cls, sketches: Sequence[Sketch], near: Numbers, embedder: Embedder | None, judged: Decided
    ) -> _Pile:
        meaning = None if embedder is None else Meaning(embedder)
        comparison = Comparison(sketches, near, meaning)
        said: Mapping[Pair, float] = {}
        values = comparison.scores(said)
        if meaning is not None:
            said = comparison.said(comparison.open_pairs(values - THRESHOLD), meaning)
            values = comparison.scores(said)
        return cls(sketches, comparison, said, values, judged)

    def groups(self) -> tuple[Group, ...]:
        """Every document in exactly one group."""
        clusters = self._clusters()
        best = self._closest_fellows(clusters)
        judged = self.judged.about()
        return tuple(
            Group(tuple(self._membership(i, best[i], judged if len(members) > 1 else {}) for i in members))
            for members in clusters
        )

    def _clusters(self) -> tuple[tuple[int, ...], ...]:
        """Positions of the documents of each event."""
        pairs = np.column_stack([self.comparison.pairs.left, self.comparison.pairs.right])
        free = ~np.isin(pairs, sorted(self.judged.pinned())).any(axis=1)
        found = average_link(len(self.sketches), pairs[free], self.scores[free], THRESHOLD, self.judged.apart)
        return settle(found, self.judged)

    def _closest_fellows(self, clusters: Sequence[Sequence[int]]) -> list[int | None]:
        """For each document the number of its best pair with a fellow member, the first where several are."""
        home = np.zeros(len(self.sketches), dtype=np.int64)
        for number, members in enumerate(clusters):
            home[list(members)] = number
        left, right = self.comparison.pairs.left, self.comparison.pairs.right
        inside = np.flatnonzero(home[left] == home[right])
        out: list[int | None] = [None] * len(home)
        # The best comes last and stays.
        for at in inside[np.lexsort((-inside, self.scores[inside]))].tolist():
            out[left[at]] = out[right[at]] = at
        return out

    def _membership(self, i: int, best: int | None, judged: Mapping[int, str]) -> Membership:
        """Why a document is in its group: its closest fellow member, and what the two share."""
        doc = self.sketches[i].doc
        if i in judged:
            return Membership(doc, 1.0, f"put there by judgement {judged[i]}")
        if best is None:
            return Membership(doc, 1.0, ALONE)
        pairs = self.comparison.pairs
        other = self.sketches[int(pairs.left[best] + pairs.right[best]) - i].doc
        probability = 1 / (1 + math.exp(min(50.0, THRESHOLD - float(self.scores[best]))))
        return Membership(
            doc, round(probability, 4), f"with {other}: {self.comparison.reason(best, self.said)}"
        )


def group(
    extractions: Sequence[Extraction],
    profiles: Sequence[Profile],
    embedder: Embedder,
    ledger: Sequence[Judgement] = (),
) -> tuple[Event, ...]:
    """Every document in exactly one event, events in the order of their first document's id.

    A document that nothing else in the pile reports the occasion of is an event alone. The ``ledger`` of
    judgements goes before everything else.
    """
    by_id = {x.document.id: x for x in extractions}
    by_doc = {profile.doc: profile for profile in profiles}
    grouping = Grouping()
    for doc in sorted(by_id):
        grouping.add(sketch(by_id[doc], by_doc.get(doc)))
    judged = {doc for judgement in ledger for doc in (*judgement.docs, *judgement.beside)}
    events: list[Event] = []
    for found in grouping.groups(embedder, ledger):
        whole = [by_id[doc] for doc in found.docs]
        for docs in _in_time(whole, by_doc, judged):
            event = _event(docs, by_doc, found.memberships)
            events.append(replace(event, id=event_id(event, {e.id for e in events})))
    return tuple(sorted(events, key=lambda e: e.docs[0]))


def _in_time(
    members: Sequence[Extraction], profiles: Mapping[str, Profile], judged: set[str]
) -> Iterator[Sequence[Extraction]]:
    """``members`` without those published before the occasion on record: they report an earlier one, alone.

    Where most of them would be, it is the date of the record that is wrong. What was ``judged`` stays.
    """
    own = _profiles(members, profiles)
    primary, _ = choose_primary(members, own)
    when = event_date(own, primary) if primary else None
    day = when.day if when else None
    early = [x for x in members if day and x.document.id not in judged and _before(x, profiles, day)]
    if 2 * len(early) >= len(members):
        early = []
    yield [x for x in members if x not in early]
    yield from ([x] for x in early)


def _before(extraction: Extraction, profiles: Mapping[str, Profile], day: date) -> bool:
    # A day is left for time zones.
    published = profiles[extraction.document.id].published
    return published is not None and published.end < day - timedelta(days=1)


def complete(profiles: Sequence[Profile], events: Sequence[Event]) -> tuple[Profile, ...]:
    """``profiles`` with the event's day where a document does not tell it, or tells less or otherwise.

    A document's own reading of its weekdays stands on its page date; where the event has a primary, the
    day the primary gives is nearer to the occasion.
    """
    event_of = {doc: event for event in events for doc in event.docs}
    out = []
    for profile in profiles:
        event = event_of.get(profile.doc)
        if event and event.date and len(event.docs) > 1 and profile.event_date != event.date:
            because = f"day of the event, from {event.primary or 'most of its documents'}"
            if profile.event_date:
                because += (
                    f"; for itself the document says {profile.event_date.start}: {profile.event_date_reason}"
                )
            profile = replace(profile, event_date=event.date, event_date_reason=because)
        out.append(profile)
    return tuple(out)


def _profiles(docs: Sequence[Extraction], profiles: Mapping[str, Profile]) -> list[Profile]:
    return [profiles[x.document.id] for x in docs if x.document.id in profiles]


def _event(
    docs: Sequence[Extraction], profiles: Mapping[str, Profile], memberships: Sequence[Membership]
) -> Event:
    own = _profiles(docs, profiles)
    primary, why = choose_primary(docs, own)
    ids = tuple(x.document.id for x in docs)
    kept = tuple(m for m in memberships if m.doc in ids)
    return Event(
        id="",
        docs=ids,
        title=title(docs, own, primary),
        date=event_date(own, primary),
        place=place(docs, own, primary),
        persons=persons(docs),
        topics=topics(docs),
        primary=primary,
        primary_reason=why,
        memberships=kept if len(kept) == len(memberships) or len(kept) > 1 else _set_apart(kept),
        records=other_records(docs, own, primary),
    )


def _set_apart(memberships: Sequence[Membership]) -> tuple[Membership, ...]:
    return tuple(
        Membership(m.doc, 1.0, "alone: published before the occasion the others report") for m in memberships
    )
