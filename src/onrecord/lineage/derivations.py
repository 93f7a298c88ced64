"""Who took from whom in one event: what documents declare, then what their texts tell.

Texts of one language are compared word by word (:mod:`onrecord.lineage.stemma`); across languages only what
is declared counts. A transcript or an interview is where the words were said, so that having them from
there is no derivation in this sense: readings say it. A document whose wording speaks for a common source
that no document is gets a missing source, named where those who share it name one source.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.lineage.collation import Collation
from onrecord.lineage.declared import declared, is_own_page, same_outlet, signed
from onrecord.lineage.families import families, near_copies
from onrecord.lineage.stemma import Link, Stemma, stemma
from onrecord.lineage.witness import witness
from onrecord.model import Anchor, Derivation, Event, Extraction, Family, Profile, Reading, Role

TELLING = 2.5
"""Nats by which a source must explain a text better than the primary and chance do."""
TELLING_OF_MISSING = 8.0
"""The same for a source that nobody has seen."""
FEWEST = 2
"""Passages that must tell so: one may be chance."""
DECIDED = 3.0
"""Nats by which one direction must be better than the other."""
HEARD = 0.25
"""What evidence counts in sentences that a transcript has: all who were there heard them."""
_SPREAD = 5.0
_OWN_PAGE, _SIGNED = 6.0, 2.0
"""Nats against an agency's own copy, and against a text signed by an agency, being taken from others."""
_SHOWN = 3
_SPOKEN = (Role.TRANSCRIPT, Role.INTERVIEW)


def trace_event(
    event: Event,
    extractions: Sequence[Extraction],
    readings: Sequence[Reading],
    profiles: Sequence[Profile],
) -> tuple[tuple[Derivation, ...], tuple[Family, ...]]:
    """The derivations of one event, by document, surest first, and its families of near copies."""
    docs = {x.document.id: x for x in extractions if x.document.id in event.docs}
    members = [docs[doc] for doc in event.docs if doc in docs]
    known = {p.doc: p for p in profiles}
    trees = [_stemma(event, group, known) for group in _by_language(members)]
    spoken = event.primary if _is_spoken(event, known) else None
    links = [(tree, link) for tree in trees for link in tree.links if _counts(link, spoken)]
    taken: dict[str, frozenset[str]] = defaultdict(frozenset)
    for _, link in links:
        if isinstance(link.source, str):
            taken[link.doc] |= {link.source}
    pairs = {frozenset(pair) for tree in trees for pair in near_copies(tree.found)}
    copied = {source for doc in taken for source in taken[doc] if {doc, source} in pairs}
    named = declared(members, readings, taken, copied)
    told = [_derivation(tree, link, event) for tree, link in links]
    found = _joined(named, _with_names(told, named))
    order = {doc: i for i, doc in enumerate(event.docs)}
    ordered = sorted(found, key=lambda d: (order[d.doc], -d.confidence, d.source or "", d.source_name or ""))
    return tuple(ordered), families(event, [tree.found for tree in trees], ordered)


def _by_language(members: Sequence[Extraction]) -> list[list[Extraction]]:
    groups: dict[str, list[Extraction]] = defaultdict(list)
    for extraction in members:
        groups[extraction.document.language].append(extraction)
    return [group for group in groups.values() if len(group) > 1]


def _stemma(event: Event, group: Sequence[Extraction], known: Mapping[str, Profile]) -> Stemma:
    ranks = {x.document.id: _agency_rank(x) for x in group}
    witnesses = [witness(x, p.published if (p := known.get(x.document.id)) else None) for x in group]
    heard = HEARD if _is_spoken(event, known) else 1.0
    return stemma(
        witnesses, event.primary, lambda source, taker: max(0.0, ranks[taker] - ranks[source]), heard
    )


def _is_spoken(event: Event, known: Mapping[str, Profile]) -> bool:
    """True where the primary is a record of speech."""
    primary = known.get(event.primary or "")
    return primary is not None and primary.role in _SPOKEN


def _agency_rank(extraction: Extraction) -> float:
    """What stands against a text's being taken from others: an agency signs it, or it is its own page."""
    if signed(extraction) is None:
        return 0.0
    return _OWN_PAGE if is_own_page(extraction) else _SIGNED


def _counts(link: Link, spoken: str | None) -> bool:
    """True for a link that tells something beyond what both have from where the words were said."""
    least = TELLING if isinstance(link.source, str) else TELLING_OF_MISSING
    telling = link.gain >= least and len(link.units) >= FEWEST
    return telling and spoken not in (link.source, link.doc)


def _derivation(tree: Stemma, link: Link, event: Event) -> Derivation:
    told = _chance(link.gain - TELLING)
    units = [tree.found.units[n] for n in link.units]
    evidence = _evidence(tree.found, link)
    shared = f"has {len(units)} passage{'s' if len(units) > 1 else ''}"
    if isinstance(link.source, int):
        reason = f"{shared} in a wording that other reports have and no document gave them"
        missing = f"{event.id}-m{link.source}"
        return Derivation(link.doc, None, None, round(told * 0.8, 2), reason, evidence, missing)
    undecided = link.sure < DECIDED
    why = (
        "which of the two came first cannot be told"
        if undecided
        else f"{link.source} is nearer to the origin"
    )
    sure = 0.5 if undecided else _chance(link.sure)
    reason = f"{shared} in the wording of {link.source}; {why}"
    return Derivation(
        link.doc, link.source, None, round(told * sure, 2), reason, evidence, undecided=undecided
    )


def _chance(nats: float) -> float:
    """The probability that evidence of so many nats over the threshold is right."""
    return 1 / (1 + math.exp(-(nats + _SPREAD) / _SPREAD))


def _evidence(found: Collation, link: Link) -> tuple[Anchor, ...]:
    """The most telling passages, each beside its version in the source, where that is a document."""
    numbers = {w.doc: n for n, w in enumerate(found.witnesses)}
    sides = [link.doc] if isinstance(link.source, int) else [link.doc, link.source]
    return tuple(
        Anchor(doc, unit.places[numbers[doc]].span)
        for unit in (found.units[n] for n in link.units[:_SHOWN])
        for doc in sides
        if numbers[doc] in unit.places
    )


def _with_names(copied: Sequence[Derivation], named: Sequence[Derivation]) -> list[Derivation]:
    """A missing source is the one that all who share it name, if there is exactly one."""
    sharing: dict[str, list[str]] = defaultdict(list)
    for edge in copied:
        if edge.missing:
            sharing[edge.missing].append(edge.doc)
    meant = {missing: _agreed(docs, named) for missing, docs in sharing.items()}
    return [replace(e, source_name=meant[e.missing]) if e.missing else e for e in copied]


def _agreed(docs: Sequence[str], named: Sequence[Derivation]) -> str | None:
    outside = [[d.source_name for d in named if d.doc == doc and not d.source] for doc in docs]
    common = [n for n in outside[0] if all(any(same_outlet(n, m) for m in names) for names in outside)]
    return common[0] if len(common) == 1 else None


def _joined(named: Sequence[Derivation], copied: Sequence[Derivation]) -> list[Derivation]:
    """Both kinds; where both tell of one source, one derivation with the evidence of both."""
    out = list(named)
    for edge in copied:
        place = next((n for n, other in enumerate(out) if _same_source(other, edge)), None)
        if place is None:
            out.append(edge)
            continue
        other = out[place]
        out[place] = replace(
            other,
            confidence=round(max(other.confidence, 1 - (1 - other.confidence) * (1 - edge.confidence)), 2),
            reason=f"{other.reason}; {edge.reason}",
            evidence=other.evidence + edge.evidence,
            missing=edge.missing,
        )
    return out


def _same_source(left: Derivation, right: Derivation) -> bool:
    if right.missing:
        return left.doc == right.doc and bool(left.source_name) and left.source_name == right.source_name
    # Declared the other way round, a document has said which of the two is the source.
    return right.source is not None and {left.doc, left.source} == {right.doc, right.source}
