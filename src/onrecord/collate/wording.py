"""Reworded, omitted, added: what the word alignment leaves after the graver changes are told.

A difference counts as it is promised. Where a verbatim wording is promised (inside quote marks, in a
transcript's turn) every word counts; elsewhere words that change by themselves in reported speech do not.
What is left out at either end is a shorter quotation, not a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from onrecord.collate.case import Case, Side
from onrecord.collate.diff import Block, Pair
from onrecord.collate.entities import surroundings
from onrecord.collate.operators import operators
from onrecord.model import Anchor, Change, ChangeKind, Form

_PHRASE = 2
"""Content words that make a left out or added stretch worth telling beside a rewording."""
_CLOSE, _SPARE = 0.6, 0.3
_MARKED = 0.6
"""Share of the content words in quote marks from which the words before them are only a frame."""
_SHOWN = 3
"""Rewordings that the explanation names."""
_STEP = 2
_SURPLUS = 3
"""Content words by which one side of a rewording must exceed the other to be told as left out or added."""


@dataclass(frozen=True, slots=True)
class _Difference:
    """A block without the words that do not count or are told already."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    left_content: int
    right_content: int
    edge: bool
    strict: bool
    place: int = 0
    """Matched words before it."""
    named: bool = False
    """What a pronoun stands for is named, or the reverse."""


def wording_changes(case: Case) -> Iterator[Change]:
    """At most one change each of the kinds reworded, omitted and added, with all its places."""
    case.spoken_reference.update(_frames(case.reference, case.alignment.paired_reference))
    case.spoken_reading.update(_frames(case.reading, case.alignment.paired_reading))
    found = _together(d for d in (_difference(case, b) for b in case.alignment.blocks) if d.left or d.right)
    if _stands_in_marks(case):
        found = [d for d in found if not _is_frame(case, d)]
    found = [d for d in found if not _beside_told(case, d)] + [
        _rephrased(case, *pair) for pair in case.rephrased
    ]
    replaced = [d for d in found if _is_replaced(case, d)]
    forms = [p for p in case.alignment.pairs if _other_form(case, p)]
    moved = [p for p in case.alignment.pairs if p.moved and _order_counts(case, p)]
    reworded = bool(replaced or forms or moved or (found and _free(case)))
    close = case.closeness >= _CLOSE
    # Of a rendering that shares hardly a word nobody can tell what it leaves out.
    told = close or case.closeness >= _SPARE
    omitted = [d for d in found if told and _left_out(d, reworded, close)]
    added = [d for d in found if _added(case, d, reworded, close)]
    if not (reworded or omitted or added):
        if _is_shifted(case):
            note = "Told in indirect speech: person, tense or the like are shifted, the words are the same."
            yield Change(ChangeKind.REWORDED, note, *_whole(case))
        return
    if reworded:
        change = _reworded(case, replaced, forms, moved)
        yield case.distorts(change) if _made_up(case) or _turned_round(case) else change
    if omitted:
        places = [n for d in omitted for n in d.right]
        yield case.change(ChangeKind.OMITTED, f"Left out: {case.reference.say(places)}.", [], places)
    if added:
        places = [n for d in added for n in d.left]
        yield case.change(ChangeKind.ADDED, f"Not in the reference: {case.reading.say(places)}.", places)


def _is_replaced(case: Case, d: _Difference) -> bool:
    return bool(d.left and d.right) or _connective(d) or d.named or _from_around(case, d)


def _is_shifted(case: Case) -> bool:
    """True for indirect speech in which some word inside differs, if only as reporting makes it differ."""
    if case.quotation.form not in (Form.INDIRECT, Form.MIXED) or _stands_in_marks(case):
        return False
    reading, reference = case.reading.words, case.reference.words
    for b in case.alignment.blocks:
        inner = not b.edge or (b.reading and b.reference)
        here = any(i not in case.spoken_reading for i in b.reading)
        there = any(j not in case.spoken_reference and not reference[j].bracket for j in b.reference)
        if inner and (here or there) and not _is_strict(case, b):
            return True
    return any(
        p.how == "form" and not reading[p.reading].strict and not reading[p.reading].name
        for p in case.alignment.pairs
    )


def _stands_in_marks(case: Case) -> bool:
    """True where most of the content words stand in quote marks: the rest leads up to them."""
    content = [w for w in case.reading.words if w.content and not w.bracket]
    marked = sum(w.strict for w in content)
    return case.quotation.form is Form.MIXED and marked >= _PHRASE and marked >= len(content) * _MARKED


def _is_frame(case: Case, d: _Difference) -> bool:
    """True for a subject or the like outside the marks, spelled out for a pronoun or put in."""
    reading = [case.reading.words[i] for i in d.left]
    own = sum(w.content and not w.name for w in reading)
    return not d.strict and not any(w.strict for w in reading) and own < _PHRASE and not d.right_content


def _whole(case: Case) -> tuple[tuple[Anchor, ...], tuple[Anchor, ...]]:
    places = tuple(Anchor(case.quotation.doc, span) for span in case.quotation.spans)
    return places, case.references


def _rephrased(case: Case, left: tuple[int, ...], right: tuple[int, ...]) -> _Difference:
    return _Difference(left, right, 0, 0, False, case.reading.words[left[0]].strict)


def _beside_told(case: Case, d: _Difference) -> bool:
    """True for an article or the like that went with a word of which another change has told."""
    if d.left_content or d.right_content or (d.left and d.right):
        return False
    told, own = (case.spoken_reading, d.left) if d.left else (case.spoken_reference, d.right)
    return any(n - 1 in told or n + 1 in told for n in own)


def _turned_round(case: Case) -> bool:
    """True where words have changed places about a comparison: "X rather than Y" for "Y rather than X"."""
    here, there = _comparators(case.reading), _comparators(case.reference)
    if len(here) != 1 or len(there) != 1:
        return False
    return any(
        (p.reading < here[0]) != (p.reference < there[0])
        for p in case.alignment.pairs
        if case.reading.words[p.reading].content
    )


def _comparators(side: Side) -> list[int]:
    return [n for n, w in enumerate(side.words) if w.form in side.table.comparators]


def _made_up(case: Case) -> bool:
    """True when none of the words that a report puts in marks amid its own was said."""
    words = case.reading.words
    marked = [i for i, w in enumerate(words) if w.strict and w.content and not w.bracket]
    mixed = case.quotation.form is Form.MIXED and len(marked) >= _PHRASE
    return mixed and case.alignment.paired_reading.isdisjoint(marked)


def _together(found: Iterable[_Difference]) -> list[_Difference]:
    """Words put in and words left out a step or two apart are one rewording."""
    out: list[_Difference] = []
    for d in found:
        last = out[-1] if out else None
        if last and not last.edge and not d.edge and _one_change(last, d):
            out[-1] = _Difference(
                last.left + d.left,
                last.right + d.right,
                last.left_content + d.left_content,
                last.right_content + d.right_content,
                False,
                last.strict or d.strict,
                d.place,
                last.named or d.named,
            )
        else:
            out.append(d)
    return out


def _one_change(a: _Difference, b: _Difference) -> bool:
    if not (a.left_content or b.left_content) or not (a.right_content or b.right_content):
        return False
    put_in_then_out = a.left and not a.right and b.right and not b.left
    out_then_put_in = a.right and not a.left and b.left and not b.right
    if not (put_in_then_out or out_then_put_in):
        return False
    return abs(a.place - b.place) <= _STEP


def _frames(side: Side, paired: frozenset[int]) -> set[int]:
    """Reporting clauses inside the words ("Smith said that"): the frame of what was said, not part of it."""
    words, table = side.words, side.table
    out: set[int] = set()
    for j, word in enumerate(words):
        if j in paired or table.speech_acts.get((word.form,)) is None:
            continue
        beside = [n for n in (*range(j - 1, j - 4, -1), *range(j + 1, j + 4)) if 0 <= n < len(words)]
        frame = [n for n in beside if n not in paired and (words[n].name or not words[n].content)]
        if frame:
            out.update({j, *frame})
    return out


def _connective(d: _Difference) -> bool:
    """Auxiliaries and connectives put in; taken out only where no verbatim wording is promised."""
    return not (d.edge or d.left_content or d.right_content or (d.strict and not d.left))


def _free(case: Case) -> bool:
    """True for a free rendering: most content words of the reading are its own."""
    words = case.reading.words
    content = [i for i, w in enumerate(words) if w.content and not w.bracket]
    paired = case.alignment.paired_reading
    return not any(words[i].strict for i in content) and sum(i in paired for i in content) * 2 < len(content)


def _difference(case: Case, block: Block) -> _Difference:
    strict = _is_strict(case, block)
    left = tuple(i for i in block.reading if _counts_left(case, i, strict))
    right = tuple(j for j in block.reference if _counts_right(case, j, strict))
    return _Difference(
        left,
        right,
        sum(case.reading.words[i].content for i in left),
        sum(case.reference.words[j].content for j in right),
        block.edge,
        strict,
        _place(case, block),
        not strict and bool(left or right) and _named(case, block),
    )


def _named(case: Case, block: Block) -> bool:
    """True where one side has words of its own, not just a name, in place of a pronoun of the other."""
    pronouns = case.reading.table.third_person
    left = [case.reading.words[i] for i in block.reading]
    right = [case.reference.words[j] for j in block.reference]
    here, there = any(w.content for w in left), any(w.content for w in right)
    if not any(w.content and not w.name for w in (*left, *right)):
        return False
    return (here and not there and any(w.form in pronouns for w in right)) or (
        there and not here and any(w.form in pronouns for w in left)
    )


def _from_around(case: Case, d: _Difference) -> bool:
    """True for a phrase put in that is not new: the speaker said it before or after."""
    inside = d.left and not d.right and not d.edge and not d.strict and d.left_content >= _PHRASE
    return bool(inside) and not _is_new(case, d.left)


def _place(case: Case, block: Block) -> int:
    if block.reading:
        return sum(p.reading < block.reading[0] for p in case.alignment.pairs)
    return sum(p.reference < block.reference[0] for p in case.alignment.pairs)


def _is_strict(case: Case, block: Block) -> bool:
    words = case.reading.words
    if block.reading:
        return any(words[i].strict for i in block.reading)
    before = [p.reading for p in case.alignment.pairs if not p.moved and p.reference < block.reference[0]]
    return bool(words) and words[max(before, default=0)].strict


def _counts_left(case: Case, i: int, strict: bool) -> bool:
    word = case.reading.words[i]
    if i in case.spoken_reading or (word.bracket and not word.content):
        return False
    return strict or word.form not in case.reading.table.shifting_words


def _counts_right(case: Case, j: int, strict: bool) -> bool:
    word = case.reference.words[j]
    # What a transcript puts in brackets was not spoken.
    if j in case.spoken_reference or word.bracket:
        return False
    return strict or word.form not in case.reference.table.shifting_words


def _other_form(case: Case, pair: Pair) -> bool:
    if pair.how not in ("form", "alias") or pair.reading in case.spoken_reading:
        return False
    a, b = case.reading.words[pair.reading], case.reference.words[pair.reference]
    if pair.how == "alias":
        return not (a.stem == b.stem or a.form[:4] == b.form[:4])
    if a.place or (a.name and b.name):
        return False
    # "Does" for "do" and "was" for "is" are what reporting does to a verb.
    return a.strict or (a.content and a.form not in case.reading.table.shifting_words)


def _order_counts(case: Case, pair: Pair) -> bool:
    word = case.reading.words[pair.reading]
    return word.strict or word.content


def _left_out(d: _Difference, reworded: bool, close: bool) -> bool:
    if d.edge:
        return False
    if d.left:
        return close and d.right_content - d.left_content >= _SURPLUS and d.left_content <= 1
    if reworded:
        return d.right_content >= (_PHRASE if close else _SURPLUS)
    return d.strict or d.right_content >= _PHRASE


def _added(case: Case, d: _Difference, reworded: bool, close: bool) -> bool:
    if not d.left:
        return False
    if not d.strict:
        # A report may say in its own words what the speaker left to the context.
        return _widens(case, d) and close and _is_new(case, d.left)
    if d.right:
        return close and d.left_content - d.right_content >= _SURPLUS and _is_new(case, d.left)
    if not reworded and d.strict:
        return d.left_content > 0
    needed = 1 if not reworded else _PHRASE if close else _SURPLUS
    return d.left_content >= needed and _is_new(case, d.left)


def _widens(case: Case, d: _Difference) -> bool:
    """True for a stretch that brings "all", "always" and the like, or turns a statement into a view."""
    found = operators([case.reading.words[i] for i in d.left], case.reading.table)
    known = {op.kind for op in operators([case.reference.words[j] for j in d.right], case.reference.table)}
    return any(op.kind in ("universal", "hedge") and op.kind not in known for op in found)


def _is_new(case: Case, places: Sequence[int]) -> bool:
    """True when most of these words are not said around the reference either: not just spelled out."""
    known = {w.stem for anchor in case.references for w in surroundings(case.reference, anchor)}
    content = [case.reading.words[i] for i in places if case.reading.words[i].content]
    fresh = [w for w in content if w.stem not in known]
    return len(fresh) * 2 > len(content)


def _reworded(
    case: Case, replaced: Sequence[_Difference], forms: Sequence[Pair], moved: Sequence[Pair]
) -> Change:
    left = sorted({*(i for d in replaced for i in d.left), *(p.reading for p in [*forms, *moved])})
    right = sorted({*(j for d in replaced for j in d.right), *(p.reference for p in [*forms, *moved])})
    if not (replaced or forms or moved):
        return case.change(ChangeKind.REWORDED, "A free rendering: few words are the same.")
    if not replaced and not forms:
        return case.change(ChangeKind.REWORDED, "The same words stand in another order.", left, right)
    shown = [(d.right, d.left) for d in sorted(replaced, key=_telling)[:_SHOWN]]
    shown += [((p.reference,), (p.reading,)) for p in forms][: _SHOWN - len(shown)]
    more = len(replaced) + len(forms) - len(shown)
    note = "; ".join(_exchange(case, old, new) for old, new in shown) + (
        f"; and {more} more." if more else "."
    )
    return case.change(ChangeKind.REWORDED, note, left, right)


def _telling(d: _Difference) -> tuple[bool, bool, int]:
    """Content in place of content first, then content on one side, the shorter before the longer."""
    both = d.left_content > 0 and d.right_content > 0
    return not both, not (d.left_content or d.right_content), len(d.left) + len(d.right)


def _exchange(case: Case, old: Sequence[int], new: Sequence[int]) -> str:
    """What one rewording did, in words."""
    if not old:
        return f"{case.reading.say(new)} is put in"
    if not new:
        return f"{case.reference.say(old)} is taken out"
    return f"{case.reference.say(old)} in the reference is {case.reading.say(new)} here"
