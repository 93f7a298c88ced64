"""What is sought and one document it is sought in, as arrays of words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.align.parts import Part
from onrecord.align.units import Units, clauses
from onrecord.align.words import Words
from onrecord.model import Span
from onrecord.text import lexicon
from onrecord.text.tokens import Token

Array = NDArray[np.float64]

_MARKED = 1.5
_AROUND = 0.5


@dataclass(frozen=True, slots=True)
class Sought:
    """A part with its words: ids, weights, and how large it is. ``content``: not a function word."""

    part: Part
    language: str
    ids: NDArray[np.int64]
    weights: Array
    figures: NDArray[np.bool_]
    content: NDArray[np.bool_]
    size: float


class Field:
    """One document that references are sought in."""

    def __init__(self, units: Units, words: Words, witness: float) -> None:
        self.units = units
        self.witness = witness
        self.ids = words.ids(units.tokens)
        self.weights = words.weights(self.ids)
        self.sizes = np.array([size(t.text) for t in units.tokens])
        self.content = content_words(units.tokens, units.language)
        self._owners = np.full(len(units.tokens), -1, dtype=np.int64)
        for number, sentence in enumerate(units.sentences):
            a, b = units.words(sentence.span)
            self._owners[a:b] = number
        self._rows: dict[int, tuple[NDArray[np.int64], Array]] = {}
        self._places: dict[int, list[int]] = defaultdict(list)
        for place, number in enumerate(self.ids.tolist()):
            if self._owners[place] >= 0:
                self._places[number].append(int(self._owners[place]))

    def clauses(self, number: int) -> tuple[Span, ...]:
        """The clauses of a sentence that has several."""
        sentence = self.units.sentences[number]
        found = clauses(self.units.text, sentence.span, sentence.cuts)
        return found if len(found) > 1 else ()

    def coverage(self, sought: Sought, words: Words) -> Array:
        """For every sentence, the weighted share of the sought words that it has."""
        total = np.zeros(len(self.units.sentences))
        for number, weight in zip(sought.ids.tolist(), sought.weights.tolist(), strict=True):
            owners, values = self._row(number, words)
            total[owners] += weight * values
        share: Array = total / max(float(sought.weights.sum()), 1e-9)
        return share

    def _row(self, number: int, words: Words) -> tuple[NDArray[np.int64], Array]:
        """The sentences that have a word, or one like it, with how like it is; made once for each word."""
        known = self._rows.get(number)
        if known is None:
            best: dict[int, float] = {}
            for other, value in words.similar(number).items():
                for owner in self._places.get(other, ()):
                    best[owner] = max(best.get(owner, 0.0), value)
            owners = np.array(list(best), dtype=np.int64)
            known = self._rows[number] = (owners, np.array(list(best.values())))
        return known


def size(word: str) -> float:
    """Length of a word in words of an alphabetic script: a Han or kana character counts as part of one."""
    return 0.6 if len(word) == 1 and ord(word) >= 0x2E80 else 1.0


def content_words(tokens: Sequence[Token], language: str) -> NDArray[np.bool_]:
    """Which words are no function words."""
    small = lexicon.words("collation", "function_words", language)
    return np.array([t.form not in small and t.form[0].isalnum() for t in tokens], dtype=bool)


def sought(part: Part, units: Units, words: Words) -> Sought:
    """The words of a part, those inside quote marks weighing more than the reporter's around them."""
    a, b = units.words(part.span)
    tokens = [t for t in units.tokens[a:b] if not any(note.holds(t.span) for note in part.notes)]
    ids = words.ids(tokens)
    weights = words.weights(ids)
    if part.marked:
        inside = np.array([any(m.holds(t.span) for m in part.marked) for t in tokens], dtype=bool)
        weights = weights * np.where(inside, _MARKED, _AROUND)
    figures = np.array([t.form[0].isdigit() for t in tokens], dtype=bool)
    content = content_words(tokens, units.language)
    return Sought(part, units.language, ids, weights, figures, content, sum(size(t.text) for t in tokens))
