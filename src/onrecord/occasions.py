"""Which records of other occasions a document that is alone in its event may draw on.

Comparing such a document with every record of a pile would cost the square of it, so in large piles those are
chosen that share most names and figures with it, the rarer the more (inverse document frequency: Spärck Jones
1972). Names are compared by their beginnings in Latin letters, which forms and transliterations share.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from anyascii import anyascii

from onrecord.model import Extraction
from onrecord.text.tokens import fold, tokenize

_CHOSEN = 12
"""Records that a document is held against; where there are no more, all."""
_STEM = 5
"""Letters that forms of one name share in any language."""
_COMMON = 0.02
"""Share of the records that may have a name which still tells one from another."""
_FEW = 24
"""Records that may have it in any case."""


class Occasions:
    """The records of a pile, by the names and figures in them."""

    def __init__(self, records: Sequence[Extraction]) -> None:
        self._records = records
        self._having: dict[str, list[int]] = defaultdict(list)
        if len(records) > _CHOSEN:
            for number, record in enumerate(records):
                for key in _keys(record):
                    self._having[key].append(number)

    def likeliest(self, doc: Extraction) -> tuple[Extraction, ...]:
        """The records that ``doc`` is most like, in their own order; never itself."""
        if not self._having:
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
    return frozenset(anyascii(fold(text)).casefold()[:_STEM] for text in found if len(text) > 1)
