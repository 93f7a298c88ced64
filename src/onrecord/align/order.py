"""One candidate for each part of a document, its neighbours' places taken into account."""

from __future__ import annotations

import math
from collections.abc import Sequence

from onrecord.align.search import Candidate

_BONUS = 0.5
_TURN_BONUS = 1.5
_REACH = 6.0
_BACKWARD = 0.5


def choose(
    options: Sequence[Sequence[Candidate]], turns: Sequence[bool]
) -> list[tuple[Candidate, float] | None]:
    """For every part, the candidate on the best path and its log odds with the neighbours' bonus.

    The path with the largest sum of log odds and of a bonus for each step to a place close by, larger when
    it goes forward and largest between paragraphs of turns (``turns``). Parts without candidates give None.
    """
    filled = [i for i, found in enumerate(options) if found]
    out: list[tuple[Candidate, float] | None] = [None] * len(options)
    path = _best_path([options[i] for i in filled], [turns[i] for i in filled])
    for at, i in enumerate(filled):
        here = path[at]
        gains = []
        if at:
            gains.append(_bonus(path[at - 1], here, turns[filled[at - 1]] and turns[i]))
        if at + 1 < len(path):
            gains.append(_bonus(here, path[at + 1], turns[i] and turns[filled[at + 1]]))
        out[i] = (here, here.log_odds + (sum(gains) / 2 if gains else 0.0))
    return out


def _best_path(options: list[Sequence[Candidate]], turns: list[bool]) -> list[Candidate]:
    if not options:
        return []
    scores = [c.log_odds for c in options[0]]
    back: list[list[int]] = []
    for at in range(1, len(options)):
        both = turns[at - 1] and turns[at]
        row, links = [], []
        for candidate in options[at]:
            values = [s + _bonus(p, candidate, both) for s, p in zip(scores, options[at - 1], strict=True)]
            best = max(range(len(values)), key=values.__getitem__)
            links.append(best)
            row.append(values[best] + candidate.log_odds)
        scores = row
        back.append(links)
    at = max(range(len(scores)), key=scores.__getitem__)
    path = [options[-1][at]]
    for step in range(len(back) - 1, -1, -1):
        at = back[step][at]
        path.append(options[step][at])
    return path[::-1]


def _bonus(before: Candidate, after: Candidate, turn: bool) -> float:
    if before.doc != after.doc:
        return 0.0
    gap = after.sentence - before.sentence
    most = _TURN_BONUS if turn else _BONUS
    return most * math.exp(-abs(gap) / _REACH) * (1.0 if gap >= 0 else _BACKWARD)
