"""A user's ledger of judgements about events: what holds of it, and what it makes of the groups found.

Everything here is a pure function of the ledger and the pile. Where two judgements contradict each other the
later one holds. A judgement about documents that are not in the pile waits until they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.model import Judgement, JudgementKind

Pair = tuple[int, int]
Groups = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What holds for the documents of a pile, by position.

    ``moves``: pins and merges in the order of the ledger, as (judgement's id, document, the one it goes with,
    whether it goes alone). ``apart``: pairs, lower first, that are not in one event.
    """

    moves: tuple[tuple[str, int, int, bool], ...]
    apart: frozenset[Pair]

    def pinned(self) -> frozenset[int]:
        """Documents whose place is not for grouping to find."""
        return frozenset(doc for _, doc, _, alone in self.moves if alone)

    def about(self) -> Mapping[int, str]:
        """For each document that a judgement names as going somewhere, the last such judgement."""
        named = {doc: judgement for judgement, doc, _, _ in self.moves}
        return {beside: judgement for judgement, _, beside, alone in self.moves if not alone} | named


def standing(ledger: Sequence[Judgement]) -> tuple[Judgement, ...]:
    """The judgements that hold, in order: those that no undo names which itself still holds."""
    undone: set[str] = set()
    out = []
    for judgement in reversed(ledger):
        if judgement.id in undone:
            continue
        if judgement.kind is JudgementKind.UNDO:
            undone.update([judgement.of] if judgement.of else [])
        else:
            out.append(judgement)
    return tuple(reversed(out))


def decided(ledger: Sequence[Judgement], docs: Sequence[str]) -> Decided:
    """What ``ledger`` asks of ``docs``; no pair is asked for both ways."""
    place = {doc: i for i, doc in enumerate(docs)}
    same: dict[Pair, bool] = {}
    moves: list[tuple[str, int, int, bool]] = []
    for judgement in reversed(standing(ledger)):
        together = judgement.kind is not JudgementKind.SPLIT
        for doc, beside in reversed(_pairs(judgement, place)):
            pair = (min(doc, beside), max(doc, beside))
            if same.setdefault(pair, together) is together and together:
                moves.append((judgement.id, doc, beside, judgement.kind is JudgementKind.PIN))
    return Decided(tuple(reversed(moves)), frozenset(pair for pair, is_same in same.items() if not is_same))


def settle(groups: Groups, judged: Decided) -> Groups:
    """``groups`` after the moves; where one would bring a pair together that is apart, it is not made."""
    home = {doc: number for number, members in enumerate(groups) for doc in members}
    members = {number: set(docs) for number, docs in enumerate(groups)}
    for _, doc, beside, alone in judged.moves:
        source, target = home[doc], home[beside]
        if source == target:
            continue
        for mover in [doc] if alone else sorted(members[source]):
            if all((min(mover, m), max(mover, m)) not in judged.apart for m in members[target]):
                members[source].discard(mover)
                members[target].add(mover)
                home[mover] = target
    return tuple(sorted(tuple(sorted(docs)) for docs in members.values() if docs))


def _pairs(judgement: Judgement, place: Mapping[str, int]) -> list[Pair]:
    """Pairs of documents, each with the one it is to go with, or to be apart from."""
    docs = [place[doc] for doc in judgement.docs if doc in place]
    beside = [place[doc] for doc in judgement.beside if doc in place]
    if judgement.kind is JudgementKind.MERGE:
        docs, beside = (docs + beside)[1:], (docs + beside)[:1]
    elif judgement.kind is JudgementKind.PIN:
        beside = beside[:1]
    return [(doc, other) for doc in docs for other in beside if doc != other]
