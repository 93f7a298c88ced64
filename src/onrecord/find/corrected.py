"""Figures that a record itself puts in place of others, and reports that keep the first.

A speaker corrects a figure in so many words ("forget that figure"), or the next one to speak answers with
another figure and little else ("Sixty-two, as of last night").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from onrecord.find.markers import marked
from onrecord.find.view import View
from onrecord.model import Figure, Span, Turn
from onrecord.text.sentences import sentences
from onrecord.text.tokens import tokenize

ORDER = 3.0
"""Two figures further apart than this factor are not two figures of one thing."""
_REACH = 200
"""Characters between a figure and the words that put another in its place."""
_LARGE = 1000
_REPLY = 8
"""Words of the most a reply has that gives a figure and little else."""

Pair = tuple[Figure, Figure]


def corrected(view: View, doc: str) -> list[Pair]:
    """Pairs of figures of the primary ``doc``: the first, and the one put in its place."""
    if not view.is_primary(doc):
        return []
    text, language, figures = view.text(doc), view.language(doc), view.docs[doc].figures
    found = [_replaced(mark, figures) for mark in marked(text, Span(0, len(text)), "corrections", language)]
    found += [_answered(text, *turns, figures) for turns in pairwise(view.docs[doc].turns)]
    return list(dict.fromkeys(pair for pair in found if pair))


def _replaced(mark: Span, figures: Sequence[Figure]) -> Pair | None:
    """The nearest two figures around ``mark`` that may stand for each other, in the order of the text."""
    near = [f for f in figures if abs(f.span.start - mark.start) <= _REACH]
    pairs = [
        (abs(a.span.start - mark.start) + abs(b.span.start - mark.start), a, b)
        for a, b in combinations(near, 2)
        if _may_replace(a, b)
    ]
    return min(pairs, key=lambda p: (p[0], p[1].span))[1:] if pairs else None


def _answered(text: str, turn: Turn, reply: Turn, figures: Sequence[Figure]) -> Pair | None:
    """A figure of ``turn`` and the one that another speaker's ``reply`` opens with, in a few words."""
    opening = next(iter(sentences(text, reply.span.start, reply.span.end)), None)
    if opening is None or turn.speaker == reply.speaker:
        return None
    words = tokenize(text, opening.start, opening.end)
    given = [f for f in figures if opening.holds(f.span)]
    if len(words) > _REPLY or len(given) != 1 or words[0].span.end <= given[0].span.start:
        return None
    late = Span(max(turn.span.start, turn.span.end - _REACH), turn.span.end)
    before = [f for f in figures if late.holds(f.span) and _may_replace(f, given[0])]
    return (before[-1], given[0]) if before else None


def _may_replace(left: Figure, right: Figure) -> bool:
    return left.value != right.value and alike(left, right) and _near_in_size(left, right)


def alike(left: Figure, right: Figure) -> bool:
    """False for small counts of different things; of thousands, one thing goes by several names."""
    values = [f.value[1] if isinstance(f.value, tuple) else f.value for f in (left, right)]
    return left.unit == right.unit or None in (left.unit, right.unit) or min(values) >= _LARGE


def _near_in_size(left: Figure, right: Figure) -> bool:
    values = [f.value if isinstance(f.value, tuple) else (f.value, f.value) for f in (left, right)]
    low, high = sorted(max(value) for value in values)
    same_kind = isinstance(left.value, tuple) == isinstance(right.value, tuple)
    return same_kind and low > 0 and high <= ORDER * low


def kept_figures(view: View, doc: str, old: Figure, new: Figure) -> Iterator[tuple[str, Figure]]:
    """Reports that give ``old`` of the record ``doc`` where they render the words around, without ``new``."""
    said = [f.span for f in view.docs[doc].figures if f.value == old.value and alike(f, old)]
    told: set[str] = set()
    for reading, quotation in view.readings():
        report = quotation.doc
        places = (a.span for a in reading.references if a.doc == doc)
        if report in told or not any(_is_near(place, span) for place in places for span in said):
            continue
        figures = view.docs[report].figures
        kept = [f for f in figures if f.value == old.value and quotation.extent.overlaps(f.span)]
        if kept and not any(f.value == new.value for f in figures):
            told.add(report)
            yield report, kept[0]


def _is_near(left: Span, right: Span) -> bool:
    return left.start < right.end + _REACH and right.start < left.end + _REACH
