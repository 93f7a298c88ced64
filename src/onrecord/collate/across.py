"""A reading in another language than its reference: figures, months, negations, conditions, directions.

Word differences across languages are no evidence of a change, so none is claimed. What is compared is what
the language data of both sides give a class to; where either side may have been cut, less is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.collate.beside import is_denied_beside, is_led_in, is_negative, sentence_beside
from onrecord.collate.case import Case, Side
from onrecord.collate.conditions import (
    IF_CLAUSES,
    Binding,
    binding_kinds,
    bindings,
    content_of,
    has_alike,
    heads,
    is_told_otherwise,
    near,
    sentences_of,
    told_as_lost,
)
from onrecord.collate.corrected import corrected_changes, is_put_right
from onrecord.collate.figures import (
    in_short,
    is_told_relatively,
    month_changes,
    other_ways,
    same_figure,
    stretch,
    told_around,
)
from onrecord.collate.implied import implied
from onrecord.collate.normal import Word
from onrecord.collate.operators import UNSURE, Operator, operators, phrase_places
from onrecord.collate.quantities import Quantity, on_the_dial, owned_up, rounded, same_quantity
from onrecord.collate.shares import share_changes
from onrecord.model import Anchor, Change, ChangeKind

_WHOLE = 0.7
"""Clauses of the reading, as a share of the reference's, from which nothing is taken for cut off."""
_SHORTER = 0.85
"""Content words of the reading, as a share of the reference's, below which "without notice" may be cut."""
_FEWEST = 2
"""Content words of a sentence that are rendered, at least, where more of it is not."""
_NEAR_ONE = 1e-9
_BESIDE = 3
"""Words between a negation and a figure it may qualify ("not even a quarter")."""
_LETTER_BEFORE = re.compile(r"[^\W\d_]-?\Z")
_DOLLARS = frozenset({"USD", "CAD", "AUD", "SGD", "HKD", "NZD", "TWD"})
_DIRECTIONS = {"more": "less", "less": "more"}
_BOUNDS = {"at least", "at most"}
_SHORT = 3
"""Letters up to which a word is no verb with an ending of the future."""


def changes_across(case: Case) -> Iterator[Change]:
    """The changes that figures and classes of words give away."""
    yield from corrected_changes(case)
    yield from _figure_changes(case)
    yield from _repeated_figures(case)
    yield from other_ways(case)
    yield from month_changes(case)
    yield from share_changes(case)
    yield from _conditions(case)
    yield from _negation_changes(case)
    yield from _doubt_gained(case)
    yield from _modality(case)
    yield from _leave_taken(case)
    yield from _directions(case)


def _figure_changes(case: Case) -> Iterator[Change]:
    """Figures that no reference has."""
    known = _figures(case.reference)
    for i, quantity in _figures(case.reading):
        if quantity.orders or _may_be_article(quantity) or (quantity.faint and not _parts(known)):
            continue
        if i in case.spoken_reading or _is_in_name(case.reading, i, known):
            continue
        if other := _in_other_units(case, i, quantity, known):
            now, before = case.reading.say([i, *_unit(case.reading, i)]), case.reference.say(other)
            note = f"{before} in the reference is {now} here."
            yield case.change(ChangeKind.NUMBER, note, [i], other[:1])
            continue
        if _borne_out(case, quantity, known):
            continue
        if any(same_figure(case, i, j) for j, _ in known) or _is_from_around(case, quantity, known):
            continue
        close = [j for j, other in known if rounded(quantity, other)]
        if close:
            note = f"The figure {case.reference.say(close[:1])} stands rounded: {case.reading.say([i])}."
        else:
            note = f"The figure {case.reading.say([i])} is not in the reference."
        yield case.change(ChangeKind.NUMBER, note, [i], close[:1])


def _repeated_figures(case: Case) -> Iterator[Change]:
    """A stretch of time for another one, beside its equal: "in five years, 5 points", "in four, 5"."""
    mine = [(i, q) for i, q in _figures(case.reading) if i not in case.spoken_reading]
    theirs = [(w, w.quantity) for words in sentences_of(case) for w in words if w.quantity]
    left = [w for w, q in theirs if q and not any(same_quantity(one, q) for _, one in mine)]
    for i, quantity in mine:
        again = [j for j, other in mine if same_quantity(quantity, other)]
        places = [w for w, q in theirs if q and same_quantity(quantity, q)]
        period = stretch(case.reading, case.reading.words[i])
        other = [w for w in left if period and (told := stretch(case.reference, w)) and told[0] == period[0]]
        if len(again) == 2 and len(places) == 1 and len(other) == 1:
            note = f'"{other[0].text}" in the reference is {case.reading.say([i])} here.'
            yield replace(case.change(ChangeKind.NUMBER, note, [i]), reference=(other[0].at,))
            return


def _in_other_units(
    case: Case, i: int, quantity: Quantity, known: Sequence[tuple[int, Quantity]]
) -> list[int]:
    """The same figure of the reference with its unit, where it is of weeks and the reading's is of months."""
    same = [j for j, other in known if same_quantity(quantity, other)]
    mine = stretch(case.reading, case.reading.words[i])
    theirs = [stretch(case.reference, case.reference.words[j]) for j in same]
    if mine is None or not theirs or any(other is None or other == mine for other in theirs):
        return []
    return [same[0], *_unit(case.reference, same[0])]


def _unit(side: Side, n: int) -> list[int]:
    """The word after a figure."""
    return [n + 1] if n + 1 < len(side.words) else []


def _may_be_article(quantity: Quantity) -> bool:
    """True for "one" in letters: in most languages it is the article as well ("une heure")."""
    return quantity.number.spelled and quantity.number.value == 1


def _is_from_around(case: Case, quantity: Quantity, known: Sequence[tuple[int, Quantity]]) -> bool:
    """True for a figure told near the reference, which has none of its own that it may stand for."""
    mine = [q for _, q in _figures(case.reading)]
    left = (q for _, q in known if not any(same_quantity(q, other) for other in mine))
    alike = any(q.number.kind == quantity.number.kind and not q.faint for q in left)
    return not alike and told_around(case, quantity)


def _borne_out(case: Case, quantity: Quantity, known: Sequence[tuple[int, Quantity]]) -> bool:
    """The reference has the figure, or an exact one for a rough one, or a year that is told around it."""
    told = any(_same_amount(quantity, other) or owned_up(quantity, other) for _, other in known)
    told = told or quantity.number.value in implied(case.reference) or in_short(case, quantity)
    if told or is_put_right(case, quantity) or _has_both_ends(case, quantity, known):
        return True
    if quantity.calendar_year and is_told_relatively(case):
        return True
    # A period told here and another one there ("ten years ago") are no year that stands farther off.
    period = quantity.number.kind == "date" and any(q.number.kind == "date" for _, q in known)
    return (quantity.year and not period and told_around(case, quantity)) or any(
        _inverse(quantity, other) for _, other in known
    )


def _same_amount(a: Quantity, b: Quantity) -> bool:
    """The same figure; what one paper writes C$ another writes $, and 19:00 is 7 on the dial."""
    units = {a.number.unit, b.number.unit}
    if same_quantity(a, b) or (a.number.value == b.number.value and units <= _DOLLARS):
        return True
    # Polish and Ukrainian give the hour as an ordinal: "o czternastej".
    times = {a.number.kind, b.number.kind} in ({"time"}, {"time", "ordinal"})
    return times and on_the_dial(a) == on_the_dial(b) is not None


def _is_in_name(side: Side, n: int, known: Sequence[tuple[int, Quantity]]) -> bool:
    """True for a figure written onto letters ("G7"), where the reference has none that may be a name's."""
    word = side.words[n]
    named = any(q.number.kind == "identifier" for _, q in known)
    return not named and bool(_LETTER_BEFORE.search(side.texts[word.at.doc], 0, word.at.span.start))


def _has_both_ends(case: Case, quantity: Quantity, known: Sequence[tuple[int, Quantity]]) -> bool:
    """True for "9 to 14" where the other side has the two ends apart ("from 9 ... to 14")."""
    ends, values = quantity.number.value, [other.number.value for _, other in known]
    if isinstance(ends, tuple):
        return all(end in values for end in ends)
    mine = [other.number.value for _, other in _figures(case.reading)]
    ranges = [value for value in values if isinstance(value, tuple)]
    return any(ends in span and all(end in mine for end in span) for span in ranges)


def _inverse(a: Quantity, b: Quantity) -> bool:
    """True for "a third" and "three times less"."""
    values = a.number.value, b.number.value
    if isinstance(values[0], tuple) or isinstance(values[1], tuple):
        return False
    kinds = {a.number.kind, b.number.kind}
    return "fraction" in kinds and len(kinds) > 1 and abs(values[0] * values[1] - 1) < _NEAR_ONE


def _parts(known: Sequence[tuple[int, Quantity]]) -> bool:
    """True when some figure may be a part of a whole; "third" is read as an ordinal without its "of"."""
    return any(q.orders or q.number.kind == "fraction" for _, q in known)


def _figures(side: Side) -> list[tuple[int, Quantity]]:
    return [(n, w.quantity) for n, w in enumerate(side.words) if w.quantity]


def _conditions(case: Case) -> Iterator[Change]:
    """A clause that binds what the reference gives, where neither reading nor report has one of its kind.

    The whole sentence of a reference is looked at: a reading that stops before "if" has a reference that
    stops there, too.
    """
    around, told = near(case), set[Anchor]()
    for sentence in sentences_of(case):
        if _is_grazed(case, sentence):
            continue
        for found, main in bindings(sentence, case.reference.table):
            if found.kind not in (*IF_CLAUSES, "counter") or found.place in told:
                continue
            if _is_rendered(case, main) and not _kept(case, found, main, around):
                told.add(found.place)
                yield from told_as_lost(case, found)


def _is_grazed(case: Case, sentence: Sequence[Word]) -> bool:
    """True where a reference that renders another sentence runs a word or two into this one."""
    content = content_of(sentence)
    held = sum(case.refers_to(w.at) for w in content)
    return held < _FEWEST and held < _size(case.reference) and held < len(content)


def _is_rendered(case: Case, clause: Sequence[Word]) -> bool:
    """True where most content words of a clause lie in a reference, not just of what it has after "that"."""
    joint = next((n for n, w in enumerate(clause) if w.form in case.reference.table.complementisers), 0)
    before = [w for w in clause[:joint] if w.content]
    if before and not any(case.refers_to(w.at) for w in before):
        return False
    content = [w for w in clause if w.content]
    return sum(case.refers_to(w.at) for w in content) * 2 > len(content)


def _kept(case: Case, found: Binding, main: Sequence[Word], around: Sequence[Word]) -> bool:
    table = case.reading.table
    kind = found.kind
    if not table.known or has_alike(around, kind, table) or is_told_otherwise(case, found):
        return True
    marker = tuple(w.form for w in found.words[: found.marker])
    if marker in case.reference.table.otherwise and has_alike(case.reading.words, "reason", table):
        return True
    if has_alike(case.reading.words, kind, table) and not _stands_for_another(case, found):
        return True
    if kind != "counter" or not main:
        return kind == "counter"
    # What the reading renders must be what is bound, not the clause that binds it.
    inside = any(case.refers_to(w.at) for w in found.words)
    return inside and _clauses(case.reading) >= _clauses(case.reference)


def _stands_for_another(case: Case, found: Binding) -> bool:
    """True where all that may render a condition ("when") renders what stands beside it ("once")."""
    if found.kind in ("counter", "exception"):
        return False
    mine = binding_kinds(case.reading.words, case.reading.table)
    theirs = [op.kind for words in sentences_of(case) for op in operators(words, case.reference.table)]
    told = mine.count("conditional")
    return not set(IF_CLAUSES).intersection(mine) and told <= theirs.count("conditional")


def _sentences(side: Side) -> int:
    return len({w.sentence for w in content_of(side.words)})


def _size(side: Side) -> int:
    return len(content_of(side.words))


def _clauses(side: Side) -> int:
    return len({w.clause for w in content_of(side.words)})


def _negation_changes(case: Case) -> Iterator[Change]:
    """A negation of one side where the other has no trace of one, and is not merely shorter."""
    left, right = _negations(case, case.reading), _negations(case, case.reference)
    denied = any(op.kind == "negation" for op in operators(case.reading.words, case.reading.table))
    if left and not right and not _negative(case.reference) and not is_denied_beside(case):
        places = [n for op in left for n in op.indices]
        note = f"The negation {case.reading.say(places)} has no counterpart in the reference."
        yield case.change(ChangeKind.POLARITY, note, places)
    # A negation that the reference has, too, is not the one that governs it.
    yield from _governing(case, len(left) > len(right) or _negative(case.reading))
    right = [op for op in right if not _may_be_cut(case, op)]
    if right and not denied and not _negative(case.reading) and not is_led_in(case, ["negation"]):
        places = [n for op in right for n in op.indices]
        note = f"The negation {case.reference.say(places)} has no counterpart here."
        yield case.change(ChangeKind.POLARITY, note, [], places)


def _governing(case: Case, denied: bool) -> Iterator[Change]:
    """What turns or weakens a reference right after it: "does not recommend [that patients wait]"."""
    if denied or is_led_in(case, ["negation"]):
        return
    table = case.reading.table
    open_ = any(op.kind in UNSURE for op in operators([*case.reading.words, *sentence_beside(case)], table))
    kinds = ("negation",) if open_ else ("negation", "possible")
    for sentence in sentences_of(case):
        for found in heads(sentence, case.references, case.reference.table, kinds):
            yield from told_as_lost(case, found)
            return


def _may_be_cut(case: Case, op: Operator) -> bool:
    """The negation stands in a later clause of a reference that has more clauses than the reading.

    Of a reference with more sentences than the reading nobody can tell which are rendered.
    """
    if _sentences(case.reading) < _sentences(case.reference) or _is_last_of_list(case.reference, op):
        return True
    lacking = case.reference.words[op.indices[0]].form in case.reference.table.lacking
    if lacking and _size(case.reading) < _SHORTER * _size(case.reference):
        return True
    first = case.reference.words[0].clause
    later = case.reference.words[op.indices[0]].clause > first
    return later and _clauses(case.reading) < _WHOLE * _clauses(case.reference)


def _is_last_of_list(side: Side, op: Operator) -> bool:
    """True for "... two injuries and no deaths": what is denied is one more thing, and can be left out."""
    at, table = op.indices[0], side.table
    return (
        at > 0
        and side.words[at].form in table.negative_determiners
        and side.words[at - 1].form in table.additive
    )


def _negations(case: Case, side: Side) -> list[Operator]:
    spoken = case.spoken_reading if side is case.reading else case.spoken_reference
    return [
        op
        for op in operators(side.words, side.table)
        if op.kind == "negation" and spoken.isdisjoint(op.indices) and not _of_figure(case, side, op)
    ]


def _modality(case: Case) -> Iterator[Change]:
    """What the reference holds possible or likely, and the reading states flatly."""
    table, found = case.reading.table, operators(case.reference.words, case.reference.table)
    doubts = (
        op
        for op in found
        if op.kind in ("possible", "probable") and not _is_attributive(case.reference, op)
        if not _may_be_cut(case, op)
    )
    doubt = next(doubts, None)
    if doubt is None or not table.known:
        return
    # "Should" renders the "should" of "perhaps we should", and no "perhaps".
    spoken_for = {op.kind for op in found} & {"should"}
    said = [*case.reading.words, *sentence_beside(case)]
    open_ = any(op.kind in UNSURE - spoken_for for op in operators(said, table))
    if not open_ and not is_negative(said, table):
        note = f"What the reference holds possible ({case.reference.say(doubt.indices)}) is stated here."
        yield case.change(ChangeKind.POLARITY, note, [], doubt.indices)


def _leave_taken(case: Case) -> Iterator[Change]:
    """What the reference says can or may be done, and the reading says will be."""
    mine, theirs = case.reading, case.reference
    said = [*mine.words, *sentence_beside(case)]
    to_come = _to_come(mine, mine.words)
    if not to_come or _to_come(theirs, theirs.words):
        return
    open_ = {op.kind for op in operators(said, mine.table)} - {"condition", "inversion", "conditional"}
    if open_ & (UNSURE | {"negation"}):
        return
    found = operators(theirs.words, theirs.table)
    able = [op for op in found if op.kind == "ability" and not _may_be_cut(case, op)]
    if len(able) == 1 and not any(op.kind == "negation" for op in found):
        now, before = mine.say(to_come[:1]), theirs.say(able[0].indices)
        note = f"What the reference holds possible ({before}) is to come here ({now})."
        yield case.change(ChangeKind.POLARITY, note, to_come[:1], able[0].indices)


def _to_come(side: Side, found: Sequence[Word]) -> list[int]:
    """Where words tell what is to come."""
    table = side.table
    return [
        n
        for n, w in enumerate(found)
        if w.form in table.future
        or (len(w.form) > _SHORT and table.future_endings and w.form.endswith(table.future_endings))
    ]


def _doubt_gained(case: Case) -> Iterator[Change]:
    """What the reading holds possible or likely, and the whole sentence of the reference states flatly."""
    table = case.reference.table
    said = [w for sentence in sentences_of(case) for w in sentence]
    theirs = [op.kind for op in operators(said, table)]
    mine = [op.kind for op in operators(case.reading.words, case.reading.table)]
    # "It is not certain" may be "it may be"; with a negation on either side there is none to spare.
    spare = theirs.count("negation") > mine.count("negation")
    if not table.known or not said or spare or UNSURE.intersection(theirs) or is_negative(said, table):
        return
    for op in operators(case.reading.words, case.reading.table):
        if op.kind in ("possible", "probable") and not _is_attributive(case.reading, op):
            note = f"What the reference states is held possible here ({case.reading.say(op.indices)})."
            yield case.change(ChangeKind.POLARITY, note, op.indices)
            return


def _is_attributive(side: Side, op: Operator) -> bool:
    """True for "possible side effects": the effects are, not the statement."""
    last = op.indices[-1]
    after = side.words[last + 1 : last + 2]
    named = len(op.indices) == 1 and side.words[last].form in side.table.attributive
    return named and any(w.content and w.clause == side.words[last].clause for w in after)


def _of_figure(case: Case, side: Side, op: Operator) -> bool:
    """True for "not even a quarter" where the other side has the quarter, below or above which it is."""
    after = side.words[op.indices[-1] + 1 : op.indices[-1] + 1 + _BESIDE]
    figure = next((w.quantity for w in after if w.quantity), None)
    other = case.reference if side is case.reading else case.reading
    compared = any(o.kind in _DIRECTIONS for o in operators(other.words, other.table))
    return figure is not None and compared and any(same_quantity(figure, q) for _, q in _figures(other))


def _negative(side: Side) -> bool:
    """True where a word has a negative sense, less of something is told, or a phrase only seems to deny."""
    table = side.table
    found = operators(side.words, table)
    seeming = any(phrase_places(side.words, table.not_negations))
    return (
        not table.known
        or seeming
        or any(op.kind == "less" for op in found)
        or is_negative(side.words, table, strict=True)
    )


def _directions(case: Case) -> Iterator[Change]:
    """The same figure with "more" or "at least" on one side and "less" or "at most" on the other."""
    for i, quantity in _figures(case.reading):
        for j, other in _figures(case.reference):
            if not same_quantity(quantity, other):
                continue
            if {quantity.number.bound, other.number.bound} == _BOUNDS:
                least = "a lower limit", "an upper limit"
                there, here = least if other.number.bound == "at least" else reversed(least)
                note = f"The figure {case.reading.say([i])} is {there} in the reference, {here} here."
                yield case.change(ChangeKind.POLARITY, note, [i], [j])
                return
            mine, theirs = _direction(case.reading, i), _direction(case.reference, j)
            if mine and theirs and _DIRECTIONS[mine.kind] == theirs.kind:
                now, before = case.reading.say(mine.indices), case.reference.say(theirs.indices)
                note = f"{before} in the reference is its opposite here, {now}."
                yield case.change(ChangeKind.POLARITY, note, mine.indices, theirs.indices)
                return


def _direction(side: Side, figure: int) -> Operator | None:
    """The only word of direction in the clause of a figure; none where the clause is negated."""
    clause = [n for n, w in enumerate(side.words) if w.clause == side.words[figure].clause]
    found = [op for op in operators(side.words, side.table) if op.indices[0] in clause]
    ways = [op for op in found if op.kind in _DIRECTIONS]
    denied = any(op.kind == "negation" for op in found)
    return ways[0] if len(ways) == 1 and not denied else None
