"""One quotation beside its references, as the rules for changes look at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.collate.context import Context
from onrecord.collate.diff import Alignment, anchors
from onrecord.collate.lexis import Lexis
from onrecord.collate.normal import Word
from onrecord.model import Anchor, Change, ChangeKind, Quotation


@dataclass(frozen=True, slots=True)
class Side:
    """The words of one side and the texts they come from."""

    words: tuple[Word, ...]
    texts: Mapping[str, str]
    table: Lexis

    def say(self, indices: Sequence[int], limit: int = 80) -> str:
        """The words at ``indices`` as they stand in the text, in quote marks, cut where long."""
        stretches = [a.span.of(self.texts[a.doc]) for a in anchors(self.words, indices)]
        shown = " ".join(" … ".join(stretches).split())
        return f'"{shown[: limit - 1] + "…" if len(shown) > limit else shown}"'

    def at(self, indices: Sequence[int]) -> tuple[Anchor, ...]:
        """The stretches the words at ``indices`` cover."""
        return anchors(self.words, indices)


@dataclass(frozen=True, slots=True)
class Case:
    """The quotation, both sides, their alignment, and the words that a rule has already spoken for."""

    quotation: Quotation
    reading: Side
    reference: Side
    references: tuple[Anchor, ...]
    alignment: Alignment
    context: Context
    closeness: float
    """Share of content words that have a partner: the smaller of the two sides' shares."""
    spoken_reading: set[int] = field(default_factory=set)
    spoken_reference: set[int] = field(default_factory=set)
    rephrased: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)
    """Words of reading and reference that say the same in another way and at another place."""
    distorting: list[Change] = field(default_factory=list)
    """Changes that make the reading carry something else, though their label alone does not say so."""

    def distorts(self, change: Change) -> Change:
        """``change``, noted as one after which the record carries the words only partly."""
        self.distorting.append(change)
        return change

    def refers_to(self, place: Anchor) -> bool:
        """True where ``place`` lies in a reference."""
        return any(a.doc == place.doc and a.span.holds(place.span) for a in self.references)

    def change(
        self, kind: ChangeKind, explanation: str, left: Sequence[int] = (), right: Sequence[int] = ()
    ) -> Change:
        """A change at these words; they count as spoken for from now on."""
        self.spoken_reading.update(left)
        self.spoken_reference.update(right)
        return Change(kind, explanation, self.reading.at(left), self.reference.at(right))

    def expected(self, i: int) -> int:
        """The position in the reference that reading word ``i`` would have, had nothing changed."""
        before = None
        for p in self.alignment.pairs:
            if p.reading > i:
                break
            before = before if p.moved else p
        return before.reference + i - before.reading if before else 0


def closeness(alignment: Alignment) -> float:
    """See :attr:`Case.closeness`; of the reference only the stretch between first and last partner counts."""
    left = _share(alignment.reading, alignment.paired_reading)
    used = [p.reference for p in alignment.pairs]
    inner = range(min(used, default=0), max(used, default=-1) + 1)
    right = _share([alignment.reference[j] for j in inner], {j - inner.start for j in used})
    return min(left, right)


def _share(words: Sequence[Word], paired: set[int] | frozenset[int]) -> float:
    content = [n for n, w in enumerate(words) if w.content and not w.bracket]
    return sum(n in paired for n in content) / len(content) if content else 0.0
