"""Which records of other occasions a document that is alone in its event may draw on.

Comparing such a document with every record of a pile would cost the square of it, so in large piles those are
chosen that share most names and figures with it, the rarer the more (inverse document frequency: Spärck Jones
1972). Names are compared by their beginnings in Latin letters, which forms and transliterations share.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from onrecord.model import Extraction
from onrecord.text.names import beginning
from onrecord.text.tokens import tokenize

_CHOSEN = 12
"""Records that a document is held against; where there are no more, all."""
_COMMON = 0.02
"""Share of the records that may have a name which still tells one from another."""
_FEW = 24
"""Records that may have it in any case."""


class Occasions:
    """The records of a pile, by the names and figures in them."""

    def __init__(self, records: Sequence[Extraction]) -> None:
        self._records = records

    @cached_property
    def _having(self) -> dict[str, list[int]]:
        """The numbers of the records that have a name or figure; made when a document first asks."""
        having: dict[str, list[int]] = defaultdict(list)
        for number, record in enumerate(self._records):
            for key in _keys(record):
                having[key].append(number)
        return having

    def likeliest(self, doc: Extraction) -> tuple[Extraction, ...]:
        """The records that ``doc`` is most like, in their own order; never itself."""
        if len(self._records) <= _CHOSEN:
            return tuple(record for record in self._records if record is not doc)
        most = max(_FEW, _COMMON * len(self._records))
        shared: dict[int, float] = defaultdict(float)
        for key in sorted(_keys(doc)):
            numbers = self._having.get(key, ())
            if len(numbers) <= most:
                for number in numbers:
                    shared[number] += math.log(len(self._records) / len(numbers))
        ranked = sorted(shared, key=lambda n: (-shared[n], n))
        chosen = [n for n in ranked if self._records[n] is not doc][:_CHOSEN]
        return tuple(self._records[n] for n in sorted(chosen))


def _keys(doc: Extraction) -> frozenset[str]:
    """The names and figures of a document: words with a capital, and what begins with a digit."""
    found = (t.text for t in tokenize(doc.document.text) if t.text[:1].isupper() or t.text[:1].isdigit())
    return frozenset(beginning(text) for text in found if len(text) > 1)
