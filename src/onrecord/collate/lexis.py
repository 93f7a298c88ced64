"""What collation knows of a language: the topic ``collation`` of the language data.

Keys of ``collation.toml``, all optional:

- ``function_words``: closed-class words; ``shifting_words``: those of them that change by themselves when
  speech is reported (person, article, complementiser).
- ``suffixes``: inflectional endings, for telling forms of one word; ``name_endings``: endings that forms
  of one proper name differ by; ``paradigms``: lists of irregular forms of one word.
- ``negations``, ``not_negations`` (fixed expressions in which a negation negates nothing),
  ``negative_words`` (words with a negative sense, or with a sense that stands for a denied one: "closed",
  "stays", "until"), ``negative_prefixes``, ``negative_suffixes``; ``negative_concord`` (several negations
  in a clause are one).
- ``denying_prefixes``: those of the prefixes that deny in most words; ``affixed_otherwise``: beginnings of
  words with such a prefix that it does not deny ("under").
- ``particles``, ``particle_bound``: words that negate only beside a particle ("ne ... jamais");
  ``particle_turned``: words of another class that negate beside a particle alone ("ne ... plus");
  ``any_words``: words that make one negation with "not" before them; ``comparators``: what stands between
  things compared; ``complementisers``: what joins a clause to the verb that governs it.
- ``change_by``, ``change_to``: what stands before the amount of a change, and before the level it ends at
  ("fell by ten", "fell to ten").
- ``nobody``: pronouns that deny; ``negative_determiners``: what denies before a noun ("no");
  ``lacking``: what denies the presence of a thing ("without"); ``relatives``: what opens a clause that says
  who is meant.
- ``inverted_main``: what opens a main clause after a condition that has no "if" ("Käme er, wäre ...");
  ``inverted_first``: little words that open such a condition ("Sollte er kommen, wäre ...").
- ``part_of``: words between a part and its whole ("two of the eight").
- ``future``: words, and ``future_endings`` of verbs, that tell what is to come.
- ``headline_joints``: words that join two statements in a headline ("X as Y").
- ``remainder``: words for all but what was named ("the others").
- ``whoever``: words that make a condition of whom they speak of ("anyone who").
- ``attributive``: adjectives of possibility that may stand before a noun ("possible side effects").
- ``additive``: words that join a second clause to a first ("and").
- ``otherwise``: those conditions that a reason may render ("otherwise we lose it", "because we lose it").
- ``clause_initial``: operators only where they open a clause ("provided"); ``asking``: verbs after which
  "if" asks.
- ``hearsay``: phrases by which speakers say that they were told; ``second_hand``: the same of somebody else.
- ``[operators]``: classes of modality, condition, hedge, quantity; ``idle``: fixed expressions made of such
  words that bind nothing ("if I may"); ``inversion``, ``exception``, ``until``, ``counter``, ``reason``,
  ``proviso``: what opens a clause that binds another; ``conditional``: words that may render a condition;
  ``more``, ``less``: directions; ``limiter``: times a denial may hold for. ``[speech_acts]``: classes of
  reporting verbs. Entries may be phrases.
- ``[notes]``: ``insertion_marks`` (signatures of editors' notes), ``impersonal_sources``.
- ``[contractions]`` (word to its full words), ``[clitics]`` (ending to word), ``[variants]`` (what an
  ambiguous clitic may stand for); ``elisions``: words shortened before a vowel ("l'").
- ``[spelling]``: ``rules`` ([pattern, replacement], applied in order to the folded word) and ``pairs``
  (spellings of one word). ``equivalents``: lists of names and signs of one thing; entries all in capitals
  match in capitals only.
- ``first_person``: words for the speaker's own side; ``third_person``: pronouns for what is
  named elsewhere; ``elsewhere``: words for some other country or its
  people, none named. ``unspaced``: words are written without spaces;
  ``nouns_have_capitals``: a capital does not tell a name.

The topic ``places`` holds ``[names]``: by ISO 3166 code the names of a country, its people, adjective,
capital and seat of power (names and cities after Unicode CLDR), compared by stem. Longer codes are our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.text import lexicon
from onrecord.text.tokens import fold, tokenize

TOPIC = "collation"
Phrases = Mapping[tuple[str, ...], str]


@dataclass(frozen=True)
class Lexis:
    """The table of one language, compiled. Empty, and so harmless, for a language without data."""

    language: str
    function_words: frozenset[str]
    shifting_words: frozenset[str]
    suffixes: tuple[str, ...]
    name_endings: frozenset[str]
    paradigms: Mapping[str, str]
    contractions: Mapping[str, tuple[str, ...]]
    clitics: Mapping[str, str]
    elisions: tuple[str, ...]
    calendar: frozenset[str]
    calendar_codes: Mapping[str, str]
    calendar_full: Mapping[str, str]
    """Other forms of the names of months and days, short ones too, each with the first."""
    particles: frozenset[str]
    particle_bound: frozenset[str]
    hearsay: frozenset[tuple[str, ...]]
    complementisers: frozenset[str]
    comparators: frozenset[str]
    additive: frozenset[str]
    attributive: frozenset[str]
    whoever: frozenset[str]
    remainder: frozenset[str]
    nobody: frozenset[str]
    negative_determiners: frozenset[str]
    lacking: frozenset[str]
    inverted_main: frozenset[str]
    inverted_first: frozenset[str]
    part_of: frozenset[str]
    future: frozenset[str]
    future_endings: tuple[str, ...]
    relatives: frozenset[str]
    headline_joints: frozenset[str]
    change_by: frozenset[str]
    change_to: frozenset[str]
    second_hand: frozenset[tuple[str, ...]]
    any_words: frozenset[str]
    unspaced: bool
    nouns_have_capitals: bool
    variants: Mapping[str, frozenset[str]]
    spelling_rules: tuple[tuple[re.Pattern[str], str], ...]
    spelling_pairs: Mapping[str, str]
    equivalents: re.Pattern[str] | None
    equivalent_keys: Mapping[str, str]
    first_person: frozenset[str]
    elsewhere: frozenset[str]
    third_person: frozenset[str]
    operators: Phrases
    not_negations: frozenset[tuple[str, ...]]
    negative_words: frozenset[tuple[str, ...]]
    negative_concord: bool
    negative_prefixes: tuple[str, ...]
    negative_suffixes: tuple[str, ...]
    denying_prefixes: tuple[str, ...]
    affixed_otherwise: tuple[str, ...]
    particle_turned: frozenset[str]
    clause_initial: frozenset[tuple[str, ...]]
    otherwise: frozenset[tuple[str, ...]]
    asking: frozenset[str]
    speech_acts: Phrases
    insertion_marks: frozenset[str]
    impersonal_sources: frozenset[str]

    @property
    def known(self) -> bool:
        """False for a language without data."""
        return bool(self.function_words)


def parts(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase, cut at hyphens as readings are."""
    return tuple(piece for token in tokenize(phrase) for piece in token.form.split("-") if piece)


@cache
def lexis(language: str) -> Lexis:
    """The compiled table of an ISO 639-1 ``language``."""
    data = lexicon.table(TOPIC, language)
    spelling = data.get("spelling", {})
    notes = data.get("notes", {})
    pattern, keys = _equivalents(data.get("equivalents", ()))
    return Lexis(
        language=language,
        function_words=lexicon.words(TOPIC, "function_words", language),
        shifting_words=lexicon.words(TOPIC, "shifting_words", language),
        suffixes=tuple(sorted(data.get("suffixes", ()), key=lambda s: (-len(s), s))),
        name_endings=frozenset(data.get("name_endings", ())),
        paradigms={fold(form): row[0] for row in reversed(data.get("paradigms", [])) for form in row},
        contractions={fold(k): tuple(v) for k, v in data.get("contractions", {}).items()},
        clitics=data.get("clitics", {}),
        elisions=tuple(data.get("elisions", ())),
        calendar=frozenset(_calendar(language)),
        calendar_codes=_calendar(language),
        calendar_full=_full_calendar(language),
        particles=lexicon.words(TOPIC, "particles", language),
        particle_bound=lexicon.words(TOPIC, "particle_bound", language),
        any_words=lexicon.words(TOPIC, "any_words", language),
        complementisers=lexicon.words(TOPIC, "complementisers", language),
        comparators=lexicon.words(TOPIC, "comparators", language),
        additive=lexicon.words(TOPIC, "additive", language),
        attributive=lexicon.words(TOPIC, "attributive", language),
        whoever=lexicon.words(TOPIC, "whoever", language),
        headline_joints=lexicon.words(TOPIC, "headline_joints", language),
        nobody=lexicon.words(TOPIC, "nobody", language),
        negative_determiners=lexicon.words(TOPIC, "negative_determiners", language),
        lacking=lexicon.words(TOPIC, "lacking", language),
        inverted_main=lexicon.words(TOPIC, "inverted_main", language),
        inverted_first=lexicon.words(TOPIC, "inverted_first", language),
        part_of=lexicon.words(TOPIC, "part_of", language),
        future=lexicon.words(TOPIC, "future", language),
        future_endings=tuple(data.get("future_endings", ())),
        relatives=lexicon.words(TOPIC, "relatives", language),
        remainder=lexicon.words(TOPIC, "remainder", language),
        change_by=lexicon.words(TOPIC, "change_by", language),
        change_to=lexicon.words(TOPIC, "change_to", language),
        second_hand=frozenset(parts(p) for p in data.get("second_hand", ())),
        hearsay=frozenset(parts(p) for p in data.get("hearsay", ())),
        unspaced=data.get("unspaced", False),
        nouns_have_capitals=data.get("nouns_have_capitals", False),
        variants={k: frozenset(v) for k, v in data.get("variants", {}).items()},
        spelling_rules=tuple((re.compile(p), r) for p, r in spelling.get("rules", ())),
        spelling_pairs={fold(form): fold(row[0]) for row in spelling.get("pairs", ()) for form in row},
        equivalents=pattern,
        equivalent_keys=keys,
        first_person=lexicon.words(TOPIC, "first_person", language),
        elsewhere=lexicon.words(TOPIC, "elsewhere", language),
        third_person=lexicon.words(TOPIC, "third_person", language),
        operators=_classes(data.get("operators", {}))
        | {parts(p): "negation" for p in data.get("negations", ())},
        not_negations=frozenset(parts(p) for p in data.get("not_negations", ())),
        negative_concord=bool(data.get("negative_concord", False)),
        negative_words=frozenset(parts(p) for p in data.get("negative_words", ())),
        negative_prefixes=tuple(data.get("negative_prefixes", ())),
        negative_suffixes=tuple(data.get("negative_suffixes", ())),
        denying_prefixes=tuple(data.get("denying_prefixes", ())),
        affixed_otherwise=tuple(data.get("affixed_otherwise", ())),
        clause_initial=frozenset(parts(p) for p in data.get("clause_initial", ())),
        otherwise=frozenset(parts(p) for p in data.get("otherwise", ())),
        asking=lexicon.words(TOPIC, "asking", language),
        particle_turned=lexicon.words(TOPIC, "particle_turned", language),
        speech_acts=_classes(data.get("speech_acts", {})),
        insertion_marks=frozenset(m.casefold() for m in notes.get("insertion_marks", ())),
        impersonal_sources=frozenset(m.casefold() for m in notes.get("impersonal_sources", ())),
    )


@cache
def _calendar(language: str) -> Mapping[str, str]:
    """The names of months and days of the week, from the topic ``dates``, each with what it names."""
    return {name: code for code, names in _calendar_rows(language) for name in names}


@cache
def _full_calendar(language: str) -> Mapping[str, str]:
    return {name: names[0] for _, names in _calendar_rows(language) for name in names[1:]}


def _calendar_rows(language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    data = lexicon.table("dates", language)
    for kind, rows in (("month", data.get("months", {})), ("day", data.get("weekdays", {}))):
        for number, row in rows.items():
            names = [fold(name).rstrip(".") for name in ([row] if isinstance(row, str) else row)]
            yield f"{kind} {number}", tuple(dict.fromkeys(names))


def _classes(table: Mapping[str, Any]) -> dict[tuple[str, ...], str]:
    return {parts(phrase): kind for kind in sorted(table) for phrase in table[kind]}


def _equivalents(rows: Any) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    keys: dict[str, str] = {}
    patterns: list[tuple[int, str]] = []
    for row in rows:
        for entry in row:
            shouted = entry.isupper()
            keys[entry if shouted else fold(entry)] = "=" + fold(row[0])
            patterns.append((len(entry), _entry_pattern(entry, shouted)))
    if not patterns:
        return None, keys
    ordered = [p for _, p in sorted(patterns, key=lambda item: (-item[0], item[1]))]
    return re.compile("|".join(ordered)), keys


def _entry_pattern(entry: str, shouted: bool) -> str:
    body = r"[\s\-]+".join(re.escape(word) for word in re.split(r"[\s\-]+", entry))
    before = r"(?<!\w)" if entry[0].isalnum() and entry[0] < "⺀" else ""
    after = r"(?!\w)" if (entry[-1].isalnum() and entry[-1] < "⺀") or entry[-1] == "." else ""
    return before + (body if shouted else f"(?i:{body})") + after


@cache
def spelling(form: str, language: str) -> str:
    """The key that all spellings of a folded word share."""
    table = lexis(language)
    key = table.spelling_pairs.get(form, form)
    if len(key) > 4:
        for pattern, replacement in table.spelling_rules:
            key = pattern.sub(replacement, key)
    return key


@cache
def stem(key: str, language: str) -> str:
    """What forms of one word share: the paradigm's name, else the word without its ending.

    A light stemmer in the sense of Savoy (2006), "Light stemming approaches": one ending is taken off
    and at least three letters stay. It may err towards "same word", which costs a note, not a verdict.
    """
    table = lexis(language)
    if key in table.paradigms:
        return table.paradigms[key]
    for ending in table.suffixes:
        if key.endswith(ending) and len(key) - len(ending) >= 3:
            key = key[: -len(ending)]
            break
    return key[:-1] if len(key) > 3 and key[-1] == key[-2] else key


@cache
def places(language: str) -> Mapping[tuple[str, ...], str]:
    """Stems of the names of countries, with the country's code."""
    rows = lexicon.table("places", language).get("names", {})
    return {
        tuple(stem(spelling(word, language), language) for word in parts(name)): code
        for code in sorted(rows)
        for name in rows[code]
    }
