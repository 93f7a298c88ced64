"""Did they really say this? One quote against everything a story holds.

Wording is looked for first, word for word, in every document; only a quote that stands nowhere is aligned by
meaning. Several equally good places are all given: a look-alike is never chosen in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from onrecord.align.align import Alignment, align
from onrecord.asked import (
    FEW,
    MARKS,
    QUOTE_ID,
    as_asked,
    in_any_grammar,
    is_in_brackets,
    occurrences,
    whole_sentences,
)
from onrecord.compare import Pile, only_if_sure, said_by
from onrecord.concord import concordant, independent
from onrecord.errors import UsageError
from onrecord.figured import sentence_of_figures
from onrecord.model import (
    Anchor,
    Attested,
    Change,
    ChangeKind,
    Reading,
    Span,
    Story,
)
from onrecord.retold import Reports, Retelling
from onrecord.text.embedding import Embedder, LexicalEmbedder, load_embedder
from onrecord.text.names import same_person
from onrecord.text.tokens import tokenize
from onrecord.verdict import Verdict, VerdictKind

_DAY = timedelta(days=1)


_EXPLANATIONS = {
    VerdictKind.TYPOGRAPHIC: "These words stand in the record; only spelling or the way of writing differs.",
    VerdictKind.ALTERED: "The record has this, but not so: what differs is listed.",
    VerdictKind.SPLICED: "What the quote says stands in the record in separate places.",
    VerdictKind.TRIMMED: "The words stand in the record with others between or around them left out.",
    VerdictKind.PARAPHRASE: "The record has this in other words.",
}
_GRAVE = frozenset({ChangeKind.NUMBER, ChangeKind.POLARITY, ChangeKind.ENTITY, ChangeKind.ATTRIBUTION})
_CUT = frozenset({ChangeKind.OMITTED, ChangeKind.STITCHED})
_KEPT = frozenset({"same", "delete"})
"""What a word alignment has where nothing but a part of the words was taken."""
_OTHER_WORDS = frozenset({ChangeKind.REWORDED, ChangeKind.ADDED})
_SURE, _LIKELY = 0.95, 0.8
"""Probability from which other words than those asked for are taken for another's, and from which a
translation is."""
_JUDGED = 50
"""Places of the same words of which each is asked who speaks there and what stands beside."""
_SAME = 0.05
"""Probability by which one reading must be surer than another to be preferred to it."""
_GAP = 300
"""Characters between two passages of which a quote may as well have rendered what stands between."""
_ONLY_REPORTED = "Only a report has these words; the record has none that carry them. The nearest is shown."
_UNSUPPORTED = "They are a report's: nothing else in the record bears them out."
_OUTVOTED = "The words asked for are a report's; {} others have one wording for them, which is shown first."
_TWO_VERSIONS = "They are a report's: another has it otherwise, and what differs is listed."
_WITNESSES = 12
"""Reports up to which each is asked what it has for the words of another."""
_IN_BRACKETS = "These words stand in the record in square brackets: an editor's, not the speaker's."
_STANDING = frozenset({VerdictKind.EXACT, VerdictKind.TYPOGRAPHIC, VerdictKind.TRIMMED})


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
    places = tuple(place for x in story.extractions for place in occurrences(quote, x.document))
    return _dated(asking.verdict(places, embedding), story, on)


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
    what = "this wording" if verdict.faithful else "something near this"
    note = f"The record has {what} of {told}, not of {on}."
    return replace(verdict, kind=VerdictKind.OTHER_OCCASION, explanation=note)


class _Asking:
    """One quote against one story."""

    def __init__(self, quote: str, by: str | None, story: Story) -> None:
        self._quote = quote
        self._by = by
        self._story = story
        self._docs = {x.document.id: x for x in story.extractions}
        self._asked = as_asked(quote, by, story)
        self._sought = replace(self._asked, quotations=tuple(map(in_any_grammar, self._asked.quotations)))
        self._pile = Pile((self._asked, *story.extractions), story.speakers)

    def verdict(self, places: tuple[Anchor, ...], embedding: str | None) -> Verdict:
        """The verdict where the words stand at ``places``: by the record before the reports on it."""
        reports = Reports(self._story)
        retold = {place: reports.retelling(place, places) for place in places[:_JUDGED]}
        own = tuple(place for place in places if retold.get(place) is None)
        again = tuple(place for place, told in retold.items() if told and told.repeats)
        otherwise = [told for told in retold.values() if told and told.rendered and not told.repeats]
        if own or (again and not otherwise):
            found = self.found(own or self._fullest(again))
            also = [
                p
                for p in again
                if own and found.kind in _STANDING and not self._elsewhere(self._reading((p,)))
            ]
            found = replace(found, places=(*found.places, *also))
            return self._with_version(found, reports, {place.doc for place in places}, embedding)
        told = otherwise or [told for told in retold.values() if told]
        return self.retold(told, reports, embedding)

    def _with_version(
        self, found: Verdict, reports: Reports, having: set[str], embedding: str | None
    ) -> Verdict:
        """A faithful verdict on words that reports alone have, with what other reports have for them.

        ``having``: the documents that have the words.
        """
        docs = frozenset(place.doc for place in found.places)
        if not found.faithful or not all(map(reports.is_one_of_many, docs)):
            return found
        if outvoted := self._outvoted(found, having, embedding):
            return outvoted
        told = [reading for place in found.places if (reading := reports.version(place))]
        other = max(told, key=lambda r: r.score, default=None) or self._another(docs, embedding)
        if other is None:
            note = f"{found.explanation} {_UNSUPPORTED}"
            return replace(found, explanation=note, unsupported=True) if len(docs) == 1 else found
        other = self._as_one(other)
        here = [a for a in other.references if not any(_meet(a, place) for place in found.places)]
        note = f"{found.explanation} {_TWO_VERSIONS}" if here and other.changes else found.explanation
        changes = other.changes if here else ()
        return replace(found, explanation=note, places=(*found.places, *here), changes=changes)

    def _outvoted(self, found: Verdict, docs: set[str], embedding: str | None) -> Verdict | None:
        """The verdict by what several reports have with one wording, where fewer have the words."""
        event = next(e for e in self._story.events if found.places[0].doc in e.docs)
        others = [doc for doc in event.docs if doc not in docs]
        if not 1 < len(others) <= _WITNESSES:
            return None
        readings = {doc: self._another(frozenset(self._docs) - {doc}, embedding) for doc in others}
        agreed = concordant({doc: r for doc, r in readings.items() if r}, self._story)
        if len(agreed) < 2 or len(agreed) <= len(independent(docs, self._story.derivations)):
            return None
        verdict, *more = (self._judged(r) for doc in agreed if (r := readings[doc]))
        if verdict.faithful or verdict.kind not in _EXPLANATIONS:
            return None
        also = [place for other in more for place in other.places]
        note = f"{verdict.explanation} {_OUTVOTED.format(len(agreed))}"
        return replace(verdict, explanation=note, places=(*verdict.places, *also, *found.places))

    def _another(self, without: frozenset[str], embedding: str | None) -> Reading | None:
        """The reading of the quote in the documents but some, where they carry it."""
        found = [a for a in self._alignments(load_embedder(embedding), without) if a.references]
        best = max(found, key=lambda a: a.score, default=None)
        return self._reading(best.references, best.score) if best and best.score >= _LIKELY else None

    def _fullest(self, places: tuple[Anchor, ...]) -> tuple[Anchor, ...]:
        """Of reports that repeat each other those that give most of what stands beside the words."""
        sizes = [len(self._reading((place,)).changes) for place in places]
        return tuple(p for p, size in zip(places, sizes, strict=True) if size == max(sizes))

    def found(self, places: tuple[Anchor, ...]) -> Verdict:
        """The verdict where the words stand in the record, at ``places``."""
        judged = {place: self._reading((place,)) for place in places[:_JUDGED]}
        own = tuple(place for place in places if place not in judged or not self._elsewhere(judged[place]))
        if not own:
            return self._of_another(places, ())
        changes = self._beside(own, judged)
        core = self._quote.strip().strip(MARKS)
        words = [self._story.text(place) for place in own]
        if all(is_in_brackets(place.span, self._docs[place.doc].document) for place in own):
            kind, note, changes = VerdictKind.ALTERED, _IN_BRACKETS, (self._inserted(own),)
        elif any(self._governs(change, own) for change in changes):
            kind, note = VerdictKind.ALTERED, _EXPLANATIONS[VerdictKind.ALTERED]
        elif changes:
            kind = VerdictKind.TRIMMED
            note = f"{_stands(own)} What is left out beside them bears on what they say."
        elif any(core in text or core.rstrip(".,;:!?") in text for text in words):
            kind, note = VerdictKind.EXACT, _stands(own)
        else:
            kind, note = VerdictKind.TYPOGRAPHIC, f"{_stands(own)} Only case, punctuation or marks differ."
        return Verdict(self._quote, self._by, kind, note, own, self._speakers(own), changes)

    def _inserted(self, places: tuple[Anchor, ...]) -> Change:
        whole = Anchor(QUOTE_ID, Span(0, len(self._quote)))
        return Change(ChangeKind.INSERTION, _IN_BRACKETS, (whole,), places)

    @staticmethod
    def _beside(places: Sequence[Anchor], judged: Mapping[Anchor, Reading]) -> tuple[Change, ...]:
        """What is left out beside the words, unless they stand somewhere with nothing beside them."""
        found = [judged[place].changes for place in places if place in judged]
        return min(found, key=len, default=())

    def retold(self, told: Sequence[Retelling], reports: Reports, embedding: str | None) -> Verdict:
        """The verdict on words that reports alone have, if any, by what these were found to render.

        Where they render nothing and the pile has no record to decide it, the words stand, in a report.
        """
        known = [(reading, one) for one in told if (reading := one.rendered)]
        if known:
            return self._judged(self._asked_of(self._barest(known)))
        found = self.aligned(load_embedder(embedding), frozenset(one.place.doc for one in told))
        if not told or found.kind is not VerdictKind.ABSENT:
            return found
        if all(reports.is_second_hand(one.place.doc) for one in told):
            return replace(found, explanation=_ONLY_REPORTED)
        alone = self.found(tuple(one.place for one in told))
        return replace(alone, explanation=f"{alone.explanation} {_UNSUPPORTED}")

    def _asked_of(self, reading: Reading) -> Reading:
        """A report's reading, with who spoke judged by the name that was asked for, not by the report's."""
        own = self._reading(reading.references, reading.score)
        other = ChangeKind.ATTRIBUTION
        kept = tuple(c for c in reading.changes if c.kind is not other)
        changes = (*kept, *(c for c in own.changes if c.kind is other))
        same = len(kept) == len(reading.changes)
        return replace(reading, changes=changes, attested=reading.attested if same else own.attested)

    def _barest(self, known: Sequence[tuple[Reading, Retelling]]) -> Reading:
        """Of readings about as sure that of the report that tells least of what belongs to the words.

        One report may state beside them the condition that another leaves out, as the quote does.
        """
        best = max(self._credit(*pair) for pair in known)
        near = (r for r, told in known if self._credit(r, told) >= (best[0], best[1] - _SAME))
        return max(near, key=lambda r: (len(r.changes), r.score))

    def _credit(self, reading: Reading, told: Retelling) -> tuple[bool, float]:
        """By what a report's reading is preferred: said by the one who was asked for, and sure."""
        said = told.quotation.speaker if told.quotation else None
        return bool(self._by and said and same_person(self._by, said)), reading.score

    def aligned(self, embedder: Embedder, without: frozenset[str] = frozenset()) -> Verdict:
        """The verdict by the wording that carries what the quote says, where any document but some does.

        Those are reports that have the words: on another occasion than theirs only sure ones are found again.
        """
        found = self._alignments(embedder, without)
        best = max(found, key=lambda a: (a.attested_guess, a.score), default=None)
        if best is None:
            return self._absent((), 0.0)
        if not best.references:
            return self._absent((best.nearest,) if best.nearest else (), best.score)
        if self._is_brief_and_foreign(best):
            return self._absent(best.references, best.score)
        return self._judged(self._reading(best.references, best.score))

    def _is_brief_and_foreign(self, best: Alignment) -> bool:
        """A word or two of another language and no sure match: what they leave out nobody can tell."""
        foreign = all(self._language != self._language_of(place) for place in best.references)
        return foreign and len(tokenize(self._quote)) < FEW and best.score < _LIKELY

    def _judged(self, reading: Reading) -> Verdict:
        """The verdict by a reading that has references."""
        places, score = reading.references, reading.score
        if self._elsewhere(reading):
            foreign = any(self._language != self._language_of(place) for place in places)
            worded = {c.kind for c in reading.changes} & _OTHER_WORDS
            if score < (_SURE if worded else _LIKELY if foreign else 0.0):
                return self._absent(places, score)
            return self._of_another(places, reading.changes, score)
        if self._is_anothers_perhaps(reading):
            return self._absent(places, score)
        reading = self._as_one(self._by_figures(self._widened(reading)))
        kind, places = self._kind(reading), reading.references
        note, speakers = _EXPLANATIONS[kind], self._speakers(places)
        return Verdict(self._quote, self._by, kind, note, places, speakers, reading.changes, score)

    def _widened(self, reading: Reading) -> Reading:
        """A reading with whole sentences for references, where these have what it adds or was said to lack.

        What exchanges one thing for another is no matter of where a reference ends.
        """
        grave = [c for c in reading.changes if c.kind in _GRAVE]
        one_sided = all(not (c.reading and c.reference) for c in grave)
        within = all(self._language == self._language_of(a) for a in reading.references)
        lacking = not reading.changes and any(link.op == "insert" for link in reading.links)
        if not (grave or lacking) or not one_sided or not within:
            return reading
        whole = (whole_sentences(place, self._docs[place.doc].document) for place in reading.references)
        places = tuple(dict.fromkeys(whole))
        if places == reading.references:
            return reading
        wider = self._reading(places, reading.score)
        worse = wider.changes if lacking else {c.kind for c in wider.changes} & _GRAVE
        return reading if worse else wider

    def _by_figures(self, reading: Reading) -> Reading:
        """An unsure translation with other figures, of the sentence that has its own, where there is one."""
        first = reading.references[0]
        foreign = self._language != self._language_of(first)
        if (
            not foreign
            or reading.score >= _SURE
            or ChangeKind.NUMBER not in {c.kind for c in reading.changes}
        ):
            return reading
        quote, source = self._asked.document, self._docs[first.doc].document
        place = sentence_of_figures(quote, source, [a for a in reading.references if a.doc == first.doc])
        if place is None:
            return reading
        other = self._reading((place,), reading.score)
        return reading if {c.kind for c in other.changes} & _GRAVE else other

    def _as_one(self, reading: Reading) -> Reading:
        """A reading that was said to join passages, of one, where one has all that it says.

        Of the passages that lend it words; else of these with what stands between them.
        """
        within = all(self._language == self._language_of(a) for a in reading.references)
        if not within or ChangeKind.STITCHED not in {c.kind for c in reading.changes}:
            return reading
        kept = [link.reference for link in reading.links if link.op == "same" and link.reference]
        lent = [a for a in reading.references if any(_meet(a, word) for word in kept)]
        near = all(a.doc == b.doc and 0 <= b.span.start - a.span.end <= _GAP for a, b in pairwise(lent))
        if not lent or not near:
            return reading
        whole = Anchor(lent[0].doc, Span(lent[0].span.start, lent[-1].span.end))
        one = self._reading((whole,), reading.score)
        found = {c.kind for c in one.changes}
        return reading if found & _CUT or found - {c.kind for c in reading.changes} else one

    def _alignments(self, embedder: Embedder, without: frozenset[str]) -> Iterator[Alignment]:
        # Where words alone speak for a place, they must be there in good part.
        asked = self._asked if isinstance(embedder, LexicalEmbedder) else self._sought
        events = [(event.docs, event.primary) for event in self._story.events]
        for docs, primary in events or [(tuple(self._docs), None)]:
            pile = [self._docs[doc] for doc in docs if doc not in without]
            there = bool(without) and without.isdisjoint(docs)
            for found in align([asked, *pile], primary, embedder, seeking=(QUOTE_ID,)):
                if found.quotation == QUOTE_ID:
                    yield only_if_sure(found) if there else found

    def _reading(self, references: tuple[Anchor, ...], score: float = 1.0) -> Reading:
        return self._pile.reading(Alignment(QUOTE_ID, references, score, True, None))

    def _elsewhere(self, reading: Reading) -> bool:
        """Whether the words are said by another person than the one named.

        Nobody is another person as long as either name may be a body's or a role: who speaks for whom is not
        known here.
        """
        if self._by is None or ChangeKind.ATTRIBUTION not in {c.kind for c in reading.changes}:
            return False
        return not any(same_person(self._by, name) for name in self._speakers(reading.references))

    def _is_anothers_perhaps(self, reading: Reading) -> bool:
        """An unsure translation that says something else, of words of somebody else: it shows nothing."""
        foreign = all(self._language != self._language_of(place) for place in reading.references)
        if self._by is None or not foreign or reading.score >= _LIKELY:
            return False
        names = self._speakers(reading.references)
        grave = any(c.kind in _GRAVE for c in reading.changes)
        return grave and bool(names) and not any(same_person(self._by, name) for name in names)

    def _kind(self, reading: Reading) -> VerdictKind:
        kinds = {c.kind for c in reading.changes}
        within = all(self._language == self._language_of(a) for a in reading.references)
        if self._is_altered(reading, kinds, within):
            return VerdictKind.ALTERED
        if ChangeKind.STITCHED in kinds or (within and len(reading.references) > 1 and not kinds - _CUT):
            return VerdictKind.SPLICED
        if kinds == {ChangeKind.OMITTED} and not within:
            return VerdictKind.TRIMMED
        if kinds - _CUT - _GRAVE or not within:
            return VerdictKind.PARAPHRASE
        ops = {link.op for link in reading.links}
        if not kinds and ops <= {"same"}:
            return VerdictKind.TYPOGRAPHIC
        return VerdictKind.TRIMMED if ops <= _KEPT else VerdictKind.PARAPHRASE

    def _governs(self, change: Change, references: Sequence[Anchor]) -> bool:
        """Whether what was left out right before words made them less than a statement ("I doubt that")."""
        if change.kind is not ChangeKind.POLARITY or change.reading:
            return False
        return any(
            place.doc == one.doc
            and 0 <= one.span.start - place.span.end <= _GAP
            and len(tokenize(self._docs[one.doc].document.text, place.span.end, one.span.start)) <= 1
            for place in change.reference
            for one in references
        )

    def _is_altered(self, reading: Reading, kinds: set[ChangeKind], within: bool) -> bool:
        """Whether something else is said; the very words without their condition are only cut short."""
        grave = [c for c in reading.changes if c.kind in _GRAVE]
        if grave:
            beside = all(
                _beside(c, reading.references) and not self._governs(c, reading.references) for c in grave
            )
            kept = {link.op for link in reading.links} <= _KEPT
            return not (within and beside and kept and kinds - _CUT <= _GRAVE)
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


def _meet(one: Anchor, other: Anchor) -> bool:
    return one.doc == other.doc and one.span.overlaps(other.span)


def _beside(change: Change, references: Sequence[Anchor]) -> bool:
    """True for what was left out beside the words that stand there: it changes none of them."""
    return not change.reading and not any(_meet(a, b) for a in change.reference for b in references)


def _stands(places: Sequence[Anchor]) -> str:
    where = f", in {len(places)} places" if len(places) > 1 else ""
    return f"These words stand in the record{where}."
