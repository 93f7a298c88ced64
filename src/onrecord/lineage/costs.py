"""What it costs, in nats, that one text came from another: the departures in between and the passages gained.

Parsimony with unequal weights in the sense of the minimum description length: a departure a text shares
with its source costs nothing, one it makes or takes back costs what is unlikely about it (:func:`_weight`),
up to :data:`_MOST` a sentence, since who rewrites a sentence rewrites all of it. A passage that the source
lacks costs what it takes to come by the same sentence otherwise. Passages nobody else has cost nothing:
they are the text's own and tell nothing about where the rest is from.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.collate.lexis import lexis
from onrecord.lineage.collation import Collation, Departure, Unit

_MOST = 8.0
_NUMBER, _PUT_IN, _RARE, _SMALL, _LEFT_OUT = 3.0, 0.5, 1.5, 0.3, 0.2
"""A number put in; a word, and the rarest; a small word; a word left out."""
_TAKEN_BACK = 1.3
"""What taking back a departure costs against making it: the writer must have had the first wording too."""
_ON_RECORD = 2.5
"""What a sentence costs that the source lacks but the primary has."""
_HEARD = 0.5
"""What somebody's words cost that the source lacks: whoever was there has them."""
_ELSEWHERE = 2.0
"""The same, where the primary does not have them: they were not said to all."""
_INVENTED = 0.5
"""What each word of content costs in a sentence that the source lacks, where nobody said it."""
_MOST_INVENTED = 6.0
_CHOICE = 0.3
"""How much of the surprise that a text chose just the sentences its source chose is taken as evidence.

Reporters choose alike without copying: the same things are news to all of them.
"""

Row = NDArray[np.float64]
Versions = Mapping[int, frozenset[Departure]]


@dataclass(frozen=True, slots=True)
class Prices:
    """Unit by unit: what coming by it from nowhere costs (0 where one text alone has it), and departures."""

    units: tuple[Unit, ...]
    gained: tuple[float, ...]
    weights: tuple[Mapping[Departure, float], ...]
    primary: int | None
    heard: float


def prices(found: Collation, primary: int | None, heard: float) -> Prices:
    """The prices of all units of ``found``; ``primary``: the number of the primary's witness.

    ``heard``: what evidence counts in sentences that the primary has, numbers apart. 1 where the primary is a
    text to copy from; less where it is speech, that all could hear, choose from and render alike.
    """
    language = found.witnesses[0].language if found.witnesses else ""
    gained = tuple(_gained(unit, primary, language, heard) for unit in found.units)
    rare = _rarities(found)
    small = lexis(language).function_words
    weights = tuple(
        {
            d: _weight(d, rare, small, heard if primary in unit.versions else 1.0)
            for version in unit.versions.values()
            for d in version
        }
        for unit in found.units
    )
    return Prices(found.units, gained, weights, primary, heard)


def _rarities(found: Collation) -> Mapping[str, float]:
    """For each word how few of the texts have it anywhere: 1 for two and less of them, 0 for all of them.

    A word that all reports use would come to mind in any place.
    """
    texts = [{word for p in w.passages for word in p.words} for w in found.witnesses]
    counts = Counter(word for words in texts for word in words)
    most = math.log(max(3, len(texts)) / 2)
    return {w: max(0.0, min(1.0, math.log(max(3, len(texts)) / c) / most)) for w, c in counts.items()}


def _weight(departure: Departure, rare: Mapping[str, float], small: frozenset[str], counts: float) -> float:
    """How unlikely it is, in nats, that a writer departs so of their own accord.

    A number is changed rarely, a rare word put in seldom; words are left out at every turn.
    """
    word = departure[1]
    if not word:
        return _LEFT_OUT * counts
    if any(c.isdigit() for c in word):
        return _NUMBER
    return (_SMALL if word in small else _PUT_IN + _RARE * rare[word]) * counts


def _gained(unit: Unit, primary: int | None, language: str, heard: float) -> float:
    if len(unit.versions) < 2:
        return 0.0
    if primary in unit.versions:
        return _ON_RECORD * heard
    if unit.said:
        return _HEARD if primary is None else _ELSEWHERE
    content = len(set(unit.base) - lexis(language).function_words)
    return min(_MOST_INVENTED, _INVENTED * content)


def row(source: Versions, taker: Versions, table: Prices) -> Row:
    """What each unit of ``taker``, in the order of its units, costs with ``source`` as its source."""
    return np.array([_unit_cost(source, taker, unit, table) for unit in taker], dtype=np.float64)


def _unit_cost(source: Versions, taker: Versions, unit: int, table: Prices) -> float:
    gained = table.gained[unit]
    if unit in source and source[unit] == taker[unit]:
        return 0.0
    if table.primary in table.units[unit].versions:
        # Who does not have it from here has it from the primary, whose words are the base.
        gained += _apart(frozenset(), taker[unit], table.weights[unit])
    return min(gained, _apart(source[unit], taker[unit], table.weights[unit])) if unit in source else gained


def _apart(
    there: frozenset[Departure], here: frozenset[Departure], weights: Mapping[Departure, float]
) -> float:
    # Sorted, since sums of floats depend on their order and sets have none.
    made = sum(weights[d] for d in sorted(here - there))
    back = sum(weights[d] for d in sorted(there - here))
    return _MOST * (1 - math.exp(-(made + _TAKEN_BACK * back) / _MOST))


def choice(source: Versions, taker: Versions, table: Prices) -> float:
    """What choosing these sentences out of all that ``source`` has costs."""
    common = sum(unit in source for unit in taker)
    counts = 1.0 if table.primary is None else table.heard
    return counts * _CHOICE * common * math.log(len(source) / common) if common else 0.0
