"""Words that the record does not have but another report does: a statement handed out, a quotation passed on.

That the record lacks them stays so; who reads it should be shown where they stand all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from onrecord.model import Anchor, Extraction, Span
from onrecord.text.tokens import Token, tokenize

_RUN = 3
_SHORTEST = 4
"""Words of a run that is looked for, and of a quotation from which that tells anything."""
_SHARE = 0.6
"""Share of the runs of a quotation that another document must have in one place."""

Run = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A quotation, the document it stands in, and its runs of words."""

    id: str
    doc: str
    runs: frozenset[Run]
    size: int


def elsewhere(docs: Sequence[Extraction], wanted: Collection[str]) -> dict[str, Anchor]:
    """By quotation id, where else in ``docs`` the words of the ``wanted`` quotations stand, if they do.

    The place with the most of them, in the first document of those that have as many. One pass over texts.
    """
    asked = [
        _Asked(q.id, x.document.id, frozenset(_runs(words)), len(words))
        for x in docs
        for q in x.quotations
        if q.id in wanted
        if len(words := [t for s in q.spans for t in tokenize(x.document.text, s.start, s.end)]) >= _SHORTEST
    ]
    sought: dict[Run, list[_Asked]] = defaultdict(list)
    for one in asked:
        for run in one.runs:
            sought[run].append(one)
    best: dict[str, tuple[float, Anchor]] = {}
    for x in docs if asked else ():
        for one, share, span in _found(x, sought):
            if share >= _SHARE and share > best.get(one.id, (0.0, None))[0]:
                best[one.id] = share, Anchor(x.document.id, span)
    return {id_: anchor for id_, (_, anchor) in best.items()}


def _found(x: Extraction, sought: Mapping[Run, Sequence[_Asked]]) -> list[tuple[_Asked, float, Span]]:
    """Of every quotation elsewhere that shares a run, the share in the fullest place, and that place."""
    words = tokenize(x.document.text)
    hits: dict[str, list[int]] = defaultdict(list)
    whose: dict[str, _Asked] = {}
    runs = _runs(words)
    for at, run in enumerate(runs):
        for one in sought.get(run, ()):
            if one.doc != x.document.id:
                hits[one.id].append(at)
                whose[one.id] = one
    out = []
    for id_, places in hits.items():
        one = whose[id_]
        first, last, count = _fullest(places, runs, one.size)
        span = Span(words[first].span.start, words[last + _RUN - 1].span.end)
        out.append((one, count / len(one.runs), span))
    return out


def _fullest(places: Sequence[int], runs: Sequence[Run], size: int) -> tuple[int, int, int]:
    """First and last place, and how many different runs, of the stretch of ``size`` words that has most."""
    best = (places[0], places[0], 0)
    begin = 0
    for end, place in enumerate(places):
        while place - places[begin] > size:
            begin += 1
        count = len({runs[p] for p in places[begin : end + 1]})
        if count > best[2]:
            best = (places[begin], place, count)
    return best


def _runs(words: Sequence[Token]) -> list[Run]:
    forms = [t.form for t in words]
    return [tuple(forms[i : i + _RUN]) for i in range(len(forms) - _RUN + 1)]
