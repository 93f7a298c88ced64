"""Findings about numbers: one thing with two numbers, in a rendering, inside one text, or between reports."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from onrecord.find.corrected import ORDER, alike, corrected, kept_figures
from onrecord.find.slips import Value, digits, is_slip, slips
from onrecord.find.view import View, change_evidence, changes, places
from onrecord.group.sketch import term_keys
from onrecord.model import (
    Anchor,
    Change,
    ChangeKind,
    Figure,
    Finding,
    FindingType,
    Quotation,
    Reading,
    Span,
)
from onrecord.text.dates import DateMention, dates
from onrecord.text.durations import duration
from onrecord.text.numbers import numbers
from onrecord.text.tokens import tokenize

SAME_THING = 0.6
"""Share of the content words around two figures that must agree."""
_WORDS_BEFORE, _WORDS_AFTER = 3, 7
_REACH = 120
_ROUNDED = 0.02
_LONGEST_TIME = 10
_YEAR = re.compile(r"(?:19|20)\d\d")
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-4])[:.h]([0-5]\d)(?!\d)")


def conflicts(view: View) -> list[Finding]:
    """Changed numbers, figures that contradict each other, one figure with two time frames."""
    out = _changed(view)
    for finder in (_corrections, _slipped):
        known = _by_place(out)
        out += [f for f in finder(view) if not any(_is_told(f, other) for other in known[f.evidence[0].doc])]
    known = _by_place(out)
    for doc in sorted(view.docs):
        told: set[frozenset[object]] = set()
        for left, right in combinations(view.docs[doc].figures, 2):
            values = frozenset((left.value, right.value))
            finding = _within(view, left, right) if values not in told else None
            if finding and not any(_same_places(finding, other) for other in known[doc]):
                told.add(values)
                known[doc].append(finding)
                out.append(finding)
    return out


def _by_place(found: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Findings by the documents that their evidence lies in."""
    out: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        for doc in dict.fromkeys(anchor.doc for anchor in finding.evidence):
            out[doc].append(finding)
    return out


def _changed(view: View) -> list[Finding]:
    out = []
    told: set[tuple[Anchor, ...]] = set()
    for reading, quotation in view.readings():
        for change in changes(reading, ChangeKind.NUMBER):
            evidence = _both_sides(view, change, reading, quotation)
            if not evidence or _is_new_year(view, quotation.doc, evidence) or _is_corrected(view, change):
                continue
            if _is_one_time(view, evidence) or evidence[::-1] in told:
                continue
            told.add(evidence)
            note = change.explanation or "A number is not the one in the record."
            if bool(change.reading) != bool(change.reference):
                here, there = (a.span.of(view.text(a.doc)) for a in evidence)
                note = f"“{here}” stands here; where the record has the words, it has “{there}”."
            out.append(Finding(quotation.doc, FindingType.NUMBER_CONFLICT, 3, note, evidence))
    return out


def _both_sides(view: View, change: Change, reading: Reading, quotation: Quotation) -> tuple[Anchor, ...]:
    """Where the number stands here and there; nothing where it is only left out, or only added.

    Where collation could not pair it, it is paired with the one number of the record that it may stand for
    and that the report does not have.
    """
    if bool(change.reading) == bool(change.reference):
        return change_evidence(change, reading, quotation)
    own = _amounts(view, places(quotation))
    mine = [(a, v) for a, v in own if any(a.span.overlaps(c.span) for c in change.reading)]
    said = [(a, v) for a, v in _amounts(view, reading.references) if v not in {value for _, value in own}]
    if len(mine) != 1:
        return ()
    if not said:
        return _beside(view, reading, mine[0])
    for is_meant in (_is_akin, is_slip):
        meant = [anchor for anchor, value in said if is_meant(mine[0][1], value)]
        if len(meant) == 1:
            return mine[0][0], meant[0]
    return ()


def _beside(view: View, reading: Reading, mine: tuple[Anchor, Value]) -> tuple[Anchor, ...]:
    """``mine`` and the only measure of its kind, or fraction, in the sentences next to what was rendered."""
    here, value = mine
    kind = _measure(view, here)
    around = [
        Anchor(a.doc, Span(max(0, a.span.start - _REACH), min(len(view.text(a.doc)), a.span.end + _REACH)))
        for a in reading.references
    ]
    said = [(a, v) for a, v in _amounts(view, around) if kind and _measure(view, a) == kind]
    report = view.docs[here.doc].figures
    if len(said) != 1 or said[0][1] == value or any(f.value == said[0][1] for f in report):
        return ()
    return here, said[0][0]


def _measure(view: View, anchor: Anchor) -> str | None:
    """What the number at ``anchor`` measures, in terms that languages share; None where that is not known."""
    text, language = view.text(anchor.doc), view.language(anchor.doc)
    sentence = view.sentence_at(anchor.doc, anchor.span)
    found = numbers(text, language, sentence.start, max(sentence.end, anchor.span.end))
    number = next((n for n in found if n.span.overlaps(anchor.span)), None)
    if number is None or isinstance(number.value, tuple):
        return None
    stretch = duration(text, number, language)
    return number.unit or ("fraction" if number.kind == "fraction" else stretch[0] if stretch else None)


def _is_akin(left: Value, right: Value) -> bool:
    """True for two numbers, or two ranges, of one size, or with the same figures."""
    if isinstance(left, tuple) or isinstance(right, tuple):
        return isinstance(left, tuple) and isinstance(right, tuple)
    low, high = sorted((abs(left), abs(right)))
    return low > 0 and (high <= ORDER * low or digits(left).rstrip("0") == digits(right).rstrip("0"))


def _amounts(view: View, anchors: Sequence[Anchor]) -> list[tuple[Anchor, Value]]:
    """The numbers that stand at ``anchors``, without ordinals and those nobody could check."""
    return [
        (Anchor(a.doc, number.span), number.value)
        for a in anchors
        for number in numbers(view.text(a.doc), view.language(a.doc), a.span.start, a.span.end)
        if not number.weak and not number.ordinal
    ]


def _is_new_year(view: View, doc: str, evidence: Sequence[Anchor]) -> bool:
    """True for a year where the record has none: the report says when, which is no other number."""
    years = [a.doc == doc for a in evidence if _YEAR.search(a.span.of(view.text(a.doc)))]
    return bool(years) and all(years)


def _is_one_time(view: View, evidence: Sequence[Anchor]) -> bool:
    """True where the places are one time of day, written in two ways."""
    times = [_clock(view.text(anchor.doc), anchor.span) for anchor in evidence]
    return None not in times and len(set(times)) == 1


def _clock(text: str, span: Span) -> tuple[int, int] | None:
    """Hour on the dial and minute, where ``span`` lies in a time of day and is little more."""
    if len(span) > _LONGEST_TIME:
        return None
    for match in _TIME.finditer(text, max(0, span.start - 6), min(len(text), span.end + 6)):
        if Span(match.start(), match.end()).overlaps(span):
            return int(match[1]) % 12, int(match[2])
    return None


def _slipped(view: View) -> list[Finding]:
    """Figures that no source has, though it has a look-alike where it says the same."""
    out = []
    for here, there in slips(view):
        words = [anchor.span.of(view.text(anchor.doc)) for anchor in (here, there)]
        note = f"“{words[0]}” stands here; where {there.doc} says the same, it has “{words[1]}”."
        out.append(Finding(here.doc, FindingType.NUMBER_CONFLICT, 2, note, (here, there)))
    return out


def _is_corrected(view: View, change: Change) -> bool:
    """True where the report has, if rounded, the figure that the record itself puts in place of this one."""
    for here, there in zip(change.reading, change.reference, strict=False):
        mine = [f for f in view.docs[here.doc].figures if f.span.overlaps(here.span)]
        for old, new in corrected(view, there.doc):
            if old.span.overlaps(there.span) and any(_about_equal(f, new) for f in mine):
                return True
    return False


def _about_equal(left: Figure, right: Figure) -> bool:
    if isinstance(left.value, tuple) or isinstance(right.value, tuple):
        return left.value == right.value
    units = left.unit == right.unit or None in (left.unit, right.unit)
    return units and abs(left.value - right.value) <= _ROUNDED * abs(right.value)


def _corrections(view: View) -> list[Finding]:
    """Two figures for one thing, the second put in place of the first; reports that keep the first."""
    out = []
    for doc in sorted(view.docs):
        for old, new in corrected(view, doc):
            evidence = tuple(Anchor(doc, figure.span) for figure in (old, new))
            note = "Two figures for one thing; the second is put in place of the first."
            out.append(Finding(doc, FindingType.NUMBER_CONFLICT, 1, note, evidence))
            for report, kept in kept_figures(view, doc, old, new):
                note = "The record itself puts another figure in place of this one."
                evidence = (Anchor(report, kept.span), Anchor(doc, new.span))
                out.append(Finding(report, FindingType.NUMBER_CONFLICT, 2, note, evidence))
    return out


def _within(view: View, left: Figure, right: Figure) -> Finding | None:
    if left.value == right.value:
        return _two_time_frames(view, left, right)
    together = view.sentence_at(left.doc, left.span) == view.sentence_at(right.doc, right.span)
    # Two numbers in one sentence are mostly compared there ("from 40 to 60").
    unlike = not alike(left, right)
    if together or unlike or not _comparable(left, right) or not _same_thing(view, left, right):
        return None
    evidence = (Anchor(left.doc, left.span), Anchor(right.doc, right.span))
    if left.claimed_by and left.claimed_by == right.claimed_by and _one_turn(view, left, right):
        # The same speaker, one after the other: a correction or a course of things, which the text explains.
        return None
    return Finding(left.doc, FindingType.NUMBER_CONFLICT, 2, "Two figures for one thing.", evidence)


def _comparable(left: Figure, right: Figure) -> bool:
    if isinstance(left.value, tuple) or isinstance(right.value, tuple):
        return False
    if min(left.value, right.value) <= 0 or max(left.value, right.value) > ORDER * min(
        left.value, right.value
    ):
        return False
    return max(left.value, right.value) >= 10


def _same_thing(view: View, left: Figure, right: Figure) -> bool:
    keys = [_around(view, figure) for figure in (left, right)]
    smaller = min(map(len, keys))
    return smaller >= 2 and len(keys[0] & keys[1]) >= SAME_THING * smaller


def _around(view: View, figure: Figure) -> set[str]:
    """Content words just before and after a figure."""
    text = view.text(figure.doc)
    sentence = view.sentence_at(figure.doc, figure.span)
    before = tokenize(text, sentence.start, max(sentence.start, figure.span.start))[-_WORDS_BEFORE:]
    after = tokenize(text, figure.span.end, max(sentence.end, figure.span.end))[:_WORDS_AFTER]
    return {key for key in term_keys([*before, *after]) if not key[0].isdigit()}


def _one_turn(view: View, left: Figure, right: Figure) -> bool:
    turns = [view.turn_at(Anchor(f.doc, f.span)) for f in (left, right)]
    return turns[0] == turns[1]


def _two_time_frames(view: View, left: Figure, right: Figure) -> Finding | None:
    """The same figure said to hold for different stretches of time, where neither is a round small number."""
    if isinstance(left.value, tuple) or left.value < 100 or not _same_thing(view, left, right):
        return None
    frames = [_time_frame(view, figure) for figure in (left, right)]
    if frames[0] is None or frames[1] is None or _same_frame(frames[0], frames[1]):
        return None
    evidence = tuple(Anchor(left.doc, frame.span) for frame in frames if frame)
    note = f"The same figure, {left.span.of(view.text(left.doc))}, is given two time frames."
    return Finding(left.doc, FindingType.NUMBER_CONFLICT, 2, note, evidence)


def _time_frame(view: View, figure: Figure) -> DateMention | None:
    sentence = view.sentence_at(figure.doc, figure.span)
    end = max(sentence.start, min(sentence.end, figure.span.end + _REACH))
    found = dates(view.text(figure.doc), view.language(figure.doc), sentence.start, end)
    return next((m for m in found if m.span.start > figure.span.end), None)


def _same_frame(left: DateMention, right: DateMention) -> bool:
    if left.kind != right.kind:
        return False
    return (left.interval, left.unit, left.offset, left.weekday, left.day) == (
        right.interval,
        right.unit,
        right.offset,
        right.weekday,
        right.day,
    )


def _is_told(finding: Finding, other: Finding) -> bool:
    """True where ``other`` is about the same figure of the same document."""
    first = finding.evidence[0]
    return any(a.doc == first.doc and a.span.overlaps(first.span) for a in other.evidence)


def _same_places(left: Finding, right: Finding) -> bool:
    def covered(anchor: Anchor) -> bool:
        return any(a.doc == anchor.doc and a.span.overlaps(anchor.span) for a in right.evidence)

    return left.doc == right.doc and all(covered(anchor) for anchor in left.evidence)
