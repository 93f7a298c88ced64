"""Given names in other cases than the nominative, where a language declines them.

"Сергея" is Сергей and nobody else; "Валерия" is a woman, or Валерий in the genitive, which only the family
name beside it tells. The topic ``names`` holds for this, per language:

``declension_m``, ``declension_f``
    groups of endings of men's and women's given names: that of the nominative, then those of the other cases.
    A name goes by the first group whose nominative ending it has;
``given_cases``
    names that go by none: the nominative, then the other cases;
``oblique_m``
    endings that no nominative of a woman's family name has, nor of a man's beside a given name in an oblique
    case; ``oblique_not_m``: longer ones that a woman's may have all the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from onrecord.text import lexicon
from onrecord.text.tokens import fold


@dataclass(frozen=True, slots=True)
class GivenForm:
    """What an oblique form of a given name may be a form of. ``gender``: ``m`` or ``f``."""

    base: str
    gender: str
    language: str


def oblique_given(name: Sequence[str], language: str = "") -> GivenForm | None:
    """What the first word of a full name is an oblique form of; None for a nominative, or where unclear.

    Of two languages that share a form, ``language`` comes first.
    """
    if len(name) < 2:
        return None
    found = _forms().get(fold(name[0]), ())
    own = [form for form in found if form.language == language] or found
    if fold(name[0]) in _nominatives() or len({form.gender for form in own}) > 1:
        own = [form for form in own if form.gender == "m"] if _is_oblique_family(name[-1]) else []
    return own[0] if own else None


def is_of_both(given: str) -> bool:
    """True for a listed given name that is an oblique form of another gender's: Валерия, Александра."""
    genders = _nominatives().get(fold(given), frozenset())
    return bool(genders) and any(form.gender not in genders for form in _forms().get(fold(given), ()))


def _is_oblique_family(name: str) -> bool:
    """True for a family name that only a man has, and he in an oblique case."""
    word = fold(name)
    return word.endswith(_endings("oblique_m")) and not word.endswith(_endings("oblique_not_m"))


@cache
def _endings(key: str) -> tuple[str, ...]:
    return tuple(lexicon.words("names", key))


@cache
def _nominatives() -> Mapping[str, frozenset[str]]:
    """The names as listed, folded, each with the genders of those who bear it."""
    found: dict[str, set[str]] = defaultdict(set)
    for _, gender, name in _listed():
        found[fold(name)].add(gender)
    return {name: frozenset(genders) for name, genders in found.items()}


@cache
def _forms() -> Mapping[str, tuple[GivenForm, ...]]:
    """Every oblique form, folded."""
    found: dict[str, list[GivenForm]] = defaultdict(list)
    for code, gender, name in _listed():
        data = lexicon.table("names", code)
        for form in _cases(name, gender, data):
            found[fold(form)].append(GivenForm(name, gender, code))
    return {form: tuple(dict.fromkeys(meant)) for form, meant in found.items()}


def _listed() -> Iterator[tuple[str, str, str]]:
    for code in lexicon.languages("names"):
        data = lexicon.table("names", code)
        for gender in "mf":
            if f"declension_{gender}" in data:
                yield from ((code, gender, str(name)) for name in data.get(f"given_{gender}", ()))


def _cases(name: str, gender: str, data: Mapping[str, Any]) -> Iterator[str]:
    for base, *others in data.get("given_cases", ()):
        if base == name:
            yield from others
            return
    for end, *others in data[f"declension_{gender}"]:
        if name.endswith(end):
            yield from (name[: len(name) - len(end)] + other for other in others)
            return
