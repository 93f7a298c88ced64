"""Figures that slipped: what a report gives and its source has not, where the source has a look-alike.

A figure of narration is in no quotation, so nothing collates it. It is told where three things meet: no
source has it; a source has one that is easily taken for it (two digits changed places, one digit differs, a
nought or a magnitude more or less, nine for nineteen, fifteen for fifty, one fraction for another, per cent
for percentage points) and
that the report does not have; and the two stand in sentences about the same thing. Sources are the records of
the event; where there is none, every other report. Sentences are compared, without their figures, by static
vectors: a report in another language is read as well. Of a range each end counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from onrecord.find.view import View
from onrecord.model import Anchor, Event, Span
from onrecord.text.durations import duration
from onrecord.text.embedding import Vectors
from onrecord.text.numbers import Number, numbers
from onrecord.text.rounding import compatible
from onrecord.text.sentences import sentences
from onrecord.text.static import static_embedder

ALIKE, ALIKE_REPORTS = 0.28, 0.4
"""Similarity of two sentences from which they are about one thing; without a record more is asked for."""
NEAREST, NEAREST_REPORT = 4, 1
"""How many of the nearest sentences of a source are looked at."""
_DATES = ("year", "date", "time", "identifier")
_POINTS = {"percent", "percentage points"}
_TEENS = {value: 10 * (value - 10) for value in range(13, 20)}

Value = float | tuple[float, float]


@dataclass(frozen=True)
class _Told:
    """The sentences of a document that give figures."""

    doc: str
    text: str
    language: str
    lines: tuple[tuple[Span, tuple[Number, ...]], ...]

    @cached_property
    def units(self) -> Mapping[Value, frozenset[str | None]]:
        """Every value that is given, with the units it is given in."""
        out: dict[Value, set[str | None]] = defaultdict(set)
        for _, found in self.lines:
            for number in found:
                out[number.value].add(number.unit)
        return {value: frozenset(units) for value, units in out.items()}

    def has(self, number: Number) -> bool:
        """True where the document gives this figure, in its unit or in none."""
        units = self.units.get(number.value, frozenset())
        return bool(units) and (number.unit is None or bool(units & {None, number.unit}))

    @cached_property
    def vectors(self) -> Vectors:
        """One vector a sentence, of its words without its figures."""
        return static_embedder().embed([self._words(*line) for line in self.lines])

    def lasts(self, number: Number, other: Number, source: _Told) -> bool:
        """True where ``number`` here and ``other`` in ``source`` measure one stretch of time."""
        mine = duration(self.text, number, self.language)
        return mine is not None and mine == duration(source.text, other, source.language)

    def _words(self, sentence: Span, found: Sequence[Number]) -> str:
        out, start = [], sentence.start
        for number in found:
            out.append(self.text[start : number.span.start])
            start = number.span.end
        return " ".join([*out, self.text[start : sentence.end]])


def slips(view: View) -> Iterator[tuple[Anchor, Anchor]]:
    """For each report the places of a figure and of the one it was taken for; each value once."""
    for event in view.story.events:
        if len(event.docs) > 1:
            yield from _of_event(view, event)


def _of_event(view: View, event: Event) -> Iterator[tuple[Anchor, Anchor]]:
    told = {doc: _told(view, doc) for doc in event.docs}
    records = [doc for doc in event.docs if view.is_record(doc)]
    for doc in event.docs:
        if doc not in records:
            sources = [told[other] for other in records or event.docs if other != doc]
            found = _of_report(told[doc], sources, recorded=bool(records))
            yield from sorted(found, key=lambda pair: pair[0])


def _told(view: View, doc: str) -> _Told:
    text, language = view.text(doc), view.language(doc)
    lines = []
    for sentence in sentences(text):
        found = numbers(text, language, sentence.start, sentence.end)
        counted = tuple(
            end for n in found if not (n.weak or n.ordinal or n.kind in _DATES) for end in _ends(n)
        )
        if counted:
            lines.append((sentence, counted))
    return _Told(doc, text, language, tuple(lines))


def _ends(number: Number) -> tuple[Number, ...]:
    ends = number.value if isinstance(number.value, tuple) else (number.value,)
    return tuple(replace(number, value=value) for value in ends)


def _of_report(report: _Told, sources: Sequence[_Told], *, recorded: bool) -> Iterator[tuple[Anchor, Anchor]]:
    done: set[Value] = set()
    least, most = (ALIKE, NEAREST) if recorded else (ALIKE_REPORTS, NEAREST_REPORT)
    for at, (_, found) in enumerate(report.lines):
        for number in found:
            if number.value in done or any(source.has(number) for source in sources):
                continue
            meant = [
                (likeness, source.doc, other)
                for source in sources
                for likeness, other in _meant(number, report, at, source, most)
                if likeness >= least
            ]
            if meant:
                done.add(number.value)
                _, doc, other = max(meant, key=lambda m: m[0])
                yield Anchor(report.doc, number.span), Anchor(doc, other.span)


def _meant(
    number: Number, report: _Told, at: int, source: _Told, most: int
) -> Iterator[tuple[float, Number]]:
    """The look-alikes of a figure in the sentences nearest to its own, with how near these are."""
    if not source.lines:
        return
    likeness = source.vectors @ report.vectors[at]
    for line in np.argsort(-likeness, kind="stable")[:most]:
        for other in source.lines[line][1]:
            if report.has(other) or report.lasts(number, other, source):
                continue
            if _is_look_alike(number, other):
                yield float(likeness[line]), other


def _is_look_alike(left: Number, right: Number) -> bool:
    a, b = left.value, right.value
    if left.unit != right.unit and None not in (left.unit, right.unit):
        return a == b and {left.unit, right.unit} == _POINTS
    if left.kind == right.kind == "fraction":
        return a != b
    if compatible(left, right) != "different" or (left.unit == "percent") != (right.unit == "percent"):
        return False
    if isinstance(a, tuple) or isinstance(b, tuple) or (left.approximate and abs(a - b) < max(a, b) / 10):
        return False
    return is_slip(a, b) or _is_magnitude(a, b) or _is_misheard(a, b)


def is_slip(left: Value, right: Value) -> bool:
    """True for numbers of as many figures, one of which differs, or two of which changed places."""
    if isinstance(left, tuple) or isinstance(right, tuple):
        return False
    a, b = digits(left), digits(right)
    other = [i for i in range(min(len(a), len(b))) if a[i] != b[i]]
    swapped = len(other) == 2 and a[other[0]] == b[other[1]] and a[other[1]] == b[other[0]]
    return len(a) == len(b) > 1 and (len(other) == 1 or swapped)


def _is_magnitude(left: float, right: float) -> bool:
    """True for the same figures with another number of noughts: 4,300 and 43,000, million and billion."""
    return left > 0 < right and digits(left).rstrip("0") == digits(right).rstrip("0")


def _is_misheard(left: float, right: float) -> bool:
    """True for nine and nineteen, fifteen and fifty."""
    low, high = sorted((left, right))
    return (2 < low < 10 and high == low + 10) or _TEENS.get(int(low)) == high


def digits(value: float) -> str:
    """The figures of a number, from the first that is not nought."""
    return f"{abs(value):.10g}".replace(".", "").lstrip("0")
