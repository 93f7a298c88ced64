"""Near copies: documents that print one text, an agency's or another's, cut and reworded here and there.

Credit lines count first: under one credit a smaller share of common text is enough. The share is of the
narration of the shorter document, in words of sentences that are versions of one another and mostly the
same, so that reprints which exchange a word in every sentence still show (of their runs of three words
often only three in ten are the same). What people said is left out: everybody quotes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from onrecord.lineage.collation import Collation
from onrecord.lineage.declared import same_outlet
from onrecord.model import Derivation, Event, Family

CREDITED = 0.3
UNCREDITED = 0.5
_MOSTLY = 0.6
"""Share of a sentence's words that its version in the other document must have, to be the same text."""
_FEWEST = 25
"""Words of narration in common below which two documents are not said to print one text."""


def families(
    event: Event, collations: Iterable[Collation], derivations: Sequence[Derivation]
) -> tuple[Family, ...]:
    """The families of ``event``, in the order of their first documents."""
    names = {
        doc: [d.source_name for d in derivations if d.doc == doc and d.source_name] for doc in event.docs
    }
    found: list[Family] = []
    for one in collations:
        shares = near_copies(one, names)
        for group in _groups([w.doc for w in one.witnesses], shares):
            found.append(_family(event, len(found), group, shares, names))
    return tuple(found)


def near_copies(
    one: Collation, names: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> dict[tuple[str, str], float]:
    """The pairs of documents that print one text, with how much of the shorter one's narration it is.

    ``names``: the sources that each document credits.
    """
    out: dict[tuple[str, str], float] = {}
    docs = [w.doc for w in one.witnesses]
    sizes = [sum(len(p.words) for p in w.passages if not p.said) for w in one.witnesses]
    for a, left in enumerate(docs):
        for b in range(a + 1, len(docs)):
            right = docs[b]
            common = _common(one, a, b)
            share = common / max(1, min(sizes[a], sizes[b]))
            credited = any(same_outlet(x, y) for x in names.get(left, ()) for y in names.get(right, ()))
            if common >= _FEWEST and share >= (CREDITED if credited else UNCREDITED):
                out[left, right] = min(1.0, share)
    return out


def _common(one: Collation, a: int, b: int) -> int:
    """Words of narration of the shorter versions of sentences that both print."""
    total = 0
    for unit in one.units:
        if unit.said or a not in unit.versions or b not in unit.versions:
            continue
        left, right = (len(unit.places[n].words) for n in (a, b))
        apart = len(unit.versions[a] ^ unit.versions[b])
        if (left + right - apart) / (left + right) >= _MOSTLY:
            total += min(left, right)
    return total


def _groups(docs: Sequence[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Documents that pairs join, two and more together, in the order of ``docs``."""
    of = {doc: doc for doc in docs}
    for left, right in pairs:
        old, new = sorted((of[left], of[right]), key=docs.index)[::-1]
        of = {doc: new if head == old else head for doc, head in of.items()}
    grouped = [[doc for doc in docs if of[doc] == head] for head in docs]
    return [group for group in grouped if len(group) > 1]


def _family(
    event: Event,
    number: int,
    group: Sequence[str],
    shares: Mapping[tuple[str, str], float],
    names: Mapping[str, Sequence[str]],
) -> Family:
    inside = {pair: share for pair, share in shares.items() if set(pair) <= set(group)}
    near = {doc: sum(share for pair, share in inside.items() if doc in pair) for doc in group}
    ordered = tuple(sorted(group, key=lambda doc: (-near[doc], event.docs.index(doc))))
    credited = [names[doc] for doc in ordered]
    agreed = next((n for n in credited[0] if all(any(same_outlet(n, m) for m in c) for c in credited)), None)
    low, high = min(inside.values()), max(inside.values())
    how = f"{low:.0%}" if round(low, 2) == round(high, 2) else f"{low:.0%} to {high:.0%}"
    reason = f"{how} of the shorter narration is one text"
    return Family(
        f"{event.id}-f{number}",
        ordered,
        agreed,
        f"both name {agreed}; {reason}" if agreed and len(group) == 2 else reason,
    )
