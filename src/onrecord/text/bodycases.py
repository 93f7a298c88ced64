"""The nominative of a body's name in a language with cases: "в министерстве обороны" names a министерство.

The topic ``names`` holds for this, per language, beside ``endings`` (see :mod:`onrecord.text.names`):

``body_nominatives``
    stems of nouns for bodies, each with the nominative: [["министерств", "министерство"], ...];
``body_genders``
    the last letters of such a nominative that make it feminine or neuter; all others are masculine;
``adjective_cases``
    oblique endings of an adjective, each with those of the nominative, feminine, neuter and masculine; empty
    where the gender has no such oblique form;
``adjective_soft``
    letters after which a masculine adjective ends in its second form, which stands behind the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from onrecord.text import lexicon
from onrecord.text.tokens import fold

_KEPT = 1 << 12
"""Names that are remembered: a body is asked for its name at every mention of another."""


@dataclass(frozen=True, slots=True)
class _Cases:
    nouns: tuple[tuple[str, str], ...]
    endings: frozenset[str]
    feminine: tuple[str, ...]
    neuter: tuple[str, ...]
    adjectives: tuple[tuple[str, ...], ...]
    soft: tuple[str, ...]


@lru_cache(maxsize=_KEPT)
def body_nominative(name: str, language: str) -> str:
    """``name`` with its head noun, and the adjectives before it, in the nominative; else as it is.

    What follows the head is in the genitive and stays.
    """
    cases = _cases(language)
    words = name.split()
    for at, word in enumerate(words):
        noun = _noun(fold(word), cases)
        if noun is not None:
            before = [_adjective(one, noun, cases) for one in words[:at]]
            return " ".join([*before, _like(word, noun), *words[at + 1 :]])
    return name


@cache
def _cases(language: str) -> _Cases:
    data = lexicon.table("names", language)
    genders = data.get("body_genders", {})
    nouns = sorted(
        ((fold(a), b) for a, b in data.get("body_nominatives", ())), key=lambda pair: -len(pair[0])
    )
    return _Cases(
        tuple(nouns),
        frozenset(("", *(fold(str(end)) for end in data.get("endings", ())))),
        tuple(genders.get("feminine", ())),
        tuple(genders.get("neuter", ())),
        tuple(tuple(row) for row in data.get("adjective_cases", ())),
        tuple(data.get("adjective_soft", ())),
    )


def _noun(word: str, cases: _Cases) -> str | None:
    fits = (
        plain for stem, plain in cases.nouns if word.startswith(stem) and word[len(stem) :] in cases.endings
    )
    return next(fits, None)


def _adjective(word: str, noun: str, cases: _Cases) -> str:
    """An adjective as ``noun`` has it in the nominative."""
    for oblique, feminine, neuter, masculine, soft in cases.adjectives:
        if not fold(word).endswith(oblique):
            continue
        stem = word[: len(word) - len(oblique)]
        if noun.endswith(cases.feminine):
            return stem + feminine if feminine else word
        if noun.endswith(cases.neuter):
            return stem + neuter if neuter else word
        return stem + (soft if stem.endswith(cases.soft) else masculine) if masculine else word
    return word


def _like(word: str, noun: str) -> str:
    """``noun`` with the capitals of ``word``."""
    if word.isupper():
        return noun.upper()
    return noun[0].upper() + noun[1:] if word[0].isupper() else noun
