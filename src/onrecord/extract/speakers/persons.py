"""Names of persons and bodies in running text, without a trained recogniser.

Evidence is capital letters plus language data: titles, honorifics, nations, given names, patronymics,
initials. In scripts without capitals a name is what a title leaves over of a stretch that is known to
name somebody (:meth:`Naming.bare`).

The topic ``names`` holds, per language (an entry ending in ``*`` is a stem,
matched with up to four more letters):

``titles``, ``honorifics``, ``titles_m``, ``titles_f``
    words that stand beside a person's name; the last two tell grammatical or natural gender;
``offices``
    what titles are titles of, where that is capitalised (Foreign Affairs); ``genitive``: whether it may also
    stand between title and name without a preposition;
``bodies``
    head nouns of organisations; ``nations``: groups of one country's names and adjectives, canonical first;
``unnamed``, ``reported``
    nouns for people who stay unnamed; cues that say that unnamed people said it;
``leader``, ``leads``
    a general word for a country's leader, and the offices it may stand for;
``announce``, ``by``, ``relayed``
    phrases that announce one person's remarks; prepositions before no subject; verbs that relay a source
``function``
    words that are capitalised at the head of a sentence without being names;
``genitive_ends``, ``place_ends``
    endings of a country in the genitive that no given name, or no name at all, has in the nominative
``nouns_capitalised``
    true where every noun has a capital; ``small_adjectives``: where adjectives of a country have none;
    ``demonym_ends``: endings of those that follow the title;
``states``
    general words for a country, as in "head of state"; ``roles``: phrases and the titles they stand for;
``ranks``
    words that part holders of one office (former, deputy); ``possessives``: pronouns that say whose;
``plural_ends``
    endings of nouns for several people; ``held_ends``: endings of a place in the genitive after a title;
    ``title_ends``: endings of compounds that are titles; ``adjectives_follow``: true where a title's
    adjectives stand after it (directeur médical de l'hôpital);
``persons_only``, ``articles_tell``
    relative pronouns that only follow persons; true where no article stands right before a person's name;
``body_kinds``
    nouns for bodies, each with words in names that it may stand for;
``given_m``, ``given_f``, ``gender.pronouns_tell``
    given names; true where "his" and "her" tell whether a man or a woman was named before;
``pronouns``, ``links``
    closed classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from onrecord.extract.rules.nominal import nominal
from onrecord.extract.rules.wordlist import WordList
from onrecord.extract.speakers.bodynames import body_names
from onrecord.extract.speakers.gender import given_gender, is_given, looks_personal
from onrecord.extract.speakers.namemention import NameMention
from onrecord.model import Span
from onrecord.text import lexicon
from onrecord.text.names import is_patronymic, particles, stem
from onrecord.text.tokens import fold

_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|['’ʼ‑\-](?=[^\W\d_]))*\.?|[^\w\s]|\d+")
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$", re.IGNORECASE)
_INITIAL = re.compile(r"(?:[^\W\d_]\.)+$|[^\W\d_]$")
_BRACKETS = re.compile(r"[\[\]()<>]")
_CJK = re.compile(r"[぀-ヿ一-鿿]")
_APPOSITION = re.compile(r"\s?[,(，（]\s?([^,.;:!?()\n\"“”«»，（）]{3,90})(?=[,.;)\n，）])")
_PHRASE_END = re.compile(r"[!?;:,\n\"“”«»()—–]\s?|(?<=[^\W\d_]{6})\.\s")
_BACK = 90  # how far before a name its titles are looked for
_TITLE_WITHIN, _TITLE_WITHIN_OF = 6, 9  # words from a name to its title; where a preposition leads back to it
_ABBREVIATED = 5  # the longest abbreviated title, its stop included
_NAMED_THING = re.compile(r"\s*[«“„\"][^«»“”„\"\n]{1,40}[»”“\"]$")
_LONGEST = 16  # a longer run of capitals is a heading, not a name with its titles
_SHORTEST_ORIGIN = 4
_ADJECTIVES = 2  # words
_NATION_TAIL = 7  # Россия, российского
_ELIDED = re.compile(r"(?:[ldLD]|qu|Qu)['’](?=[^\W\d_])")


@cache
def naming(language: str) -> Naming:
    """The name knowledge of ``language``; of English where there is none."""
    return Naming(language if language in lexicon.languages("names") else "en")


class Naming:
    """What one language's data says about words near names. All questions take folded words."""

    def __init__(self, language: str) -> None:
        data = lexicon.table("names", language)
        self.auxiliary, self.body_names = nominal(language).auxiliary, body_names(language)
        phrases = [fold(entry) for entry in data.get("titles", ())]
        self.phrases = tuple(sorted((p for p in phrases if " " in p), key=lambda p: (-len(p), p)))
        parts = [part for phrase in self.phrases for part in re.split(r"[ \-]", phrase) if len(part) > 2]
        self.titles = WordList(phrases)
        self.title_parts = WordList([*phrases, *parts, *data.get("honorifics", ())])
        self._offices = WordList(data.get("offices", ()))
        self.nouns_capitalised = bool(data.get("nouns_capitalised"))
        self._demonym_ends = tuple(fold(str(ending)) for ending in data.get("demonym_ends", ()))
        self.small_adjectives = bool(data.get("small_adjectives"))
        self._genitive = bool(data.get("genitive"))
        self.honorifics = WordList(data.get("honorifics", ()))
        self.bodies = WordList(data.get("bodies", ()))
        self.unnamed = WordList(data.get("unnamed", ()))
        self.function = WordList(data.get("function", ()))
        self._male, self._female = WordList(data.get("titles_m", ())), WordList(data.get("titles_f", ()))
        self._pronouns = {fold(w): kind for kind, ws in data.get("pronouns", {}).items() for w in ws}
        self.links: dict[str, frozenset[str]] = {
            kind: frozenset(fold(w) for w in ws) for kind, ws in data.get("links", {}).items()
        }
        forms = {fold(form): str(group[0]) for group in reversed(data.get("nations", ())) for form in group}
        self._nations = {form: name for form, name in forms.items() if not form.endswith("*")}
        self._nation_stems = {form[:-1]: name for form, name in forms.items() if form.endswith("*")}
        self._adjectives = {
            str(group[0]): str(group[1]) for group in data.get("nations", ()) if len(group) > 1
        }
        self._leader, self._leads = WordList(data.get("leader", ())), WordList(data.get("leads", ()))
        self.states = WordList(data.get("states", ()))
        self.roles = tuple(
            (tuple(WordList([word]) for word in fold(group[0]).split()), WordList(group[1:]))
            for group in data.get("roles", ())
        )
        self.pronouns_tell = bool(data.get("gender", {}).get("pronouns_tell"))
        self.ranks = WordList(data.get("ranks", ()))
        self._possessives = frozenset(fold(word) for word in data.get("possessives", ()))
        self._plural_ends = tuple(fold(str(ending)) for ending in data.get("plural_ends", ()))
        pairs = (*data.get("restore_m", ()), *data.get("restore", ()))
        self._oblique_ends = tuple(fold(str(old)) for old, _ in pairs)
        self._held_ends = tuple(fold(str(ending)) for ending in data.get("held_ends", ()))
        self._kinds = {
            fold(noun): frozenset(fold(word) for word in group[1:])
            for group in data.get("body_kinds", ())
            for noun in group[:1]
        }
        self.relayed = WordList(data.get("relayed", ()))
        self.persons_only = frozenset(fold(word) for word in data.get("persons_only", ()))
        self.articles_tell = bool(data.get("articles_tell"))
        self._adjectives_follow = bool(data.get("adjectives_follow"))
        self._title_ends = tuple(fold(str(ending)) for ending in data.get("title_ends", ()))
        self._genitive_ends = tuple(fold(str(ending)) for ending in data.get("genitive_ends", ()))
        self.place_ends = tuple(fold(str(ending)) for ending in data.get("place_ends", ()))
        self.announce = tuple(sorted(fold(phrase) for phrase in data.get("announce", ())))
        self.by = frozenset(fold(word) for word in data.get("by", ())) | self.links.get("of", frozenset())
        self.reported = WordList(entry for entry in data.get("reported", ()) if " " not in entry)
        self.reported_phrases = tuple(fold(entry) for entry in data.get("reported", ()) if " " in entry)
        beside = (word for key in ("titles", "honorifics") for word in data.get(key, ()))
        self.suffixes = tuple(sorted(filter(_CJK.search, beside), key=lambda w: (-len(w), w)))

    def nation(self, word: str) -> str | None:
        """The canonical name of the country a word names or belongs to."""
        exact = self._nations.get(word) or self._nations.get(word.rstrip("."))
        if exact or not self._nation_stems:
            return exact
        cuts = (word[: len(word) - cut] for cut in range(min(_NATION_TAIL, len(word) - 1) + 1))
        return next((self._nation_stems[cut] for cut in cuts if cut in self._nation_stems), None)

    def adjective(self, nation: str) -> str:
        """The word for "of ``nation``" before a noun; the nation itself where the data has none."""
        word = self._adjectives.get(nation, nation)
        return nation if word.endswith("*") else word

    def same_office(self, word: str, titles: Iterable[str], of_country: bool) -> bool:
        """True when a title word in a text may mean one of a person's ``titles``."""
        held = tuple(titles)
        if any(word == title or (self._genitive and stem(word) == stem(title)) for title in held):
            return True
        if word in self._title_ends and any(title.endswith(word) for title in held):
            return True  # "die Ministerin" after "die Verkehrsministerin"
        return of_country and word in self._leader and any(title in self._leads for title in held)

    def role_titles(self, words: Sequence[str]) -> WordList | None:
        """The titles that a phrase of several words stands for ("head of state": president, king)."""
        for phrase, titles in self.roles:
            if any(
                all(word in part for word, part in zip(words[i : i + len(phrase)], phrase, strict=True))
                for i in range(len(words) - len(phrase) + 1)
            ):
                return titles
        return None

    def is_genitive(self, word: str, run: int) -> bool:
        """True where a word between title and name is what the office is of, and no given name.

        ``run``: how many words with a capital stand there; of three the first is, unless it can be given.
        """
        if not self._genitive or is_given(word) or word.endswith("."):
            return False
        return run > 2 or (len(word) > 3 and word.casefold().endswith(self._genitive_ends))

    def pronoun(self, word: str) -> str | None:
        """``m``, ``f``, ``it``, ``they``, ``i``, ``we``, ``who``, or None."""
        return self._pronouns.get(word)

    def is_title(self, word: str) -> bool:
        """True for a title or honorific, or a word of one ("prime" of "prime minister")."""
        known = word in self.title_parts or word.rstrip(".") in self.title_parts
        known = known or (bool(self._title_ends) and word.endswith(self._title_ends))
        return known or ("-" in word and all(part in self.title_parts for part in word.split("-")))

    def is_abbreviation(self, word: str) -> bool:
        """True for a title cut short, whose stop ends no sentence: "sen.", "prof."."""
        short = len(word) <= _ABBREVIATED or word.rstrip(".") in self.honorifics
        return short and self.is_title(word)

    def is_office(self, word: str) -> bool:
        """True for a title word or the field a title is of."""
        return self.is_title(word) or word in self._offices

    def is_field(self, word: str) -> bool:
        """True for a word that tells one office from another of the same title: "finance", "former"."""
        return word in self.ranks or (word in self._offices and not self.is_title(word))

    def is_possessive(self, word: str) -> bool:
        """True for a pronoun that says whose somebody is: "his", "their"."""
        return word in self._possessives

    def is_plural(self, head: Sequence[str]) -> bool:
        """True where the last word of ``head`` has an ending by which the language marks the plural."""
        return bool(head) and head[-1].endswith(self._plural_ends)

    def body_kinds(self, head: str) -> frozenset[str]:
        """Words in the names of bodies that a noun may stand for: "company" for "Halden Motors Inc"."""
        return self._kinds.get(head, frozenset())

    def may_be_held(self, name: str) -> bool:
        """True for a word after a title that may be what the office is of, in the genitive."""
        word = fold(name)
        family = is_given(name) or word.endswith(self._oblique_ends)
        return self._genitive and not family and word.endswith(self._held_ends)

    def may_be_origin(self, word: str) -> bool:
        """True for a word of a title phrase that may name a country, known or not."""
        if (
            len(word) < _SHORTEST_ORIGIN
            or self.is_office(word)
            or word in self.function
            or word in self.bodies
        ):
            return False
        return word not in self.states and not any(word in links for links in self.links.values())

    def may_lie_between(self, words: list[str]) -> bool:
        """True when ``words`` can stand between a title and its holder's name."""
        if not words or all(self.nation(w) or self.is_office(w) for w in words):
            return True
        if len(words) == 1 and len(words[0]) > _SHORTEST_ORIGIN and words[0].endswith(self._demonym_ends):
            return True
        of = self.links.get("of", frozenset())
        if self.auxiliary.search(" ".join(words)):
            return False  # "the first witness at the trial was Roe"
        if self._adjectives_follow:
            last = next((i for i, word in enumerate(words[::-1]) if word in of), 0)
            words = words[: len(words) - last] if last <= _ADJECTIVES else words
        if words[-1] in of and words[0] not in of:
            return words[0] not in self.links.get("definite", ())  # not "the mayor of the Roes"
        return self._genitive and not any(w in self.function or self.pronoun(w) for w in words)

    def title_gender(self, words: Iterable[str]) -> str | None:
        """The gender that titles tell, None where they don't or disagree."""
        found = {("m" if w in self._male else "f") for w in words if (w in self._male) != (w in self._female)}
        return found.pop() if len(found) == 1 else None

    def bare(self, stretch: str) -> str:
        """The name in a stretch that is known to name one person ("President X", "Х氏"), titles cut off."""
        if _CJK.search(stretch):
            return self._bare_cjk(stretch)
        found = list(name_mentions(stretch, 0, len(stretch), self))
        persons = sorted((m for m in found if not m.body), key=lambda m: (m.owner, not m.certain))
        return persons[0].name if persons else self._bare_words(stretch)

    def _bare_cjk(self, stretch: str) -> str:
        rest = re.sub(r"[（(].*?[)）]|[「」『』\s]", "", stretch)
        for word in self.suffixes:
            if rest.endswith(word) and len(rest) > len(word) + 1:
                rest = rest[: -len(word)]
            place = rest.rfind(word)
            if place >= 0 and len(rest) - place - len(word) >= 2:
                rest = rest[place + len(word) :]
        return re.split(r"[の、，]", rest.strip("の、，"))[-1]

    def _bare_words(self, stretch: str) -> str:
        words = [w for w in _BRACKETS.sub("", stretch).split() if w.strip(".,:;")]
        kept = [
            w for w in words if w[:1].isupper() and not self.is_title(fold(w)) and not self.nation(fold(w))
        ]
        return " ".join(kept)


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    span: Span
    ends: bool  # a possessive: the run stops here


def name_mentions(text: str, start: int, end: int, knows: Naming) -> Iterator[NameMention]:
    """Names of persons and bodies in ``text[start:end]``, in order; offsets into the whole of ``text``."""
    done = start
    for run in _runs(text, start, end, knows):
        whole = len(run) <= _LONGEST and run[0].span.start >= done
        mention = _read_run(text, start, run, knows) if whole else None
        if mention is not None and mention.body and fold(run[-1].text) in knows.bodies and not mention.owner:
            span = knows.body_names.extended(text, mention.span, start, end)
            if span != mention.span:
                mention = replace(mention, span=span, name=span.of(text))
        if mention is not None:
            done = mention.span.end
            yield mention


def _runs(text: str, start: int, end: int, knows: Naming) -> Iterator[list[_Piece]]:
    run: list[_Piece] = []
    for token in _TOKEN.finditer(text, start, end):
        word = token.group()
        if word in "[]" and run:
            continue
        if run and not _adjoins(text, run[-1], token.start()):
            yield from _closed(run)
            run = []
        if not word[0].isalpha() or not _is_name_word(word, bool(run)):
            yield from _closed(run)
            run = []
            continue
        piece = _piece(word, token.start(), knows)
        run.append(piece)
        if piece.ends:
            yield from _closed(run)
            run = []
    yield from _closed(run)


def _piece(word: str, place: int, knows: Naming) -> _Piece:
    elided = _ELIDED.match(word)
    if elided:
        word, place = word[elided.end() :], place + elided.end()
    owner = _POSSESSIVE.search(word)
    bare = word[: owner.start()] if owner else word
    if bare.endswith(".") and not _INITIAL.match(bare) and not knows.is_abbreviation(fold(bare)):
        return _Piece(bare[:-1], Span(place, place + len(bare) - 1), True)
    return _Piece(bare, Span(place, place + len(bare)), owner is not None)


def _adjoins(text: str, last: _Piece, place: int) -> bool:
    gap = text[last.span.end : place]
    return len(gap) <= 4 and gap.strip(" \u00a0[]") == "" and "\n" not in gap


def _is_name_word(word: str, inside: bool) -> bool:
    elided = _ELIDED.match(word)
    if elided:
        return word[elided.end()].isupper()
    return word[0].isupper() or (inside and word.casefold() in particles())


def _closed(run: list[_Piece]) -> Iterator[list[_Piece]]:
    end = len(run)
    while end and not run[end - 1].text[:1].isupper():
        end -= 1
    if end:
        yield run[:end]


def _read_run(text: str, floor: int, run: list[_Piece], knows: Naming) -> NameMention | None:
    words = [fold(piece.text) for piece in run]
    lead = 2 if len(run) > 2 and knows.nation("".join(words[:2])) else 0  # U. S.
    first = lead + _name_start(run[lead:], words[lead:], knows)
    while first < len(run) and not run[first].text[0].isupper():
        first += 1
    if first >= len(run) or knows.nation(" ".join(words[first:])):
        return None
    if _is_held(text, floor, run[first:], knows):
        first += 1
    kept = _once(run[first:])
    owner = kept[-1].ends
    placed = len(kept) == 1 and words[first].endswith(knows.place_ends)
    shouted = all(piece.text.isupper() for piece in kept)
    role = len(kept) > 1 and knows.is_title(fold(kept[-1].text))  # BRIDGE BOSS
    if placed or len(kept) > 6 or (shouted and (len(kept) > 2 or role)):
        return None
    if any(word in knows.bodies for word in words[first:]):
        return _body(run, words, owner, knows)
    span = Span(kept[0].span.start, kept[-1].span.end)
    name = " ".join(piece.text for piece in kept)
    before = _before(text, floor, span.start, knows)
    after = _after(text, kept[-1], knows)
    if len(kept) == 1 and len(after) == 1 and not before:
        after = ()  # "Nine, Minister, as of last night"
    titles = frozenset(w.rstrip(".") for w in (*before, *after) if knows.is_title(w))
    gender = given_gender(name) or knows.title_gender(w.rstrip(".") for w in (*before, *after))
    certain = bool(titles) or looks_personal(name)
    nations = nations_of((*before, *after), knows)
    origins = _origins(text, floor, span, before, after, knows)
    fields = frozenset(w for w in (*before, *after) if knows.is_field(w))
    return NameMention(span, name, titles, nations, gender, certain, False, owner, origins, fields)


def _once(run: list[_Piece]) -> list[_Piece]:
    """Up to the word that repeats an earlier one: a page's pop-up card runs two forms of a name together."""
    said = [piece.text for piece in run]
    return run[: next((i for i in range(2, len(run)) if said[i] in said[:i]), len(run))]


def _is_held(text: str, floor: int, kept: list[_Piece], knows: Naming) -> bool:
    """True for what an office is of, run together with its holder: "Head of Elbonia Name Surname"."""
    if len(kept) not in (2, 3) or is_given(kept[0].text):
        return False
    words = [fold(word) for word in text[max(floor, kept[0].span.start - _BACK) : kept[0].span.start].split()]
    of = len(words) > 1 and words[-1] in knows.links.get("of", ())
    if of and len(kept) == 3 and any(knows.is_title(word) for word in words[-5:-1]):
        return True
    titled = any(knows.is_title(word) for word in words[-4:])
    patronymic = len(kept) == 3 and is_patronymic(kept[1].text)
    return titled and not patronymic and knows.is_genitive(kept[0].text, len(kept))


def _body(run: list[_Piece], words: list[str], owner: bool, knows: Naming) -> NameMention | None:
    articles = knows.links.get("definite", frozenset()) | knows.links.get("indefinite", frozenset())
    first = next((i for i, word in enumerate(words) if word not in articles), len(run) - 1)
    span = Span(run[first].span.start, run[-1].span.end)
    name = " ".join(piece.text for piece in run[first:])
    return NameMention(span, name, frozenset(), nations_of(words, knows), None, False, True, owner)


def _name_start(run: list[_Piece], words: list[str], knows: Naming) -> int:
    """The first word after leading function words, titles, offices and nations, or the given name."""
    for i, piece in enumerate(run[:-1]):
        led = all(knows.is_office(w) or knows.nation(w) or w in knows.function for w in words[:i])
        initial = (
            led and piece.text.endswith(".") and _INITIAL.match(piece.text) and not knows.is_title(words[i])
        )
        later = any(
            w in knows.titles and (w.endswith(".") or is_given(run[j].text))
            for j, w in enumerate(words[i + 1 : -1], i + 2)
        )
        given = is_given(piece.text) and not knows.is_title(words[i]) and words[i] not in knows.function
        given = given and not later  # South Carolina Senator Ada Roe
        if (initial or given) and not knows.nation(words[i]):
            return i
    first = 0
    for i, word in enumerate(words):
        last = i == len(words) - 1
        family = last and i > 0 and (i > first or words[i - 1].rstrip(".") in knows.honorifics)
        titled = knows.is_title(word) and not (family and word.rstrip(".") not in knows.honorifics)
        led = i == first and not family and (word in knows.function or knows.is_office(word))
        # Two words that begin with a country may be a person (Jordan X) unless a title stands between.
        country = (
            i == first
            and knows.nation(word)
            and (len(words) - i > 2 or (not last and knows.is_title(words[i + 1])))
        )
        if titled or led or country:
            first = i + 1
    return first


def nations_of(words: Iterable[str], knows: Naming) -> frozenset[str]:
    """Canonical names of the countries in a run of folded words; two-word names first."""
    listed = list(words)
    if not listed:
        return frozenset()
    pairs = [f"{a} {b}" for a, b in pairwise(listed)] + [f"{b} {a}" for a, b in pairwise(listed)]
    wide = {nation: pair for pair in pairs if (nation := knows.nation(pair))}
    inside = {word for pair in wide.values() for word in pair.split()}
    single = {nation for word in listed if word not in inside and (nation := knows.nation(word))}
    return frozenset(wide) | frozenset(single)


def _before(text: str, floor: int, place: int, knows: Naming) -> tuple[str, ...]:
    """Words of the title phrase that ends right before ``place``, nearest first."""
    head = _NAMED_THING.sub("", text[max(floor, place - _BACK) : place].rstrip(", ["))
    last = next(iter(head.rsplit(maxsplit=1)[-1:]), "")
    if last.endswith((".", "!", "?", "。")) and len(last) > 4 and not knows.is_abbreviation(fold(last)):
        return ()
    cut = _PHRASE_END.split(head)[-1]
    words = [fold(_POSSESSIVE.sub("", w)).strip('[],"“«(') for w in cut.split()[-12:][::-1]]
    first = next((i for i, word in enumerate(words[:_TITLE_WITHIN_OF]) if knows.is_title(word)), None)
    if first is None or not knows.may_lie_between(words[:first]):
        return ()
    if first > _TITLE_WITHIN and words[first - 1] not in knows.links.get("of", ()):
        return ()
    end = first + 1
    while end < len(words) and end < first + 6 and _may_modify(words[end], knows):
        end += 1
    return tuple(words[:end])


def _origins(
    text: str, floor: int, span: Span, before: Sequence[str], after: Sequence[str], knows: Naming
) -> frozenset[str]:
    """Words in and right before a title phrase that may name a country: "Elbonian President", "of Elbonia".

    Only words with a capital, but for languages that write such adjectives without one.
    """
    if not before and not after:
        return frozenset()
    lead = re.split(r"[!?;:,.\n\"“”«»()—–]", text[max(floor, span.start - _BACK) : span.start].rstrip(", ["))[
        -1
    ]
    words = lead.split()[-len(before) - 1 :] if before else []
    words += text[span.end : span.end + _BACK].split()[: len(after) + 1] if after else []
    small = knows.small_adjectives
    bare = [_POSSESSIVE.sub("", word.strip(",.;()[]")) for word in words]
    return frozenset(fold(w) for w in bare if (small or w[:1].isupper()) and knows.may_be_origin(fold(w)))


def _may_modify(word: str, knows: Naming) -> bool:
    """True for words inside a title phrase, before its head."""
    linking = word in knows.links.get("of", ()) or word in knows.links.get("and", ())
    if word.rstrip(".") in knows.honorifics:
        return False
    return linking or knows.is_office(word) or word in knows.bodies or knows.nation(word) is not None


def _after(text: str, last: _Piece, knows: Naming) -> tuple[str, ...]:
    """Words of an apposition: ", a spokesman for X," or " (spokesman)"."""
    tail = text[last.span.end : last.span.end + 100]
    match = None if last.ends else _APPOSITION.match(tail)
    said = match.group(1).split() if match else []
    words = [fold(_POSSESSIVE.sub("", w)) for w in said]
    titled = [i for i, word in enumerate(words[:8]) if knows.is_title(word)]
    clause = match and knows.auxiliary.search(match.group(1))  # "In Roa, the mayor has said"
    if not titled or clause or words[0] in knows.links.get("and", ()):
        return ()
    if _is_named(said[titled[-1] + 1 : titled[-1] + 2], words[titled[-1]], knows):
        return ()
    # What follows the title's "of" or "for" describes the office, not the holder.
    stops = [i for i, word in enumerate(words) if word in knows.links.get("of", ()) and i > titled[0]]
    return tuple(words[: stops[0] + 3 if stops else len(words)])


def _is_named(follows: Sequence[str], title: str, knows: Naming) -> bool:
    """True where a name follows the title of an apposition, which is somebody else's: "in Roa, Dr Stolt"."""
    if not follows or not follows[0][0].isupper() or _POSSESSIVE.search(follows[0]):
        return False
    word = fold(follows[0])
    styled = title.rstrip(".") in knows.honorifics or is_given(follows[0])
    named = not (knows.is_office(word) or knows.nation(word) or word in knows.bodies)
    return named and (styled or not knows.nouns_capitalised)
