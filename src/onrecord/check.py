"""Did they really say this? One quote against everything a story holds.

Wording is looked for first, word for word, in every document; only a quote that stands nowhere is aligned by
meaning. Several equally good places are all given: a look-alike is never chosen in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from onrecord.align.align import Alignment, align
from onrecord.collate.collate import collate
from onrecord.compare import said_by
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
    Span,
    Story,
)
from onrecord.text.embedding import Embedder, load_embedder
from onrecord.text.language import detect_language
from onrecord.text.names import same_person
from onrecord.text.tokens import Token, tokenize, word_forms

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


_MEANING = frozenset({ChangeKind.NUMBER, ChangeKind.POLARITY, ChangeKind.ENTITY})
_EXPLANATIONS = {
    VerdictKind.ALTERED: "The record has this, but not so: what differs is listed.",
    VerdictKind.SPLICED: "The words stand in the record, but in separate places.",
    VerdictKind.TRIMMED: "The words stand in the record with others between or around them left out.",
    VerdictKind.PARAPHRASE: "The record has this in other words.",
}
_FAITHFUL = frozenset({VerdictKind.EXACT, VerdictKind.TYPOGRAPHIC})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of :func:`check`.

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
    places = tuple(place for x in story.extractions for place in _occurrences(quote, x.document))
    if places:
        return _dated(_found(quote, by, story, places), story, on)
    return _dated(_aligned(quote, by, story, load_embedder(embedding)), story, on)


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


def _found(quote: str, by: str | None, story: Story, places: tuple[Anchor, ...]) -> Verdict:
    docs = {x.document.id: x for x in story.extractions}
    names = {place: tuple(said_by(docs, place)) for place in places}
    if by is not None:
        own = tuple(place for place in places if any(same_person(by, name) for name in names[place]))
        if not own and all(names.values()):
            speakers = _all_names(names.values())
            note = f"These words stand in the record, but as said by {', '.join(speakers)}."
            return Verdict(quote, by, VerdictKind.OTHER_SPEAKER, note, places, speakers)
        places = own or places
    speakers = _all_names(names[place] for place in places)
    core = quote.strip().strip("\"“”„«»'‘’")
    if any(core in story.text(place) or core.rstrip(".,;:!?") in story.text(place) for place in places):
        return Verdict(quote, by, VerdictKind.EXACT, _stands(places), places, speakers)
    note = f"{_stands(places)} Only case, punctuation or marks differ."
    return Verdict(quote, by, VerdictKind.TYPOGRAPHIC, note, places, speakers)


def _aligned(quote: str, by: str | None, story: Story, embedder: Embedder) -> Verdict:
    asked = _asked(quote, by)
    piles = [tuple(story.extraction(doc) for doc in event.docs) for event in story.events] or [
        story.extractions
    ]
    primaries = [event.primary for event in story.events] or [None]
    found = [
        alignment
        for docs, primary in zip(piles, primaries, strict=True)
        for alignment in align([asked, *docs], primary, embedder)
        if alignment.quotation == _QUOTE_ID
    ]
    best = max(found, key=lambda alignment: (alignment.attested_guess, alignment.score))
    if not best.references:
        nearest = (best.nearest,) if best.nearest else ()
        note = "No wording in this record carries these words; the nearest is shown."
        return Verdict(quote, by, VerdictKind.ABSENT, note, nearest, (), score=best.score)
    return _rendered(quote, by, story, asked, best)


def _asked(quote: str, by: str | None) -> Extraction:
    document = Document(_QUOTE_ID, "", quote, "", "", detect_language(quote))
    whole = Quotation(_QUOTE_ID, _QUOTE_ID, (Span(0, len(quote)),), Form.DIRECT, speaker=by)
    return Extraction(document, (), (), (whole,), (), (), ())


def _rendered(quote: str, by: str | None, story: Story, asked: Extraction, best: Alignment) -> Verdict:
    docs = {x.document.id: x for x in story.extractions}
    collation = collate(
        asked.quotations[0],
        quote,
        asked.document.language,
        best.references,
        {doc: x.document.text for doc, x in docs.items()},
        {doc: x.document.language for doc, x in docs.items()},
    )
    speakers = _all_names(tuple(said_by(docs, place)) for place in best.references)
    kind = _kind(collation.attested, collation.changes)
    note = _EXPLANATIONS[kind]
    if by is not None and speakers and not any(same_person(by, name) for name in speakers):
        kind = VerdictKind.OTHER_SPEAKER
        note = f"The nearest wording is {speakers[0]}'s, not {by}'s."
    return Verdict(quote, by, kind, note, best.references, speakers, collation.changes, best.score)


def _kind(attested: Attested, changes: Sequence[Change]) -> VerdictKind:
    kinds = {change.kind for change in changes}
    if attested is not Attested.YES or kinds & _MEANING:
        return VerdictKind.ALTERED
    if ChangeKind.STITCHED in kinds:
        return VerdictKind.SPLICED
    if kinds <= {ChangeKind.OMITTED}:
        return VerdictKind.TRIMMED
    return VerdictKind.PARAPHRASE


def _stands(places: Sequence[Anchor]) -> str:
    where = f"in {len(places)} places" if len(places) > 1 else f"in {places[0].doc}"
    return f"These words stand in the record, {where}."


def _all_names(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in names for name in group))
