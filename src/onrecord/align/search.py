"""Candidate references of one part of a quotation, in one or more documents, with their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray

from onrecord.align.evidence import Evidence, logit, settings
from onrecord.align.parts import Part
from onrecord.align.units import Units
from onrecord.align.vectors import Meanings
from onrecord.align.verbatim import Passage, passage
from onrecord.align.words import Words
from onrecord.model import Span
from onrecord.text import lexicon
from onrecord.text.sentences import trim
from onrecord.text.tokens import Token, fold, tokenize

Array = NDArray[np.float64]

_MARKED = 1.5
_AROUND = 0.5
_REGIONS = 6
_KEPT = 4
_MAX_SIZE = 2.6
_MIN_SIZE = 0.4
_CUTS = 60
_RECURS = 0.3
"""Share of the sought words that a near-verbatim passage must have to be a window of its own."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window that may be the reference of a part.

    ``sentence``: index of the first sentence it touches. ``log_odds``: that it is right. ``preference``: what
    its document counts for beside others with like wording; it says nothing on whether the window is right.
    """

    doc: str
    span: Span
    sentence: int
    stretch: int
    evidence: Evidence
    log_odds: float
    preference: float

    @property
    def rank(self) -> float:
        """What candidates are chosen by."""
        return self.log_odds + self.preference


@dataclass(frozen=True, slots=True)
class Sought:
    """A part with its words: ids, weights, and how large it is. ``content``: not a function word."""

    part: Part
    language: str
    ids: NDArray[np.int64]
    weights: Array
    figures: NDArray[np.bool_]
    content: NDArray[np.bool_]
    size: float


class Field:
    """One document that references are sought in."""

    def __init__(self, units: Units, words: Words, witness: float) -> None:
        self.units = units
        self.witness = witness
        self.ids = words.ids(units.tokens)
        self.weights = words.weights(self.ids)
        self.sizes = np.array([size(t.text) for t in units.tokens])
        self._regions: dict[tuple[Part, int], _Region] = {}
        self._owners = np.full(len(units.tokens), -1, dtype=np.int64)
        for number, sentence in enumerate(units.sentences):
            a, b = units.words(sentence.span)
            self._owners[a:b] = number
        self._places: dict[int, list[int]] = defaultdict(list)
        for place, number in enumerate(self.ids.tolist()):
            if self._owners[place] >= 0:
                self._places[number].append(int(self._owners[place]))

    def region(self, sought: Sought, words: Words, sentence: int) -> _Region:
        """The neighbourhood of a sentence against a part; made once for both searches."""
        key = (sought.part, sentence)
        found = self._regions.get(key)
        if found is None:
            found = self._regions[key] = _Region(sought, self, words, sentence)
        return found

    def coverage(self, sought: Sought, words: Words) -> Array:
        """For every sentence, the weighted share of the sought words that it has."""
        total = np.zeros(len(self.units.sentences))
        for number, weight in zip(sought.ids.tolist(), sought.weights.tolist(), strict=True):
            best = np.zeros(len(total))
            for other, value in words.similar(number).items():
                for owner in self._places.get(other, ()):
                    best[owner] = max(best[owner], value)
            total += weight * best
        share: Array = total / max(float(sought.weights.sum()), 1e-9)
        return share


def size(word: str) -> float:
    """Length of a word in words of an alphabetic script: a Han or kana character counts as part of one."""
    return 0.6 if len(word) == 1 and ord(word) >= 0x2E80 else 1.0


def sought(part: Part, units: Units, words: Words) -> Sought:
    """The words of a part, those inside quote marks weighing more than the reporter's around them."""
    a, b = units.words(part.span)
    tokens = units.tokens[a:b]
    ids = words.ids(tokens)
    weights = words.weights(ids)
    if part.marked:
        inside = np.array([any(m.holds(t.span) for m in part.marked) for t in tokens], dtype=bool)
        weights = weights * np.where(inside, _MARKED, _AROUND)
    figures = np.array([t.form[0].isdigit() for t in tokens], dtype=bool)
    small = lexicon.words("collation", "function_words", units.language)
    content = np.array([t.form not in small and t.form[0].isalnum() for t in tokens], dtype=bool)
    return Sought(part, units.language, ids, weights, figures, content, sum(size(t.text) for t in tokens))


class Search:
    """Finds candidates; holds what the documents of one event share."""

    def __init__(self, fields: Mapping[str, Field], words: Words, meanings: Meanings | None) -> None:
        self._fields = fields
        self._words = words
        self._meanings = meanings

    def candidates(self, sought: Sought, docs: Sequence[str]) -> list[Candidate]:
        """The likeliest windows for a part, best first."""
        found: dict[tuple[str, Span], Candidate] = {}
        for doc, sentence in self._regions(sought, docs):
            for candidate in self._windows(sought, self._fields[doc], sentence):
                known = found.get((candidate.doc, candidate.span))
                if known is None or candidate.log_odds > known.log_odds:
                    found[candidate.doc, candidate.span] = candidate
        return sorted(found.values(), key=_order)

    def window(self, sought: Sought, doc: str, span: Span) -> Candidate | None:
        """The evidence for one given window; None where it lies in no sentence."""
        field = self._fields[doc]
        at = field.units.sentence_at(span.start)
        if at is None or not len(sought.ids):
            return None
        return self._candidate(sought, field, field.region(sought, self._words, at), span)

    def likeness(self, sought: Sought, doc: str, span: Span) -> Array:
        """For every word sought, how like it the most similar word of a window is; 0 to 1."""
        field = self._fields[doc]
        a, b = field.units.words(span)
        if a >= b:
            return np.zeros(len(sought.ids))
        best: Array = self._words.similarity(sought.ids, field.ids[a:b]).max(axis=1)
        return best

    def refined(self, sought: Sought, found: Sequence[Candidate]) -> list[Candidate]:
        """``found`` again, with the vectors of windows that were embedded meanwhile."""
        out = [self._with_meaning(sought, c, self._meaning(sought, c.doc, c.span)) for c in found]
        return sorted(out, key=_order)

    def _with_meaning(self, sought: Sought, candidate: Candidate, meaning: float) -> Candidate:
        evidence = replace(candidate.evidence, meaning=meaning)
        return replace(
            candidate, evidence=evidence, log_odds=logit(evidence, self._model(sought, candidate.doc))
        )

    def _model(self, sought: Sought, doc: str) -> str:
        if self._meanings is None:
            return "lexical"
        return "embedding" if self._fields[doc].units.language == sought.language else "foreign"

    def _regions(self, sought: Sought, docs: Sequence[str]) -> list[tuple[str, int]]:
        scored = []
        for doc in docs:
            field = self._fields[doc]
            total = field.coverage(sought, self._words) + 0.15 * field.witness
            if self._meanings is not None:
                total = total + [self._meaning(sought, doc, s.span) for s in field.units.sentences]
            top = np.argsort(-total, kind="stable")[:_REGIONS]
            scored += [(-float(total[n]), doc, int(n)) for n in top]
        return [(doc, n) for _, doc, n in sorted(scored)[: _REGIONS + len(docs) - 1]]

    def _windows(self, sought: Sought, field: Field, sentence: int) -> list[Candidate]:
        region = field.region(sought, self._words, sentence)
        found = [self._candidate(sought, field, region, span) for span in region.spans]
        return sorted(found, key=_order)[:_KEPT]

    def _candidate(self, sought: Sought, field: Field, region: _Region, span: Span) -> Candidate:
        units = field.units
        at = units.sentence_at(span.start)
        first = units.sentences[region.first if at is None else at]
        covered, covering, verbatim, numbers, length = region.lexical(span)
        ends = {edge for s in region.sentences for edge in (s.span.start, s.span.end)}
        evidence = Evidence(
            meaning=self._meaning(sought, units.doc, span),
            covered=covered,
            covering=covering,
            verbatim=verbatim,
            numbers=numbers,
            speaker=agreement(sought.part.speaker, first.speaker),
            shorter=max(0.0, -length),
            longer=max(0.0, length),
            whole=((span.start in ends) + (span.end in ends)) / 2,
            spoken=float(first.spoken),
        )
        number = region.first if at is None else at
        odds = logit(evidence, self._model(sought, units.doc))
        preference = settings()["choice"]["witness"] * field.witness
        return Candidate(units.doc, span, number, first.stretch, evidence, odds, preference)

    def _meaning(self, sought: Sought, doc: str, span: Span) -> float:
        if self._meanings is None:
            return 0.0
        window = self._vector(doc, span)
        whole = self._meanings.get(sought.language, sought.part.text)
        if window is None or whole is None:
            return 0.0
        cosine = float(whole @ window)
        marked = self._meanings.get(sought.language, sought.part.marked_text) if sought.part.marked else None
        return cosine if marked is None else 0.4 * cosine + 0.6 * float(marked @ window)

    def _vector(self, doc: str, span: Span) -> NDArray[np.float32] | None:
        assert self._meanings is not None
        units = self._fields[doc].units
        exact = self._meanings.get(units.language, span.of(units.text))
        if exact is not None:
            return exact
        # Not embedded: the mean of the sentences it touches, by how much of each it has.
        total = None
        at = units.sentence_at(span.start)
        for sentence in units.sentences[at or 0 :]:
            if sentence.span.start >= span.end:
                break
            vector = self._meanings.get(units.language, sentence.span.of(units.text))
            if vector is not None:
                shared = min(span.end, sentence.span.end) - max(span.start, sentence.span.start)
                total = vector * shared if total is None else total + vector * shared
        if total is None:
            return None
        unit: NDArray[np.float32] = total / max(float(np.linalg.norm(total)), 1e-9)
        return unit


class _Region:
    """A sentence and its neighbours of the same stretch, against one part."""

    def __init__(self, sought: Sought, field: Field, words: Words, sentence: int) -> None:
        self._sought = sought
        self._field = field
        self._middle = sentence
        units = field.units
        stretch = units.sentences[sentence].stretch
        self.first = (
            sentence - 1 if sentence and units.sentences[sentence - 1].stretch == stretch else sentence
        )
        last = sentence + 1
        if last == len(units.sentences) or units.sentences[last].stretch != stretch:
            last = sentence
        self.sentences = units.sentences[self.first : last + 1]
        self._begin, end = units.words(Span(self.sentences[0].span.start, self.sentences[-1].span.end))
        ids = field.ids[self._begin : end]
        self._similarity = words.similarity(sought.ids, ids)
        self._weights = field.weights[self._begin : end]
        self._sizes = field.sizes[self._begin : end]
        self.passage: Passage | None = None
        if ids.size and sought.ids.size:
            self._covering = self._weights * self._similarity.max(axis=0)
            self.passage = passage(self._similarity, sought.weights)
        else:
            self._covering = np.zeros(len(ids))

    def _tokens(self, span: Span) -> tuple[int, int]:
        a, b = self._field.units.words(span)
        return max(0, a - self._begin), max(0, b - self._begin)

    def lexical(self, span: Span) -> tuple[float, float, float, float, float]:
        """covered, covering, verbatim, numbers, log ratio of the sizes of one window."""
        a, b = self._tokens(span)
        sought = self._sought
        if a >= b or not sought.ids.size:
            return 0.0, 0.0, 0.0, 0.0, -3.0
        best = self._similarity[:, a:b].max(axis=1)
        covered = float(best @ sought.weights) / max(float(sought.weights.sum()), 1e-9)
        covering = float(self._covering[a:b].sum()) / max(float(self._weights[a:b].sum()), 1e-9)
        length = float(np.log(max(float(self._sizes[a:b].sum()), 0.5) / max(sought.size, 1.0)))
        return min(1.0, covered), min(1.0, covering), self._verbatim(a, b), self._numbers(best), length

    def _verbatim(self, a: int, b: int) -> float:
        if self.passage is None:
            return 0.0
        pairs = [(row, column) for row, column in self.passage.pairs if a <= column < b]
        if not pairs:
            return 0.0
        weights = self._sought.weights
        matched = sum(weights[row] * self._similarity[row, column] for row, column in pairs)
        return float(matched / max(float(weights.sum()), 1e-9) * len(pairs) / (b - a))

    def _numbers(self, best: Array) -> float:
        figures = best[self._sought.figures]
        return float(2 * np.mean(figures >= 0.99) - 1) if figures.size else 0.0

    def _passage_span(self) -> Span:
        """The near-verbatim passage; where the part goes on at an end, so does the span, to the clause."""
        assert self.passage is not None
        (left_a, left_b), (a, b) = self.passage.left, self.passage.right
        tokens = self._field.units.tokens
        start = tokens[self._begin + a].span.start
        end = tokens[self._begin + b - 1].span.end
        edges = sorted({cut for s in self.sentences for cut in s.cuts})
        if left_a:
            start = _outward(tokens, [e for e in edges if e <= start][-1:], start, left_a + 3)
        if left_b < len(self._sought.ids):
            end = _outward(
                tokens, [e for e in edges if e >= end][:1], end, len(self._sought.ids) - left_b + 3
            )
        return trim(self._field.units.text, Span(min(start, end), max(start, end)))

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The windows worth scoring."""
        found = self._best()
        if self.passage is not None and self.passage.share >= _RECURS:
            found.append(self._passage_span())
        return tuple(dict.fromkeys(found))

    def _best(self) -> list[Span]:
        """The most promising clause runs that touch the sentence, by words and size alone."""
        units = self._field.units
        middle = units.sentences[self._middle].span
        edges = [cut for s in self.sentences for cut in s.cuts]
        step = 1 + len(edges) // _CUTS
        edges = sorted({*edges[::step], middle.start, middle.end, edges[-1]})
        atoms = list(pairwise(edges))
        limit, least = _MAX_SIZE * max(self._sought.size, 4.0), _MIN_SIZE * self._sought.size
        scored: list[tuple[float, Span]] = [(-9.0, middle)]
        for i, (start, _) in enumerate(atoms):
            for _, end in atoms[i:]:
                span = Span(start, end)
                if not span.overlaps(middle):
                    continue
                a, b = self._tokens(span)
                total = self._sizes[a:b].sum()
                if total > limit:
                    break
                if total < least:
                    continue
                covered, covering, verbatim, numbers, length = self.lexical(span)
                value = 3 * covered + 1.5 * covering + 3 * verbatim + 0.5 * numbers - 0.8 * abs(length)
                scored.append((-value, trim(units.text, span)))
        return [span for _, span in sorted(scored)[: 2 * _KEPT] if len(span)]


def _outward(tokens: Sequence[Token], edge: list[int], place: int, most: int) -> int:
    if not edge:
        return place
    low, high = sorted((edge[0], place))
    between = sum(1 for t in tokens if low <= t.span.start < high)
    return edge[0] if between <= most else place


def agreement(one: str | None, other: str | None) -> float:
    """1 where two names share a word in any script, -1 where they do not, 0 where either is unknown."""
    if not one or not other:
        return 0.0
    return 1.0 if _name(one) & _name(other) else -1.0


def _name(name: str) -> frozenset[str]:
    return frozenset(anyascii(fold(t.text)).casefold()[:5] for t in tokenize(name) if len(t.text) > 2)


def _order(candidate: Candidate) -> tuple[float, str, Span]:
    return (-candidate.rank, candidate.doc, candidate.span)
