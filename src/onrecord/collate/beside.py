"""What stands beside the words compared: the report's own lead-in, the sentences next to a reference.

"Nobody, she said, has been suspended" and "she denied having seen it" put the negation before the words that
extraction gives to her; "Was it sold? No. It stands" puts it before the reference. None was lost or gained.
"""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.collate.case import Case
from onrecord.collate.conditions import line_around
from onrecord.collate.entities import surroundings
from onrecord.collate.lexis import Lexis
from onrecord.collate.normal import Word
from onrecord.collate.operators import is_negative_word, operators

_SENTENCE = 300
"""Characters before a quotation in which its sentence is looked for."""
_CUE = 6
"""Words before a quotation in which a verb that denies is its cue ("she denied to the paper that")."""
_NEXT = 120
"""Characters before and after a reference: about a sentence."""


def is_led_in(case: Case, kinds: Sequence[str]) -> bool:
    """True where the sentence of the quotation has an operator of ``kinds`` before the quotation begins.

    For a negation a verb that denies does as well ("refused to say").
    """
    before, table = _lead(case), case.reading.table
    if any(op.kind in kinds for op in operators(before, table)):
        return True
    return "negation" in kinds and is_negative(before[-_CUE:], table)


def is_negative(found: Sequence[Word], table: Lexis, *, strict: bool = False) -> bool:
    """True where one of these words has a negative sense, or a fixed phrase among them a negation in it."""
    return any(is_negative_word(found, n, table, strict=strict) for n in range(len(found)))


def is_denied_beside(case: Case) -> bool:
    """True where something is denied next to a reference."""
    table = case.reference.table
    found = (surroundings(case.reference, anchor, _NEXT) for anchor in case.references)
    return any(op.kind == "negation" for words in found for op in operators(words, table))


def sentence_beside(case: Case) -> list[Word]:
    """The words of the sentence of the quotation that are not the quotation's."""
    extent = case.quotation.extent
    line = line_around(case.reading, case.quotation.doc, extent, _SENTENCE)
    own = {w.sentence for w in line if w.at.span.overlaps(extent)}
    return [w for w in line if w.sentence in own and not w.at.span.overlaps(extent)]


def _lead(case: Case) -> list[Word]:
    start = case.quotation.extent.start
    return [w for w in sentence_beside(case) if w.at.span.end <= start]
