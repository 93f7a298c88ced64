"""What a user's ledger of judgements says about pairs of documents: a pure function of the ledger and the pile.

Where two judgements contradict each other the later one holds. A judgement about documents that are not in
the pile waits until they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onrecord.model import Judgement, JudgementKind

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Decided:
    """Pairs by position (lower first) that must be ``together`` or ``apart``, each with the judgement's id."""

    together: Mapping[Pair, str]
    apart: Mapping[Pair, str]

    def about(self, member: int) -> str | None:
        """The judgement that put ``member`` where it is, the one of its pairs that comes first."""
        pairs = sorted(pair for pair in self.together if member in pair)
        return self.together[pairs[0]] if pairs else None


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
    """What ``ledger`` asks of ``docs``; nothing in it contradicts itself."""
    place = {doc: i for i, doc in enumerate(docs)}
    asked: dict[bool, dict[Pair, str]] = {True: {}, False: {}}
    for judgement in reversed(standing(ledger)):
        same = judgement.kind is not JudgementKind.SPLIT
        for pair in _pairs(judgement, place):
            asked[same].setdefault(pair, judgement.id)
            if not _is_consistent(asked[True], asked[False]):
                del asked[same][pair]
    return Decided(asked[True], asked[False])


def _pairs(judgement: Judgement, place: Mapping[str, int]) -> list[Pair]:
    docs = [place[doc] for doc in judgement.docs if doc in place]
    beside = [place[doc] for doc in judgement.beside if doc in place]
    if judgement.kind is JudgementKind.MERGE:
        docs, beside = (docs + beside)[1:], (docs + beside)[:1]
    elif judgement.kind is JudgementKind.PIN:
        beside = beside[:1]
    return sorted({(min(i, j), max(i, j)) for i in docs for j in beside if i != j})


def _is_consistent(together: Mapping[Pair, str], apart: Mapping[Pair, str]) -> bool:
    home: dict[int, int] = {}

    def root(i: int) -> int:
        while home.get(i, i) != i:
            i = home[i]
        return i

    for i, j in together:
        home[root(j)] = root(i)
    return all(root(i) != root(j) for i, j in apart)
