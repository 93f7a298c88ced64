"""Numbers: none that differs or is new goes unmentioned."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.collate.case import Case, Side
from onrecord.collate.conditions import sentences_of
from onrecord.collate.corrected import corrected_changes, is_put_right
from onrecord.collate.diff import Block
from onrecord.collate.entities import surroundings
from onrecord.collate.normal import Word
from onrecord.collate.quantities import Quantity, owned_up, rounded, same_quantity
from onrecord.collate.shares import share_changes
from onrecord.model import Change, ChangeKind
from onrecord.text.dates import dates
from onrecord.text.durations import duration
from onrecord.text.numbers import CURRENCIES

_AROUND, _YEARS = 600, 3000
"""Characters before and after a reference in which a figure, and a year, may have been told."""
_CURRENCIES = frozenset(CURRENCIES)
_MAGNITUDES = (1e3, 1e6, 1e9, 1e12)
_BOUND = 3
"""Words before a figure that may make it a rough one ("more than")."""


def number_changes(case: Case) -> Iterator[Change]:
    """A figure that stands as another one, is rounded, or is new.

    A figure that the reading does not repeat is left out (``omitted``), not changed.
    """
    partners = {p.reading: p.reference for p in case.alignment.pairs if p.how == "figure"}
    yield from _other_units(case)
    yield from other_ways(case)
    yield from month_changes(case)
    yield from share_changes(case)
    yield from corrected_changes(case)
    left, right = _unmatched(case, partners)
    for i in sorted(set(left) - case.spoken_reading):
        j = _partner(case, i, partners, right)
        if is_put_right(case, _value(case, i)) or in_short(case, _value(case, i)):
            right -= set() if j is None else {j}
        elif j is not None and owned_up(_value(case, i), _reference(case, j)):
            right.discard(j)
            yield _rough(case, i, j)
        elif j is not None:
            right.discard(j)
            yield _differs(case, i, j)
        elif not (
            _value(case, i).orders
            or _value(case, i).faint
            or _said_around(case, i)
            or _is_day(case, i)
            or (_value(case, i).calendar_year and is_told_relatively(case))
        ):
            yield case.change(
                ChangeKind.NUMBER, f"The figure {case.reading.say([i])} is not in the reference.", [i]
            )


def month_changes(case: Case) -> Iterator[Change]:
    """A month or a day of the week that stands for another one."""
    left, right = _calendar(case.reading), _calendar(case.reference)
    for kind in ("month", "day"):
        mine = {code: n for code, n in left.items() if code.startswith(kind)}
        other = {code: n for code, n in right.items() if code.startswith(kind)}
        differs = len(mine) == len(other) == 1 and mine.keys() != other.keys()
        if differs and not mine.keys() & _calendar_around(case):
            i, j = list(mine.values()), list(other.values())
            note = f"{case.reference.say(j)} in the reference is {case.reading.say(i)} here."
            yield case.change(ChangeKind.NUMBER, note, i, j)


def _calendar_around(case: Case) -> set[str]:
    """The months and days of the week that are told near a reference."""
    codes = case.reference.table.calendar_codes
    near = (w for anchor in case.references for w in surroundings(case.reference, anchor, _AROUND))
    return {codes[w.form] for w in near if w.form in codes}


def _calendar(side: Side) -> dict[str, int]:
    codes = side.table.calendar_codes
    return {codes[w.form]: n for n, w in enumerate(side.words) if w.form in codes and not w.bracket}


def _other_units(case: Case) -> Iterator[Change]:
    """The same figure with a currency on one side and other words for its unit on the other."""
    for p in case.alignment.pairs:
        a, b = case.reading.words[p.reading].quantity, case.reference.words[p.reference].quantity
        if a is None or b is None or a.number.value != b.number.value:
            continue
        units = a.number.unit, b.number.unit
        if not any(unit in _CURRENCIES for unit in units) or all(units):
            continue
        side, n, paired = (
            (case.reference, p.reference, case.alignment.paired_reference)
            if units[0]
            else (case.reading, p.reading, case.alignment.paired_reading)
        )
        if n + 1 < len(side.words) and side.words[n + 1].content and n + 1 not in paired:
            own = [n, n + 1] if side.words[n + 1].clause == side.words[n].clause else []
            if own:
                i, j = ([p.reading], own) if units[0] else (own, [p.reference])
                note = f"{case.reference.say(j)} in the reference is {case.reading.say(i)} here."
                yield case.change(ChangeKind.NUMBER, note, i, j)


def _unmatched(case: Case, partners: dict[int, int]) -> tuple[list[int], set[int]]:
    """Figures of the reading without an equal in the reference, and the reverse; equals cancel one to one."""
    left = [i for i, w in enumerate(case.reading.words) if w.quantity]
    right = [j for j, w in enumerate(case.reference.words) if w.quantity]
    free, rest = list(right), []
    same = {p.reading: p.reference for p in case.alignment.pairs if p.how != "figure"}
    for i in left:
        near = [same[i]] if i in same else []
        equal = [j for j in near + free if j in free and same_figure(case, i, j)]
        if equal:
            free.remove(equal[0])
        else:
            rest.append(i)
    # A figure said twice and repeated once is not lost.
    kept = [_value(case, i) for i in left if i not in rest]
    free = [j for j in free if not any(same_quantity(q, _reference(case, j)) for q in kept)]
    swapped = {i for i in partners if _in_place(case, i)}
    new = [i for i in rest if not any(same_figure(case, i, j) for j in right)]
    return sorted({*new, *swapped}), set(free)


def same_figure(case: Case, i: int, j: int) -> bool:
    """True for one figure, or one stretch of time in other units: a year and a half, 18 months.

    The fourth reading is not the fourth of December.
    """
    if {_value(case, i).number.kind, _reference(case, j).number.kind} == {"ordinal", "date"}:
        return False
    if same_quantity(_value(case, i), _reference(case, j)):
        return True
    stretches = (
        stretch(case.reading, case.reading.words[i]),
        stretch(case.reference, case.reference.words[j]),
    )
    return None not in stretches and stretches[0] == stretches[1]


def is_told_relatively(case: Case) -> bool:
    """True where the reference says "last year" and the like: a report may give the year."""
    language = case.reference.table.language
    for sentence in sentences_of(case):
        text = case.reference.texts[sentence[0].at.doc]
        told = list(dates(text, language, sentence[0].at.span.start, sentence[-1].at.span.end))
        for month in [m for m in told if m.kind == "month"]:
            # "March last year" is a month; what follows its first word is the year.
            later = text.find(" ", month.span.start, month.span.end)
            told += dates(text, language, later, month.span.end) if later >= 0 else ()
        if any(m.kind == "relative" and m.unit == "year" and abs(m.offset) < 2 for m in told):
            return True
    return False


def stretch(side: Side, word: Word) -> tuple[str, float] | None:
    """What stretch of time a word of ``side`` tells, as scale and size; None where it tells none."""
    return (
        duration(side.texts[word.at.doc], word.quantity.number, side.table.language)
        if word.quantity
        else None
    )


def other_ways(case: Case) -> Iterator[Change]:
    """The same figure as the amount of a change on one side, and as the level it ends at on the other."""
    left = {i: way for i in range(len(case.reading.words)) if (way := _way(case.reading, i))}
    right = {j: way for j in range(len(case.reference.words)) if (way := _way(case.reference, j))}
    for i, way in left.items():
        same = [j for j in right if same_quantity(_value(case, i), _reference(case, j))]
        if same and all(right[j] != way for j in same):
            here, there = [i - 1, i], [same[0] - 1, same[0]]
            note = f"{case.reference.say(there)} in the reference is {case.reading.say(here)} here."
            yield case.change(ChangeKind.NUMBER, note, here, there)


def _way(side: Side, n: int) -> str | None:
    """How the figure at ``n`` stands to a change: ``by`` or ``to``, None where nothing before it says so."""
    quantity = side.words[n].quantity
    if quantity is None or not n or quantity.year or quantity.number.kind != "cardinal":
        return None
    before = side.words[n - 1].form
    return "by" if before in side.table.change_by else "to" if before in side.table.change_to else None


def _in_place(case: Case, i: int) -> bool:
    """True for another figure between the same words on both sides, even one the reference has elsewhere."""
    at = {(p.reading, p.reference) for p in case.alignment.pairs if p.how == "same"}
    j = next(p.reference for p in case.alignment.pairs if p.reading == i)
    differs = not same_figure(case, i, j)
    return differs and (i - 1, j - 1) in at and (i + 1, j + 1) in at


def _value(case: Case, i: int) -> Quantity:
    quantity = case.reading.words[i].quantity
    assert quantity is not None
    return quantity


def _reference(case: Case, j: int) -> Quantity:
    quantity = case.reference.words[j].quantity
    assert quantity is not None
    return quantity


def _partner(case: Case, i: int, partners: dict[int, int], right: set[int]) -> int | None:
    if i in partners:
        return partners[i]
    close = [j for j in sorted(right) if rounded(_value(case, i), _reference(case, j))]
    if close:
        return close[0]
    block = _block(case, i)
    beside = [j for j in block.reference if j in right] if block else []
    return beside[0] if beside else None


def _block(case: Case, i: int) -> Block | None:
    return next((b for b in case.alignment.blocks if i in b.reading), None)


def _differs(case: Case, i: int, j: int) -> Change:
    old, new = case.reference.say([j]), case.reading.say([i])
    if rounded(_value(case, i), _reference(case, j)):
        return case.change(ChangeKind.NUMBER, f"The figure {old} stands rounded: {new}.", [i], [j])
    return case.change(ChangeKind.NUMBER, f"The figure {old} in the reference is {new} here.", [i], [j])


def _rough(case: Case, i: int, j: int) -> Change:
    """A rounding that says so is another wording of the figure."""
    rough = [k for k in range(max(0, i - _BOUND), i) if k not in case.alignment.paired_reading]
    case.spoken_reading.update(rough)
    old = case.reference.say([j])
    note = f"The figure {old} is given rounded, and as such: {case.reading.say([*rough, i])}."
    return case.change(ChangeKind.REWORDED, note, [i], [j])


def _is_day(case: Case, i: int) -> bool:
    """True for the day of a date where the reference has none: what is added is the date, not a figure."""
    codes = case.reading.table.calendar_codes
    beside = [n for n in (i - 1, i + 1) if 0 <= n < len(case.reading.words)]
    dated = any(codes.get(case.reading.words[n].form, "").startswith("month") for n in beside)
    return dated and not any(code.startswith("month") for code in _calendar(case.reference))


def in_short(case: Case, quantity: Quantity) -> bool:
    """True for 410 million beside 620 million where the reference has "620 million ..., of which 410"."""
    found = [w.quantity for words in sentences_of(case) for w in words if w.quantity]
    mine = {w.quantity.number.value for w in case.reading.words if w.quantity}
    known = [q.number.value for q in found if not isinstance(q.number.value, tuple) and not q.number.unit]
    return any(
        quantity.number.value == short * size
        for whole in known
        if whole in mine
        for size in _MAGNITUDES
        for short in known
        if 1 < short < size and short * size < whole
    )


def _said_around(case: Case, i: int) -> bool:
    """A figure that stands for no other one was taken from close by, not put in."""
    return told_around(case, _value(case, i))


def told_around(case: Case, quantity: Quantity) -> bool:
    """True for a figure that is told near a reference; a year is looked for farther off."""
    reach = _YEARS if quantity.year else _AROUND
    around = (w.quantity for anchor in case.references for w in surroundings(case.reference, anchor, reach))
    return any(q and same_quantity(q, quantity) for q in around)
