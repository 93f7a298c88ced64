"""Candidate references of one part of a quotation, in one or more documents, with their evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from onrecord.align.evidence import Evidence, logit, probability, settings
from onrecord.align.field import Field, Sought
from onrecord.align.parts import Part
from onrecord.align.region import Region
from onrecord.align.vectors import Meanings
from onrecord.align.words import Words
from onrecord.extract.layout.labels import JOURNALIST, UNNAMED
from onrecord.model import Span
from onrecord.text.names import beginning, same_person
from onrecord.text.sentences import is_question
from onrecord.text.tokens import fold, tokenize

Array = NDArray[np.float64]

DECIDED = 0.75
"""Verbatim share from which the embedding is not asked."""
_LESS = 0.8
"""Share of the best sentence's words that another must have to be looked at once a passage is decided."""
_HALF = 0.5
_BEHIND = 0.6
"""How far another sentence may be behind the best, as a share of its words; with meaning, as a sum."""
_MARKED_SHARE, _MARKED_WORDS = 0.6, 5
"""How much the words inside quote marks count for in the vector of a part, from this many on."""
_PRIOR, _DEVIATION = 10, 0.12
"""The usual deviation of centred cosines, and how many sentences it counts for."""
_REGIONS = 6
_KEPT = 4
_LEAST, _MOST, _WITHIN = 4, 16, 0.3
"""How many sentences of a document are worth a closer look, and how far they may be behind the best.

Of 500 sentences, static vectors alone leave the right one in for 99.2 to 99.8 % of translations, and for
99.4 % or more where the language is the same (WMT 2014 with ten references).
"""
_MOSTLY = 0.7
"""Share of its sentence from which a window is no clause of it."""
_BACKGROUND = 32
"""Sentences of a document that stand for all of them where not all have vectors."""


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
        """What candidates are chosen by: between two likely ones the likelier origin comes first."""
        return self.log_odds + self.preference * probability(self.log_odds)


class Search:
    """Finds candidates; holds what the documents of one event share."""

    def __init__(self, fields: Mapping[str, Field], words: Words) -> None:
        self._fields = fields
        self._words = words
        self._meanings: Meanings | None = None
        self._known: dict[tuple[Part, str, int], Region] = {}
        self._matrices: dict[tuple[str, bool], Array] = {}
        self._clauses: dict[str, tuple[list[int], Array]] = {}

    def with_meanings(self, meanings: Meanings | None) -> Search:
        """The same search by vectors too. To be asked only after the sentences have been embedded."""
        other = Search(self._fields, self._words)
        other._meanings = meanings
        other._known = self._known
        return other

    def candidates(self, sought: Sought, docs: Sequence[str]) -> list[Candidate]:
        """The likeliest windows for a part, best first."""
        found: dict[tuple[str, Span], Candidate] = {}
        regions = self._regions(sought, docs)
        enough = self._least(regions[0][0]) if regions else 0.0
        for share, doc, sentence in regions:
            if share < enough:
                break
            for candidate in self._windows(sought, self._fields[doc], sentence):
                if candidate.evidence.verbatim >= DECIDED:
                    enough = max(enough, _LESS * share)
                known = found.get((candidate.doc, candidate.span))
                if known is None or candidate.log_odds > known.log_odds:
                    found[candidate.doc, candidate.span] = candidate
        return sorted(found.values(), key=_order)

    def _least(self, best: float) -> float:
        """What another sentence must have where the best has ``best``, to be worth looking at."""
        return best * _HALF if self._meanings is None else best - _BEHIND

    def verbatim(self, sought: Sought, docs: Sequence[str]) -> list[Candidate]:
        """Candidates by words alone where one of them is near-verbatim, else none."""
        if not any(self._may_recur(self._fields[doc].coverage(sought, self._words)) for doc in docs):
            return []
        found = self.candidates(sought, docs)
        return found if found and found[0].evidence.verbatim >= DECIDED else []

    @staticmethod
    def _may_recur(coverage: Array) -> bool:
        # A passage may run on into the next sentence.
        return bool(coverage.size) and float(coverage.max() + np.append(0.0, coverage).max()) >= DECIDED

    def window(self, sought: Sought, doc: str, span: Span) -> Candidate | None:
        """The evidence for one given window; None where it lies in no sentence."""
        field = self._fields[doc]
        at = field.units.sentence_at(span.start)
        if at is None or not len(sought.ids):
            return None
        return self._candidate(sought, field, self._region(sought, field, at), span)

    def coverage(self, sought: Sought, doc: str) -> Array:
        """For every sentence of a document, the weighted share of the sought words that it has."""
        return self._fields[doc].coverage(sought, self._words)

    def likeliest(self, sought: Sought, doc: str) -> list[int]:
        """The sentences of a document that are worth a closer look for a part, by words and meaning."""
        scores = self.coverage(sought, doc) + self._similarities(sought, doc)
        top = [int(n) for n in np.argsort(-scores, kind="stable")[:_MOST]]
        return [n for rank, n in enumerate(top) if rank < _LEAST or scores[n] >= scores[top[0]] - _WITHIN]

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
        return "foreign" if self._is_foreign(sought, doc) else "embedding"

    def _regions(self, sought: Sought, docs: Sequence[str]) -> list[tuple[float, str, int]]:
        """The likeliest sentences, best first, with what they are chosen by."""
        scored = []
        for doc in docs:
            field = self._fields[doc]
            total = field.coverage(sought, self._words) + 0.15 * field.witness
            if self._meanings is not None:
                total = total + self._nearest(sought, doc)
            top = np.argsort(-total, kind="stable")[:_REGIONS]
            scored += [(-float(total[n]), doc, int(n)) for n in top]
        return [(-share, doc, n) for share, doc, n in sorted(scored)[: _REGIONS + len(docs) - 1]]

    def _similarities(self, sought: Sought, doc: str) -> Array:
        """The meaning of every sentence of a document beside that of a part."""
        across = self._is_foreign(sought, doc)
        matrix = self._matrices.get((doc, across))
        if matrix is None:
            spans = [s.span for s in self._fields[doc].units.sentences]
            matrix = self._matrices[doc, across] = self._matrix(doc, spans, across)
        return self._products(sought, matrix, across)

    def _nearest(self, sought: Sought, doc: str) -> Array:
        """The same; a sentence in another language counts for what its nearest clause does, if that is more.

        Where the language is the same, words point to the clause.
        """
        best = self._similarities(sought, doc)
        field = self._fields[doc]
        if not self._is_foreign(sought, doc):
            return best
        if doc not in self._clauses:
            pairs = [(n, c) for n in range(len(best)) for c in field.clauses(n)]
            self._clauses[doc] = [n for n, _ in pairs], self._matrix(doc, [c for _, c in pairs], True)
        owners, matrix = self._clauses[doc]
        best = best.copy()
        np.maximum.at(best, owners, self._products(sought, matrix, True))
        return best

    def _matrix(self, doc: str, spans: Sequence[Span], across: bool) -> Array:
        """The vectors of stretches of a document as rows, zeros where they were not embedded."""
        assert self._meanings is not None
        units = self._fields[doc].units
        vectors = [self._meanings.get(units.language, span.of(units.text), across) for span in spans]
        width = next((len(v) for v in vectors if v is not None), 1)
        rows = [np.zeros(width) if v is None else v for v in vectors]
        return np.array(rows, dtype=np.float64).reshape(len(rows), width)

    def _products(self, sought: Sought, matrix: Array, across: bool) -> Array:
        vector = self._sought(sought, across)
        if vector is None or matrix.shape[1] != len(vector):
            return np.zeros(len(matrix))
        found: Array = matrix @ vector
        return found

    def has_vector(self, sought: Sought) -> bool:
        """True where a part was embedded."""
        return self._meanings is not None and self._sought(sought, False) is not None

    def distinctness(self, sought: Sought, candidate: Candidate) -> float:
        """How far a window is above the other sentences of its document in meaning, in standard deviations.

        Mean and deviation lean on what is usual, so that a document of few sentences gives them too. Where
        only promising sentences were embedded, which are more like the part than most, it is the background.
        A clause is compared with the nearest clause of each: the best of many is always near.
        """
        sentence = self._fields[candidate.doc].units.sentences[candidate.sentence].span
        compared = self._nearest if is_clause(candidate.span, sentence) else self._similarities
        similarities = compared(sought, candidate.doc)
        rows = [n for n in self._compared(candidate.doc) if abs(n - candidate.sentence) > 1]
        rest = similarities[rows]
        total = len(rest) + _PRIOR
        mean = rest.sum() / total
        variance = (((rest - mean) ** 2).sum() + _PRIOR * _DEVIATION**2) / total
        return float((candidate.evidence.meaning - mean) / np.sqrt(variance))

    def _compared(self, doc: str) -> Sequence[int]:
        """The sentences whose likeness to a part in another language is that of any sentence."""
        matrix = self._matrices[doc, True]
        known = np.flatnonzero(np.abs(matrix).sum(axis=1)).tolist()
        return known if len(known) == len(matrix) else sorted({*known} & {*background(len(matrix))})

    def _is_foreign(self, sought: Sought, doc: str) -> bool:
        return self._fields[doc].units.language != sought.language

    def _sought(self, sought: Sought, across: bool) -> Array | None:
        """The vector of a part; that of the words inside quote marks counts for more than the whole's."""
        assert self._meanings is not None
        part, language = sought.part, sought.language
        whole = self._meanings.get(language, part.text, across)
        if whole is None:
            return None
        marked = self._meanings.get(language, part.marked_text, across) if part.marked else None
        share = _MARKED_SHARE * min(1.0, len(part.marked_text.split()) / _MARKED_WORDS)
        mixed = whole if marked is None else (1 - share) * whole + share * marked
        return np.asarray(mixed, dtype=np.float64)

    def _region(self, sought: Sought, field: Field, sentence: int) -> Region:
        """The neighbourhood of a sentence against a part; made once for both searches."""
        key = (sought.part, field.units.doc, sentence)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Region(sought, field, self._words, sentence)
        return found

    def _windows(self, sought: Sought, field: Field, sentence: int) -> list[Candidate]:
        region = self._region(sought, field, sentence)
        found = [self._candidate(sought, field, region, span) for span in region.spans]
        return sorted(found, key=_order)[:_KEPT]

    def _candidate(self, sought: Sought, field: Field, region: Region, span: Span) -> Candidate:
        units = field.units
        at = units.sentence_at(span.start)
        first = units.sentences[region.first if at is None else at]
        covered, covering, verbatim, numbers, length = region.lexical(span)
        end = units.sentence_at(max(span.start, span.end - 1))
        last = units.sentences[end].span if end is not None else span
        agreed = max(agreement(sought.part, who) for who in (first.speaker, *first.cited))
        evidence = Evidence(
            meaning=self._meaning(sought, units.doc, span),
            covered=covered,
            covering=covering,
            verbatim=verbatim,
            numbers=numbers,
            speaker=float(agreed > 0),
            other=float(agreed < 0),
            shorter=max(0.0, -length),
            longer=max(0.0, length),
            whole=((span.start in region.ends) + (span.end in region.ends)) / 2,
            spoken=float(first.spoken),
            asked=float(
                agreed <= 0 and is_question(last.of(units.text)) and not is_question(sought.part.text)
            ),
        )
        number = region.first if at is None else at
        odds = logit(evidence, self._model(sought, units.doc))
        preference = settings()["choice"]["witness"] * field.witness
        return Candidate(units.doc, span, number, first.stretch, evidence, odds, preference)

    def _meaning(self, sought: Sought, doc: str, span: Span) -> float:
        if self._meanings is None:
            return 0.0
        across = self._is_foreign(sought, doc)
        window, vector = self._vector(doc, span, across), self._sought(sought, across)
        return 0.0 if window is None or vector is None else float(window @ vector)

    def _vector(self, doc: str, span: Span, across: bool) -> NDArray[np.float32] | None:
        assert self._meanings is not None
        units = self._fields[doc].units
        exact = self._meanings.get(units.language, span.of(units.text), across)
        if exact is not None:
            return exact
        # Not embedded: the mean of the sentences it touches, by how much of each it has.
        total = None
        at = units.sentence_at(span.start)
        for sentence in units.sentences[at or 0 :]:
            if sentence.span.start >= span.end:
                break
            vector = self._meanings.get(units.language, sentence.span.of(units.text), across)
            if vector is not None:
                shared = min(span.end, sentence.span.end) - max(span.start, sentence.span.start)
                total = vector * shared if total is None else total + vector * shared
        if total is None:
            return None
        unit: NDArray[np.float32] = total / max(float(np.linalg.norm(total)), 1e-9)
        return unit


def is_clause(window: Span, sentence: Span) -> bool:
    """True for a window that leaves out a good part of the sentence it begins in."""
    return len(window) < _MOSTLY * len(sentence)


def background(count: int) -> range:
    """The numbers of sentences, evenly spread over a document of ``count``, that stand for all of them."""
    return range(0, count, -(-count // _BACKGROUND) or 1)


def agreement(part: Part, other: str | None) -> float:
    """1 where part and window have one speaker, -1 where they do not, 0 where either is unknown.

    Reports quote answers: outside turns, a questioner's words are another's, whoever is quoted.
    """
    if other == JOURNALIST and not part.turn and part.speaker != JOURNALIST:
        return -1.0
    return _agreement(part.speaker, other)


def is_voice_of(one: str | None, other: str | None) -> bool:
    """True for two names of one speaker, in whatever script."""
    return _agreement(one, other) > 0


@cache
def _agreement(one: str | None, other: str | None) -> float:
    if not one or not other:
        return 0.0
    if _describes(one) or _describes(other):
        return float(fold(one) == fold(other))
    return 1.0 if _name(one) & _name(other) or same_person(one, other) else -1.0


def _describes(name: str) -> bool:
    """True for a body that its report gives no name ("company"): it may be any."""
    return name[0].islower() and name not in (JOURNALIST, UNNAMED)


def _name(name: str) -> frozenset[str]:
    return frozenset(beginning(t.text) for t in tokenize(name) if len(t.text) > 2)


def _order(candidate: Candidate) -> tuple[float, str, Span]:
    return (-candidate.rank, candidate.doc, candidate.span)
