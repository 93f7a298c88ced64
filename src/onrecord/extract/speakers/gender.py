"""Whether a name or a verb tells that somebody is a man or a woman.

Three kinds of evidence, from firm to weak: given names and patronymics, agreement of a verb, endings of names
that no list holds. The topic ``names`` is read for ``given_m`` and ``given_f`` and for the table ``gender``:

``given_f_ends``, ``given_m_ends``
    endings of given names, weak evidence; ``given_m_despite``: men's given names with a woman's ending;
``family_f_ends``
    endings of family names that only women bear in that language (firm there, weak in others);
``verb_f_ends``, ``verb_m_ends``
    endings of past forms of verbs of speaking, which agree with their subject.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from anyascii import anyascii

from onrecord.text import lexicon
from onrecord.text.givennames import is_of_both, oblique_given
from onrecord.text.names import is_patronymic, stem, word_key
from onrecord.text.tokens import fold

_CASED = re.compile(r"[а-яёіїєґ]|[ąęłśźżńć]", re.IGNORECASE)
_CYRILLIC = re.compile(r"[а-яёіїєґ]", re.IGNORECASE)
_INITIAL = re.compile(r"(?:[^\W\d_]\.)+$|[^\W\d_]$")
_SHORTEST_STEM = 3
_SHORTEST_GIVEN = 3


@cache
def _spelt() -> dict[str, str | None]:
    """Spelling of a given name -> gender; None for names of both genders. All languages."""
    found: dict[str, set[str]] = {}
    for gender in "mf":
        for name in sorted(_listed(gender)):
            found.setdefault(fold(name), set()).add(gender)
    return {name: next(iter(genders)) if len(genders) == 1 else None for name, genders in found.items()}


def _by_sound(word: str) -> str | None:
    """The gender of a name listed in the other script.

    In one script sound makes one of a man's and a woman's name that differ in a vowel (Carin, Corin).
    """
    listed = [
        name for name in _sounding().get(word_key(word), ()) if _is_cyrillic(name) != _is_cyrillic(word)
    ]
    genders = {_spelt().get(fold(name)) for name in listed}
    return genders.pop() if len(genders) == 1 else None


@cache
def _sounding() -> dict[str, tuple[str, ...]]:
    """The listed given names by the key that folds sounds."""
    found: dict[str, list[str]] = {}
    for gender in "mf":
        for name in sorted(_listed(gender)):
            found.setdefault(word_key(name), []).append(name)
    return {key: tuple(names) for key, names in found.items()}


def _is_cyrillic(word: str) -> bool:
    return bool(_CYRILLIC.search(word))


@cache
def _given_stems() -> dict[str, str | None]:
    """The same by stem, for languages with cases."""
    stems = [
        (stem(name), gender) for gender in "mf" for name in sorted(_listed(gender)) if _CASED.search(name)
    ]
    return _by_gender([(form, gender) for form, gender in stems if len(form) >= _SHORTEST_STEM])


def _listed(gender: str) -> frozenset[str]:
    return lexicon.words("names", f"given_{gender}")


def _by_gender(pairs: list[tuple[str, str]]) -> dict[str, str | None]:
    found: dict[str, set[str]] = {}
    for form, gender in pairs:
        found.setdefault(word_key(form), set()).add(gender)
    return {key: next(iter(genders)) if len(genders) == 1 else None for key, genders in found.items()}


@lru_cache(maxsize=16384)
def is_given(word: str) -> bool:
    """True for a listed given name, in the dictionary form or another case."""
    if len(word_key(word)) < _SHORTEST_STEM:  # too short for a key that folds sounds
        return fold(word) in _listed("m") or fold(word) in _listed("f")
    return word_key(word) in _sounding() or (
        bool(_CASED.search(word)) and word_key(stem(word)) in _given_stems()
    )


@lru_cache(maxsize=16384)
def given_gender(name: str) -> str | None:
    """``m`` or ``f`` as a full name tells it, by patronymic or given name; None for a family name alone."""
    words = name.split()
    if len(words) < 2:
        return None
    for word in words[1:]:
        if is_patronymic(word):
            return "f" if re.search(r"(?:vn|chn|shn)[a-z]{0,3}$", anyascii(word).lower()) else "m"
    oblique = oblique_given(words)
    if oblique is not None or is_of_both(words[0]):
        return oblique.gender if oblique is not None else None
    given = fold(words[0])
    exact = _spelt()[given] if given in _spelt() else _by_sound(words[0])
    return exact or (_given_stems().get(word_key(stem(words[0]))) if _CASED.search(words[0]) else None)


@cache
def _ends(key: str, language: str) -> tuple[str, ...]:
    table = lexicon.table("names", language).get("gender", {})
    return tuple(sorted(fold(str(ending)) for ending in table.get(key, ())))


@cache
def _despite() -> frozenset[str]:
    tables = [lexicon.table("names", code).get("gender", {}) for code in lexicon.languages("names")]
    return frozenset(word_key(str(name)) for table in tables for name in table.get("given_m_despite", ()))


def likely_gender(name: str, language: str) -> str | None:
    """A guess by the endings of a full name that no list holds, for want of better evidence."""
    words = name.split()
    if len(words) < 2 or len(words[0]) < _SHORTEST_GIVEN or words[0].endswith("."):
        return None
    if words[-1].casefold().endswith(_ends("family_f_ends", language)):
        return "f"
    first = fold(words[0])
    if word_key(first) in _despite():
        return "m"
    if first.endswith(_ends("given_f_ends", language)):
        return "f"
    return "m" if first.endswith(_ends("given_m_ends", language)) else None


def agreed_gender(cue: str, language: str) -> str | None:
    """The gender of the subject of a cue whose verb agrees with it; None where no verb does."""
    for word in fold(cue).split():
        for gender in "fm":
            if len(word) > 4 and word.endswith(_ends(f"verb_{gender}_ends", language)):
                return gender
    return None


def looks_personal(name: str) -> bool:
    """True for two to five words with a given name or an initial first, or a patronymic."""
    words = name.split()
    if len(words) < 2 or len(words) > 5:
        return False
    return is_given(words[0]) or any(is_patronymic(w) for w in words[1:]) or bool(_INITIAL.match(words[0]))
