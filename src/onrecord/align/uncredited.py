"""What a report credits to nobody, given to those who say it elsewhere: free indirect speech.

A report that has named its speaker goes on without doing so ("She rejected the charge. The ferries were
inspected in May."). Nothing in such a sentence tells it from the reporter's own knowledge, in any language;
the record of the occasion does. The same holds for headlines that give a speaker's words in others, and for
quotations whose source ("the engineer") no one can resolve who has only the report.

The topic ``align`` holds, per language, ``first_person``: pronouns by which a writer means themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.align.answers import answer_to
from onrecord.align.company import Finding
from onrecord.align.evidence import probability
from onrecord.align.matching import Matching
from onrecord.align.search import is_voice_of
from onrecord.align.units import units
from onrecord.align.witness import places_of
from onrecord.extract.layout.labels import JOURNALIST, UNNAMED
from onrecord.extract.speakers.nearby import Nearby
from onrecord.model import BlockKind, Extraction, Form, Quotation, Span
from onrecord.text import lexicon
from onrecord.text.embedding import Embedder
from onrecord.text.sentences import is_question, trim
from onrecord.text.tokens import tokenize

_SURE = 1.5
_SURE_HEAD = 0.5
"""Log odds from which a sentence without a credit, a headline, is taken to render the record: a headline is
made of what was said more often than not."""
_OWN = 0.75
"""Share of such sentences that an annotator calls somebody's words rather than known facts."""
_COVERED = 0.15
"""Share of a sentence in quotations from which it is credited."""
_WITHIN = 0.8
"""Share of a window in a quotation from which it is that speaker's words."""
_FEWEST = 3
"""Words of a sentence that can render one."""
_HEADS = frozenset({BlockKind.HEADLINE, BlockKind.SUBHEADING})
_ROLES = frozenset({JOURNALIST, UNNAMED})
_STOPS = ".!?…。！？ \n\t"
_MARK = re.compile(r"[\"“”„«»‟「」『』]")
_MARKED = re.compile(r"[\"“”„«»‟「『]\s*([^\"“”„«»‟「」『』]+?)[,.\s]*[\"“”«»」』]")
_COLON = re.compile(r"[:：]\s+")


def with_uncredited(
    event_docs: Sequence[Extraction], primary: str | None, embedder: Embedder
) -> tuple[Extraction, ...]:
    """The documents of one event, with what they credit to nobody given to those who said it.

    A sentence without a credit is held against the turns of the records of the event. A sure match with words
    of a speaker whom the report quotes elsewhere makes it a quotation, without cue or source; its confidence
    is the probability of the match, less what is owed to facts that a report may know from elsewhere.
    Quotations whose speaker is unknown get that of a sure match. Where an event has no record, what reports
    have in common are facts for the most part: then only words in quote marks are looked for, among those
    that the other reports quote.
    """
    places, records = places_of(event_docs, primary)
    reports = [_Report(x) for x in event_docs if x.document.id not in records and places[x.document.id]]
    asked = {r.doc: [*r.uncredited(), *r.unnamed()] if records else r.marked() for r in reports}
    requests = [(r.extraction, asked[r.doc]) for r in reports if asked[r.doc]]
    if not requests:
        return tuple(event_docs)
    sought = {doc for r in reports for doc in places[r.doc]}
    sources = {x.document.id: _Source(x) for x in event_docs if x.document.id in sought}
    found = Matching(event_docs, places, embedder, records).findings(requests)
    told = {
        r.doc: r.told([s for q in asked[r.doc] if (s := r.said(q, found.get(q.id, ()), sources))])
        for r in reports
    }
    return tuple(told.get(x.document.id, x) for x in event_docs)


@dataclass(frozen=True, slots=True)
class _Said:
    """A quotation with the speaker that a match has told."""

    quotation: Quotation
    log_odds: float


class _Source:
    """A document in which words have speakers."""

    def __init__(self, extraction: Extraction) -> None:
        self._units = units(extraction)
        quoted = (q for q in extraction.quotations if q.form is not Form.TURN)
        self._quoted = Nearby((span, (span, q)) for q in quoted for span in q.spans)

    def speaker(self, found: Finding) -> str | None:
        """Who says the words of a window: in a question, whoever answers it; nobody who only repeats them."""
        window = found.candidate.span
        sentence = self._units.sentences[found.candidate.sentence]
        inside = [(span, q) for span, q in self._quoted.over(window) if _share(window, span) >= _WITHIN]
        if sentence.turn is None:
            named = min(inside, key=lambda one: len(one[0]), default=None)
            return _person(named[1].speaker) if named else None
        answer = answer_to(self._units, found.candidate.sentence)
        asks = answer is not None and is_question(sentence.span.of(self._units.text))
        return None if inside else _person(answer.speaker if answer and asks else sentence.speaker)

    def relays(self, found: Finding) -> bool:
        """True where a window in a turn tells what somebody else has said."""
        sentence = self._units.sentences[found.candidate.sentence]
        return sentence.turn is not None and bool(self._quoted.over(found.candidate.span))


class _Report:
    """A document that may leave out who said what."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self.doc = extraction.document.id
        self._text = extraction.document.text
        self._quoted = Nearby((span, q) for q in extraction.quotations for span in q.spans)
        self._named = [q for q in extraction.quotations if q.speaker]
        self._voices = sorted({q.speaker for q in self._named if q.speaker})

    def unnamed(self) -> list[Quotation]:
        """The quotations without a speaker."""
        return [q for q in self.extraction.quotations if q.speaker is None and q.form is not Form.TURN]

    def uncredited(self) -> list[Quotation]:
        """The sentences and headlines that nobody is credited with, as if the last one quoted said them."""
        if any(t.labelled for t in self.extraction.turns):
            return []
        found = [(_bare(self._text, span), form) for span, form in self._stretches()]
        return [
            Quotation(f"{self.doc}-s{w.start}-{w.end}", self.doc, (w,), form, speaker=self._last_quoted(w))
            for w, form in dict(found).items()
            if len(tokenize(self._text, w.start, w.end)) >= _FEWEST and not self._is_credited(w)
        ]

    def marked(self) -> list[Quotation]:
        """Those of :meth:`uncredited` that stand in quote marks from end to end."""
        return [q for q in self.uncredited() if _MARK.match(self._text, q.extent.start - 1)]

    def _stretches(self) -> Iterator[tuple[Span, Form]]:
        own = lexicon.words("align", "first_person", self.extraction.document.language)
        for sentence in units(self.extraction).sentences:
            if sentence.turn is None and not _is_reporters(self._text, sentence.span, own):
                yield sentence.span, Form.INDIRECT
        for block in self.extraction.blocks:
            if block.kind in _HEADS:
                yield from ((side, Form.HEADLINE) for side in _sides(self._text, block.span))

    def _is_credited(self, words: Span) -> bool:
        """True where a good part of ``words`` is credited to somebody by a credit that is no part of them."""
        if any(credit.span.overlaps(words) for credit in self.extraction.credits):
            return True
        over = (q for q in self._quoted.over(words) if not _is_inside(q, words))
        return sum(_share(words, span) for q in over for span in q.spans) > _COVERED

    def _last_quoted(self, words: Span) -> str | None:
        """The speaker of the last quotation with one before ``words``, else of the first one after."""
        at = bisect_right(self._named, words.start, key=lambda q: q.extent.start)
        return self._named[max(0, at - 1)].speaker if self._named else None

    def said(
        self, quotation: Quotation, findings: Sequence[Finding], sources: Mapping[str, _Source]
    ) -> _Said | None:
        """``quotation`` with its speaker, where a sure match has one whom the report quotes."""
        best = max(findings, key=lambda f: f.log_odds, default=None)
        if best is None or best.log_odds < (_SURE_HEAD if quotation.form is Form.HEADLINE else _SURE):
            return None
        source = sources[best.candidate.doc]
        speaker, relays = source.speaker(best), source.relays(best)
        if speaker is None or not any(is_voice_of(voice, speaker) for voice in self._voices):
            return None
        inside = self._quoted.over(quotation.extent)
        if any(q.id == quotation.id for q in inside):
            return None if relays else _Said(replace(quotation, speaker=speaker), best.log_odds)
        if any(
            is_voice_of(q.speaker, speaker) or (_is_inside(q, quotation.extent) and not relays)
            for q in inside
        ):
            return None
        return _Said(self._made(quotation, speaker, best.log_odds), best.log_odds)

    def _made(self, quotation: Quotation, speaker: str, log_odds: float) -> Quotation:
        marked = _MARK.search(self._text, quotation.extent.start, quotation.extent.end)
        form = Form.MIXED if marked and quotation.form is Form.INDIRECT else quotation.form
        confidence = round(_OWN * probability(log_odds), 3)
        return replace(quotation, form=form, speaker=speaker, confidence=confidence)

    def told(self, said: Sequence[_Said]) -> Extraction:
        """The extraction with what is ``said``, of several new ones that overlap the surest."""
        known = {q.id: q for q in self.extraction.quotations}
        added: list[Quotation] = []
        for one in sorted(said, key=lambda s: (-s.log_odds, s.quotation.extent)):
            if one.quotation.id in known:
                known[one.quotation.id] = one.quotation
            elif not any(q.extent.overlaps(one.quotation.extent) for q in added):
                added.append(one.quotation)
        ordered = sorted((*known.values(), *added), key=lambda q: (q.extent.start, -q.extent.end))
        return replace(self.extraction, quotations=tuple(ordered))


def _person(speaker: str | None) -> str | None:
    return None if speaker in _ROLES else speaker


def _share(words: Span, other: Span) -> float:
    """How much of ``words`` lies in ``other``."""
    return max(0, min(words.end, other.end) - max(words.start, other.start)) / max(1, len(words))


def _is_inside(quotation: Quotation, words: Span) -> bool:
    """True where ``words`` tell who said the words quoted in them before they tell those."""
    source = quotation.source
    told = source is not None and words.holds(source) and source.end <= quotation.extent.start
    return told and words.holds(quotation.extent) and quotation.form is not Form.DIRECT


def _is_reporters(text: str, span: Span, own: frozenset[str]) -> bool:
    """A question, or words in the first person outside quote marks: the reporter's own."""
    if is_question(span.of(text)):
        return True
    return not _MARK.search(text, span.start, span.end) and any(
        t.form in own for t in tokenize(text, span.start, span.end)
    )


def _sides(text: str, head: Span) -> Iterator[Span]:
    """A headline, and what stands on either side of its colons."""
    yield trim(text, head)
    edges = [(head.start, head.start), *(m.span() for m in _COLON.finditer(text, head.start, head.end))]
    for (_, start), (end, _) in zip(edges, [*edges[1:], (head.end, head.end)], strict=True):
        if len(edges) > 1 and start < end:
            yield trim(text, Span(start, end))


def _bare(text: str, span: Span) -> Span:
    """``span`` without its final stop, and without quote marks that enclose all of it."""
    end = span.end
    while end > span.start and text[end - 1] in _STOPS:
        end -= 1
    inner = _MARKED.fullmatch(text, span.start, end)
    return Span(*inner.span(1)) if inner else Span(span.start, end)
