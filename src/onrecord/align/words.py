"""Words of one event: how rare each is and which others it may stand for.

Two words count as the same when their folded forms are equal, partly when they share a stem (the longest
common prefix, as in n-gram conflation: McNamee & Mayfield 2004, "Character N-Gram Tokenization for European
Language Text Retrieval") or, across scripts, when their Latin transliterations do. Months, days of the week
and numbers are the same words in every language.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from anyascii import anyascii
from numpy.typing import NDArray

from onrecord.align.concepts import concepts
from onrecord.align.units import Units
from onrecord.text.tokens import Token

_STEM = 0.85
_FOREIGN = 0.75
_SHORT = 0.6
_MARKS = re.compile(r"[^a-z0-9]+")


def digits(form: str) -> str:
    """Significant digits of a number, without separators and outer zeros: "300,000" and "300" agree.

    The scale is left out on purpose: it is a word in one language and zeros in another, and a wrong number
    must not hide the passage it was taken from.
    """
    return re.sub(r"\D", "", form).strip("0") or "0"


class Words:
    """Vocabulary of the documents of one event. Ids are dense, in order of first occurrence."""

    def __init__(self, documents: Sequence[Units]) -> None:
        self._ids: dict[str, int] = {}
        self._forms: list[str] = []
        self._keys: list[str] = []
        self._buckets: dict[str, list[int]] = defaultdict(list)
        self._similar: dict[int, dict[int, float]] = {}
        self._concepts: dict[int, str] = {}
        self._named: dict[str, list[int]] = defaultdict(list)
        counts: Counter[str] = Counter()
        total = 0
        for units in documents:
            for token in units.tokens:
                self._add(token.form, units.language)
            for sentence in units.sentences:
                a, b = units.words(sentence.span)
                counts.update({t.form for t in units.tokens[a:b]})
                total += 1
        self._idf = np.array([_rarity(form, counts[form], total) for form in self._ids], dtype=np.float64)

    def _add(self, form: str, language: str) -> None:
        if form in self._ids:
            return
        number = len(self._ids)
        self._ids[form] = number
        self._forms.append(form)
        key = digits(form) if form[0].isdigit() else _MARKS.sub("", anyascii(form).casefold())
        self._keys.append(key)
        self._buckets[key[:3]].append(number)
        concept = form if form.isdigit() else concepts(language).get(form)
        if concept is not None:
            self._concepts[number] = concept
            self._named[concept].append(number)

    def ids(self, tokens: Iterable[Token]) -> NDArray[np.int64]:
        """The ids of tokens of the documents this was made from."""
        return np.array([self._ids[t.form] for t in tokens], dtype=np.int64)

    def weights(self, ids: NDArray[np.int64]) -> NDArray[np.float64]:
        """Inverse sentence frequency of each id, positive."""
        out: NDArray[np.float64] = self._idf[ids]
        return out

    def similar(self, number: int) -> dict[int, float]:
        """The words that ``number`` may stand for, itself included, with a similarity in (0, 1]."""
        known = self._similar.get(number)
        if known is None:
            known = self._similar[number] = self._neighbours(number)
        return known

    def _neighbours(self, number: int) -> dict[int, float]:
        mine, key = self._forms[number], self._keys[number]
        out = dict.fromkeys([number, *self._named.get(self._concepts.get(number, ""), ())], 1.0)
        if len(mine) < 2 or not key:
            return out
        for other in self._buckets[key[:3]]:
            value = _likeness(mine, key, self._forms[other], self._keys[other])
            if value > out.get(other, 0.0):
                out[other] = value
        return out

    def similarity(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
        """Matrix of word similarities, rows for ``left``, columns for ``right``."""
        out = np.zeros((len(left), len(right)))
        places: dict[int, list[int]] = defaultdict(list)
        for column, number in enumerate(right.tolist()):
            places[number].append(column)
        for row, number in enumerate(left.tolist()):
            for other, value in self.similar(number).items():
                for column in places.get(other, ()):
                    out[row, column] = value
        return out


def _rarity(form: str, count: int, total: int) -> float:
    rarity = math.log1p((total + 1) / (count + 0.5))
    # Very short words of alphabetic scripts are nearly all function words, also where the event is too
    # small for counts to show it.
    short = len(form) <= 3 and form.isalpha() and ord(form[0]) < 0x2E80
    return rarity * _SHORT if short else rarity


def _likeness(mine: str, key: str, other: str, other_key: str) -> float:
    if mine[0].isdigit() or other[0].isdigit():
        return 1.0 if key == other_key and mine[0].isdigit() and other[0].isdigit() else 0.0
    shared = 0
    for a, b in zip(key, other_key, strict=False):
        if a != b:
            break
        shared += 1
    longest = max(len(key), len(other_key))
    if shared < 4 and shared < longest:
        return 0.0
    same_script = mine.isascii() == other.isascii()
    if key == other_key and len(key) > 3:
        return 1.0 if same_script else _FOREIGN
    if shared >= 4 and shared >= 0.6 * longest:
        return (_STEM if same_script else _FOREIGN) * (0.5 + 0.5 * shared / longest)
    return 0.0
