"""Questions and answers: what was asked in one turn and answered in the next is said by both together.

"They whistled. Are you offended? - No." is reported as "He was not offended by the whistles": a report that
fits a question renders the answer with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from itertools import takewhile

from onrecord.align.units import Sentence, Units
from onrecord.text.sentences import is_question

_LONGEST = 4
"""Sentences of a turn that asks: a longer one is a speech with questions in it."""


def answer_to(units: Units, number: int, questioners: Collection[str] = ()) -> Sentence | None:
    """The first sentence of the turn after that of sentence ``number``, where that turn asks something.

    Whatever one of ``questioners`` says in a short turn is put to the one who answers.
    """
    turn = units.sentences[number].turn
    if turn is None:
        return None
    before = list(takewhile(lambda s: s.turn == turn, reversed(units.sentences[:number])))
    after = list(takewhile(lambda s: s.turn == turn, units.sentences[number:]))
    asking = [*before, *after]
    end = number + len(after)
    if len(asking) > _LONGEST or end == len(units.sentences) or units.sentences[end].turn is None:
        return None
    put = asking[0].speaker in questioners or any(is_question(s.span.of(units.text)) for s in asking)
    return units.sentences[end] if put else None


def questioners(units: Units) -> frozenset[str]:
    """Who asks something in more turns than not, journalists without a name among them."""
    turns = {s.turn: s.speaker for s in units.sentences if s.turn and s.speaker}
    asking = {s.turn for s in units.sentences if s.turn and is_question(s.span.of(units.text))}
    told = Counter(turns.values())
    asked = Counter(speaker for turn, speaker in turns.items() if turn in asking)
    return frozenset(speaker for speaker, count in told.items() if 2 * asked[speaker] > count)
