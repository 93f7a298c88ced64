"""Figures that both sides have and that stand for something else: "all eight" for "two of the eight".

The other kind is the figure that the reference rules out: "ten hours, not twelve" told as twelve hours. Both
sides may be in two languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from onrecord.collate.case import Case, Side
from onrecord.collate.operators import operators
from onrecord.collate.quantities import same_quantity
from onrecord.model import Change, ChangeKind

_BETWEEN = 3
"""Words from the figure of a part to that of its whole: "two of the eight"."""


def share_changes(case: Case) -> Iterator[Change]:
    """A part told as the whole, and a figure told that was ruled out."""
    if all(any(w.quantity for w in side.words) for side in (case.reading, case.reference)):
        kinds = _kinds(case.reading)
        yield from _wholes(case, kinds)
        yield from _ruled_out(case, kinds)


def _wholes(case: Case, kinds: Mapping[int, str]) -> Iterator[Change]:
    for i, word in enumerate(case.reading.words):
        if not word.quantity or kinds.get(i - 1) != "universal":
            continue
        for j, other in enumerate(case.reference.words):
            part = _part(case.reference, j)
            if part is None or not other.quantity or not same_quantity(word.quantity, other.quantity):
                continue
            if not _has(case.reading, case.reference, part):
                there = list(range(part, j + 1))
                note = f"{case.reference.say(there)} in the reference is {case.reading.say([i - 1, i])} here."
                yield case.change(ChangeKind.NUMBER, note, [i - 1, i], there)


def _part(side: Side, whole: int) -> int | None:
    """The figure of which the one at ``whole`` gives the whole."""
    for n in range(whole - 2, max(-1, whole - _BETWEEN - 1), -1):
        between = [w.form for w in side.words[n + 1 : whole]]
        if side.words[n].quantity and any(form in side.table.part_of for form in between):
            return n
    return None


def _ruled_out(case: Case, mine: Mapping[int, str]) -> Iterator[Change]:
    theirs, words = _kinds(case.reference), case.reference.words
    for j, word in enumerate(words):
        # "..., not twelve": the negation opens a clause of its own.
        opens = j > 1 and theirs.get(j - 1) == "negation" and words[j - 2].clause != words[j - 1].clause
        if not opens or not word.quantity:
            continue
        before = [n for n in range(j - 1) if words[n].sentence == word.sentence and words[n].quantity]
        told = [
            i
            for i, w in enumerate(case.reading.words)
            if w.quantity and same_quantity(w.quantity, word.quantity) and mine.get(i - 1) != "negation"
        ]
        if before and told and not _has(case.reading, case.reference, before[-1]):
            note = f"The figure {case.reading.say(told[:1])} is ruled out in the reference."
            yield case.change(ChangeKind.NUMBER, note, told[:1], [j - 1, j])


def _has(side: Side, other: Side, n: int) -> bool:
    """True where ``side`` has the figure at ``n`` of ``other``."""
    sought = other.words[n].quantity
    return any(w.quantity and sought and same_quantity(w.quantity, sought) for w in side.words)


def _kinds(side: Side) -> dict[int, str]:
    """The kind of the operator that ends at each word."""
    return {op.indices[-1]: op.kind for op in operators(side.words, side.table)}
