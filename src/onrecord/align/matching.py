"""The search for all quotations of one event: words first, then one batch of vectors, then order."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from onrecord.align.evidence import settings
from onrecord.align.order import choose
from onrecord.align.parts import Part, clauses, parts
from onrecord.align.search import Candidate, Field, Search, Sought, sought
from onrecord.align.units import units
from onrecord.align.vectors import Meanings
from onrecord.align.witness import witnesses
from onrecord.align.words import Words
from onrecord.model import Extraction, Quotation
from onrecord.text.embedding import Embedder, Vectors

_DECIDED = 0.75
"""Verbatim share from which the embedding is not asked."""
_OPTIONS = 6
_EXACT = 3
"""Windows of a part, shorter or longer than a sentence, that are embedded as they stand."""
_APART = 2.0
"""Log odds by which a clause must fit another place better than its sentence's to be a second reference."""
_SURE = 0.7


@dataclass(frozen=True, slots=True)
class Finding:
    """The window chosen for one part, or one clause of a part, with its log odds. ``size`` in words."""

    candidate: Candidate
    log_odds: float
    size: float


class Matching:
    """What the alignments of one event are made from.

    ``places`` says for every document in which others its quotations are sought.
    """

    def __init__(
        self, documents: Sequence[Extraction], places: Mapping[str, Sequence[str]], embedder: Embedder
    ) -> None:
        found = [units(x) for x in documents]
        self._units = {u.doc: u for u in found}
        self._places = places
        self._words = Words(found)
        prior = witnesses(documents, found)
        wanted = {doc for docs in places.values() for doc in docs}
        self._fields = {u.doc: Field(u, self._words, prior[u.doc]) for u in found if u.doc in wanted}
        self._lexical = Search(self._fields, self._words, None)
        self._meanings = None if embedder.name().startswith("lexical") else Meanings(embedder, _mean(embedder))
        self._semantic = Search(self._fields, self._words, self._meanings)

    def findings(
        self, extraction: Extraction, quotations: Sequence[Quotation]
    ) -> dict[str, list[Finding]]:
        """By quotation id, the best window of every part, in order, with second places of clauses."""
        options = self.options(extraction, quotations)
        chosen = choose([found[:_OPTIONS] for _, found in options], [one.part.turn for one, _ in options])
        out: dict[str, list[Finding]] = defaultdict(list)
        for (one, _), pick in zip(options, chosen, strict=True):
            if pick is not None:
                first = Finding(pick[0], pick[1], one.size)
                out[one.part.quotation] += [first, *self._second_places(one, first)]
        return dict(out)

    def options(
        self, extraction: Extraction, quotations: Sequence[Quotation]
    ) -> list[tuple[Sought, list[Candidate]]]:
        """Every part of the quotations, in document order, with its candidates, best first."""
        doc = extraction.document.id
        own = self._units[doc]
        every = [p for q in sorted(quotations, key=lambda q: q.extent) for p in parts(extraction, q)]
        asked = [sought(p, own, self._words) for p in every]
        options = [self._lexical.candidates(s, self._places[doc]) for s in asked]
        open_ = [i for i, found in enumerate(options) if not (found and _decided(found[0]))]
        if self._meanings is not None and open_:
            self._embed(doc, [asked[i] for i in open_])
            for i in open_:
                options[i] = self._semantic.candidates(asked[i], self._places[doc])
            self._refine(asked, options, open_)
        return list(zip(asked, options, strict=True))

    def _embed(self, doc: str, asked: Sequence[Sought]) -> None:
        assert self._meanings is not None
        texts = [
            (self._units[d].language, s.span.of(self._units[d].text))
            for d in self._places[doc]
            for s in self._units[d].sentences
        ]
        for one in asked:
            texts += [(one.language, text) for text in (one.part.text, one.part.marked_text) if text]
        self._meanings.learn(texts)

    def _refine(
        self, asked: Sequence[Sought], options: list[list[Candidate]], numbers: Sequence[int]
    ) -> None:
        """Embed the likeliest windows as they stand, and score them again."""
        assert self._meanings is not None
        texts = []
        for i in numbers:
            for candidate in options[i][:_EXACT]:
                own = self._units[candidate.doc]
                texts.append((own.language, candidate.span.of(own.text)))
        self._meanings.add(texts)
        for i in numbers:
            options[i] = self._semantic.refined(asked[i], options[i])

    def _second_places(self, one: Sought, first: Finding) -> list[Finding]:
        """Other places for clauses that the chosen window does not carry."""
        own = self._units[one.part.doc]
        pieces = clauses(own.text, one.part, own.language)
        if len(pieces) < 2 or first.log_odds < 0:
            return []
        out = []
        for piece in pieces:
            part = replace(one.part, span=piece, text=piece.of(own.text), marked=())
            asked = sought(part, own, self._words)
            search = self._semantic if self._meanings is not None else self._lexical
            if self._meanings is not None:
                self._meanings.add([(one.language, part.text)])
            here = search.window(asked, first.candidate.doc, first.candidate.span)
            best = next(iter(search.candidates(asked, [first.candidate.doc])), None)
            if best is None or here is None or best.span.overlaps(first.candidate.span):
                continue
            if best.log_odds > _SURE and best.log_odds - here.log_odds > _APART:
                out.append(Finding(best, best.log_odds, asked.size))
        return out


def _decided(candidate: Candidate) -> bool:
    return candidate.evidence.verbatim >= _DECIDED


def _mean(embedder: Embedder) -> Vectors | None:
    """The general mean of a model's vectors, where it is known."""
    model = embedder.name().split()[0]
    code = settings().get("mean", {}).get(model)
    if code is None:
        return None
    return np.frombuffer(base64.b64decode(code), dtype="<f2").astype(np.float32)
