"""A reading in another language than its reference: numbers and negations, nothing finer.

Word differences across languages are no evidence of a change, so none is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.collate.case import Case, Side
from onrecord.collate.operators import is_negative_word, operators
from onrecord.collate.quantities import Quantity, rounded, same_quantity
from onrecord.model import Change, ChangeKind


def changes_across(case: Case) -> Iterator[Change]:
    """Figures that no reference has; negation on one side where the other has no trace of it."""
    known = _figures(case.reference)
    for i, quantity in _figures(case.reading):
        if quantity.orders or (quantity.faint and not _parts(known)):
            continue
        if any(same_quantity(quantity, other) for _, other in known):
            continue
        close = [j for j, other in known if rounded(quantity, other)]
        if close:
            note = f"The figure {case.reference.say(close[:1])} stands rounded: {case.reading.say([i])}."
        else:
            note = f"The figure {case.reading.say([i])} is not in the reference."
        yield case.change(ChangeKind.NUMBER, note, [i], close[:1])
    left, right = _negations(case.reading), _negations(case.reference)
    if left and not right and not _negative(case.reference):
        note = f"The negation {case.reading.say(left)} has no counterpart in the reference."
        yield case.change(ChangeKind.POLARITY, note, left)
    if right and not left and not _negative(case.reading):
        note = f"The negation {case.reference.say(right)} has no counterpart here."
        yield case.change(ChangeKind.POLARITY, note, [], right)


def _parts(known: list[tuple[int, Quantity]]) -> bool:
    """True when some figure may be a part of a whole; "third" is read as an ordinal without its "of"."""
    return any(q.orders or q.number.kind == "fraction" for _, q in known)


def _figures(side: Side) -> list[tuple[int, Quantity]]:
    return [(n, w.quantity) for n, w in enumerate(side.words) if w.quantity]


def _negations(side: Side) -> list[int]:
    return [n for op in operators(side.words, side.table) if op.kind == "negation" for n in op.indices]


def _negative(side: Side) -> bool:
    return not side.table.known or any(
        is_negative_word(side.words, n, side.table) for n in range(len(side.words))
    )
