"""What it costs, in nats, that one text came from another: the departures in between and the passages gained.

Parsimony with unequal weights in the sense of the minimum description length: a departure a text shares with
its source costs nothing, one it makes or takes back costs what is unlikely about it
(:func:`onrecord.lineage.collation.weight`), up to :data:`_MOST` a sentence, since who rewrites a sentence
rewrites all of it. A passage that the source lacks costs what it takes to come by the same sentence otherwise.
Passages nobody else has cost nothing: they are the text's own and tell nothing about where the rest is from.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.collate.lexis import lexis
from onrecord.lineage.collation import Collation, Departure, Unit, weight

_MOST = 8.0
_TAKEN_BACK = 1.3
"""What taking back a departure costs against making it: the writer must have had the first wording too."""
_ON_RECORD = 2.5
"""What a sentence costs that the source lacks but the primary has."""
_HEARD = 0.5
"""What somebody's words cost that the source lacks: whoever was there has them."""
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


def prices(found: Collation, primary: int | None) -> Prices:
    """The prices of all units of ``found``; ``primary``: the number of the primary's witness."""
    language = found.witnesses[0].language if found.witnesses else ""
    gained = tuple(_gained(unit, primary, language) for unit in found.units)
    weights = tuple(
        {d: weight(d, unit.base, language) for version in unit.versions.values() for d in version}
        for unit in found.units
    )
    return Prices(found.units, gained, weights)


def _gained(unit: Unit, primary: int | None, language: str) -> float:
    if len(unit.versions) < 2:
        return 0.0
    if primary in unit.versions:
        return _ON_RECORD
    if unit.said:
        return _HEARD
    content = len(set(unit.base) - lexis(language).function_words)
    return min(_MOST_INVENTED, _INVENTED * content)


def row(source: Versions, taker: Versions, table: Prices) -> Row:
    """What each unit of ``taker``, in the order of its units, costs with ``source`` as its source."""
    return np.array([_unit_cost(source, taker, unit, table) for unit in taker], dtype=np.float64)


def _unit_cost(source: Versions, taker: Versions, unit: int, table: Prices) -> float:
    if unit not in source:
        return table.gained[unit]
    here, there = taker[unit], source[unit]
    if here == there:
        return 0.0
    weights = table.weights[unit]
    # Sorted, since sums of floats depend on their order and sets have none.
    made = sum(weights[d] for d in sorted(here - there))
    back = sum(weights[d] for d in sorted(there - here))
    return _MOST * (1 - math.exp(-(made + _TAKEN_BACK * back) / _MOST))


def choice(source: Versions, taker: Versions) -> float:
    """What choosing these sentences out of all that ``source`` has costs."""
    common = sum(unit in source for unit in taker)
    return _CHOICE * common * math.log(len(source) / common) if common else 0.0


def price(source: Versions, taker: Versions, table: Prices) -> float:
    """What the whole of ``taker`` costs with ``source`` as its only source."""
    return float(row(source, taker, table).sum()) + choice(source, taker)
