"""One candidate for each part of a document, its neighbours' places taken into account."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from onrecord.align.parts import Part
from onrecord.align.search import Candidate

_BONUS = 0.5
_JOINED_BONUS = 1.5
_REACH = 6.0
_BACKWARD = 0.5


def choose(
    options: Sequence[Sequence[Candidate]], parts: Sequence[Part]
) -> list[tuple[Candidate, float] | None]:
    """For every part, the candidate on the best path and its log odds with the neighbours' bonus.

    The path with the largest sum of ranks and of a bonus for each step to a place close by: larger when it
    goes forward, largest between sentences of one quotation and between paragraphs of turns. Parts without
    candidates give None.
    """
    filled = [i for i, found in enumerate(options) if found]
    joined = [_joined(parts[i], parts[j]) for i, j in pairwise(filled)]
    path = _best_path([options[i] for i in filled], joined)
    steps = [_bonus(a, b, both) for (a, b), both in zip(pairwise(path), joined, strict=True)]
    out: list[tuple[Candidate, float] | None] = [None] * len(options)
    for at, i in enumerate(filled):
        beside = steps[max(0, at - 1) : at + 1]
        out[i] = (path[at], path[at].log_odds + (sum(beside) / 2 if beside else 0.0))
    return out


def _joined(one: Part, other: Part) -> bool:
    return one.quotation == other.quotation or (one.turn and other.turn)


def _best_path(options: list[Sequence[Candidate]], joined: list[bool]) -> list[Candidate]:
    if not options:
        return []
    scores = [c.rank for c in options[0]]
    back: list[list[int]] = []
    for at in range(1, len(options)):
        both = joined[at - 1]
        row, links = [], []
        for candidate in options[at]:
            values = [s + _bonus(p, candidate, both) for s, p in zip(scores, options[at - 1], strict=True)]
            best = max(range(len(values)), key=values.__getitem__)
            links.append(best)
            row.append(values[best] + candidate.rank)
        scores = row
        back.append(links)
    at = max(range(len(scores)), key=scores.__getitem__)
    path = [options[-1][at]]
    for step in range(len(back) - 1, -1, -1):
        at = back[step][at]
        path.append(options[step][at])
    return path[::-1]


def _bonus(before: Candidate, after: Candidate, joined: bool) -> float:
    if before.doc != after.doc:
        return 0.0
    gap = after.sentence - before.sentence
    most = _JOINED_BONUS if joined else _BONUS
    return most * math.exp(-abs(gap) / _REACH) * (1.0 if gap >= 0 else _BACKWARD)
