"""Questions and answers: what was asked in one turn and answered in the next is said by both together.

"They whistled. Are you offended? - No." is reported as "He was not offended by the whistles": a report that
fits a question renders the answer with it.
"""

from __future__ import annotations

from itertools import takewhile

from onrecord.align.units import Sentence, Units
from onrecord.text.sentences import is_question

_LONGEST = 4
"""Sentences of a turn that asks: a longer one is a speech with questions in it."""


def answer_to(units: Units, number: int) -> Sentence | None:
    """The first sentence of the turn after that of sentence ``number``, where that turn asks something."""
    turn = units.sentences[number].turn
    if turn is None:
        return None
    before = list(takewhile(lambda s: s.turn == turn, reversed(units.sentences[:number])))
    after = list(takewhile(lambda s: s.turn == turn, units.sentences[number:]))
    asking = [*before, *after]
    end = number + len(after)
    if len(asking) > _LONGEST or end == len(units.sentences) or units.sentences[end].turn is None:
        return None
    return units.sentences[end] if any(is_question(s.span.of(units.text)) for s in asking) else None
