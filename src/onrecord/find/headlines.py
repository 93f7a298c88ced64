"""Headlines that say more than what stands under them, or under nothing that was said.

Words that a headline gives to somebody are held against the record, as every quotation is. Any headline,
with or without a speaker, is held against its own text: part by part ("X killed two, official admits" has
two), the sentence that has nearly all the content words of a part is what it sums up. It is told where that
sentence depends on a condition or holds something for possible and the headline states it, and where the
words it takes up were themselves found to stand otherwise in the record. A question in a headline states
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.collate.conditions import bindings
from onrecord.collate.lexis import Lexis, lexis
from onrecord.collate.normal import Word, words
from onrecord.collate.operators import is_negative_word, operators
from onrecord.find.condition import condition_left_off
from onrecord.find.cuts import left_off, truncated, turning_point
from onrecord.find.view import View, changes, places
from onrecord.model import (
    Anchor,
    Attested,
    BlockKind,
    ChangeKind,
    Finding,
    FindingType,
    Form,
    Quotation,
    Reading,
    Span,
)
from onrecord.text.sentences import sentences

_MEANING = (ChangeKind.POLARITY, ChangeKind.NUMBER, ChangeKind.ENTITY)
_COVERED = 0.75
"""Share of the content words of a part of a headline that a sentence must have to be what it sums up."""
_FEWEST, _ALL = 3, 2
"""Content words of a part that count; two are enough where the sentence has both."""
_UNSURE = frozenset(
    {"possible", "probable", "ability", "should", "need", "hedge", "until"}
    | {"condition", "inversion", "conditional"}
)
_BODY = (BlockKind.BODY, BlockKind.TURN)


def headlines(view: View) -> list[Finding]:
    """Words of a headline that the record does not carry, or not so, and headlines beyond their own text."""
    out = [f for reading, quotation in view.readings() if (f := _unlike_record(view, reading, quotation))]
    told = {finding.doc for finding in out}
    altered = _altered(view)
    for doc in sorted(view.docs):
        if doc not in told and not view.is_record(doc):
            found = next(_beyond_text(view, doc, altered.get(doc, ())), None)
            out += [found] if found else []
    return out


def _unlike_record(view: View, reading: Reading, quotation: Quotation) -> Finding | None:
    known = view.has_record(quotation.doc)
    if quotation.form is not Form.HEADLINE or not (known or reading.references):
        return None
    meaning = changes(reading, *_MEANING)
    cut = None
    if reading.references:
        cut = (
            turning_point(view, reading, quotation)
            or left_off(view, reading)
            or condition_left_off(view, reading, quotation)
        )
    if not (meaning or cut) and (reading.attested is Attested.YES or not known):
        return None
    where = reading.references or ((reading.nearest,) if reading.nearest else ())
    if cut:
        where = (*where, cut)
    said = "are not in this record" if not reading.references else "stand otherwise in this record"
    severity = 3 if meaning or not reading.references else 2
    note = f"The words the headline gives to {quotation.speaker or 'somebody'} {said}."
    return _finding(quotation.doc, severity, note, (*places(quotation), *where))


def _finding(doc: str, severity: int, note: str, evidence: tuple[Anchor, ...]) -> Finding:
    return Finding(doc, FindingType.HEADLINE_NOT_ATTESTED, severity, note, tuple(dict.fromkeys(evidence)))


def _altered(view: View) -> dict[str, list[tuple[Quotation, tuple[Anchor, ...]]]]:
    """By document the quotations that say something else than the record does, with where it says so."""
    cut = {anchor: finding.evidence for finding in truncated(view) for anchor in finding.evidence[:1]}
    out: dict[str, list[tuple[Quotation, tuple[Anchor, ...]]]] = {}
    for reading, quotation in view.readings():
        if quotation.form in (Form.HEADLINE, Form.TURN) or not reading.references:
            continue
        here = places(quotation)
        # Of two reports without a record nobody knows which is right, only which has less.
        if view.has_record(quotation.doc) and changes(reading, *_MEANING):
            out.setdefault(quotation.doc, []).append((quotation, reading.references))
        elif here[0] in cut:
            out.setdefault(quotation.doc, []).append((quotation, cut[here[0]][len(here) :]))
    return out


def _beyond_text(
    view: View, doc: str, altered: Sequence[tuple[Quotation, tuple[Anchor, ...]]]
) -> Iterator[Finding]:
    span, table = view.headline(doc), lexis(view.language(doc))
    if span is None or not table.known:
        return
    text = view.text(doc)
    body = [words(text, Anchor(doc, s), table.language) for s in _body(view, doc)]
    for part in _parts(words(text, Anchor(doc, span), table.language), text, table):
        place = Anchor(doc, Span(part[0].at.span.start, part[-1].at.span.end))
        summed = [sentence for sentence in body if _sums_up(part, sentence, table)]
        lost = [_lost(part, sentence, table) for sentence in summed]
        if lost and all(lost) and not _is_unsure(part, table):
            weakened = Anchor(doc, Span(summed[0][0].at.span.start, summed[0][-1].at.span.end))
            note = "The headline states what its text holds for possible, or makes depend on something."
            yield _finding(doc, 2, note, (place, weakened))
        for quotation, where in altered:
            said = [w for s in quotation.spans for w in words(text, Anchor(doc, s), table.language)]
            if _sums_up(part, said, table):
                note = "The headline takes up words that stand otherwise in this record."
                yield _finding(doc, 2, note, (place, *places(quotation), *where))


def _body(view: View, doc: str) -> Iterator[Span]:
    for block in view.docs[doc].blocks:
        if block.kind in _BODY:
            yield from sentences(view.text(doc), block.span.start, block.span.end)


def _parts(headline: Sequence[Word], text: str, table: Lexis) -> Iterator[list[Word]]:
    """The clauses of a headline that is no question, also where a conjunction joins them ("X as Y")."""
    part: list[Word] = []
    if not headline or "?" in text[headline[0].at.span.start : headline[-1].at.span.end + 1]:
        return
    for word in headline:
        joined = word.form in table.headline_joints
        if part and (joined or word.clause != part[-1].clause):
            yield part
            part = []
        part += [] if joined and not part else [word]
    if part:
        yield part


def _sums_up(part: Sequence[Word], sentence: Sequence[Word], table: Lexis) -> bool:
    """True where a sentence has nearly all content words of a part of a headline, and not names alone."""
    own = _stems(part, table)
    shared = own & _stems(sentence, table)
    told = shared - {w.stem for w in part if w.name and not w.opening}
    return bool(told) and (
        len(shared) >= max(_FEWEST, _COVERED * len(own)) or len(shared) == len(own) >= _ALL
    )


def _stems(found: Sequence[Word], table: Lexis) -> set[str]:
    """The content words, without verbs of saying."""
    return {w.stem for w in found if w.content and (w.form,) not in table.speech_acts}


def _lost(part: Sequence[Word], sentence: Sequence[Word], table: Lexis) -> bool:
    """True where a sentence makes what the part states depend on a condition, or holds it for possible."""
    own = _stems(part, table)
    for found, main in bindings(sentence, table):
        bound = own & {w.stem for w in main}
        if found.kind in ("condition", "inversion") and len(bound) * 2 > len(own):
            return not own & {w.stem for w in found.words if w.content} - bound
    for op in operators(sentence, table):
        clause = {w.stem for w in sentence if w.clause == sentence[op.indices[0]].clause}
        if op.kind in ("possible", "probable") and len(own & clause) * 2 > len(own):
            return True
    return False


def _is_unsure(part: Sequence[Word], table: Lexis) -> bool:
    """True where the headline itself has a word of possibility, condition or denial."""
    found = operators(part, table)
    denied = any(op.kind == "negation" for op in found) or any(
        is_negative_word(part, n, table) for n in range(len(part))
    )
    return denied or any(op.kind in _UNSURE for op in found)
