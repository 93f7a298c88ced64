"""Things of a text by place, so that a long text costs no more per word than a short one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from onrecord.model import Span

T = TypeVar("T")
_BIN = 512
"""Code points of text that share one bin."""


class Nearby(Generic[T]):
    """Items with the stretch each covers, to be asked which ones overlap another stretch."""

    def __init__(self, items: Iterable[tuple[Span, T]]) -> None:
        self._bins: dict[int, list[tuple[int, int, int, T]]] = {}
        for number, (span, item) in enumerate(items):
            for place in range(span.start // _BIN, span.end // _BIN + 1):
                self._bins.setdefault(place, []).append((number, span.start, span.end, item))

    def over(self, span: Span) -> list[T]:
        """The items whose stretch overlaps ``span``, in the order in which they were given."""
        start, end = span.start, span.end
        first, last = start // _BIN, end // _BIN
        if first == last:
            here = self._bins.get(first, ())
            return [item for _, begin, stop, item in here if begin < end and start < stop]
        found: dict[int, T] = {}
        for place in range(first, last + 1):
            here = self._bins.get(place, ())
            found |= {number: item for number, begin, stop, item in here if begin < end and start < stop}
        return [found[number] for number in sorted(found)]
