"""Sentences of a report that credit nobody and yet say what somebody says on record: free indirect speech.

A report that has named its speaker goes on without doing so ("She rejected the charge. The ferries were
inspected in May."). Nothing in such a sentence tells it from the reporter's own knowledge, in any language;
the record of the occasion does. The same holds for headlines that give a speaker's words in others.

The topic ``align`` holds, per language, ``first_person``: pronouns by which a writer means themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.align.answers import answer_to
from onrecord.align.company import Finding
from onrecord.align.evidence import probability
from onrecord.align.matching import Matching
from onrecord.align.search import is_voice_of
from onrecord.align.units import Units, units
from onrecord.align.witness import places_of
from onrecord.extract.layout.labels import JOURNALIST, UNNAMED
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
_FEWEST = 3
"""Words of a sentence that can render one."""
_HEADS = frozenset({BlockKind.HEADLINE, BlockKind.SUBHEADING})
_ROLES = frozenset({JOURNALIST, UNNAMED})
_STOPS = ".!?…。！？ \n\t"
_MARK = re.compile(r"[\"“”„«»‟「」『』]")
_COLON = re.compile(r"[:：]\s+")


@dataclass(frozen=True, slots=True)
class _Said:
    """Words that a sentence renders, and who says them."""

    quotation: Quotation
    log_odds: float


def with_uncredited(
    event_docs: Sequence[Extraction], primary: str | None, embedder: Embedder
) -> tuple[Extraction, ...]:
    """The documents of one event, with what they credit to nobody given to those who said it.

    A sentence without a credit is held against the turns of the records of the event, as quotations are; a
    sure match with words of a speaker whom the report quotes elsewhere makes it a quotation, without cue or
    source. Its confidence is the probability of the match, less what is owed to facts that a report may know
    from elsewhere. Quotations whose speaker is unknown get that of a sure match. Without a primary nothing
    is added.
    """
    places, records = places_of(event_docs, primary)
    reports = [x for x in event_docs if records and x.document.id not in records]
    asked = {x.document.id: [*_asked(x), *_unnamed(x)] for x in reports}
    requests = [(x, asked[x.document.id]) for x in reports if asked[x.document.id]]
    if not requests:
        return tuple(event_docs)
    spoken = {x.document.id: units(x) for x in event_docs if x.document.id in records}
    found = Matching(event_docs, places, embedder, records).findings(requests)
    return tuple(
        _with(x, [s for q in asked.get(x.document.id, ()) if (s := _said(x, q, found.get(q.id, ()), spoken))])
        for x in event_docs
    )


def _unnamed(extraction: Extraction) -> list[Quotation]:
    return [q for q in extraction.quotations if q.speaker is None and q.form is not Form.TURN]


def _asked(extraction: Extraction) -> list[Quotation]:
    """The sentences and headlines that are not credited, as if whoever was quoted last had said them."""
    if any(t.labelled for t in extraction.turns):
        return []
    document = extraction.document
    own = lexicon.words("align", "first_person", document.language)
    found = [
        (sentence.span, Form.INDIRECT)
        for sentence in units(extraction).sentences
        if sentence.turn is None and not _is_reporters(document.text, sentence.span, own)
    ]
    heads = (b.span for b in extraction.blocks if b.kind in _HEADS)
    found += [(side, Form.HEADLINE) for head in heads for side in _sides(document.text, head)]
    out = []
    for span, form in found:
        words = _without_stop(document.text, span)
        if len(tokenize(document.text, words.start, words.end)) >= _FEWEST and not _is_credited(
            extraction, words
        ):
            id_ = f"{document.id}-s{words.start}-{words.end}"
            out.append(Quotation(id_, document.id, (words,), form, speaker=_last_quoted(extraction, words)))
    return out


def _is_credited(extraction: Extraction, words: Span) -> bool:
    """True where a good part of ``words`` is credited to somebody by a credit that is no part of them."""
    if any(credit.span.overlaps(words) for credit in extraction.credits):
        return True
    over = [q for q in _over(extraction, words) if not _is_inside(q, words)]
    covered = sum(
        min(s.end, words.end) - max(s.start, words.start) for q in over for s in q.spans if s.overlaps(words)
    )
    return covered > _COVERED * len(words)


def _over(extraction: Extraction, words: Span) -> list[Quotation]:
    return [q for q in extraction.quotations if any(span.overlaps(words) for span in q.spans)]


def _is_inside(quotation: Quotation, words: Span) -> bool:
    """True where ``words`` tell who said the words quoted in them before it tells them."""
    source = quotation.source
    told = source is not None and words.holds(source) and source.end <= quotation.extent.start
    return told and words.holds(quotation.extent) and quotation.form is not Form.DIRECT


def _last_quoted(extraction: Extraction, words: Span) -> str | None:
    """The speaker of the last quotation with one before ``words``, else of the first one after."""
    named = [q for q in extraction.quotations if q.speaker]
    before = [q for q in named if q.extent.end <= words.start]
    nearest = before[-1] if before else named[0] if named else None
    return nearest.speaker if nearest else None


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


def _without_stop(text: str, span: Span) -> Span:
    end = span.end
    while end > span.start and text[end - 1] in _STOPS:
        end -= 1
    return Span(span.start, end)


def _said(
    extraction: Extraction, quotation: Quotation, findings: Sequence[Finding], spoken: Mapping[str, Units]
) -> _Said | None:
    """The quotation with its speaker, where a sure match in the record has one whom the report quotes."""
    best = max(findings, key=lambda f: f.log_odds, default=None)
    if best is None or best.log_odds < (_SURE_HEAD if quotation.form is Form.HEADLINE else _SURE):
        return None
    speaker = _speaker(best, spoken[best.candidate.doc])
    if speaker is None or not any(is_voice_of(q.speaker, speaker) for q in extraction.quotations):
        return None
    relays = _relays(best, spoken[best.candidate.doc])
    if any(q.id == quotation.id for q in extraction.quotations):
        return None if relays else _Said(replace(quotation, speaker=speaker), best.log_odds)
    inside = _over(extraction, quotation.extent)
    if any(is_voice_of(q.speaker, speaker) for q in inside):
        return None
    if any(_is_inside(q, quotation.extent) for q in inside) and not relays:
        return None
    text = extraction.document.text
    form = quotation.form
    if form is Form.INDIRECT and _MARK.search(text, quotation.extent.start, quotation.extent.end):
        form = Form.MIXED
    confidence = round(_OWN * probability(best.log_odds), 3)
    return _Said(replace(quotation, form=form, speaker=speaker, confidence=confidence), best.log_odds)


def _speaker(found: Finding, record: Units) -> str | None:
    """Who says the words of a window: in a question, whoever answers it; nobody who only repeats them."""
    sentence = record.sentences[found.candidate.sentence]
    if any(cited.holds(found.candidate.span) for cited in record.cited):
        return None
    answer = answer_to(record, found.candidate.sentence)
    said = answer if answer is not None and is_question(sentence.span.of(record.text)) else sentence
    if said.turn is None or said.speaker in _ROLES:
        return None
    return said.speaker


def _relays(found: Finding, record: Units) -> bool:
    """True where a window tells what somebody else has said."""
    return any(cited.overlaps(found.candidate.span) for cited in record.cited)


def _with(extraction: Extraction, said: Sequence[_Said]) -> Extraction:
    """``extraction`` with what is ``said``, of several new ones that overlap the surest."""
    known = {q.id: q for q in extraction.quotations}
    added: list[Quotation] = []
    for one in sorted(said, key=lambda s: (-s.log_odds, s.quotation.extent)):
        if one.quotation.id in known:
            known[one.quotation.id] = one.quotation
        elif not any(q.extent.overlaps(one.quotation.extent) for q in added):
            added.append(one.quotation)
    ordered = sorted((*known.values(), *added), key=lambda q: (q.extent.start, -q.extent.end))
    return replace(extraction, quotations=tuple(ordered)) if said else extraction
