"""Documents to events: by what is said, by whom, where and when, not by topic.

Pairs get a score with its reasons (:mod:`onrecord.group.evidence`); average-link clustering makes groups of
them. Documents are taken in the order of their ids, so the order they were given in does not matter.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from onrecord.group.cluster import average_link
from onrecord.group.describe import event_date, event_id, persons, place, title, topics
from onrecord.group.evidence import Features, compare, reason, score, with_sayings
from onrecord.group.meaning import Meaning
from onrecord.group.primary import choose_primary
from onrecord.group.sketch import Sketch, sketch
from onrecord.group.wording import Pair
from onrecord.model import Event, Extraction, Membership, Profile
from onrecord.text.embedding import Embedder

THRESHOLD = -1.3
"""Mean pair score in logits from which two groups are one event; a compromise of small and large piles."""


def group(
    extractions: Sequence[Extraction],
    profiles: Sequence[Profile],
    embedder: Embedder,
    threshold: float = THRESHOLD,
) -> tuple[Event, ...]:
    """Every document in exactly one event, events in the order of their first document's id.

    A document that nothing else in the pile reports the occasion of is an event alone.
    """
    ordered = sorted(extractions, key=lambda x: x.document.id)
    by_doc = {profile.doc: profile for profile in profiles}
    sketches = [sketch(x) for x in ordered]
    scale = Meaning(embedder)
    features = compare(sketches, scale)
    scores = _scores(features, sketches, by_doc)
    features = with_sayings(features, scores, sketches, scale, threshold)
    scores = _scores(features, sketches, by_doc)
    events: list[Event] = []
    taken: set[str] = set()
    found = average_link(len(ordered), scores, threshold)
    parts = (part for whole in found for part in _in_time(whole, ordered, by_doc))
    for members in sorted(parts, key=min):
        event = _event([ordered[i] for i in members], by_doc, [sketches[i] for i in members])
        event = replace(
            event,
            id=event_id(event, taken),
            memberships=tuple(_membership(i, members, sketches, scores, features) for i in members),
        )
        taken.add(event.id)
        events.append(event)
    return tuple(events)


def _in_time(
    members: Sequence[int], ordered: Sequence[Extraction], profiles: Mapping[str, Profile]
) -> Iterator[Sequence[int]]:
    """``members`` without those published before the occasion on record: they report an earlier one, alone.

    Where most of them would be, it is the date of the record that is wrong.
    """
    docs = [ordered[i] for i in members]
    own = _profiles(docs, profiles)
    primary, _ = choose_primary(docs, own)
    when = event_date(own, primary) if primary else None
    day = when.day if when else None
    early = [i for i in members if day and _before(profiles[ordered[i].document.id], day)]
    if 2 * len(early) >= len(members):
        early = []
    yield [i for i in members if i not in early]
    yield from ([i] for i in early)


def _before(profile: Profile, day: date) -> bool:
    # A day is left for time zones.
    published = profile.published
    return published is not None and published.end < day - timedelta(days=1)


def _scores(
    features: Mapping[Pair, Features], sketches: Sequence[Sketch], profiles: Mapping[str, Profile]
) -> dict[Pair, float]:
    return {
        (i, j): score(found, profiles.get(sketches[i].doc), profiles.get(sketches[j].doc))
        for (i, j), found in features.items()
    }


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
            profile = replace(profile, event_date=event.date, event_date_reason=because)
        out.append(profile)
    return tuple(out)


def _profiles(docs: Sequence[Extraction], profiles: Mapping[str, Profile]) -> list[Profile]:
    return [profiles[x.document.id] for x in docs if x.document.id in profiles]


def _event(docs: Sequence[Extraction], profiles: Mapping[str, Profile], sketches: Sequence[Sketch]) -> Event:
    own = _profiles(docs, profiles)
    primary, why = choose_primary(docs, own)
    return Event(
        id="",
        docs=tuple(x.document.id for x in docs),
        title=title(docs, own, primary),
        date=event_date(own, primary),
        place=place(docs, own, primary),
        persons=persons(docs),
        topics=topics(docs, sketches),
        primary=primary,
        primary_reason=why,
    )


def _membership(
    i: int,
    members: Sequence[int],
    sketches: Sequence[Sketch],
    scores: Mapping[Pair, float],
    features: Mapping[Pair, Features],
) -> Membership:
    """Why a document is in its event: its closest fellow member, and what the two share."""
    pairs = [(min(i, j), max(i, j)) for j in members if j != i]
    known = [(scores[pair], pair) for pair in pairs if pair in scores]
    if not known:
        return Membership(sketches[i].doc, 1.0, "alone: no other document reports this occasion")
    best, pair = max(known, key=lambda found: (found[0], -found[1][0], -found[1][1]))
    other = sketches[pair[0] if pair[1] == i else pair[1]].doc
    probability = 1 / (1 + math.exp(THRESHOLD - best))
    return Membership(sketches[i].doc, round(probability, 4), f"with {other}: {reason(features[pair])}")
