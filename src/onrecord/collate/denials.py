"""Negations that the other side has in another way: said twice, in another clause, by what is lacking."""

from __future__ import annotations

from onrecord.collate.case import Case, Side
from onrecord.collate.normal import Word
from onrecord.collate.operators import Operator, operators

_START = 5
"""Letters that words of one family share."""


def is_doubled(case: Case, op: Operator, side: Side) -> bool:
    """True for a negation that another one of its clause says as well ("no ha pagado nadie").

    The other side must deny something too: then none was taken out or put in.
    """
    other = case.reference if side is case.reading else case.reading
    if op.kind != "negation" or not side.table.negative_concord:
        return False
    clause = side.words[op.indices[0]].clause
    beside = [o for o in operators(side.words, side.table) if o.kind == "negation" and o != op]
    again = any(side.words[o.indices[0]].clause == clause for o in beside)
    return again and any(o.kind == "negation" for o in operators(other.words, other.table))


def lacks_another(case: Case, op: Operator, side: Side) -> bool:
    """True for "without cuts" of which the other side has no cuts either: "in full" says the same."""
    last = op.indices[-1]
    if len(op.indices) > 1 or side.words[last].form not in side.table.lacking:
        return False
    paired = case.alignment.paired_reading if side is case.reading else case.alignment.paired_reference
    after = (n for n in range(last + 1, len(side.words)) if side.words[n].content)
    return next(after, -1) not in paired


def is_denied_elsewhere(case: Case, op: Operator) -> bool:
    """True when another clause of the reference says it with a negation: "A threat? We threaten no one"."""
    if op.kind != "negation":
        return False
    words = case.reference.words
    here = case.expected(op.indices[0])
    clause = words[here].clause if here < len(words) else -1
    others = operators(words, case.reference.table, case.alignment.paired_reference)
    return any(
        o.kind == "negation"
        and words[o.indices[0]].clause != clause
        and case.alignment.paired_reference.isdisjoint(o.indices)
        and _alike(clause_of(case.reading, op), clause_of(case.reference, o))
        for o in others
    )


def _alike(one: list[Word], other: list[Word]) -> bool:
    """True when most content words of the shorter clause begin like words of the other."""
    short, long = sorted((one, other), key=len)
    starts = {w.form[:_START] for w in long}
    return bool(short) and sum(w.form[:_START] in starts for w in short) * 2 > len(short)


def clause_of(side: Side, op: Operator) -> list[Word]:
    """The content words of the clause of an operator, without its own."""
    clause = side.words[op.indices[0]].clause
    return [w for n, w in enumerate(side.words) if w.clause == clause and w.content and n not in op.indices]
