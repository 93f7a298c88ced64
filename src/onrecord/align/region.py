"""The neighbourhood of one sentence against one part of a quotation: windows in it and their words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from onrecord.align.field import Field, Sought
from onrecord.align.units import Units
from onrecord.align.verbatim import Passage, passage
from onrecord.align.words import Words
from onrecord.model import Span
from onrecord.text.sentences import trim

Array = NDArray[np.float64]

_KEPT = 8
_MAX_SIZE = 2.6
_MIN_SIZE = 0.4
_CUTS = 60
_RECURS = 0.3
"""Share of the sought words that a near-verbatim passage must have to be a window of its own."""
_NOTHING = (0.0, 0.0, 0.0, 0.0, -3.0)


class Region:
    """A sentence and its neighbours of the same stretch, against one part."""

    def __init__(self, sought: Sought, field: Field, words: Words, sentence: int) -> None:
        self._sought = sought
        self._field = field
        self._middle = sentence
        self.first, last = _neighbourhood(field, sentence)
        self.sentences = field.units.sentences[self.first : last + 1]
        self.ends = {edge for s in self.sentences for edge in (s.span.start, s.span.end)}
        self._begin, end = field.units.words(Span(self.sentences[0].span.start, self.sentences[-1].span.end))
        self._ids = field.ids[self._begin : end]
        self._similarity = words.similarity(sought.ids, self._ids)
        self._total = max(float(sought.weights.sum()), 1e-9)
        self.passage: Passage | None = None
        covering, matched, hits = (np.zeros(len(self._ids)) for _ in range(3))
        if self._ids.size and sought.ids.size:
            covering = field.weights[self._begin : end] * self._similarity.max(axis=0)
            self.passage = passage(self._similarity, sought.weights)
        for row, column in self.passage.pairs if self.passage else ():
            matched[column] += sought.weights[row] * self._similarity[row, column]
            hits[column] += 1
        weights, sizes = field.weights[self._begin : end], field.sizes[self._begin : end]
        # Sums up to each token, so that those of a window are one subtraction.
        self._sums = np.vstack([_running(x) for x in (weights, sizes, covering, matched, hits)])

    def _tokens(self, span: Span) -> tuple[int, int]:
        a, b = self._field.units.words(span)
        most = len(self._ids)
        return min(max(0, a - self._begin), most), min(max(0, b - self._begin), most)

    def lexical(self, span: Span) -> tuple[float, float, float, float, float]:
        """covered, covering, verbatim, numbers, log ratio of the sizes of one window."""
        a, b = self._tokens(span)
        if a >= b or not self._sought.ids.size:
            return _NOTHING
        best = self._similarity[:, a:b].max(axis=1, keepdims=True)
        row = self._evidence(best, np.array([a]), np.array([b]))[:, 0].tolist()
        return row[0], row[1], row[2], row[3], row[4]

    def _evidence(self, best: Array, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> Array:
        """The five numbers of :meth:`lexical` as rows; ``best`` has a column for each window."""
        sought = self._sought
        weight, size, covering, matched, hits = self._sums[:, ends] - self._sums[:, starts]
        figures = best[sought.figures]
        numbers = 2 * (figures >= 0.99).mean(axis=0) - 1 if len(figures) else np.zeros(best.shape[1])
        return np.vstack(
            [
                np.minimum(1.0, sought.weights @ best / self._total),
                np.minimum(1.0, covering / np.maximum(weight, 1e-9)),
                matched / self._total * hits / np.maximum(ends - starts, 1),
                numbers,
                np.log(np.maximum(size, 0.5) / max(sought.size, 1.0)),
            ]
        )

    def _passage_span(self) -> Span:
        """The near-verbatim passage; where the part goes on at an end, so does the span, to the clause."""
        assert self.passage is not None
        (left_a, left_b), (a, b) = self.passage.left, self.passage.right
        tokens = self._field.units.tokens
        start = tokens[self._begin + a].span.start
        end = tokens[self._begin + b - 1].span.end
        edges = sorted({cut for s in self.sentences for cut in s.cuts})
        if left_a:
            start = _outward(self._field.units, [e for e in edges if e <= start][-1:], start, left_a + 3)
        if left_b < len(self._sought.ids):
            end = _outward(
                self._field.units, [e for e in edges if e >= end][:1], end, len(self._sought.ids) - left_b + 3
            )
        return trim(self._field.units.text, Span(min(start, end), max(start, end)))

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The windows worth scoring."""
        found = self._best()
        if self.passage is not None and self.passage.share >= _RECURS:
            found.append(self._passage_span())
        units = self._field.units
        middle = units.sentences[self._middle].span
        cited = units.cited[bisect_left(units.cited, middle.start, key=lambda s: s.start) :]
        found += self._fitting(list(takewhile(lambda s: s.start < middle.end, cited)))
        if units.language != self._sought.language:
            # Words do not point to the clause that is rendered.
            found += self._fitting(self._field.clauses(self._middle))
        return tuple(dict.fromkeys(found))

    def _fitting(self, spans: Sequence[Span]) -> list[Span]:
        """Those of ``spans`` whose size is like that of the part: what a sentence quotes, and its clauses."""
        spans = [s for s in spans if s.end <= self.sentences[-1].span.end]
        sizes = [self._sums[1, b] - self._sums[1, a] for a, b in map(self._tokens, spans)]
        limit, least = _MAX_SIZE * max(self._sought.size, 4.0), _MIN_SIZE * self._sought.size
        return [s for s, size in zip(spans, sizes, strict=True) if least <= size <= limit and size > 0]

    def _edges(self) -> list[int]:
        middle = self._field.units.sentences[self._middle].span
        edges = [cut for s in self.sentences for cut in s.cuts]
        step = 1 + len(edges) // _CUTS
        return sorted({*edges[::step], middle.start, middle.end, edges[-1]})

    def _best(self) -> list[Span]:
        """The most promising clause runs that touch the sentence, by words and size alone."""
        units = self._field.units
        middle = units.sentences[self._middle].span
        if not self._ids.size or not self._sought.ids.size:
            return [middle]
        edges = self._edges()
        places = np.array([self._tokens(Span(e, e))[0] for e in edges])
        places[-1] = len(self._ids)
        scored: list[tuple[float, Span]] = [(-9.0, middle)]
        for i, start in enumerate(edges[:-1]):
            if start < middle.end:
                scored += self._from(i, edges, places, middle)
        kept = sorted(scored)[:_KEPT]
        return [span for _, untrimmed in kept if len(span := trim(units.text, untrimmed))]

    def _from(
        self, i: int, edges: Sequence[int], places: NDArray[np.int64], middle: Span
    ) -> list[tuple[float, Span]]:
        """The windows that begin at edge ``i``, each with its negated worth."""
        ends = places[i + 1 :]
        sizes = self._sums[1, ends] - self._sums[1, places[i]]
        limit, least = _MAX_SIZE * max(self._sought.size, 4.0), _MIN_SIZE * self._sought.size
        fits = (sizes <= limit) & (sizes >= least) & (sizes > 0) & (np.array(edges[i + 1 :]) > middle.start)
        chosen = np.flatnonzero(fits)
        if not chosen.size:
            return []
        reach = self._similarity[:, places[i] : ends[chosen[-1]]]
        running = np.maximum.accumulate(reach, axis=1)
        columns = ends[chosen]
        rows = self._evidence(running[:, columns - places[i] - 1], np.full(len(columns), places[i]), columns)
        worth = 3 * rows[0] + 1.5 * rows[1] + 3 * rows[2] + 0.5 * rows[3] - 0.8 * np.abs(rows[4])
        order = zip(worth.tolist(), chosen.tolist(), strict=True)
        return [(-value, Span(edges[i], edges[i + 1 + at])) for value, at in order]


def _neighbourhood(field: Field, sentence: int) -> tuple[int, int]:
    sentences = field.units.sentences
    stretch = sentences[sentence].stretch
    first = sentence - 1 if sentence and sentences[sentence - 1].stretch == stretch else sentence
    last = sentence + 1
    if last == len(sentences) or sentences[last].stretch != stretch:
        last = sentence
    return first, last


def _running(values: Array) -> Array:
    return np.concatenate([[0.0], np.cumsum(values)])


def _outward(units: Units, edge: list[int], place: int, most: int) -> int:
    if not edge:
        return place
    a, b = units.words(Span(min(edge[0], place), max(edge[0], place)))
    return edge[0] if b - a <= most else place
