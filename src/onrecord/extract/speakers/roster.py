"""The persons and bodies of one document, with every place that names them."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice, pairwise

from onrecord.extract.layout.credits import is_listed
from onrecord.extract.speakers.bodynames import tails
from onrecord.extract.speakers.gender import given_gender, is_given, likely_gender
from onrecord.extract.speakers.namemention import NameMention
from onrecord.extract.speakers.naming import Naming
from onrecord.extract.speakers.person import CASED, Person, Place
from onrecord.extract.speakers.persons import name_mentions
from onrecord.model import Block, BlockKind, Document, Span
from onrecord.text.names import is_form_of, is_patronymic, nominative, same_person, stem, word_key, words_of
from onrecord.text.sentences import all_sentences
from onrecord.text.tokens import fold

_AGE = re.compile(r"(?:, (?:aged )?| \()(\d{1,3})(?=[,.)])")
_FIRST_WORD = re.compile(r"[^\W\d_]+(?!['’])")
_QUOTE_OR_BREAK = re.compile('["“”«»\n]')
_PRONOUN_REACH = 200  # characters
_NEXT = 20  # mentions among which the next person is looked for
_MANY = 100  # holders of one office
_LOOKED_AT = 200  # mentions among which one of so many is looked for
_OFTEN = 2  # uses of a family name alone that make a full name a person's
_NEXT_WORD = re.compile(r" ([^\W\d_]+)")
_RELATIVE = re.compile(r",? ([^\W\d_]+)")
_ACRONYM = re.compile(r" \(([^\W\d_a-zа-яіїєґ]{2,8})\)")
_READ = frozenset(
    {BlockKind.HEADLINE, BlockKind.SUBHEADING, BlockKind.BODY, BlockKind.TURN, BlockKind.CAPTION}
)

SHARED = 4
"""Letters that two words for one country have in common at least."""
_HEADS = frozenset({BlockKind.HEADLINE, BlockKind.SUBHEADING})


class Roster:
    """Everybody a document names; grows as mentions are resolved."""

    def __init__(self, document: Document, blocks: Sequence[Block], knows: Naming) -> None:
        self.text = document.text
        self.knows = knows
        self.people: list[Person] = []
        self._language = document.language
        self._index: dict[str, dict[int, None]] = {}
        self._firsts: dict[str, dict[int, None]] = {}
        self._bodies: dict[str, Person] = {}
        self._fuller: dict[str, list[str]] = {}
        self._origins: dict[str, dict[str, None]] = {}
        self._holders: dict[str, dict[int, None]] = {}
        self._ages: dict[int, dict[int, None]] = {}
        self.places: list[Place] = []
        self.sentence_starts = [s.start for s in all_sentences(document.text)]
        plain, heads = _by_case(document.text, [block for block in blocks if block.kind in _READ])
        found = [m for span in plain for m in name_mentions(document.text, span.start, span.end, knows)]
        found = sorted([*map(self.as_outlet, found), *self._spouses(found)], key=_place)
        self._formal = _formal_names(found)
        for mention in found:
            if not mention.body and len(mention.name.split()) > 1:
                formal = self._formal.get(mention.name)
                self._add_full(replace(mention, name=formal) if formal else mention)
        headed = [m for span in heads for m in name_mentions(document.text, span.start, span.end, knows)]
        found = sorted(found + [m for mention in headed for m in self._known_part(mention)], key=_place)
        for mention in found:
            if mention.body:
                self._add_body(mention)
            elif len(mention.name.split()) == 1:
                self._add_short(mention)
        self._mark_places(found)
        self._note_ages()
        self._note_kinds()
        for person in self.people:
            person.likely = None if person.body else likely_gender(person.name, self._language)
        for person in self.people if knows.pronouns_tell else ():
            if person.gender is None and person.likely is None and not person.body:
                person.likely = self._by_pronouns(person)

    def _by_pronouns(self, person: Person) -> str | None:
        """The gender of the first "his" or "her" after each mention, where all agree and nobody is near."""
        told = {kind for span in person.places if (kind := self._pronoun_after(span, person.number))}
        return told.pop() if len(told) == 1 else None

    def _pronoun_after(self, span: Span, number: int) -> str | None:
        place = bisect_left(self.places, Place(span.start, 0, -1, False, False))
        others = [p for p in self.places[place : place + _NEXT] if p.number != number][:1]
        before = [p for p in self.places[max(0, place - 1) : place] if p.number != number]
        if before and self.sentence_of(before[0].start) == self.sentence_of(span.start):
            return None
        end = min(others[0].start if others else len(self.text), span.end + _PRONOUN_REACH)
        stop = _QUOTE_OR_BREAK.search(self.text, span.end, end)
        words = _FIRST_WORD.finditer(self.text, span.end, stop.start() if stop else end)
        found = (fold(word.group()) for word in words)
        first = next((word for word in found if self.knows.pronoun(word) in ("m", "f")), "")
        return self.knows.pronoun(first) if self.knows.is_possessive(first) else None

    def as_outlet(self, mention: NameMention) -> NameMention:
        """A listed agency is no person, whatever stands beside it."""
        if mention.titles and is_listed(mention.name, self._language):
            return replace(mention, titles=frozenset(), fields=frozenset(), certain=False, gender=None)
        return mention

    def _spouses(self, found: Sequence[NameMention]) -> list[NameMention]:
        """ "Anna and Peter Lorne" names Anna Lorne too."""
        joins = self.knows.links.get("and", frozenset())
        out = []
        for first, second in pairwise(found):
            between = self.text[first.span.end : second.span.start].strip()
            full = second.name.split()
            if (
                fold(between) in joins
                and " " not in first.name
                and not first.titles
                and len(full) == 2
                and is_given(first.name)
                and is_given(full[0])
            ):
                name = f"{first.name} {full[1]}"
                out.append(replace(first, name=name, gender=given_gender(name), certain=True))
        return out

    def _note_ages(self) -> None:
        """Ages beside names: "Roe, 45," and "Roe (45)"."""
        for place in self.places:
            age = _AGE.match(self.text, place.end)
            if age and not self.people[place.number].body:
                self._ages.setdefault(int(age.group(1)), {})[place.number] = None

    def _note_kinds(self) -> None:
        """Who is a person by how the text speaks of them, and what never is: "the Hawks"."""
        for person in self.people:
            if person.body or not person.places:
                continue
            if not person.genders and all(self._is_of_a_thing(span) for span in person.places):
                person.certain, person.thing = False, True
            elif not person.certain:
                person.certain = self._is_spoken_of(person)
                person.may_be = self._may_be_somebody(person)

    def _is_of_a_thing(self, span: Span) -> bool:
        """True for a name behind an article, or before what somebody is there: "Hawks head Jane Roe"."""
        before = self.text[max(0, span.start - 8) : span.start].split()
        after = _NEXT_WORD.match(self.text, span.end)
        led = bool(before) and fold(before[-1]) in self.knows.links.get("definite", frozenset())
        held = after is not None and after.group(1)[0].islower() and self.knows.is_title(fold(after.group(1)))
        return self.knows.articles_tell and (led or held)

    def _may_be_somebody(self, person: Person) -> bool:
        """True for a full name that no preposition ever makes a place, where not every noun has a capital."""
        of = self.knows.links.get("of", frozenset())
        before = (self.text[max(0, span.start - 15) : span.start].split()[-1:] for span in person.places)
        led = any(word and fold(word[0]) in of for word in before)
        return " " in person.name and not led and not self.knows.nouns_capitalised

    def _is_spoken_of(self, person: Person) -> bool:
        """True for a full name used by its last word alone as well, or before "who"."""
        full = [form for form in person.forms if len(form.split()) > 1]
        alone = sum(count for form, count in person.forms.items() if form not in full)
        if full and alone >= _OFTEN and not self.knows.nouns_capitalised:
            return True
        words = (_RELATIVE.match(self.text, span.end) for span in person.places)
        return any(word and fold(word.group(1)) in self.knows.persons_only for word in words)

    def aged(self, years: int) -> Person | None:
        """The one person of that age."""
        numbers = self._ages.get(years, {})
        return self.people[next(iter(numbers))] if len(numbers) == 1 else None

    def _known_part(self, mention: NameMention) -> list[NameMention]:
        """Of a run of capitals in a headline written all in capitals, the part that the text names too."""
        words = list(re.finditer(r"\S+", mention.span.of(self.text)))
        for size in range(len(words), 0, -1):
            for i in range(len(words) - size + 1):
                part = Span(
                    mention.span.start + words[i].start(), mention.span.start + words[i + size - 1].end()
                )
                name = part.of(self.text)
                if self._full(name) if size > 1 else self.short(name):
                    return [replace(mention, span=part, name=name, body=False)]
        return [mention] if mention.certain and len(words) == 2 else []

    def _add_full(self, mention: NameMention) -> None:
        self._note(self._full(mention.name) or self._new(), mention)

    def _add_short(self, mention: NameMention) -> None:
        person = self.short(mention.name, mention.gender)
        styled = any(title in self.knows.honorifics for title in mention.titles)
        if mention.name.isupper() and 1 < len(mention.name) < 6 and not styled:
            return  # an acronym
        if person is None and mention.titles and self._stands_alone(mention) and not self.is_held(mention):
            person = self._new()
        if person is not None:
            self._note(person, mention)

    def _stands_alone(self, mention: NameMention) -> bool:
        """False for a country, and for what a noun after it is of: "the Elbonian government"."""
        after = re.match(r" ([^\W\d_]+)", self.text[mention.span.end : mention.span.end + 40])
        noun = fold(after.group(1)) if after else ""
        return not self.knows.nation(fold(mention.name)) and noun not in self.knows.bodies

    def is_held(self, mention: NameMention) -> bool:
        """True for what an office is of, in the genitive: "Мэр Лорна", "Глава штаба Роснадзора"."""
        lead = self.text[max(0, mention.span.start - 60) : mention.span.start]
        words = [fold(word) for word in lead.split()[-2:]]
        if not words or " " in mention.name or not self.knows.may_be_held(mention.name):
            return False
        noun = self.knows.may_be_held(words[-1]) and not self.knows.is_title(words[-1])
        return self.knows.is_title(words[0 if noun else -1])

    def _add_body(self, mention: NameMention) -> None:
        name = self.body_name(mention)
        person = self._bodies.get(fold(name))
        if person is None:
            person = self._bodies[fold(name)] = self._new()
            person.body = True
            for tail in tails(name):
                self._fuller.setdefault(tail, []).append(name)
        person.forms[name] += 1
        person.nations |= mention.nations
        person.places.append(mention.span)
        short = _ACRONYM.match(self.text, mention.span.end)
        if short and _abbreviates(short.group(1), name):
            self._bodies.setdefault(fold(short.group(1)), person)
            person.places.append(Span(*short.span(1)))

    def body(self, name: str) -> Person:
        """The body of that name, a new one where nobody bears it."""
        person = self._bodies.get(fold(name))
        if person is None:
            person = self._bodies[fold(name)] = self._new()
            person.body = True
            person.forms[name] += 1
        return person

    def called(self, name: str, head: str) -> Person:
        """The body that a phrase with the noun ``head`` describes; a fuller form of one known by ``head``."""
        known = self._bodies.get(head)
        if known is not None and " " in name and name[0].isupper():
            known.forms[name] += 1
            self._bodies.setdefault(fold(name), known)
        person = self.body(name)
        person.head |= {head}
        return person

    def acronym(self, name: str) -> Person | None:
        """The body that a document gives a short form: "the Transport Union (TU)"."""
        return self._bodies.get(fold(name)) if name.isupper() else None

    def add_unnamed(self, role: str, head: frozenset[str]) -> Person:
        """Somebody whom the document leaves without a name."""
        person = self._new()
        person.role, person.head, person.certain = role, head, True
        return person

    def _new(self) -> Person:
        self.people.append(Person(number=len(self.people), language=self._language))
        return self.people[-1]

    def _note(self, person: Person, mention: NameMention) -> None:
        person.forms[mention.name] += 1
        # Not by the given name, which many share; a name in reverse order is found by its own family name.
        words = words_of(mention.name)
        for marker in _markers(words[1:] or words):
            self._index.setdefault(marker, {})[person.number] = None
        if len(words) > 1:
            self._firsts.setdefault(word_key(words[0]), {})[person.number] = None
        self.note_titles(person, mention.titles)
        person.nations |= mention.nations
        person.origins |= mention.origins
        for origin in mention.origins:
            self._origins.setdefault(origin[:SHARED], {})[origin] = None
        person.fields |= mention.fields
        person.certain = person.certain or mention.certain
        person.places.append(mention.span)
        gender = mention.gender or given_gender(mention.name)
        if gender:
            person.genders[gender] += 1

    def _full(self, name: str) -> Person | None:
        for person in self._alike(name):
            if any(_one_person(name, form) for form in person.forms if " " in form):
                return person
        return None

    def short(self, name: str, gender: str | None = None) -> Person | None:
        """The one person that one part of a name can mean; certain persons before guesses.

        ``gender`` is what the words around the name tell ("Mrs"): a person of the other one does not fit.
        """
        fits = self.bearers(name, gender)
        return fits[0] if len(fits) == 1 else None

    def bearers(self, name: str, gender: str | None = None) -> list[Person]:
        """Persons a family name can mean; where nobody bears it, those whose name begins with it."""
        open_to = [p for p in self._alike(name) if not gender or p.gender in (None, gender)]
        open_to = [p for p in open_to if gender and p.gender == gender] or open_to
        exact = [p for p in open_to if any(same_person(name, form) for form in p.forms)]
        fits = exact or [p for p in open_to if any(_is_oblique(name, form) for form in p.forms)]
        if not fits:
            opened = (self.people[number] for number in self._firsts.get(word_key(name), ()))
            fits = [p for p in opened if p.certain]
        return [p for p in fits if p.certain] or fits

    def _alike(self, name: str) -> list[Person]:
        """Persons who share a word with ``name``, in order of first mention."""
        numbers = {number for marker in _markers(words_of(name)) for number in self._index.get(marker, ())}
        return [self.people[number] for number in sorted(numbers)]

    def origins_like(self, word: str) -> Iterable[str]:
        """Origins of anybody here that begin with the same :data:`SHARED` letters as ``word``."""
        return self._origins.get(word[:SHARED], ())

    def find(self, name: str, gender: str | None = None) -> Person | None:
        """The person a name in the text means."""
        return self._full(self._formal.get(name, name)) if " " in name else self.short(name, gender)

    def office(self, name: str) -> Person:
        """Whoever holds an office that the document gives no name for: "the Auditor General"."""
        person = self.body(name)
        person.body, person.certain = False, True
        return person

    def add(self, mention: NameMention) -> Person:
        """A person whom nobody known so far can be."""
        person = self._new()
        self._note(person, mention)
        person.is_open = not person.certain and " " not in mention.name
        person.likely = likely_gender(person.name, self._language)
        return person

    def body_name(self, mention: NameMention) -> str:
        """A body's name, a country in the possessive before it made its adjective; fuller forms win."""
        name = mention.name
        if not mention.nations:
            match = re.search(
                r"([^\W\d_][^\s]*?)['’]s?\s$", self.text[max(0, mention.span.start - 40) : mention.span.start]
            )
            nation = self.knows.nation(fold(match.group(1).split()[-1])) if match else None
            if nation:
                name = f"{self.knows.adjective(nation)} {name}"
        fuller = self._fuller.get(fold(name), ())
        return fuller[0] if len(fuller) == 1 else name

    def _mark_places(self, found: Iterable[NameMention]) -> None:
        spots = {(m.span.start, m.span.end): m for m in found}
        seen: set[int] = set()
        entries = sorted((s.start, s.end, i) for i, person in enumerate(self.people) for s in person.places)
        for start, end, number in entries:
            span, mention = Span(start, end), spots.get((start, end))
            sentence = self.sentence_of(span.start)
            first = sentence not in seen and not self.people[number].body and not self._opens_otherwise(span)
            subject = (
                (first or self._opens_clause(span))
                and not self._is_led(span)
                and not (mention is not None and mention.owner)
            )
            if not self.people[number].body and self.people[number].certain:
                seen.add(sentence)
            self.places.append(Place(span.start, span.end, number, subject, bool(mention and mention.owner)))

    def _opens_otherwise(self, span: Span) -> bool:
        """True where a pronoun that opens the sentence is its subject."""
        word = _FIRST_WORD.match(self.text, self.sentence_start(span.start), span.start)
        return word is not None and self.knows.pronoun(fold(word.group())) in ("m", "f")

    def _opens_clause(self, span: Span) -> bool:
        """True for a name between a comma or closing mark and a word that may be its verb."""
        before, after = self.text[max(0, span.start - 3) : span.start], self.text[span.end : span.end + 2]
        return before.rstrip().endswith((",", "”", "»", '"')) and after[:1] == " " and after[1:].islower()

    def _is_led(self, span: Span) -> bool:
        """True when a preposition stands before the name and its titles."""
        words = map(fold, reversed(self.text[max(0, span.start - 60) : span.start].split()))
        # Where an office comes first and what it is of after it, such words before it are another phrase's.
        office = self.knows.is_title if self.knows.genitive else self.knows.is_office
        return next((w for w in words if not (office(w) or self.knows.nation(w))), None) in self.knows.by

    def sentence_of(self, place: int) -> int:
        """The number of the sentence that holds or precedes ``place``."""
        return bisect_left(self.sentence_starts, place + 1)

    def sentence_start(self, place: int) -> int:
        """Where the sentence that holds or precedes ``place`` begins; the first one's where none does."""
        return self.sentence_starts[max(0, self.sentence_of(place) - 1)]

    def note_titles(self, person: Person, titles: Iterable[str]) -> None:
        """Records folded title words that somebody bears."""
        for title in titles:
            self._holders.setdefault(title, {})[person.number] = None
            person.titles.add(title)

    def holders(self, fits: Callable[[str], bool], place: int) -> list[Person]:
        """Persons who bear a title that ``fits``, in order of first mention.

        Of a great many those alone whom the mentions before ``place`` name: a page that long is a list.
        """
        held = [held for title, held in self._holders.items() if fits(title)]
        if sum(map(len, held)) > _MANY:
            near = {mention.number for mention in islice(self.before(place), _LOOKED_AT)}
            numbers = {number for number in near if any(number in some for some in held)}
        else:
            numbers = {number for some in held for number in some}
        return [self.people[number] for number in sorted(numbers) if not self.people[number].body]

    def note_gender(self, person: Person, gender: str | None) -> None:
        """Records what a verb, or another document, tells of somebody's gender."""
        if gender:
            person.genders[gender] += 1

    def note_place(self, span: Span, person: Person, spoke: bool) -> None:
        """Records that ``span`` means ``person``."""
        subject = not self._is_led(span)
        insort(self.places, Place(span.start, span.end, person.number, subject, False, spoke))

    def before(self, place: int) -> Iterator[Place]:
        """Mentions that end at or before ``place``, nearest first."""
        for i in range(bisect_left(self.places, Place(place, 0, -1, False, False)) - 1, -1, -1):
            if self.places[i].end <= place:
                yield self.places[i]

    def after(self, place: int) -> Iterator[Place]:
        """Mentions that start at or after ``place``, nearest first."""
        for i in range(bisect_left(self.places, Place(place, 0, -1, False, False)), len(self.places)):
            yield self.places[i]


def _place(mention: NameMention) -> tuple[int, int]:
    return mention.span.start, mention.span.end


def _formal_names(found: Iterable[NameMention]) -> dict[str, str]:
    """Given name and patronymic -> the full name of the only one here with that given name.

    Not for a family name that ends like a patronymic, which stands alone elsewhere or follows a title.
    """
    mentions = [(mention, mention.name.split()) for mention in found if not mention.body]
    formal = [(m, words) for m, words in mentions if len(words) == 2 and is_patronymic(words[1])]
    if not formal:
        return {}
    alone = {word_key(stem(words[0])) for _, words in mentions if len(words) == 1}
    polite = {
        mention.name: word_key(stem(given))
        for mention, (given, patronymic) in formal
        if not mention.titles and word_key(stem(patronymic)) not in alone
    }
    full: dict[str, list[str]] = {}
    for mention, words in mentions:
        if len(words) > 1 and not (len(words) == 2 and is_patronymic(words[1])):
            full.setdefault(word_key(stem(words[0])), []).append(mention.name)
    bearer = {given: _only_person(full.get(given, ())) for given in polite.values()}
    return {name: whole for name, given in polite.items() if (whole := bearer[given])}


def _only_person(names: Sequence[str]) -> str | None:
    """The first of ``names`` where all are one person's."""
    alike = all(_one_person(name, names[0]) for name in dict.fromkeys(names[1:]))
    return names[0] if names and alike else None


def _abbreviates(short: str, name: str) -> bool:
    """True where the letters of ``short`` begin words of ``name``, in order."""
    initials = iter(word[0].casefold() for word in name.split())
    return all(letter.casefold() in initials for letter in short)


def _by_case(text: str, blocks: Sequence[Block]) -> tuple[list[Span], list[Span]]:
    """Stretches of ordinary text, and headlines in which nearly every word has a capital."""
    plain: list[Span] = []
    heads: list[Span] = []
    for block in blocks:
        words = [word for word in block.span.of(text).split() if word[0].isalpha()]
        capitals = sum(1 for word in words if word[0].isupper())
        titled = block.kind in _HEADS and len(words) > 3 and capitals > 0.6 * len(words)
        (heads if titled else plain).append(block.span)
    return plain, heads


@lru_cache(maxsize=1 << 13)
def _markers(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(word_key, words)) | frozenset(word_key(stem(word)) for word in words)


def _one_person(a: str, b: str) -> bool:
    return same_person(a, b) or bool(CASED.search(a) and (is_form_of(a, b) or _is_form_by_rule(a, b)))


def _is_form_by_rule(a: str, b: str) -> bool:
    """True where both have one dictionary form, as far as rules can tell it ("Анваром Рощиным")."""
    return nominative(a, male=True) == nominative(b, male=True)


def _is_oblique(name: str, form: str) -> bool:
    return is_form_of(name, form.split()[-1])
