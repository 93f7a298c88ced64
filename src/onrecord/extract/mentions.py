"""Who is meant: from the words that name a speaker ("he", "the minister", a family name) to the speaker.

Everything is decided from the document alone and in its order, so that a speaker found early is evidence
for a pronoun later. People whom the document leaves without a name get :data:`UNNAMED`; what cannot be told
stays None. Salience of an antecedent (grammatical role, recency, gender) follows Lappin and Leass (1994), "An
Algorithm for Pronominal Anaphora Resolution", reduced to what can be seen without a parse.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from types import MappingProxyType

from onrecord.extract.credits import credits, is_outlet_noun
from onrecord.extract.gender import agreed_gender
from onrecord.extract.labels import JOURNALIST
from onrecord.extract.offices import holder
from onrecord.extract.persons import NameMention, Naming, name_mentions, naming, nations_of
from onrecord.extract.roster import Person, Place, Roster
from onrecord.model import Anchor, Block, BlockKind, Credit, Document, Form, Quotation, Span, Speaker, Turn
from onrecord.text.tokens import fold, tokenize

UNNAMED = "unnamed source"

_CJK = re.compile(r"[぀-ヿ一-鿿]")
_REACH = 8  # sentences a pronoun may look back
_DOMINANT_SHARE = 0.8
_DOMINANT_LEAST = 3
_OUTLET_REACH = 600  # characters in which "the agency" is the one whose report is told
_LONG_SOURCE = 4  # a longer source that ends in a pronoun is a clause and its subject
_CLEAR = 0.25  # by how much the best antecedent must lead
_SPOKE = 1.0  # what having spoken there adds to a mention
_CENTRE = 0.7  # what being subject of this or the last sentence adds
_AGREES = 1.3  # what known agreement adds
_UNLIKELY = 4.0  # what a name's ending weighs against a pronoun
_INFERRED = 0.75  # how sure an attribution without a source of its own can be


def resolve_mentions(
    document: Document,
    blocks: Sequence[Block],
    turns: Sequence[Turn],
    quotations: Sequence[Quotation],
    genders: Mapping[str, str] = MappingProxyType({}),
    credited: Sequence[Credit] | None = None,
) -> tuple[tuple[Quotation, ...], tuple[Turn, ...], tuple[Speaker, ...]]:
    """Fills in the speakers of quotations and turns, and lists the speakers with their mentions.

    A speaker's name is the fullest common form in the document, without titles. Order is kept. A ``speaker``
    already given is kept as well. ``genders``: what other documents tell of persons, by name. ``credited``:
    the document's credits, where the caller has them already.
    """
    knows = naming(document.language)
    roster = Roster(document, blocks, knows)
    for person in roster.people:
        roster.note_gender(person, genders.get(person.name))
    full_turns = tuple(replace(turn, speaker=_full_name(roster, turn)) for turn in turns)
    outlets = credits(document, blocks) if credited is None else credited
    resolver = _Resolver(document, outlets, roster, full_turns, quotations)
    resolved = resolver.resolve()
    resolved = _dominated(document, blocks, roster, resolved)
    return resolved, full_turns, _speakers(document, roster, resolved, full_turns)


def _full_name(roster: Roster, turn: Turn) -> str | None:
    if turn.speaker is None or turn.speaker == JOURNALIST:
        return turn.speaker
    person = roster.find(turn.speaker)
    return person.name if person is not None and not person.body else turn.speaker


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
        self._found: dict[str, str | None] = {}
        self._silent: set[str] = set()  # what goes on with words that nobody is known to say
        self._credits = credited
        self._quoted = sorted(q.extent for q in quotations if q.form is Form.DIRECT)
        self._note_offices()
        self._note_agreement()

    def resolve(self) -> tuple[Quotation, ...]:
        for quotation in sorted(self._given, key=lambda q: ((q.source or q.extent).start, q.extent)):
            self._found[quotation.id] = quotation.speaker or self._speaker(quotation)
        for quotation in self._given:
            if self._found[quotation.id] is None:
                self._found[quotation.id] = self._continued(quotation)
        return tuple(replace(q, speaker=self._found[q.id]) for q in self._given)

    def _note_offices(self) -> None:
        """Phrases like "the Ruritanian president's" are mentions too, for later pronouns."""
        for match in _definite_phrases(self._text, self._knows):
            person = holder(self._roster, match)
            if person is not None:
                self._roster.note_place(match, person, spoke=False)

    def _note_agreement(self) -> None:
        """Verbs that agree with a named subject tell its gender."""
        for quotation in self._given:
            if quotation.source is None or quotation.cue is None:
                continue
            gender = agreed_gender(quotation.cue.of(self._text), self._language)
            found = name_mentions(self._text, quotation.source.start, quotation.source.end, self._knows)
            mentions = [mention for mention in found if not mention.body]
            if gender and len(mentions) == 1 and not self._is_other(mentions[0], quotation.source):
                person = self._roster.find(mentions[0].name)
                if person is not None:
                    self._roster.note_gender(person, gender)

    def _speaker(self, quotation: Quotation) -> str | None:
        turn = self._turn_of(quotation)
        if quotation.source is None:
            if quotation.form is Form.TURN and turn is not None:
                return turn.speaker
            return self._reported(quotation)
        return self._source(quotation, quotation.source, turn)

    def _turn_of(self, quotation: Quotation) -> Turn | None:
        extent = quotation.extent
        holding = (turn for turn in self._turns if turn.span.start <= extent.start < turn.span.end)
        return next(holding, None)

    def _reported(self, quotation: Quotation) -> str | None:
        """Who says it where only the verb tells: the outlet a report relays, else unnamed people."""
        cue = fold(quotation.cue.of(self._text)) if quotation.cue else ""
        words = [token.form for token in tokenize(cue)]
        if any(word in self._knows.relayed for word in words):
            return self._outlet(quotation.extent.start) or UNNAMED
        phrased = any(phrase in cue for phrase in self._knows.reported_phrases)
        return UNNAMED if phrased or any(word in self._knows.reported for word in words) else None

    def _outlet(self, place: int, reach: int | None = None) -> str | None:
        """The last source that the report has named before ``place``, at most ``reach`` characters back."""
        number = bisect_right(self._credits, place, key=lambda credit: credit.span.end)
        near = number and (reach is None or place - self._credits[number - 1].span.end <= reach)
        return self._credits[number - 1].name if near else None

    def _continued(self, quotation: Quotation) -> str | None:
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

    def _source(self, quotation: Quotation, source: Span, turn: Turn | None) -> str | None:
        words = [token.form for token in tokenize(self._text, source.start, source.end)]
        if not words:
            return None
        kind = self._knows.pronoun(words[-1])
        if kind and (len(words) == 1 or (kind in ("m", "f") and len(words) > _LONG_SOURCE)):
            return self._pronoun(kind, quotation, source, turn)
        name = self._named(source, words)
        return name or self._described(source, words)

    def _pronoun(self, kind: str, quotation: Quotation, source: Span, turn: Turn | None) -> str | None:
        if kind in ("i", "we"):
            return self._first_person(quotation, turn)
        if kind == "they":
            return UNNAMED
        if kind == "who":
            for near in islice(self._roster.before(source.start), 3):
                person = self._roster.people[near.number]
                if source.start - near.end < 60 and not person.body:
                    return self._spoken_by(person, source)
        found = self._antecedent(source.start, kind)
        if found is None:
            return None
        if kind in ("m", "f"):
            self._roster.note_gender(found, kind)
        return self._spoken_by(found, source)

    def _first_person(self, quotation: Quotation, turn: Turn | None) -> str | None:
        if turn is not None:
            return turn.speaker
        around = self._by_id.get(quotation.nested_in or "")
        if around is not None:
            return self._found.get(around.id)
        outer = self._turn_ids.get(quotation.nested_in or "")
        return outer.speaker if outer else None

    def _antecedent(self, place: int, kind: str) -> Person | None:
        """The most salient compatible mention before ``place``."""
        sentence = self._roster.sentence_of(place)
        best: dict[int, float] = {}
        for mention in self._roster.before(place):
            away = sentence - self._roster.sentence_of(mention.start)
            if away > _REACH:
                break
            person = self._roster.people[mention.number]
            if _agrees(person, kind):
                score = _salience(mention, person, kind) - away - self._inside(mention, place)
                score += _CENTRE * (mention.subject and away < 2)
                best[mention.number] = max(score, best.get(mention.number, score))
        ranked = sorted(best, key=lambda number: -best[number])
        if not ranked or (len(ranked) > 1 and best[ranked[0]] - best[ranked[1]] < _CLEAR):
            return None
        return self._roster.people[ranked[0]]

    def _inside(self, mention: Place, place: int) -> float:
        """A name inside words in quote marks is hardly what the reporter's pronoun means."""
        number = bisect_right(self._quoted, Span(mention.start, len(self._text))) - 1
        if number < 0:
            return 0.0
        around = self._quoted[number]
        return 1.5 if mention.end <= around.end and not around.start <= place < around.end else 0.0

    def _spoken_by(self, person: Person, source: Span) -> str:
        person.certain = True
        self._roster.note_place(source, person, spoke=True)
        return person.name

    def _named(self, source: Span, words: Sequence[str]) -> str | None:
        if _CJK.search(source.of(self._text)):
            return self._named_cjk(source)
        found = list(name_mentions(self._text, source.start, source.end, self._knows))
        persons = [m for m in found if not m.body and not self._is_other(m, source)]
        persons.sort(key=lambda m: (m.owner, not m.certain and self._roster.find(m.name) is None))
        for mention in persons:
            person = self._roster.find(mention.name, mention.gender)
            if person is None and any(word in self._knows.unnamed for word in words):
                return UNNAMED
            if person is None and not mention.certain and _is_only_first(mention, source, self._text):
                continue
            if person is None and self._roster.bearers(mention.name, mention.gender):
                return None  # several bear the name
            if not (mention.certain or (person and person.certain)) and self._is_described(mention, source):
                continue
            person = person or self._add(mention)
            return self._spoken_by(person, source)
        return self._body(source, words, [m for m in found if m.body])

    def _add(self, mention: NameMention) -> Person:
        person = self._roster.add(mention)
        person.body = _is_acronym(mention.name) and not mention.titles
        return person

    def _is_described(self, mention: NameMention, source: Span) -> bool:
        """True for a noun with an article before it, where nouns too are written with a capital."""
        lead = [fold(word) for word in self._text[source.start : mention.span.start].split()]
        links = self._knows.links
        return self._knows.nouns_capitalised and any(
            word in links.get("definite", ()) or word in links.get("indefinite", ()) for word in lead
        )

    def _named_cjk(self, source: Span) -> str | None:
        name = self._knows.bare(source.of(self._text))
        whole = source.of(self._text)
        if any(word in whole for word in sorted(self._knows.unnamed.exact, key=len)) and len(name) > 3:
            return UNNAMED
        if name in self._knows.unnamed.exact or not name:
            return UNNAMED
        known = self._roster.find(name)
        person = known or self._roster.add(NameMention(source, name, frozenset(), frozenset(), None, True))
        return self._spoken_by(person, source)

    def _is_other(self, mention: NameMention, source: Span) -> bool:
        """True for a name that only says whose spokesman, ally or report the source is."""
        head = [fold(w) for w in self._text[source.start : mention.span.start].split()]
        while head and (
            self._knows.is_title(head[-1]) and len(head) > 1 and head[-2] in self._knows.links["of"]
        ):
            head.pop()
        led = bool(head) and head[-1].strip("[(") in self._knows.links.get("of", ())
        nouns = (self._knows.titles, self._knows.title_parts, self._knows.unnamed, self._knows.bodies)
        described = any(word in listed for word in head[:-1] for listed in nouns)
        return self._is_modifier(mention, source) or (
            led and described and not mention.titles & set(head[:1])
        )

    def _is_modifier(self, mention: NameMention, source: Span) -> bool:
        """True for the name in "the X administration", "an X aide", "X's lawyer"."""
        tail = self._text[mention.span.end : source.end].split(",")[0]
        words = [fold(w) for w in tail.split()]
        return any(
            self._knows.is_title(w) or w in self._knows.unnamed or w in self._knows.bodies for w in words[:4]
        )

    def _body(self, source: Span, words: Sequence[str], bodies: Sequence[NameMention]) -> str | None:
        if not bodies:
            return None
        tail = [token.form for token in tokenize(self._text, bodies[-1].span.end, source.end)]
        if any(self._knows.is_title(word) or word in self._knows.unnamed for word in tail):
            return None
        if fold(bodies[-1].name) in self._knows.bodies:
            return self._described(source, words)
        name = self._roster.body_name(bodies[-1])
        person = next((p for p in self._roster.people if p.body and p.name == name), None)
        return self._spoken_by(person, source) if person else name

    def _described(self, source: Span, words: Sequence[str]) -> str | None:
        """A source without a name: an office, unnamed people, a body named before, a country."""
        if words[0] in self._knows.links.get("indefinite", ()):
            return UNNAMED
        person = holder(self._roster, source)
        if person is not None:
            return self._spoken_by(person, source)
        if any(word in self._knows.unnamed for word in words):
            return UNNAMED
        heads = [word for word in words if word in self._knows.bodies]
        if heads:
            return self._earlier_body(heads[-1], source)
        nations = sorted(nations_of(words, self._knows))
        plain = len(words) <= 3 and not any(self._knows.is_title(word) for word in words)
        return nations[0] if len(nations) == 1 and plain else None

    def _earlier_body(self, head: str, source: Span) -> str | None:
        """The body or outlet named before that a noun alone ("the ministry", "the newspaper") means."""
        for mention in self._roster.before(source.start):
            person = self._roster.people[mention.number]
            if person.body and head in [fold(word) for word in person.name.split()[1:]]:
                return self._spoken_by(person, source)
        outlet = is_outlet_noun(head, self._language)
        return self._outlet(source.start, _OUTLET_REACH) if outlet else None


def _is_only_first(mention: NameMention, source: Span, text: str) -> bool:
    """True where a capital may only be that of a sentence's first word: "Six women"."""
    follows = text[mention.span.end : source.end].lstrip()
    return mention.span.start == source.start and " " not in mention.name and follows[:1].islower()


def _definite_phrases(text: str, knows: Naming) -> list[Span]:
    """Phrases "the (...) <title>" that no name follows, in languages that have an article."""
    articles = sorted(knows.links.get("definite", ()), key=lambda word: (-len(word), word))
    if not articles:
        return []
    pattern = re.compile(
        rf"\b(?:{'|'.join(map(re.escape, articles))})\s+((?:[\w\-]+\s+){{0,2}}?)([\w\-]+)(?=\W|$)",
        re.IGNORECASE,
    )
    found = []
    for match in pattern.finditer(text):
        after = text[match.end() : match.end() + 4].lstrip(" ")
        if fold(match.group(2)) in knows.titles and not after[:1].isupper():
            found.append(Span(match.start(), match.end()))
    return found


def _agrees(person: Person, kind: str) -> bool:
    if kind == "it":
        return person.body
    if person.body or not person.certain:
        return False
    return kind == "who" or person.gender in (None, kind)


def _is_acronym(name: str) -> bool:
    return " " not in name and name.isupper() and 1 < len(name) < 6


def _salience(mention: Place, person: Person, kind: str) -> float:
    score = _SPOKE * mention.spoke + 1.0 * mention.subject - 0.3 * mention.owner
    if kind in ("m", "f") and person.gender is None and person.likely:
        return score + (_AGREES if person.likely == kind else -_UNLIKELY)
    return score + (_AGREES if person.gender == kind else 0.0)


def _dominated(
    document: Document, blocks: Sequence[Block], roster: Roster, quotations: tuple[Quotation, ...]
) -> tuple[Quotation, ...]:
    """Gives quotations without a source to the one whose remarks the report is, where it plainly is one's."""
    announced = _announced(document, blocks, roster)
    main = _main_speaker(quotations)
    out = []
    for quotation in quotations:
        name = quotation.speaker
        if name is None and quotation.nested_in is None and quotation.form is not Form.TURN:
            person = next((who for start, who in announced if start <= quotation.extent.start), None)
            if quotation.source is None:
                name = person.name if person else main
            elif person is not None and _may_mean(roster, quotation.source, person):
                name = person.name
        sure = quotation.confidence if name == quotation.speaker else quotation.confidence * _INFERRED
        out.append(replace(quotation, speaker=name, confidence=sure))
    return tuple(out)


def _may_mean(roster: Roster, source: Span, person: Person) -> bool:
    """True when a source is a pronoun that agrees with ``person``."""
    kind = roster.knows.pronoun(fold(source.of(roster.text)))
    return kind in ("m", "f") and _agrees(person, kind) and person.likely in (None, kind, person.gender)


def _announced(document: Document, blocks: Sequence[Block], roster: Roster) -> list[tuple[int, Person]]:
    """Where a line announces somebody's remarks, last first: offset after it, and whose."""
    found = []
    for block in blocks:
        words = fold(block.span.of(document.text))
        if block.kind is not BlockKind.BODY or len(words) > 200:
            continue
        if not any(phrase in words for phrase in roster.knows.announce):
            continue
        here = {p.number for p in roster.places if block.span.start <= p.start < block.span.end}
        persons = [roster.people[number] for number in sorted(here) if not roster.people[number].body]
        if len(persons) == 1:
            found.append((block.span.end, persons[0]))
    return found[::-1]


def _main_speaker(quotations: Sequence[Quotation]) -> str | None:
    attributed = [
        q for q in quotations if q.source is not None and q.nested_in is None and q.form is not Form.TURN
    ]
    counts = Counter(q.speaker for q in attributed if q.speaker and q.speaker != UNNAMED)
    if not counts:
        return None
    name, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    enough = count >= _DOMINANT_LEAST and count >= _DOMINANT_SHARE * sum(counts.values())
    return name if enough else None


def _speakers(
    document: Document, roster: Roster, quotations: Sequence[Quotation], turns: Sequence[Turn]
) -> tuple[Speaker, ...]:
    names = [q.speaker for q in quotations] + [turn.speaker for turn in turns]
    wanted = [name for name in dict.fromkeys(names) if name and name not in (UNNAMED, JOURNALIST)]
    return tuple(_speaker(document, roster, name) for name in wanted)


def _speaker(document: Document, roster: Roster, name: str) -> Speaker:
    number = next((i for i, person in enumerate(roster.people) if person.name == name), None)
    if number is None:
        return Speaker(name)
    person = roster.people[number]
    places = sorted({Span(p.start, p.end) for p in roster.places if p.number == number} | set(person.places))
    aliases = tuple(sorted(form for form in person.forms if form != name))
    return Speaker(
        name, aliases, tuple(sorted(person.titles)), tuple(Anchor(document.id, span) for span in places)
    )
