"""How good proposals are against annotated documents, and how sure one may be of them.

Exact: the same set of words, punctuation aside. Right: content token F1 of at least 0.5, matched one to one,
and the source spans meet (or neither side has one); this is what a confidence is the probability of.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data import Annotated, Attribution
from onrecord.extract.spans.spandecode import Floats, Found
from onrecord.model import Span

_WORD = re.compile(r"\w+")
_OVERLAP = 0.5
_DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Counts:
    """One document's counts; ``sourced`` counts exact contents whose source is exact as well."""

    exact: int
    sourced: int
    found: int
    gold: int


def words_of(text: str, spans: Sequence[Span]) -> frozenset[int]:
    """The starts of the words that touch one of ``spans``."""
    return frozenset(
        match.start()
        for span in spans
        for match in _WORD.finditer(text, max(0, span.start - 50), span.end)
        if match.end() > span.start
    )


def _source(found: Found) -> tuple[Span, ...]:
    return () if found.source is None else (found.source,)


def count(document: Annotated, found: Sequence[Found]) -> Counts:
    """Exact matches of one document, one to one."""
    gold = [a for a in document.attributions if a.content]
    left = [(words_of(document.text, a.content), words_of(document.text, a.source)) for a in gold]
    exact = sourced = 0
    for proposal in found:
        content, source = words_of(document.text, proposal.spans), words_of(document.text, _source(proposal))
        same = [pair for pair in left if pair[0] == content]
        if same:
            left.remove(same[0])
            exact, sourced = exact + 1, sourced + (same[0][1] == source)
    return Counts(exact, sourced, len(found), len(gold))


def judge(document: Annotated, found: Sequence[Found]) -> list[bool]:
    """Whether each proposal is right, best overlaps matched first."""
    gold = [a for a in document.attributions if a.content]
    theirs = [words_of(document.text, a.content) for a in gold]
    mine = [words_of(document.text, proposal.spans) for proposal in found]
    pairs = sorted(
        (-2 * len(a & b) / (len(a) + len(b)), i, j)
        for i, a in enumerate(mine)
        for j, b in enumerate(theirs)
        if a & b
    )
    right, used = [False] * len(found), set[int]()
    matched = set[int]()
    for negative, i, j in pairs:
        if -negative >= _OVERLAP and i not in matched and j not in used:
            matched.add(i)
            used.add(j)
            right[i] = _meets(found[i], gold[j])
    return right


def _meets(found: Found, gold: Attribution) -> bool:
    if found.source is None or not gold.source:
        return found.source is None and not gold.source
    return any(found.source.overlaps(span) for span in gold.source)


def f1(counts: Sequence[Counts], *, sourced: bool = False) -> float:
    """F1 of exact content, or of exact content and source."""
    right = sum(c.sourced if sourced else c.exact for c in counts)
    return 2 * right / max(1, sum(c.found + c.gold for c in counts))


def interval(counts: Sequence[Counts], *, sourced: bool = False) -> tuple[float, float]:
    """The 95 % interval of :func:`f1` over documents drawn with replacement (percentile bootstrap)."""
    dice = random.Random(0)
    draws = sorted(f1(dice.choices(counts, k=len(counts)), sourced=sourced) for _ in range(_DRAWS))
    return draws[_DRAWS // 40], draws[-_DRAWS // 40]


def calibrate(evidence: Floats, right: Sequence[bool], penalty: float = 1.0) -> Floats:
    """Weights of a logistic regression, ridge-penalised but for the constant, by Newton's method."""
    wanted = np.array(right, float)
    ridge = np.eye(evidence.shape[1]) * penalty
    ridge[-1, -1] = 1e-6
    weights = np.zeros(evidence.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-evidence @ weights))
        slope = evidence.T @ (wanted - chance) - ridge @ weights
        curve = (evidence * (chance * (1 - chance))[:, None]).T @ evidence + ridge
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def crossed(evidence: Sequence[Floats], right: Sequence[Sequence[bool]], folds: int = 5) -> list[Floats]:
    """Confidences by document, each from weights fitted on the documents of other folds."""
    fitted = []
    for fold in range(folds):
        others = [k for k in range(len(evidence)) if k % folds != fold]
        rows = np.concatenate([evidence[k] for k in others])
        fitted.append(calibrate(rows, [verdict for k in others for verdict in right[k]]))
    return [1 / (1 + np.exp(-rows @ fitted[k % folds])) for k, rows in enumerate(evidence)]
