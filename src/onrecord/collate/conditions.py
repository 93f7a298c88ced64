"""Conditions cut off: "we will, but only if ..." reported as "we will".

The whole sentence of a reference is looked at, not only the stretch that was aligned: a reading that stops
before "if" has its reference stop there, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from onrecord.collate.case import Case, Side
from onrecord.collate.normal import Word, words
from onrecord.collate.operators import operators
from onrecord.model import Anchor, Change, ChangeKind, Span

_REACH = 400
"""Characters before and after a reference in which its sentence is looked for."""
_NEAR = 300
"""Characters before and after a quotation in which its report may state the condition."""
_PHRASE = 2
"""Content words that a condition, and what is kept beside it, must have at least."""
_TAKEN = 0.3
"""Share of a condition's content words above which it counts as rendered."""


@dataclass(frozen=True, slots=True)
class _Condition:
    """A conditional clause of a reference's sentence: its words, and how many of them mark it."""

    words: tuple[Word, ...]
    marker: int

    @property
    def place(self) -> Anchor:
        """From the marker to the end of the clause."""
        return _hull(self.words)


def condition_changes(case: Case) -> Iterator[Change]:
    """For each condition that binds what is kept and is itself gone: polarity, and omitted for its clause."""
    told: set[Anchor] = set()
    for anchor in case.references:
        for sentence in _sentences(case.reference, anchor):
            for found in _cut_off(case, sentence):
                if found.place not in told and not _stated(case, found):
                    told.add(found.place)
                    yield from _changes(case, found)


def _changes(case: Case, found: _Condition) -> Iterator[Change]:
    inside = [j for j, w in enumerate(case.reference.words) if w.at in {x.at for x in found.words}]
    case.spoken_reference.update(inside)
    text = case.reference.texts[found.place.doc]
    marker = _hull(found.words[: found.marker])
    shown = " ".join(marker.span.of(text).split())
    yield Change(ChangeKind.POLARITY, f'The condition ("{shown} …") is left out.', (), (marker,))
    clause = " ".join(found.place.span.of(text).split())
    note = f'Left out: "{clause[:79] + "…" if len(clause) > 80 else clause}".'
    yield Change(ChangeKind.OMITTED, note, (), (found.place,))


def _hull(found: Sequence[Word]) -> Anchor:
    return Anchor(found[0].at.doc, Span(found[0].at.span.start, found[-1].at.span.end))


def _sentences(side: Side, anchor: Anchor) -> list[list[Word]]:
    """The sentences that the reference lies in or cuts, whole."""
    found = _around(side, anchor.doc, anchor.span, _REACH)
    parted = [list(group) for _, group in groupby(found, key=lambda w: w.sentence)]
    return [s for s in parted if any(w.at.span.overlaps(anchor.span) for w in s)]


def _around(side: Side, doc: str, span: Span, reach: int) -> tuple[Word, ...]:
    """The words of a stretch and of what stands around it in the same line."""
    text = side.texts[doc]
    start = max(span.start - reach, text.rfind("\n", 0, span.start) + 1, 0)
    line_end = text.find("\n", span.end)
    end = min(span.end + reach, len(text) if line_end < 0 else line_end)
    return words(text, Anchor(doc, Span(start, end)), side.table.language)


def _cut_off(case: Case, sentence: Sequence[Word]) -> Iterator[_Condition]:
    """Conditions whose own words are gone while the clause they bind is kept."""
    kept = {case.reference.words[j].at for j in case.alignment.paired_reference}
    said = {w.stem for w in case.reading.words if w.content} if kept else set()
    for op in operators(sentence, case.reference.table):
        first, last = op.indices[0], op.indices[-1]
        if op.kind != "condition" or sentence[first].bracket:
            continue
        before = _content(sentence[:first])
        # After its main clause a condition goes on to the end of the sentence, before it to the next comma.
        stop = len(sentence) if before else _clause_end(sentence, last)
        own, bound = _content(sentence[last + 1 : stop]), before or _content(sentence[stop:])
        gone = sum(w.at in kept for w in own) <= len(own) * _TAKEN
        held = sum(w.at in kept or w.stem in said for w in bound) * 2 >= len(bound)
        if gone and held and min(len(own), len(bound)) >= _PHRASE:
            yield _Condition(tuple(sentence[first:stop]), last + 1 - first)


def _clause_end(sentence: Sequence[Word], n: int) -> int:
    later = (k for k in range(n, len(sentence)) if sentence[k].clause > sentence[n].clause)
    return next(later, len(sentence))


def _content(found: Sequence[Word]) -> list[Word]:
    return [w for w in found if w.content and not w.bracket]


def _stated(case: Case, condition: _Condition) -> bool:
    """True when the reading has a condition of its own, or its report tells this one close by."""
    if _has_condition(case.reading.words, case):
        return True
    extent = case.quotation.extent
    near = _around(case.reading, case.quotation.doc, extent, _NEAR)
    outside = [w for w in near if not w.at.span.overlaps(extent)]
    own = _content(condition.words)
    stems = {w.stem for w in outside}
    return sum(w.stem in stems for w in own) * 2 > len(own)


def _has_condition(found: Sequence[Word], case: Case) -> bool:
    return any(op.kind == "condition" for op in operators(found, case.reading.table))
