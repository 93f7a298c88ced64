"""Whom a source without a pronoun names: a person, a body, an office, or somebody who stays unnamed.

An unnamed source ("a senior official") is a person of the roster of its own, told apart by what it is called;
a later "the official" or "he" may mean it, a name never does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice, takewhile

from onrecord.extract.layout.credits import is_outlet_noun
from onrecord.extract.rules.nominal import nominal
from onrecord.extract.speakers.namemention import NameMention
from onrecord.extract.speakers.naming import Naming
from onrecord.extract.speakers.offices import holder
from onrecord.extract.speakers.papers import Papers, without_elision
from onrecord.extract.speakers.person import Person
from onrecord.extract.speakers.persons import bare_name, name_mentions, nations_of
from onrecord.extract.speakers.roster import Roster
from onrecord.extract.speakers.sourcephrase import speaker_part
from onrecord.model import Credit, Span
from onrecord.text import lexicon
from onrecord.text.names import stem
from onrecord.text.phrases import NOTHING, branches
from onrecord.text.tokens import fold, word_forms

_CJK = re.compile(r"[぀-ヿ一-鿿]")
_OWNS = re.compile(r"['’]s$|^[^\W\d_a-z].*s['’]$")
"""Whose something is; not what kind of thing: "farmers' union"."""
_POSSESSIVE = re.compile(r"['’]s?$")
_ELIDED = re.compile(r"^(?:l|d|qu)['’]", re.IGNORECASE)
_AGED = re.compile(r"\b(\d{1,3})[- ]?(?:year[- ]olds?\b|jährige|річн|летн)", re.IGNORECASE)
_CAPITALISED = r"[^\W\d_a-zß-öø-ÿа-яё][\w\-&]*(?: [^\W\d_a-zß-öø-ÿа-яё][\w\-&]*){0,3}"
_NAME_BESIDE = re.compile(rf", ({_CAPITALISED}),")
_OUTLET_REACH = 600  # characters in which "the agency" is the one whose report is told
_LONGEST_ROLE = 80
_OPENING, _CLOSING = '«“„"', '»”“"'
_BEFORE_A_SENTENCE = ' –—-\t\u00a0"“„«'
_OFFICE_WORDS = 2
_OFFICE_REACH = 4  # words of a phrase among which its office stands
_LOOKED_AT = 500  # mentions among which what a description comes back to is looked for


class Voices:
    """Finds the person of a roster whom a source phrase means, or makes one."""

    def __init__(self, roster: Roster, credits: Sequence[Credit], language: str) -> None:
        self._roster, self._credits, self._language = roster, credits, language
        self._text, self._knows = roster.text, roster.knows
        self.papers = Papers(roster, self.of)
        self._companies: dict[int, Person] = {}
        self._small: dict[str, bool] = {}
        self._places = lexicon.words("attribution", "places", language)
        self._note_companies()

    def of(self, source: Span, words: Sequence[str]) -> Person | None:
        """Whom ``source`` with its folded ``words`` means; None where that cannot be told."""
        words = without_elision(words, self._knows)
        spoken = speaker_part(self._text, source, self._knows)
        if spoken != source:
            source, words = spoken, word_forms(self._text, spoken.start, spoken.end)
        if self.papers.is_paper(self._head(words)):
            return self.papers.issuer(source)
        return self._named(source, words) or self._described(source, words)

    def outlet(self, place: int, reach: int | None = None) -> Person | None:
        """The last source the report has credited before ``place``, at most ``reach`` characters back."""
        past = [credit for credit in self._credits if credit.span.end <= place]
        near = past and (reach is None or place - past[-1].span.end <= reach)
        return self._roster.body(past[-1].name) if near else None

    def unnamed(self, source: Span, words: Sequence[str]) -> Person:
        """The unnamed person or people whom ``source`` describes: those described before, or new ones."""
        links = self._knows.links
        start = source.start
        led = bool(words) and self._knows.is_article(words[0])
        role = source.of(self._text)[len(self._text[start : source.end].split()[0]) :].strip() if led else ""
        role = (role or source.of(self._text)).strip(' ,“”"')[:_LONGEST_ROLE]
        again = not led or words[0] not in links.get("indefinite", ())
        earlier = self._described_before(source, words) if again else None
        if earlier is not None and (led or earlier.plural):
            return earlier
        person = self._roster.add_unnamed(role, frozenset(self._head(words)))
        person.plural = not led or self._is_many(words)
        gender = self._knows.title_gender(words)
        self._roster.note_gender(person, gender)
        return person

    def _is_many(self, words: Sequence[str]) -> bool:
        """True for a phrase whose head a language's plural marks: "the officials"."""
        return self._knows.is_plural(self._head(words)[-1:])

    def _head(self, words: Sequence[str]) -> list[str]:
        """The words up to the first preposition: "senior official" of "a senior official in Kell"."""
        links = self._knows.links
        of = [i for i, word in enumerate(words) if i and word in links.get("of", ())]
        return [word for word in words[: of[0] if of else len(words)] if not self._knows.is_article(word)]

    def _described_before(self, source: Span, words: Sequence[str]) -> Person | None:
        """Who was described with the same head word before: "the official" after "a senior official"."""
        head = self._head(words)
        if not head:
            return None
        for mention in islice(self._roster.before(source.start), _LOOKED_AT):
            person = self._roster.people[mention.number]
            if person.role is not None and any(stem(head[-1]) == stem(word) for word in person.head):
                return person
        return None

    # ------------------------------------------------------------------ names

    def _named(self, source: Span, words: Sequence[str]) -> Person | None:
        if _CJK.search(source.of(self._text)):
            return self._named_cjk(source, words)
        seen = name_mentions(self._text, source.start, source.end, self._knows)
        found = [self._roster.as_outlet(mention) for mention in seen]
        persons = [
            m for m in found if not m.body and not self.is_other(m, source) and not self._is_behind(m, source)
        ]
        persons = [m for m in persons if not self._is_marked(m, source)] or persons
        persons.sort(
            key=lambda m: (
                m.owner,
                not self._is_holder(m, source),
                not m.certain and self._roster.find(m.name) is None,
            )
        )
        for mention in persons:
            body = self._roster.acronym(mention.name)
            if body is not None:
                return body
            person = self._roster.find(mention.name, mention.gender)
            if person is None and any(word in self._knows.unnamed for word in words):
                return self.unnamed(source, words)
            if person is None and not mention.certain and _is_only_first(mention, source, self._text):
                continue
            if not (mention.certain or (person and person.certain)) and self._is_noun(mention):
                continue
            if person is None and self._roster.bearers(mention.name, mention.gender):
                return None  # several bear the name
            if not (mention.certain or (person and person.certain)) and self._is_described(mention, source):
                continue
            if person is None and self._roster.is_held(mention):
                return None
            return person or self._add(mention)
        return self._body(source, words, [m for m in found if m.body and not self._is_behind(m, source)])

    def _is_holder(self, mention: NameMention, source: Span) -> bool:
        """True for the name right behind a phrase with an office: "the director of the firm X, Ada Roe"."""
        lead = self._text[source.start : mention.span.start].rstrip()
        words = [_ELIDED.sub("", fold(word)) for word in lead[:-1].split()]
        near = (*words[:_OFFICE_REACH], *words[-_OFFICE_WORDS:])
        office = any(self._knows.is_title(word) for word in near)
        return lead.endswith(",") and office and " " in mention.name

    def _is_marked(self, mention: NameMention, source: Span) -> bool:
        """True for a name in quote marks inside a source, that of a thing: "head of «Karo» Ada Roe"."""
        start, end = mention.span.start, mention.span.end
        within = start > 0 and end < source.end
        return within and self._text[start - 1] in _OPENING and self._text[end] in _CLOSING

    def _is_noun(self, mention: NameMention) -> bool:
        """True for a first word that the text has small elsewhere, where no article would tell: "Женщина"."""
        if " " in mention.name or not self._knows.no_articles:
            return False
        end = mention.span.start
        while end and self._text[end - 1] in _BEFORE_A_SENTENCE:
            end -= 1
        return (not end or self._text[end - 1] in ".!?…\n") and self._is_small(mention.name)

    def _is_small(self, name: str) -> bool:
        """True where the text has a word in small letters; looked for once."""
        if name not in self._small:
            small = re.compile(rf"(?<!\w){re.escape(name.lower())}(?!\w)")
            self._small[name] = small.search(self._text) is not None
        return self._small[name]

    def _lead(self, mention: NameMention, source: Span) -> list[str]:
        """The words of a source before a name in it."""
        return self._text[source.start : mention.span.start].split()

    def _add(self, mention: NameMention) -> Person:
        person = self._roster.add(mention)
        person.body = _is_acronym(mention.name) and not mention.titles
        return person

    def _is_described(self, mention: NameMention, source: Span) -> bool:
        """True for a noun with an article before it, where nouns too are written with a capital."""
        lead = [fold(word) for word in self._lead(mention, source)]
        led = any(map(self._knows.is_article, lead))
        owned = " " not in mention.name and any(map(self._knows.is_possessive, lead[-1:]))
        return self._knows.nouns_capitalised and (led or owned)

    def _named_cjk(self, source: Span, words: Sequence[str]) -> Person | None:
        name = bare_name(source.of(self._text), self._knows)
        whole = source.of(self._text)
        if any(word in whole for word in sorted(self._knows.unnamed.exact, key=len)) and len(name) > 3:
            return self.unnamed(source, words)
        if name in self._knows.unnamed.exact or not name:
            return self.unnamed(source, words)
        known = self._roster.find(name)
        return known or self._roster.add(NameMention(source, name, frozenset(), frozenset(), None, True))

    def is_other(self, mention: NameMention, source: Span) -> bool:
        """True for a name that only says whose spokesman, ally or report the source is, or where from."""
        lead = self._lead(mention, source)
        head = [fold(word) for word in lead]
        while head and (
            self._knows.is_title(head[-1]) and len(head) > 1 and head[-2] in self._knows.links["of"]
        ):
            head.pop()
        articles = self._knows.links.get("definite", frozenset())
        of = self._knows.links.get("of", frozenset())
        if len(head) > 1 and head[-1] in articles and head[-2] in of:
            head.pop()  # "the Committee for the X"
        if len(head) > 2 and head[-1] not in of and lead[-1][:1].islower() and lead[-1].isalpha():
            head = head[:-1] if head[-2] in of else head[:-2] if head[-3] in of else head
        led = bool(head) and head[-1].strip("[(") in of
        nouns = (self._knows.unnamed, self._knows.bodies)
        before = [_ELIDED.sub("", word) for word in head[:-1]]
        described = any(
            self._knows.is_title(word) or any(word in listed for listed in nouns) for word in before
        )
        described = described or head[0] in self._knows.links.get("indefinite", ()) if head else False
        described = described or nominal(self._language).is_office(self._text, source)
        return self._is_modifier(mention, source) or (
            led and described and not mention.titles & set(head[:1])
        )

    def _is_behind(self, mention: NameMention, source: Span) -> bool:
        """True for a name in what says more of somebody: "the engineer in charge of inspecting the X"."""
        lead = self._lead(mention, source)
        words = [fold(word.strip("“”\"'’")) for word in lead]
        links = self._knows.links
        nouns = [i for i, word in enumerate(words) if word in self._knows.titles]
        if not nouns or any(word.endswith((",", "(", ";", ":")) for word in lead[nouns[0] :]):
            return False
        between = lead[nouns[0] + 1 :]
        clause = any(word in self._knows.persons_only for word in words)
        linked = bool(words) and (
            clause or words[-1] in self._knows.function or words[-1] in links.get("of", ())
        )
        if len(words) > 1 and words[-1] in self._places and words[0] not in self._places:
            return True  # "the embassy on its page in X"
        return bool(between) and linked and all(word[:1].islower() for word in between)

    def _is_modifier(self, mention: NameMention, source: Span) -> bool:
        """True for the name in "the X administration", "an X aide", "X's lawyer"."""
        tail = self._text[mention.span.end : source.end].split(",")[0]
        words = [fold(w) for w in tail.split()]
        links = self._knows.links
        ends = [
            i
            for i, word in enumerate(words)
            if word in links.get("of", ())
            or (word in links.get("and", ()) and any(map(self._knows.is_title, words[i + 1 : i + 2])))
        ]
        words = words[: ends[0]] if ends and not mention.owner else words
        if words and not mention.certain and self._is_described_from(mention, source) and tail[1:2].islower():
            return True  # "the 16-time Grand Slam champion"
        return (mention.owner and bool(words)) or any(
            self._knows.is_title(w) or w in self._knows.unnamed or w in self._knows.bodies for w in words[:4]
        )

    def _is_described_from(self, mention: NameMention, source: Span) -> bool:
        """True for a name with an article or a possessive before what describes somebody."""
        first = next(iter(self._lead(mention, source)), "")
        return self._knows.is_article(fold(first)) or _POSSESSIVE.search(first) is not None

    def _body(self, source: Span, words: Sequence[str], bodies: Sequence[NameMention]) -> Person | None:
        if not bodies:
            return None
        tail = word_forms(self._text, bodies[-1].span.end, source.end)
        if any(self._knows.is_title(word) or word in self._knows.unnamed for word in tail):
            return None
        if fold(bodies[-1].name) in self._knows.bodies:
            return self._described(source, words)
        name = self._roster.body_name(bodies[-1])
        return self._roster.body(name)

    def _proper_body(self, head: str, source: Span, words: Sequence[str]) -> Person | None:
        """ "The Treasury": a body's noun with a capital of its own; "the Roe administration"."""
        *said, last = source.of(self._text).split()
        before = [*takewhile(lambda word: word[:1].isupper(), reversed(said))][::-1]
        if self._knows.nouns_capitalised or not before or nations_of(words, self._knows):
            return None
        if self._knows.genitive and fold(last) != head:
            return None
        if last[:1].isupper() and len(words) < 3:
            return self._roster.body(last)
        named = not any(word.endswith(("'s", "’s")) for word in before) and len(words) < 4
        led = fold(before[0]) in self._knows.function or fold(before[0]) in self._knows.links.get(
            "definite", ()
        )
        before = before[1:] if led else before
        return self._roster.body(" ".join([*before, last])) if named and before else None

    # ------------------------------------------------------------------ descriptions

    def _described(self, source: Span, words: Sequence[str]) -> Person | None:
        """A source without a name: an age, an office, unnamed people, a body named before, a country."""
        aged = _AGED.search(source.of(self._text))
        if aged is not None and (person := self._roster.aged(int(aged.group(1)))):
            return person
        if words[0] in self._knows.links.get("indefinite", ()):
            return self.unnamed(source, words)
        person = holder(self._roster, source)
        if person is not None:
            return person
        if (office := self._nameless_office(source, words)) is not None:
            return office
        head = self._body_head(words)
        if head is not None and (person := self._apposed(head, source)) is not None:
            return person
        if any(word in self._knows.unnamed for word in (words if head is None else self._up_to_body(words))):
            return self.unnamed(source, words)
        if self._is_relation(source, words):
            return self.unnamed(source, words)
        if words[0] in self._knows.links.get("definite", ()) and (
            earlier := self._described_before(source, words)
        ):
            return earlier
        if head is not None:
            return self._known_body(head, source, words)
        nations = sorted(nations_of(words, self._knows))
        return self._roster.body(nations[0]) if len(nations) == 1 and self._is_country(words) else None

    def _only_company(self) -> Person | None:
        """The one company that the document names; None where there are several."""
        return next(iter(self._companies.values())) if len(self._companies) == 1 else None

    def _note_companies(self) -> None:
        """Names beside what a company is: "kitchen maker Halvex", "l’entreprise Halvex"."""
        for match in _company_names(self._knows).finditer(self._text):
            name, head = match.group("name"), fold(match.group("noun"))
            known = self._roster.find(name)
            if known is None or not (known.certain or known.body):
                body = self._body_of(name, head)
                if body is not None:
                    self._roster.note_place(Span(*match.span("name")), body, spoke=False)

    def _body_head(self, words: Sequence[str]) -> str | None:
        """The noun for a body that a phrase is built on; None for "a ministry official"."""
        head = self._up_to_body(words)
        heads = [word for word in head if self._knows.is_body(word)]
        people = any(w in self._knows.unnamed or self._knows.is_title(w) for w in head if w not in heads)
        last = words[-1]
        # "the Ministry of Trade spokesperson"
        spoken_for = last in self._knows.titles and not self._knows.is_body(last)
        if (
            not heads
            or people
            or (spoken_for and not (self._knows.adjectives_follow or self._knows.genitive))
        ):
            return None
        return heads[0] if self._knows.adjectives_follow else heads[-1]

    def _up_to_body(self, words: Sequence[str]) -> list[str]:
        """The words up to the first preposition; where a genitive follows its noun, up to the first body."""
        head = self._head(words)
        first = next((i for i, word in enumerate(head) if self._knows.is_body(word)), len(head))
        return head[: first + 1] if self._knows.genitive else head

    def _known_body(self, head: str, source: Span, words: Sequence[str]) -> Person | None:
        """A body that was named before, or else by what the report calls it: "the fire brigade"."""
        earlier = self._earlier_body(head, source) or self._proper_body(head, source, words)
        owned = any(_OWNS.search(word) for word in source.of(self._text).split()[:-1])
        if earlier is not None or owned or is_outlet_noun(head, self._language):
            return earlier
        articles = self._knows.links.get("definite", frozenset())
        name = source.of(self._text).split(",")[0].strip(' “”"')
        name = _ELIDED.sub("", name)
        first, _, rest = name.partition(" ")
        name = rest if fold(first) in articles or fold(first) in self._places else name
        return self._body_of(self._own_name(name, head), head)

    def _own_name(self, name: str, head: str) -> str:
        """From the capital with which a body's own name begins: "last year's estimate of the World bank"."""
        words = name.split()
        last = next((i for i, word in enumerate(words) if fold(word) == head), 0)
        first = next((i for i in range(1, last) if words[i][0].isupper()), 0)
        return name if self._knows.nouns_capitalised or words[0][0].isupper() else " ".join(words[first:])

    def _body_of(self, name: str, head: str) -> Person | None:
        links = self._knows.links
        last = fold(name.split()[-1]) if name else ""
        open_ended = any(last in links.get(kind, ()) for kind in ("indefinite", "definite", "of"))
        if not name or len(name) > _LONGEST_ROLE or open_ended:
            return None
        body = self._roster.called(name, head)
        if head in self._knows.companies and name[0].isupper():
            self._companies[body.number] = body
        return body

    def _apposed(self, head: str, source: Span) -> Person | None:
        """ "The manufacturer, X, said": the name right behind what a company is, "der Hersteller X" too."""
        if head not in self._knows.companies:
            return None
        beside = _NAME_BESIDE.match(self._text, source.end)
        last = source.of(self._text).split()[-1]
        if beside is not None:
            return self._body_of(beside.group(1), head)
        named = last[:1].isupper() and fold(last) != head and not self._knows.is_body(fold(last))
        return self._body_of(last, head) if named else None

    def _nameless_office(self, source: Span, words: Sequence[str]) -> Person | None:
        """An office written as a name that nobody here is said to hold: "the Auditor General"."""
        said = source.of(self._text).split()
        led = words[0] in self._knows.links.get("definite", ())
        if self._knows.nouns_capitalised or not led or len(said) < _OFFICE_WORDS + 1:
            return None
        capital = all(word[:1].isupper() and word.isalpha() for word in said[1:])
        held = any(self._knows.is_title(word) for word in words[1:])
        return self._roster.office(" ".join(said[1:])) if capital and held else None

    def _is_country(self, words: Sequence[str]) -> bool:
        """True for a country's name alone: "Elbonia", no more than an article before it."""
        articles = self._knows.links.get("definite", ())
        alone = all(self._knows.nation(word) or word in articles for word in words)
        return alone or bool(self._knows.nation(" ".join(words)))

    def _is_relation(self, source: Span, words: Sequence[str]) -> bool:
        """True for somebody known by whom they belong to: "Roe's lawyer", "his wife", "the wife of Roe"."""
        said = source.of(self._text).split()
        if any(word in self._knows.bodies for word in self._head(words)) or len(words) < 2:
            return False
        owned = any(re.search(r"['’]s$|s['’]$", word) for word in said[:-1])
        return owned or (self._knows.is_possessive(words[0]) and words[0] != words[-1])

    def _is_described_as(self, source: Span, head: str, name: Sequence[str]) -> bool:
        """False where a phrase says more of a body than its ``name`` does: "Roe's campaign"."""
        said = [
            _ELIDED.sub("", fold(_POSSESSIVE.sub("", w.strip("“”\"'’,"))))
            for w in source.of(self._text).split()
        ]
        articles = self._knows.links.get("definite", frozenset())
        more = [w for w in said if w not in articles and w != head and not self._knows.is_possessive(w)]
        of = self._knows.links.get("of", frozenset())
        own, other = nations_of(name, self._knows), nations_of(more, self._knows)
        if own and other and not own & other:
            return False  # "Roa's army" is not the Elbonian one
        return all(word in name or word in of or self._knows.nation(word) for word in more)

    def _earlier_body(self, head: str, source: Span) -> Person | None:
        """The body or outlet named before that a noun alone ("the ministry", "the newspaper") means."""
        kinds = self._knows.body_kinds(head)
        alone = self._only_company() if head in self._knows.companies else None
        for mention in islice(self._roster.before(source.start), _LOOKED_AT):
            person = self._roster.people[mention.number]
            named = [fold(word) for word in person.name.split()]
            alike = any(head == word or self._knows.is_form_of_body(head, word) for word in named)
            alike = alike or head in person.head or any(word in kinds for word in named)
            alike = alike or (alone is person)
            if person.body and alike and self._is_described_as(source, head, named):
                return person
            if kinds and person.spoke and person.is_open:
                return person
        outlet = is_outlet_noun(head, self._language)
        return self.outlet(source.start, _OUTLET_REACH) if outlet else None


@cache
def _company_names(knows: Naming) -> re.Pattern[str]:
    ordered = sorted(knows.companies.exact, key=lambda noun: (-len(noun), noun))
    nouns = branches(ordered, lambda noun: re.escape(noun[1:]), r"\b") or NOTHING
    flag = "i" if knows.nouns_capitalised else ""
    return re.compile(rf"(?P<noun>(?{flag}:{nouns})),? (?P<name>{_CAPITALISED})(?=[ ,.])")


def _is_only_first(mention: NameMention, source: Span, text: str) -> bool:
    """True where a capital may only be that of a sentence's first word: "Six women"."""
    follows = text[mention.span.end : source.end].lstrip()
    return mention.span.start == source.start and " " not in mention.name and follows[:1].islower()


def _is_acronym(name: str) -> bool:
    return " " not in name and name.isupper() and 1 < len(name) < 6


def names_somebody(text: str, span: Span, knows: Naming) -> bool:
    """True where the head of a noun phrase is a personal pronoun, a name, or a word for people or a body."""
    words = [fold(word) for word in span.of(text).split()]
    if len(words) == 1 and knows.pronoun(words[0]) in ("m", "f", "they"):
        return True
    of = next((i for i, word in enumerate(words) if i and word in knows.links.get("of", ())), len(words))
    if any(knows.is_title(w) or w in knows.unnamed or w in knows.bodies for w in words[:of]):
        return True
    names = [m for m in name_mentions(text, span.start, span.end, knows) if not m.owner]
    return bool(names) and len(text[span.start : names[0].span.start].split()) < of
