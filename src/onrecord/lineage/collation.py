"""The witnesses of one language side by side: which passages are versions of one another, and how they
differ.

Passages that are versions of one sentence form a :class:`Unit`; the version met first, of the primary if
there is one, is its base. What a version has otherwise is a set of *departures*, each one word left out
at a place of the base or one word put in there. They are the characters of a stemma (Maas 1958, "Textual
Criticism"; for the coding as single omissions and insertions: Howe et al. 2001, "Manuscript evolution").
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel

from onrecord.lineage.witness import Passage, Witness

LIKE = 0.55
"""Share of the shorter passage's words, in order, that two versions of one sentence have in common."""
_LIKE_WHOLE = 0.35
"""And of both passages together: a short sentence is not a version of a long one that has its words."""
_CANDIDATES = 4
_COMMON = 0.1
"""Words in more than this share of the units find no candidates, once there are a hundred units."""

Departure = tuple[int, str]
"""A place of the base, in words, with the word put in before it; "" where the base's word is left out."""

NOTHING: frozenset[Departure] = frozenset()


@dataclass(slots=True)
class Unit:
    """One sentence in its versions. ``said`` where any witness has it as somebody's words."""

    base: tuple[str, ...]
    said: bool
    versions: dict[int, frozenset[Departure]] = field(default_factory=dict)
    places: dict[int, Passage] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Collation:
    """Witnesses by number, and the units in the order in which they are first met."""

    witnesses: tuple[Witness, ...]
    units: tuple[Unit, ...]


def collation(witnesses: Sequence[Witness], primary: str | None = None) -> Collation:
    """All of ``witnesses``, which are of one language, unit by unit; ``primary`` gives the bases it has."""
    order = sorted(
        range(len(witnesses)),
        key=lambda n: (
            witnesses[n].doc != primary,
            -sum(len(p.words) for p in witnesses[n].passages),
            witnesses[n].doc,
        ),
    )
    rare = _rarities(witnesses)
    finder = _Finder(rare)
    for number in order:
        _enter(finder, number, witnesses[number].passages)
    return Collation(tuple(witnesses), tuple(finder.units))


def _rarities(witnesses: Sequence[Witness]) -> dict[str, float]:
    counts = Counter(word for w in witnesses for p in w.passages for word in set(p.words))
    total = sum(len(w.passages) for w in witnesses)
    return {word: math.log((1 + total) / count) for word, count in counts.items()}


@dataclass(slots=True)
class _Finder:
    """Units by the words of their bases."""

    rarity: dict[str, float]
    units: list[Unit] = field(default_factory=list)
    by_word: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def candidates(self, words: Sequence[str], size: int) -> Iterator[int]:
        """Of the first ``size`` units those that have most in common with ``words``, by rarity."""
        most = max(10, int(size * _COMMON)) if size >= 100 else size
        weights: dict[int, float] = defaultdict(float)
        for word in sorted(set(words)):
            listed = self.by_word.get(word, ())
            if len(listed) <= most:
                for unit in listed:
                    weights[unit] += self.rarity[word]
        yield from sorted(weights, key=lambda unit: (-weights[unit], unit))[:_CANDIDATES]

    def add(self, passage: Passage) -> int:
        """A new unit with ``passage`` as its base."""
        self.units.append(Unit(passage.words, passage.said))
        for word in sorted(set(passage.words)):
            self.by_word[word].append(len(self.units) - 1)
        return len(self.units) - 1


def _enter(finder: _Finder, number: int, passages: Sequence[Passage]) -> None:
    """Each passage becomes a version of the unit it is most like, else a unit."""
    size = len(finder.units)
    for passage in passages:
        scored = [
            (like, -n)
            for n in finder.candidates(passage.words, size)
            if number not in finder.units[n].versions
            and (like := _likeness(passage.words, finder.units[n].base)) > 0
        ]
        chosen = -max(scored)[1] if scored else finder.add(passage)
        unit = finder.units[chosen]
        unit.said |= passage.said
        unit.versions[number] = departures(unit.base, passage.words)
        unit.places[number] = passage


def _likeness(left: Sequence[str], right: Sequence[str]) -> float:
    """How much two passages have in common, in [0, 1]; 0 where they are no versions of one sentence."""
    common = (len(left) + len(right) - Indel.distance(left, right)) / 2
    whole = 2 * common / (len(left) + len(right))
    if common / min(len(left), len(right)) < LIKE or whole < _LIKE_WHOLE:
        return 0.0
    return whole


def departures(base: Sequence[str], words: Sequence[str]) -> frozenset[Departure]:
    """What makes ``words`` out of ``base``."""
    found: set[Departure] = set()
    for code in Indel.opcodes(base, words):
        if code.tag == "delete":
            found.update((place, "") for place in range(code.src_start, code.src_end))
        elif code.tag == "insert":
            found.update((code.src_start, word) for word in words[code.dest_start : code.dest_end])
    return frozenset(found)
