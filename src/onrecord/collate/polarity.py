"""Negation, modality, condition, hedge, question: what turns, strengthens or weakens a statement.

Operators are compared after word alignment. One that stands on one side only and has no counterpart of its
class where it would be expected is reported. Where the wording is close every such difference counts; in a
free rendering only negation, condition and "almost" do, and a word of negative sense may stand for "not".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from onrecord.collate.beside import is_led_in, is_negative, sentence_beside
from onrecord.collate.case import Case, Side
from onrecord.collate.conditions import is_of_whoever, sentences_of
from onrecord.collate.denials import clause_of, is_denied_elsewhere, is_doubled, lacks_another
from onrecord.collate.operators import UNSURE, Operator, affix_opposites, is_negative_word, operators
from onrecord.collate.provenance import is_others
from onrecord.collate.quantities import same_quantity
from onrecord.model import Change, ChangeKind

_CLOSE = 0.6
_NEAR = 0.75
_REACH = 2
"""How many words an operator may stand from its expected place and still be the same one."""

_STRONG = ("negation", "condition", "almost")
_SCALES = (
    frozenset({"possible", "probable", "ability", "must", "future"}),
    frozenset({"must", "should"}),
    frozenset({"possible", "should"}),
    frozenset({"possible", "need"}),
    frozenset({"universal", "partial"}),
)
# "Need to" renders "must" as well as "should".
_ALIKE = {"need": ("need", "must", "should"), "must": ("must", "need"), "should": ("should", "need")}
_ALONE = frozenset({"possible", "probable", "ability", "must", "need", "should", "hedge", "limit", *_STRONG})
_FREE = frozenset({"should", "must", "need", "possible", "probable", "hedge"})
"""Kinds whose words may stand anywhere in a sentence and say the same."""
_DOUBTS = ("possible", "probable")
_NAMES = {
    "negation": "negation",
    "condition": "condition",
    "almost": "qualification",
    "possible": "possibility",
    "probable": "probability",
    "ability": "ability",
    "must": "obligation",
    "need": "need",
    "should": "recommendation",
    "hedge": "hedge",
    "limit": "restriction",
    "future": "future",
    "universal": "generality",
    "partial": "restriction",
}


def polarity_changes(case: Case) -> Iterator[Change]:
    """Operators lost, gained, moved or exchanged, words turned into their opposites, questions stated."""
    left, right = _leftover(case)
    yield from _exchanged(case, left, right)
    for op in right:
        if _counts(case, op, case.reference, gained=False) and not is_led_in(
            case, _ALIKE.get(op.kind, (op.kind,))
        ):
            name = _NAMES[op.kind]
            text = f"The {name} {case.reference.say(op.indices)} is left out."
            yield case.change(ChangeKind.POLARITY, text, _any_instead(case, op), op.indices)
            yield from _head_cut(case, op)
    for op in left:
        if _counts(case, op, case.reading, gained=True):
            name = _NAMES[op.kind]
            text = f"The {name} {case.reading.say(op.indices)} is not in the reference."
            yield case.change(ChangeKind.POLARITY, text, op.indices)
    yield from _opposites(case)
    yield from _questions(case)


def _leftover(case: Case) -> tuple[list[Operator], list[Operator]]:
    """Operators of either side that have no counterpart of their class in reach."""
    a = case.alignment
    paired = {p.reading: p.reference for p in a.pairs if p.how in ("same", "form")}
    back = {j: i for i, j in paired.items()}
    editorial = frozenset(i for i in case.spoken_reading if case.reading.words[i].bracket)
    left = [
        op
        for op in operators(case.reading.words, case.reading.table, frozenset(paired), editorial)
        if op.kind in _NAMES and not all(i in paired for i in op.indices)
    ]
    there = [
        op
        for op in operators(case.reference.words, case.reference.table, frozenset(back))
        if op.kind in _NAMES and not all(j in back for j in op.indices)
    ]
    right = [op for op in there if not _trimmed(case, op)]
    trimmed = [op for op in there if op not in right]
    told = case.spoken_reference
    right = [op for op in right if not _bracketed(case, op) and not told.issuperset(op.indices)]
    right = [op for op in right if not _about(case, op, case.reference) and not _is_asked_with(case, op)]
    left = [op for op in left if not _about(case, op, case.reading)]
    right = [op for op in right if not is_doubled(case, op, case.reference)]
    left = [op for op in left if not is_doubled(case, op, case.reading)]
    if case.closeness < _CLOSE:
        right = [op for op in right if not lacks_another(case, op, case.reference)]
        left = [op for op in left if not lacks_another(case, op, case.reading)]
    for op in list(left):
        match = _counterpart(case, op, right)
        if match:
            left.remove(op)
            right.remove(match)
            if op.kind == "negation" and case.reading.table.any_words:
                _settle(case, op, match)
    left = [op for op in left if case.closeness >= _CLOSE or not _counterpart(case, op, trimmed)]
    return [op for op in left if not is_denied_elsewhere(case, op) and not _outside(case, op)], right


def _any_instead(case: Case, op: Operator) -> list[int]:
    """The word that stands where a negation stood: "anybody" for "nobody"."""
    block = next((b for b in case.alignment.blocks if op.indices[0] in b.reference), None)
    if op.kind != "negation" or block is None:
        return []
    words, table = case.reading.words, case.reading.table
    return [n for n in block.reading if words[n].form in table.any_words]


def _is_asked_with(case: Case, op: Operator) -> bool:
    """True for a word by which somebody else qualifies what the speaker answers."""
    return op.kind not in ("negation", "condition") and is_others(
        case, case.reference.words[op.indices[0]].at
    )


def _outside(case: Case, op: Operator) -> bool:
    """True when the sentence of a reference has such an operator beyond what was aligned."""
    inside = {w.at for w in case.reference.words}
    kinds = _ALIKE.get(op.kind, (op.kind,))
    return any(
        o.kind in kinds and sentence[o.indices[0]].at not in inside
        for sentence in sentences_of(case)
        for o in operators(sentence, case.reference.table)
    )


def _settle(case: Case, op: Operator, match: Operator) -> None:
    """Negations that stand for each other at different places are told as another wording, not twice."""
    if case.reading.words[op.indices[0]].form != case.reference.words[match.indices[0]].form:
        case.rephrased.append((op.indices, match.indices))


def _about(case: Case, op: Operator, side: Side) -> bool:
    """True for "almost 500" where the other side has "about 500": both figures are given as rough ones."""
    n = op.indices[-1] + 1
    mine = side.words[n].quantity if op.kind == "almost" and n < len(side.words) else None
    other = case.reference if side is case.reading else case.reading
    return mine is not None and any(
        w.quantity and w.quantity.number.approximate and same_quantity(w.quantity, mine) for w in other.words
    )


def _bracketed(case: Case, op: Operator) -> bool:
    """True for an operator in brackets that the reading left out whole."""
    words, paired = case.reference.words, case.alignment.paired_reference
    near = range(max(0, op.indices[0] - 3), min(len(words), op.indices[-1] + 4))
    return words[op.indices[0]].bracket and not any(words[j].bracket and j in paired for j in near)


def _trimmed(case: Case, op: Operator) -> bool:
    """True when nothing of the operator's clause is in the reading."""
    return not _clause_kept(case, op, case.reference)


def _clause_kept(case: Case, op: Operator, side: Side) -> bool:
    paired = case.alignment.paired_reading if side is case.reading else case.alignment.paired_reference
    clause = _governed(side, op)
    own = [n for n, w in enumerate(side.words) if w.clause == clause and n not in op.indices]
    # Of a clause of small words alone ("what has not been done") any will do.
    telling = [n for n in own if side.words[n].content] or own
    return not paired.isdisjoint(telling)


def _governed(side: Side, op: Operator) -> int:
    """The clause an operator is about: its own, or the next where commas set it apart ("Perhaps, ...")."""
    own, following = side.words[op.indices[0]], side.words[op.indices[-1] + 1 :]
    alone = all(w.clause != own.clause or not w.content for w in following)
    alone = alone and not any(w.clause == own.clause and w.content for w in side.words[: op.indices[0]])
    apart = (w.clause for w in following if w.clause != own.clause and w.sentence == own.sentence)
    return next(apart, own.clause) if alone else own.clause


def _counterpart(case: Case, op: Operator, others: list[Operator]) -> Operator | None:
    reach = _REACH if case.closeness >= _CLOSE else 10_000
    here = case.expected(op.indices[0])
    kinds = _ALIKE.get(op.kind, (op.kind,))
    if op.kind in _FREE:
        reach = 10_000
    near = [
        o
        for o in others
        if o.kind in kinds
        and (abs(o.indices[0] - here) <= reach or _spread(case, op, o) or _in_one_clause(case, op, o))
    ]
    return min(near, key=lambda o: (abs(o.indices[0] - here), o.indices), default=None)


def _in_one_clause(case: Case, op: Operator, other: Operator) -> bool:
    """True for "the levy will not go up" beside "we will not raise the levy": one clause, denied in both.

    Where a clause has several negations, which of them is meant cannot be told; where both stand before words
    that the two sides share, it is not the same that is denied (but for "no saver did", "savers did not").
    """
    mine = (case.reading, op, case.alignment.paired_reading)
    theirs = (case.reference, other, case.alignment.paired_reference)
    sides = (mine, theirs)
    if op.kind != "negation" or not all(_only_negation(side, own) for side, own, _ in sides):
        return False
    after = [_next_content(side, own) for side, own, _ in sides]
    alike = _is_determiner(case.reading, op) == _is_determiner(case.reference, other)
    if alike and all(n in paired for n, (_, _, paired) in zip(after, sides, strict=True)):
        return False
    here, there = ({w.at for w in clause_of(side, own)} for side, own, _ in sides)
    words = case.reading.words, case.reference.words
    return any(
        words[0][p.reading].at in here and words[1][p.reference].at in there for p in case.alignment.pairs
    )


def _is_determiner(side: Side, op: Operator) -> bool:
    return side.words[op.indices[0]].form in side.table.negative_determiners


def _only_negation(side: Side, op: Operator) -> bool:
    clause = side.words[op.indices[0]].clause
    found = operators(side.words, side.table)
    return sum(o.kind == "negation" and side.words[o.indices[0]].clause == clause for o in found) == 1


def _next_content(side: Side, op: Operator) -> int | None:
    return next((n for n in range(op.indices[-1] + 1, len(side.words)) if side.words[n].content), None)


def _spread(case: Case, op: Operator, other: Operator) -> bool:
    """True for "in no other" beside "not ... in any other": one negation of one clause, put in two ways."""
    if op.kind != "negation":
        return False
    sides = (
        (case.reading, op, case.alignment.paired_reading),
        (case.reference, other, case.alignment.paired_reference),
    )
    for side, own, paired in sides:
        clause = side.words[own.indices[0]].clause
        loose = [
            n
            for n, w in enumerate(side.words)
            if w.clause == clause
            and n > own.indices[-1]
            and n not in paired
            and w.form in side.table.any_words
        ]
        if loose:
            (case.spoken_reading if side is case.reading else case.spoken_reference).update((loose[0],))
            return True
    return False


def _exchanged(case: Case, left: list[Operator], right: list[Operator]) -> Iterator[Change]:
    """Operators of one scale that stand for each other: "must" for "may", "some" for "all"."""
    for op in list(left):
        here = case.expected(op.indices[0])
        for other in list(right):
            scale = any(op.kind in s and other.kind in s for s in _SCALES)
            if scale and abs(other.indices[0] - here) <= 2 and _tight(case, op, case.reading):
                left.remove(op)
                right.remove(other)
                old, new = case.reference.say(other.indices), case.reading.say(op.indices)
                text = (
                    f"{old} in the reference is {new} here: {_NAMES[other.kind]} becomes {_NAMES[op.kind]}."
                )
                yield case.change(ChangeKind.POLARITY, text, op.indices, other.indices)
                break


def _counts(case: Case, op: Operator, side: Side, *, gained: bool) -> bool:
    tight = _tight(case, op, side)
    if op.kind == "negation":
        return (tight and _attached(case, op, side) and not _stood_for(case, op, side, alone=True)) or (
            not tight and _clause_kept(case, op, side) and not _stood_for(case, op, side, alone=False)
        )
    clause = (w for w in case.reference.words if w.clause == side.words[op.indices[0]].clause)
    if op.kind == "condition" and not gained and is_of_whoever(case, clause):
        return False
    if op.kind in _STRONG:
        return _clause_kept(case, op, side) and (tight or not gained)
    if op.kind == "hedge" and gained:
        # What the speaker never said to be a view is told as an addition.
        return False
    if (gained and _with_verb(case, op)) or _denies_ability(op, side):
        return False
    if op.kind in _DOUBTS and not gained and not (tight and case.closeness >= _NEAR):
        return _clause_kept(case, op, side) and not _doubts(case)
    return op.kind in _ALONE and tight and case.closeness >= _NEAR and not _content_instead(case, op, side)


def _doubts(case: Case) -> bool:
    """True where the reading, or its sentence, leaves something open or denies something."""
    said, table = [*case.reading.words, *sentence_beside(case)], case.reading.table
    return is_negative(said, table) or any(
        op.kind in UNSURE or op.kind == "negation" for op in operators(said, table)
    )


def _denies_ability(op: Operator, side: Side) -> bool:
    """True for "could not recall": the negation says what the two words say."""
    after = op.indices[-1] + 1
    found = operators(side.words, side.table)
    return op.kind == "ability" and any(o.kind == "negation" and o.indices[0] == after for o in found)


def _head_cut(case: Case, op: Operator) -> Iterator[Change]:
    """The words at an end that held the operator are left out with it: "I cannot rule out that ..."."""
    for block in case.alignment.blocks:
        whole = block.edge and not block.reading and set(op.indices) <= set(block.reference)
        if whole and op.kind in ("possible", "probable", "hedge", "negation"):
            note = f"Left out: {case.reference.say(block.reference)}."
            yield case.change(ChangeKind.OMITTED, note, [], block.reference)


def _with_verb(case: Case, op: Operator) -> bool:
    """True for a modal word that comes with a verb of its own: put in together, they weaken nothing."""
    block = next((b for b in case.alignment.blocks if op.indices[0] in b.reading), None)
    words = case.reading.words
    return (
        block is not None
        and any(words[n].content and n not in op.indices and not words[n].quantity for n in block.reading)
        and op.kind != "limit"
    )


def _attached(case: Case, op: Operator, side: Side) -> bool:
    """True when some word of the negation's clause has a partner, or it is the whole answer."""
    paired = case.alignment.paired_reading if side is case.reading else case.alignment.paired_reference
    clause = [n for n, w in enumerate(side.words) if w.clause == side.words[op.indices[0]].clause]
    return len(clause) == len(op.indices) or any(n in paired for n in clause)


def _tight(case: Case, op: Operator, side: Side) -> bool:
    """True when the words around the operator are the same on both sides."""
    reading = side is case.reading
    if case.closeness < _CLOSE:
        return False
    for block in case.alignment.blocks:
        own = block.reading if reading else block.reference
        if op.indices[0] in own or op.indices[-1] in own:
            extra = [n for n in own if side.words[n].content and n not in op.indices]
            return len(extra) <= 2
    return True


def _content_instead(case: Case, op: Operator, side: Side) -> bool:
    """True when another verb stands for the modal one: reworded, not weakened."""
    for block in case.alignment.blocks:
        own, other, words = (
            (block.reading, block.reference, case.reference.words)
            if side is case.reading
            else (block.reference, block.reading, case.reading.words)
        )
        if op.indices[0] in own:
            return any(words[n].content for n in other)
    return False


def _stood_for(case: Case, op: Operator, side: Side, *, alone: bool) -> bool:
    """A word of negative sense without partner carries the negation on the other side, or cancels it here."""
    a = case.alignment
    reading = side is case.reading
    other = case.reference if reading else case.reading
    used = a.paired_reference if reading else a.paired_reading
    taken = case.spoken_reference if reading else case.spoken_reading
    candidates = [n for n in range(len(other.words)) if n not in used and n not in taken]
    if not alone:
        own_used = a.paired_reading if reading else a.paired_reference
        own = [n for n in range(len(side.words)) if n not in own_used and n not in op.indices]
        if any(is_negative_word(side.words, n, side.table) for n in own):
            return True
    return any(is_negative_word(other.words, n, other.table) for n in candidates)


def _opposites(case: Case) -> Iterator[Change]:
    for block in case.alignment.blocks:
        for i in block.reading:
            for j in block.reference[:20]:
                a, b = case.reading.words[i], case.reference.words[j]
                if affix_opposites(a.form, b.form, case.reading.table) and not _is_denied(case, i, j):
                    old, new = case.reference.say([j]), case.reading.say([i])
                    text = f"{old} in the reference is its opposite here, {new}."
                    yield case.change(ChangeKind.POLARITY, text, [i], [j])


def _is_denied(case: Case, i: int, j: int) -> bool:
    """True for "unpaid" beside "not paid": the shorter of two opposites is denied, and the longer is not."""
    denied = [
        any(
            op.kind == "negation" and side.words[op.indices[0]].clause == side.words[n].clause
            for op in operators(side.words, side.table)
        )
        for side, n in ((case.reading, i), (case.reference, j))
    ]
    shorter = len(case.reading.words[i].form) > len(case.reference.words[j].form)
    return denied[shorter] and not denied[not shorter]


_QUESTION = re.compile(r"[^.!?…。！？\n]{0,12}?([.!?…。！？])")


def _questions(case: Case) -> Iterator[Change]:
    """A sentence kept nearly whole that is a question on one side only, its answer not told with it."""
    by_sentence: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for p in case.alignment.pairs:
        a, b = case.reading.words[p.reading], case.reference.words[p.reference]
        if a.content and not p.moved:
            by_sentence.setdefault((a.sentence, b.sentence), []).append((p.reading, p.reference))
    for (left, right), pairs in sorted(by_sentence.items()):
        if _mostly(case.reading, left, [i for i, _ in pairs]) and _mostly(
            case.reference, right, [j for _, j in pairs]
        ):
            ends = _mark(case.reading, left), _mark(case.reference, right)
            answered = ends[1] == "?" and len(case.references) > 1
            if "?" in ends and None not in ends and ends[0] != ends[1] and not answered:
                turned = (
                    "A question stands as a statement."
                    if ends[1] == "?"
                    else "A statement stands as a question."
                )
                i, j = [pairs[-1][0]], [pairs[-1][1]]
                yield Change(ChangeKind.POLARITY, turned, case.reading.at(i), case.reference.at(j))


def _mostly(side: Side, sentence: int, matched: list[int]) -> bool:
    content = [n for n, w in enumerate(side.words) if w.sentence == sentence and w.content and not w.bracket]
    return len(content) >= 2 and len(matched) / len(content) >= 0.7


def _mark(side: Side, sentence: int) -> str | None:
    """The mark that ends a sentence, None where the text stops before it."""
    last = [w for w in side.words if w.sentence == sentence][-1]
    found = _QUESTION.match(side.texts[last.at.doc], last.at.span.end)
    if not found:
        return None
    return "?" if found.group(1) in "?？" else "."
