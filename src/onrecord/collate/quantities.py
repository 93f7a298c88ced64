"""Numbers of a wording, read in one place, and when two of them say the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.model import Span

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_SCALE = re.compile(
    r"[\s\u00a0-]*(thousand|million|billion|trillion|bn|m|k|тысяч\w*|тыс\.?|миллион\w*|млн\.?|миллиард\w*|млрд\.?)(?!\w)",
    re.I,
)
_FACTORS = (
    ("thousand", 1e3),
    ("k", 1e3),
    ("тыс", 1e3),
    ("million", 1e6),
    ("m", 1e6),
    ("миллион", 1e6),
    ("млн", 1e6),
    ("billion", 1e9),
    ("bn", 1e9),
    ("миллиард", 1e9),
    ("млрд", 1e9),
    ("trillion", 1e12),
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: ``values`` are one number, or the ends of a range."""

    span: Span
    values: tuple[float, ...]

    @property
    def key(self) -> str:
        """Equal for numbers of equal value."""
        return "#" + "-".join(f"{v:.12g}" for v in self.values)


def quantities(text: str, span: Span, language: str) -> tuple[Quantity, ...]:
    """The numbers of ``text`` inside ``span``, in order."""
    out = []
    for match in _NUMBER.finditer(text, span.start, span.end):
        raw = match.group()
        value = float(re.sub(r"[.,\s](?=\d{3}(?!\d))", "", raw).replace(",", "."))
        end = match.end()
        scale = _SCALE.match(text, end, span.end)
        if scale:
            word = scale.group(1).casefold()
            value *= next(f for name, f in reversed(_FACTORS) if word.startswith(name))
            end = scale.end()
        out.append(Quantity(Span(match.start(), end), (value,)))
    return tuple(out)


def same_quantity(a: Quantity, b: Quantity) -> bool:
    """True when the two numbers say the same."""
    return a.key == b.key


def rounded(a: Quantity, b: Quantity) -> bool:
    """True when ``a`` reads as ``b`` rounded, or the other way about: within five per cent."""
    low, high = sorted((abs(a.values[0]), abs(b.values[0])))
    return len(a.values) == len(b.values) == 1 and high > 0 and (high - low) / high <= 0.05
