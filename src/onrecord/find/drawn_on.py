"""What each report of an event can be read against: the record, else what it took its words from.

Where there is a primary, every other document is read against that, and against further transcripts. Where
there is none, a report is read against words at first hand (:mod:`onrecord.find.first_hand`) and against
the documents that its derivations lead back to: what a paper has from a paper that has it from the wire is
read against the wire. Of two texts that share words, where nothing tells which came first, the shorter is
read against the longer. A report of which nothing is known is read against the fullest witness, the one
with most that somebody says, an origin of others before all; an origin is read against nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from onrecord.align.witness import further_records
from onrecord.find.first_hand import first_hand
from onrecord.model import Derivation, Event, Extraction


def drawn_on(
    event: Event,
    docs: Mapping[str, Extraction],
    derivations: Sequence[Derivation],
) -> dict[str, tuple[str, ...]]:
    """By document of ``event``, the documents that it reports on, in the event's order; none for an origin.

    ``docs``: the event's documents by id. ``derivations`` of other events do no harm.
    """
    members = [doc for doc in event.docs if doc in docs]
    primary = event.primary
    if primary is not None and primary in docs:
        records = [primary, *further_records([docs[doc] for doc in members], primary)]
        return {doc: tuple(r for r in records if r != doc) for doc in members if doc != primary}
    own = [x.document.id for x in first_hand([docs[doc] for doc in members])]
    parents = _parents(docs, derivations)
    origins = {doc: _back(doc, parents) for doc in members}
    heads = {source for sources in origins.values() for source in sources}
    fullest = max(
        [doc for doc in members if doc in heads] or members, key=lambda doc: _said(docs[doc]), default=""
    )
    out = {}
    for doc in members:
        known = {*own, *origins[doc]} or {fullest}
        if doc not in own and doc not in heads and doc not in known:
            out[doc] = tuple(source for source in members if source in known)
    return out


def _parents(docs: Mapping[str, Extraction], derivations: Sequence[Derivation]) -> dict[str, set[str]]:
    """By document, what it was taken from; where that is undecided, the longer of the two is the source."""
    parents: dict[str, set[str]] = defaultdict(set)
    for edge in derivations:
        taker, source = edge.doc, edge.source
        if source is not None and source in docs and taker in docs:
            if edge.undecided and len(docs[taker].document.text) > len(docs[source].document.text):
                taker, source = source, taker
            parents[taker].add(source)
    return parents


def _back(doc: str, parents: Mapping[str, set[str]]) -> set[str]:
    """The documents without a parent above ``doc``; where the parents go in a ring, none of them."""
    seen: set[str] = set()
    ahead = sorted(parents.get(doc, ()))
    while ahead:
        source = ahead.pop()
        if source not in seen:
            seen.add(source)
            ahead += sorted(parents.get(source, ()))
    return {source for source in seen if not parents.get(source)}


def _said(extraction: Extraction) -> int:
    """Characters in what somebody says in a document."""
    return sum(len(s) for q in extraction.quotations if q.nested_in is None for s in q.spans)
