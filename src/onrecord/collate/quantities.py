"""Numbers as collation sees them: which count as figures, and when two of them say the same."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.model import Span
from onrecord.text.numbers import Number, numbers
from onrecord.text.rounding import compatible

_SMALL = 3


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text. ``key``: equal for numbers of equal value and unit."""

    number: Number

    @property
    def span(self) -> Span:
        """Where the number stands."""
        return self.number.span

    @property
    def key(self) -> str:
        """What equal numbers share."""
        ends = self.number.value if isinstance(self.number.value, tuple) else (self.number.value,)
        return "#" + "-".join(f"{v:.12g}" for v in ends) + (self.number.unit or "")

    @property
    def faint(self) -> bool:
        """True for "half" and the like, a figure only where another one stands for it."""
        return self.number.weak

    @property
    def orders(self) -> bool:
        """True for "first", "second" in words: as often a connective as a figure."""
        value = self.number.value
        small = not isinstance(value, tuple) and value <= _SMALL
        return self.number.ordinal and self.number.spelled and small


def quantities(text: str, span: Span, language: str) -> tuple[Quantity, ...]:
    """The figures of ``text`` inside ``span``, in order, without "one of them" and the like."""
    out: list[Quantity] = []
    for number in numbers(text, language, span.start, span.end):
        counts = not number.weak or number.kind == "fraction"
        if counts and not (out and out[-1].span.overlaps(number.span)):
            out.append(Quantity(number))
    return tuple(out)


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """True when the two numbers say the same; a unit one of them does not give is no difference."""
    units = a.number.unit, b.number.unit
    if "percent" in units and "fraction" in (a.number.kind, b.number.kind):
        return _share(a) == _share(b)
    return a.number.value == b.number.value and (None in units or units[0] == units[1])


def _share(quantity: Quantity) -> float | None:
    """The part of a whole that a percentage or a fraction is."""
    value = quantity.number.value
    if isinstance(value, tuple):
        return None
    return round(value / 100 if quantity.number.unit == "percent" else value, 4)


def rounded(a: Quantity, b: Quantity) -> bool:
    """True when one is the other with fewer digits."""
    return compatible(a.number, b.number) == "rounding"
