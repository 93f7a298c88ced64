"""What the reference only supposes, stated: "if they want it, let them say so" reported as "they want it".

The clause after the condition is kept and the one that it binds is not. Reading and reference may be in two
languages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.collate.beside import sentence_beside
from onrecord.collate.case import Case
from onrecord.collate.conditions import content_of, near, sentences_of
from onrecord.collate.normal import Word
from onrecord.collate.operators import UNSURE, Operator, operators
from onrecord.model import Anchor, Change, ChangeKind, Span

_HELD, _GONE = 0.5, 0.3
"""Shares of a condition's content words that are kept at least, and of the rest of its sentence at most."""
_LEAST = 3
"""Words of a condition that are kept."""


def supposed_changes(case: Case) -> Iterator[Change]:
    """A condition told without its "if" and without what follows from it; at most one change."""
    if not case.reading.table.known:
        return
    for sentence in sentences_of(case):
        for op in operators(sentence, case.reference.table):
            opens = op.indices[0] == 0 or op.kind != "inversion"
            if op.kind in ("condition", "inversion") and opens and _is_stated(case, sentence, op):
                if _leaves_open(case):
                    return
                marker = [sentence[n] for n in op.indices]
                place = Anchor(marker[0].at.doc, Span(marker[0].at.span.start, marker[-1].at.span.end))
                shown = place.span.of(case.reference.texts[place.doc])
                note = f'What the reference only supposes ("{shown}") is stated here.'
                yield Change(ChangeKind.POLARITY, note, (), (place,))
                return


def _leaves_open(case: Case) -> bool:
    said = [*case.reading.words, *sentence_beside(case), *near(case)]
    asked = any("?" in span.of(case.reading.texts[case.quotation.doc]) for span in case.quotation.spans)
    return asked or any(op.kind in UNSURE for op in operators(said, case.reading.table))


def _is_stated(case: Case, sentence: Sequence[Word], op: Operator) -> bool:
    """True where most of the condition is kept, and next to nothing of the rest of its sentence."""
    begin, stop = op.indices[0], op.indices[-1] + 1
    while stop < len(sentence) and sentence[stop].clause == sentence[stop - 1].clause:
        stop += 1
    # "I wrote that if ..." begins anew after "that"; what follows comes with it where no comma parts them.
    if stop == len(sentence) and begin and sentence[begin - 1].form in case.reference.table.complementisers:
        return False
    clause = sentence[op.indices[-1] + 1 : stop]
    own, rest = content_of(clause), content_of([*sentence[:begin], *sentence[stop:]])
    long_enough = sum(_is_kept(case, w) for w in clause) >= _LEAST
    held = long_enough and bool(own) and sum(_is_kept(case, w) for w in own) >= len(own) * _HELD
    return held and bool(rest) and sum(_is_kept(case, w) for w in rest) <= len(rest) * _GONE


def _is_kept(case: Case, word: Word) -> bool:
    """True for a word that the reading has, or, in another language, one that lies in a reference."""
    if case.reading.table.language != case.reference.table.language:
        return case.refers_to(word.at)
    return word.at in {case.reference.words[j].at for j in case.alignment.paired_reference}
