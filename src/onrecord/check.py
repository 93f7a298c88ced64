"""Did they really say this? One quote against everything a story holds.

Wording is looked for first, word for word, in every document; only a quote that stands nowhere is aligned by
meaning. Several equally good places are all given: a look-alike is never chosen in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from onrecord.align.align import Alignment, align
from onrecord.compare import Pile, said_by
from onrecord.errors import UsageError
from onrecord.model import (
    Anchor,
    Attested,
    Change,
    ChangeKind,
    Document,
    Extraction,
    Form,
    Quotation,
    Reading,
    Span,
    Story,
)
from onrecord.retold import Reports, Retelling
from onrecord.text.embedding import Embedder, load_embedder
from onrecord.text.language import detect_language
from onrecord.text.names import same_person
from onrecord.text.tokens import Token, fold, tokenize, word_forms

_QUOTE_ID = "(the quote)"
_DAY = timedelta(days=1)


class VerdictKind(StrEnum):
    """What the record says about a quote, from the same words to none."""

    EXACT = "exact"
    TYPOGRAPHIC = "typographic only"
    TRIMMED = "trimmed"
    SPLICED = "spliced"
    ALTERED = "altered"
    PARAPHRASE = "paraphrase"
    OTHER_SPEAKER = "another speaker's"
    OTHER_OCCASION = "another occasion's"
    ABSENT = "not in this record"


_EXPLANATIONS = {
    VerdictKind.TYPOGRAPHIC: "These words stand in the record; only spelling or the way of writing differs.",
    VerdictKind.ALTERED: "The record has this, but not so: what differs is listed.",
    VerdictKind.SPLICED: "What the quote says stands in the record in separate places.",
    VerdictKind.TRIMMED: "The words stand in the record with others between or around them left out.",
    VerdictKind.PARAPHRASE: "The record has this in other words.",
}
_GRAVE = frozenset({ChangeKind.NUMBER, ChangeKind.POLARITY, ChangeKind.ENTITY, ChangeKind.ATTRIBUTION})
_CUT = frozenset({ChangeKind.OMITTED, ChangeKind.STITCHED})
_OTHER_WORDS = frozenset({ChangeKind.REWORDED, ChangeKind.ADDED})
_SURE = 0.95
"""Probability from which other words than those asked for are taken for another speaker's."""
_JUDGED = 50
"""Places of the same words of which each is asked who speaks there and what stands beside."""
_MOST, _FEW = 0.6, 3
"""Share of a quote's words that documents of its language have; words of which a classifier can tell it."""
_MARKS = "\"“”„«»'‘’ "
_MARKED = re.compile(r"[\"“”„«»「」『』]\w")
_ONLY_REPORTED = "Only a report has these words; the record has none that carry them. The nearest is shown."
_FAITHFUL = frozenset({VerdictKind.EXACT, VerdictKind.TYPOGRAPHIC})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of ``check``.

    ``places``: where the wording stands, all of them when several are equally good; for a quote that is
    not in this record, the nearest wording. ``speakers``: who says those words there, where it is told.
    """

    quote: str
    by: str | None
    kind: VerdictKind
    explanation: str
    places: tuple[Anchor, ...]
    speakers: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    score: float = 1.0

    @property
    def faithful(self) -> bool:
        """True when the words stand in the record as given, said by the one named."""
        return self.kind in _FAITHFUL


def check(
    quote: str, by: str | None, story: Story, *, on: date | None = None, embedding: str | None = None
) -> Verdict:
    """The verdict on ``quote``, said to be by ``by`` (None: anyone), on the day ``on`` (None: any).

    Raises UsageError for a quote without words or a story without documents, ModelError for an embedding
    that cannot be loaded here.
    """
    if not tokenize(quote):
        raise UsageError("the quote has no words; give the words in question")
    if not story.extractions:
        raise UsageError("this record holds no document to check against")
    asking = _Asking(quote, by, story)
    places = tuple(place for x in story.extractions for place in _occurrences(quote, x.document))
    reports = Reports(story)
    retold = {place: reports.retelling(place, places) for place in places[:_JUDGED]}
    standing = tuple(place for place in places if retold.get(place) is None)
    if standing:
        found = asking.found(standing)
    else:
        found = asking.retold([r for r in retold.values() if r]) or asking.aligned(load_embedder(embedding))
    return _dated(found, story, on)


def _dated(verdict: Verdict, story: Story, on: date | None) -> Verdict:
    """``verdict``, unless every place it found belongs to an occasion that was on another day.

    A day more or less is the same occasion: it may lie between time zones.
    """
    if on is None or verdict.kind in (VerdictKind.ABSENT, VerdictKind.OTHER_SPEAKER):
        return verdict
    days = {doc: event.date for event in story.events for doc in event.docs}
    dates = [days.get(place.doc) for place in verdict.places]
    near = [d is None or d.start - _DAY <= on <= d.end + _DAY for d in dates]
    if any(near):
        here = tuple(place for place, same in zip(verdict.places, near, strict=True) if same)
        return replace(verdict, places=here)
    told = " and ".join(dict.fromkeys(str(d.start) for d in dates if d))
    note = f"The record has this wording of {told}, not of {on}."
    return replace(verdict, kind=VerdictKind.OTHER_OCCASION, explanation=note)


def _occurrences(quote: str, document: Document) -> Iterator[Anchor]:
    """Every stretch of the document with the same words in the same order, whatever stands between them."""
    wanted = word_forms(quote)
    folded = (document.text.casefold(), fold(document.text))
    if not all(any(form in text for text in folded) for form in set(wanted)):
        return
    tokens = tokenize(document.text)
    forms = [token.form for token in tokens]
    start = 0
    while wanted[0] in forms[start:]:
        start = forms.index(wanted[0], start)
        if forms[start : start + len(wanted)] == wanted:
            yield _stretch(document.id, tokens[start : start + len(wanted)])
        start += 1


def _stretch(doc: str, tokens: Sequence[Token]) -> Anchor:
    return Anchor(doc, Span(tokens[0].span.start, tokens[-1].span.end))


class _Asking:
    """One quote against one story."""

    def __init__(self, quote: str, by: str | None, story: Story) -> None:
        self._quote = quote
        self._by = by
        self._story = story
        self._docs = {x.document.id: x for x in story.extractions}
        self._asked = _asked(quote, _full_name(by, story), story)
        self._pile = Pile((self._asked, *story.extractions), story.speakers)

    def found(self, places: tuple[Anchor, ...]) -> Verdict:
        """The verdict where the words stand in the record, at ``places``."""
        judged = {place: self._reading((place,)) for place in places[:_JUDGED]}
        own = tuple(place for place in places if place not in judged or not self._elsewhere(judged[place]))
        if not own:
            return self._of_another(places, ())
        changes = judged[own[0]].changes if own[0] in judged else ()
        core = self._quote.strip().strip(_MARKS)
        words = [self._story.text(place) for place in own]
        if changes:
            kind = VerdictKind.TRIMMED
            note = f"{_stands(own)} What is left out beside them bears on what they say."
        elif any(core in text or core.rstrip(".,;:!?") in text for text in words):
            kind, note = VerdictKind.EXACT, _stands(own)
        else:
            kind, note = VerdictKind.TYPOGRAPHIC, f"{_stands(own)} Only case, punctuation or marks differ."
        return Verdict(self._quote, self._by, kind, note, own, self._speakers(own), changes)

    def retold(self, retellings: Sequence[Retelling]) -> Verdict | None:
        """The verdict on words that reports alone have, by what they were found to render; None where unknown."""
        known = [r for r in retellings if r.reading is not None]
        if not known:
            return None
        best = max(known, key=self._credit)
        assert best.reading is not None
        if not best.reading.references:
            nearest = best.reading.nearest
            found = self._absent((nearest,) if nearest else (best.place,), best.reading.score)
            return replace(found, explanation=_ONLY_REPORTED)
        return self._judged(best.reading)

    def _credit(self, retelling: Retelling) -> tuple[bool, bool, float]:
        """By what a report's reading is preferred: said by the one who was asked for, found, and sure."""
        said = retelling.quotation
        named = self._by and said and said.speaker and same_person(self._by, said.speaker)
        reading = retelling.reading
        assert reading is not None
        return bool(named), bool(reading.references), reading.score

    def aligned(self, embedder: Embedder) -> Verdict:
        """The verdict by the wording that carries what the quote says, where there is any."""
        best = max(self._alignments(embedder), key=lambda a: (a.attested_guess, a.score))
        if not best.references:
            return self._absent((best.nearest,) if best.nearest else (), best.score)
        return self._judged(self._reading(best.references, best.score))

    def _judged(self, reading: Reading) -> Verdict:
        """The verdict by a reading that has references."""
        places, score = reading.references, reading.score
        if self._elsewhere(reading):
            if score < _SURE and {c.kind for c in reading.changes} & _OTHER_WORDS:
                return self._absent(places, score)
            return self._of_another(places, reading.changes, score)
        kind, speakers = self._kind(reading), self._speakers(places)
        note = _EXPLANATIONS[kind]
        return Verdict(self._quote, self._by, kind, note, places, speakers, reading.changes, score)

    def _alignments(self, embedder: Embedder) -> Iterator[Alignment]:
        events = self._story.events
        piles = [tuple(self._docs[doc] for doc in event.docs) for event in events] or [
            self._story.extractions
        ]
        primaries = [event.primary for event in events] or [None]
        for docs, primary in zip(piles, primaries, strict=True):
            found = align([self._asked, *docs], primary, embedder, seeking=(_QUOTE_ID,))
            yield from (alignment for alignment in found if alignment.quotation == _QUOTE_ID)

    def _reading(self, references: tuple[Anchor, ...], score: float = 1.0) -> Reading:
        return self._pile.reading(Alignment(_QUOTE_ID, references, score, True, None))

    def _elsewhere(self, reading: Reading) -> bool:
        """Whether the words are said by another person than the one named.

        Nobody is another person as long as either name may be a body's or a role: who speaks for whom is not
        known here.
        """
        if self._by is None or ChangeKind.ATTRIBUTION not in {c.kind for c in reading.changes}:
            return False
        return not any(same_person(self._by, name) for name in self._speakers(reading.references))

    def _kind(self, reading: Reading) -> VerdictKind:
        kinds = {c.kind for c in reading.changes}
        within = all(self._language == self._language_of(a) for a in reading.references)
        if self._is_altered(reading, kinds, within):
            return VerdictKind.ALTERED
        if ChangeKind.STITCHED in kinds or (within and len(reading.references) > 1 and not kinds - _CUT):
            return VerdictKind.SPLICED
        if kinds - _CUT - _GRAVE or not within:
            return VerdictKind.PARAPHRASE
        ops = {link.op for link in reading.links}
        if not kinds and ops <= {"same"}:
            return VerdictKind.TYPOGRAPHIC
        return VerdictKind.TRIMMED if ops <= {"same", "delete"} else VerdictKind.PARAPHRASE

    @staticmethod
    def _is_altered(reading: Reading, kinds: set[ChangeKind], within: bool) -> bool:
        """Whether something else is said; the very words without their condition are only cut short."""
        grave = [c for c in reading.changes if c.kind in _GRAVE]
        if grave:
            beside = all(_beside(c, reading.references) for c in grave)
            return not (within and beside and kinds - _CUT <= _GRAVE)
        return reading.attested is not Attested.YES and ChangeKind.STITCHED not in kinds

    @property
    def _language(self) -> str:
        return self._asked.document.language

    def _language_of(self, place: Anchor) -> str:
        return self._docs[place.doc].document.language

    def _speakers(self, places: Iterable[Anchor]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for place in places for name in said_by(self._docs, place)))

    def _of_another(
        self, places: tuple[Anchor, ...], changes: tuple[Change, ...], score: float = 1.0
    ) -> Verdict:
        speakers = self._speakers(places)
        note = f"These words stand in the record, but as said by {', '.join(speakers)}."
        if changes:
            note = f"The nearest wording is {speakers[0]}'s, not {self._by}'s."
        return Verdict(
            self._quote, self._by, VerdictKind.OTHER_SPEAKER, note, places, speakers, changes, score
        )

    def _absent(self, nearest: tuple[Anchor, ...], score: float) -> Verdict:
        note = "No wording in this record carries these words; the nearest is shown."
        return Verdict(self._quote, self._by, VerdictKind.ABSENT, note, nearest, (), score=score)


def _beside(change: Change, references: Sequence[Anchor]) -> bool:
    """True for what was left out beside the words that stand there: it changes none of them."""
    return not change.reading and not any(
        place.doc == one.doc and place.span.overlaps(one.span)
        for place in change.reference
        for one in references
    )


def _asked(quote: str, by: str | None, story: Story) -> Extraction:
    document = Document(_QUOTE_ID, "", quote, "", "", _language(quote, story))
    bare = quote.strip()
    inside = _MARKED.search(bare.strip(_MARKS)) is not None
    form = Form.MIXED if inside else Form.DIRECT
    whole = Quotation(_QUOTE_ID, _QUOTE_ID, (Span(0, len(quote)),), form, speaker=by)
    return Extraction(document, (), (), (whole,), (), (), ())


def _language(quote: str, story: Story) -> str:
    """The language of a quote: that of the documents that have most of its words.

    Of a few words a classifier cannot tell the language, and another language than the record's would have
    negations and names compared as those of a translation.
    """
    wanted = {token.form for token in tokenize(quote) if token.text.isalpha()}
    texts: dict[str, str] = {}
    for x in story.extractions:
        texts[x.document.language] = f"{texts.get(x.document.language, '')}\n{x.document.text}"
    shares = {code: len(wanted & _forms(text)) / max(len(wanted), 1) for code, text in texts.items()}
    best = max(sorted(shares), key=lambda code: (shares[code], len(texts[code])))
    return best if shares[best] >= _MOST or len(wanted) < _FEW else detect_language(quote)


@lru_cache(maxsize=8)
def _forms(text: str) -> frozenset[str]:
    return frozenset(token.form for token in tokenize(text))


def _full_name(by: str | None, story: Story) -> str | None:
    """The name under which the record knows ``by``, where only one person's fits."""
    if by is None:
        return None
    fits = {s.name for s in story.speakers if any(same_person(by, name) for name in (s.name, *s.aliases))}
    return fits.pop() if len(fits) == 1 else by


def _stands(places: Sequence[Anchor]) -> str:
    where = f", in {len(places)} places" if len(places) > 1 else ""
    return f"These words stand in the record{where}."
