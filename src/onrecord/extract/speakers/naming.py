"""What a language knows about names of persons and bodies.

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
    words that part holders of one office (former, deputy); ``past_ranks``: those of whoever holds it no more
    (then); ``past_offices``: what says so after the title ("of the day");
    ``possessives``: pronouns that say whose; ``topics``: words that open a sentence with whom it is about
    ("On the former director, he was brief");
``plural_ends``
    endings of nouns for several people; ``held_ends``: endings of a place in the genitive after a title;
    ``held_pairs``: endings of an adjective in the genitive, each with those its noun has then;
    ``areas``: nouns for places that such an adjective may stand before;
    ``title_ends``: endings of compounds that are titles; ``adjectives_follow``: true where a title's
    adjectives stand after it (directeur médical de l'hôpital);
``persons_only``, ``articles_tell``
    relative pronouns that only follow persons; true where no article stands right before a person's name;
``no_articles``
    true where nothing but its capital tells a name from a noun;
``own``
    the word of "in her own words";
``body_ends``, ``companies``
    endings of compounds that are nouns for bodies; nouns for what a company does, before or beside its name
    ("manufacturer");
``body_kinds``
    nouns for bodies, each with words in names that it may stand for;
``given_m``, ``given_f``, ``gender.pronouns_tell``
    given names; true where "his" and "her" tell whether a man or a woman was named before;
``pronouns``, ``links``
    closed classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from onrecord.extract.rules.nominal import nominal
from onrecord.extract.rules.wordlist import WordList
from onrecord.extract.speakers.bodynames import body_names
from onrecord.extract.speakers.gender import is_given
from onrecord.text import lexicon
from onrecord.text.names import stem
from onrecord.text.phrases import alternation
from onrecord.text.tokens import fold

_CJK = re.compile(r"[぀-ヿ一-鿿]")
_BRACKETS = re.compile(r"[\[\]()<>]")
_KEPT = 1 << 13
_ABBREVIATED = 5  # the longest abbreviated title, its stop included
_SHORTEST_ORIGIN = 4
_SHORTEST_NOUN = 2
_ADJECTIVES = 2  # words
_NATION_TAIL = 7  # Россия, российского


PAST = "then"
"""The rank of an office that is told to be of another time."""


@cache
def naming(language: str) -> Naming:
    """The name knowledge of ``language``; of English where there is none."""
    return Naming(language if language in lexicon.languages("names") else "en")


@cache
def _venues(language: str) -> re.Pattern[str]:
    """The list ``venues`` of the topic ``attribution``: what leads to an audience ("in an interview")."""
    return re.compile(alternation(lexicon.table("attribution", language).get("venues", ())), re.IGNORECASE)


class Naming:
    """What one language's data says about words near names. All questions take folded words."""

    def __init__(self, language: str) -> None:
        data = lexicon.table("names", language)
        # Asked of the same few words over and over.
        self.nation = lru_cache(_KEPT)(self._nation)
        self.is_title = lru_cache(_KEPT)(self._is_title)
        self.is_office = lru_cache(_KEPT)(self._is_office)
        self.auxiliary, self.body_names = nominal(language).auxiliary, body_names(language)
        self.venues = _venues(language)
        self.topics = frozenset(fold(word) for word in data.get("topics", ()))
        phrases = [fold(entry) for entry in data.get("titles", ())]
        self.phrases = tuple(sorted((p for p in phrases if " " in p), key=lambda p: (-len(p), p)))
        self.links: dict[str, frozenset[str]] = {
            kind: frozenset(fold(w) for w in ws) for kind, ws in data.get("links", {}).items()
        }
        linking = frozenset().union(*self.links.values())  # "garde des sceaux"
        parts = [part for phrase in self.phrases for part in re.split(r"[ \-]", phrase) if len(part) > 2]
        parts = [part for part in parts if part not in linking]
        self.titles = WordList(phrases)
        self.title_parts = WordList([*phrases, *parts, *data.get("honorifics", ())])
        self._offices = WordList(data.get("offices", ()))
        self.nouns_capitalised = bool(data.get("nouns_capitalised"))
        self._demonym_ends = tuple(fold(str(ending)) for ending in data.get("demonym_ends", ()))
        self.small_adjectives = bool(data.get("small_adjectives"))
        self.genitive = bool(data.get("genitive"))
        self.honorifics = WordList(data.get("honorifics", ()))
        self.bodies = WordList(data.get("bodies", ()))
        self.unnamed = WordList(data.get("unnamed", ()))
        self.function = WordList(data.get("function", ()))
        self._male, self._female = WordList(data.get("titles_m", ())), WordList(data.get("titles_f", ()))
        self._pronouns = {fold(w): kind for kind, ws in data.get("pronouns", {}).items() for w in ws}
        forms = {fold(form): str(group[0]) for group in reversed(data.get("nations", ())) for form in group}
        self._nations = {form: name for form, name in forms.items() if not form.endswith("*")}
        self._nation_stems = {form[:-1]: name for form, name in forms.items() if form.endswith("*")}
        self._adjectives = {
            str(group[0]): str(group[1]) for group in data.get("nations", ()) if len(group) > 1
        }
        self._leader, self._leads = WordList(data.get("leader", ())), WordList(data.get("leads", ()))
        self.states = WordList(data.get("states", ()))
        self._articles = self.links.get("definite", frozenset()) | self.links.get("indefinite", frozenset())
        self.roles = tuple(
            (tuple(WordList([word]) for word in fold(group[0]).split()), WordList(group[1:]))
            for group in data.get("roles", ())
        )
        self.pronouns_tell = bool(data.get("gender", {}).get("pronouns_tell"))
        self.ranks = WordList(data.get("ranks", ()))
        self.past_ranks = WordList(data.get("past_ranks", ()))
        self._past_offices = re.compile(alternation(data.get("past_offices", ())), re.IGNORECASE)
        self._possessives = frozenset(fold(word) for word in data.get("possessives", ()))
        self._plural_ends = tuple(fold(str(ending)) for ending in data.get("plural_ends", ()))
        pairs = (*data.get("restore_m", ()), *data.get("restore", ()))
        self._oblique_ends = tuple(fold(str(old)) for old, _ in pairs)
        self._held_ends = tuple(fold(str(ending)) for ending in data.get("held_ends", ()))
        self.areas = WordList(data.get("areas", ()))
        self._held_pairs = {
            fold(str(pair[0])): tuple(fold(str(end)) for end in pair[1:])
            for pair in data.get("held_pairs", ())
        }
        self._kinds = {
            fold(noun): frozenset(fold(word) for word in group[1:])
            for group in data.get("body_kinds", ())
            for noun in group[:1]
        }
        self.relayed = WordList(data.get("relayed", ()))
        self._cues = WordList(
            cue for key in ("past", "present") for cue in lexicon.table("attribution", language).get(key, ())
        )
        self.persons_only = frozenset(fold(word) for word in data.get("persons_only", ()))
        self.articles_tell = bool(data.get("articles_tell"))
        self.no_articles = bool(data.get("no_articles"))
        self.adjectives_follow = bool(data.get("adjectives_follow"))
        self.own = frozenset(fold(word) for word in data.get("own", ()))
        self.documents = WordList(data.get("documents", ()))
        self.issuers = frozenset(fold(word) for word in data.get("issuers", ()))
        self.therein = tuple(fold(phrase) for phrase in data.get("therein", ()))
        self.companies = WordList(data.get("companies", ()))
        self._body_ends = tuple(fold(str(ending)) for ending in data.get("body_ends", ()))
        self._title_ends = tuple(fold(str(ending)) for ending in data.get("title_ends", ()))
        self._genitive_ends = tuple(fold(str(ending)) for ending in data.get("genitive_ends", ()))
        self.place_ends = tuple(fold(str(ending)) for ending in data.get("place_ends", ()))
        self.announce = tuple(sorted(fold(phrase) for phrase in data.get("announce", ())))
        self.by = frozenset(fold(word) for word in data.get("by", ())) | self.links.get("of", frozenset())
        self.reported = WordList(entry for entry in data.get("reported", ()) if " " not in entry)
        self.reported_phrases = tuple(fold(entry) for entry in data.get("reported", ()) if " " in entry)
        beside = (word for key in ("titles", "honorifics") for word in data.get(key, ()))
        self.suffixes = tuple(sorted(filter(_CJK.search, beside), key=lambda w: (-len(w), w)))

    def _nation(self, word: str) -> str | None:
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
        if any(word == title or (self.genitive and stem(word) == stem(title)) for title in held):
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
        if not self.genitive or is_given(word) or word.endswith("."):
            return False
        return run > 2 or (len(word) > 3 and word.casefold().endswith(self._genitive_ends))

    def pronoun(self, word: str) -> str | None:
        """``m``, ``f``, ``it``, ``they``, ``i``, ``we``, ``who``, or None."""
        return self._pronouns.get(word)

    def _is_title(self, word: str) -> bool:
        """True for a title or honorific, or a word of one ("prime" of "prime minister")."""
        known = word in self.title_parts or word.rstrip(".") in self.title_parts
        known = known or (bool(self._title_ends) and word.endswith(self._title_ends))
        return known or ("-" in word and all(part in self.title_parts for part in word.split("-")))

    def is_abbreviation(self, word: str) -> bool:
        """True for a title cut short, whose stop ends no sentence: "sen.", "prof."."""
        short = len(word) <= _ABBREVIATED or word.rstrip(".") in self.honorifics
        return short and self.is_title(word)

    def _is_office(self, word: str) -> bool:
        """True for a title word or the field a title is of."""
        return self.is_title(word) or word in self._offices

    def is_field(self, word: str) -> bool:
        """True for a word that tells one office from another of the same title: "finance", "former"."""
        return word in self.ranks or (word in self._offices and not self.is_title(word))

    def is_past(self, described: str) -> bool:
        """True for the words of an office that somebody held at another time: "the president of the day"."""
        return self._past_offices.search(described) is not None

    def is_cue(self, word: str) -> bool:
        """True for a verb of saying: at the beginning of a sentence, where it has a capital, no name."""
        return word in self._cues

    def is_article(self, word: str) -> bool:
        """True for an article, or what stands for one: "the", "a", "этот"."""
        return word in self._articles

    def is_possessive(self, word: str) -> bool:
        """True for a pronoun that says whose somebody is: "his", "their"."""
        return word in self._possessives

    def is_plural(self, head: Sequence[str]) -> bool:
        """True where the last word of ``head`` has an ending by which the language marks the plural."""
        return bool(head) and head[-1].endswith(self._plural_ends)

    def is_body(self, word: str) -> bool:
        """True for a noun for a body, or a compound of one ("Gesundheitsministerium")."""
        return self.is_named_body(word) or word in self.companies

    def is_named_body(self, word: str) -> bool:
        """True for a noun that a body's own name may have."""
        return word in self.bodies or (bool(self._body_ends) and word.endswith(self._body_ends))

    def is_form_of_body(self, noun: str, word: str) -> bool:
        """True where a compound ``word`` may be what ``noun`` alone means: "des Ministeriums"."""
        return bool(self._body_ends) and word.endswith(noun.removesuffix("s"))

    def body_kinds(self, head: str) -> frozenset[str]:
        """Words in the names of bodies that a noun may stand for: "company" for "Halden Motors Inc"."""
        return self._kinds.get(head, frozenset())

    def may_be_held(self, name: str) -> bool:
        """True for a word after a title that may be what the office is of, in the genitive."""
        word = fold(name)
        family = is_given(name) or word.endswith(self._oblique_ends)
        return self.genitive and not family and word.endswith(self._held_ends)

    def is_held_pair(self, adjective: str, noun: str) -> bool:
        """True where two folded words may be an adjective and its noun, both in the genitive."""
        fits = any(adjective.endswith(end) and noun.endswith(ends) for end, ends in self._held_pairs.items())
        return fits and len(noun) > _SHORTEST_NOUN and noun not in self.function

    def is_origin(self, word: str) -> bool:
        """True for a word as it stands in a title phrase that may name a country or is a short acronym."""
        form = fold(word)
        short = word.isupper() and word.isalpha() and 1 < len(word) < _SHORTEST_ORIGIN
        acronym = short and not (self.is_title(form) or self.is_office(form) or form in self.function)
        return acronym or self.may_be_origin(form)

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
        if self.adjectives_follow:
            last = next((i for i, word in enumerate(words[::-1]) if word in of), 0)
            words = words[: len(words) - last] if last <= _ADJECTIVES else words
        if words[-1] in of and words[0] not in of:
            # Not "the mayor of the Roes", "the president of Elbonia on Thursday to a question".
            return not any(words[0] in self.links.get(kind, ()) for kind in ("definite", "indefinite"))
        return self.genitive and not any(w in self.function or self.pronoun(w) for w in words)

    def _head_of_compound(self, word: str) -> str:
        """The title that a compound ends with: "minister" of "verkehrsminister"."""
        if word in self._male or word in self._female:
            return word
        return max((end for end in self._title_ends if word.endswith(end)), key=len, default=word)

    def title_gender(self, words: Iterable[str]) -> str | None:
        """The gender that titles tell, None where they don't or disagree."""
        bare = [self._head_of_compound(word) for word in words]
        found = {("m" if w in self._male else "f") for w in bare if (w in self._male) != (w in self._female)}
        return found.pop() if len(found) == 1 else None

    def bare_cjk(self, stretch: str) -> str:
        """What titles leave over of a stretch in a script without capitals."""
        rest = re.sub(r"[（(].*?[)）]|[「」『』\s]", "", stretch)
        for word in self.suffixes:
            if rest.endswith(word) and len(rest) > len(word) + 1:
                rest = rest[: -len(word)]
            place = rest.rfind(word)
            if place >= 0 and len(rest) - place - len(word) >= 2:
                rest = rest[place + len(word) :]
        return re.split(r"[の、，]", rest.strip("の、，"))[-1]

    def bare_words(self, stretch: str) -> str:
        """The words of a stretch that are neither titles nor nations."""
        words = [w for w in _BRACKETS.sub("", stretch).split() if w.strip(".,:;")]
        kept = [
            w for w in words if w[:1].isupper() and not self.is_title(fold(w)) and not self.nation(fold(w))
        ]
        return " ".join(kept)
