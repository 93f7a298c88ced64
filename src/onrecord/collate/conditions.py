"""Clauses cut off that bind what is kept: "we will, but only if ..." reported as "we will".

Conditions ("if", "unless", "had I known"), limits in time ("until"), counter-clauses ("but") and reasons
that a negation is about ("nobody ... because of this"). The whole sentence of a reference is looked at, not
only the stretch that was aligned: a reading that stops before "if" has its reference stop there, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from onrecord.collate.case import Case, Side
from onrecord.collate.lexis import Lexis
from onrecord.collate.normal import Word, words
from onrecord.collate.operators import Operator, is_negative_word, operators
from onrecord.collate.quantities import same_quantity
from onrecord.model import Anchor, Change, ChangeKind, Span

IF_CLAUSES = ("condition", "inversion", "exception")
"""Kinds of clauses that say when something holds."""
_REACH = 400
"""Characters before and after a reference in which its sentence is looked for."""
_STRAIGHT, _OPENING, _CLOSING = '"', "“„«「『", "”»」』"
_NEAR = 300
"""Characters before and after a quotation in which its report may state the condition."""
_TAKEN = 0.3
"""Share of a clause's content words above which it counts as rendered."""
_HEAD = 8
"""Words before what is kept in which its introduction is looked for."""
_SUBJECT = 2
"""Words after "but" in which a clause names what it is about."""
_VERB = 2
"""Content words in which an introduction says what it cannot ("say with certainty"); more are a clause."""
_HELD = 0.5
"""Share of the content words of what it binds from which that counts as kept."""
_NAMES = {
    "condition": "condition",
    "inversion": "condition",
    "exception": "exception",
    "until": "limit in time",
    "counter": "counter-clause",
    "reason": "reason",
    "proviso": "proviso",
    "head": "introduction",
    "limiter": "limit in time",
    "relative": "relative clause",
}
_CLAUSES = frozenset({*IF_CLAUSES, "until", "counter", "reason", "proviso"})
_CONDITIONS = (*IF_CLAUSES, "conditional")
_LATER = ("until", "counter", "reason", "proviso")
"""Kinds that bind only what stands before them."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A binding clause of a reference's sentence: its kind, its words, and how many of them mark it."""

    kind: str
    words: tuple[Word, ...]
    marker: int

    @property
    def place(self) -> Anchor:
        """From the marker to the end of the clause."""
        return _hull(self.words)


def condition_changes(case: Case) -> Iterator[Change]:
    """For each clause that binds what is kept and is itself gone: polarity, and omitted for its words."""
    told: set[Anchor] = set()
    for anchor in case.references:
        for sentence in _sentences(case.reference, anchor):
            for found in (*_cut_off(case, sentence), *_head(case, sentence)):
                known = any(found.place.doc == t.doc and found.place.span.overlaps(t.span) for t in told)
                if not known and not _stated(case, found):
                    told.add(found.place)
                    yield from told_as_lost(case, found)


def told_as_lost(case: Case, found: Binding) -> Iterator[Change]:
    """The two changes that a lost clause makes; its words count as spoken for."""
    inside = [j for j, w in enumerate(case.reference.words) if w.at in {x.at for x in found.words}]
    case.spoken_reference.update(inside)
    text = case.reference.texts[found.place.doc]
    clause = " ".join(found.place.span.of(text).split())
    lost = f'"{clause[:79] + "…" if len(clause) > 80 else clause}"'
    note = f"Left out: {lost}."
    yield Change(ChangeKind.OMITTED, note, (), (found.place,))
    if found.kind == "proviso":
        return
    marker = _hull(found.words[: found.marker])
    note = f"The {_NAMES[found.kind]} is left out: {lost}."
    yield Change(ChangeKind.POLARITY, note, (), (marker,))


def sentences_of(case: Case) -> Iterator[list[Word]]:
    """The sentences that the references lie in or cut, whole."""
    for anchor in case.references:
        yield from _sentences(case.reference, anchor)


def _hull(found: Sequence[Word]) -> Anchor:
    return Anchor(found[0].at.doc, Span(found[0].at.span.start, found[-1].at.span.end))


def _sentences(side: Side, anchor: Anchor) -> list[list[Word]]:
    """The sentences that the reference lies in or cuts, whole."""
    said = _marked_around(side.texts[anchor.doc], anchor.span)
    found = [w for w in line_around(side, anchor.doc, anchor.span, _REACH) if said.holds(w.at.span)]
    parted = [list(group) for _, group in groupby(found, key=lambda w: w.sentence)]
    return [s for s in parted if any(w.at.span.overlaps(anchor.span) for w in s)]


def _marked_around(text: str, span: Span) -> Span:
    """What was said and told there: from the quote mark before ``span`` to the one that closes after it.

    The whole text where the words do not stand in quote marks, as in a transcript.
    """
    begin = max(text.rfind("\n", 0, span.start) + 1, span.start - _REACH)
    before, inside = text[begin : span.start], -1
    for at, char in enumerate(before):
        if char in _STRAIGHT:
            inside = -1 if inside >= 0 else at
        elif char in _OPENING:
            inside = at
        elif char in _CLOSING:
            inside = -1
    if inside < 0:
        return Span(0, len(text))
    closing = _STRAIGHT if before[inside] in _STRAIGHT else _CLOSING
    ends = (at for at in range(span.end, min(len(text), span.end + _REACH)) if text[at] in closing)
    return Span(begin + inside + 1, next(ends, len(text)))


def line_around(side: Side, doc: str, span: Span, reach: int) -> tuple[Word, ...]:
    """The words of a stretch and of what stands around it in the same line."""
    text = side.texts[doc]
    start = max(span.start - reach, text.rfind("\n", 0, span.start) + 1, 0)
    line_end = text.find("\n", span.end)
    end = min(span.end + reach, len(text) if line_end < 0 else line_end)
    return words(text, Anchor(doc, Span(start, end)), side.table.language)


def _cut_off(case: Case, sentence: Sequence[Word]) -> Iterator[Binding]:
    """Binding clauses whose own words are gone while the clause they bind is kept."""
    kept = {case.reference.words[j].at for j in case.alignment.paired_reference}
    said = {w.stem for w in case.reading.words if w.content} if kept else set()
    for found, bound in bindings(sentence, case.reference.table, commas_may_lack=True):
        found, bound = _without_comma(found, bound, sentence, kept, case.reference.table)
        own, main = content_of(found.words[found.marker :]), content_of(bound)
        gone = sum(w.at in kept for w in own) <= len(own) * _TAKEN and (own or found.kind == "proviso")
        taken = sum(w.at in kept or w.stem in said for w in main)
        held = taken >= max(1, len(main) * _HELD) or taken >= max(1, len(said) * _HELD)
        if gone and held and any(w.at in kept for w in bound) and _ends_there(case, found, sentence):
            yield found


def _head(case: Case, sentence: Sequence[Word]) -> Iterator[Binding]:
    """What made the kept words less than a statement, right before them: "I cannot rule out that"."""
    kept = {case.reference.words[j].at for j in case.alignment.paired_reference}
    first = next((n for n, w in enumerate(sentence) if w.at in kept), None)
    if first and not _unsure(case):
        yield from _introductions(sentence, first, case.reference.table, ("possible", "negation"))


def heads(
    sentence: Sequence[Word], references: Sequence[Anchor], table: Lexis, kinds: Sequence[str]
) -> Iterator[Binding]:
    """The introduction, with an operator of ``kinds``, that a reference in ``sentence`` begins after.

    The word that joins the two ("that") may stand on either side of where the reference begins.
    """
    inside = (
        n
        for n, w in enumerate(sentence)
        if any(w.at.doc == a.doc and w.at.span.overlaps(a.span) for a in references)
    )
    first = next(inside, 0)
    joined = sentence[first].form in table.complementisers
    if first and first + joined < len(sentence):
        yield from _introductions(sentence, first + joined, table, kinds)


def _introductions(
    sentence: Sequence[Word], first: int, table: Lexis, kinds: Sequence[str]
) -> Iterator[Binding]:
    """Words before the one at ``first`` with an operator that governs what begins there."""
    start = max(0, first - _HEAD)
    for op in operators(sentence[:first], table):
        n = op.indices[0]
        near_enough = n >= start and sentence[n].clause == sentence[first].clause
        between = content_of(sentence[op.indices[-1] + 1 : first])
        governs = sentence[first - 1].form in table.complementisers and len(between) <= _VERB
        if op.kind in kinds and near_enough and governs:
            begin = next(k for k in range(n + 1) if sentence[k].clause == sentence[n].clause)
            yield Binding("head", tuple(sentence[begin:first]), n - begin + len(op.indices))
            return


def _unsure(case: Case) -> bool:
    """True where the reading has a negation or a possibility of its own, in whatever words."""
    found, table = case.reading.words, case.reading.table
    if any(op.kind in ("possible", "probable", "negation", "hedge") for op in operators(found, table)):
        return True
    return any(is_negative_word(found, n, table) for n in range(len(found)))


def _without_comma(
    found: Binding, bound: Sequence[Word], sentence: Sequence[Word], kept: set[Anchor], table: Lexis
) -> tuple[Binding, Sequence[Word]]:
    """A clause before its main one ends where what is kept begins, if no comma shows its end before."""
    at = sentence.index(found.words[0])
    anew = at > 0 and sentence[at - 1].form in table.complementisers
    if not anew and content_of(sentence[:at]):
        return found, bound
    words = found.words
    first = next(
        (n for n in range(found.marker, len(words)) if words[n].at in kept and words[n].content), None
    )
    if first is None or first == found.marker:
        return found, bound
    while first > found.marker and words[first - 1].at in kept:
        first -= 1
    return Binding(found.kind, words[:first], found.marker), words[first:]


def _ends_there(case: Case, found: Binding, sentence: Sequence[Word]) -> bool:
    """A counter-clause is cut off only where nothing that comes after its marker is kept either."""
    if found.kind not in _LATER:
        return True
    kept = {
        case.reference.words[j].at for j in case.alignment.paired_reference if case.reference.words[j].content
    }
    return not any(w.at in kept for w in sentence[sentence.index(found.words[0]) :])


def bindings(
    sentence: Sequence[Word], table: Lexis, *, commas_may_lack: bool = False
) -> Iterator[tuple[Binding, Sequence[Word]]]:
    """The binding clauses of a sentence, each with the words of the clause it binds.

    ``commas_may_lack``: a clause that opens its sentence and that no comma ends comes with all that follows.
    """
    found = operators(sentence, table)
    for op in found:
        first, last = op.indices[0], op.indices[-1]
        if op.kind not in _CLAUSES or sentence[first].bracket or (op.kind == "inversion" and first):
            continue
        # "I wrote that if ..." begins anew after "that".
        anew = first > 0 and op.kind == "condition" and sentence[first - 1].form in table.complementisers
        before = [] if anew else content_of(sentence[:first])
        if not before and op.kind in _LATER:
            continue
        # After its main clause it goes on to the end of the sentence, before it to the next comma.
        stop = len(sentence) if before else _clause_end(sentence, last)
        main = _last_clause(sentence, first) if before else sentence[stop : _clause_end(sentence, stop)]
        # After a comma a reason only explains; without one it is part of what is denied.
        parted = first > 0 and sentence[first].clause != sentence[first - 1].clause
        if op.kind == "reason" and (parted or not _denies(main, table)):
            continue
        # "But the others will not": told of something else, it takes nothing back.
        if op.kind == "counter" and any(
            w.form in table.remainder for w in sentence[last + 1 : last + 1 + _SUBJECT]
        ):
            continue
        if commas_may_lack and not before and not content_of(main):
            main = sentence[last + 1 : stop]
        stop = last + 1 if op.kind == "proviso" else stop
        if (content_of(sentence[last + 1 : stop]) or op.kind == "proviso") and content_of(main):
            yield Binding(op.kind, tuple(sentence[first:stop]), last + 1 - first), main


def _last_clause(sentence: Sequence[Word], end: int) -> Sequence[Word]:
    """The words of the last clause before ``end`` with content of its own; a name between commas is none."""
    content = [w for w in reversed(sentence[:end]) if w.content and not w.bracket]
    clause = next((w.clause for w in content if not w.capital), content[0].clause)
    return [w for w in sentence[:end] if w.clause == clause]


def _denies(found: Sequence[Word], table: Lexis) -> bool:
    return any(op.kind in ("negation", "universal") for op in operators(found, table))


def _clause_end(sentence: Sequence[Word], n: int) -> int:
    if n >= len(sentence):
        return len(sentence)
    later = (k for k in range(n, len(sentence)) if sentence[k].clause > sentence[n].clause)
    return next(later, len(sentence))


def content_of(found: Sequence[Word]) -> list[Word]:
    """The words that carry what is said, an editor's in brackets aside."""
    return [w for w in found if w.content and not w.bracket]


def _stated(case: Case, found: Binding) -> bool:
    """True when the reading has such a clause of its own, or its report tells this one close by."""
    if has_alike(case.reading.words, found.kind, case.reading.table) or is_told_otherwise(case, found):
        return True
    outside = near(case)
    own = content_of(found.words)
    stems = {w.stem for w in outside}
    return sum(w.stem in stems for w in own) * 2 > len(own)


def is_told_otherwise(case: Case, found: Binding) -> bool:
    """True for "whoever was paid" beside "if anyone was paid", and where the figures of a clause are told."""
    if found.kind == "condition" and is_of_whoever(case, found.words):
        return True
    figures = [w.quantity for w in found.words if w.quantity]
    told = [w.quantity for w in case.reading.words if w.quantity]
    return (
        found.kind == "counter"
        and bool(figures)
        and all(any(same_quantity(figure, other) for other in told) for figure in figures)
    )


def is_of_whoever(case: Case, clause: Iterable[Word]) -> bool:
    """True for a clause "if anyone was paid" beside "anyone who was paid"."""
    anybody = case.reference.table.any_words | case.reference.table.whoever
    bound = any(word.form in anybody for word in clause)
    return bound and any(word.form in case.reading.table.whoever for word in case.reading.words)


def surroundings_of(case: Case, anchor: Anchor) -> tuple[Word, ...]:
    """The words of a reference and of what stands around it in the same line."""
    return line_around(case.reference, anchor.doc, anchor.span, _REACH)


def near(case: Case) -> list[Word]:
    """The words of the report around the quotation, in the same paragraph."""
    extent = case.quotation.extent
    around = line_around(case.reading, case.quotation.doc, extent, _NEAR)
    return [w for w in around if not w.at.span.overlaps(extent)]


def has_alike(found: Sequence[Word], kind: str, table: Lexis) -> bool:
    """True when one of the words binds as ``kind`` does."""
    kinds = _CONDITIONS if kind in _CONDITIONS else (kind,)
    if kind == "exception":
        kinds = (*kinds, "counter")  # "every boat but the Heron"
    return any(bound in kinds for bound in binding_kinds(found, table))


def binding_kinds(found: Sequence[Word], table: Lexis) -> list[str]:
    """The kinds of the operators among these words; "even if" is a condition, though it binds nothing."""

    def conditional(op: Operator) -> bool:
        return any(table.operators.get((found[n].form,)) == "condition" for n in op.indices)

    return [
        "condition" if op.kind == "idle" and conditional(op) else op.kind for op in operators(found, table)
    ]
