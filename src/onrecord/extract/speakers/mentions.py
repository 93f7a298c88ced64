"""Who is meant: from the words that name a speaker ("he", "the minister", a family name) to the speaker.

Everything is decided from the document alone and in its order, so that a speaker found early is evidence
for a pronoun later. People whom the document leaves without a name get ``UNNAMED`` and keep what they are
called as their role; what cannot be told stays None.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType
from typing import TypeVar

from onrecord.extract.layout.credits import credits, outlet_name
from onrecord.extract.layout.labels import JOURNALIST, UNNAMED
from onrecord.extract.rules.cues import cues
from onrecord.extract.rules.dropped import drops_subject, understood
from onrecord.extract.rules.echoes import echoed
from onrecord.extract.speakers.announced import dominated
from onrecord.extract.speakers.antecedents import antecedent
from onrecord.extract.speakers.delayed import identified
from onrecord.extract.speakers.gender import agreed_gender
from onrecord.extract.speakers.naming import Naming, naming
from onrecord.extract.speakers.offices import holder
from onrecord.extract.speakers.ownwords import own_subject
from onrecord.extract.speakers.person import Person, Place
from onrecord.extract.speakers.persons import name_mentions
from onrecord.extract.speakers.roster import Roster
from onrecord.extract.speakers.voices import Voices
from onrecord.model import Anchor, Block, Credit, Document, Form, Quotation, Relay, Span, Speaker, Turn
from onrecord.text.tokens import fold, tokenize, word_forms

_NEAR = 20  # characters before a verb in which its pronoun stands
_LONG_SOURCE = 4  # a longer source that ends in a pronoun is a clause and its subject
_UNDERSTOOD = 0.85  # how sure the speaker is whom a verb without a subject means
_DEEPEST = 8  # links of a chain of nested quotations
_WORD = re.compile(r"[\w\-]+")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_Placed = TypeVar("_Placed", Place, Span)


@dataclass(frozen=True, slots=True)
class Known:
    """What other documents tell of somebody: whether a man or a woman, and folded words of their titles."""

    gender: str | None = None
    titles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Voice:
    """A speaker as quotations carry one."""

    name: str
    role: str | None = None


def resolve_mentions(
    document: Document,
    blocks: Sequence[Block],
    turns: Sequence[Turn],
    quotations: Sequence[Quotation],
    known: Mapping[str, Known] = MappingProxyType({}),
    credited: Sequence[Credit] | None = None,
) -> tuple[tuple[Quotation, ...], tuple[Turn, ...], tuple[Speaker, ...]]:
    """Fills in the speakers of quotations and turns, and lists the speakers with their mentions.

    A speaker's name is the fullest common form in the document, without titles. Order is kept. A ``speaker``
    already given is kept as well. ``known``: what other documents tell of persons, by name. ``credited``: the
    document's credits, where the caller has them already.
    """
    knows = naming(document.language)
    roster = Roster(document, blocks, knows)
    held = {title for person in roster.people for title in person.titles}
    for person in roster.people:
        if (told := known.get(person.name)) is not None and not person.body:
            roster.note_gender(person, told.gender)
            roster.note_titles(person, told.titles - held)  # whom this document gives an office holds it here
            person.certain = True
    full_turns = tuple(replace(turn, speaker=_full_name(roster, turn)) for turn in turns)
    outlets = credits(document, blocks) if credited is None else credited
    resolver = _Resolver(document, outlets, roster, full_turns, quotations)
    resolved = dominated(document, blocks, roster, identified(roster, resolver.resolve()))
    resolved = _chained(resolver, echoed(document, resolved), full_turns)
    return resolved, full_turns, _speakers(document, roster, resolved, full_turns)


def _full_name(roster: Roster, turn: Turn) -> str | None:
    if turn.speaker is None or turn.speaker == JOURNALIST:
        return turn.speaker
    person = roster.find(turn.speaker)
    told = person is not None and not person.body and (turn.speaker.isupper() or not person.name.isupper())
    return person.name if person is not None and told else turn.speaker


class _Resolver:
    def __init__(
        self,
        document: Document,
        credited: Sequence[Credit],
        roster: Roster,
        turns: Sequence[Turn],
        quotations: Sequence[Quotation],
    ) -> None:
        self._text = document.text
        self._language = document.language
        self._roster = roster
        self._knows = roster.knows
        self._turns = sorted(turns, key=lambda turn: turn.span)
        self._given = list(quotations)
        self._by_id = {q.id: q for q in quotations}
        self._turn_ids = {turn.id: turn for turn in turns}
        self._found: dict[str, _Voice | None] = {}
        self._cited: set[str] = set()
        self._silent: set[str] = set()  # what goes on with words that nobody is known to say
        self._inferred: set[str] = set()
        self._parted: set[str] = set()  # what only seems to go on with the words of who spoke last
        self._last: Quotation | None = None
        self._last_voice: _Voice | None = None
        self._voices = Voices(roster, credited, document.language)
        self._quoted = sorted(q.extent for q in quotations if q.form is Form.DIRECT)
        self._definite = _definite_phrases(self._text, self._knows)
        self._note_offices()
        self._note_agreement()

    def resolve(self) -> tuple[Quotation, ...]:
        pronouns = list(self._openers())
        for quotation in sorted(self._given, key=lambda q: ((q.source or q.extent).start, q.extent)):
            place = (quotation.source or quotation.extent).start
            while pronouns and pronouns[0][0].start < place:
                self._note_opener(*pronouns.pop(0))
            given = _Voice(quotation.speaker) if quotation.speaker else None
            voice = given or self._speaker(quotation)
            if voice is not None and self._is_another_turned_to(quotation, voice):
                voice = None
                self._parted.add(quotation.id)
            self._found[quotation.id] = voice
            self._remember(quotation, voice)
        for quotation in self._given:
            if self._found[quotation.id] is None:
                voice = self._continued(quotation)
                self._found[quotation.id] = voice if self._may_go_on(quotation, voice) else None
        return tuple(self._spoken(q, self._found[q.id]) for q in self._given)

    def _may_go_on(self, quotation: Quotation, voice: _Voice | None) -> bool:
        """False where a quotation has a pronoun of its own that cannot mean who spoke before.

        And where its paragraph has begun with somebody else.
        """
        if voice is not None and self._is_another_turned_to(quotation, voice):
            return False
        kind = self._knows.pronoun(fold(quotation.source.of(self._text))) if quotation.source else None
        person = self._roster.find(voice.name) if voice and kind in ("m", "f") else None
        return person is None or person.gender in (None, kind)

    def _is_another_turned_to(self, quotation: Quotation, voice: _Voice) -> bool:
        """True where a reporter's words before a quotation, in a new paragraph, tell of another person.

        "On her captain the director lets nothing come. He has sailed for 26 years."
        """
        before = self._by_id.get(quotation.continues or "")
        if quotation.cue is not None or before is None:
            return False
        if before.id in self._parted:
            return True
        start = self._text.rfind("\n", max(0, before.extent.end - 1), quotation.extent.start) + 1
        if not start:
            return False
        told = Span(start, quotation.extent.start)
        places = _between(self._roster.places, told)
        named = (self._roster.people[p.number] for p in places if p.end <= told.end)
        if any(not person.body and person.name != voice.name for person in named):
            return True
        phrases = [p for p in _between(self._definite, told) if told.holds(p)]
        return any((person := holder(self._roster, p)) is None or person.name != voice.name for p in phrases)

    def _remember(self, quotation: Quotation, voice: _Voice | None) -> None:
        """The last who spoke in the reporter's own words, not inside what somebody said."""
        inside = self._last is not None and quotation.cue and self._last.extent.holds(quotation.cue)
        if quotation.nested_in is None and quotation.cue is not None and not inside:
            self._last, self._last_voice = quotation, voice

    def _spoken(self, quotation: Quotation, voice: _Voice | None) -> Quotation:
        if quotation.id in self._inferred:
            quotation = replace(quotation, confidence=round(quotation.confidence * _UNDERSTOOD, 3))
        if quotation.id in self._cited and quotation.cites and quotation.source:
            via = (*quotation.via, Relay(quotation.source))
            quotation = replace(quotation, source=quotation.cites.source, cites=None, via=via)
        if voice is None:
            return replace(quotation, speaker=None, role=None)
        return replace(quotation, speaker=voice.name, role=voice.role)

    def _openers(self) -> Iterator[tuple[Span, str]]:
        """Pronouns that open a sentence of the reporter's and are no source: subjects who stay in mind."""
        taken = {q.source.start for q in self._given if q.source}
        for start in self._roster.sentence_starts:
            match = _FIRST_WORD.match(self._text, start)
            kind = self._knows.pronoun(fold(match.group())) if match and start not in taken else None
            if match and kind in ("m", "f") and not self._is_quoted(start) and not self._in_turn(start):
                yield Span(*match.span()), kind

    def _note_opener(self, span: Span, kind: str) -> None:
        person = antecedent(self._roster, self._quoted, span.start, kind)
        if person is not None:
            self._roster.note_gender(person, kind)
            self._roster.note_place(span, person, spoke=False)

    def _is_quoted(self, place: int) -> bool:
        number = bisect_right(self._quoted, Span(place, len(self._text))) - 1
        return number >= 0 and place < self._quoted[number].end

    def _in_turn(self, place: int) -> Turn | None:
        number = bisect_right(self._turns, place, key=lambda turn: turn.span.start) - 1
        return self._turns[number] if number >= 0 and place < self._turns[number].span.end else None

    def _note_offices(self) -> None:
        """Phrases like "the Ruritanian president's" are mentions too, for later pronouns."""
        for match in self._definite:
            person = holder(self._roster, match)
            if person is not None:
                self._roster.note_place(match, person, spoke=False)

    def _note_agreement(self) -> None:
        """Verbs that agree with a named subject tell its gender."""
        for quotation in self._given:
            if quotation.source is None or quotation.cue is None:
                continue
            gender = agreed_gender(quotation.cue.of(self._text), self._language)
            if gender is None:
                continue
            found = name_mentions(self._text, quotation.source.start, quotation.source.end, self._knows)
            mentions = [mention for mention in found if not mention.body]
            if len(mentions) == 1 and not self._voices.is_other(mentions[0], quotation.source):
                person = self._roster.find(mentions[0].name)
                if person is not None:
                    self._roster.note_gender(person, gender)

    def _speaker(self, quotation: Quotation) -> _Voice | None:
        turn = self._in_turn(quotation.extent.start)
        if quotation.source is None:
            if quotation.form is Form.TURN and turn is not None:
                return _Voice(turn.speaker) if turn.speaker else None
            if (person := self._voices.papers.beside(quotation)) is not None and quotation.cue:
                return self._spoken_by(person, quotation.cue, quotation)
            return self._reported(quotation) or self._understood(quotation)
        voice = self._source(quotation, quotation.source, turn)
        if quotation.cites is None or quotation.cites.source is None:
            return voice
        return self._relied_on(quotation, quotation.cites.source, voice)

    def _understood(self, quotation: Quotation) -> _Voice | None:
        """Who says it where the language leaves the subject out."""
        knows = cues(self._language)
        if quotation.nested_in is not None or not drops_subject(quotation, self._text, knows):
            return None
        voice = self._last_voice
        last = self._last and replace(self._last, speaker=voice.name if voice else None)
        found = understood(quotation, last, self._roster, knows)
        if found is None:
            return None
        self._inferred.add(quotation.id)
        name, person = found
        if person is not None and quotation.cue is not None:
            self._roster.note_place(quotation.cue, person, spoke=True)
        return _Voice(name, person.role if person else None)

    def _relied_on(self, quotation: Quotation, cited: Span, voice: _Voice | None) -> _Voice | None:
        """A name that is cited speaks; one without a name does where nobody else is known to."""
        words = word_forms(self._text, cited.start, cited.end)
        person = self._voices.of(cited, words) if words else None
        if person is None or (person.role is not None and voice is not None and voice.name != UNNAMED):
            return voice
        self._cited.add(quotation.id)
        return self._spoken_by(person, cited, quotation)

    def _reported(self, quotation: Quotation) -> _Voice | None:
        """Who says it where only the verb tells: the outlet a report relays, else unnamed people."""
        cue = fold(quotation.cue.of(self._text)) if quotation.cue else ""
        words = word_forms(cue)
        if any(word in self._knows.relayed for word in words):
            outlet = self._voices.outlet(quotation.extent.start)
            return _Voice(outlet.name if outlet else UNNAMED)
        phrased = any(phrase in cue for phrase in self._knows.reported_phrases)
        told = phrased or any(word in self._knows.reported for word in words)
        return _Voice(UNNAMED) if told else None

    def _continued(self, quotation: Quotation) -> _Voice | None:
        seen = {quotation.id}
        at = quotation
        while at.continues and at.continues not in seen and at.continues not in self._silent:
            seen.add(at.continues)
            if self._found.get(at.continues):
                return self._found[at.continues]
            if at.continues not in self._by_id:
                break
            at = self._by_id[at.continues]
        self._silent |= seen
        return None

    def _source(self, quotation: Quotation, source: Span, turn: Turn | None) -> _Voice | None:
        words = word_forms(self._text, source.start, source.end)
        if not words:
            return None
        if any(word in self._knows.own for word in words):
            subject = own_subject(self._roster, source)
            return self._source(quotation, subject, turn) if subject else None
        if (subject := self._subject_beside(quotation, source)) is not None:
            return self._source(quotation, subject, turn)
        kind = self._knows.pronoun(words[-1])
        if kind and (len(words) == 1 or (kind in ("m", "f") and len(words) > _LONG_SOURCE)):
            return self._pronoun(kind, quotation, source, turn)
        return self._spoken_by(self._voices.of(source, words), source, quotation)

    def _subject_beside(self, quotation: Quotation, source: Span) -> Span | None:
        """The pronoun that a case language has as the subject, where ``source`` is whom it speaks to.

        "Ответила она Аде Роу", "она ответила Аде Роу": who is spoken to stands in the dative.
        """
        cue = quotation.cue
        if not self._knows.genitive or cue is None or source.start < cue.end:
            return None
        line = self._text.rfind("\n", 0, cue.start) + 1
        before = tokenize(self._text, max(line, cue.start - _NEAR), cue.start)[-1:]
        within = tokenize(self._text, source.start, source.end)
        for token in (*before, *(within[:1] if len(within) > 1 else ())):
            if self._knows.pronoun(token.form) in ("m", "f"):
                return token.span
        return None

    def _pronoun(self, kind: str, quotation: Quotation, source: Span, turn: Turn | None) -> _Voice | None:
        if kind in ("i", "we"):
            return self._first_person(quotation, turn)
        if kind == "who":
            for near in islice(self._roster.before(source.start), 3):
                person = self._roster.people[near.number]
                if source.start - near.end < 60 and not person.body:
                    return self._spoken_by(person, source, quotation)
        found = antecedent(self._roster, self._quoted, source.start, kind)
        if kind == "they" and found is None:
            return _Voice(UNNAMED)
        if found is not None and kind in ("m", "f"):
            self._roster.note_gender(found, kind)
        return self._spoken_by(found, source, quotation)

    def _first_person(self, quotation: Quotation, turn: Turn | None) -> _Voice | None:
        if turn is not None:
            return _Voice(turn.speaker) if turn.speaker else None
        around = self._by_id.get(quotation.nested_in or "")
        if around is not None:
            return self._found.get(around.id)
        outer = self._turn_ids.get(quotation.nested_in or "")
        return _Voice(outer.speaker) if outer and outer.speaker else None

    def _spoken_by(self, person: Person | None, source: Span, quotation: Quotation) -> _Voice | None:
        if person is None:
            return None
        person.certain = person.certain or not (person.is_open and person.spoke)
        person.spoke = True
        gender = agreed_gender(quotation.cue.of(self._text), self._language) if quotation.cue else None
        if person.role is not None and gender and not person.gender:
            self._roster.note_gender(person, gender)
            person.plural = False
        self._roster.note_place(source, person, spoke=True)
        return _Voice(person.name, person.role)

    def relayer(self, source: Span) -> str | None:
        """The name of an outlet or person through whom words came."""
        listed = outlet_name(source.of(self._text), self._language)
        if listed is not None:
            return listed
        words = word_forms(self._text, source.start, source.end)
        kind = self._knows.pronoun(words[-1]) if words else None
        person = (
            antecedent(self._roster, self._quoted, source.start, kind)
            if kind
            else self._voices.of(source, words)
            if words
            else None
        )
        return person.name if person else None


def _chained(
    resolver: _Resolver, quotations: tuple[Quotation, ...], turns: Sequence[Turn]
) -> tuple[Quotation, ...]:
    """Every link between reader and speaker, with its name; what is around a quotation comes first."""
    by_id = {q.id: q for q in quotations}
    floor = {turn.id: turn for turn in turns}

    def around(quotation: Quotation, depth: int) -> tuple[Relay, ...]:
        outer, turn = by_id.get(quotation.nested_in or ""), floor.get(quotation.nested_in or "")
        if turn is not None:
            return (Relay(turn.label, turn.speaker),) if turn.speaker else ()
        if outer is None or depth > _DEEPEST:
            return ()
        return (*around(outer, depth + 1), *outer.via, Relay(outer.source, outer.speaker))

    def named(quotation: Quotation) -> Quotation:
        if not quotation.via and quotation.cites is None:
            return quotation
        own = tuple(replace(r, speaker=resolver.relayer(r.source)) for r in quotation.via if r.source)
        cites = quotation.cites and replace(quotation.cites, speaker=UNNAMED)
        return replace(quotation, via=own, cites=cites)

    by_id = {q.id: named(q) for q in quotations}
    links = {q.id: _links((*around(q, 0), *q.via), q) for q in by_id.values()}
    return tuple(q if q.via == links[q.id] else replace(q, via=links[q.id]) for q in by_id.values())


def _links(links: tuple[Relay, ...], quotation: Quotation) -> tuple[Relay, ...]:
    """Without the speaker, and each relayer once."""
    kept: dict[str | Span, Relay] = {}
    for link in links:
        key = link.speaker if link.speaker and link.speaker != UNNAMED else link.source
        if key is not None and (link.speaker is None or link.speaker != quotation.speaker):
            kept.setdefault(key, link)
    return tuple(kept.values())


def _between(found: Sequence[_Placed], told: Span) -> Sequence[_Placed]:
    """Of places in order those that begin in a stretch."""
    first, end = (bisect_left(found, at, key=lambda place: place.start) for at in (told.start, told.end))
    return found[first:end]


def _definite_phrases(text: str, knows: Naming) -> list[Span]:
    """Phrases "the (...) <title>" that no name follows, in languages that have an article."""
    articles = sorted(knows.links.get("definite", ()), key=lambda word: (-len(word), word))
    if not articles:
        return []
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, articles))})((?:\s+[\w\-]+){{1,3}})", re.IGNORECASE)
    return [span for match in pattern.finditer(text) if (span := _to_title(text, match, knows))]


def _to_title(text: str, match: re.Match[str], knows: Naming) -> Span | None:
    """A definite phrase up to its first title word, None where there is none or a name follows."""
    for word in _WORD.finditer(text, match.start(1), match.end(1)):
        if fold(word.group()) in knows.titles:
            after = text[word.end() : word.end() + 4].lstrip(" ")
            return None if after[:1].isupper() else Span(match.start(), word.end())
    return None


def _speakers(
    document: Document, roster: Roster, quotations: Sequence[Quotation], turns: Sequence[Turn]
) -> tuple[Speaker, ...]:
    names = [q.speaker for q in quotations] + [turn.speaker for turn in turns]
    wanted = [name for name in dict.fromkeys(names) if name and name not in (UNNAMED, JOURNALIST)]
    people: dict[str, Person] = {}
    for person in roster.people:
        people.setdefault(person.name, person)
    places: dict[int, set[Span]] = {}
    for place in roster.places:
        places.setdefault(place.number, set()).add(Span(place.start, place.end))
    return tuple(
        _speaker(document, name, bearer, places.get(bearer.number, set()), roster.knows)
        if (bearer := people.get(name))
        else Speaker(name)
        for name in wanted
    )


def _speaker(document: Document, name: str, person: Person, noted: set[Span], knows: Naming) -> Speaker:
    aliases = tuple(sorted(form for form in person.forms if form != name))
    titles = person.titles | {word for word in person.fields if word in knows.ranks}
    anchors = tuple(Anchor(document.id, span) for span in sorted(noted.union(person.places)))
    return Speaker(name, aliases, tuple(sorted(titles)), anchors)
