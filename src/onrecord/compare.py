"""Quotations of one event as readings: aligned with the wording they carry, then collated with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from onrecord.align.align import Alignment, align
from onrecord.align.elsewhere import elsewhere
from onrecord.collate.collate import collate
from onrecord.collate.context import Context
from onrecord.extract.layout.labels import JOURNALIST, UNNAMED
from onrecord.model import Anchor, Attested, Event, Extraction, Form, Quotation, Reading, Speaker
from onrecord.text.embedding import Embedder, LexicalEmbedder
from onrecord.text.names import beginning, same_person
from onrecord.text.tokens import fold, tokenize

_LABEL = re.compile(r"^([^\n:]{2,120}):", re.MULTILINE)
"""The beginning of a line up to a colon: in a transcript the name of who speaks."""
_ROLES = frozenset({JOURNALIST, UNNAMED})
"""Speakers who are roles, not persons: the same word in two documents is not the same voice."""
_SURE = 0.95
"""Probability from which words of one event are taken to stand in the record of another."""
_BESIDE = 60
"""Characters from a name within which the office of its bearer stands."""
_OFFICE = 5
"""Letters of a word that may tell an office."""
_LIKELY, _FEWEST, _SHARE = 0.8, 3, 0.3
"""A document reports an occasion when this many quotations, and this share of them, are on its record."""


def event_readings(
    docs: Sequence[Extraction], event: Event, speakers: Sequence[Speaker], embedder: Embedder
) -> tuple[Reading, ...]:
    """A Reading for every quotation of the event's documents but those of the primary, in document order.

    An event of one document has none here: there is nothing of its own event to compare it with.
    """
    if len(docs) < 2:
        return ()
    pile = Pile(docs, speakers)
    found = tuple(pile.reading(alignment) for alignment in align(docs, event.primary, embedder))
    return _with_elsewhere(found, docs) if event.primary else found


def _with_elsewhere(found: Sequence[Reading], docs: Sequence[Extraction]) -> tuple[Reading, ...]:
    """``found``; what is not in the record is nearest to the same words elsewhere, where they are."""
    absent = {reading.quotation for reading in found if reading.attested is Attested.NO}
    others = elsewhere(docs, absent)
    return tuple(
        replace(r, nearest=others[r.quotation]) if r.attested is Attested.NO and r.quotation in others else r
        for r in found
    )


def stray_readings(
    doc: Extraction,
    records: Sequence[Extraction],
    speakers: Sequence[Speaker],
    embedder: Embedder,
    later: Collection[str] = (),
) -> tuple[Reading, ...]:
    """Readings of a document that is alone in its event, held against the primaries of other events.

    Where a good part of its quotations has a reference there, it reports that occasion after all (a report
    in another language shares few words with the rest of its event) and all of them count. Else only
    quotations of people who are on record there do: of everyone else this pile knows nothing. Words of one
    occasion seldom stand in the record of another, so anything but a sure match is "not in this record"; and
    nothing is in the records called ``later``, of occasions after the document was published.
    """
    found: list[Reading] = []
    for record in records:
        # Documents of one language were already compared when events were made: words are enough here.
        same = doc.document.language == record.document.language
        asked = replace(doc, quotations=_reported(doc)) if same else doc
        pile = Pile((asked, record), speakers)
        alignments = align((asked, record), record.document.id, LexicalEmbedder() if same else embedder)
        after = record.document.id in later
        if after or not _same_occasion(alignments):
            voices = {turn.speaker for turn in record.turns if turn.speaker} - _ROLES
            own = {q.id for q in _reported(doc) if q.speaker in voices}
            alignments = tuple(only_if_sure(a, after) for a in alignments if a.quotation in own)
        found += [pile.reading(alignment) for alignment in alignments]
    return _best_each(found)


def _reported(doc: Extraction) -> tuple[Quotation, ...]:
    """The quotations of a document without the turns of a transcript, which is a record of its own."""
    if not any(turn.labelled for turn in doc.turns):
        return doc.quotations
    return tuple(q for q in doc.quotations if q.form is not Form.TURN)


def _same_occasion(alignments: Sequence[Alignment]) -> bool:
    likely = sum(1 for a in alignments if a.references and a.score >= _LIKELY)
    return likely >= max(_FEWEST, _SHARE * len(alignments))


def only_if_sure(alignment: Alignment, never: bool = False) -> Alignment:
    """``alignment`` with a record of another occasion: only sure references; where ``never``, none."""
    if not alignment.references or (alignment.score >= _SURE and not never):
        return alignment
    return replace(alignment, references=(), attested_guess=False, nearest=alignment.references[0])


def _best_each(found: Sequence[Reading]) -> tuple[Reading, ...]:
    best: dict[str, Reading] = {}
    for reading in found:
        known = best.get(reading.id)
        rank = (bool(reading.references), reading.score)
        if known is None or rank > (bool(known.references), known.score):
            best[reading.id] = reading
    return tuple(best.values())


def by_quotation(readings: Iterable[Reading]) -> dict[str, Reading]:
    """One reading for each quotation: those of its pieces put together, as grave as the gravest of them."""
    pieces: dict[str, list[Reading]] = {}
    for reading in readings:
        pieces.setdefault(reading.quotation, []).append(reading)
    return {id_: found[0] if len(found) == 1 else _joined(found) for id_, found in pieces.items()}


def _joined(pieces: Sequence[Reading]) -> Reading:
    verdicts = {reading.attested for reading in pieces}
    return replace(
        pieces[0],
        references=tuple(dict.fromkeys(a for r in pieces for a in r.references)),
        attested=verdicts.pop() if len(verdicts) == 1 else Attested.PARTLY,
        score=min(reading.score for reading in pieces),
        changes=tuple(change for reading in pieces for change in reading.changes),
        links=tuple(link for reading in pieces for link in reading.links),
        nearest=next((r.nearest for r in pieces if r.nearest), None),
        spans=(),
    )


class Pile:
    """The documents of an event, looked up by what collation needs."""

    def __init__(self, docs: Sequence[Extraction], speakers: Sequence[Speaker]) -> None:
        self._docs = {x.document.id: x for x in docs}
        self._texts = {doc: x.document.text for doc, x in self._docs.items()}
        self._languages = {doc: x.document.language for doc, x in self._docs.items()}
        self._quotations = {q.id: q for x in docs for q in x.quotations}
        self._aliases = {s.name: s.aliases for s in speakers}
        credited = (c.name for x in docs for c in x.credits)
        self._outlets = {_bare(name) for name in (*credited, *(x.document.outlet for x in docs)) if name}
        self._known: dict[str, Mapping[str, Sequence[int]]] = {}

    def reading(self, alignment: Alignment) -> Reading:
        """The reading behind one alignment."""
        whole = self._quotations[alignment.quotation]
        quotation = replace(whole, spans=alignment.spans) if alignment.spans else whole
        collation = collate(
            quotation,
            self._texts[quotation.doc],
            self._languages[quotation.doc],
            alignment.references,
            self._texts,
            self._languages,
            self._context(quotation, alignment.references),
        )
        return Reading(
            id=f"{quotation.id}-r{self._piece(whole, quotation)}",
            quotation=quotation.id,
            references=alignment.references,
            attested=collation.attested,
            score=alignment.score,
            changes=collation.changes,
            links=collation.links,
            nearest=alignment.nearest,
            spans=() if quotation.spans == whole.spans else quotation.spans,
        )

    @staticmethod
    def _piece(whole: Quotation, piece: Quotation) -> str:
        """What tells the readings of one quotation apart: nothing for the one that begins it."""
        number = whole.spans.index(piece.spans[0]) if piece.spans else 0
        return str(number) if number else ""

    def _context(self, quotation: Quotation, references: Sequence[Anchor]) -> Context:
        places = [self._said(anchor) for anchor in references]
        holders = [self._holder(anchor) for anchor in references]
        impersonal = quotation.source if quotation.speaker in _ROLES else None
        return Context(
            reference_speakers=tuple(speaker for speaker, _ in places),
            reference_turns=tuple(turn for _, turn in places),
            speaker_aliases=self._aliases.get(quotation.speaker or "", ()),
            other_source=impersonal.of(self._texts[quotation.doc]) if impersonal else None,
            guessed=tuple(
                self._is_guess(quotation, speaker)
                or (other is not None and self._is_guess(other, quotation.speaker))
                or self._announced(anchor, quotation.speaker)
                for anchor, other, (speaker, _) in zip(references, holders, places, strict=True)
            ),
            speaks_there=self._speaks_in(quotation.speaker, {anchor.doc for anchor in references}),
        )

    def _speaks_in(self, speaker: str | None, docs: Collection[str]) -> bool:
        """True for somebody who has turns of their own in one of these documents."""
        names = (speaker, *self._aliases.get(speaker, ())) if speaker else ()
        return any(
            same_person(name, voice) for doc in docs for voice in self._voices(doc) for name in names if name
        )

    def _voices(self, doc: str) -> frozenset[str]:
        return frozenset(turn.speaker for turn in self._docs[doc].turns if turn.speaker)

    def _said(self, anchor: Anchor) -> tuple[str | None, str | None]:
        """Who says the words at ``anchor``, and in which turn: the innermost attribution wins.

        Somebody cited inside a turn counts only where the citation names him: "the mayor said" may be anyone.
        """
        turn = next((t for t in self._docs[anchor.doc].turns if t.span.holds(anchor.span)), None)
        inner = self._holder(anchor)
        if turn and inner and inner.nested_in and not self._is_named(inner):
            return None, turn.id
        speaker = inner.speaker if inner else turn.speaker if turn else None
        return speaker, turn.id if turn else None

    def _is_named(self, quotation: Quotation) -> bool:
        """True where the words that credit a quotation have a part of its speaker's name."""
        if quotation.source is None or not quotation.speaker:
            return False
        credited = _stems(quotation.source.of(self._texts[quotation.doc]))
        return any(credited & _stems(part) for part in quotation.speaker.split())

    def _holder(self, anchor: Anchor) -> Quotation | None:
        """The innermost quotation with a speaker around the words at ``anchor``."""
        found = self._docs[anchor.doc].quotations
        holders = [q for q in found if q.speaker and q.extent.holds(anchor.span)]
        return min(holders, key=lambda q: len(q.extent), default=None)

    def _announced(self, anchor: Anchor, speaker: str | None) -> bool:
        """True where a line of the turn before ``anchor`` opens like a label with this speaker's name."""
        turn = next((t for t in self._docs[anchor.doc].turns if t.span.holds(anchor.span)), None)
        if turn is None or not speaker:
            return False
        before = self._texts[anchor.doc][turn.span.start : anchor.span.start]
        named = _stems(speaker.split()[-1])
        return any(named & _stems(label) for label in _LABEL.findall(before))

    def _is_guess(self, quotation: Quotation, other: str | None) -> bool:
        """True where ``quotation`` does not name its speaker, and what it says may mean ``other``.

        Of the two, a pronoun means the one who was named last, and surely only within a paragraph. An outlet
        is one through whom words came.
        """
        if not other or not quotation.speaker or quotation.form is Form.TURN:
            return False
        if _bare(quotation.speaker) in self._outlets:
            return True
        text, own, another = self._texts[quotation.doc], _stems(quotation.speaker), _stems(other.split()[-1])
        before = self._quotations.get(quotation.continues or "")
        source = quotation.source or (before.source if before else None)
        named = source.of(text) if source else ""
        if _stems(named) & own or self._by_office(quotation.doc, named, own, another):
            return False
        mine, others = self._last_named(quotation, own), self._last_named(quotation, another)
        return others > mine or (others >= 0 and "\n" in text[max(0, mine) : quotation.extent.start])

    def _by_office(self, doc: str, source: str, own: frozenset[str], another: frozenset[str]) -> bool:
        """True where ``source`` is what the document calls the one beside the name, and not the other."""
        office = {t.form for t in tokenize(source) if len(t.text) >= _OFFICE}

        def called(name: frozenset[str]) -> bool:
            text, places = self._texts[doc], [at for n in name for at in self._names(doc).get(n, ())]
            beside = (tokenize(text, max(0, at - _BESIDE), at + _BESIDE) for at in places)
            return any(office <= {t.form for t in tokens} for tokens in beside)

        return bool(office) and called(own) and not called(another)

    def _last_named(self, quotation: Quotation, name: frozenset[str]) -> int:
        """Where a document last has a word of a name before a quotation ends; -1 if nowhere."""
        named = self._names(quotation.doc)
        return max(
            (at for stem in name for at in named.get(stem, ()) if at < quotation.extent.end), default=-1
        )

    def _names(self, doc: str) -> Mapping[str, Sequence[int]]:
        """Where capitalised words stand in a document, by their stems."""
        if doc not in self._known:
            found: dict[str, list[int]] = {}
            for token in tokenize(self._texts[doc]):
                for stem in _stems(token.text):
                    found.setdefault(stem, []).append(token.span.start)
            self._known[doc] = found
        return self._known[doc]


def _bare(outlet: str) -> str:
    """An outlet's name without an article."""
    words = fold(outlet).split()
    return " ".join(words[1:] if len(words) > 1 and len(words[0]) <= 3 else words)


def _stems(text: str) -> frozenset[str]:
    """The beginnings of capitalised words, in Latin letters: a name is known by its own in any case."""
    found = (t.text for t in tokenize(text))
    return frozenset(beginning(w) for w in found if w[:1].isupper() and len(w) > 2)


def said_by(docs: Mapping[str, Extraction], anchor: Anchor) -> Iterator[str]:
    """Every name to whom the words at ``anchor`` are given, innermost attribution first."""
    found = docs[anchor.doc]
    holders = sorted(
        (q for q in found.quotations if q.extent.overlaps(anchor.span)), key=lambda q: len(q.extent)
    )
    names = [q.speaker for q in holders] + [t.speaker for t in found.turns if t.span.overlaps(anchor.span)]
    yield from dict.fromkeys(name for name in names if name)
