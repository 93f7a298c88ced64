"""The search for all quotations of one event: words first, then one batch of vectors, then order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from onrecord.align.answers import answer_to, questioners
from onrecord.align.company import (
    BESIDE,
    PHRASE,
    Finding,
    Firsts,
    among_neighbours,
    in_company,
    is_hollow,
    is_near,
    is_stray,
)
from onrecord.align.evidence import settings
from onrecord.align.field import Field, Sought, sought
from onrecord.align.order import choose
from onrecord.align.parts import parts
from onrecord.align.search import DECIDED, Candidate, Search, agreement, background, is_clause
from onrecord.align.units import Sentence, clauses, cuts, units
from onrecord.align.vectors import Meanings, Space, space_of
from onrecord.align.witness import witnesses
from onrecord.align.words import Words
from onrecord.model import Extraction, Quotation, Span
from onrecord.text.embedding import Embedder
from onrecord.text.sentences import is_question
from onrecord.text.static import static_embedder

_MOST = 7.0
"""Standard deviations above the other sentences from which a translation stands out no more."""
_BRIEF = 0.9
"""Log ratio of sizes from which a window is too short for a translation: less than 0.4 of the part."""
_SMALL = 200
"""Sentences that are all embedded where one quotation needs them; of more, only the promising ones."""
_OPTIONS = 6
_EXACT = 2
_EXACT_FOREIGN = 4
"""Windows of a part, shorter or longer than a sentence, that are embedded as they stand: more of them where
words cannot tell where a translation begins and ends."""
_CLEAR = 2.0
"""Log odds, for or against, from which no window is embedded as it stands."""
_APART = 2.0
"""Log odds by which a clause must fit another place better than its sentence's to be a second reference."""
_SURE = 0.7
_FULL = 0.8
_CARRIED = 0.5
"""Shares of the words of a part, and of one clause of it, from which a window is taken to carry it."""
_WORDS = 2
"""Content words that a second place must add, so that a stray phrase is none."""
_ALIKE = 0.7
_MANY = 4
_FAR = 3.0
_CLOSE = 0.5
"""What a second place in other words needs: content words, log odds above the first, meaning."""
_ANSWERED = 1.0
"""Log odds that a question gains by an answer: a report that fits it renders both."""
_HOLLOW = -0.1
"""Log odds of a window that has hardly a word of what is sought."""
_MOSTLY = 0.5
"""Share of a window in quotations from which the rest may be the reporter's own words."""
_NEARLY = 0.7
"""Share of a sentence from which a window is as good as the sentence, for its vector."""


Requests = Sequence[tuple[Extraction, Sequence[Quotation]]]
"""Documents, each with the quotations that are sought."""
Asked = tuple[Sought, Sequence[str]]
"""What is sought, and the documents it is sought in."""


class Matching:
    """What the alignments of one event are made from.

    ``places`` says for every document in which others its quotations are sought, ``records`` which of those
    are no witnesses but versions of what was said. ``thorough``: all sentences are embedded. ``alone``: the
    quotations of the documents that are searched are not sought themselves, and so are windows to look at.
    """

    def __init__(
        self,
        documents: Sequence[Extraction],
        places: Mapping[str, Sequence[str]],
        embedder: Embedder,
        records: Collection[str] = (),
        thorough: bool = False,
        alone: bool = False,
    ) -> None:
        self._thorough, self._alone = thorough, alone
        found = [units(x) for x in documents]
        self._units = {u.doc: u for u in found}
        self._places = places
        self._words = Words(found)
        prior = witnesses(documents, found)
        wanted = {doc for docs in places.values() for doc in docs}
        prior |= dict.fromkeys(records, 0.0)
        self._fields = {u.doc: Field(u, self._words, prior[u.doc]) for u in found if u.doc in wanted}
        self._lexical = Search(self._fields, self._words)
        model = embedder.name().split()[0]
        self._meanings = None if model == "lexical" else Meanings(embedder, space_of(model))
        self._semantic = self._lexical.with_meanings(self._meanings)
        self._asking: dict[str, frozenset[str]] = {}

    def findings(self, requests: Requests) -> dict[str, list[Finding]]:
        """By quotation id, the best window of every part, in order, with second places of clauses."""
        out: dict[str, list[Finding]] = defaultdict(list)
        firsts: list[tuple[Sought, Finding]] = []
        choices: dict[int, Sequence[Candidate]] = {}
        for options in self.options(requests):
            found = [candidates[:_OPTIONS] for _, candidates in options]
            chosen = choose(found, [one.part for one, _ in options])
            for (one, candidates), pick in zip(options, chosen, strict=True):
                if pick is not None:
                    log_odds = self._decided(one, pick)
                    firsts.append((one, Finding(pick[0], log_odds, one.size, one.part.piece)))
                    choices[id(one)] = candidates
        firsts = in_company(self._weighed(firsts))
        left = [self._left_over(one, first.candidate) if first.log_odds >= 0 else [] for one, first in firsts]
        if self._meanings is not None:
            self._meanings.add([(clause.language, clause.part.text) for asked in left for clause in asked])
        for (one, first), clauses_ in zip(firsts, left, strict=True):
            second = self._second_places(first, clauses_) or self._retold(one, first, choices[id(one)])
            beside = self._answered(one, first, [first, *second])
            out[one.part.quotation] += [
                f for found in (first, *second, *beside) for f in self._quoted(one, found)
            ]
        return dict(out)

    def _weighed(self, firsts: Firsts) -> list[tuple[Sought, Finding]]:
        """The log odds after neighbours and words have been asked; hollow windows fall below none."""
        out = []
        for one, first in among_neighbours(firsts, {doc: u.language for doc, u in self._units.items()}):
            if self._answer(one, first) is not None:
                first = replace(first, log_odds=first.log_odds + _ANSWERED)
            within = self._units[first.candidate.doc].language == one.language
            if within and first.log_odds >= 0 and self._shares_little(one, first):
                first = replace(first, log_odds=_HOLLOW)
            out.append((one, first))
        return out

    def _shares_little(self, one: Sought, first: Finding) -> bool:
        """True for a window in the language of a part that has too few of its words."""
        carried = int((self._has(one, first.candidate) & one.content).sum())
        field = self._fields[first.candidate.doc]
        a, b = field.units.words(first.candidate.span)
        return is_hollow(one, carried, first) or is_stray(one, carried, int(field.content[a:b].sum()), first)

    def _decided(self, one: Sought, pick: tuple[Candidate, float]) -> float:
        """Log odds of a chosen candidate; for a translation, by how far it stands out in its document.

        Between languages meaning is nearly all there is. How near a right place is depends on the languages
        and on the length of a sentence, and sentences on one topic are alike: what tells is how far it is
        above the others (Artetxe & Schwenk 2019, "Margin-based Parallel Corpus Mining").
        """
        candidate, log_odds = pick
        if self._units[candidate.doc].language == one.language or not self._semantic.has_vector(one):
            return log_odds
        constants = settings()["margin"]
        _, above = self.standing(one, candidate)
        total: float = constants["bias"] + constants["odds"] * log_odds + constants["above"] * above
        total += constants["brief"] * max(0.0, candidate.evidence.shorter - _BRIEF)
        sentence = self._units[candidate.doc].sentences[candidate.sentence].span
        return total + (constants["clause"] if is_clause(candidate.span, sentence) else 0.0)

    def standing(self, one: Sought, candidate: Candidate) -> tuple[float, float]:
        """Log odds of a window, and by how many standard deviations its meaning is above its document's."""
        return candidate.log_odds, min(self._semantic.distinctness(one, candidate), _MOST)

    def _quoted(self, one: Sought, found: Finding) -> list[Finding]:
        """The words that another report quotes in a window, where all the window has of a part is in them."""
        window = found.candidate
        speech = self._units[window.doc].speech
        shared = [
            Span(max(s.start, window.span.start), min(s.end, window.span.end))
            for s in speech
            if s.overlaps(window.span)
        ]
        if not shared or sum(map(len, shared)) < _MOSTLY * len(window.span):
            return [found]
        inside = [replace(window, span=span) for span in dict.fromkeys(shared)]
        carried = np.any([self._has(one, c) for c in inside], axis=0)
        if (self._has(one, window) & one.content & ~carried).any():
            return [found]
        return [replace(found, candidate=c) for c in inside]

    def options(self, requests: Requests) -> list[list[tuple[Sought, list[Candidate]]]]:
        """For every document, the parts of its quotations in order with their candidates, best first."""
        asked = [(self._parts(x, quotations), self._places[x.document.id]) for x, quotations in requests]
        every = [(one, docs) for ones, docs in asked for one in ones]
        found = [self._lexical.verbatim(one, docs) for one, docs in every]
        open_ = [i for i, candidates in enumerate(found) if not candidates]
        if self._meanings is not None and open_:
            self._embed(every, found, open_)
        for i in open_:
            found[i] = self._semantic.candidates(*every[i])
        if self._meanings is not None:
            self._refine([one for one, _ in every], found, open_)
        rest = iter(found)
        return [[(one, next(rest)) for one in ones] for ones, _ in asked]

    def _parts(self, extraction: Extraction, quotations: Sequence[Quotation]) -> list[Sought]:
        own = self._units[extraction.document.id]
        ordered = sorted((q for q in quotations if q.spans), key=lambda q: (q.extent, q.id))
        return [sought(p, own, self._words) for q in ordered for p in parts(extraction, q)]

    def _embed(
        self, asked: Sequence[Asked], found: Sequence[Sequence[Candidate]], numbers: Sequence[int]
    ) -> None:
        """Embed the parts that words have not decided, and the sentences that may be what they render."""
        assert self._meanings is not None
        texts, parts_of = [], []
        foreign = {doc for i in numbers for doc in asked[i][1] if self._is_foreign(asked[i][0], doc)}
        for doc, chosen in self._promising(asked, found, numbers).items():
            own = self._units[doc]
            sentences = [own.sentences[n].span for n in sorted(chosen)]
            if doc in foreign:
                cut = [c for n in sorted(chosen) for c in self._fields[doc].clauses(n)]
                parts_of += [(own.language, span.of(own.text)) for span in cut]
            quoted = [s for s in own.speech if self._alone and any(s.overlaps(x) for x in sentences)]
            texts += [(own.language, span.of(own.text)) for span in (*sentences, *quoted)]
        for i in numbers:
            one = asked[i][0]
            texts += [(one.language, text) for text in (one.part.text, one.part.marked_text) if text]
        self._meanings.learn(texts)
        self._meanings.add(parts_of)

    def _is_foreign(self, one: Sought, doc: str) -> bool:
        return self._units[doc].language != one.language

    def _promising(
        self, asked: Sequence[Asked], found: Sequence[Sequence[Candidate]], numbers: Sequence[int]
    ) -> dict[str, set[int]]:
        """By document, the sentences worth embedding: all, or those that words or neighbours point to."""
        docs = list(dict.fromkeys(doc for i in numbers for doc in asked[i][1]))
        counts = {doc: len(self._units[doc].sentences) for doc in docs}
        if self._thorough or sum(counts.values()) <= _SMALL:
            return {doc: set(range(count)) for doc, count in counts.items()}
        out: dict[str, set[int]] = {doc: set() for doc in docs}
        ranking = self._ranking(docs, [asked[i][0] for i in numbers])
        for i in numbers:
            one, places = asked[i]
            for doc in places:
                out[doc].update(ranking.likeliest(one, doc))
                if self._units[doc].language != one.language:
                    out[doc].update(background(counts[doc]))
            for near in _near(found, i):
                if near.doc in out:
                    out[near.doc].update(range(near.sentence - BESIDE, near.sentence + BESIDE + 1))
        return {doc: {n for n in chosen if 0 <= n < counts[doc]} for doc, chosen in out.items()}

    def _ranking(self, docs: Sequence[str], asked: Sequence[Sought]) -> Search:
        """A search by words and static vectors, good enough to say which sentences to look at."""
        texts = []
        for doc in docs:
            own = self._units[doc]
            texts += [(own.language, sentence.span.of(own.text)) for sentence in own.sentences]
        for one in asked:
            texts += [(one.language, text) for text in (one.part.text, one.part.marked_text) if text]
        meanings = Meanings(static_embedder(), Space())
        meanings.learn(texts)
        return self._lexical.with_meanings(meanings)

    def _refine(
        self, asked: Sequence[Sought], options: list[list[Candidate]], numbers: Sequence[int]
    ) -> None:
        """Embed the likeliest windows as they stand, and score them again."""
        assert self._meanings is not None
        texts = []
        for i in numbers:
            if not self._unclear(asked[i], options[i]):
                continue
            for rank, candidate in enumerate(options[i][:_EXACT_FOREIGN]):
                own = self._units[candidate.doc]
                if rank >= _EXACT and own.language == asked[i].language and not self._alone:
                    continue
                sentence = own.sentences[candidate.sentence].span
                if not _NEARLY < len(candidate.span) / len(sentence) < 1 / _NEARLY:
                    texts.append((own.language, candidate.span.of(own.text)))
        self._meanings.add(texts)
        for i in numbers:
            options[i] = self._semantic.refined(asked[i], options[i])

    def _unclear(self, one: Sought, found: Sequence[Candidate]) -> bool:
        """True where vectors of exact windows may change the verdict, or the window of a translation."""
        if not found or found[0].log_odds <= -_CLEAR:
            return False
        return found[0].log_odds < _CLEAR or self._units[found[0].doc].language != one.language

    def _left_over(self, one: Sought, first: Candidate) -> list[Sought]:
        """The clauses of a part, and the words inside its quote marks, that its window does not carry."""
        if first.evidence.covered >= _FULL:
            return []
        own = self._units[one.part.doc]
        edges = cuts(own.text, one.part.span, own.language)
        pieces = clauses(own.text, one.part.span, edges)
        spans = (*one.part.marked, *(pieces if len(pieces) > 1 else ()))
        out = []
        for span in spans:
            asked = sought(replace(one.part, span=span, text=span.of(own.text), marked=()), own, self._words)
            if self._open_words(asked, [first]).sum() < (_WORDS if len(asked.ids) <= PHRASE else 1):
                continue
            here = self._lexical.window(asked, first.doc, first.span)
            if here is not None and here.evidence.covered < _CARRIED:
                out.append(asked)
        return out

    def _open_words(self, asked: Sought, taken: Sequence[Candidate]) -> NDArray[np.bool_]:
        """The content words that no chosen window has."""
        carried = np.zeros(len(asked.ids), dtype=bool)
        for one in taken:
            carried |= self._has(asked, one)
        open_: NDArray[np.bool_] = asked.content & ~carried
        return open_

    def _second_places(self, first: Finding, left: Sequence[Sought]) -> list[Finding]:
        """Other places, in the same document, for what the chosen window does not carry."""
        out: list[Finding] = []
        for asked in left:
            taken = [f.candidate for f in (first, *out)]
            best = self._elsewhere(asked, first.candidate.doc, taken)
            if best is not None:
                out.append(Finding(best, best.log_odds, asked.size, asked.part.piece))
        return out

    def _retold(self, one: Sought, first: Finding, candidates: Sequence[Candidate]) -> list[Finding]:
        """The other place that gives the same figure and a word the chosen window lacks, where there is one.

        What a speaker says twice is told once: "300 people" here, "300 volunteers" there.
        """
        chosen = first.candidate
        if first.log_odds < 0 or one.part.turn or not one.figures.any():
            return []
        open_ = self._open_words(one, [chosen]) & ~one.figures
        here = self._has(one, chosen)
        for other in candidates:
            apart = other.doc == chosen.doc and abs(other.sentence - chosen.sentence) > BESIDE
            there = self._has(one, other) if apart and other.log_odds > 0 else np.zeros_like(open_)
            both = int((here & there & one.content & ~one.figures).sum())
            if (here & there & one.figures).any() and (there & open_).any() and both >= _WORDS:
                return [Finding(other, other.log_odds, one.size, one.part.piece)]
        return []

    def _answer(self, one: Sought, first: Finding) -> Sentence | None:
        """The speaker's answer, where a window lies in a question to them; a question is told for itself."""
        window = first.candidate
        own = self._units[window.doc]
        if one.part.turn or is_question(one.part.text):
            return None
        if window.doc not in self._asking:
            self._asking[window.doc] = questioners(own)
        answer = answer_to(own, window.sentence, self._asking[window.doc])
        asked = agreement(one.part, own.sentences[window.sentence].speaker) <= 0
        return answer if asked and answer and agreement(one.part, answer.speaker) > 0 else None

    def _answered(self, one: Sought, first: Finding, taken: Sequence[Finding]) -> list[Finding]:
        """The answer to the question that a part renders, where no other place of it is there already."""
        answer = self._answer(one, first) if first.log_odds >= 0 else None
        doc = first.candidate.doc
        if answer is None or any(f.candidate.span.overlaps(answer.span) for f in taken):
            return []
        found = self._semantic.window(one, doc, answer.span)
        return [Finding(found, first.log_odds, one.size, one.part.piece)] if found is not None else []

    def _like(self, one: Sought, doc: str, span: Span) -> NDArray[np.bool_]:
        """Which words of a part a stretch of a document has."""
        found: NDArray[np.bool_] = self._lexical.likeness(one, doc, span) >= _ALIKE
        return found

    def _has(self, one: Sought, candidate: Candidate) -> NDArray[np.bool_]:
        """Which words of a part a window has."""
        return self._like(one, candidate.doc, candidate.span)

    def _elsewhere(self, asked: Sought, doc: str, taken: Sequence[Candidate]) -> Candidate | None:
        best = next(iter(self._semantic.candidates(asked, [doc])), None)
        if best is None or best.log_odds <= _SURE or any(best.span.overlaps(c.span) for c in taken):
            return None
        here = [c for t in taken if (c := self._semantic.window(asked, t.doc, t.span))]
        margin = best.log_odds - max((c.log_odds for c in here), default=0.0)
        return best if margin > _APART and self._adds(asked, best, margin, taken) else None

    def _adds(self, asked: Sought, best: Candidate, margin: float, taken: Sequence[Candidate]) -> bool:
        """True where a second place has words of its own to show, or meaning far above the rest."""
        open_ = self._open_words(asked, taken)
        found = open_ & self._has(asked, best)
        first, last = self._units[best.doc].words(best.span)
        if last - first < min(PHRASE, len(asked.ids)):
            return False
        if best.evidence.verbatim >= DECIDED and len(asked.ids) > PHRASE and is_near(best, taken):
            return True
        telling = int(found.sum()) + int((found & asked.figures).any())
        if telling >= (_WORDS + 1 if asked.part.turn else _WORDS):
            return True
        return int(open_.sum()) >= _MANY and margin > _FAR and best.evidence.meaning > _CLOSE


def _near(found: Sequence[Sequence[Candidate]], number: int) -> list[Candidate]:
    """The places of the nearest parts before and after that words have decided."""
    before = next((found[i][0] for i in range(number - 1, max(-1, number - 9), -1) if found[i]), None)
    after = next((found[i][0] for i in range(number + 1, min(len(found), number + 9)) if found[i]), None)
    return [c for c in (before, after) if c is not None]
