"""Figures corrected on the spot: "Forty families live on it. – Forty-three."

A sentence of nothing but a figure, next to a reference that has another one, puts it right. Who gives the
second has it right, who gives the first has not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from onrecord.collate.case import Case
from onrecord.collate.entities import surroundings
from onrecord.collate.normal import Word
from onrecord.collate.quantities import Quantity, same_quantity
from onrecord.model import Change, ChangeKind

_NEXT = 200
"""Characters after a reference within which it is put right."""


def is_put_right(case: Case, quantity: Quantity) -> bool:
    """True for a figure that somebody gave in the place of the reference's."""
    return any(same_quantity(new, quantity) for _, new in _corrections(case))


def corrected_changes(case: Case) -> Iterator[Change]:
    """A figure of the reference that was put right at once, told as it was before."""
    mine = [(i, w.quantity) for i, w in enumerate(case.reading.words) if w.quantity]
    for old, new in _corrections(case) if mine else ():
        taken = [i for i, q in mine if old.quantity and same_quantity(q, old.quantity)]
        right = any(same_quantity(q, new) for _, q in mine)
        j = next((j for j, w in enumerate(case.reference.words) if w.at == old.at), None)
        if taken and not right and j is not None:
            note = f"The figure {case.reference.say([j])} was put right at once; here it stands uncorrected."
            yield case.change(ChangeKind.NUMBER, note, taken[:1], [j])


def _corrections(case: Case) -> Iterator[tuple[Word, Quantity]]:
    """Figures of the references with what they were put right to."""
    for anchor in case.references:
        around = surroundings(case.reference, anchor, _NEXT)
        found = [list(group) for _, group in groupby(around, key=lambda w: w.sentence)]
        for before, after in pairwise(found):
            new = _alone(after)
            said = [w for w in before if w.quantity and case.refers_to(w.at)]
            if new and len(said) == 1 and not _is_question(case, before) and _differ(said[0], new):
                yield said[0], new


def _alone(sentence: Sequence[Word]) -> Quantity | None:
    """The figure that is all a sentence says."""
    figures = [w.quantity for w in sentence if w.quantity]
    rest = any(w.content and not w.quantity for w in sentence)
    return figures[0] if len(figures) == 1 and not rest else None


def _differ(word: Word, new: Quantity) -> bool:
    old = word.quantity
    return old is not None and old.number.kind == new.number.kind and not same_quantity(old, new)


def _is_question(case: Case, sentence: Sequence[Word]) -> bool:
    last = sentence[-1].at
    return "?" in case.reference.texts[last.doc][last.span.end : last.span.end + 2]
