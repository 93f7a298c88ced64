"""Which of many names may be one person's, so that not every name need be compared with every other.

A word of a name is reduced to its consonants in a few classes of like sounds, and filed under those and under
what is left of them without any one (deletion neighbourhoods: Bocek, Hunt & Stiller 2007, "Fast Similarity
Search in Large Dictionaries"): spellings that differ by a sound each, as transcriptions do, still meet.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from anyascii import anyascii

from onrecord.text.names import words_of

_FEW = 300
"""Names up to which each is compared with all."""
_TELLING = 2
"""Sounds that must be left of a word to file it under them."""
_CLASSES = str.maketrans(
    {**dict.fromkeys("aeiouyhvfw"), **dict.fromkeys("cgkqxjz", "s"), "p": "b", "t": "d", "r": "l", "m": "n"}
)
_NASAL = str.maketrans({"ę": "en", "ą": "on"})
_NO_LETTER, _TWICE = re.compile("[^a-z]+"), re.compile(r"(.)\1+")


class Namesakes:
    """Names filed by their sounds, each under the number of whoever bears it."""

    def __init__(self) -> None:
        self._count = 0
        self._first: dict[str, set[int]] = defaultdict(set)
        self._later: dict[str, set[int]] = defaultdict(set)

    def add(self, number: int, name: str) -> None:
        """File a name; numbers count from 0 without gaps."""
        self._count = max(self._count, number + 1)
        first, later = _ends(name)
        for sounds in first:
            self._first[sounds].add(number)
        for sounds in later:
            self._later[sounds].add(number)

    def near(self, names: Iterable[str]) -> Sequence[int]:
        """The numbers, ascending, under which a name may be one person's with one of ``names``.

        Two names that have only their first words in common are no candidates: those are given names.
        """
        if self._count <= _FEW:
            return range(self._count)
        found: set[int] = set()
        for name in names:
            first, later = _ends(name)
            found.update(*(self._later[sounds] for sounds in first if sounds in self._later))
            found.update(*(shelf[s] for s in later for shelf in (self._first, self._later) if s in shelf))
        return sorted(found)


@lru_cache(maxsize=65536)
def _ends(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """What a name is filed under by its first word, and by the others; a lone word is both."""
    words = words_of(name)
    later = words[1:] or words
    return frozenset(_sounds("".join(words[:1]))), frozenset(s for word in later for s in _sounds(word))


def _sounds(word: str) -> set[str]:
    letters = _NO_LETTER.sub("", anyascii(word.lower().translate(_NASAL)).lower())
    for spelled in ("rz", "ts", "tz"):
        letters = letters.replace(spelled, "s")
    bare = _TWICE.sub(r"\1", letters.translate(_CLASSES))
    less = (bare[:i] + bare[i + 1 :] for i in range(len(bare)))
    return {bare, *(sounds for sounds in less if len(sounds) >= _TELLING)}
